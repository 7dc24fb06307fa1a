"""The footer of sphinx-book-theme's pages: copyright, licence, the feed and other links on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.blog.menu import feed_link
from postil.build.domain import post_domain
from postil.html_builders import builds_book_theme_pages
from postil.pages.untranslated import word
from postil.theme.header import url_of_link

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# The theme's option for the parts of the footer, and postil's part.
_PARTS = "footer_content_items"
_FOOTER = "postil/footer.html"


def set_footer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set the variables of `postil/footer.html`, which replaces the theme's parts unless the owner set them."""
    if not builds_book_theme_pages(app):
        return
    options = app.config.postil
    context["postil_feed"] = ""
    if options.blog_baseurl:
        blog = post_domain(app.env).index.blog_of_page(pagename)
        context["postil_feed"] = url_of_link(feed_link(blog, ""), context["pathto"])
        context["postil_feed_label"] = word("Feed")
    context["postil_license"] = options.postil_license
    context["postil_footer_links"] = options.postil_footer_links
    if _PARTS not in (app.config.html_theme_options or {}):
        context[f"theme_{_PARTS}"] = [_FOOTER]


def setup(app: Sphinx) -> None:
    """Change each page after the theme's handlers."""
    app.connect("html-page-context", set_footer, priority=890)
