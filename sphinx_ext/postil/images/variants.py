"""Look into a picture's file, and make the smaller copies that pages load in its place."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps, UnidentifiedImageError, features

from postil.cache_files import write_atomically
from postil.image_formats import VECTOR
from postil.images.convert import CONVERTED, convert, open_heif
from postil.images.exif import blank, strip_metadata
from postil.images.image import CONTENT_WIDTH, ImageInfo, ImageVariant

if TYPE_CHECKING:
    from pathlib import Path

# The widths of the copies, in points: for telephones, for the text, and for screens with one and a half and two points
# to a pixel.
WIDTHS = (480, CONTENT_WIDTH, 1080, 1440)
# More points than this are no picture for a page: 100 megapixels would take 400 MB of memory.
MAX_PIXELS = 100_000_000
# CSS pixels of a drawing's width or height; browsers count no further than some ten millions.
LONGEST = 10_000_000
_COPIED = frozenset({"JPEG", "MPO", "PNG", "WEBP"})
# CSS pixels of the units of CSS Values 4, section 6.2, that a drawing's size may have: the same on every screen.
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_LENGTH = re.compile(r"\+?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-z]*)")


def process_image(path: Path, folder: Path, stem: str) -> ImageInfo:
    """Return the picture that a file is, its copies written into `folder`; their names start with `stem`.

    A file that is broken raises nothing: what is wrong with it is in what is returned.
    """
    try:
        if path.suffix.lower() == VECTOR:
            return ImageInfo(*svg_size(path))
        open_heif()
        with Image.open(path) as image:
            return _make_variants(path, image, folder, stem)
    except UnidentifiedImageError:
        return ImageInfo(problem="the file is no picture that Pillow knows, and is copied as it is")
    except Image.DecompressionBombError:
        return ImageInfo(problem="the picture is enormous, and is shown as it is")
    except Exception as error:  # noqa: BLE001 - a broken file raises anything, from SyntaxError to struct.error
        return ImageInfo(problem=f"the picture cannot be read ({error}), and is copied as it is")


def _make_variants(path: Path, image: Image.Image, folder: Path, stem: str) -> ImageInfo:
    if image.width * image.height > MAX_PIXELS:
        return ImageInfo(image.width, image.height, problem="the picture is enormous, and is shown as it is")
    kind = str(image.format)
    if kind == "AVIF":
        image.load()
        return _without_metadata(path, image, folder, stem)
    if getattr(image, "n_frames", 1) > 1 and kind not in {"MPO", *CONVERTED}:
        return ImageInfo(image.width, image.height)
    if kind not in {*_COPIED, *CONVERTED}:
        image.load()
        return ImageInfo(image.width, image.height)
    orientation = int(image.getexif().get(0x0112, 1))
    upright = ImageOps.exif_transpose(image)
    data, suffix = path.read_bytes(), path.suffix
    if kind in CONVERTED:
        upright = _in_bytes(upright) if upright.mode.startswith(("I", "F")) else upright
        clean, suffix = convert(upright, kind)
    else:
        turned = orientation if 1 < orientation <= 8 else 1  # noqa: PLR2004 - Exif knows eight
        clean = strip_metadata(data, kind, turned)
    published_file = f"{stem}{suffix}" if clean != data else ""
    if published_file:
        write_atomically(folder / published_file, clean)
    copies = [
        copy
        for width in _widths(upright.width)
        for copy in _write_variants(upright, width, folder / stem, lossless=suffix.lower() == ".png", most=len(clean))
    ]
    return ImageInfo(upright.width, upright.height, tuple(copies), published_file)


def _without_metadata(path: Path, image: Image.Image, folder: Path, stem: str) -> ImageInfo:
    """Return the image that an AVIF file is; its metadata is left out of what is published."""
    data = path.read_bytes()
    clean = blank(data, exif=image.info.get("exif"), xmp=image.info.get("xmp"))
    if clean == data:
        return ImageInfo(image.width, image.height)
    write_atomically(folder / f"{stem}{path.suffix}", clean)
    return ImageInfo(image.width, image.height, published_file=f"{stem}{path.suffix}")


def _write_variants(image: Image.Image, width: int, start: Path, *, lossless: bool, most: int) -> list[ImageVariant]:
    """Write copies of `image` in each format; those that come out no smaller than the original are none.

    `start` is what the paths of the copies start with, `most` the size of the original in bytes.
    """
    height = max(1, round(image.height * width / image.width))
    mode = "RGBA" if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info else "RGB"
    small = (_in_bytes(image) if image.mode.startswith("I") else image).convert(mode)
    if width != image.width:
        small = small.resize((width, height), Image.Resampling.LANCZOS)
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    found = []
    for kind in _kinds(lossless=lossless):
        file = start.with_name(f"{start.name}-{width}.{kind}")
        options: dict[str, Any] = {"icc_profile": profile} if profile else {}
        if kind == "webp":
            options |= {"lossless": lossless, "quality": 80, "method": 4}
        else:
            options |= {"quality": 62, "speed": 8, "max_threads": 1}
        made = BytesIO()
        small.save(made, kind, **options)
        if len(made.getvalue()) < most:
            write_atomically(file, made.getvalue())
            found.append(ImageVariant(kind, width, file.name))
    return found


def svg_size(path: Path) -> tuple[int, int]:
    """Return the width and the height of an SVG file in CSS pixels, rounded; nothing but zeros if it has none.

    They are those of its root element (SVG 2, section 8.3). One with a `viewBox` alone takes the width it is given.
    Raises ValueError if they are more than any page has.
    A file that is broken is left to the browser, which shows it as far as it goes.
    """
    try:
        with path.open("rb") as file:
            _event, root = next(iter(ET.iterparse(file, ["start"])))  # noqa: S314 - not beyond the first tag
    except (OSError, ET.ParseError, StopIteration, ValueError, LookupError):
        return 0, 0
    found = [_LENGTH.fullmatch(root.get(name, "").strip().lower()) for name in ("width", "height")]
    lengths = [float(size[1]) * _UNITS.get(size[2], 0) for size in found if size]
    if any(length > LONGEST for length in lengths):
        raise ValueError("its width or height is enormous")
    sizes = [round(length) for length in lengths]
    return (sizes[0], sizes[1]) if len(sizes) == len(found) and all(sizes) else (0, 0)


def _in_bytes(image: Image.Image) -> Image.Image:
    """Return a grey picture of two bytes for each point with one; Pillow would make all that is not black white."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _kinds(*, lossless: bool) -> list[str]:
    """Return the formats of copies, the best first. AVIF is for photographs; drawings keep their edges in WebP."""
    return ["avif", "webp"] if not lossless and features.check("avif") else ["webp"]


def _widths(width: int) -> list[int]:
    """Return the widths of the copies of a picture `width` points wide: none unless it is wider than the text."""
    if width <= CONTENT_WIDTH:
        return []
    return sorted({step for step in WIDTHS if step < width} | {min(width, WIDTHS[-1])})
