"""What a picture is, and the smaller copies of it that pages load in its place: plain data."""

from __future__ import annotations

from dataclasses import dataclass

from postil.image_formats import NOT_SHOWN

# The width of the text, in CSS pixels.
CONTENT_WIDTH = 720
# The folder of social cards, in the folder of images.
CARDS = "cards"
FILMS = frozenset({".mp4", ".m4v", ".webm", ".mov", ".ogv", ".avi", ".mkv"})
SOUNDS = frozenset({".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".aac"})


def why_not_shown(path: str) -> str:
    """Return why browsers do not show the file at `path` as an image, and what to do; empty if they do."""
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    if suffix in FILMS | SOUNDS:
        tag = "video" if suffix in FILMS else "audio"
        return f"is no image; write `<{tag} src=… controls></{tag}>` in HTML, with the file in `html_extra_path`"
    kind = next((kind for kind, suffixes in NOT_SHOWN.items() if suffix in suffixes), "")
    if not kind:
        return ""
    extra = "; `postil[heif]` converts such files" if kind == "HEIC" else ""
    return (
        f"is a {kind} file, which browsers do not show as an image; it is published as it is, with the place in its "
        f"metadata if there is one; save it as JPEG, PNG or WebP{extra}"
    )


@dataclass(frozen=True)
class ImageVariant:
    """A smaller copy of a picture."""

    format: str
    """`avif` or `webp`."""
    width: int
    file: str
    """Its name, which changes with the picture's content."""


@dataclass(frozen=True)
class ImageInfo:
    """A picture as it is shown: upright."""

    width: int = 0
    height: int = 0
    """Both in points, those of a drawing in CSS pixels; 0 if the file cannot be read, or does not say."""
    variants: tuple[ImageVariant, ...] = ()
    published_file: str = ""
    """The name of the file that is published instead: without what tells where it was taken, or converted."""
    problem: str = ""
    """What is wrong with the file."""

    @property
    def files(self) -> set[str]:
        """The names of all files that were generated from the image."""
        return {variant.file for variant in self.variants} | ({self.published_file} if self.published_file else set())
