"""Shorten style sheets: remove unused rules and variables, and repeated licences; replace icon fonts by images."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from postil.lazy_regex import lazy_regex
from postil.theme.unused_css import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The braces and semicolons of a style sheet. Strings, URLs and comments match as a whole, so that braces in them do not
# count.
_TOKEN = lazy_regex(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^\"')]*\)|/\*.*?\*/|[{};]", re.DOTALL)
_COMMENT = lazy_regex(r"/\*(?!!).*?\*/|/\*!.*?\*/\s*", re.DOTALL)
_CLASS = lazy_regex(r"[.#](-?[A-Za-z_][\w-]*)")
# Prefixed properties that browsers have not needed for five years.
_OBSOLETE = lazy_regex(r"(?<=[;{])\s*-(?:moz|ms)-(?:hyphens|user-select)\s*:[^;}]*;?")
_ANIMATION = lazy_regex(r"@(?:-webkit-)?keyframes\s+([\w-]+)")
# At-rules with rules in them.
_GROUPS = ("@media", "@supports", "@layer", "@container")
# The theme's internal variables. Those for colors, `--pst-color-…`, are for owners, and stay.
_INTERNAL_VARIABLE = lazy_regex(
    r"(?<![\w-])(--(?:bs|sd|fa|pst-icon|pst-breadcrumb|pst-foundation|pst-[a-z]+(?=-\d+:))-[\w-]+)"
    r""":(?:"[^"]*"|'[^']*'|url\([^"')]*\)|[^;{}"'])*;?"""
)
_VARIABLE = r"(?<![\w-])--[\w-]+"
# A variable with one private-use character of Unicode, which is how icon fonts encode icons.
_ICON_VARIABLE = lazy_regex(r'(--pst-[\w-]+):"(?:([\ue000-\uf8ff])|\\([ef][0-9a-f]{3}))"')
_ICON_FONT = lazy_regex(r"@font-face\s*\{[^}]*Font Awesome[^}]*\}")
_ICON_MASK = (
    'content:"";display:inline-block;width:1em;height:1em;background:currentColor;forced-color-adjust:none;'
    "mask:var(--postil-icon) center/contain no-repeat"
)


@lru_cache(maxsize=4)  # the theme's style sheet is the same in all sites and builds of a process
def remove_unused_rules(
    css: str, *, unused_names: str, unused_selectors: str = "(?!)", required: frozenset[str] = REQUIRED
) -> str:
    """Return `css` without rules for elements that no page has.

    A selector is removed if the pattern `unused_names` matches one of its classes or ids completely, unless that is in
    `required`; or if the pattern `unused_selectors` matches all of it. A rule without selectors is removed, and so are
    a group of rules (`@media`) that is empty then, and an animation (`@keyframes`) whose name the pattern matches.
    Comments are removed, except licence comments: `/*! … */`.
    """
    pattern = re.compile(unused_names)

    def is_unused(selector: str) -> bool:
        """Return whether no element of any page matches a selector."""
        names = (name for name in _required_classes(selector) if name not in required)
        return any(map(pattern.fullmatch, names)) or bool(re.fullmatch(unused_selectors, selector.strip()))

    return _OBSOLETE.sub("", "".join(_used_rules(css, is_unused)))


def rules_of(css: str) -> Iterator[str]:
    """Yield the rules of a style sheet, or of the inside of a group of rules."""
    depth = start = 0
    for token in _TOKEN.finditer(css):
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            depth -= 1
        if (token[0] == "}" and depth == 0) or (token[0] == ";" and depth == 0):
            yield css[start : token.end()]
            start = token.end()
    if css[start:].strip():
        yield css[start:]


def _used_rules(css: str, is_unused: Callable[[str], bool]) -> Iterator[str]:
    """Yield the rules that have a selector in use, and licence comments."""
    for rule_with_comments in rules_of(css):
        comments = _COMMENT.findall(rule_with_comments.partition("{")[0])
        if licences := "".join(comment for comment in comments if comment.startswith("/*!")):
            yield licences
        rule = _COMMENT.sub("", rule_with_comments).strip()
        prelude, brace, block = rule.partition("{")
        if brace and prelude.startswith(_GROUPS):
            if inner := "".join(_used_rules(block.rstrip().removesuffix("}"), is_unused)):
                yield f"{prelude}{{{inner}}}"
        elif animation := _ANIMATION.fullmatch(prelude.strip()):
            # Classes of these names play them.
            if not is_unused(f".{animation[1]}"):
                yield rule
        elif not brace or prelude.startswith("@"):
            yield rule
        elif selectors := [selector for selector in split_selectors(prelude) if not is_unused(selector)]:
            yield f"{','.join(selectors)}{{{block}"


def split_selectors(text: str) -> list[str]:
    """Split a selector list at the commas that are not in brackets."""
    selectors, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            selectors.append(text[start:position])
            start = position + 1
    return [*selectors, text[start:]]


def _required_classes(selector: str) -> list[str]:
    """Return the classes and ids without which nothing matches a selector: not those in `:not()`, `:is()` and so on."""
    return _CLASS.findall(re.sub(r":(?:not|is|where|has)\([^)]*\)|\[[^\]]*\]", "", selector))


def deduplicate_license_comments(css: str) -> str:
    """Return `css` with each licence comment, `/*! … */`, only once."""
    seen: set[str] = set()

    def once(found: re.Match[str]) -> str:
        """Return a comment the first time, then nothing."""
        repeated = found[0] in seen
        seen.add(found[0])
        return "" if repeated else found[0]

    return re.sub(r"/\*!.*?\*/", once, css, flags=re.DOTALL)


def remove_unused_variables(css: str, *texts: str) -> str:
    """Return minified CSS without the theme's internal variables that neither it nor `texts` use.

    `texts` are scripts, templates and other style sheets.
    """
    used = {*re.findall(r"var\(\s*(--[\w-]+)", css), *(name for text in texts for name in re.findall(_VARIABLE, text))}
    shorter = _INTERNAL_VARIABLE.sub(lambda found: found[0] if found[1] in used else "", css)
    # The values of removed variables may have been the only uses of others.
    return css if shorter == css else remove_unused_variables(shorter, *texts)


def inline_icon_images(css: str, image_url: Callable[[str], str]) -> str:
    """Return `css` with the theme's icons before and after text as images instead of characters of an icon font.

    `image_url` returns the data URL of an icon for the hexadecimal code point of its character; empty if it has none.
    The images are masks, so that icons have the color of the text, as before.
    """
    variables = []

    def replace(found: re.Match[str]) -> str:
        """Return a variable with an image as its value, or unchanged if there is no image."""
        url = image_url(found[3] or f"{ord(found[2]):x}")
        if not url:
            return found[0]
        variables.append(found[1])
        return f'{found[1]}:url("{url}")'

    css = _ICON_FONT.sub("", _ICON_VARIABLE.sub(replace, css))
    if not variables:
        return css
    css = re.sub(r"content:(var\(--pst-(?:icon-[\w-]+|breadcrumb-divider)\))", r"--postil-icon:\1", css)
    return re.sub(r"font:var\(--fa-font-(?:solid|regular|brands)\)", _ICON_MASK, css)
