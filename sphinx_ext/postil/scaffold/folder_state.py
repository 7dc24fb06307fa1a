"""What a person finds in a folder, without running conf.py: a blog, a Sphinx site, the blog of another engine."""

from __future__ import annotations

import ast
import os
import re
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from postil.file_names import MARKDOWN_SUFFIXES, is_hidden, is_partial
from postil.frozen import frozen
from postil.scaffold.existing import find_blog, find_engine, uses_postil

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAFT = re.compile(r"^\s*draft\s*[:=]\s*true\b", re.IGNORECASE | re.MULTILINE)
# Front matter is at the start of a file.
_HEAD_BYTES = 2048
# Counting more files would take noticeable time.
_MAX_FILES = 5000


class Kind(Enum):
    """What a folder is."""

    BLOG = "blog"
    SPHINX = "sphinx"
    ENGINE = "engine"
    EMPTY = "empty"
    OTHER = "other"


@frozen
class FolderState:
    """What is in a folder."""

    kind: Kind
    name: str = ""
    """The name of the blog, or of the engine."""
    conf: Path | None = None
    """The conf.py of the site."""
    posts: int = 0
    """How many files are in the folder of posts."""
    drafts: tuple[str, ...] = ()
    """The drafts among them, by the name of the file or folder."""


def read_folder(folder: Path, conf: Path | None = None) -> FolderState:
    """Return what is in a folder; `conf` is the conf.py of the blog that it is part of, if that is known."""
    conf = conf or find_blog(folder)
    if conf is not None:
        if not uses_postil(conf):
            return FolderState(Kind.SPHINX, conf=conf)
        posts = [*_posts(conf.parent.resolve())]
        drafts = tuple(sorted(_name(path) for path in posts if _is_draft(path)))
        return FolderState(Kind.BLOG, blog_title(conf.read_text("utf-8", errors="replace")), conf, len(posts), drafts)
    if engine := find_engine(folder):
        return FolderState(Kind.ENGINE, engine)
    return FolderState(Kind.OTHER if any(folder.iterdir()) else Kind.EMPTY)


def blog_title(conf: str) -> str:
    """Return the title of the blog that the text of a conf.py sets; empty if it sets none as a plain string."""
    try:
        body = ast.parse(conf).body
    except (SyntaxError, ValueError):
        return ""
    found = {
        target.id: node.value.value
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return next((found[name] for name in ("blog_title", "html_title", "project") if found.get(name)), "")


def _posts(source: Path) -> Iterator[Path]:
    count = 0
    for root in (source.parent / "posts", source / "posts"):
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not is_hidden(name) and not is_partial(name)]
            for name in names:
                count += 1
                if count > _MAX_FILES:
                    return
                if name.endswith(MARKDOWN_SUFFIXES) and not is_partial(name) and name.lower() != "readme.md":
                    yield Path(folder, name)


def _is_draft(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    fence = head[:3]
    return fence in ("---", "+++") and bool(_DRAFT.search(head[3:].split(f"\n{fence}", 1)[0]))


def _name(path: Path) -> str:
    return path.parent.name if path.stem == "index" else path.stem
