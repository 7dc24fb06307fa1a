"""Titles of pages are as Sphinx renders them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from postil.build import exact_output
from postil.build.plain_titles import PageContext, plain_title, title_characters

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from postil.testing import SiteBuilder

    Post = Callable[..., str]
TITLES = [
    "Plain",
    "A & B \\<c> \"d\" 'e' f@g.org",
    "With *stress* and `code`",
    "[Link](https://example.org)",
    "--- … ü 橋",
]


def test_titles_are_those_of_sphinx(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch, post: Post) -> None:
    """Also in links to neighbours and parents."""
    docs = {f"d{number}.md": f"# {title}\n\n## Part\n" for number, title in enumerate(TITLES)}
    docs["index.md"] = "# Home\n\n```{toctree}\n" + "".join(f"{name[:-3]}\n" for name in docs) + "```\n"
    docs["alone.md"] = "---\norphan: true\n---\n# A & @\n"
    found: list[str | None] = []

    def note(node: nodes.Node | None, characters: dict[int, str]) -> str | None:
        found.append(plain_title(node, characters))
        return found[-1]

    monkeypatch.setattr(exact_output, "plain_title", note)
    built = plain_site.build(docs=docs, posts={"p.md": post(title="Q & <A>")})
    assert built.warnings == []
    ours = {name: built.read(name) for name in built.files("", ".html")}
    assert {"Plain", "Q &amp; &lt;A&gt;", "A &amp; &#64;", None} <= set(found)

    monkeypatch.setattr(exact_output, "plain_title", lambda _node, _characters: None)
    built = plain_site.build(overrides={"html_context": {"other": "value"}})  # so that all pages are written
    assert {name: built.read(name) for name in ours} == ours


def test_other_code_writes_titles_itself() -> None:
    class Translator(HTML5Translator):
        def visit_title(self, node: nodes.title) -> None:
            """Write the start of a title."""

    def builder(translator: type, handlers: dict[str, object]) -> Any:
        registry = SimpleNamespace(
            get_translator_class=lambda _builder: translator, translation_handlers={"html": handlers}
        )
        return SimpleNamespace(app=SimpleNamespace(registry=registry), name="dirhtml", format="html")

    assert title_characters(builder(HTML5Translator, {"image": ()})) == HTML5Translator.special_characters
    assert title_characters(builder(HTML5Translator, {"title": ()})) is None
    assert title_characters(builder(Translator, {})) is None


def test_only_text_is_a_plain_title() -> None:
    escaped = {ord("&"): "&amp;"}
    assert plain_title(nodes.title("", "a & b"), escaped) == "a &amp; b"
    assert plain_title(nodes.title("", ""), escaped) == ""
    assert plain_title(nodes.title("", "", nodes.emphasis("", "a")), escaped) is None
    assert plain_title(nodes.title("", "a", secnumber=(1,)), escaped) is None
    assert plain_title(nodes.rubric("", "a"), escaped) is None
    assert plain_title(None, escaped) is None


def test_contexts_are_copied_and_not_shown() -> None:
    context = PageContext(body="secret")
    copy = context.copy()
    copy["title"] = "T"

    assert (type(copy), copy, context) == (PageContext, {"body": "secret", "title": "T"}, {"body": "secret"})
    assert "secret" not in repr((copy,))
