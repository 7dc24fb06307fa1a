"""Style sheets without the rules that no page of a blog can use, told by the names of classes alone.

What is left out is decided here, not by looking at pages: one more post must not change the style sheet of all others.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from postil.blog.listing import SIDEBARS

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping

# Strings and comments are skipped: braces in them open nothing.
_PART = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^\"')]*\)|/\*.*?\*/|[{};]", re.DOTALL)
_COMMENT = re.compile(r"/\*(?!!).*?\*/|/\*!.*?\*/\s*", re.DOTALL)
_CLASS = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
# Spellings that no browser of the last five years asks for.
_PAST = re.compile(r"(?<=[;{])\s*-(?:moz|ms)-(?:hyphens|user-select)\s*:[^;}]*;?")
# Rules that hold other rules, which may be left out one by one.
_GROUPS = ("@media", "@supports", "@layer", "@container")

# Icons of Font Awesome: postil puts the few that a page shows into the page.
ICONS = r"fa|fa[a-z]|fa-.+|svg-inline--fa"
# Components of Bootstrap that neither the theme nor Sphinx nor MyST writes into a page.
COMPONENTS = (
    r"(?:accordion|carousel|offcanvas|toast|spinner|placeholder|progress|list-group(?!-flush)|input-group|pagination|page-item"
    r"|page-link|btn-(?:close|group|toolbar|check|outline|primary|secondary|success|info|warning|danger|light|dark|link|lg)|form-(?:check|floating|label|range|select|switch|text)"
    r"|form-control-(?:color|plaintext|lg|sm)|nav-(?:pills|tabs|underline|fill|justified)|tab-(?:content|pane)|modal"
    r"|popover|ratio|card|badge|navbar-(?:dark|light|expand|toggler|collapse|nav-scroll|text)|dropdown-(?:header|divider|toggle-split|menu-dark)|valid|invalid|is-valid|is-invalid|was-validated|vr|[hv]stack"
    r"|table-(?:primary|secondary|success|info|warning|danger|light|dark|active|bordered|borderless|hover|striped|sm)"
    r"|alert|dropup|dropstart|dropend|dropup-center|dropdown-center|col-form-label|figure-img|stretched-link"
    r"|visually-hidden-focusable|icon-link(?!-image)|focus-ring|link-(?:primary|secondary|success|info|warning|danger|light|dark"
    r"|body|offset|opacity|underline))(?:-.+)?"
)
# Its utilities for single properties, and its grid. The theme uses a few, which `KEPT` names.
UTILITIES = (
    r"(?:(?:m|p)[tbsexy]?|g[xy]?|gap|row-gap|column-gap|d|flex|justify-content|align-(?:items|content|self)|order|float"
    r"|fs|fw|fst|lh|text-(?:start|end|center|bg|opacity|wrap|nowrap|break|body|black|white|decoration|lowercase"
    r"|uppercase|capitalize)|bg-opacity|border-(?:top|end|bottom|start|opacity|\d)|rounded-(?:top|end|bottom|start|\d|pill"
    r"|circle)|shadow|opacity|position|top|bottom|start|end|translate-middle|w|h|mw|mh|vw|vh|min-vw|min-vh|z|pe|user-select"
    r"|object-fit|overflow(?:-[xy])?|bg|border|text|row-cols|col|offset|sticky|fixed|font-monospace)"
    r"-(?:[a-z0-9-]+)|row|col|container-(?:sm|md|lg|xl|xxl)|container-fluid|clearfix|invisible|visible|text-truncate"
)
# What layouts of other themes have, and older versions of this one, of ABlog and of the book theme's own print.
UNUSED_PARTS = r"sphinxsidebar\w*|bodywrapper|documentwrapper|body|related|ablog__.+|jb-print-.+|onlyprint"
# Classes that only pages have which one of these extensions makes.
UNLESS_LOADED: Mapping[str, frozenset[str]] = {
    r"sd-.+": frozenset({"sphinx_design"}),
    r"nbinput|nboutput|nbnote|output_area|output_?(?:text|html|png|svg)?|rendered_html|dataframe|jupyter.+"
    r"|cell(?:_.+)?|tag_.+|thebe.*": frozenset({"myst_nb", "nbsphinx", "jupyter_sphinx", "sphinx_thebe"}),
    r"sphinx-tabs.*": frozenset({"sphinx_tabs.tabs"}),
    r"copybtn": frozenset({"sphinx_copybutton"}),
    r"toggle(?:-.+)?|tb-.+": frozenset({"sphinx_togglebutton"}),
    r"prompt": frozenset({"sphinx-prompt", "sphinx_prompt"}),
    r"viewcode-.+": frozenset({"sphinx.ext.viewcode"}),
}
# Classes and ids that only pages have whose owner asks for it by one of these words in the theme's options.
UNLESS_NAMED: Mapping[str, frozenset[str]] = {
    r"version-switcher.*|bd-header-version-warning|pst-button-link-to-stable-version": frozenset({"switcher"}),
    r"bd-header-announcement": frozenset({"announcement", "version_warning"}),
    r"pst-sticky-header": frozenset({"sticky_banners"}),
    r"bd-breadcrumbs|breadcrumb.*": frozenset({"breadcrumbs"}),
    r"ablog-sidebar-item": frozenset({"postil/", "ablog/", *(name.removesuffix(".html") for name in SIDEBARS)}),
    r"sidebar-indices-.+|indices-link": frozenset({"indices"}),
    r"pst-(?:collapse|expand)-sidebar-.+|pst-squeeze": frozenset({"sidebar-collapse"}),
}
# What the theme's own bar at the top, and the sidebar that goes with it, are made of.
NAVBAR = r"bd-header__inner|navbar-header-.+|navbar-persistent.*|header-article.*|search-button-field"
# The lists of links in it, by the selectors of their rules: elsewhere there are such lists, too.
NAVBAR_LISTS = r"\.bd-header ul\.navbar-nav.*"
# What the theme, and pages that people wrote for it, do use of these.
KEPT = frozenset(
    re.findall(
        r"\S+",
        "alert alert-heading align-baseline align-items-center border-bottom border-top btn-outline-primary d-flex "
        "d-inline-block d-none d-print-block d-print-none dropdown-item dropdown-menu fa-custom flex-column flex-row "
        "form-control me-1 me-3 me-auto ms-3 ms-auto my-1 navbar-expand-lg py-0 py-1 row sticky-top text-align-center "
        "text-align-left text-align-right text-center text-left text-muted text-right visually-hidden",
    )
)
# Of the grid, where the theme's own bar is; of Bootstrap's lists, where there is a switch of versions.
KEPT_FOR_BAR = frozenset({"col-lg-3", "col-lg-9"})
KEPT_FOR_SWITCHER = frozenset({"list-group", "list-group-item", "list-group-item-action"})


def unused_selector_pattern(extensions: Container[str], options: str, *, bar: bool) -> str:
    """Return a pattern of the classes and ids that no page of a site has which loads these extensions.

    `options` are the theme's, as text; `bar` says whether pages have the theme's bar at their top. Posts do not count:
    one more must not change the style sheet of all others.
    """
    patterns = [ICONS, COMPONENTS, UTILITIES, UNUSED_PARTS, *([] if bar else [NAVBAR])]
    patterns += [names for names, makers in UNLESS_LOADED.items() if not any(maker in extensions for maker in makers)]
    patterns += [names for names, words in UNLESS_NAMED.items() if not any(word in options for word in words)]
    return "|".join(patterns)


def required_names(options: str, *texts: str, bar: bool) -> frozenset[str]:
    """Return the classes and ids that stay in any case: with the same `options` and `bar`, those named in `texts`."""
    kept = KEPT | names_in(options, *texts)
    if bar:
        kept |= KEPT_FOR_BAR
    return kept | KEPT_FOR_SWITCHER if "switcher" in options else kept


def names_in(*texts: str) -> frozenset[str]:
    """Return all words in templates, scripts or style sheets that may be a class or an id."""
    return frozenset(name for text in texts for name in re.findall(r"-?[A-Za-z_][\w-]*", text))


@lru_cache(maxsize=4)  # the theme's is the same for each site and each build of a process
def without_unused_rules(css: str, *, without: str, selectors: str = "(?!)", kept: frozenset[str] = KEPT) -> str:
    """Return `css` without selectors that hold a class or an id whose whole name `without`, a pattern, matches.

    And without those that `selectors`, a pattern, matches as a whole. Classes in `kept` stay whatever the pattern says.
    A rule without a selector left is gone; so is a group of rules without a rule, and so are comments but those of the
    form `/*! … */`, which tell of rights.
    """
    pattern = re.compile(without)

    def unused(selector: str) -> bool:
        """Return whether it holds for nothing on any page."""
        names = (name for name in _classes_of(selector) if name not in kept)
        return any(map(pattern.fullmatch, names)) or bool(re.fullmatch(selectors, selector.strip()))

    return _PAST.sub("", "".join(_light_rules(css, unused)))


def rules_of(css: str) -> Iterator[str]:
    """Yield the rules of a style sheet, or of a group within one, one after another."""
    depth = start = 0
    for part in _PART.finditer(css):
        if part[0] == "{":
            depth += 1
        elif part[0] == "}":
            depth -= 1
        if (part[0] == "}" and depth == 0) or (part[0] == ";" and depth == 0):
            yield css[start : part.end()]
            start = part.end()
    if css[start:].strip():
        yield css[start:]


def _light_rules(css: str, unused: Callable[[str], bool]) -> Iterator[str]:
    for rule in rules_of(css):
        notices = "".join(found for found in _COMMENT.findall(rule.partition("{")[0]) if found.startswith("/*!"))
        rule = _COMMENT.sub("", rule).strip()  # noqa: PLW2901
        head, brace, body = rule.partition("{")
        if notices:
            yield notices
        if not brace or head.startswith("@"):
            if brace and head.startswith(_GROUPS):
                inner = "".join(_light_rules(body.rstrip().removesuffix("}"), unused))
                rule = f"{head}{{{inner}}}" if inner else ""  # noqa: PLW2901
            yield rule
            continue
        selectors = [each for each in split_selectors(head) if not unused(each)]
        if selectors:
            yield f"{','.join(selectors)}{{{body}"


def split_selectors(text: str) -> list[str]:
    """Split a list of selectors at the commas that stand in no bracket."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and depth == 0:
            found.append(text[start:place])
            start = place + 1
    return [*found, text[start:]]


