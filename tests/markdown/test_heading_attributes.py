"""Attributes of headings in braces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.front_matter.heading import split_heading_attributes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def href(page: BeautifulSoup, text: str) -> str:
    """Return where the link with a text leads."""
    return next(str(link["href"]) for link in page.select("a") if link.get_text() == text)


@pytest.mark.parametrize(
    ("heading", "title", "attributes"),
    [
        ("The gate {#gate}", "The gate", "#gate"),
        ("The gate {#Gate_2 .big .wide lang=en}", "The gate", "#Gate_2 .big .wide lang=en"),
        ("The gate{#gate}", "The gate", "#gate"),
        ("The gate {: #gate .big }", "The gate", "#gate .big"),
        ("The gate {:.no_toc}", "The gate", ".no_toc"),
        ("Thanks {.unnumbered}", "Thanks", ".unnumbered"),
        ("Thanks {-}", "Thanks", "-"),
        ("Thanks {.unnumbered .unlisted}  ", "Thanks", ".unnumbered .unlisted"),
        ("Thanks ## {#end}", "Thanks", "#end"),
        ("C# {#c-sharp}", "C#", "#c-sharp"),
        ('A {#b title="two words" number=3}', "A", '#b title="two words" number=3'),
        ("Врата {#ворота}", "Врата", "#ворота"),
    ],
)
def test_split(heading: str, title: str, attributes: str) -> None:
    assert split_heading_attributes(heading) == (title, attributes)


@pytest.mark.parametrize(
    "heading",
    [
        "A set {a, b}", r"A \{#b}", "{{ .Title }}", "Sum $x_{#a}$", "A [span]{.big}", "`x`{.python}", "A {}", "A {#}",
        "{a}", "An ![x](y.png){.big}", "A {#b} c", "A {#b", "A {% raw %}", "A {#b <i>}", "{x}`y`", "A {=html}",
    ],
)  # fmt: skip
def test_other_braces_stay(heading: str) -> None:
    assert split_heading_attributes(heading) == (heading, "")


@pytest.mark.parametrize(
    ("heading", "identifier"),
    [
        ("## The gate {#old-gate}", "old-gate"),
        ("## The gate {#Gate_2 .big}", "Gate_2"),
        ("## The gate {: #gate.1}", "gate.1"),
        ("The gate {#gate}\n---", "gate"),
        ("## The *gate* {#ворота}", "ворота"),
        ("> ## The gate {#Gate_2}", "Gate_2"),
        ("- ## The gate {#gate}", "gate"),
        (":::{note}\n## The gate {#Gate}\n:::", "Gate"),
    ],
)
def test_id_is_that_of_the_author(site: SiteBuilder, post: Post, heading: str, identifier: str) -> None:
    text = f"See [it](#{identifier}).\n\n{heading}\n\nWords.\n"
    built = site.build({"a.md": post(text), "b.md": post(f"[there](a.md#{identifier})\n")})
    page = built.page("posts/a")

    assert built.warnings == []
    assert "{" not in page.get_text()
    target = page.find(id=identifier)
    assert target is not None
    assert target.get_text(" ", strip=True).startswith("The gate")
    assert href(page, "it") == f"#{identifier}"
    assert href(built.page("posts/b"), "there").endswith(f"a.html#{identifier}")


def test_title_of_a_post(site: SiteBuilder, post: Post) -> None:
    """The braces are in no title: not in lists, the feed, the browser, nor the contents."""
    built = site.build({"a.md": post("# The wall {#wall .big}\n\nWords.\n\n## A gate {-}\n\nWords.\n", title="")})
    page = built.page("posts/a")

    assert built.warnings == []
    assert page.select_one("section#wall.big > h1")
    assert page.select_one("section.unnumbered > h2")
    for name in built.files("", suffix=""):
        if name.endswith((".html", ".xml", ".js")):
            assert "{#wall" not in built.read(name), name
            assert "{-}" not in built.read(name), name
    assert page.title is not None
    assert page.title.get_text().startswith("The wall ")


def test_two_posts_share_an_id(site: SiteBuilder, post: Post) -> None:
    built = site.build({"a.md": post("## A {#summary}\n"), "b.md": post("## B {#summary}\n\n[here](#summary)\n")})

    assert built.warnings == []
    assert href(built.page("posts/b"), "here") == "#summary"


def test_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-heading_attributes"]\n'

    assert "A {#b}" in plain_site.build({"a.md": post("## A {#b}\n")}).read("posts/a.html")
