"""Admonitions of Python-Markdown and MkDocs: input and expected page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# Markdown -> the element, its classes, its title.
ADMONITIONS = {
    "!!! note\n    In *it*.": ("div", "admonition note", "Note"),
    "!!! note\n\n    In *it*.": ("div", "admonition note", "Note"),
    '!!! warning "Mind *the* step"\n    In *it*.': ("div", "admonition warning", "Mind the step"),
    '!!! Danger loud big "A < b & c"\n    In *it*.': ("div", "admonition big danger loud", "A < b & c"),
    '!!!tip ""\n    In *it*.': ("div", "admonition tip", "Tip"),
    '??? info "A title"\n    In *it*.': ("details", "admonition callout-info note", "A title"),
    "???+ bug\n    In *it*.": ("details", "admonition callout-bug error", "Bug"),
    "> !!! note\n>     In *it*.": ("div", "admonition note", "Note"),
    "- item\n\n    !!! note\n        In *it*.": ("div", "admonition note", "Note"),
    "Words\n!!! note\n    In *it*.": ("div", "admonition note", "Note"),
}


@pytest.mark.parametrize("text", ADMONITIONS)
def test_admonition(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n\nAfter it.\n")})
    [found] = main_content(built).select(".admonition")
    title = found.select_one(".admonition-title")

    assert built.warnings == []
    assert title
    assert (found.name, " ".join(sorted(found.get_attribute_list("class"))), title.text) == ADMONITIONS[text]
    assert [word.text for word in found.select("p > em")][-1] == "it"
    assert "After" not in found.text


def test_content_is_all_that_is_indented(plain_site: SiteBuilder, post: Post) -> None:
    text = '!!! note\n    One.\n\n    - item\n\n        code\n\n    !!! tip "Inner"\n        Two.\n\n\nOutside.\n'
    built = plain_site.build({"a.md": post(text)})
    [outer, inner] = main_content(built).select(".admonition")

    assert built.warnings == []
    assert inner in outer.select(".admonition")
    assert outer.select("li")
    assert "Two." in inner.text
    assert "Outside." not in outer.text


@pytest.mark.parametrize(
    "text",
    [
        "!!! What a day",
        "!!! note",
        "!!!\n    words",
        "!!! note\nwords",
        "??? really",
        "!!! two! words\n    more",
        "!!!!",
    ],
)
def test_exclamations_stay(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n")})

    assert built.warnings == []
    assert " ".join(main_content(built).text.split()) == " ".join(text.split())