def _classes_of(selector: str) -> list[str]:
    """Return the classes and ids that elements must have for a selector to hold: not those that they must not have."""
    return _CLASS.findall(re.sub(r":(?:not|is|where|has)\([^)]*\)|\[[^\]]*\]", "", selector))


# Variables that the theme has for itself. Those for the colours of things, `--pst-color-…`, are for owners, and stay.
_OWN_VARIABLE = re.compile(
    r"(?<![\w-])(--(?:bs|sd|fa|pst-icon|pst-breadcrumb|pst-foundation|pst-[a-z]+(?=-\d+:))-[\w-]+)"
    r""":(?:"[^"]*"|'[^']*'|url\([^"')]*\)|[^;{}"'])*;?"""
)


_VARIABLE = r"(?<![\w-])--[\w-]+"


def deduplicate_license_comments(css: str) -> str:
    """Return `css` with comments of the form `/*! … */`, which tell of rights, only where they first stand."""
    said: set[str] = set()

    def first(found: re.Match[str]) -> str:
        """Return a notice, or nothing if it is said already."""
        again = found[0] in said
        said.add(found[0])
        return "" if again else found[0]

    return re.sub(r"/\*!.*?\*/", first, css, flags=re.DOTALL)


def without_unused_variables(css: str, *more: str) -> str:
    """Return `css`, which is minified, without the theme's own variables that it does not ask for.

    Nor is any of them named in `more`: scripts, templates, other style sheets.
    """
    asked = {*re.findall(r"var\(\s*(--[\w-]+)", css), *(name for text in more for name in re.findall(_VARIABLE, text))}
    less = _OWN_VARIABLE.sub(lambda found: found[0] if found[1] in asked else "", css)
    # What is gone may have asked for others.
    return css if less == css else without_unused_variables(less, *more)


