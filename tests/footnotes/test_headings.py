"""The author's own heading for the footnotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from postil.footnotes.headings import is_title
from postil.i18n import LOCALE
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

NOTE = "\n\n[^1]: It has no name.\n"
RST = "A walk\n======\n\n:date: 2024-03-24\n\nUp the hill [1]_.\n\n"
# Sources with a heading of the author's, and that heading.
MARKDOWN = {
    f"Up[^1].\n\n## Footnotes{NOTE}": "h2",
    f"Up[^1].{NOTE}\n## Footnotes\n": "h2",
    f"Up[^1].\n\n## Notes\n\nBy the editor.{NOTE}": "h2",
    f"Up[^1].{NOTE}\n## Notes:\n\n## About\n\nWords.\n": "h2",
    f"Up[^1].\n\n## A\n\nWords.\n\n### *Endnotes*{NOTE}": "h3",
    f"Up[^1].\n\n```{{rubric}} Footnotes\n```{NOTE}": "p.rubric",
}
RESTRUCTUREDTEXT = {
    RST + "Footnotes\n---------\n\n.. [1] It has no name.\n": "h2",
    RST + ".. rubric:: Footnotes\n\n.. [1] It has no name.\n": "p.rubric",
    RST + "Notes\n-----\n\nBy the editor.\n\n.. [1] It has no name.\n": "h2",
    RST + ".. rubric:: Notes\n\n.. [1] It has no name.\n\nMore\n----\n\nWords.\n": "p.rubric",
}


def headings(built: Built) -> list[Tag]:
    """Return the headings of the footnotes on a page."""
    found = main_content(built).select("h1, h2, h3, h4, p.rubric")
    return [tag for tag in found if is_title(tag.get_text()) or "postil-notes-title" in tag.get_attribute_list("class")]


def check(built: Built, selector: str) -> None:
    """Check that the footnotes are below the only heading for them."""
    (heading,) = headings(built)
    notes = heading.find_next("section", class_="postil-notes")

    assert built.warnings == []
    assert heading in main_content(built).select(selector) or heading.name in selector
    assert notes is not None
    assert not notes.select(".postil-notes-title")
    assert notes["aria-label"] == heading.get_text()
    assert "It has no name." in notes.get_text()
    if "By the editor" in main_content(built).get_text():
        assert not heading.get("class")
    else:
        assert heading.find_next_sibling() is notes


@pytest.mark.parametrize("text", MARKDOWN)
def test_notes_are_below_the_authors_heading(plain_site: SiteBuilder, post: Post, text: str) -> None:
    check(plain_site.build({"a.md": post(text)}), MARKDOWN[text])


@pytest.mark.parametrize("text", RESTRUCTUREDTEXT)
def test_notes_are_below_the_authors_heading_in_restructuredtext(plain_site: SiteBuilder, text: str) -> None:
    check(plain_site.build({"a.rst": text}), RESTRUCTUREDTEXT[text])


@pytest.mark.parametrize(
    "text",
    [
        f"Up[^1].{NOTE}\n## Notes\n\nOn the text.\n",
        f"Up[^1], down[^2].\n\n[^2]: Or.\n\n## Notes\n\nOn the text.{NOTE}",
        f"Up[^1].\n\n## Note on rivers{NOTE}",
        f"## Footnotes\n\nUp[^1].{NOTE}",
    ],
)
def test_a_section_about_something_else_is_not_the_heading(plain_site: SiteBuilder, post: Post, text: str) -> None:
    found = main_content(plain_site.build({"a.md": post(text)}))

    assert found.select("section.postil-notes > h2.postil-notes-title")
    assert not found.select(".postil-notes-heading")


def test_without_footnotes_a_heading_stays(plain_site: SiteBuilder, post: Post) -> None:
    found = main_content(plain_site.build({"a.md": post("Words.\n\n## Footnotes\n")}))

    assert [tag.get("class") for tag in found.select("h2")] == [None]


@pytest.mark.parametrize("language", sorted(path.name for path in LOCALE.iterdir() if path.is_dir()))
def test_headings_are_known_in_all_languages(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "postil.po").open("rb") as file:
        message = read_po(file).get("Notes")

    assert message is not None
    assert is_title(str(message.string))


@pytest.mark.parametrize(
    "title", ["FOOTNOTES", "Foot  notes", "Fußnoten", "Notas al pie", "Сноски", "脚注：", "Notes de bas de page"]
)
def test_titles(title: str) -> None:
    assert is_title(title) == (title != "Foot  notes")


def test_the_feed_has_the_authors_heading(plain_site: SiteBuilder, post: Post) -> None:
    feed = plain_site.build({"a.md": post(f"Up[^1].\n\n## Footnotes{NOTE}")}).read("blog/atom.xml")

    assert "&gt;Footnotes" in feed
    assert "postil-notes-title" not in feed


@pytest.mark.parametrize("builder", ["latex", "text", "epub", "singlehtml"])
def test_other_builders_have_the_footnotes(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    plain_site.conf = 'version = "1"\nepub_author = epub_publisher = epub_copyright = "A"\n'
    plain_site.write({"docs/index.md": "# Home\n\n```{toctree}\nposts/a\n```\n"})
    built = plain_site.build({"a.md": post(f"Up[^1].\n\n## Footnotes{NOTE}")}, builder=builder)
    files = [path for path in built.outdir.rglob("*") if path.suffix in (".tex", ".txt", ".xhtml", ".html")]

    assert [line for line in built.warnings if "EPUB3" not in line] == []
    assert any("It has no name." in path.read_text("utf-8") for path in files)
