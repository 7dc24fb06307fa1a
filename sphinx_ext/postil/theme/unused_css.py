"""Which classes and ids of the theme's style sheets no page of a blog has.

The names of classes decide, not the pages of the site: a new post must not change the style sheet of all pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.blog.listing import SIDEBARS

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

# Icons of Font Awesome: postil draws the few that a page shows as inline SVG.
ICONS = r"fa|fa[a-z]|fa-.+|svg-inline--fa"
# Components of Bootstrap that neither the theme nor Sphinx nor MyST uses.
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
# Its utility classes and its grid. The theme uses a few of them, see `REQUIRED`.
UTILITIES = (
    r"(?:(?:m|p)[tbsexy]?|g[xy]?|gap|row-gap|column-gap|d|flex|justify-content|align-(?:items|content|self)|order|float"
    r"|fs|fw|fst|lh|text-(?:start|end|center|bg|opacity|wrap|nowrap|break|body|black|white|decoration|lowercase"
    r"|uppercase|capitalize)|bg-opacity|border-(?:top|end|bottom|start|opacity|\d)|rounded-(?:top|end|bottom|start|\d|pill"
    r"|circle)|shadow|opacity|position|top|bottom|start|end|translate-middle|w|h|mw|mh|vw|vh|min-vw|min-vh|z|pe|user-select"
    r"|object-fit|overflow(?:-[xy])?|bg|border|text|row-cols|col|offset|sticky|fixed|font-monospace)"
    r"-(?:[a-z0-9-]+)|row|col|container-(?:sm|md|lg|xl|xxl)|container-fluid|clearfix|invisible|visible|text-truncate"
)
# Parts of other themes' layouts, and of older versions of this one.
UNUSED_PARTS = r"sphinxsidebar\w*|bodywrapper|documentwrapper|body|related"
# What sphinx-book-theme's layout adds for print, unless it is extended by postil's layout.
PRINT_PARTS = r"jb-print-.+|onlyprint"
# Parts of ABlog's templates, unless a template of the owner includes them.
ABLOG_PARTS = r"ablog__.+"
# Classes that only these extensions write into pages.
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
# Classes and ids of features that the owner turns on with one of these words in the theme's options.
UNLESS_NAMED: Mapping[str, frozenset[str]] = {
    r"version-switcher.*|bd-header-version-warning|pst-button-link-to-stable-version": frozenset({"switcher"}),
    r"bd-header-announcement": frozenset({"announcement", "version_warning"}),
    r"pst-sticky-header": frozenset({"sticky_banners"}),
    r"bd-breadcrumbs|breadcrumb.*": frozenset({"breadcrumbs"}),
    r"ablog-sidebar-item": frozenset({"postil/", "ablog/", *(name.removesuffix(".html") for name in SIDEBARS)}),
    r"sidebar-indices-.+|indices-link": frozenset({"indices"}),
    r"pst-(?:collapse|expand)-sidebar-.+|pst-squeeze": frozenset({"sidebar-collapse"}),
}
# The theme's navigation bar, and its sidebar in narrow windows.
NAVBAR = r"bd-header__inner|navbar-header-.+|navbar-persistent.*|header-article.*|search-button-field"
# The selectors of the lists of links in it. Their classes are not enough: other lists have them too.
NAVBAR_LISTS = r"\.bd-header ul\.navbar-nav.*"
# The icons of callouts, which postil's style sheet hides in its layout.
CALLOUT_ICONS = r"(?:div)?\.admonition(?:\.[\w-]+)?>\.admonition-title:(?:before|after)"
# Names that match the patterns above, and that the theme, or content written for it, uses.
REQUIRED = frozenset(
    re.findall(
        r"\S+",
        "alert alert-heading align-baseline align-items-center border-bottom border-top btn-outline-primary d-flex "
        "d-inline-block d-none d-print-block d-print-none dropdown-item dropdown-menu fa-custom flex-column flex-row "
        "form-control me-1 me-3 me-auto ms-3 ms-auto my-1 navbar-expand-lg py-0 py-1 row sticky-top text-align-center "
        "text-align-left text-align-right text-center text-left text-muted text-right visually-hidden",
    )
)
# Names that the navigation bar needs (the grid), and the version switcher (Bootstrap's list groups).
REQUIRED_BY_NAVBAR = frozenset({"col-lg-3", "col-lg-9"})
REQUIRED_BY_SWITCHER = frozenset({"list-group", "list-group-item", "list-group-item-action"})


def unused_name_pattern(
    extensions: Container[str], options: str, *, navbar: bool, theme_layout: bool = False, ablog: bool = False
) -> str:
    """Return a pattern of the classes and ids that no page of a site has.

    `extensions` are those that the site loads, and `options` is the text of the theme's options. `navbar`: pages have
    the theme's navigation bar; `theme_layout`: postil's layout is not used; `ablog`: templates can include ABlog's.
    """
    patterns = [ICONS, COMPONENTS, UTILITIES, UNUSED_PARTS]
    patterns += [
        parts for parts, used in ((NAVBAR, navbar), (PRINT_PARTS, theme_layout), (ABLOG_PARTS, ablog)) if not used
    ]
    patterns += [names for names, users in UNLESS_LOADED.items() if not any(user in extensions for user in users)]
    patterns += [names for names, words in UNLESS_NAMED.items() if not any(word in options for word in words)]
    return "|".join(patterns)


def unused_selector_pattern(*, navbar: bool, theme_layout: bool = False) -> str:
    """Return a pattern of the selectors of which no page shows an element; the arguments as above."""
    unused = [pattern for pattern, used in ((NAVBAR_LISTS, navbar), (CALLOUT_ICONS, theme_layout)) if not used]
    return "|".join(unused) or "(?!)"


def required_names(options: str, *texts: str, navbar: bool) -> frozenset[str]:
    """Return the classes and ids whose rules stay even if the pattern matches them: with those named in `texts`.

    `options` and `navbar` are as for `unused_name_pattern`.
    """
    required = REQUIRED | names_in(options, *texts)
    if navbar:
        required |= REQUIRED_BY_NAVBAR
    return required | REQUIRED_BY_SWITCHER if "switcher" in options else required


def names_in(*texts: str) -> frozenset[str]:
    """Return all words in templates, scripts or style sheets that can be a class or an id."""
    return frozenset(name for text in texts for name in re.findall(r"-?[A-Za-z_][\w-]*", text))
