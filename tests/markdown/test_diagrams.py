"""Diagrams of Mermaid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from postil.markdown import diagrams
from postil.markdown.mermaid_compat import DrawingError, draw
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bs4 import Tag

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="100%" viewBox="-5 0 120.4 60"><text>{}</text></svg>'


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Sequence[str]:
    """Replace Mermaid, which takes a second for each diagram, and return the diagrams that it gets."""
    sources: list[str] = []

    def draw_nothing(source: str) -> str:
        if "invalid" in source:
            raise DrawingError("Parse error")
        sources.append(source)
        return SVG.format("drawn")

    monkeypatch.setattr(diagrams, "draw", draw_nothing)
    return sources


def figure(built: Built) -> Tag:
    """Return the diagram of a page."""
    [found] = main_content(built).select("figure.postil-diagram")
    return found


def svg_of(image: Tag) -> str:
    return unquote(str(image["src"]).removeprefix("data:image/svg+xml,"))


AROUND = {
    "plain": "{}",
    "quote": "> {}",
    "list": "- Words\n\n  {}",
    "note": "Words[^1]\n\n[^1]: {}",
    "div": ":::: a\n{}\n::::",
}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("info", ["mermaid", "{mermaid}", "Mermaid", "{.mermaid}", "mermaid {#way}"])
def test_diagram(plain_site: SiteBuilder, post: Post, drawn: Sequence[str], info: str, around: str) -> None:
    indent = {"quote": "> ", "list": "  ", "note": "    "}.get(around, "")
    fence = f"```{info}\ngraph LR\n  A --> B\n```".replace("\n", f"\n{indent}")
    built = plain_site.build({"a.md": post(f"Words.\n\n{AROUND[around].format(fence)}\n")})
    image = built.article("posts/a").select_one("figure.postil-diagram img")

    assert built.warnings == []
    assert image
    assert "drawn" in svg_of(image)
    assert image["alt"] == "graph LR A --> B"
    assert (image["width"], image["height"]) == ("120", "60")
    assert [source.split() for source in drawn] == [["graph", "LR", "A", "-->", "B"]]


@pytest.mark.parametrize(
    "fence",
    [
        "```{mermaid}\n%%| fig-cap: The *way*\n%%| fig-alt: A to B\n%%| label: fig-way\ngraph LR\n```",
        "```{mermaid}\n:caption: The *way*\n:alt: A to B\ngraph LR\n```",
        '```mermaid title="The *way*"\ngraph LR\naccTitle: A to B\n```',
    ],
)
def test_caption(plain_site: SiteBuilder, post: Post, drawn: Sequence[str], fence: str) -> None:
    found = figure(plain_site.build({"a.md": post(f"Words.\n\n{fence}\n")}))

    assert found.select_one("figcaption").get_text() == "The *way*"  # type: ignore[union-attr]
    assert found.select_one("img")["alt"] == "A to B"  # type: ignore[index]
    assert drawn[0].startswith("graph LR")


@pytest.mark.usefixtures("drawn")
def test_invalid_diagram_is_shown_as_code(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("Words.\n\n```mermaid\ninvalid <b>\n```\n")})

    assert len(built.warnings) == 1
    assert "posts/a.md:8: WARNING: invalid diagram, shown as code: Parse error [postil.diagram]" in built.warnings[0]
    assert main_content(built).select_one("pre").get_text().strip() == "invalid <b>"  # type: ignore[union-attr]


def test_without_a_program_the_code_is_shown(
    plain_site: SiteBuilder, post: Post, drawn: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = post('Words.\n\n```mermaid title="The way"\ngraph LR\n```\n')
    with monkeypatch.context() as context:
        context.setattr(diagrams, "installed_version", lambda: "")
        built = plain_site.build({"a.md": text})
        assert built.warnings == []
        assert main_content(built).select_one("pre").get_text().strip() == "graph LR"  # type: ignore[union-attr]
        assert "The way" in main_content(built).get_text()
        assert not drawn
    built = plain_site.build()
    assert figure(built)
    assert plain_site.differences(built) == []


@pytest.mark.usefixtures("drawn")
def test_feeds_and_pages_without_a_diagram(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("Words.\n\n```mermaid\ngraph LR\n```\n"), "b.md": post("Words.\n")})

    assert "graph LR" in built.read("blog/atom.xml")
    assert "mermaid" not in str(main_content(built, "posts/b"))


@pytest.mark.usefixtures("drawn")
def test_books_have_diagrams_and_other_formats_code(plain_site: SiteBuilder, post: Post) -> None:
    source = post('Words.\n\n```mermaid title="The way"\ngraph LR\n  A & B --> C\n```\n')
    page = plain_site.build({"a.md": source}, builder="epub").outdir / "posts/a.xhtml"
    [image] = ET.fromstring(page.read_bytes()).iter("{http://www.w3.org/1999/xhtml}img")  # noqa: S314 - not from others
    text = plain_site.build(builder="text").outdir / "posts/a.txt"

    assert image.get("alt") == "The way"
    assert "A & B --> C" in text.read_text("utf-8")


def test_a_diagram_is_drawn_once(plain_site: SiteBuilder, post: Post, drawn: Sequence[str]) -> None:
    plain_site.build({"a.md": post("Words.\n\n```mermaid\ngraph LR\n```\n")})
    built = plain_site.build({"a.md": post("Other words.\n\n```mermaid\ngraph LR\n```\n")})

    assert figure(built)
    assert len(drawn) == 1


def test_turned_off(plain_site: SiteBuilder, post: Post, drawn: Sequence[str]) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-mermaid"]\n'
    built = plain_site.build({"a.md": post("Words.\n\n```{mermaid}\ngraph LR\n```\n")})

    assert "graph LR" in main_content(built).get_text()
    assert not drawn


def test_dot_of_quarto(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'extensions = ["postil", "sphinx.ext.graphviz"]\ngraphviz_dot = "no-such-program"\n'
    built = plain_site.build({"a.md": post("Words.\n\n```{dot}\n//| fig-cap: The way\ndigraph { a -> b }\n```\n")})

    assert "no-such-program" in " ".join(built.warnings)
    assert "digraph { a -> b }" in main_content(built).get_text()
    assert "The way" in main_content(built).get_text()


def test_mermaid_itself() -> None:
    """The same diagram is the same file, with all of its text, which contains no HTML."""
    pytest.importorskip("mermaidx")
    source = "classDiagram\n  Animal <|-- Duck\n  Animal : +int age\n"
    svg = diagrams.with_size(draw(source))

    ET.fromstring(svg)  # noqa: S314 - not from others
    assert svg == diagrams.with_size(draw(source))
    assert {"Animal", "Duck"} <= set(re.findall(r">(\w+)<", svg))
    assert "foreignObject" not in svg
    with pytest.raises(DrawingError, match="Parse error"):
        draw("graph TD; A--")
