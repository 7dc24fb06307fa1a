"""Constructs of other dialects in every place that has text."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from postil.markdown import (
    abbreviations,
    block_attributes,
    emoji,
    heading_attributes,
    kramdown_extensions,
    linkify,
    mark,
    obsidian_comments,
    options,
    wikilinks,
)
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

INLINE = {
    "==marked==": "<mark>marked</mark>",
    ":tada:": "🎉",
    "https://example.org/a": '<a class="reference external" href="https://example.org/a">https://example.org/a</a>',
    "HTML": '<abbr class="postil-capitals" title="Markup">HTML</abbr>',
}
TEXT = " and ".join(INLINE)
PLACES = {
    "paragraph": "{}",
    "list": "- a\n  - {}",
    "numbered list": "1. {}",
    "quotation": "> {}",
    "table": "a | b\n--|--\n1 | {}",
    "table heading": "a | {}\n--|--\n1 | 2",
    "heading": "## {}",
    "footnote": "Word[^1].\n\n[^1]: {}",
    "inline footnote": "Word^[{}].",
    "definition": "Term\n: {}",
    "term": "{}\n: Definition",
    "task": "- [x] {}",
    "admonition": ":::{{note}}\n{}\n:::",
    "div": "::: {{.any}}\n{}\n:::",
    "emphasis": "*a {} b*",
    "caption": "![x](x.svg)\n*{}*",
    "figure": "```{{figure}} x.svg\n{}\n```",
}
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"


@pytest.mark.parametrize("place", PLACES)
def test_inline_constructs(plain_site: SiteBuilder, post: Post, place: str) -> None:
    plain_site.write({"posts/x.svg": SVG})
    built = plain_site.build({"a.md": post(f"{PLACES[place].format(TEXT)}\n\n*[HTML]: Markup\n")})
    page = str(main_content(built))

    assert built.warnings == []
    assert [text for text, html in INLINE.items() if html not in page] == []


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_other_builders(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    """No builder stops, and no text is lost."""
    plain_site.conf = 'latex_documents = [("posts/a", "a.tex", "A", "B", "howto")]\n'
    text = "\n\n".join(pattern.format(TEXT) for place, pattern in PLACES.items() if "x.svg" not in pattern)
    built = plain_site.build({"a.md": post(f"{text}\n\n*[HTML]: Markup\n")}, builder=builder)
    files = (file for file in built.outdir.rglob("a.*") if file.suffix in (".tex", ".txt", ".xhtml"))
    pages = "".join(file.read_text("utf-8") for file in files)

    assert "Traceback" not in pages
    assert "==marked==" not in pages
    assert pages.count("marked") >= len(PLACES) - 2


def test_feed_and_copy(site: SiteBuilder, post: Post) -> None:
    built = site.build({"a.md": post(f"{TEXT}\n\n*[HTML]: Markup\n")})
    feed = built.read("blog/atom.xml")

    assert built.warnings == []
    for part in ("&lt;mark&gt;marked&lt;/mark&gt;", "🎉", "https://example.org/a", "HTML&lt;/abbr&gt;"):
        assert part in feed


ROWS = [
    "[[", "[[a]]", "![[", "%%", "%% a\n\n", "%% a\nb\n\n", "==", " ==a", ":a", "{:", "{: .a}\n", "--a", "*[a", "https://",
    "www.", "{::comment}\n\n", "# a {#b}\n",
]  # fmt: skip
MODULES = (
    heading_attributes, block_attributes, kramdown_extensions, wikilinks, obsidian_comments, options, abbreviations,
    mark, emoji, linkify,
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_linear_time(row: str) -> None:
    """Eight times the text takes about eight times as long, and not 64 times."""
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for module in MODULES:
        module.add_rules(md)
    times = []
    for count in (500, 4000):
        start = process_time()
        md.parse(row * count)
        times.append(process_time() - start)

    assert times[1] < 24 * max(times[0], 0.03)
