"""The alt text of images: parse its markup, and note where it is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.diagnostics import Subtype, advise
from postil.images.caption_text import text_of_nodes
from postil.images.inline_markdown import has_html_tags, parse_inline

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.environment import BuildEnvironment

_FILE_NAME = re.compile(r"(?i)\S.*\.(?:png|jpe?g|gif|svgz?|webp|avif|bmp|tiff?|heic|ico|pdf)")


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


def is_file_name(text: str, uri: str) -> bool:
    """Return whether `text` is a file name from a camera or a program, rather than a description of the image."""
    name = re.split(r"[/\\]", uri)[-1]
    stem = name.rpartition(".")[0]
    text = text.strip()
    return bool(
        (text and (text in (uri, name) or (_FILE_NAME.fullmatch(text) and " " not in text)))
        or (text == stem and re.search(r"[\d_]", text))
    )


def check_alt_text(image: nodes.image) -> None:
    """Note an image without alt text, unless it is decorative, and an alt text that is a file name."""
    alt = str(image.get("alt") or "").strip()
    if not alt and not image.get("postil_decorative"):
        advise(Subtype.FIGURE, "images without alt text (describe them, or add `{role=presentation}`)", location=image)
    elif is_file_name(alt, image["uri"]):
        advise(Subtype.FIGURE, "images with a file name as alt text (describe them instead)", location=image)


def normalize_alt_text(image: nodes.image) -> None:
    """Set an empty alt text where there is none: docutils would write the URL, which screen readers read out."""
    image["alt"] = "" if image.get("postil_decorative") else str(image.get("alt") or "").strip()
