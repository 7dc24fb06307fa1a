"""Images whose files are missing, or are not published: their alternative text takes their place."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from postil.diagnostics import Subtype, warn
from postil.file_names import escape_unprintable
from postil.images.captions import repeats
from postil.images.convert import is_converted
from postil.images.image import why_not_shown
from postil.project.image_folders import is_file, referenced_path
from postil.project.mounted_project import MountedProject
from postil.safe_urls import is_safe_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MISSING_CLASS = "postil-missing-image"


def replace_unpublished_images(app: Sphinx, doctree: nodes.document) -> None:
    """Put the alternative text where a file is named that is not published, before Sphinx looks for the file."""
    env = app.env
    for image in list(doctree.findall(nodes.image)):
        uri = str(image["uri"])
        if not uri.startswith("data:") and "://" not in uri and (why := why_not_published(env, env.docname, uri)):
            warn(Subtype.PICTURE, f"the image {escape_unprintable(uri[:80])} {why}", location=image)
            _replace_image(image)


def why_not_published(env: BuildEnvironment, docname: str, uri: str) -> str:
    """Return why the file that a document names as an image is not published; empty if it is, or is not there."""
    project = env.project
    if not isinstance(project, MountedProject):
        return ""
    return project.image_folders.problem_with(referenced_path(env, docname, uri), pattern=uri.endswith(".*"))


def converts(app: Sphinx) -> bool:
    """Return whether images are processed at all: then what is wrong with those to convert is told there."""
    return app.builder.name in ("html", "dirhtml") and bool(app.config.postil.postil_images)


def replace_missing_images(app: Sphinx, doctree: nodes.document) -> None:
    """Put the alternative text where there is no file; Sphinx has warned of what is not there, but not of folders."""
    for image in doctree.findall(nodes.image):
        files = [path for path in (image.get("candidates") or {}).values() if path]
        shown = [path for path in files if not why_not_shown(path) or (converts(app) and is_converted(path))]
        if app.builder.format == "html" and files and not shown:
            warn(Subtype.PICTURE, f"{files[0]} {why_not_shown(files[0])}", location=image)
        if not is_safe_url(image["uri"]) and not re.match(r"(?i)data:image/", image["uri"]):
            warn(Subtype.PICTURE, f"`{image['uri'][:80]}` is not the URL of an image", location=image)
            image["candidates"] = {}
        for path in (image.get("candidates") or {}).values():
            if path and os.path.isdir(os.path.join(app.srcdir, path)):  # noqa: PTH112, PTH118 - they never raise
                warn(Subtype.PICTURE, f"the picture {image['uri']} is a folder", location=image)
    replace_images(doctree, missing=lambda path: not is_file(os.path.join(app.srcdir, path)))  # noqa: PTH118


def replace_images(doctree: nodes.document, *, missing: Callable[[str], bool]) -> None:
    """Replace each image none of whose local candidates is there by its alternative text, or by its name."""
    for image in list(doctree.findall(nodes.image)):
        candidates = image.get("candidates") or {}
        local = [path for kind, path in candidates.items() if kind != "?"]
        if "?" in candidates or not all(missing(path) for path in local):
            continue
        _replace_image(image)


def _replace_image(image: nodes.image) -> None:
    """Replace an image by its alternative text, or by its name."""
    words = image.get("alt") or Path(image["uri"]).name
    inline = nodes.inline(words, words, classes=[MISSING_CLASS])
    outer = image.parent if isinstance(image.parent, nodes.reference) and len(image.parent) == 1 else image
    in_text = isinstance(outer.parent, nodes.TextElement)
    image.replace_self(inline)
    if not in_text:  # a block, linked or not
        block = inline if outer is image else outer
        place, parent = block.parent.index(block), block.parent
        parent[place] = nodes.paragraph("", "", block)
        _drop_caption(parent, words)


def _drop_caption(figure: nodes.Element, text: str) -> None:
    """Remove a caption that says what already stands in place of the picture; not if a number hangs on it."""
    caption = figure[1] if isinstance(figure, nodes.figure) and len(figure) > 1 else None
    if isinstance(caption, nodes.caption) and not figure["names"] and repeats(caption.astext(), text):
        figure.remove(caption)


def setup(app: Sphinx) -> None:
    """Look at images before and after Sphinx looks for their files, which it does at the usual priority."""
    app.connect("doctree-read", replace_unpublished_images, priority=400)
    app.connect("doctree-read", replace_missing_images, priority=600)
