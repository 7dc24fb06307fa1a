"""Quarto's layout: figures of several images, columns, tabs, wide content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.fixture
def content(plain_site: SiteBuilder, post: Post, png: bytes) -> Callable[[str], Tag]:
    """Return a function that builds a post with an image, and returns its text."""

    def build(text: str) -> Tag:
        built = plain_site.build({"a.md": post(text), "x.png": png})
        assert built.warnings == []
        return main_content(built)

    return build


def test_figure_of_two_images(content: Callable[[str], Tag]) -> None:
    group = "::: {#fig-banks layout-ncol=2}\n![Left](x.png)\n\n![Right](x.png)\n\nBoth *banks*.[^1]\n:::\n\n"
    text = f"{group}See [it](#fig-banks).\n\n[^1]: A"
    found = content(text)
    figure = found.select_one("figure#fig-banks")

    assert figure
    assert [caption.get_text().strip() for caption in figure.select(".postil-row > figure figcaption")] == [
        "Left",
        "Right",
    ]
    assert "Both <em>banks</em>." in str(figure.find("figcaption", recursive=False))
    assert "postil-columns-2" in figure.select_one(".postil-row")["class"]  # type: ignore[index]
    assert found.select_one('a[href="#fig-banks"]')


@pytest.mark.parametrize(
    "text",
    [
        "::: {#fig-one}\n![Alt](x.png)\n\nThe *caption*.\n:::",
        '::: {#fig-one fig-cap="The *caption*."}\n![Alt](x.png)\n:::',
        "::: {#fig-one .box}\n![Alt](x.png)\n\nThe *caption*.\n:::",
    ],
)
def test_figure_of_one_image(content: Callable[[str], Tag], text: str) -> None:
    found = content(text)
    [figure] = found.select("figure")

    assert figure["id"] == "fig-one"
    assert figure.select_one("img")["alt"] == "Alt"  # type: ignore[index]
    assert [caption.get_text().strip() for caption in figure.select("figcaption")] == ["The caption."]


def test_table_with_a_caption(content: Callable[[str], Tag]) -> None:
    found = content("::: {#tbl-days}\n| a |\n|---|\n| b |\n\nThe *days*.\n:::")

    assert found.select_one("table#tbl-days > caption").get_text() == "The days."  # type: ignore[union-attr]
    assert not found.select("figure")


@pytest.mark.parametrize(
    ("text", "blocks", "columns"),
    [
        ("::: {layout-ncol=2}\n![a](x.png)\n\n![b](x.png)\n:::", ["a", "b"], "2"),
        ("::: {layout-ncol=3}\n![a](x.png)\n![b](x.png)\n![c](x.png)\n:::", ["a", "b", "c"], "3"),
        ("::: {layout-ncol=2}\nOne.\n\n> Two.\n:::", ["One.", "Two."], "2"),
        ('::: {layout="[[1,1],[1]]"}\n![a](x.png)\n\n![b](x.png)\n\n![c](x.png)\n:::', ["a", "b", "c"], "2"),
        ("::: {layout-nrow=1}\nOne.\n\nTwo.\n:::", ["One.", "Two."], ""),
        ("::: {layout-ncol=9}\nOne.\n\nTwo.\n:::", ["One.", "Two."], "4"),
        ("::: {layout-ncol=x}\nOne.\n\nTwo.\n:::", [], ""),
        (
            ":::: {.columns}\n::: {.column width='40%'}\nOne.\n:::\n::: {.column}\nTwo.\n:::\n::::",
            ["One.", "Two."],
            "2",
        ),
    ],
)
def test_columns(content: Callable[[str], Tag], text: str, blocks: list[str], columns: str) -> None:
    found = content(f"{text}\n\nAfter.")
    row = found.select_one(".postil-row")

    assert [child.get_text().strip() for child in row.find_all(recursive=False)] == blocks if row else not blocks
    assert bool(found.select(f".postil-columns-{columns}")) == bool(columns)
    assert "After." in found.get_text()


@pytest.mark.parametrize("name", ["column-page", "column-screen", "column-body-outset"])
def test_wide_content(content: Callable[[str], Tag], name: str) -> None:
    found = content(f"::: {{.{name}}}\n![a](x.png 'a')\n\nWords.\n:::\n\n![b](x.png 'b'){{.{name}}}")

    assert [outline(figure) for figure in found.select("figure.wide")] == [
        "a(img) figcaption(a)",
        "a(img) figcaption(b)",
    ]
    assert "Words." in found.get_text()


def test_image_in_the_margin(content: Callable[[str], Tag]) -> None:
    assert content("![b](x.png){.column-margin}").select_one("figure.margin")


def test_tabs(content: Callable[[str], Tag]) -> None:
    tabs = "Intro.\n\n## R\n\n```r\nx\n```\n\n## In *it*[^1]\n\nWords.\n\n### Sub\n"
    text = f"Before.\n\n::: {{.panel-tabset}}\n{tabs}:::\n\n[^1]: A"
    [first, second] = content(text).select(".postil-tabs > details")

    assert first.has_attr("open")
    assert not second.has_attr("open")
    assert first.select_one("summary").get_text() == "R"  # type: ignore[union-attr]
    assert second.select_one("summary em")
    assert [tag.get_text() for tag in second.select("p")] == ["Words.", "Sub"]
    assert first.find_previous_sibling("p").get_text() == "Intro."  # type: ignore[union-attr]


def test_tabs_without_headings_are_a_div(content: Callable[[str], Tag]) -> None:
    assert content("::: {.panel-tabset}\nWords.\n:::").select_one(".postil-tabs > p")


@pytest.mark.parametrize("name", ["fragment", "incremental", "notes", "content-hidden", "column", "hidden"])
def test_other_divs_are_shown(content: Callable[[str], Tag], name: str) -> None:
    assert content(f"::: {{.{name}}}\nWords.\n:::").select_one(f"div.{name} > p")


def test_layout_in_other_blocks(content: Callable[[str], Tag]) -> None:
    group = "::: {#fig-a layout-ncol=2}\n  ![a](x.png)\n\n  ![b](x.png)\n\n  Caption.\n  :::"

    assert content(f"- item\n\n  {group}").select_one("li > figure#fig-a figcaption")


def test_numbers(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = "numfig = True\n"
    text = "::: {#fig-a layout-ncol=2}\n![](x.png)\n\n![](x.png)\n\nBoth.\n:::\n\nSee {numref}`fig-a`.\n"
    built = plain_site.build({"a.md": post(text), "x.png": png})

    assert built.warnings == []
    assert "Fig. 1 Both." in " ".join(main_content(built).get_text().split())
    assert "See Fig. 1." in main_content(built).get_text()


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_other_builders(plain_site: SiteBuilder, post: Post, png: bytes, builder: str) -> None:
    plain_site.write({"docs/index.md": "# Home\n\n```{toctree}\nposts/a\n```\n"})
    group = "::: {#fig-a layout-ncol=2}\n![Left](x.png)\n\n![Right](x.png)\n\nBoth.\n:::"
    text = f"{group}\n\n::: {{.panel-tabset}}\n## Tab\nWords\n:::"
    built = plain_site.build({"a.md": post(text), "x.png": png}, builder=builder)
    paths = [path for suffix in ("tex", "xhtml", "txt") for path in built.outdir.rglob(f"*.{suffix}")]
    text = "\n".join(path.read_text("utf-8") for path in paths)

    assert all(word in text for word in ("Both.", "Left", "Right", "Tab", "Words"))
    if builder == "latex":
        assert text.count(r"\begin{figure}") == text.count(r"\end{figure}") == 1


def test_incremental_build(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    group = "::: {#fig-a layout-ncol=2}\n![Left](x.png)\n\n![Right](x.png)\n\n"
    plain_site.build({"a.md": post(f"{group}Both.\n:::\n"), "x.png": png})
    built = plain_site.build({"a.md": post(f"{group}Other.\n:::\n")})

    assert plain_site.differences(built) == []


def test_construct_turned_off(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-layout"]\n'
    content = main_content(
        plain_site.build({"a.md": post("::: {layout-ncol=2}\n![a](x.png)\n\n![b](x.png)\n:::"), "x.png": png})
    )

    assert len(content.select("figure")) == 2
    assert not content.select(".postil-row")
