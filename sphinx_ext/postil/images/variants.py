"""Read an image file, strip its metadata, and generate its variants for `srcset`."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps, UnidentifiedImageError, features

from postil.cache_files import write_atomically
from postil.image_formats import SVG_SUFFIX
from postil.images.convert import CONVERTED, convert, register_heif
from postil.images.exif import overwrite_metadata, strip_metadata
from postil.images.image import CONTENT_WIDTH, ImageInfo, ImageVariant
from postil.images.svg import svg_size

if TYPE_CHECKING:
    from pathlib import Path

# The widths of variants, in pixels: for phones, for the text column, and for the text column on screens with 1.5 and 2
# device pixels per CSS pixel.
WIDTHS = (480, CONTENT_WIDTH, 1080, 1440)
# Larger images are not processed: 100 megapixels take 400 MB of memory.
MAX_PIXELS = 100_000_000
_TOO_LARGE = f"more than {MAX_PIXELS // 10**6} megapixels; copied unchanged, without smaller versions"
_OPTIMIZED = frozenset({"JPEG", "MPO", "PNG", "WEBP"})


def process_image(path: Path, folder: Path, stem: str) -> ImageInfo:
    """Return the properties of the image at `path`, and write its variants to `folder`; their names start with `stem`.

    A broken file raises nothing; the result says what is wrong with it.
    """
    try:
        if path.suffix.lower() == SVG_SUFFIX:
            return ImageInfo(*svg_size(path))
        register_heif()
        with Image.open(path) as image:
            return _process_raster(path, image, folder, stem)
    except UnidentifiedImageError:
        return ImageInfo(problem="not a valid or supported image file; copied unchanged")
    except Image.DecompressionBombError:
        return ImageInfo(problem=_TOO_LARGE)
    except Exception as error:  # noqa: BLE001 - a broken file raises anything, from SyntaxError to struct.error
        return ImageInfo(problem=f"cannot be read as an image ({error}); copied unchanged")


def _process_raster(path: Path, image: Image.Image, folder: Path, stem: str) -> ImageInfo:
    if image.width * image.height > MAX_PIXELS:
        return ImageInfo(image.width, image.height, problem=_TOO_LARGE)
    image_format = str(image.format)
    if image_format == "AVIF":
        image.load()
        return _process_avif(path, image, folder, stem)
    if getattr(image, "n_frames", 1) > 1 and image_format not in {"MPO", *CONVERTED}:
        return ImageInfo(image.width, image.height)
    if image_format not in {*_OPTIMIZED, *CONVERTED}:
        image.load()
        return ImageInfo(image.width, image.height)
    orientation = int(image.getexif().get(0x0112, 1))
    upright = ImageOps.exif_transpose(image)
    data, suffix = path.read_bytes(), path.suffix
    if image_format in CONVERTED:
        upright = _to_8_bits(upright) if upright.mode.startswith(("I", "F")) else upright
        clean, suffix = convert(upright, image_format)
    else:
        valid_orientation = orientation if 1 < orientation <= 8 else 1  # noqa: PLR2004 - EXIF has eight
        clean = strip_metadata(data, image_format, valid_orientation)
    published_file = f"{stem}{suffix}" if clean != data else ""
    if published_file:
        write_atomically(folder / published_file, clean)
    variants = [
        variant
        for width in _variant_widths(upright.width)
        for variant in _write_variants(
            upright, width, folder / stem, lossless=suffix.lower() == ".png", max_size=len(clean)
        )
    ]
    return ImageInfo(upright.width, upright.height, tuple(variants), published_file)


def _process_avif(path: Path, image: Image.Image, folder: Path, stem: str) -> ImageInfo:
    """Process an AVIF file, which has no variants: publish it without metadata."""
    data = path.read_bytes()
    clean = overwrite_metadata(data, exif=image.info.get("exif"), xmp=image.info.get("xmp"))
    if clean == data:
        return ImageInfo(image.width, image.height)
    write_atomically(folder / f"{stem}{path.suffix}", clean)
    return ImageInfo(image.width, image.height, published_file=f"{stem}{path.suffix}")


def _write_variants(
    image: Image.Image, width: int, start: Path, *, lossless: bool, max_size: int
) -> list[ImageVariant]:
    """Write `image` at `width` in each format, and return those that are smaller than `max_size`, in bytes.

    `start` is the start of the paths.
    """
    height = max(1, round(image.height * width / image.width))
    mode = "RGBA" if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info else "RGB"
    resized = (_to_8_bits(image) if image.mode.startswith("I") else image).convert(mode)
    if width != image.width:
        resized = resized.resize((width, height), Image.Resampling.LANCZOS)
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    written = []
    for image_format in _variant_formats(lossless=lossless):
        file = start.with_name(f"{start.name}-{width}.{image_format}")
        options: dict[str, Any] = {"icc_profile": profile} if profile else {}
        if image_format == "webp":
            options |= {"lossless": lossless, "quality": 80, "method": 4}
        else:
            options |= {"quality": 62, "speed": 8, "max_threads": 1}
        buffer = BytesIO()
        resized.save(buffer, image_format, **options)
        if len(buffer.getvalue()) < max_size:
            write_atomically(file, buffer.getvalue())
            written.append(ImageVariant(image_format, width, file.name))
    return written


def _to_8_bits(image: Image.Image) -> Image.Image:
    """Return a greyscale image of 16 bits per pixel with 8 bits; Pillow's own conversion clips all values above 255."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _variant_formats(*, lossless: bool) -> list[str]:
    """Return the formats of variants, the best first: AVIF is for photos, lossless WebP keeps the edges of graphics."""
    return ["avif", "webp"] if not lossless and features.check("avif") else ["webp"]


def _variant_widths(width: int) -> list[int]:
    """Return the widths of the variants of an image `width` pixels wide: none unless it is wider than the text."""
    if width <= CONTENT_WIDTH:
        return []
    return sorted({step for step in WIDTHS if step < width} | {min(width, WIDTHS[-1])})
