"""Replace images that are missing, or that are not published, with their alt text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from postil.diagnostics import Subtype, warn
from postil.file_names import escape_unprintable
from postil.html_builders import builds_html_pages
from postil.images.caption_text import repeats
from postil.images.convert import is_converted
from postil.images.image import why_not_displayed
from postil.project.image_folders import is_file, referenced_path
from postil.project.mounted_project import MountedProject
from postil.safe_urls import is_safe_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MISSING_CLASS = "postil-missing-image"


def replace_unpublished_images(app: Sphinx, doctree: nodes.document) -> None:
    """Replace images whose file must not be published with their alt text, before Sphinx looks for the file."""
    env = app.env
    for image in list(doctree.findall(nodes.image)):
        uri = str(image["uri"])
        if not uri.startswith("data:") and "://" not in uri and (why := why_not_published(env, env.docname, uri)):
            warn(Subtype.PICTURE, f"the image {escape_unprintable(uri[:80])} {why}", location=image)
            _replace_image(image)


def why_not_published(env: BuildEnvironment, docname: str, uri: str) -> str:
    """Return why the file that a document names as an image is not published; empty if it is, or if it is missing."""
    project = env.project
    if not isinstance(project, MountedProject):
        return ""
    return project.image_folders.problem_with(referenced_path(env, docname, uri), pattern=uri.endswith(".*"))


def processes_images(app: Sphinx) -> bool:
    """Return whether this build processes images; if so, the processing warns about files that it cannot convert."""
    return builds_html_pages(app.builder) and bool(app.config.postil.postil_images)


def replace_missing_images(app: Sphinx, doctree: nodes.document) -> None:
    """Replace images that cannot be displayed with their alt text; Sphinx itself warns about missing files."""
    for image in doctree.findall(nodes.image):
        files = [path for path in (image.get("candidates") or {}).values() if path]
        displayed = [
            path for path in files if not why_not_displayed(path) or (processes_images(app) and is_converted(path))
        ]
        if app.builder.format == "html" and files and not displayed:
            warn(Subtype.PICTURE, f"{files[0]} {why_not_displayed(files[0])}", location=image)
        if not is_safe_url(image["uri"]) and not re.match(r"(?i)data:image/", image["uri"]):
            warn(Subtype.PICTURE, f"`{image['uri'][:80]}` is not the URL of an image", location=image)
            image["candidates"] = {}
        for path in (image.get("candidates") or {}).values():
            if path and os.path.isdir(os.path.join(app.srcdir, path)):  # noqa: PTH112, PTH118 - they never raise
                warn(Subtype.PICTURE, f"the image {image['uri']} is a folder; name a file", location=image)
    replace_images(doctree, missing=lambda path: not is_file(os.path.join(app.srcdir, path)))  # noqa: PTH118


def replace_images(doctree: nodes.document, *, missing: Callable[[str], bool]) -> None:
    """Replace each image whose local candidates are all missing with its alt text, or with its file name."""
    for image in list(doctree.findall(nodes.image)):
        candidates = image.get("candidates") or {}
        local = [path for kind, path in candidates.items() if kind != "?"]
        if "?" in candidates or not all(missing(path) for path in local):
            continue
        _replace_image(image)


def _replace_image(image: nodes.image) -> None:
    """Replace an image with its alt text, or with its file name."""
    text = image.get("alt") or Path(image["uri"]).name
    inline = nodes.inline(text, text, classes=[MISSING_CLASS])
    outer = image.parent if isinstance(image.parent, nodes.reference) and len(image.parent) == 1 else image
    # In HTML of the author, a paragraph would be out of place.
    in_text = isinstance(outer.parent, nodes.TextElement) or bool(image.get("postil_in_html"))
    image.replace_self(inline)
    if not in_text:  # a block, with or without a link
        block = inline if outer is image else outer
        index, parent = block.parent.index(block), block.parent
        parent[index] = nodes.paragraph("", "", block)
        _remove_repeated_caption(parent, text)


def _remove_repeated_caption(figure: nodes.Element, text: str) -> None:
    """Remove the caption of a figure if it repeats `text`, unless references use the number of the figure."""
    caption = figure[1] if isinstance(figure, nodes.figure) and len(figure) > 1 else None
    if isinstance(caption, nodes.caption) and not figure["names"] and repeats(caption.astext(), text):
        figure.remove(caption)


def setup(app: Sphinx) -> None:
    """Check images before and after Sphinx looks for their files, which it does at the default priority, 500."""
    app.connect("doctree-read", replace_unpublished_images, priority=400)
    app.connect("doctree-read", replace_missing_images, priority=600)
