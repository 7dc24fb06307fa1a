"""The properties of an image and its variants, and the constants of images."""

from __future__ import annotations

from postil.frozen import frozen
from postil.image_formats import UNSUPPORTED

# The width of the text column, in CSS pixels.
CONTENT_WIDTH = 720
# The folder of social cards, in the folder of images.
CARD_FOLDER = "cards"
VIDEO_SUFFIXES = frozenset({".mp4", ".m4v", ".webm", ".mov", ".ogv", ".avi", ".mkv"})
AUDIO_SUFFIXES = frozenset({".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".aac"})


def why_not_displayed(path: str) -> str:
    """Return why browsers do not display the file at `path` as an image, and what to do; empty if they do."""
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    if suffix in VIDEO_SUFFIXES | AUDIO_SUFFIXES:
        tag = "video" if suffix in VIDEO_SUFFIXES else "audio"
        return f"is not an image; use `<{tag} src=… controls></{tag}>`"
    name = next((name for name, suffixes in UNSUPPORTED.items() if suffix in suffixes), "")
    if not name:
        return ""
    extra = ", or install `postil[heif]` to convert it" if name == "HEIC" else ""
    return (
        f"is a {name} file, which browsers do not display; it is published unchanged, including any location in its "
        f"metadata; save it as JPEG, PNG or WebP{extra}"
    )


@frozen
class ImageVariant:
    """An image in another size or format, for `srcset`."""

    format: str
    """`avif` or `webp`."""
    width: int
    """In pixels."""
    file: str
    """The file name, which changes with the content of the image."""


@frozen
class ImageInfo:
    """The properties of an image file, after its EXIF orientation is applied."""

    width: int = 0
    height: int = 0
    """In pixels, for SVG in CSS pixels; 0 if the file cannot be read, or has no dimensions."""
    variants: tuple[ImageVariant, ...] = ()
    published_file: str = ""
    """The name of the file that is published instead: without metadata, or converted. Empty for the original."""
    problem: str = ""
    """What is wrong with the file, for a warning."""

    @property
    def files(self) -> set[str]:
        """The names of all files that were generated from the image."""
        return {variant.file for variant in self.variants} | ({self.published_file} if self.published_file else set())
