"""What a picture is, and smaller copies of it: made once, in parallel, and kept until the picture changes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps, UnidentifiedImageError, features

from postil.scrub import scrub

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# The width of the text, in CSS pixels, and the widths of the copies, in points: for telephones, for the text, and for
# screens with one and a half and two points to a pixel.
COLUMN = 720
WIDTHS = (480, COLUMN, 1080, 1440)
# Changes with what is made of a picture; what was kept in another form counts for nothing.
FORM = 3
# More points than this are no picture for a page: 100 megapixels would take 400 MB of memory.
MOST_POINTS = 100_000_000
# Characters of a picture's name that its copies bear: file systems take 255 bytes, up to four for each.
_LONGEST = 50
_COPIED = frozenset({"JPEG", "MPO", "PNG", "WEBP"})
_RASTER = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff"})
_DRAWN = ".svg"
# CSS pixels of the units of CSS Values 4, section 6.2, that a drawing's size may have: the same on every screen.
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_LENGTH = re.compile(r"\+?(\d+(?:\.\d*)?|\.\d+)([a-z]*)")


@dataclass(frozen=True)
class Copy:
    """A smaller copy of a picture."""

    kind: str
    """`avif` or `webp`."""
    width: int
    file: str
    """Its name, which changes with the picture's content."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is shown: upright."""

    width: int = 0
    height: int = 0
    """Both in points, those of a drawing in CSS pixels; 0 if the file cannot be read, or does not say."""
    copies: tuple[Copy, ...] = ()
    scrubbed: str = ""
    """The name of the file without what tells where it was taken; empty if the file tells nothing."""
    problem: str = ""
    """What is wrong with the file."""


class Pictures:
    """The pictures of a site and the files made from them, in a folder that outlives the build."""

    def __init__(self, folder: Path) -> None:
        """Take over what is kept in `folder`, which need not be there yet."""
        self.folder = folder
        self._record = folder / "pictures.json"
        self._seen: dict[str, list[Any]] = {}
        self._known: dict[str, Picture] = {}
        try:
            kept = json.loads(self._record.read_text("utf-8"))
        except (OSError, ValueError):
            kept = {}
        if isinstance(kept, dict) and kept.get("form") == _form():
            self._seen = kept["seen"]
            self._known = {key: _picture(values) for key, values in kept["pictures"].items()}

    def look(self, files: Iterable[Path]) -> Mapping[Path, Picture]:
        """Return the picture that each of `files` is; what is no picture, or is not there, is left out.

        A file with the time and size of the last look is not opened.
        """
        keys = {path: self._key(path) for path in sorted(set(files)) if path.suffix.lower() in {*_RASTER, _DRAWN}}
        by_key = {key: path for path, key in keys.items() if key}
        missing = [key for key in by_key if key not in self._known or not self._complete(self._known[key])]
        if missing:
            self.folder.mkdir(parents=True, exist_ok=True)
            with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
                warnings.simplefilter("ignore")  # of size, which is looked at here, and of odd metadata
                made = pool.map(lambda key: self._make(by_key[key], key), missing)
                self._known.update(zip(missing, made, strict=True))
        self._keep(set(by_key), {str(path) for path in keys})
        return {path: self._known[key] for path, key in keys.items() if key}

    def _key(self, path: Path) -> str:
        """Return what stands for the content and the name of a file; empty if it cannot be read.

        The name counts because the copies bear it: those of a picture that was renamed are to be called as in a clean
        build.
        """
        try:
            stat = path.stat()
            stamp = [stat.st_mtime_ns, stat.st_size]
            seen = self._seen.get(str(path))
            if seen is None or seen[:2] != stamp:
                self._seen[str(path)] = seen = [*stamp, hashlib.sha256(path.read_bytes()).hexdigest()[:16]]
        except OSError:
            return ""
        return f"{seen[2]}-{path.stem[:_LONGEST]}"

    def _complete(self, picture: Picture) -> bool:
        names = [copy.file for copy in picture.copies] + ([picture.scrubbed] if picture.scrubbed else [])
        return all((self.folder / name).is_file() for name in names)

    def _make(self, path: Path, key: str) -> Picture:
        """Look into a file and write its copies into the folder."""
        if path.suffix.lower() == _DRAWN:
            return Picture(*size_of_drawing(path))
        try:
            with Image.open(path) as image:
                return self._make_copies(path, image, f"{path.stem[:_LONGEST]}-{key[:8]}")
        except UnidentifiedImageError:
            return Picture(problem="the file is no picture that Pillow knows, and is copied as it is")
        except Image.DecompressionBombError:
            return Picture(problem="the picture is enormous, and is shown as it is")
        except Exception as error:  # noqa: BLE001 - a broken file raises anything, from SyntaxError to struct.error
            return Picture(problem=f"the picture cannot be read ({error}), and is copied as it is")

    def _make_copies(self, path: Path, image: Image.Image, stem: str) -> Picture:
        if image.width * image.height > MOST_POINTS:
            return Picture(image.width, image.height, problem="the picture is enormous, and is shown as it is")
        kind = str(image.format)
        if getattr(image, "n_frames", 1) > 1 and kind != "MPO":
            return Picture(image.width, image.height)
        if kind not in _COPIED:
            image.load()
            return Picture(image.width, image.height)
        orientation = int(image.getexif().get(0x0112, 1))
        upright = ImageOps.exif_transpose(image)
        data = path.read_bytes()
        clean = scrub(data, kind, orientation if 1 < orientation <= 8 else 1)  # noqa: PLR2004 - Exif knows eight
        scrubbed = f"{stem}{path.suffix}" if clean != data else ""
        if scrubbed:
            (self.folder / scrubbed).write_bytes(clean)
        copies = [
            copy
            for width in _widths(upright.width)
            for copy in self._shrink(upright, width, stem, lossless=kind == "PNG", most=len(data))
        ]
        return Picture(upright.width, upright.height, tuple(copies), scrubbed)

    def _shrink(self, image: Image.Image, width: int, stem: str, *, lossless: bool, most: int) -> list[Copy]:
        """Write copies of `image` in each format; those that come out no smaller than the original are none."""
        height = max(1, round(image.height * width / image.width))
        mode = "RGBA" if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info else "RGB"
        small = (_in_bytes(image) if image.mode.startswith("I") else image).convert(mode)
        if width != image.width:
            small = small.resize((width, height), Image.Resampling.LANCZOS)
        profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
        found = []
        for kind in _kinds(lossless=lossless):
            file = self.folder / f"{stem}-{width}.{kind}"
            options: dict[str, Any] = {"icc_profile": profile} if profile else {}
            if kind == "webp":
                options |= {"lossless": lossless, "quality": 80, "method": 4}
            else:
                options |= {"quality": 62, "speed": 8, "max_threads": 1}
            small.save(file, kind, **options)
            if file.stat().st_size < most:
                found.append(Copy(kind, width, file.name))
            else:
                file.unlink()
        return found

    def _keep(self, keys: set[str], paths: set[str]) -> None:
        """Remember the pictures that are in use, and forget the others with their files."""
        self._seen = {path: seen for path, seen in self._seen.items() if path in paths}
        self._known = {key: picture for key, picture in self._known.items() if key in keys}
        pictures = {key: asdict(picture) for key, picture in sorted(self._known.items())}
        record = json.dumps({"form": _form(), "seen": dict(sorted(self._seen.items())), "pictures": pictures}, indent=0)
        if not self.folder.is_dir() or (self._record.is_file() and self._record.read_text("utf-8") == record):
            return
        used = {copy.file for picture in self._known.values() for copy in picture.copies}
        used |= {picture.scrubbed for picture in self._known.values()}
        for file in self.folder.iterdir():
            if file.name not in used:
                file.unlink()
        self._record.write_text(record, "utf-8")


