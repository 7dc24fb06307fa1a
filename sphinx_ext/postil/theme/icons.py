"""Draw icons of Font Awesome as inline SVG, with the outlines from the script that the theme includes.

The format of that script is private to Font Awesome. Known is version 7.2.0, which pydata-sphinx-theme 0.20.0 includes.
`IconSet` raises an error for another format, and an icon that is not found stays an element for Font Awesome's script.

Font Awesome Free is by Fonticons, Inc.: its icons are licensed under CC BY 4.0, its code under the MIT licence.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable

# The end of the icons of one style in the script.
_SECTION_END = lazy_regex(r'\{\w+\("(fa[bsr])",\w+\),')
# The section of a style, by the classes for it; the others are solid, "fas".
_STYLES = {"fab": "fab", "fa-brands": "fab", "far": "far", "fa-regular": "far"}
_STYLE_CLASSES = frozenset({"fa", "fas", "far", "fab", "fa-solid", "fa-regular", "fa-brands", "fa-classic"})
# Classes for the size, rotation, animation … of an icon.
_MODIFIER = lazy_regex(
    r"fa-(?:lg|2?xs|sm|2?xl|\d+x|fw|ul|li|border|inverse|shake|bounce|fade|pulse"
    r"|(?:pull|rotate|spin|beat|flip|stack|layers).*)"
)
_TITLE = lazy_regex(r'\s*\btitle="([^"]*)"')
# The value of an icon in the script: width, height, aliases, code point, path.
_DRAWING = r'\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","([^"]+)"\]'
# An empty element that Font Awesome's script replaces by an icon.
_ICON_ELEMENT = lazy_regex(r'<(i|span) class="([^"{}]*\bfa[bsr]? fa-[^"{}]*|[^"{}]*\bfa-[^"{}]*)"([^<>]*)></\1>')


class IconSet:
    """The icons of a script of Font Awesome."""

    def __init__(self, script: str) -> None:
        """Find the sections of the script's text; raise ValueError if its format is not supported."""
        self._sections: dict[str, str] = {}
        start = 0
        for end in _SECTION_END.finditer(script):
            self._sections[end[1]] = script[start : end.start()]
            start = end.end()
        if "fas" not in self._sections:
            raise ValueError
        self.draw = cache(self._draw)
        self.image_url = cache(self._image_url)

    def _draw(self, classes: str, attributes: str = "") -> Markup | None:
        """Return the icon for `classes` as an SVG element with these classes and attributes; None if there is none."""
        names = classes.split()
        if not _STYLE_CLASSES & set(names):
            return None
        style = next((_STYLES[name] for name in names if name in _STYLES), "fas")
        for name in names:
            if not name.startswith("fa-") or name in _STYLE_CLASSES or _MODIFIER.fullmatch(name):
                continue
            if found := self._find(style, re.escape(name[3:])):
                width, height, path = found.groups()
                return Markup(
                    '<svg class="postil-icon {}" viewBox="0 0 {} {}" fill="currentColor"{}><path d="{}"/></svg>'
                ).format(classes, width, height, _svg_attributes(attributes), path)
        return None

    def _image_url(self, code_point: str) -> str:
        """Return the icon for a hexadecimal code point as a data URL; empty if there is none."""
        for style in ("fas", "fab"):
            pattern = rf':\[(\d+),(\d+),\[[^\]]*\],"{code_point}","([^"]+)"\]'
            if found := re.search(pattern, self._sections.get(style, "")):
                view_box = f"viewBox='0 0 {found[1]} {found[2]}'"
                svg = f"<svg xmlns='http://www.w3.org/2000/svg' {view_box}><path d='{found[3]}'/></svg>"
                return "data:image/svg+xml," + quote(svg, safe=" ='/:")
        return ""

    def _find(self, style: str, name: str) -> re.Match[str] | None:
        """Find an icon by its name, else by an alias."""
        section = self._sections.get(style, "")
        by_name = re.search(rf'[,{{]"?{name}"?:{_DRAWING}', section)
        return by_name or re.search(rf':\[(\d+),(\d+),\[(?:[^\]]*,)?"{name}"[^\]]*\],"[0-9a-f]+","([^"]+)"\]', section)


def inline_icons(html: str, draw: Callable[[str, str], Markup | None]) -> str:
    """Return HTML, or the source of a template, with elements for icons replaced by SVG.

    `draw` is as `IconSet.draw`; elements for which it returns None are unchanged.
    """
    if "fa-" not in html:
        return html
    return _ICON_ELEMENT.sub(lambda found: str(draw(found[2], found[3]) or found[0]), html)


def _svg_attributes(attributes: str) -> Markup:
    """Return the attributes of an icon for an SVG element: `title` becomes its accessible name.

    An icon without a name is hidden from screen readers.
    """
    if found := _TITLE.search(attributes):
        others = attributes.replace(found[0], "")
        name = "" if "aria-label=" in others else f' role="img" aria-label="{found[1]}"'
        return Markup(f"{others}{name}")  # noqa: S704 - from the template or page, where it is escaped
    named = re.search(r"\b(?:aria-|role=)", attributes)
    return Markup(attributes if named else f'{attributes} aria-hidden="true"')  # noqa: S704
