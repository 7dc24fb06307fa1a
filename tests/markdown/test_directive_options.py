"""Options of directives over several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.markdown.directive_options import joined_option_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

CASES = [
    (":alt: A bridge,\n  seen from\n  the left\n:width: 50%\n\nCaption",
     ":alt: A bridge,\n:  seen from\n:  the left\n:width: 50%\n\nCaption"),
    (":width: 50%\n:alt: A bridge,\n  from the left\n\nCaption",
     ":width: 50%\n:alt: A bridge,\n:  from the left\n\nCaption"),
    (":alt: A bridge,\n\tfrom the left\n", ":alt: A bridge,\n:  from the left\n"),
    (":class: tip\n  Text.\n\nMore", ":class: tip\n  Text.\n\nMore"),
    (":alt: A\n\n  Caption\n", ":alt: A\n\n  Caption\n"),
    ("Caption\n  :alt: A\n", "Caption\n  :alt: A\n"),
    (":alt: A\n:width: 5\nCaption", ":alt: A\n:width: 5\nCaption"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "read"), CASES)
def test_joined_option_lines(written: str, read: str) -> None:
    assert joined_option_lines(written) == read


@pytest.mark.parametrize("fence", ["```", ":::"])
def test_alt_text_over_several_lines(plain_site: SiteBuilder, post: Post, png: bytes, fence: str) -> None:
    text = f"{fence}{{figure}} p.png\n:alt: A bridge over water,\n  seen from the left\n"
    text += f":width: 50%\n\nThe caption.\n{fence}\n"
    built = plain_site.build(posts={"a.md": post(text), "p.png": png})
    figure = built.article("posts/a").select_one("figure")

    assert built.warnings == []
    assert figure
    assert figure.img["alt"] == "A bridge over water, seen from the left"  # type: ignore[index]
    assert figure.figcaption.get_text(strip=True).startswith("The caption.")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ("\n:width: 50%\n", "width"),
        (":alt: A bridge,\nfrom the left\n:width: 50%\n", "width"),
        (":class: a\n  b\n:alt: A\nThe caption\n:name: x\n", "name"),
    ],
)
def test_option_in_a_caption_is_reported(
    plain_site: SiteBuilder, post: Post, png: bytes, options: str, name: str
) -> None:
    built = plain_site.build(posts={"a.md": post(f"```{{figure}} p.png\n{options}```\n"), "p.png": png})
    told = [warning for warning in built.warnings if f"the caption contains the option `:{name}:`" in warning]

    assert len(told) == 1
    assert "posts/a.md:" in told[0]
