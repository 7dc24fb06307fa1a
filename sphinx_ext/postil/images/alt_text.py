"""The alt text of images: parse its markup, and note where it is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from postil.diagnostics import Subtype, advise
from postil.images.caption_text import text_of_nodes
from postil.images.inline_markdown import has_html_tags, parse_inline
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.environment import BuildEnvironment

# The words of what programs write: editors and hosts for a pasted image, nbconvert, knitr, cameras, screenshot tools.
_GENERATED_WORDS = frozenset(
    """
    image images img picture pic photo foto graphic thumbnail video alt png jpg jpeg gif
    screenshot screencap cleanshot bildschirmfoto capture captura schermafbeelding schermata skärmavbild zrzut
    svg webp bmp tiff pdf heic imgur flickr unsplash giphy gyazo cloudinary untitled unnamed placeholder undefined null
    chunk pasted clipboard whatsapp dsc dscn dscf pxl mvi gopr dji dcim scan figure output loading ezgif shot
    """.split()  # noqa: SIM905 - a list of words
)
# Words that say no more next to those: `enter image description here`, `Screenshot 2024-03-24 at 10.02.31 AM`.
_FILLERS = frozenset(
    """
    a an the of at from to and am pm no my your this is here enter insert add à alternative alternate attribute text tag
    description caption title name file screen grab von vom um de d écran pantalla las plot copy edited cropped
    small large scaled final message telegram signal no provided for cover featured header hero wa mp com optimize
    resize chrome firefox safari om alle ekranu x
    """.split()  # noqa: SIM905 - a list of words
)
_WORD = lazy_regex(r"[^\W\d_]+")
_HASH = lazy_regex(r"(?=.*\d)\{?[0-9a-fA-F-]{16,}\}?")
# An id of a host, as in `1_aBcDeFgHiJkLmNoPqRsTuV`: capitals and digits within a word.
_HOST_ID = lazy_regex(r"(?=(?:.*\d){2})(?=.*[a-z][A-Z])(?=.*[A-Z][a-z]?[A-Z])[\w*-]{20,}", re.ASCII)
_FILE_NAME = lazy_regex(r"(?i)\S.*\.(?:png|jpe?g|gif|svgz?|webp|avif|bmp|tiff?|heic|ico|pdf)")


def parse_alt_text(
    image: nodes.image, label: str, *, document: nodes.document, env: BuildEnvironment
) -> list[nodes.Node]:
    """Return the alt text as nodes if it has markup, and set the image's alt text to their text.

    `label` is the alt text in Markdown. MyST leaves code and formulas out of the alt text.
    """
    alt = str(image.get("alt") or "").strip()
    if not alt or not label or " ".join(label.split()) == alt or has_html_tags(label):  # MyST's text has no tags
        return []
    children = parse_inline(label, document=document, env=env, line=image.line or 1)
    image["alt"] = text_of_nodes(children)
    return children


def is_generated(text: str, uri: str) -> bool:
    """Return whether `text` comes from a camera, a program or a host, rather than from a person who saw the image."""
    name = re.split(r"[/\\]", uri)[-1]
    stem = name.rpartition(".")[0]
    text = " ".join(text.split())
    if not text:
        return False
    is_file_name = text in (uri, name) or (_FILE_NAME.fullmatch(text) and " " not in text)
    is_stem = text == stem and re.search(r"[\d_]", text)
    host = re.match(r"(?i)https?://([^/?#]*)", uri)
    is_host = host and text.lower().removesuffix(".com") in re.split(r"[.:]", host[1].lower())
    words = set(_WORD.findall(text.lower()))
    says_nothing = words <= _GENERATED_WORDS | _FILLERS and not words.isdisjoint(_GENERATED_WORDS)
    return bool(is_file_name or is_stem or is_host or says_nothing or _HASH.fullmatch(text) or _HOST_ID.fullmatch(text))


def check_alt_text(image: nodes.image) -> None:
    """Note an image without alt text, unless it is decorative, and an alt text that describes nothing."""
    alt = str(image.get("alt") or "").strip()
    if not alt and not image.get("postil_decorative"):
        advise(Subtype.FIGURE, "images without alt text (describe them, or add `{role=presentation}`)", location=image)
    elif is_generated(alt, image["uri"]):
        message = "images with alt text that describes nothing (describe them instead)"
        advise(Subtype.FIGURE, message, location=image)


def normalize_alt_text(image: nodes.image) -> None:
    """Set an empty alt text where there is none: docutils would write the URL, which screen readers read out."""
    image["alt"] = "" if image.get("postil_decorative") else str(image.get("alt") or "").strip()


def fill_links_to_images(document: nodes.document, images: Iterable[nodes.image]) -> None:
    """Give links without text, `[](#name)`, the alt text of the image that they lead to; figures have captions."""
    texts = {f"#{name}": str(image.get("alt") or "") for image in images for name in image["names"]}
    if any(texts.values()):
        for link in document.findall(nodes.reference):
            if link.get("id_link") and not link.children and (text := texts.get(str(link.get("refuri", "")))):
                link.append(nodes.inline("", text))
