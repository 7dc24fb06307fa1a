"""The record of earlier imports, `_postil_import.json`: where each post went, and what was written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.file_names import is_within_site

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "_postil_import.json"
_VERSION = 1


@dataclass
class Manifest:
    """What was imported into a folder; all paths are relative to it."""

    posts: dict[str, str] = field(default_factory=dict)
    """The file of each post, by what identifies the post."""
    urls: dict[str, str] = field(default_factory=dict)
    """The file that each old URL means."""
    digests: dict[str, str] = field(default_factory=dict)
    """The digest of each file as it was written."""

    def to_json(self) -> str:
        """Return the content of the file."""
        sections = {"posts": self.posts, "urls": self.urls, "digests": self.digests}
        ordered = {name: dict(sorted(section.items())) for name, section in sections.items()}
        return json.dumps({"version": _VERSION, **ordered}, indent=1, ensure_ascii=False) + "\n"


def digest(content: bytes) -> str:
    """Return the digest of a file's content."""
    return hashlib.sha256(content).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Return the record in `folder`; raise ValueError if its file is not what an import wrote."""
    path = folder / FILE_NAME
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Manifest()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} can't be read: {error}") from error
    try:
        content = json.loads(text)
        manifest = Manifest(*(_texts(content[name]) for name in ("posts", "urls", "digests")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path} is not a record of imports; move it away to start anew") from error
    if content.get("version") != _VERSION:
        raise ValueError(f"{path} was written by a newer version of postil")
    paths = [*manifest.posts.values(), *manifest.urls.values(), *manifest.digests]
    if outside := [path for path in paths if not is_within_site(path)]:
        raise ValueError(f"{path} names a file outside of its folder: {outside[0]}")
    return manifest


def _texts(section: dict[str, str]) -> dict[str, str]:
    if not all(isinstance(text, str) for text in section.values()):
        raise TypeError
    return dict(section)
