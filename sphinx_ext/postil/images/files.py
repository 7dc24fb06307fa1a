"""Image files: find them in the source folder, and name them in the output."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from postil.file_digests import path_of_file
from postil.file_names import has_long_name, shorten
from postil.images.image import CARD_FOLDER
from postil.images.inline_markdown import is_markdown
from postil.images.missing import why_not_published
from postil.project.image_folders import is_file, referenced_path
from postil.project.site_files import find_file, path_in_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.environment import BuildEnvironment


def decode_image_uri(env: BuildEnvironment, image: nodes.image) -> None:
    """Set the URI of an image to the name of its file: Markdown has `two%20words.png` for `two words.png`.

    The file may also be where another engine looks for it.
    """
    uri = str(image["uri"])
    if "://" in uri or uri.startswith(("data:", "//")) or is_file(referenced_path(env, env.docname, uri)):
        return
    decoded = unquote(uri) if "%" in uri and ":" not in uri and is_markdown(env) else uri
    image["uri"] = decoded
    if not is_file(referenced_path(env, env.docname, decoded)) and (file := find_file(env, uri)):
        image["uri"], image["postil_written"] = path_in_source(env, file), uri


def find_image(env: BuildEnvironment, docname: str, path: str) -> str:
    """Return the path from the source folder of the image that a document names as `path`; web URLs unchanged.

    The image becomes part of the site, and Sphinx reads the document again when the image changes. Return an empty
    string if there is no such file, or if it is not published.
    """
    if not path or re.match(r"(?i)https?://", path):
        return path
    for spelling in dict.fromkeys((path, unquote(path))):
        env.note_dependency(path_of_file(env, docname, spelling))  # also while the file is missing: it may be added
        if is_file(referenced_path(env, docname, spelling)) and not why_not_published(env, docname, spelling):
            relative, _absolute = env.relfn2path(spelling, docname)
            env.note_dependency(relative)
            env.images.add_file(docname, relative)
            return relative
    file = path_in_source(env, found) if (found := find_file(env, path)) else ""
    return find_image(env, docname, file) if file and not why_not_published(env, docname, file) else ""


def image_url(path: str, names: Mapping[str, tuple[set[str], str]], *, folder: str) -> str:
    """Return the URL of a post's cover image; `names` is `env.images`, `folder` the URL of the folder of images."""
    if path not in names:
        return path if re.match(r"(?i)https?://", path) else ""
    return f"{folder}/{quote(names[path][1])}"


def assign_image_names(images: dict[str, tuple[set[str], str]], suffixes: Mapping[str, str]) -> None:
    """Name the images in the output in the order of their paths: `p.png`, then `p1.png` for another `p.png`.

    `suffixes` has the suffixes of the images that are published in another format.

    Sphinx names images in the order in which it reads them. That order differs between clean and incremental builds,
    and between serial and parallel builds.
    """
    taken = {CARD_FOLDER}  # the folder of social cards is in the folder of images
    for path in sorted(images):
        stem, suffix = Path(path).stem, suffixes.get(path, Path(path).suffix)
        names = (_numbered_name(stem, number, suffix) for number in count())
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())  # some file systems ignore case
        images[path] = (images[path][0], name)


def _numbered_name(stem: str, number: int, suffix: str) -> str:
    """Return a file name with a number unless it is 0; shorten the stem if the name is too long for file systems."""
    end = f"{number or ''}{suffix}"
    name = f"{stem}{end}"
    return name if not has_long_name(name) else f"{shorten(stem, reserve=len(end.encode()))}{end}"
