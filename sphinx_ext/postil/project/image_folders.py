"""Decide which files may be published as images, whatever path a document names."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from postil.file_names import has_long_name, is_printable
from postil.frozen import frozen
from postil.image_formats import RASTER_SUFFIXES, SVG_SUFFIX, UNSUPPORTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.environment import BuildEnvironment

# Media types that image syntax may embed: also videos, audio, and formats for LaTeX.
_MEDIA_TYPES = ("image/", "video/", "audio/", "application/pdf", "application/postscript")
# Suffixes of image files; not every system knows the media types of all of these.
_SUFFIXES = {*RASTER_SUFFIXES, SVG_SUFFIX}.union(*UNSUPPORTED.values())
# The first bytes of image files: PNG, JPEG, GIF, BMP, TIFF, icons, JPEG XL.
_SIGNATURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0\0\1\0",
    b"\xff\x0a",
    b"\0\0\0\x0cJXL ",
)
# Formats within containers: the first bytes, and those after the next four.
_CONTAINER_SIGNATURES = ((b"RIFF", b"WEBP"), (b"", b"ftyp"))
# How many bytes at the start of a file decide whether it is an image.
_SAMPLE_SIZE = 1024


def is_file(path: str) -> bool:
    """Return whether there is a file at `path`; False if `path` is not a valid path."""
    return os.path.isfile(path)  # noqa: PTH113 - pathlib raises for names that are too long


@frozen
class ImageFolders:
    """The folders whose images may be published."""

    paths: Sequence[str]
    """Their paths as configured."""
    real_paths: Sequence[str]
    """Their paths with symbolic links resolved."""

    @classmethod
    def around(cls, folders: Iterable[Path]) -> Self:
        """Return the parents of the source folders, which may have folders of images beside them.

        The root of a file system is never among them: a source folder right below it counts itself.
        """
        parents = (folder if folder.parent == Path(folder.anchor) else folder.parent for folder in folders)
        paths = list(dict.fromkeys(map(str, parents)))
        return cls(paths, [os.path.realpath(path) for path in paths])

    def contain(self, path: str) -> bool:
        """Return whether a file is in one of the folders, also if symbolic links are followed."""
        return _is_below(os.path.realpath(path), self.real_paths)

    def problem_with(self, path: str, *, pattern: bool = False) -> str:
        """Return why the file at `path` is not published; empty if it is, or does not exist.

        It has to be an image in one of the folders. A symbolic link there may lead anywhere, if its target is an image
        by its content. A `pattern` matches several files, of which the builder chooses an image.
        """
        if "\0" in path or has_long_name(path) or not is_printable(path.rpartition("/")[2]):
            return "is not a valid file name"
        real_path = os.path.realpath(path)
        is_inside = _is_below(real_path, self.real_paths)
        if not is_inside and not _is_below(path, self.paths):
            return "is outside the folders of the site and is not published"
        if pattern or not is_file(real_path):
            return ""
        valid = is_image(path) if is_inside else has_image_signature(Path(real_path))
        return "" if valid else "is not an image"


def referenced_path(env: BuildEnvironment, docname: str, uri: str) -> str:
    """Return the path of a file that a document refers to; symbolic links are not followed.

    As in Sphinx, a path that starts with a slash is relative to the source folder.
    """
    folder = "" if uri.startswith(("/", "\\")) else env.doc2path(docname, base=False).parent
    return os.path.normpath(os.path.join(env.srcdir, folder, uri.lstrip("/\\")))  # noqa: PTH118


def is_image(path: str) -> bool:
    """Return whether there is a file at `path` that is an image by its suffix or by its content."""
    media_type = mimetypes.guess_type(path)[0] or ""
    has_suffix = Path(path).suffix.lower() in _SUFFIXES or media_type.startswith(_MEDIA_TYPES)
    return is_file(path) and (has_suffix or has_image_signature(Path(path)))


def has_image_signature(path: Path) -> bool:
    """Return whether the first bytes of a file are those of an image."""
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE_SIZE)
    except OSError:
        return False
    in_container = any(
        sample.startswith(start) and sample[len(start) + 4 :].startswith(kind) for start, kind in _CONTAINER_SIGNATURES
    )
    return sample.startswith(_SIGNATURES) or in_container or b"<svg" in sample


def _is_below(path: str, folders: Sequence[str]) -> bool:
    return any(path.startswith(f"{folder.rstrip(os.sep)}{os.sep}") for folder in folders)
