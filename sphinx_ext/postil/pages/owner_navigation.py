"""Show the owner's `ablog/postnavy.html` at the end of posts, instead of the links to the newer and the older post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from postil.build.domain import post_domain
from postil.html_builders import builds_html_pages

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from postil.build.owner_templates import OwnerTemplates

TEMPLATE = "ablog/postnavy.html"
# In the text of a page, until the template is rendered: it uses the variables of the whole page.
PLACEHOLDER = Markup("<!--postil:postnavy-->")


def navigation_of_owner(templates: OwnerTemplates) -> Markup | None:
    """Return what a post's footer shows instead of postil's links; None if the owner has no template for it.

    It is empty if the owner's page template includes the links itself, as ABlog's does.
    """
    if templates.pages_mention("postnavy.html"):
        return Markup("")
    return PLACEHOLDER if templates.find(TEMPLATE) else None


def render_navigation(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Render the template where a post has the placeholder."""
    body = context.get("body")
    if not builds_html_pages(app.builder) or not isinstance(body, str) or PLACEHOLDER not in body:
        return
    if post_domain(app.env).owner_templates.find(TEMPLATE):
        context["body"] = body.replace(PLACEHOLDER, app.builder.templates.render(TEMPLATE, context))


def setup(app: Sphinx) -> None:
    """Render the template once the theme has set its variables, and before icons are drawn."""
    app.connect("html-page-context", render_navigation, priority=895)
