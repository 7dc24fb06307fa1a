"""Margin content of other dialects: input and expected page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

BLOCKS = {
    "::: {.column-margin}\nIn *it*.\n:::": "",
    ":::{.aside}\nIn *it*.\n:::": "",
    "::: aside\nIn *it*.\n:::": "",
    "::: {.margin #here .mine}\nIn *it*.\n:::": "",
    '::: {.column-margin title="A title"}\nIn *it*.\n:::': "A title",
    "{.aside}\nIn *it*.": "",
    "[In *it*.]{.aside}": "",
    "[In *it*.]{.margin-note}": "",
    "[In *it*.]{.column-margin .mine}": "",
}


@pytest.mark.parametrize("text", BLOCKS)
def test_margin_content(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"Before.\n\n{text}\n\nAfter.")})
    content = main_content(built).select_one(".e-content")

    assert built.warnings == []
    assert content
    assert [child.get_text().strip() for child in content.find_all(recursive=False)] == [
        "Before.",
        f"{BLOCKS[text]}\nIn it.".strip(),
        "After.",
    ]
    margin = content.select_one("aside.sidebar.margin")
    assert margin
    assert "<p>In <em>it</em>.</p>" in str(margin)


@pytest.mark.parametrize(
    ("text", "paragraph", "margin"),
    [
        ("One. [Two.]{.aside} Three.", "One. Three.", ["Two."]),
        ("One.[Two.]{.aside}", "One.", ["Two."]),
        ("[One.]{.aside} Two. [Three.]{.aside}", "Two.", ["One.", "Three."]),
        ("One.\n[Two [b](https://example.org).]{.aside}", "One.", ["Two b."]),
        ("One [two]{.other}.", "One two.", []),
    ],
)
def test_words_of_a_line_follow_their_paragraph(
    plain_site: SiteBuilder, post: Post, text: str, paragraph: str, margin: list[str]
) -> None:
    content = main_content(plain_site.build({"a.md": post(text)})).select_one(".e-content")

    assert content
    [first, *rest] = content.find_all(recursive=False)
    assert first.get_text().strip() == paragraph
    assert [tag.get_text().strip() for tag in rest] == margin
    assert all(tag.name == "aside" for tag in rest)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- item [Words.]{.aside}", "li > aside"),
        ("- item\n\n  ::: aside\n  Words.\n  :::", "li > aside"),
        ("> quote\n>\n> ::: aside\n> Words.\n> :::", "blockquote aside"),
        ("> [!note]\n> x [Words.]{.aside}", ".admonition > aside"),
        ("x[^1]\n\n[^1]: y [Words.]{.aside}", "aside.postil-note > aside"),
        ("| a |\n|---|\n| b [Words.]{.aside} |", "td span.aside"),
        ("## Heading [Words.]{.aside}", "h2 span.aside"),
    ],
)
def test_margin_content_in_other_blocks(plain_site: SiteBuilder, post: Post, text: str, place: str) -> None:
    built = plain_site.build({"a.md": post(text)})

    assert built.warnings == []
    assert [tag.get_text().strip() for tag in built.article("posts/a").select(place)] == ["Words."]


def test_footnotes_and_figures_in_the_margin(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    text = "One.[^1]\n\n::: aside\n![Mark](x.png)\n\nTwo.[^2]\n:::\n\nThree.[^3]\n\n[^1]: A\n[^2]: B\n[^3]: C\n"
    built = plain_site.build({"a.md": post(text), "x.png": png})
    article = built.article("posts/a")

    assert built.warnings == []
    assert article.select_one("aside.margin figure img")
    assert [mark.get_text() for mark in article.select(".postil-mark a")] == ["[1]", "[2]", "[3]"]


def test_it_is_not_the_excerpt(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("::: aside\nBeside.\n:::\n\nProse. [More]{.aside}")})

    assert built.page("posts/a").select_one('meta[name="description"]')["content"] == "Prose."  # type: ignore[index]


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_other_builders(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    plain_site.write({"docs/index.md": "# Home\n\n```{toctree}\nposts/a\n```\n"})
    built = plain_site.build({"a.md": post("Prose. [More]{.aside}\n\n::: aside\nBeside.\n:::")}, builder=builder)
    files = [
        path.read_text("utf-8") for suffix in ("tex", "xhtml", "txt") for path in built.outdir.rglob(f"*.{suffix}")
    ]

    assert all(any(word in text for text in files) for word in ("More", "Beside."))


def test_feeds_have_it(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "blog_feed_fulltext = True\n"

    assert "Beside." in plain_site.build({"a.md": post("Prose. [Beside.]{.aside}")}).read("blog/atom.xml")


def test_construct_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-margin"]\n'
    content = main_content(plain_site.build({"a.md": post("One [two]{.aside}\n\n::: aside\nx\n:::")}))

    assert content.select_one("p > span.aside")
    assert content.select_one("div.aside")
