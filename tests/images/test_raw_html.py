"""Images in raw HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]


@pytest.mark.parametrize(
    "text",
    [
        "<div><img src='https://example.org/p.png' onclick='x()' alt='A'></div>",
        "<picture>\n<source srcset='https://e.org/p.png'><img src='https://e.org/p.png' alt='A'>\n</picture>",
        "<!-- <img src='p.png'> -->",
        "<video src='p.png'></video>",
    ],
)
def test_html_that_cannot_be_converted_is_kept(build: Callable[..., Built], text: str) -> None:
    built = build(text)

    assert built.warnings == []
    assert text in built.read("posts/a.html")


@pytest.mark.parametrize(
    "text",
    [
        "<picture><source srcset='gone.webp'><img srcset='gone.png 2x' sizes='9px' src='p.png' alt='A'></picture>",
        "<picture>\n  <source srcset='gone.avif 1x, gone.webp 2x'>\n  <img src='p.png' alt='A'>\n</picture>",
        "<figure><picture><source srcset='gone.webp'><img src='p.png' alt='A'></picture></figure>",
        "Words <picture class='x'><source srcset='gone.webp'><img src='p.png' alt='A'></picture> words.",
        "Words\n<a href='b'><picture><source srcset='gone.webp'><img src='p.png' alt='A'></picture></a>",
    ],
)
def test_sources_of_a_picture_element_are_removed(build: Callable[..., Built], text: str) -> None:
    """A browser would take one of them, and they are no part of the site."""
    built = build(text)
    found = main_content(built)

    assert built.warnings == []
    assert [(image["src"], image["alt"]) for image in found.select("img")] == [("../_images/p.png", "A")]
    assert "gone" not in str(found)
    assert found.get_text().lower().count("words") == text.lower().count("words")
    assert found.select("figure") or not text.startswith("<")


def test_source_for_dark_mode_is_kept(build: Callable[..., Built]) -> None:
    source = '<source srcset="../dark.png" media="(prefers-color-scheme: dark)">'
    built = build(f"<picture>\n{source}\n<img src='p.png' alt='A'>\n</picture>")

    [warning] = built.warnings
    message = "`../dark.png` in a `<source>` is not copied to the output; add the file to `html_extra_path`"
    assert warning.endswith(f"WARNING: {message} [postil.picture]")
    found = main_content(built).select_one("picture source")
    assert found
    assert len(main_content(built).select("picture")) == 1
    assert (found["srcset"], found["media"]) == ("../dark.png", "(prefers-color-scheme: dark)")


@pytest.mark.parametrize("outer", ["{}", "<div>{}</div>", "Words {} words.", "| a |\n| - |\n| {} |"])
def test_extra_html_attributes_are_kept(build: Callable[..., Built], outer: str) -> None:
    tag = """<img src='p.png' alt="A" width="9" style="float: right; width: 9px" data-x='"<' hidden>"""
    built = build(outer.format(tag))
    [image] = main_content(built).select("img")

    assert built.warnings == []
    assert (image["src"], image["alt"], image["data-x"], image["hidden"]) == ("../_images/p.png", "A", '"<', "")
    assert (image["style"], image["width"]) == ("float: right; width: 9px", "9")


def test_link_of_an_image_to_itself(build: Callable[..., Built]) -> None:
    built = build('<a href="p.png"><img src="p.png" alt="A"></a>\n\nOr <a href="p.png"><img src="p.png" alt="B"></a>')

    assert [link["href"] for link in main_content(built).select("a:has(img)")] == ["../_images/p.png"]


def test_html_figure_keeps_its_attributes(build: Callable[..., Built]) -> None:
    text = (
        '<figure class="wide" id="Fig-x">\n  <img src="p.png" alt="A" style="width: 50%" title="T" class="c">\n'
        '  <figcaption>See <a href="https://example.org">there</a>,<br>10 &lt; 20</figcaption>\n</figure>'
    )
    figure = main_content(build(text)).select_one("figure")

    assert figure
    assert {"wide", "postil-figure"} <= set(figure["class"])
    assert figure["id"] == "fig-x"
    assert figure["style"] == "width: 50%"
    assert figure.select_one("img.c")
    assert " ".join(figure.select_one("figcaption").get_text(" ").split()) == "See there , 10 < 20"  # type: ignore[union-attr]
