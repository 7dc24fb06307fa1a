"""Remove the theme's static files that no page loads where all pages share one style sheet and one script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.cache_files import remove_file, write_if_changed
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Source maps, message catalogs and templates, which browsers do not load once nothing refers to the source maps.
_NOT_FOR_BROWSERS = (".map", ".po", ".mo", "webpack-macros.html")
# Font Awesome as a script. Pages have their icons as SVG. The license of the icons stays.
_ICON_SCRIPT = "scripts/fontawesome.js"
_SOURCE_MAP = lazy_regex(r"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]*\*/)\s*$")


def remove_unused_files(
    static: Path, theme_folders: Iterable[Path], own_folders: Iterable[Path], texts: Iterable[str]
) -> None:
    """Remove from the output folder `static` the theme's files that no page loads.

    A file of the same name in one of the owner's folders stays, and so does the script of the icons if one of
    `texts` names Font Awesome: the owner's templates, style sheets and scripts.
    """
    keeps_icons = any("fontawesome" in text.lower() for text in texts)
    own_folders = list(own_folders)
    for name in sorted({name for folder in theme_folders for name in _files_in(folder)}):
        path = static / name
        if not path.is_file() or any((folder / name).is_file() for folder in own_folders):
            continue
        if name.endswith(_NOT_FOR_BROWSERS) or (name == _ICON_SCRIPT and not keeps_icons):
            remove_file(static, name)
        elif name.endswith((".css", ".js")):
            text = path.read_text("utf-8")
            write_if_changed(path, _SOURCE_MAP.sub("\n", text).encode())


def _files_in(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
