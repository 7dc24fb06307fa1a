"""Pictures. One whose file is missing leaves its words in its place."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MISSING_CLASS = "postil-missing-image"


class LocateImages(SphinxTransform):
    """Give each picture in a paragraph the line that it stands in; MyST gives it that of the paragraph."""

    default_priority = 360

    def apply(self, **kwargs: Any) -> None:
        """Count the lines of each paragraph up to its pictures."""
        for image in self.document.findall(nodes.image):
            paragraph = image.parent
            if isinstance(paragraph, nodes.paragraph) and paragraph.line:
                before = paragraph.children[: paragraph.index(image)]
                breaks = sum(node.astext().count("\n") for node in before)
                image.source, image.line = paragraph.source, paragraph.line + breaks


def describe_missing_images(app: Sphinx, doctree: nodes.document) -> None:
    """Put the alternative text where Sphinx found no file; Sphinx has warned of it."""
    replace_images(doctree, missing=lambda path: not Path(app.srcdir, path).is_file())


def replace_images(doctree: nodes.document, *, missing: Callable[[str], bool]) -> None:
    """Replace each image none of whose local candidates is there by its alternative text, or by its name."""
    for image in list(doctree.findall(nodes.image)):
        candidates = image.get("candidates") or {}
        local = [path for kind, path in candidates.items() if kind != "?"]
        if "?" in candidates or not all(missing(path) for path in local):
            continue
        words = image.get("alt") or Path(image["uri"]).name
        inline = nodes.inline(words, words, classes=[MISSING_CLASS])
        outer = image.parent if isinstance(image.parent, nodes.reference) and len(image.parent) == 1 else image
        in_text = isinstance(outer.parent, nodes.TextElement)
        image.replace_self(inline)
        if not in_text:  # a block, linked or not
            block = inline if outer is image else outer
            place, parent = block.parent.index(block), block.parent
            parent[place] = nodes.paragraph("", "", block)


def find_picture(env: BuildEnvironment, docname: str, path: str) -> str:
    """Return the picture at `path`, as a document names it, as a path from the source folder; addresses as they are.

    It becomes part of the site, and the document is read again when it changes. Empty if there is no such file.
    """
    if not path or re.match(r"(?i)https?://", path):
        return path
    for spelling in dict.fromkeys((path, unquote(path))):
        try:
            relative, absolute = env.relfn2path(spelling, docname)
            there = Path(absolute).is_file()
        except (OSError, ValueError):
            continue  # no file system has such a name
        if there:
            env.note_dependency(relative)
            env.images.add_file(docname, relative)
            return relative
    return ""


def picture_address(path: str, names: Mapping[str, tuple[set[str], str]], *, folder: str) -> str:
    """Return the address of a post's picture, from the site's first folder. `names` are Sphinx's of all pictures."""
    if path not in names:
        return path if re.match(r"(?i)https?://", path) else ""
    return f"{folder}/{quote(names[path][1])}"


def settle_image_names(images: dict[str, tuple[set[str], str]]) -> None:
    """Name the pictures by their paths alone: `p.png`, and where two are called so, `p.png` and `p1.png`.

    Sphinx names them in the order in which it comes across them, which differs between a clean build and the next, and
    between one process and two.
    """
    taken: set[str] = set()
    for path in sorted(images):
        stem, suffix = Path(path).stem, Path(path).suffix
        names = (stem + (str(number) if number else "") + suffix for number in count())
        name = next(name for name in names if name not in taken)
        taken.add(name)
        images[path] = (images[path][0], name)


def setup(app: Sphinx) -> None:
    """Look at pictures after Sphinx has looked for their files, which it does at the usual priority."""
    app.add_transform(LocateImages)
    app.connect("doctree-read", describe_missing_images, priority=600)
