"""Generate the 404 page, `404.html`, with URLs that work wherever a host shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import get_translation

from postil.blog.listing import RECENT_COUNT
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import digest
from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.build.recorded_output import OWN_PAGE
from postil.config.options import site_root_url
from postil.html_builders import builds_html_pages
from postil.i18n import CATALOG
from postil.pages.templates import PageRenderer
from postil.urls import make_absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_ = get_translation(CATALOG)


def generate_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield name, context and template of the page if it is outdated, unless the site has a 404 page of its own."""
    if not builds_html_pages(app.builder):
        return
    output = exact_output(app.builder)
    record = output.record.pages if output else {}
    last_digest = record.pop(NOT_FOUND_PAGE, "")
    if _has_own_page(app):
        return
    posts = post_domain(app.env).index.published[:RECENT_COUNT]
    record[NOT_FOUND_PAGE] = digest(repr([post.title_digest for post in posts]))
    if record[NOT_FOUND_PAGE] == last_digest:
        return
    context = {
        "title": _("Page not found"),
        "body": PageRenderer(app, NOT_FOUND_PAGE).render(
            "postil/not-found.html", posts=posts, home=app.config.root_doc
        ),
        OWN_PAGE: True,
        "pageurl": None,  # it is shown at many URLs
    }
    yield NOT_FOUND_PAGE, context, "page.html"


def _has_own_page(app: Sphinx) -> bool:
    entries = [Path(app.confdir, entry) for entry in app.config.html_extra_path]
    return (
        NOT_FOUND_PAGE in app.env.found_docs
        or NOT_FOUND_PAGE in app.config.html_additional_pages
        or "notfound.extension" in app.extensions
        or any(
            entry.name == f"{NOT_FOUND_PAGE}.html" or (entry / f"{NOT_FOUND_PAGE}.html").is_file() for entry in entries
        )
    )


def root_relative_urls(html: str, base: str) -> str:
    """Return a page with its URLs relative to the root of the host; `base` is the path of the site on the host."""
    return make_absolute(html, urljoin(base, f"{NOT_FOUND_PAGE}.html"))


def rewrite_page_urls(app: Sphinx, exception: Exception | None) -> None:
    """Rewrite the URLs in the page once it is written; also in the site's own document `404`."""
    builder = app.builder
    if exception or not isinstance(builder, StandaloneHTMLBuilder) or not builds_html_pages(builder):
        return
    if (output := exact_output(builder)) and output.idle:
        return
    path = builder.get_output_path(NOT_FOUND_PAGE)
    if (_has_own_page(app) and NOT_FOUND_PAGE not in app.env.found_docs) or not path.is_file():
        return
    html = path.read_text("utf-8")
    rewritten = root_relative_urls(html, urlsplit(site_root_url(app.config.postil)).path or "/")
    if rewritten != html:
        path.write_text(rewritten, "utf-8")


def setup(app: Sphinx) -> None:
    """Generate the page after the listings, and rewrite its URLs before other files are published."""
    app.connect("html-collect-pages", generate_page)
    app.connect("build-finished", rewrite_page_urls)
