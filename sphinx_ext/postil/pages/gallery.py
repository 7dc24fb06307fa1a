"""Lay out four or more images side by side as a gallery of equal cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from postil.images.figure_nodes import SIZED_CLASS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.images.image import ImageInfo

GALLERY_CLASS = "postil-gallery"
CELL = "postil_cell"
"""The attribute of images in a gallery: the ratio of width to height of each cell."""
# Fewer images are a row.
_MIN_IMAGES = 4
# Formats of graphics, in which an edge may be part of what they say: they are never cropped.
_GRAPHICS = (".svg", ".png", ".gif")
# Ratios that differ by less look equal, and nothing needs to be cropped.
_TOLERANCE = 0.02
# The least and the greatest ratio of a cell.
_MIN_RATIO, _MAX_RATIO = 3 / 4, 16 / 9


def arrange_gallery(row: nodes.Element, infos: Mapping[str, ImageInfo]) -> None:
    """Make a row of figures a gallery if it has enough of them and its author set neither sizes nor columns.

    `infos` are the properties of image files by path.
    """
    figures = [child for child in row.children if isinstance(child, nodes.figure)]
    shown = [figure for figure in figures if "only-dark" not in figure["classes"]]
    is_sized = any(SIZED_CLASS in figure["classes"] for figure in figures)
    has_columns = any(name.startswith("postil-columns-") for name in row["classes"])
    if len(shown) < _MIN_IMAGES or len(figures) < len(row) or is_sized or has_columns:
        return
    row["classes"] += [GALLERY_CLASS] + ([f"{GALLERY_CLASS}-2"] if len(shown) == _MIN_IMAGES else [])
    images = [image for figure in figures for image in figure.findall(nodes.image)]
    ratios = [info.width / info.height for image in images if (info := infos.get(image["uri"])) and info.height]
    cropped = cell_ratio(ratios, has_graphics=any(str(image["uri"]).lower().endswith(_GRAPHICS) for image in images))
    for image in images:
        image[CELL] = cropped


def cell_ratio(ratios: list[float], *, has_graphics: bool) -> float:
    """Return the ratio to which the images of a gallery are cropped; 0 if each keeps its own."""
    if has_graphics or not ratios or max(ratios) - min(ratios) < _TOLERANCE:
        return 0
    from statistics import median  # noqa: PLC0415 - slow to load, and few sites have galleries

    return round(min(max(median(ratios), _MIN_RATIO), _MAX_RATIO), 3)
