"""Directives and roles that fail keep their text, in Markdown and in reStructuredText."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

FAILING = {
    "include of a missing file": "{include} missing.md\n:foo: x\n\nKEPT words",
    "missing code": "{literalinclude} missing.py\n:language: KEPT",
    "invalid option of code": "{code-block} python\n:emphasize-lines: a-b\n\nKEPT words",
    "missing argument": "{figure}\n\nKEPT words",
    "invalid table": "{list-table}\nKEPT words",
    "invalid table of values": '{csv-table}\na, "KEPT',
    "content that is not allowed": "{image} https://example.org/a.png\n:alt: A\n\nKEPT *words*",
    "a cell": "{code-cell} python\nKEPT",
    "raw without format": "{raw}\nKEPT",
    "include with words": "{include} KEPT.md",
    "toctree": "{toctree}\n:maxdepth: x\n\nKEPT",
}


@pytest.mark.parametrize("mark", ["```", ":::"])
@pytest.mark.parametrize("name", FAILING)
def test_failing_directive_keeps_its_text(plain_site: SiteBuilder, post: Post, name: str, mark: str) -> None:
    if mark == ":::" and name == "a cell":
        return  # an unknown directive
    built = plain_site.build(posts={"a.md": post(f"Before.\n\n{mark}{FAILING[name]}\n{mark}\n\nAfter.")})
    text = built.article("posts/a").get_text()

    assert built.warnings
    assert "KEPT" in text or any("KEPT" in warning for warning in built.warnings)
    assert text.count("KEPT") <= 1
    assert "After." in text


def test_unknown_option_is_named(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("```{note}\n:class: a\n:titel: A lost title\n\nWords.\n```")})

    told = [warning for warning in built.warnings if "[postil.left_out]" in warning]
    assert len(told) == 1
    assert "text is left out: the unknown option `:titel: A lost title` (line 8)" in told[0]


@pytest.mark.parametrize("text", ["Some {} here.", "# {}", "| a |\n|--|\n| {} |"])
def test_unknown_role_keeps_its_text(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build(posts={"a.md": post(text.format("{unheard}`KEPT words`"))})

    assert "KEPT words" in built.article("posts/a").get_text()
    assert len(built.warnings) == 1


RST = {
    "unknown directive": ".. unheard:: KEPT\n",
    "its options and content": ".. unheard:: x\n   :a: b\n\n   KEPT words\n",
    "invalid option": ".. image:: a.png\n   :unheard: KEPT\n",
    "missing file": ".. include:: KEPT.txt\n",
    "unknown role": "Some :unheard:`KEPT words` here.\n",
    "table": "=== ===\na\n=== ===\nKEPT\n",
    "title": ".. note::\n\n   KEPT\n   ====\n\n   x\n",
    "short title": "KEPT title\n====\n\nx\n",
    "substitution": ".. |x| unheard:: KEPT\n",
    "list": "* .. unheard:: KEPT\n",
    "note": "A [1]_\n\n.. [1] .. unheard:: KEPT\n",
}


@pytest.mark.parametrize("name", RST)
def test_rst_keeps_its_text(plain_site: SiteBuilder, name: str) -> None:
    text = f"A post\n======\n\n:date: 2024-03-24\n\nBefore.\n\n{RST[name]}\nAfter.\n"
    built = plain_site.build(posts={"a.rst": text})
    shown = built.article("posts/a")
    for part in shown.select(".toctree-wrapper, nav"):
        part.decompose()

    assert built.warnings
    assert "KEPT" in shown.get_text()
    assert "After." in shown.get_text()


@pytest.mark.parametrize("text", ["|KEPT|", ":unheard:`KEPT`", "*KEPT", "KEPT_", "[KEPT]_"])
def test_rst_that_fails_in_a_line_is_no_link(plain_site: SiteBuilder, text: str) -> None:
    """Docutils links it to a message, which Sphinx does not show."""
    built = plain_site.build(posts={"a.rst": f"A post\n======\n\n:date: 2024-03-24\n\nSome {text} here.\n"})
    shown = built.article("posts/a")

    assert len(built.warnings) == 1
    assert "KEPT" in shown.get_text()
    assert not shown.select("a[href^='#']:not(.headerlink)")


def test_eval_rst_keeps_its_text(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("```{eval-rst}\n.. unheard:: KEPT\n\n   More\n```")})

    assert "KEPT" in built.article("posts/a").get_text()
    assert "More" in built.article("posts/a").get_text()
