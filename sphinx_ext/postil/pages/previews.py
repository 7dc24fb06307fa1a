"""Link previews: pages with links to other pages, or to parts of a page, load the script that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.html_builders import builds_html_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT = "postil-previews.js"


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on pages with links."""
    if not builds_html_pages(app.builder) or not app.config.postil.postil_link_previews or doctree is None:
        return
    if next(doctree.findall(nodes.reference), None) is not None or "postil-further" in context.get("body", ""):
        app.add_js_file(SCRIPT, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("html-page-context", load_script)
