"""Leave the sitemap to sphinx-sitemap if a site uses it, and let that list the same pages in every build.

By itself, the extension lists the pages that a build writes: only a few after a small change, and unlisted posts too.
"""

from __future__ import annotations

from queue import Empty
from typing import TYPE_CHECKING

from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.exact_output import exact_output
from postil.diagnostics import Subtype, warn
from postil.metadata.sitemap_pages import sitemap_pages

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.build.exact_output import ExactOutput

EXTENSION = "sphinx_sitemap"
# Not pages: the one is shown at other URLs, the other is an XML file that Sphinx renders like a page.
_NO_PAGES = frozenset({NOT_FOUND_PAGE, "opensearch"})


def sitemap_file(config: Config, default: str) -> str:
    """Return the file of the sitemap that sphinx-sitemap writes; `default` if its option is missing."""
    return str(getattr(config, "sitemap_filename", default))


def listed_pages(app: Sphinx, output: ExactOutput) -> Collection[str]:
    """Return the names of the pages of the whole site that a clean build with sphinx-sitemap would list."""
    public = {name for name, _modified in sitemap_pages(app)}
    private = {*app.env.found_docs, *output.record.pages, *_NO_PAGES} - public
    search = {"search"} if output.output_name("search") in output.other_files else set()
    return sorted(public | (output.rendered_pages - private) | search)


def complete_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Replace the pages that sphinx-sitemap has collected by those of the whole site, before it writes them.

    Uses: `sitemap_links` of the application, and `add_html_link` (sphinx-sitemap 2.5 to 2.9). If one is missing: a
    warning, and incremental builds write an incomplete sitemap.
    """
    output = exact_output(app.builder)
    if exception or not output or output.idle or EXTENSION not in app.extensions:
        return
    links: Any = getattr(app, "sitemap_links", None)
    add_link = getattr(app.extensions[EXTENSION].module, "add_html_link", None)
    if links is None or add_link is None:
        message = "unsupported version of sphinx-sitemap; incremental builds may write an incomplete sitemap"
        warn(Subtype.COMPATIBILITY, message)
        return
    _empty(links)
    for name in listed_pages(app, output):
        add_link(app, name, "", {}, None)


def _empty(links: Any) -> None:
    while True:
        try:
            links.get_nowait()
        except Empty:
            return


def setup(app: Sphinx) -> None:
    """Complete the pages before sphinx-sitemap writes them at the default priority, 500."""
    app.connect("build-finished", complete_sitemap, priority=450)
