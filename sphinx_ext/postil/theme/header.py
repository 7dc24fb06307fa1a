"""What the book theme's pages have around their text: a line at the top, a sidebar only where it is of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.blog.menu import needs_sidebar
from postil.build.domain import post_domain
from postil.config.sphinx_compat import is_set_by_owner
from postil.pages.builders import builds_html_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

    from postil.config.options import Options

THEME = "sphinx_book_theme"
# The theme's own bar at the top, and its parts that go into ours.
_NAVBAR = ("navbar_start", "navbar_center", "navbar_end", "navbar_persistent")
_ARTICLE_HEADER = ("article_header_start", "article_header_end")


def skip_unused_theme_parts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set aside what goes elsewhere, before the theme makes each part once to see whether there is anything in it."""
    if not builds_html_pages(app.builder) or app.config.html_theme != THEME or not _has_header(app, context):
        return
    options = app.config.postil
    for name in _ARTICLE_HEADER:
        parts = context.get(f"theme_{name}") or []
        parts = [part.strip() for part in parts.split(",")] if isinstance(parts, str) else parts
        context[f"postil_{name}"] = [f"{part.removesuffix('.html')}.html" for part in parts]
        context[f"theme_{name}"] = []
    if options.postil_sidebar == "none" or not _has_contents(app):
        context["sidebars"] = []


def has_header(options: Options, theme_options: Mapping[str, Any]) -> bool:
    """Return whether our line stands at the top: the owner wants one, and has no bar of the theme's there."""
    return options.postil_menu != () and not any(theme_options.get(name) for name in _NAVBAR)


def _has_header(app: Sphinx, context: dict[str, Any]) -> bool:
    return has_header(app.config.postil, {name: context.get(f"theme_{name}") for name in _NAVBAR})


def _has_contents(app: Sphinx) -> bool:
    return post_domain(app.env).more_pages or is_set_by_owner(app.config, "html_sidebars")


def set_layout_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell the layout what stands around a page's text."""
    if not builds_html_pages(app.builder) or app.config.html_theme != THEME:
        return
    domain, options = post_domain(app.env), app.config.postil
    home = pagename == app.config.root_doc
    blog = home or "postil_listing" in context or pagename in domain.index.by_docname or pagename == "search"
    has_header = _has_header(app, context)
    beside = needs_sidebar(pagename, setting=options.postil_sidebar, blog=blog, menu=domain.menu)
    contents = bool(context.get("sidebars")) and _has_contents(app)
    classes = {
        "postil-page": True,
        "postil-home": home,
        "postil-post": pagename in domain.index.by_docname,
        "postil-framed": has_header,
        "postil-alone": has_header and not (beside and contents),
    }
    context["postil_body_classes"] = " ".join(name for name, applies in classes.items() if applies)
    if not has_header:
        return
    if not contents or options.postil_sidebar == "none":
        context["sidebars"] = []
    # The buttons that the theme has above the text stand in our line; a second one of each would be in a reader's way.
    for name in _ARTICLE_HEADER:
        context.setdefault(f"postil_{name}", context.get(f"theme_{name}") or [])
        context[f"theme_{name}"] = []
    context["postil_menu"] = [
        (link.label, link.target if link.external else context["pathto"](link.target), link.target == pagename)
        for link in domain.menu
    ]


def add_style_sheet(app: Sphinx) -> None:
    """Let the book theme's pages load the style sheet of our pages."""
    if builds_html_pages(app.builder) and app.config.html_theme == THEME:
        app.add_css_file("postil-book.css")


def setup(app: Sphinx) -> None:
    """Look at each page before the theme does, and after it."""
    app.connect("builder-inited", add_style_sheet)
    app.connect("html-page-context", skip_unused_theme_parts, priority=480)
    app.connect("html-page-context", set_layout_context, priority=890)
