"""The list of a page's headings, in the form that the theme gives it, without parsing a page's HTML for it.

The theme asks a parser of HTML for the list, three times on each page, and takes longer than for all else on it.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from postil.build.builders import ExactHTMLBuilder
from postil.theme.accessibility import THEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx

# What the theme shows beside a page if nobody asks for anything else.
_USUAL = ["page-toc.html"]
_ITEMS = "theme_secondary_sidebar_items"
# All tags of Sphinx's list that the theme changes.
_TAG = re.compile(r'<(ul|li)>|</ul>|<a class="reference internal" (?=href=)')
_OTHER = re.compile(r"<(?:ul|ol|li)[ \t\n]")


def page_toc(toc: str, *, shown: int) -> Markup | None:
    """Return the headings below a page's title as the theme lists them; empty if there are none.

    `toc` is Sphinx's list, and headings of `shown` levels below the title are open at first. None if the list is not
    what is known.
    """
    level = titles = 0

    def amend(found: re.Match[str]) -> str:
        """Return a tag with the theme's classes."""
        nonlocal level, titles
        if found[1] == "ul":
            level += 1
            opened = "pst-show_toc_level " if level <= shown + 1 else ""
            return f'<ul class="{opened}nav section-nav flex-column">'
        if found[1] == "li":
            titles += level == 1
            return f'<li class="toc-h{level} nav-item toc-entry">'
        if found[0] == "</ul>":
            level -= 1
            return found[0]
        return f'{found[0][:-2]} nav-link" '

    html = _TAG.sub(amend, toc)
    if level or _OTHER.search(toc):
        return None
    if titles == 1:
        # The list below the one title is all that stands behind its words.
        start = html.find("<ul", 1)
        html = html[start : html.rindex("</li>")].rstrip() if start > 0 else ""
    return Markup(html)  # noqa: S704 - Sphinx's own


def skip_theme_toc(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep the theme from asking what is beside a page, if that is the usual list and it is what is known."""
    if not isinstance(app.builder, ExactHTMLBuilder) or THEME not in app.extensions or "toc" not in context:
        return
    items = context.get(_ITEMS)
    names = [name.strip() for name in items.split(",")] if isinstance(items, str) else items
    if not isinstance(names, list) or [f"{name.removesuffix('.html')}.html" for name in names] != _USUAL:
        return
    shown = context.get("theme_show_toc_level", 1)
    found = page_toc(context["toc"], shown=int(shown)) if str(shown).isdecimal() else None
    if found is not None:
        context["postil_contents"] = found
        del context[_ITEMS]


def set_page_toc(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the theme's templates the list where they ask for it."""
    if "postil_contents" in context:
        context[_ITEMS] = [*_USUAL]
        context["secondary_sidebar_items"] = [*_USUAL] if context["postil_contents"] else []
        context["generate_toc_html"] = partial(_listed, context.pop("postil_contents"), context["generate_toc_html"])


def _listed(contents: Markup, theirs: Callable[..., Any], kind: str = "html") -> Any:
    return contents if kind == "html" else theirs(kind)


def setup(app: Sphinx) -> None:
    """Look at each page before the theme does, and after it."""
    app.connect("html-page-context", skip_theme_toc, priority=480)
    app.connect("html-page-context", set_page_toc, priority=520)