def size_of_drawing(path: Path) -> tuple[int, int]:
    """Return the width and the height of an SVG file in CSS pixels, rounded; nothing but zeros if it has none.

    They are those of its root element (SVG 2, section 8.3). One with a `viewBox` alone takes the width it is given.
    A file that is broken is left to the browser, which shows it as far as it goes.
    """
    try:
        with path.open("rb") as file:
            _event, root = next(iter(ET.iterparse(file, ["start"])))  # noqa: S314 - not beyond the first tag
    except (OSError, ET.ParseError, StopIteration, ValueError, LookupError):
        return 0, 0
    found = [_LENGTH.fullmatch(root.get(name, "").strip().lower()) for name in ("width", "height")]
    sizes = [round(float(size[1]) * _UNITS.get(size[2], 0)) for size in found if size]
    return (sizes[0], sizes[1]) if len(sizes) == len(found) and all(sizes) else (0, 0)


def _in_bytes(image: Image.Image) -> Image.Image:
    """Return a grey picture of two bytes for each point with one; Pillow would make all that is not black white."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _form() -> list[object]:
    """Return what the copies depend on besides the pictures."""
    return [FORM, list(WIDTHS), _kinds(lossless=False)]


def _kinds(*, lossless: bool) -> list[str]:
    """Return the formats of copies, the best first. AVIF is for photographs; drawings keep their edges in WebP."""
    return ["avif", "webp"] if not lossless and features.check("avif") else ["webp"]


def _widths(width: int) -> list[int]:
    """Return the widths of the copies of a picture `width` points wide: none unless it is wider than the text."""
    if width <= COLUMN:
        return []
    return sorted({step for step in WIDTHS if step < width} | {min(width, WIDTHS[-1])})


def _picture(values: Mapping[str, Any]) -> Picture:
    return Picture(**{**values, "copies": tuple(Copy(**copy) for copy in values["copies"])})
