"""Decide which files may be published as images, whatever path a document names."""

from __future__ import annotations

import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from postil.file_names import has_long_name, is_printable
from postil.image_formats import NOT_SHOWN, RASTER, VECTOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.environment import BuildEnvironment

# What image syntax shows besides images: films, sound, and the formats of LaTeX.
_KINDS = ("image/", "video/", "audio/", "application/pdf", "application/postscript")
# What people take for images, by suffix: not every system knows the types of all of these.
_SUFFIXES = {*RASTER, VECTOR}.union(*NOT_SHOWN.values())
# How image files begin: PNG, JPEG, GIF, BMP, TIFF, icons, JPEG XL; the first two in containers are checked below.
_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"\xff\x0a", b"\0\0\0\x0cJXL ")
_CONTAINERS = ((b"RIFF", b"WEBP"), (b"", b"ftyp"))
_SAMPLE = 1024


def is_file(path: str) -> bool:
    """Return whether there is a file at `path`, which may be no path at all."""
    return os.path.isfile(path)  # noqa: PTH113 - that of pathlib raises for names that are too long


@dataclass(frozen=True)
class ImageFolders:
    """The folders whose images may be published."""

    spelled: Sequence[str]
    """Their paths as they are configured."""
    real: Sequence[str]
    """Their paths without symbolic links."""

    @classmethod
    def around(cls, folders: Iterable[Path]) -> Self:
        """Return those for the images of `folders`, and for those beside them; all of a disk is too much."""
        taken = (folder if folder.parent == Path(folder.anchor) else folder.parent for folder in folders)
        spelled = list(dict.fromkeys(map(str, taken)))
        return cls(spelled, [os.path.realpath(folder) for folder in spelled])

    def problem_with(self, spelled: str, *, pattern: bool = False) -> str:
        """Return why the file at `spelled` is not published; empty if it is, or is not there.

        It has to be an image in one of the folders. A symbolic link in these may lead anywhere, if what is there is an
        image by its content. A `pattern` stands for several files, of which the builder takes an image.
        """
        if "\0" in spelled or has_long_name(spelled) or not is_printable(spelled.rpartition("/")[2]):
            return "is not the name of a file"
        real = os.path.realpath(spelled)
        inside = _is_below(real, self.real)
        if not inside and not _is_below(spelled, self.spelled):
            return "is outside the folders of the site and is not published"
        if pattern or not is_file(real):
            return ""
        fits = is_image(spelled) if inside else looks_like_image(Path(real))
        return "" if fits else "is not an image"


def referenced_path(env: BuildEnvironment, docname: str, uri: str) -> str:
    """Return the path of a file that a document names, without following symbolic links.

    As in Sphinx, a path that starts with a slash starts in the source folder.
    """
    folder = "" if uri.startswith(("/", "\\")) else env.doc2path(docname, base=False).parent
    return os.path.normpath(os.path.join(env.srcdir, folder, uri.lstrip("/\\")))  # noqa: PTH118


def is_image(path: str) -> bool:
    """Return whether there is a file that is an image by its suffix, or by its content."""
    known = mimetypes.guess_type(path)[0] or ""
    named = Path(path).suffix.lower() in _SUFFIXES or known.startswith(_KINDS)
    return is_file(path) and (named or looks_like_image(Path(path)))


def looks_like_image(path: Path) -> bool:
    """Return whether a file begins as images do."""
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
    except OSError:
        return False
    held = any(sample.startswith(start) and sample[len(start) + 4 :].startswith(kind) for start, kind in _CONTAINERS)
    return sample.startswith(_STARTS) or held or b"<svg" in sample


def _is_below(path: str, folders: Sequence[str]) -> bool:
    return any(path.startswith(f"{folder.rstrip(os.sep)}{os.sep}") for folder in folders)
