"""The icons of Font Awesome, one at a time: found in the script that the theme brings, which holds all of them.

Font Awesome Free is by Fonticons, Inc.: its icons are under CC BY 4.0, its code under the MIT licence.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

from markupsafe import Markup

# Where the icons of one style end in the script, and what classes stand for it.
_END = re.compile(r'\{\w+\("(fa[bsr])",\w+\),')
_STYLES = {"fab": "fab", "fa-brands": "fab", "far": "far", "fa-regular": "far"}
_CLASSES = frozenset({"fa", "fas", "far", "fab", "fa-solid", "fa-regular", "fa-brands", "fa-classic"})
# Classes that say how an icon looks, not which it is.
_LOOKS = re.compile(
    r"fa-(?:lg|2?xs|sm|2?xl|\d+x|fw|ul|li|border|inverse|shake|bounce|fade|pulse"
    r"|(?:pull|rotate|spin|beat|flip|stack|layers).*)"
)
_TITLE = re.compile(r'\s*\btitle="([^"]*)"')
_DRAWING = r'\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","([^"]+)"\]'


class IconSet:
    """All icons that a script of Font Awesome draws."""

    def __init__(self, script: str) -> None:
        """Take the script's text; raise ValueError if it is not of the form that is known."""
        self._sections: dict[str, str] = {}
        start = 0
        for end in _END.finditer(script):
            self._sections[end[1]] = script[start : end.start()]
            start = end.end()
        if "fas" not in self._sections:
            raise ValueError
        self.draw = cache(self._draw)
        self.address = cache(self._address)

    def _draw(self, classes: str, attributes: str = "") -> Markup | None:
        """Return the icon that `classes` name as an SVG element with these classes; None if there is none."""
        names = classes.split()
        if not _CLASSES & set(names):
            return None
        style = next((_STYLES[name] for name in names if name in _STYLES), "fas")
        for name in names:
            if not name.startswith("fa-") or name in _CLASSES or _LOOKS.fullmatch(name):
                continue
            if found := self._find(style, re.escape(name[3:])):
                width, height, path = found.groups()
                return Markup(
                    '<svg class="postil-icon {}" viewBox="0 0 {} {}" fill="currentColor"{}><path d="{}"/></svg>'
                ).format(classes, width, height, _named(attributes), path)
        return None

    def _address(self, number: str) -> str:
        """Return the icon with a sign of this hexadecimal number as an address of data; empty if there is none."""
        for section in ("fas", "fab"):
            form = rf':\[(\d+),(\d+),\[[^\]]*\],"{number}","([^"]+)"\]'
            if found := re.search(form, self._sections.get(section, "")):
                box = f"viewBox='0 0 {found[1]} {found[2]}'"
                svg = f"<svg xmlns='http://www.w3.org/2000/svg' {box}><path d='{found[3]}'/></svg>"
                return "data:image/svg+xml," + quote(svg, safe=" ='/:")
        return ""

    def _find(self, style: str, name: str) -> re.Match[str] | None:
        section = self._sections.get(style, "")
        own = re.search(rf'[,{{]"?{name}"?:{_DRAWING}', section)
        return own or re.search(rf':\[(\d+),(\d+),\[(?:[^\]]*,)?"{name}"[^\]]*\],"[0-9a-f]+","([^"]+)"\]', section)


def _named(attributes: str) -> Markup:
    """Return an icon's attributes as the template or the page has them; its title, which SVG has not, is its name.

    An icon says nothing to those who listen unless it says what it is called.
    """
    if found := _TITLE.search(attributes):
        rest = attributes.replace(found[0], "")
        name = "" if "aria-label=" in rest else f' role="img" aria-label="{found[1]}"'
        return Markup(f"{rest}{name}")  # noqa: S704 - as it was written
    named = re.search(r"\b(?:aria-|role=)", attributes)
    return Markup(attributes if named else f'{attributes} aria-hidden="true"')  # noqa: S704
