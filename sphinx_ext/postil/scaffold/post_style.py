"""How the posts of a site are named and where they are, so that a new post is like the others."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from postil.file_names import MARKDOWN_SUFFIXES, is_hidden, is_partial
from postil.front_matter.dates import date_in_name, date_in_path
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

_DATE = re.compile(r"\d{4}-\d\d-\d\d[-_ ]")
_YEAR_FOLDERS = re.compile(r"(?:^|/)(\d{4})((?:/\d\d){0,2})$")
# Files in folders of posts that are no posts.
_NO_POSTS = frozenset({"readme", "license", "changelog", "contributing"})


@frozen
class PostStyle:
    """Where a post is, relative to the folder of posts."""

    folder: bool = True
    """Whether a post is a folder with `index.md` and its images, rather than one file."""
    dated: bool = True
    """Whether the name starts with the date: `2026-11-26-rivers`."""
    year_folders: int = 0
    """How many folders of the date contain it: 1 for `2026`, 2 for `2026/11`, 3 for `2026/11/26`."""

    def path(self, slug: str, day: date) -> str:
        """Return the path of a post."""
        parts = [f"{day:%Y}", f"{day:%m}", f"{day:%d}"][: self.year_folders]
        name = f"{day.isoformat()}-{slug}" if self.dated else slug
        return "/".join([*parts, f"{name}/index.md" if self.folder else f"{name}.md"])


def detect_style(paths: Iterable[str]) -> PostStyle:
    """Return the style of most of the posts at `paths`, relative to their folder; the default if there are none."""
    styles = [style for path in sorted(paths, reverse=True) if (style := _style(path))]
    return Counter(styles).most_common(1)[0][0] if styles else PostStyle()


def _style(path: str) -> PostStyle | None:
    """Return the style of a file; None if it is probably no post."""
    stem, dot, suffix = path.rpartition(".")
    if f"{dot}{suffix}" not in MARKDOWN_SUFFIXES or is_partial(path) or any(map(is_hidden, path.split("/"))):
        return None
    folders, _, name = stem.rpartition("/")
    is_folder = name == "index"
    if is_folder:
        folders, _, name = folders.rpartition("/")
    if not name or name.lower() in _NO_POSTS:
        return None
    years = _YEAR_FOLDERS.search(folders)
    return PostStyle(is_folder, bool(_DATE.match(name)), 1 + years[2].count("/") if years else 0)


def has_date(path: str, zone: tzinfo) -> bool:
    """Return whether a post has its date in its path, relative to the site."""
    folder, _, name = path.rpartition("/")
    name = folder.rpartition("/")[2] if name.startswith("index.") else name
    return bool(date_in_name(name, zone) or date_in_path(path, zone))
