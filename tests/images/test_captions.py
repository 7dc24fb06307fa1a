"""Captions of figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.images.caption_text import repeats
from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


FIGURE = "figure(a(img))"
CAPTIONED = "figure(a(img) figcaption({}))"


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("auto", [CAPTIONED.format("T"), FIGURE]),
        ("alt", [CAPTIONED.format("T"), CAPTIONED.format("A")]),
        ("title", [CAPTIONED.format("T"), FIGURE]),
        ("none", [FIGURE, FIGURE]),
    ],
)
def test_option_for_captions(build: Callable[..., Built], option: str, expected: list[str]) -> None:
    found = main_content(build('![A](p.png "T")\n\n![A](p.png)', postil_figure_captions=option))

    assert outline(found) == " ".join(expected)


@pytest.mark.parametrize(
    ("image", "captions"),
    [
        ("![Seven arches over water](p.png)", 1),
        ("![Seven *arches* over `water`](p.png)", 1),
        ("![七つのアーチと水](p.png)", 1),  # scripts without spaces: two characters are a word
        ("![Seven arches](p.png)", 0),
        ("![水の橋](p.png)", 0),
        ("![Seven arches](p.png){#arches}", 1),  # links to it need a text
        ("![Two^[a note]](p.png)", 1),  # nothing is lost
        ("::: {layout-ncol=2}\n![Left](p.png)\n\n![Right](p.png)\n:::", 2),  # as in Quarto
        ("![Screenshot 2024-03-24 at 10.02.31](p.png)", 0),
        ("![Seven arches](p.png){fig-alt='Arches'}", 1),
        ('<img src="p.png" alt="Seven arches over water">', 1),
        ('<img src="p.png" alt="Seven arches">', 0),
    ],
)
def test_captions_of_the_alt_text_by_default(build: Callable[..., Built], image: str, captions: int) -> None:
    """Four words or more are a sentence for all readers; fewer name the image for those who do not see it."""
    built = build(image, postil_figure_captions="auto")

    assert len(main_content(built).select("figure > figcaption")) == captions


def test_invalid_option_for_captions(build: Callable[..., Built]) -> None:
    built = build("Words.", postil_figure_captions="both")

    assert len(built.warnings) == 1
    assert (
        "`postil_figure_captions = 'both'` is invalid: expected 'auto' or 'title' or 'alt' or 'none'"
        in built.warnings[0]
    )


def test_marked_words_in_captions(build: Callable[..., Built]) -> None:
    titles = {
        "One ~~struck~~ and ==marked==": "One <s>struck</s> and <mark>marked</mark>",
        "Two <u>under</u>, <kbd>K</kbd>": "Two <u>under</u>, <kbd>K</kbd>",
        "Three<br>lines <b>b</b>": "Three<br/>lines <b>b</b>",
        "The tag <s> and </u>": "The tag &lt;s&gt; and &lt;/u&gt;",
        "A <b><i>mess</b></i>": "A &lt;b&gt;<i>mess&lt;/b&gt;</i>",
        "<img src=x> in a line": "&lt;img src=x&gt; in a line",
    }
    found = main_content(build("\n\n".join(f'Text.\n\n![A](p.png "{title}")' for title in titles)))

    captions = [caption.decode_contents() for caption in found.select("figcaption .caption-text")]
    assert captions == list(titles.values())


def test_footnotes_in_captions(build: Callable[..., Built]) -> None:
    built = build('![A](p.png "See[^n] *it*") \n\nWords[^m].\n\n[^m]: M note.\n\n[^n]: N note.\n')
    found = main_content(built)

    assert built.warnings == []
    reference = found.select_one("figcaption a.footnote-reference")
    assert reference
    note = found.select_one(str(reference["href"]).replace("#", "aside#"))
    assert note
    assert "N note." in note.get_text()
    identifiers = [str(tag["id"]) for tag in built.page("posts/a").select("[id]")]
    assert len(identifiers) == len(set(identifiers))


def test_caption_of_only_a_footnote(build: Callable[..., Built]) -> None:
    built = build('![A](p.png "[^n]")\n\n[^n]: N note.\n')

    assert built.warnings == []
    assert main_content(built).select_one("figcaption a.footnote-reference")


def test_warnings_about_captions_have_their_line(build: Callable[..., Built]) -> None:
    built = build('Words.\n\n![A](p.png "See {doc}`nowhere` *x*")')

    assert len(built.warnings) == 1
    assert "posts/a.md:8: WARNING: unknown document" in built.warnings[0]


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("A map", "Here is a map.", False),
        ("Six", "A gallery of six:", False),
        ("A map", "a MAP:", True),
        ("A map", "We drew this. A map:", True),
        ("We drew this. A map", "Words. We drew this! A map", True),
        ("The map", "The “map”…", True),
        ("map", "A map. Words", False),
        ("Map", "Roadmap", False),
        ("", "Words", False),
        ("🗺️", "🗺️", False),
        ("map", "", False),
        ("a map of Rome", "of Rome", False),
    ],
)
def test_caption_repeats_the_text_before(text: str, before: str, expected: bool) -> None:  # noqa: FBT001
    assert repeats(text, before) is expected


@pytest.mark.parametrize(
    ("label", "alt"),
    [
        ("Where $x < y$ holds", "Where x < y holds"),
        ("A `List<int>` in memory", "A List<int> in memory"),
        ("Both `<b>` and $a<b>c$", "Both <b> and a<b>c"),
        ("1 < 2 and `code`", "1 < 2 and code"),
    ],
)
def test_less_than_in_code_and_formulas_is_not_a_tag(
    plain_site: SiteBuilder, post: Post, png: bytes, label: str, alt: str
) -> None:
    """A formula or code with `<` stays in the caption and in the alternative text (quarto-dev/quarto-cli#7592)."""
    built = plain_site.build({"a.md": post(f"Text.\n\n![{label}](p.png)\n"), "p.png": png})
    figure = built.article("posts/a").select_one("figure")

    assert figure is not None
    assert str(figure.select_one("img")["alt"]) == alt  # type: ignore[index]
    assert len(figure.select("figcaption code, figcaption math")) == label.count("`") // 2 + label.count("$") // 2
