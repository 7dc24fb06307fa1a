"""Let the theme's style sheets follow the direction of the text: their left sides become starts of lines.

The theme is made for text from left to right only, as Sphinx is (sphinx-doc/sphinx#10385). Logical properties mean the
same there, and are mirrored in Arabic and Hebrew.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

_RULE = lazy_regex(r"([^{};]+)\{([^{}]*)\}")
_SIDE = lazy_regex("left|right")
# Rules about a side that is meant: classes for authors, positions of pop-ups, and positions relative to the window.
_SIDE_IS_MEANT = lazy_regex(
    r"(?:align|text|table)-(?:left|right)|placement|popper|tooltip|skip-link|back-to-top|\bmath|eqno|linenos|headerlink"
)
_SIDES: Mapping[str, str] = {"left": "start", "right": "end"}
_DECLARATION = lazy_regex(
    r"(?<![\w-])(?:(?P<box>margin|padding)-(?P<side>left|right)|(?P<border>border)-(?P<edge>left|right)"
    r"|(?P<inset>left|right)|(?P<key>float|clear|text-align):(?P<value>left|right))(?P<end>[-:;}!]|$)"
)
# Positions that are combined with a shift to a side, such as the middle.
_MOVED = lazy_regex(r"translate")


@lru_cache(maxsize=4)  # the theme's style sheet is the same in all builds of a process
def follow_direction(css: str) -> str:
    """Return a minified style sheet with logical properties; a rule about a side that is meant is unchanged."""

    def convert_rule(rule: re.Match[str]) -> str:
        """Return a rule with logical properties."""
        selectors, declarations = rule[1], rule[2]
        if not _SIDE.search(declarations) or _SIDE_IS_MEANT.search(selectors) or _MOVED.search(declarations):
            return rule[0]
        return f"{selectors}{{{_DECLARATION.sub(_logical, declarations)}}}"

    return _RULE.sub(convert_rule, css)


def _logical(found: re.Match[str]) -> str:
    """Return a property, or a declaration, with the start or the end of a line instead of a side."""
    if found["box"]:
        return f"{found['box']}-inline-{_SIDES[found['side']]}{found['end']}"
    if found["border"]:
        return f"border-inline-{_SIDES[found['edge']]}{found['end']}"
    if found["inset"]:
        is_property = found["end"] == ":"
        return f"inset-inline-{_SIDES[found['inset']]}:" if is_property else found[0]
    value = _SIDES[found["value"]]
    return f"{found['key']}:{value if found['key'] == 'text-align' else f'inline-{value}'}{found['end']}"
