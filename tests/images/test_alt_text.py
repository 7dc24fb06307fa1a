"""Alt text of images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.images.alt_text import is_generated
from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("![](p.png)", 6, "without alt text"),
        ("Words\n![](p.png)", 7, "without alt text"),
        ("Words [\n![](p.png)](https://example.org) x", 7, "without alt text"),
        ('Words.\n\n<img src="p.png">', 8, "without alt text"),
        ("![p.png](p.png)", 6, "with alt text that describes nothing"),
        ("![IMG_1234.JPG](p.png)", 6, "with alt text that describes nothing"),
        ("```{figure} p.png\n\nCaption\n```", 6, "without alt text"),
        ('![](p.png "T")', 6, "without alt text"),
    ],
)
def test_missing_alt_text_is_told_at_the_end(build: Callable[..., Built], text: str, line: int, words: str) -> None:
    built = build(text)

    assert built.warnings == []
    assert re.search(rf"^images {words} \(.*\): 1 \(.*posts/a\.md:{line}\)$", built.log, re.MULTILINE)
    [image] = main_content(built).select("img")
    assert "png" not in str(image.get("alt", "")) or "png" in text.split("]", maxsplit=1)[0]


def test_missing_alt_texts_are_counted(build: Callable[..., Built]) -> None:
    log = build("\n\n".join(["![](p.png)"] * 5)).log

    [line] = [line for line in log.splitlines() if "without alt text" in line]
    assert re.fullmatch(r"images without alt text .*: 5 \(\S+a\.md:6, \S+a\.md:8, \S+a\.md:10, …\)", line)


def test_advice_can_be_suppressed(build: Callable[..., Built]) -> None:
    assert "alt text" not in build("![](p.png)", suppress_warnings=["postil.figure"]).log


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
        ("image", "p.png", True),
        ("Image0", "p.png", True),
        ("image.png", "p.png", True),
        ("image (1)", "p.png", True),
        ("svg", "p.png", True),
        ("PNG", "p.png", True),
        ("Imgur", "https://i.imgur.com/p.png", True),
        ("imgur", "p.png", True),
        ("Example", "https://images.example.org/p.png", True),
        ("Alt text", "p.png", True),
        ("alt-text", "p.png", True),
        ("enter image description here", "p.png", True),
        ("screenshot", "p.png", True),
        ("Screenshot 2024-03-24 at 10.02.31 AM", "p.png", True),
        ("Bildschirmfoto vom 2024-03-24 10-02-31", "p.png", True),
        ("Pasted image 20240324100231", "p.png", True),
        ("WhatsApp Image 2024-03-24 at 10.02.31", "p.png", True),
        ("IMG_1234", "p.png", True),
        ("DSC_0012", "p.png", True),
        ("plot of chunk unnamed-chunk-3", "p.png", True),
        ("68747470733a2f2f692e696d6775722e636f6d", "p.png", True),
        ("untitled", "p.png", True),
        ("Image description", "p.png", True),
        ("image-alt", "p.png", True),
        ("Your image description", "p.png", True),
        ("photo", "p.png", True),
        ("Foto", "p.png", True),
        ("img", "p.png", True),
        ("IMG-20240101-WA0001", "p.png", True),
        ("PXL_20240101_101112131.MP", "p.png", True),
        ("Screenshot_20240101-101112_Chrome", "p.png", True),
        ("Capture d’écran 2024-03-24 à 10.02.31", "p.png", True),
        ("Schermafbeelding 2024-03-24 om 10.02.31", "p.png", True),
        ("Schermata 2024-03-24 alle 10.02.31", "p.png", True),
        ("Captura de pantalla 2024-03-24 a las 10.02.31", "p.png", True),
        ("Screen Shot 2024-03-24 at 10.02.31", "p.png", True),
        ("CleanShot 2024-03-24 at 10.02.31@2x", "p.png", True),
        ("123e4567-e89b-12d3-a456-426614174000", "p.png", True),
        ("{123e4567-e89b-12d3-a456-426614174000}", "p.png", True),
        ("d41d8cd98f00b204e9800998ecf8427e", "p.png", True),
        ("1_aBcDeFgHiJkLmNoPqRsTuV1a2b3c4", "p.png", True),
        ("ezgif.com-optimize", "p.png", True),
        ("Untitled 1", "p.png", True),
        ("unnamed (2)", "p.png", True),
        ("Loading…", "p.png", True),
        ("Cover image", "p.png", True),
        ("Featured image", "p.png", True),
        ("No alt text provided for this image", "p.png", True),
        ("thumbnail", "p.png", True),
        ("video", "p.png", True),
        ("Notre-Dame-de-Paris", "p.png", False),
        ("The cover image of the book", "p.png", False),
        ("Unnamed mountain in the north", "p.png", False),
        ("20 November 2024", "p.png", False),
        ("A8", "p.png", False),
        ("Rechtsschutzversicherungsgesellschaften2024", "p.png", False),
        ("A", "p.png", False),
        ("The mill", "p.png", False),
        ("Screenshot of the editor", "p.png", False),
        ("An image of the mill", "p.png", False),
        ("Photo: Ada Lovelace", "p.png", False),
        ("1984", "p.png", False),
        ("The text of the plot", "p.png", False),
    ],
)
def test_alt_text_of_programs(text: str, uri: str, expected: bool) -> None:  # noqa: FBT001
    assert is_generated(text, uri) is expected


@pytest.mark.parametrize("alt", ["image", "svg", "Imgur", "Screenshot 2024-03-24 at 10.02.31", "IMG_1234.JPG"])
@pytest.mark.parametrize(
    "markup", ["![{}](p.png)", '<img src="p.png" alt="{}">', "[![{}](p.png)](https://example.org)"]
)
def test_alt_text_of_programs_is_no_caption(build: Callable[..., Built], alt: str, markup: str) -> None:
    built = build(markup.format(alt))
    found = main_content(built)

    assert "figcaption" not in outline(found)
    assert alt not in found.get_text()
    assert found.select_one("img")["alt"] == alt  # type: ignore[index]
    assert "images with alt text that describes nothing" in built.log
