"""Divs of any class keep their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# The opening line -> the classes and the title.
OPENINGS = {
    "::: {.box}": ("box", ""),
    ":::{.box}": ("box", ""),
    "::: {.box .wide}": ("box wide", ""),
    "::: {.box #here width='50%'}": ("box", ""),
    '::: {.box title="A title"}': ("box", "A title"),
    "::: {.box} :::": ("box", ""),
    ":::box": ("box", ""),
    "::: box": ("box", ""),
    "::: box A title": ("box", "A title"),
    "::: box[A title]": ("box", "A title"),
    "::: {#here}": ("", ""),
    ":::::: {.box}": ("box", ""),
    "::: {unheard}": ("unheard", ""),
    "::: {unheard} A title": ("unheard", "A title"),
}


def tree(tag: Tag) -> list[object]:
    """Return the text of the paragraphs, and the divs with their classes, as nested lists."""
    found: list[object] = []
    for child in tag.find_all(["p", "div"], recursive=False):
        if child.name == "p":
            found.append(child.get_text())
        else:
            name = " ".join(each for each in child.get_attribute_list("class") if each and each != "docutils")
            found.append([name, *tree(child)])
    return found


def content(site: SiteBuilder, text: str) -> list[object]:
    built = site.build(posts={"a.md": text})
    found = main_content(built).select_one(".e-content")
    assert found
    return tree(found)


@pytest.mark.parametrize("opening", OPENINGS)
def test_div(plain_site: SiteBuilder, post: Post, opening: str) -> None:
    classes, title = OPENINGS[opening]
    colons = opening[: len(opening) - len(opening.lstrip(":"))]
    text = post(f"Before.\n\n{opening}\nIn *it*.\n{colons}\n\nAfter.")

    assert content(plain_site, text) == ["Before.", [classes, *filter(None, [title]), "In it."], "After."]


NESTED = {
    "same length": "::: {.a}\n::: {.b}\nx\n:::\ny\n:::",
    "longer outside": ":::: {.a}\n::: {.b}\nx\n:::\ny\n::::",
    "longer inside": "::: {.a}\n:::: {.b}\nx\n::::\ny\n:::",
    "words": "::: a\n::: b\nx\n:::\ny\n:::",
    "two": "::: {.a}\n::: {.b}\nx\n:::\n\ny\n:::",
}


@pytest.mark.parametrize("name", NESTED)
def test_nested_divs(plain_site: SiteBuilder, post: Post, name: str) -> None:
    assert content(plain_site, post(f"{NESTED[name]}\n\nAfter.")) == [["a", ["b", "x"], "y"], "After."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::: {.a}\n```\n::: b\n```\nx\n:::\n\nAfter.", "After."),
        ("::: {.a}\n::: b\nx\n:::\n\nAfter.", "After."),
        ("::: {.a}\n```\nx\n:::\n\nAfter.", "After."),
        ("::: {.a}\nx\n\nAfter.", ["a", "x", "After."]),
        (":::\nx\n\nAfter.", ["", "x", "After."]),
    ],
)
def test_divs_that_are_not_closed(plain_site: SiteBuilder, post: Post, text: str, expected: object) -> None:
    """A div in a div, or code in it, that is not closed ends with it; the last one ends with the text."""
    assert content(plain_site, post(text))[-1] == expected


def test_directives_in_divs(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(":::{note}\n::: {.b}\nx[^1]\n:::\n:::\n\n::: {.b}\n{{note}}\n:::\n\n[^1]: Words.")}
    )

    assert built.article("posts/a").select_one(".admonition.note div.b p")
    assert built.article("posts/a").select_one("aside.postil-note")


def test_id_of_a_div(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("::: {.box #Here}\nx\n:::\n\n[there](#here)")})

    assert built.warnings == []
    assert built.article("posts/a").select_one("div.box#here")


def test_unknown_directive_is_reported(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("Words.\n\n:::{unheard}\nx\n:::")})

    assert len(built.warnings) == 1
    assert "posts/a.md:8: WARNING: unknown directive `unheard`; its content is shown" in built.warnings[0]


def test_long_posts_of_divs_are_fast(plain_site: SiteBuilder, post: Post) -> None:
    text = "::: {.a}\nx\n:::\n\n" * 1000

    assert len(content(plain_site, post(text))) == 1000
