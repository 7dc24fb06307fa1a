"""Squarespace: the XML file of Settings > Import & Export, in a dialect of WordPress' format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.importers.engines import wordpress
from postil.importers.html.context import classes, text_attribute

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from postil.importers.html.context import Conversion
    from postil.importers.model import ImportedSite
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_MARKS = ("squarespace.com", "sqs-block", "squarespace-cdn", "image-block-outer-wrapper")
_FIRST_BYTES = 2_000_000


def looks_like(source: Source) -> bool:
    """Return whether a file of the source is from Squarespace."""
    return any(any(mark in _start(source, path) for mark in _MARKS) for path in wordpress.files_of(source))


def _start(source: Source, path: str) -> str:
    return source.read(path)[:_FIRST_BYTES].decode("utf-8", "replace")


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in an export."""
    return replace(wordpress.read_site(source, options, rules=[_simplify_blocks]), engine="squarespace")


def _simplify_blocks(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Unwrap the layout, and make figures of image blocks whose caption is beside the figure."""
    for block in soup.find_all(class_="sqs-block-image"):
        caption = block.find(class_="image-caption")
        figure = block.find("figure")
        if (
            caption is not None
            and figure is not None
            and caption.find_parent("figure") is None
            and caption.get_text(strip=True)
        ):
            caption.name = "figcaption"
            figure.append(caption.extract())
    for element in soup.find_all("div"):
        if classes(element) & {"sqs-block-form", "sqs-block-newsletter", "sqs-block-summary-v2"}:
            name = next(iter(sorted(one for one in classes(element) if one.startswith("sqs-block-"))))
            conversion.report(element, f"block {name.removeprefix('sqs-block-')}", "its text")
        if text_attribute(element, "data-block-type") == "44":
            element.name = "pre"
