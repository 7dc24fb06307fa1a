"""Captions of tables as in Pandoc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

TABLE = "| a | b |\n|---|---|\n| 1 | 2 |"
# Markdown -> the captions, the ids of the tables, and the paragraphs.
TEXTS: dict[str, tuple[list[str], list[str], list[str]]] = {
    f"{TABLE}\n\n: Days {{#tbl-days}}\n\nText.": (["Days"], ["tbl-days"], ["Text."]),
    f"{TABLE}\n\nTable: Days\n\nText.": (["Days"], ["table-1"], ["Text."]),
    f"{TABLE}\n\ntable: Days *and*\nnights\n\nText.": (["Days and\nnights"], ["table-1"], ["Text."]),
    f"Table: Days {{#tbl-days .wide}}\n\n{TABLE}\n\nText.": (["Days"], ["tbl-days"], ["Text."]),
    f"# Head\n\n: Days\n\n{TABLE}": (["Days"], ["table-1"], []),
    f"{TABLE}\n: Days\n\nText.": (["Days"], ["table-1"], ["Text."]),
    f"{TABLE}\n\n: One\n\n{TABLE}\n\n: Two": (["One", "Two"], ["table-1", "table-2"], []),
    f"Table: One\n\n{TABLE}\n\nTable: Two\n\n{TABLE}": (["One", "Two"], ["table-1", "table-2"], []),
    f"{TABLE}\n\nTable:\n\nText.": ([], [""], ["Table:", "Text."]),
    f"{TABLE}\n\nWords.\n\nTable: Days": ([], [""], ["Words.", "Table: Days"]),
    f"{TABLE}\n| : x | y |": ([], [""], []),
    f"Term\n\n: Meaning\n\n{TABLE}": ([], [""], ["Meaning"]),
}


@pytest.mark.parametrize("text", TEXTS)
def test_caption(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(text)})
    content = main_content(built)

    assert built.warnings == []
    captions, ids, paragraphs = TEXTS[text]
    assert [tag.get_text() for tag in content.select("caption .caption-text")] == captions
    assert [tag.get("id", "") for tag in content.select("table")] == ids
    assert [tag.get_text() for tag in content.select("p") if not tag.find_parent("table")] == paragraphs


@pytest.mark.parametrize("prefix", ["> ", "- ", "[^a]: "])
def test_caption_in_a_block(plain_site: SiteBuilder, post: Post, prefix: str) -> None:
    lines = f"{TABLE}\n\n: Days[^b] & x < y\n".splitlines()
    indent = "> " if prefix == "> " else " " * (4 if prefix == "[^a]: " else 2)
    text = "\n".join([prefix + lines[0], *(indent + line for line in lines[1:])])
    built = plain_site.build(
        {"a.md": post(f"Words[^a].\n\n{text}\n\n[^b]: Note.\n\n{'' if '^a' in text else '[^a]: N'}")}
    )

    assert built.warnings == []
    [caption] = main_content(built).select("caption .caption-text")
    assert caption.get_text().startswith("Days[")
    assert "&amp; x &lt; y" in str(caption)


def test_links_lead_to_the_table(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(f"See [days](#tbl-days).\n\n{TABLE}\n\n: Days {{#tbl-days}}\n")})

    assert built.warnings == []
    assert main_content(built).select('a[href="#tbl-days"]')


def test_markdown_copy_keeps_the_caption(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(f"{TABLE}\n\n: Days\n")})

    assert "Days" in built.read("posts/a.md")


@pytest.mark.parametrize(
    ("builder", "page"), [("latex", "blog.tex"), ("epub", "posts/a.xhtml"), ("text", "posts/a.txt")]
)
def test_other_builders(plain_site: SiteBuilder, post: Post, builder: str, page: str) -> None:
    home = "# Home\n\n```{toctree}\nposts/a\n```\n"
    built = plain_site.build({"a.md": post(f"{TABLE}\n\n: Days {{#tbl-days}}\n")}, {"index.md": home}, builder=builder)

    assert [warning for warning in built.warnings if "EPUB3" not in warning] == []
    assert ("\\sphinxcaption{Days}" if builder == "latex" else "Days") in built.read(page)
