"""The templates of the site's owner and of its theme: which there are, and what they mention."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from postil.blog.listing import SIDEBARS
from postil.config.sphinx_compat import folders_of_owner, replaces_layout
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx


# Names by which templates show posts, and templates that do so where they are included.
_SHOWS_BLOG = lazy_regex(r"\bablog\b|\bpostil_render\b")
_INCLUDES_BLOG = lazy_regex(rf"""["']!?(?:postil/|(?:{"|".join(map(re.escape, sorted(SIDEBARS)))})["'])""")


class OwnerTemplates:
    """The templates in folders of the owner, and those of the theme, which may show the blog too."""

    def __init__(self, own: list[Path], theme: list[Path]) -> None:
        """`own` are the folders in `templates_path`, `theme` those of the theme and its base themes."""
        self._own, self._theme = own, theme
        self._found: dict[str, bool] = {}

    def find(self, name: str) -> bool:
        """Return whether the owner or the theme has a template `name`."""
        if name not in self._found:
            self._found[name] = any((folder / name).is_file() for folder in (*self._own, *self._theme))
        return self._found[name]

    def mention(self, word: str) -> bool:
        """Return whether a template of the owner or the theme contains `word`."""
        return any(word in text for text in self._texts.values())

    @property
    def show_blog(self) -> bool:
        """Whether a template of the owner or the theme can show posts: by `ablog`, or with a template of postil."""
        return any(
            _SHOWS_BLOG.search(text) or (path.parent.name != "postil" and _INCLUDES_BLOG.search(text))
            for path, text in self._texts.items()
        )

    def pages_mention(self, word: str) -> bool:
        """Return whether the owner's `page.html` or `layout.html`, which all pages are made with, contains `word`."""
        texts = (self._texts.get(folder / name, "") for folder in self._own for name in ("page.html", "layout.html"))
        return any(word in text for text in texts)

    @cached_property
    def replace_layout(self) -> bool:
        """Whether the owner has a layout that does not extend `!layout.html`, so that postil's layout is not used."""
        return replaces_layout(self._own)

    @cached_property
    def _texts(self) -> Mapping[Path, str]:
        paths = [path for folder in (*self._own, *self._theme) for path in sorted(folder.rglob("*.html"))]
        return {path: path.read_text("utf-8", errors="replace") for path in paths if path.is_file()}


def find_owner_templates(app: Sphinx) -> OwnerTemplates:
    """Return the templates of a site."""
    theme = getattr(app.builder, "theme", None)
    folders = theme.get_theme_dirs() if theme else ()
    return OwnerTemplates(folders_of_owner(app, app.config.templates_path), [Path(folder) for folder in folders])
