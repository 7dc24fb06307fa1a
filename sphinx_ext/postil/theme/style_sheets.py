"""Combine the style sheets of a page into one: the theme's, that of highlighted code, and postil's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import rcssmin

from postil.lazy_regex import lazy_regex
from postil.theme.css import deduplicate_license_comments, inline_icon_images
from postil.theme.directions import follow_direction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

# In the folder of the theme's style sheets, so that relative URLs in them stay valid.
SHEET = "styles/postil-pages.css"
"""The combined style sheet, relative to `_static`."""
_THEME_FOLDER = "styles/"
_ICON_STYLE = (
    ".postil-icon{display:inline-block;height:1em;overflow:visible;vertical-align:-.125em;width:auto}"
    ".postil-icon.fa-lg{font-size:1.25em;vertical-align:-.2em}.postil-icon.fa-fw{width:1.25em}"
)
_CHARSET = '@charset "UTF-8";'
_IMPORT = lazy_regex(r"""@import (?:url\()?["']?([\w./-]+\.css)["']?\)?;""")
# The start of a URL that is relative to the style sheet.
_RELATIVE_URL = lazy_regex(r"""(url\(["']?)(?![a-z]+:|[/#"'])""")


def combine_style_sheets(
    static: Path,
    names: Iterable[str],
    *,
    remove_unused_rules: Callable[[str], str],
    icon_image: Callable[[str], str],
) -> str:
    """Return the style sheets `names` in the folder `static` as one, minified.

    The theme's own lose their unused rules, and follow the direction of the text. `icon_image` returns the image of an
    icon, as for `inline_icon_images`.
    """
    parts = []
    for name in names:
        css = read_style_sheet(static / name)
        if name.startswith(_THEME_FOLDER):
            css = inline_icon_images(remove_unused_rules(css), icon_image)
        else:
            css = _RELATIVE_URL.sub(r"\1../", css)
        minified = rcssmin.cssmin(css, keep_bang_comments=True)
        parts.append(follow_direction(minified) if name.startswith(_THEME_FOLDER) else minified)
    return deduplicate_license_comments(f"{_CHARSET}{''.join(parts)}{_ICON_STYLE}")


def read_style_sheet(path: Path) -> str:
    """Return the text of a style sheet, with the style sheets that it imports from the same folder inlined."""
    css = path.read_text("utf-8-sig").removeprefix(_CHARSET)

    def inline_import(found: re.Match[str]) -> str:
        """Return the imported style sheet; an `@import` of a file that does not exist is unchanged."""
        imported = path.parent / found[1]
        return read_style_sheet(imported) if imported.is_file() else found[0]

    return _IMPORT.sub(inline_import, css)


def shared_style_sheets(css_files: Iterable[Any]) -> list[str]:
    """Return which of Sphinx's `css_files` are part of the combined style sheet, relative to `_static`."""
    names = [str(sheet.filename).removeprefix("_static/") for sheet in css_files if _is_unconditional(sheet)]
    return [name for name in names if _is_shared(name)]


def _is_unconditional(sheet: Any) -> bool:
    """Return whether a style sheet of this site applies to all media and is not an alternative one."""
    return not {"media", "title", "disabled"} & sheet.attributes.keys() and "://" not in str(sheet.filename)


def _is_shared(name: str) -> bool:
    """Return whether a style sheet is that of highlighted code, the theme's or postil's."""
    return name in ("pygments.css", "styles/sphinx-book-theme.css") or bool(re.fullmatch(r"postil(?:-\w+)?\.css", name))
