"""Process the images of a site, and cache the results for later builds."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from postil.cache_files import FileStates, load_checked, save_checked
from postil.file_digests import MISSING, UNREADABLE
from postil.image_formats import RASTER_SUFFIXES, SVG_SUFFIX
from postil.images.convert import heif_version, is_converted
from postil.images.image import ImageInfo, ImageVariant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from postil.file_digests import FileDigests

# Increase it when the processing of images changes: a cache with another version is not used.
CACHE_VERSION = 8
_SUFFIXES = frozenset({*RASTER_SUFFIXES, SVG_SUFFIX})
# The characters of an image's name in those of its variants: file systems allow 255 bytes, up to four per character.
_MAX_STEM = 50


class ImageCache:
    """The images of a site and the files generated from them, in a folder that later builds use again."""

    def __init__(self, folder: Path, files: FileDigests) -> None:
        """Load the cache in `folder`, which may be missing; `files` has the digests of image files."""
        self.folder = folder
        self._digests = files
        self._record = folder / "images.json"
        self._images: dict[str, ImageInfo] = {}
        self._generated = FileStates(folder)
        record = load_checked(self._record)
        if record.get("version") == _cache_version():
            self._generated = FileStates(folder, record["files"])
            self._images = {key: _image_info(values) for key, values in record["images"].items()}

    def process(self, files: Iterable[Path]) -> Mapping[Path, ImageInfo]:
        """Return the image in each of `files`; those that are missing or not images are left out.

        A file whose content is in the cache is not opened.
        """
        readable = (path for path in sorted(set(files)) if path.suffix.lower() in _SUFFIXES or is_converted(path.name))
        keys = {path: self._key(path) for path in readable}
        by_key = {key: path for path, key in keys.items() if key}
        missing = [key for key in by_key if key not in self._images or not self._is_complete(self._images[key])]
        if missing:
            # Loading Pillow takes time, and most builds process no images.
            from postil.images.variants import process_image  # noqa: PLC0415

            self.folder.mkdir(parents=True, exist_ok=True)
            with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
                warnings.simplefilter("ignore")  # about size, which process_image checks, and about odd metadata
                results = pool.map(
                    lambda key: process_image(by_key[key], self.folder, _variant_stem(by_key[key], key)), missing
                )
                self._images.update(zip(missing, results, strict=True))
        self._save(set(by_key))
        return {path: self._images[key] for path, key in keys.items() if key}

    def _key(self, path: Path) -> str:
        """Return the cache key of a file: a digest of its content, and its name; empty if it cannot be read.

        The name is part of it because it is part of the names of variants: after an image is renamed, they have to be
        those of a clean build.
        """
        content = self._digests.of(str(path))
        return f"{content.hex()[:16]}-{path.stem[:_MAX_STEM]}" if content not in (MISSING, UNREADABLE) else ""

    def _is_complete(self, image: ImageInfo) -> bool:
        """Return whether all files generated from an image are intact."""
        return all(self._generated.is_unchanged(name) for name in image.files)

    def _save(self, keys: set[str]) -> None:
        """Save the images that are in use; remove the others and their files."""
        self._images = {key: image for key, image in self._images.items() if key in keys}
        images = {key: asdict(image) for key, image in sorted(self._images.items())}
        used = {name for image in self._images.values() for name in image.files}
        if not self.folder.is_dir():
            return
        self._generated.record(used, only=True)
        for file in self.folder.iterdir():
            if file.name not in used and file != self._record and file.is_file():
                file.unlink()
        save_checked(self._record, {"version": _cache_version(), "images": images, "files": self._generated.data})


def _variant_stem(path: Path, key: str) -> str:
    """Return the start of the names of an image's variants: the image's own name, and a digest of its content."""
    return f"{path.stem[:_MAX_STEM]}-{key[:8]}"


def _cache_version() -> list[object]:
    """Return what variants depend on besides the images."""
    return [CACHE_VERSION, version("pillow"), heif_version()]


def _image_info(values: Mapping[str, Any]) -> ImageInfo:
    return ImageInfo(**{**values, "variants": tuple(ImageVariant(**variant) for variant in values["variants"])})
