"""Image files: damaged, very large, or not used."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from PIL import Image

from postil.checks.finding import Finding, Kind, Level
from postil.checks.folder_files import files_below
from postil.file_names import is_hidden
from postil.image_formats import HEIC_SUFFIXES, RASTER_SUFFIXES, SVG_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postil.checks.facts import ImageFacts, SiteFacts

# In bytes. Photos have smaller variants for pages; the original is only downloaded by who enlarges it.
_MAX_PHOTO = 8_000_000
# GIF and SVG are published unchanged.
_MAX_UNCHANGED = 1_000_000
_MEGA = 1_000_000
# What names an image: sources, templates, style sheets.
_TEXT_SUFFIXES = frozenset(
    """
    .md .markdown .mdown .mkd .mkdn .mdx .qmd .rst .txt .ipynb .html .htm .css .js .py .toml .yml .yaml .json .svg .xml
    .tex .bib .ts .scss .njk .csv
    """.split()  # noqa: SIM905 - a list of suffixes
)
_MAX_TEXT = 5_000_000


def check_images(site: SiteFacts) -> Iterator[Finding]:
    """Yield the images that are damaged or very large, and image files that nothing uses."""
    for image in site.images:
        if image.file.is_file():
            yield from _check_file(image)
    yield from _unused(site)


def _check_file(image: ImageFacts) -> Iterator[Finding]:
    suffix, size = image.file.suffix.lower(), image.file.stat().st_size
    limit = _MAX_UNCHANGED if suffix in (".gif", SVG_SUFFIX) else _MAX_PHOTO
    if not size:
        yield Finding(Kind.IMAGE, f"the image {image.file.name} is empty", image.user, image.line, "replace the file")
        return
    if suffix in RASTER_SUFFIXES and (problem := _problem(image.file)):
        yield Finding(
            Kind.IMAGE, f"the image {image.file.name} {problem}", image.user, image.line, "save it again, or replace it"
        )
    if size > limit:
        animated = suffix == ".gif"
        advice = "a video is a tenth of the size" if animated else "save it smaller: 2,400 pixels wide are enough"
        yield Finding(
            Kind.IMAGE,
            f"the image {image.file.name} has {size / _MEGA:.1f} MB",
            image.user,
            image.line,
            "minify it" if suffix == SVG_SUFFIX else advice,
            Level.SUGGESTION,
        )


def _problem(file: Path) -> str:
    """Return what is wrong with an image file; empty if it can be opened."""
    try:
        with Image.open(file) as opened:
            opened.verify()
    except Image.DecompressionBombError:
        return "has too many pixels"
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for damaged files
        return f"can't be read ({error})" if "cannot identify" not in str(error) else "is not an image"
    return ""


def _unused(site: SiteFacts) -> Iterator[Finding]:
    """Yield the image files between the sources that no text names."""
    files = [file for file in files_below(site.folders) if not is_hidden(file.name)]
    images = [
        file
        for file in files
        if file.suffix.lower() in RASTER_SUFFIXES | {SVG_SUFFIX, *HEIC_SUFFIXES}
        and not any(file.is_relative_to(folder) for folder in site.published_folders)
    ]
    used = {image.file for image in site.images}
    images = [file for file in images if file not in used]
    if not images:
        return
    texts = _texts([*files, *(file for file in site.source.parent.iterdir() if file.is_file())])
    for file in images:
        # A name in another case is a mistake, which another check reports.
        names = {name.casefold() for name in (file.name, quote(file.name), f"{file.stem}.*")}
        if not any(name in text for text in texts for name in names):
            size = f"{file.stat().st_size / _MEGA:.1f} MB"
            yield Finding(
                Kind.IMAGE,
                f"no post or page uses the image {file.name} ({size})",
                file,
                0,
                "delete it, or move it elsewhere; it is not published",
                Level.SUGGESTION,
            )


def _texts(files: Sequence[Path]) -> list[str]:
    texts = [file for file in files if file.suffix.lower() in _TEXT_SUFFIXES and file.stat().st_size < _MAX_TEXT]
    return [file.read_text("utf-8", errors="replace").casefold() for file in dict.fromkeys(texts)]
