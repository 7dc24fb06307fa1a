"""Anchors in raw HTML as targets of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

HTML_ANCHORS = {
    "in-a-heading": '## <a name="x"></a>Constants',
    "id-in-a-line": 'Words <a id="x"></a> here.',
    "span": "Words <span id=x>here</span>.",
    "block": '<div class="a" id="x">\n\nWords.\n\n</div>',
    "self-closing": '<a name="x"/>\n\nWords.',
    "capitals": '<A NAME="x"></A>\n\nWords.',
    "quotes": "<h2 data-b='1' id='x'>Words</h2>",
    "in-a-table": '| a |\n|---|\n| <a name="x"></a> b |',
}


@pytest.mark.parametrize("name", HTML_ANCHORS)
def test_links_to_html_anchors(plain_site: SiteBuilder, post: Post, name: str) -> None:
    text = f"{HTML_ANCHORS[name]}\n\nSee [above](#x).\n"
    built = plain_site.build(posts={"a.md": post(text), "b.md": post("See [there](a.md#x).\n")})

    assert built.warnings == []
    assert built.article("posts/a").find("a", string="above")["href"] == "#x"  # type: ignore[index]
    assert built.article("posts/b").find("a", string="there")["href"] == "a.html#x"  # type: ignore[index]


def test_missing_anchor_is_reported(plain_site: SiteBuilder, post: Post) -> None:
    text = '<a name="y" data-id="z"></a> <input name="w"> `<a id="v">` See [1](#x), [2](#z), [3](#w), [4](#v).\n'
    built = plain_site.build(posts={"a.md": post(text)})

    [warning] = built.warnings
    assert "the link to 'x', 'z', 'w', … leads nowhere (4 of this kind" in warning
