"""Labels of footnotes with spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize("label", ["the gate", "a b c", "Ein Tor", "l'été 2"])
@pytest.mark.parametrize("form", ["Text.[^{0}] a\n\n[^{0}]: A *note*.", "- Text.[^{0}]\n\n[^{0}]:\n    A *note*."])
def test_label_with_spaces(plain_site: SiteBuilder, post: Post, label: str, form: str) -> None:
    built = plain_site.build(posts={"a.md": post(form.format(label))})
    article = built.article("posts/a")

    assert built.warnings == []
    assert article.select_one("aside.postil-note em")
    assert article.select_one("a.footnote-reference")["href"] == f"#{article.aside['id']}"  # type: ignore[index]


@pytest.mark.parametrize("text", ["The set [^a b] of.", "    [^a b]: code", "`[^a b]: x`"])
def test_what_is_no_footnote_stays(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build(posts={"a.md": post(text)})

    assert "[^a b]" in built.article("posts/a").get_text()
