"""The page that hosts show where there is none: `404.html`, with addresses that hold wherever it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import get_translation

from postil.blog.listing import RECENT
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import digest
from postil.build.builders import OWN_PAGE, ExactHTMLBuilder
from postil.build.domain import post_domain
from postil.config.options import site_root_url
from postil.i18n import CATALOG
from postil.pages.templates import PageRenderer, builds_html_pages
from postil.urls import make_absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_ = get_translation(CATALOG)


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page, unless the owner has one, or it would show what it does."""
    if not builds_html_pages(app.builder):
        return
    record = app.builder.record.pages if isinstance(app.builder, ExactHTMLBuilder) else {}
    before = record.pop(NOT_FOUND_PAGE, "")
    if _is_taken(app):
        return
    posts = post_domain(app.env).index.published[:RECENT]
    record[NOT_FOUND_PAGE] = digest(repr([post.heading for post in posts]))
    if record[NOT_FOUND_PAGE] == before:
        return
    context = {
        "title": _("Page not found"),
        "body": PageRenderer(app, NOT_FOUND_PAGE).render(
            "postil/not-found.html", posts=posts, home=app.config.root_doc
        ),
        OWN_PAGE: True,
        "pageurl": None,  # it stands for many addresses
    }
    yield NOT_FOUND_PAGE, context, "page.html"


def _is_taken(app: Sphinx) -> bool:
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
    """Return a page with addresses from the root of its host, where `base` is the path that the site is at."""
    return make_absolute(html, urljoin(base, f"{NOT_FOUND_PAGE}.html"))


def rewrite_page_urls(app: Sphinx, exception: Exception | None) -> None:
    """Change the page's addresses once it is written; those of the owner's document `404` as well."""
    builder = app.builder
    if exception or not isinstance(builder, StandaloneHTMLBuilder) or not builds_html_pages(builder):
        return
    if isinstance(builder, ExactHTMLBuilder) and builder.idle:
        return
    path = builder.get_output_path(NOT_FOUND_PAGE)
    if (_is_taken(app) and NOT_FOUND_PAGE not in app.env.found_docs) or not path.is_file():
        return
    html = path.read_text("utf-8")
    freed = root_relative_urls(html, urlsplit(site_root_url(app.config.postil)).path or "/")
    if freed != html:
        path.write_text(freed, "utf-8")


def setup(app: Sphinx) -> None:
    """Make the page after the others, and change it before what stands beside pages is written."""
    app.connect("html-collect-pages", make_page)
    app.connect("build-finished", rewrite_page_urls)
