"""Images whose file is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize("text", ["![A man](no.png)", "Words.\n![A man](no.png)", '<img src="no.png" alt="A man">'])
def test_missing_file_is_replaced_by_its_alt_text(build: Callable[..., Built], text: str) -> None:
    built = build(text)
    found = main_content(built)

    assert [re.sub(r".*?(?=a\.md)", "", line) for line in built.warnings] == [
        f"a.md:{7 if 'Words' in text else 6}: WARNING: image file not readable: ../posts/no.png [image.not_readable]"
    ]
    assert found.get_text().count("A man") == 1
    assert found.select_one(".postil-missing-image")
    assert not found.select("img")


def test_folder_is_not_an_image(site: SiteBuilder, post: Post) -> None:
    site.write({"posts/dir.png/x.md": "# X\n"})
    built = site.build(posts={"a.md": post("Words.\n\n![A man](dir.png)\n")})
    message = "the image ../posts/dir.png is a folder; name a file [postil.picture]"

    assert [found for found in built.warnings if re.search(rf"a\.md:\d+: WARNING: {re.escape(message)}", found)]
    assert built.article("posts/a").select_one(".postil-missing-image").get_text() == "A man"  # type: ignore[union-attr]


def test_missing_file_keeps_its_caption(build: Callable[..., Built]) -> None:
    found = main_content(build('![A man](no.png "The *man* himself"){#fig-x}\n\n[](#fig-x)'))

    assert outline(found) == "figure(p(A man) figcaption(The em(man) himself)) p(a(The man himself))"
