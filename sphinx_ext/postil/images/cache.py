"""The pictures of a site with what was made of them, kept from one build to the next in a folder of their own."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from postil.cache_files import FileStates, load_checked, save_checked
from postil.file_digests import MISSING, UNREADABLE
from postil.image_formats import RASTER, VECTOR
from postil.images.convert import heif_version, is_converted
from postil.images.image import ImageInfo, ImageVariant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from postil.file_digests import FileDigests

# Changes with what is made of a picture; what was kept in another form counts for nothing.
FORM = 7
_SUFFIXES = frozenset({*RASTER, VECTOR})
# Characters of a picture's name that its copies bear: file systems take 255 bytes, up to four for each.
_LONGEST = 50


class ImageCache:
    """The pictures of a site and the files made from them, in a folder that outlives the build."""

    def __init__(self, folder: Path, files: FileDigests) -> None:
        """Take over what is kept in `folder`, which need not be there yet; `files` tells the content of files."""
        self.folder = folder
        self._files = files
        self._record = folder / "images.json"
        self._known: dict[str, ImageInfo] = {}
        kept = load_checked(self._record)
        self._made = FileStates(folder)
        if kept.get("form") == _form():
            self._made = FileStates(folder, kept["files"])
            self._known = {key: _picture(values) for key, values in kept["images"].items()}

    def process(self, files: Iterable[Path]) -> Mapping[Path, ImageInfo]:
        """Return the picture that each of `files` is; what is no picture, or is not there, is left out.

        A file with the content of the last look is not opened.
        """
        readable = (path for path in sorted(set(files)) if path.suffix.lower() in _SUFFIXES or is_converted(path.name))
        keys = {path: self._key(path) for path in readable}
        by_key = {key: path for path, key in keys.items() if key}
        missing = [key for key in by_key if key not in self._known or not self._complete(self._known[key])]
        if missing:
            # Pillow takes a moment to load, and most builds make no copies.
            from postil.images.variants import process_image  # noqa: PLC0415

            self.folder.mkdir(parents=True, exist_ok=True)
            with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
                warnings.simplefilter("ignore")  # of size, which is looked at here, and of odd metadata
                made = pool.map(lambda key: process_image(by_key[key], self.folder, _stem(by_key[key], key)), missing)
                self._known.update(zip(missing, made, strict=True))
        self._keep(set(by_key))
        return {path: self._known[key] for path, key in keys.items() if key}

    def _key(self, path: Path) -> str:
        """Return what stands for the content and the name of a file; empty if it cannot be read.

        The name counts because the copies bear it: those of a picture that was renamed are to be called as in a clean
        build.
        """
        content = self._files.of(str(path))
        return f"{content.hex()[:16]}-{path.stem[:_LONGEST]}" if content not in (MISSING, UNREADABLE) else ""

    def _complete(self, picture: ImageInfo) -> bool:
        return all(self._made.intact(name) for name in picture.files)

    def _keep(self, keys: set[str]) -> None:
        """Remember the pictures that are in use, and forget the others with their files."""
        self._known = {key: picture for key, picture in self._known.items() if key in keys}
        pictures = {key: asdict(picture) for key, picture in sorted(self._known.items())}
        used = {name for picture in self._known.values() for name in picture.files}
        if not self.folder.is_dir():
            return
        self._made.note(used, only=True)
        for file in self.folder.iterdir():
            if file.name not in used and file != self._record and file.is_file():
                file.unlink()
        save_checked(self._record, {"form": _form(), "images": pictures, "files": self._made.data})


def _stem(path: Path, key: str) -> str:
    """Return what the names of copies start with: the picture's own name, and what stands for its content."""
    return f"{path.stem[:_LONGEST]}-{key[:8]}"


def _form() -> list[object]:
    """Return what the copies depend on besides the pictures."""
    return [FORM, version("pillow"), heif_version()]


def _picture(values: Mapping[str, Any]) -> ImageInfo:
    return ImageInfo(**{**values, "variants": tuple(ImageVariant(**variant) for variant in values["variants"])})
