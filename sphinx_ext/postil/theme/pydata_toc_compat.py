"""Generate the table of contents of a page as pydata-sphinx-theme does, without parsing HTML.

The theme parses Sphinx's table of contents with an HTML parser three times for each page, which takes longer than all
other work on the page (pydata/pydata-sphinx-theme#381 is about the same cost in its navigation).

Private interfaces: the variables `theme_secondary_sidebar_items`, `secondary_sidebar_items` and `generate_toc_html` of
its templates, that its handler runs with priority 500, and the classes in its HTML. They are so in pydata-sphinx-theme
0.15.4 to 0.20.0. If a variable is missing, or Sphinx's table of contents has another form, the theme generates its own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from postil.build.exact_output import exact_output
from postil.lazy_regex import lazy_regex
from postil.theme.pydata_theme_compat import THEME

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx

# The theme's default contents of the secondary sidebar, and the option for it.
_DEFAULT_ITEMS = ["page-toc.html"]
_ITEMS_OPTION = "theme_secondary_sidebar_items"
# The tags of Sphinx's list that the theme changes.
_TAG = lazy_regex(r'<(ul|li)>|</ul>|<a class="reference internal" (?=href=)')
# Tags of a list that would not match, so that the result would differ from the theme's.
_UNSUPPORTED_TAG = lazy_regex(r"<(?:ul|ol|li)[ \t\n]")


def page_toc(toc: str, *, open_levels: int) -> Markup | None:
    """Return the theme's table of contents: the headings below a page's title; empty if there are none.

    `toc` is Sphinx's table of contents. Headings of `open_levels` levels below the title are visible at first. Return
    None if `toc` has an unsupported form.
    """
    level = titles = 0

    def add_classes(found: re.Match[str]) -> str:
        """Return a tag with the theme's classes."""
        nonlocal level, titles
        if found[1] == "ul":
            level += 1
            visible = "pst-show_toc_level " if level <= open_levels + 1 else ""
            return f'<ul class="{visible}nav section-nav flex-column">'
        if found[1] == "li":
            titles += level == 1
            return f'<li class="toc-h{level} nav-item toc-entry">'
        if found[0] == "</ul>":
            level -= 1
            return found[0]
        return f'{found[0][:-2]} nav-link" '

    html = _TAG.sub(add_classes, toc)
    if level or _UNSUPPORTED_TAG.search(toc):
        return None
    if titles == 1:
        # Only the list inside the item of the page's title.
        start = html.find("<ul", 1)
        html = html[start : html.rindex("</li>")].rstrip() if start > 0 else ""
    return Markup(html)  # noqa: S704 - HTML from Sphinx


def skip_theme_toc(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Before the theme's handler: remove the option that it reads, if the table of contents can be generated here."""
    if exact_output(app.builder) is None or THEME not in app.extensions or "toc" not in context:
        return
    items = context.get(_ITEMS_OPTION)
    names = [name.strip() for name in items.split(",")] if isinstance(items, str) else items
    if not isinstance(names, list) or [f"{name.removesuffix('.html')}.html" for name in names] != _DEFAULT_ITEMS:
        return
    open_levels = context.get("theme_show_toc_level", 1)
    toc = page_toc(context["toc"], open_levels=int(open_levels)) if str(open_levels).isdecimal() else None
    if toc is not None:
        context["postil_page_toc"] = toc
        del context[_ITEMS_OPTION]


def set_page_toc(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """After the theme's handler: set the variables that its templates read."""
    if "postil_page_toc" in context:
        context[_ITEMS_OPTION] = [*_DEFAULT_ITEMS]
        context["secondary_sidebar_items"] = [*_DEFAULT_ITEMS] if context["postil_page_toc"] else []
        context["generate_toc_html"] = partial(_toc_html, context.pop("postil_page_toc"), context["generate_toc_html"])


def _toc_html(toc: Markup, theme_function: Callable[..., Any], kind: str = "html") -> Any:
    return toc if kind == "html" else theme_function(kind)


def setup(app: Sphinx) -> None:
    """Change each page before and after the theme's handler."""
    app.connect("html-page-context", skip_theme_toc, priority=480)
    app.connect("html-page-context", set_page_toc, priority=520)
