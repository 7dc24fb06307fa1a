"""Abbreviations that a file defines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def abbreviations(site: SiteBuilder, text: str) -> list[tuple[str, str]]:
    """Return the abbreviations on a page, and their explanations."""
    built = site.build({"a.md": text})
    assert built.warnings == []
    assert "*[" not in built.read("posts/a.html")
    return [(tag.get_text(), str(tag["title"])) for tag in main_content(built).select("abbr")]


HTML = ("HTML", "HyperText Markup Language")
DEFINITION = "*[HTML]: HyperText Markup Language"


@pytest.mark.parametrize(
    "text",
    [
        f"The HTML.\n\n{DEFINITION}\n",
        f"{DEFINITION}\n\nThe HTML.\n",
        f"The HTML.\n{DEFINITION}\n",
        f"{DEFINITION}\n*[CSS]: Sheets\n\n(HTML)\n",
        f"XHTML HTML5 HTMLs **HTML**-like `HTML` [a](HTML.html) ![HTML](a.svg)\n\n{DEFINITION}\n",
        f"a | b\n--|--\n1 | HTML\n\n{DEFINITION}\n",
    ],
)
def test_whole_words_in_text(plain_site: SiteBuilder, post: Post, text: str) -> None:
    plain_site.write({"posts/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "posts/HTML.html": ""})

    assert abbreviations(plain_site, post(text)) == [HTML]


@pytest.mark.parametrize(
    ("name", "text"),
    [("C++", "C++"), (".NET", "in .NET."), ("e. g.", "e. g. this"), ("ÜBG", "die ÜBG"), ("A B", "A B, A"), ("A", "A")],
)
def test_any_name(plain_site: SiteBuilder, post: Post, name: str, text: str) -> None:
    title = "“Quoted” <b> & more"

    assert abbreviations(plain_site, post(f"{text}\n\n*[{name}]: {title}\n*[A]: Unused\n"))[0][0] == name


def test_explanation_is_escaped(plain_site: SiteBuilder, post: Post) -> None:
    text = 'The A.\n\n*[A]: <b onclick="x"> & "more"\n'

    assert abbreviations(plain_site, post(text)) == [("A", '<b onclick="x"> & "more"')]


def test_heading_keeps_its_id(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(f"## The HTML\n\n{DEFINITION}\n")})

    assert built.page("posts/a").select_one("section#the-html h2 abbr")


def test_same_words_as_code_or_list(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(f"```\n{DEFINITION}\n```\n\n    {DEFINITION}\n\n* [x] HTML: a\n")})

    assert built.page("posts/a").get_text().count("*[HTML]") == 2
    assert not main_content(built).select("abbr")
