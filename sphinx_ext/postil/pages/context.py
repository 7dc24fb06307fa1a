"""Give the theme's templates what they need on any page: the blog, postil's own templates and its style sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.locale import get_translation

from postil.ablog_compat.escaped_text import EscapedText
from postil.blog.listing import RECENT_COUNT
from postil.build.domain import post_domain
from postil.html_builders import BOOK_THEME, builds_html_pages
from postil.i18n import CATALOG
from postil.pages.ablog_objects import BlogForTemplates
from postil.pages.post_page import allows_comments
from postil.pages.templates import PageRenderer
from postil.pages.untranslated import word
from postil.project.edit_links import edit_link_context, source_name
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx

    from postil.config.options import Options

STATIC = Path(__file__).parent.parent / "static"


def add_template_variables(
    blogs: BlogForTemplates,
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add the variables that templates use to show the blog on any page; `blogs` makes the variable `ablog`."""
    if not builds_html_pages(app.builder):
        return
    domain = post_domain(app.env)
    options: Options = app.config.postil
    renderer = PageRenderer(app, pagename)
    context["ablog"] = blog = blogs.get(app, pagename)
    context.setdefault("fa", blog.fontawesome)  # ABlog's templates for lists inherit it from its template for pages
    context["recent_count"] = RECENT_COUNT
    # In the theme's templates, `_` is Sphinx's own catalogue.
    context["postil_gettext"] = get_translation(CATALOG)
    context["postil_word"] = word
    context["anchor"] = lambda post: f"#{post.anchor}" if post.anchor else ""
    context["postil_render"] = lambda name, **variables: renderer.render(
        f"postil/{name}.html", **{key: getattr(value, "postil_post", value) for key, value in variables.items()}
    )
    if options.blog_baseurl:
        context.setdefault("feed_path", domain.index.blog_of_page(pagename).path)
        context.setdefault("feed_title", EscapedText.of(options.blog_title))
    if any(allows_comments(post, options) for post in domain.index.by_docname.get(pagename, ())):
        app.add_js_file("postil-comments.js", loading_method="defer")
    context["postil_book_theme"] = app.config.html_theme == BOOK_THEME
    if isinstance(app.project, MountedProject) and doctree is not None:
        sourcename = quote(source_name(app, pagename))  # themes use it in a URL
        context.update(edit_link_context(app.project, pagename, context, sourcename=sourcename))


def restore_source_name(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set the name of the source file back to the one under which Sphinx copies it, and quote it in links to it."""
    if context.get("sourcename") and isinstance(app.project, MountedProject) and doctree is not None:
        context["sourcename"] = source_name(app, pagename)
        context["pathto"] = _quote_source_links(context["pathto"])


def _quote_source_links(pathto: Callable[..., str]) -> Callable[..., str]:
    """Return Sphinx's `pathto` with quoted URLs of source files, as a function: the JSON builder omits only those."""

    def quoted_pathto(target: str = "", resource: bool = False, **options: Any) -> str:  # noqa: FBT001, FBT002 - Sphinx's signature
        is_source = resource and target.startswith("_sources/")
        return pathto(quote(target) if is_source else target, resource, **options)

    return quoted_pathto


def add_static_path(app: Sphinx) -> None:
    """Have Sphinx copy postil's static files, and all pages load its style sheet."""
    if builds_html_pages(app.builder):
        app.config.html_static_path = [*app.config.html_static_path, str(STATIC)]
        app.add_css_file("postil.css")


def setup(app: Sphinx) -> None:
    """Register templates, static files and variables."""
    app.connect("builder-inited", add_static_path)
    app.connect("html-page-context", partial(add_template_variables, BlogForTemplates()), priority=400)
    # After themes have made URLs of the quoted name.
    app.connect("html-page-context", restore_source_name, priority=990)
