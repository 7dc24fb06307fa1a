"""Alt text of images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.images.alt_text import is_file_name
from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("![](p.png)", 6, "the image p.png has no alt text; describe it, or add {role=presentation}"),
        ("Words\n![](p.png)", 7, "no alt text; .*"),
        ("Words [\n![](p.png)](https://example.org) x", 7, "no alt text; .*"),
        ('Words.\n\n<img src="p.png">', 8, "no alt text; .*"),
        ("![p.png](p.png)", 6, "“p.png” looks like a file name; describe the image instead"),
        ("![IMG_1234.JPG](p.png)", 6, "“IMG_1234.JPG” looks like a file name; describe the image instead"),
        ("```{figure} p.png\n\nCaption\n```", 6, "no alt text; .*"),
        ('![](p.png "T")', 6, "no alt text; .*"),
    ],
)
def test_missing_alt_text_is_a_warning(build: Callable[..., Built], text: str, line: int, words: str) -> None:
    built = build(text)

    assert len(built.warnings) == 1
    assert re.search(rf"posts/a\.md:{line}: WARNING: .*{words} \[postil\.figure\]", built.warnings[0])
    [image] = main_content(built).select("img")
    assert "png" not in str(image.get("alt", "")) or "png" in text.split("]", maxsplit=1)[0]


def test_warning_can_be_suppressed(build: Callable[..., Built]) -> None:
    assert build("![](p.png)", suppress_warnings=["postil.figure"]).warnings == []


@pytest.mark.parametrize(
    "text", ["![](p.png){role=presentation}", "![](p.png){role=none width=5%}", '<img src="p.png" alt="">']
)
def test_decorative_images_need_no_alt_text(build: Callable[..., Built], text: str) -> None:
    built = build(text)
    found = main_content(built)

    assert built.warnings == []
    assert outline(found) == "figure(img)"
    assert found.select_one("img")["alt"] == ""  # type: ignore[index]


@pytest.mark.parametrize("text", ["{}", "Words {} words.", "> - {} words", '{"', "| a |\n| - |\n| {} words |"])
def test_alt_text_keeps_code_and_formulas(build: Callable[..., Built], text: str) -> None:
    image_markup = "![Use `foo` and $x^2$ *now*](p.png)"
    built = build(image_markup.replace(")", ' "T")') if text == '{"' else text.format(image_markup))
    [image] = main_content(built).select("img")

    assert built.warnings == []
    assert image["alt"] == "Use foo and x^2 now"


@pytest.mark.parametrize(
    ("text", "uri", "expected"),
    [
        ("p.png", "p.png", True),
        ("IMG_1234", "img/IMG_1234.jpg", True),
        ("IMG_1234.JPG", "x.jpg", True),
        ("map", "map.svg", False),
        ("The file map.svg in an editor", "e.png", False),
        ("Node.js", "node.svg", False),
        ("", "p.png", False),
    ],
)
def test_alt_text_that_is_a_file_name(text: str, uri: str, expected: bool) -> None:  # noqa: FBT001
    assert is_file_name(text, uri) is expected