# A variable whose value is one sign of a private area of Unicode, as fonts of icons have them.
_SIGN = re.compile(r'(--pst-[\w-]+):"(?:([\ue000-\uf8ff])|\\([ef][0-9a-f]{3}))"')
_ICON_FONT = re.compile(r"@font-face\s*\{[^}]*Font Awesome[^}]*\}")
_MASKED = (
    'content:"";display:inline-block;width:1em;height:1em;background:currentColor;forced-color-adjust:none;'
    "mask:var(--postil-icon) center/contain no-repeat"
)


def inline_icon_images(css: str, picture: Callable[[str], str]) -> str:
    """Return `css` with the theme's icons before and after words as pictures, in place of signs of a font.

    `picture` returns an icon as an address of data, for the hexadecimal number of its sign; empty if it has none.
    The colour is that of the text, as it was.
    """
    names = []

    def draw(found: re.Match[str]) -> str:
        """Return a variable with a picture as its value, or as it was."""
        address = picture(found[3] or f"{ord(found[2]):x}")
        if not address:
            return found[0]
        names.append(found[1])
        return f'{found[1]}:url("{address}")'

    css = _ICON_FONT.sub("", _SIGN.sub(draw, css))
    if not names:
        return css
    css = re.sub(r"content:(var\(--pst-(?:icon-[\w-]+|breadcrumb-divider)\))", r"--postil-icon:\1", css)
    return re.sub(r"font:var\(--fa-font-(?:solid|regular|brands)\)", _MASKED, css)
