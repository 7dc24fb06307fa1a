"""Galleries: equal cells for four or more images, and portrait photos that fit into the window."""

from __future__ import annotations

import pytest
from docutils import nodes

from postil.images.figure_nodes import SIZED_CLASS
from postil.images.image import ImageInfo
from postil.pages.gallery import CELL, arrange_gallery, cell_ratio
from postil.pages.image_style import add_style, ratio_style

INFOS = {"land.jpg": ImageInfo(1600, 1200), "port.jpg": ImageInfo(1200, 1600), "plot.png": ImageInfo(800, 600)}


def row(*files: str, classes: str = "", figure_classes: str = "") -> nodes.container:
    figures = [nodes.figure("", nodes.image(uri=file), classes=figure_classes.split()) for file in files]
    return nodes.container("", *figures, classes=["postil-row", *classes.split()])


@pytest.mark.parametrize(
    ("found", "classes"),
    [
        (row(*["land.jpg"] * 3), []),
        (row(*["land.jpg"] * 4), ["postil-gallery", "postil-gallery-2"]),
        (row(*["land.jpg"] * 5), ["postil-gallery"]),
        (row(*["unknown.jpg"] * 5), ["postil-gallery"]),
        (row(*["land.jpg"] * 4, classes="postil-columns-4"), ["postil-columns-4"]),
        (row(*["land.jpg"] * 4, figure_classes=SIZED_CLASS), []),
    ],
)
def test_rows_that_are_galleries(found: nodes.container, classes: list[str]) -> None:
    """Sizes and columns of the author stay."""
    arrange_gallery(found, INFOS)

    assert found["classes"] == ["postil-row", *classes]


@pytest.mark.parametrize(
    ("files", "cell"),
    [
        (["land.jpg"] * 4, 0),
        (["land.jpg", "port.jpg", "land.jpg", "land.jpg"], 1.333),
        (["port.jpg"] * 4, 0),
        (["port.jpg", "port.jpg", "plot.png", "land.jpg"], 0),  # a graphic is never cropped
    ],
)
def test_cells_of_a_gallery(files: list[str], cell: float) -> None:
    found = row(*files)
    arrange_gallery(found, INFOS)

    assert {image[CELL] for image in found.findall(nodes.image)} == {cell}


def test_a_cell_is_neither_very_tall_nor_very_wide() -> None:
    assert cell_ratio([0.2, 0.3, 0.2, 1], has_graphics=False) == 0.75
    assert cell_ratio([9, 8, 7, 1], has_graphics=False) == 1.778


@pytest.mark.parametrize(
    ("size", "style"),
    [
        ((1000, 1500), "--postil-portrait:min(1000px,56.7vh)"),
        ((1080, 2400), "--postil-portrait:min(1080px,38.2vh)"),  # a phone
        ((1500, 1000), ""),
        ((1000, 1000), ""),
        ((600, 3000), ""),  # an infographic, which would be illegible
    ],
)
def test_portraits(size: tuple[int, int], style: str) -> None:
    assert ratio_style(ImageInfo(*size), cell=None) == style
    assert ratio_style(ImageInfo(*size), cell=0) == ""


def test_style_of_an_image() -> None:
    assert add_style('<img alt="a" />', "b:c") == '<img style="b:c" alt="a" />'
    assert add_style('<img alt="a" style="d:e" />', "b:c") == '<img alt="a" style="b:c;d:e" />'
