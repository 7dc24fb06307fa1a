"""Documents share Markdown parsers, and none sees what another did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from postil.markdown import parser_pool
from postil.markdown.parser_pool import ParserPool

if TYPE_CHECKING:
    from postil.testing import SiteBuilder

# Documents in the order in which Sphinx reads them.
DOCUMENTS = {
    "a": "# A\n\n## Part\n\nText[^1] and [a link][b].\n\n[^1]: Note with *emphasis*.\n\n[b]: https://example.org/a\n",
    "b": "---\nmyst:\n  enable_extensions: [replacements]\n  heading_anchors: 1\n---\n\n# B\n\n(c) [b] {{ name }}\n",
    "c": "# C\n\n(c) [b] [](#part)\n\n### Too deep\n\n:::{note}\nNested:\n\n```{tip}\nInner^[note of `b`].\n```\n:::\n",
    "d": "# D\n\n" + "> " * 120 + "too deep\n",
    "e": "---\nmyst:\n  disable_syntax: [emphasis]\n---\n\n# E\n\n*not emphasis*\n",
    "f": "# F\n\n*emphasis*, {{ name }}, ![A *cat* at `home`](a.svg)\n\n```{figure} a.svg\n*Caption*\n```\n",
    "g": "---\nmyst:\n  substitutions:\n    name: Ann\n---\n\n# G\n\n{{ name }}\n\n```{eval-rst}\n*Emphasis*\n```\n",
    "h": "# H\n\n{{ name }}\n\n## Part\n\n```{unknown}\n*text*\n```\n\n## Part\n\n[](#part)\n",
}
CONF = 'myst_enable_extensions = ["substitution", "colon_fence", "dollarmath"]\n'
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"


def test_pages_are_those_of_a_parser_for_each_document(
    plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_site.conf = CONF
    plain_site.write({"docs/a.svg": SVG, **{f"docs/{name}.md": text for name, text in DOCUMENTS.items()}})
    shared = plain_site.build()
    pages = {name: shared.read(f"{name}.html") for name in DOCUMENTS}
    monkeypatch.setattr(parser_pool, "_LIMIT", 0)
    plain_site.write({f"docs/{name}.md": f"{text}\n" for name, text in DOCUMENTS.items()})
    alone = plain_site.build()

    assert {name: alone.read(f"{name}.html") for name in DOCUMENTS} == pages
    assert [line for line in alone.warnings if "toctree" not in line] == [
        line for line in shared.warnings if "toctree" not in line
    ]
    assert "Ann" in pages["g"]
    assert "Ann" not in pages["h"]


class Renderer:
    """A renderer with state, as MyST's."""

    __output__ = "docutils"

    def __init__(self, parser: MarkdownIt) -> None:
        self.md = parser
        self.rules: dict[str, Any] = {}

    def render(self, _tokens: Any, options: Any, _env: Any) -> Any:
        return options


class Pool(ParserPool):
    """A pool that counts the parsers it creates."""

    def __init__(self) -> None:
        self.created = 0

        def create(_config: object, renderer: Any) -> MarkdownIt:
            self.created += 1
            return MarkdownIt(renderer_cls=renderer)

        super().__init__(create)


def test_a_parser_is_as_new_for_the_next_document() -> None:
    pool = Pool()
    config = {"a": [1]}

    def first() -> None:
        md = pool.take(config, Renderer)
        md.options["document"] = 1
        renderer: Any = md.renderer
        renderer.rules["b"] = renderer.extra = 2

    def second() -> None:
        md = pool.take({"a": [1]}, Renderer)
        assert "document" not in md.options
        assert md.options["myst_config"] == config
        assert vars(md.renderer) == {"md": md, "rules": {}}

    pool.parse(first)
    pool.parse(second)
    assert pool.created == 1
    config["a"].append(2)

    def third() -> None:
        pool.take(config, Renderer)
        pool.take(config, type("Other", (Renderer,), {}))

    pool.parse(third)
    assert pool.created == 3


def test_a_parser_that_is_in_use_is_not_taken() -> None:
    pool = Pool()
    found = []

    def outer() -> None:
        found.append(pool.take(None, Renderer))
        pool.parse(inner)

    def inner() -> None:
        found.append(pool.take(None, Renderer))

    pool.parse(outer)
    pool.parse(outer)
    assert found[0] is not found[1]
    assert pool.created == 2


def test_a_parser_that_failed_or_changed_is_not_used_again() -> None:
    pool = Pool()

    def fail() -> None:
        pool.take(None, Renderer)
        raise RecursionError

    def disable() -> None:
        pool.take(None, Renderer).disable("emphasis")

    def parse() -> None:
        pool.take(None, Renderer)

    with pytest.raises(RecursionError):
        pool.parse(fail)
    pool.parse(disable)
    pool.parse(parse)
    assert pool.created == 3
