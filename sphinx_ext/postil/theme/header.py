"""The header of sphinx-book-theme's pages, and whether a page shows the primary sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.util.matching import patmatch

from postil.blog.menu import needs_sidebar
from postil.build.blog_index import home_of_blog
from postil.build.domain import post_domain
from postil.build.text_language import page_language, text_language
from postil.config.sphinx_compat import is_set_by_owner
from postil.html_builders import builds_book_theme_pages
from postil.pages.margin import has_margin_content

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.blog.menu import MenuLink
    from postil.config.options import Options

# Options of the theme: for its navigation bar, and for the buttons above the text, which move into the header.
_NAVBAR = ("navbar_start", "navbar_center", "navbar_end", "navbar_persistent")
_ARTICLE_HEADER = ("article_header_start", "article_header_end")


def skip_unused_theme_parts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Remove parts that the page does not show there, before the theme renders each one to find out if it is empty."""
    if not builds_book_theme_pages(app) or not shows_header(app, context):
        return
    options = app.config.postil
    for name in _ARTICLE_HEADER:
        parts = context.get(f"theme_{name}") or []
        parts = [part.strip() for part in parts.split(",")] if isinstance(parts, str) else parts
        context[f"postil_{name}"] = [f"{part.removesuffix('.html')}.html" for part in parts]
        context[f"theme_{name}"] = []
    if options.postil_sidebar == "none" or not _sidebar_has_content(app):
        context["sidebars"] = []


def has_header(options: Options, theme_options: Mapping[str, Any]) -> bool:
    """Return whether pages have postil's header: `postil_menu` is not empty, the theme's navigation bar is."""
    return options.postil_menu != () and not any(theme_options.get(name) for name in _NAVBAR)


def shows_header(app: Sphinx, context: dict[str, Any]) -> bool:
    """Return whether a page has postil's header."""
    if post_domain(app.env).owner_templates.replace_layout:
        return False  # the owner's layout does not draw it
    return has_header(app.config.postil, {name: context.get(f"theme_{name}") for name in _NAVBAR})


def owner_chose_sidebar(config: Config, pagename: str) -> bool:
    """Return whether the owner's `html_sidebars` has a pattern for a page, and nothing else says where sidebars are."""
    if is_set_by_owner(config, "postil_sidebar") or not is_set_by_owner(config, "html_sidebars"):
        return False
    return any(patmatch(pagename, pattern) for pattern in config.html_sidebars)


def _sidebar_has_content(app: Sphinx) -> bool:
    return post_domain(app.env).has_more_pages or is_set_by_owner(app.config, "html_sidebars")


def set_layout_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set the variables of `layout.html`: the classes of `<body>`, the menu, and the parts of the header."""
    if not builds_book_theme_pages(app):
        return
    domain, options = post_domain(app.env), app.config.postil
    language = domain.index.language_of_page(pagename)
    menu = domain.menus.get(language, domain.menus[""])
    home = home_of_blog(options, language) if language in domain.index.blogs else app.config.root_doc
    is_home = pagename == home and pagename in app.env.found_docs
    is_blog = is_home or "postil_listing" in context or pagename in domain.index.by_docname or pagename == "search"
    has_header = shows_header(app, context)
    shows_sidebar = owner_chose_sidebar(app.config, pagename) or needs_sidebar(
        pagename, setting=options.postil_sidebar, blog=is_blog, menu=menu
    )
    has_sidebar = bool(context.get("sidebars")) and _sidebar_has_content(app)
    beside = options.postil_figure_caption_position == "margin"
    classes = {
        "postil-page": True,
        "postil-home": is_home,
        "postil-post": pagename in domain.index.by_docname,
        "postil-framed": has_header,
        "postil-alone": has_header and not (shows_sidebar and has_sidebar),
        "postil-margin": doctree is not None and has_margin_content(doctree, captions=beside),
        "postil-captions-beside": beside,
        "postil-one-logo": has_one_logo(context.get("theme_logo")),
    }
    context["postil_body_classes"] = " ".join(name for name, applies in classes.items() if applies)
    if not has_header:
        return
    if not has_sidebar or options.postil_sidebar == "none":
        context["sidebars"] = []
    # The header has the buttons that the theme shows above the text.
    for name in _ARTICLE_HEADER:
        context.setdefault(f"postil_{name}", context.get(f"theme_{name}") or [])
        context[f"theme_{name}"] = []
    logo = context.get("theme_logo")
    if language in domain.index.blogs and not (isinstance(logo, dict) and logo.get("link")):
        context["theme_logo_link"] = context["pathto"](home)
    context["postil_menu"] = [
        (link.label, url_of_link(link, context["pathto"]), link.target == pagename) for link in menu
    ]
    around = page_language(app.env, pagename)
    context["postil_menu_languages"] = {
        url: language
        for (_label, url, _here), link in zip(context["postil_menu"], menu, strict=True)
        if link.target in app.env.found_docs and (language := text_language(app.env, link.target)) != around
    }


def url_of_link(link: MenuLink, pathto: Callable[..., str]) -> str:
    """Return the URL of a link on the page of `pathto`."""
    if link.external:
        return link.target
    return pathto(quote(link.target), 1) if link.is_file else pathto(link.target)


def has_one_logo(logo: object) -> bool:
    """Return whether the owner set a logo without one for dark mode; `logo` is the theme's variable `theme_logo`."""
    return isinstance(logo, dict) and bool(logo.get("image_relative")) and not logo.get("image_dark")


def add_style_sheet(app: Sphinx) -> None:
    """Let pages of sphinx-book-theme load the style sheet for it."""
    if builds_book_theme_pages(app):
        app.add_css_file("postil-book.css")


def setup(app: Sphinx) -> None:
    """Change each page before and after the theme's handlers."""
    app.connect("builder-inited", add_style_sheet)
    app.connect("html-page-context", skip_unused_theme_parts, priority=480)
    app.connect("html-page-context", set_layout_context, priority=890)
