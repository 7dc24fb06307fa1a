"""The page that hosts show where there is none: `404.html`, with addresses that hold wherever it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import get_translation

from postil.absolute import make_absolute
from postil.builder import OWN_PAGE, ExactHTMLBuilder
from postil.domain import post_domain
from postil.listing import RECENT
from postil.permalink import NOT_FOUND
from postil.post import digest
from postil.syndication import site_root
from postil.template import Maker, publishes
from postil.wording import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_ = get_translation(CATALOGUE)


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page, unless the owner has one, or it would show what it does."""
    if not publishes(app.builder):
        return
    record = app.builder.record.pages if isinstance(app.builder, ExactHTMLBuilder) else {}
    before = record.pop(NOT_FOUND, "")
    if _is_taken(app):
        return
    posts = post_domain(app.env).index.published[:RECENT]
    record[NOT_FOUND] = digest(repr([post.heading for post in posts]))
    if record[NOT_FOUND] == before:
        return
    context = {
        "title": _("Page not found"),
        "body": Maker(app, NOT_FOUND).render("postil/not-found.html", posts=posts, home=app.config.root_doc),
        OWN_PAGE: True,
        "pageurl": None,  # it stands for many addresses
    }
    yield NOT_FOUND, context, "page.html"


def _is_taken(app: Sphinx) -> bool:
    entries = [Path(app.confdir, entry) for entry in app.config.html_extra_path]
    return (
        NOT_FOUND in app.env.found_docs
        or NOT_FOUND in app.config.html_additional_pages
        or "notfound.extension" in app.extensions
        or any(entry.name == f"{NOT_FOUND}.html" or (entry / f"{NOT_FOUND}.html").is_file() for entry in entries)
    )


def free_addresses(html: str, base: str) -> str:
    """Return a page with addresses from the root of its host, where `base` is the path that the site is at."""
    return make_absolute(html, urljoin(base, f"{NOT_FOUND}.html"))


def free_page(app: Sphinx, exception: Exception | None) -> None:
    """Change the page's addresses once it is written; those of the owner's document `404` as well."""
    builder = app.builder
    if exception or not isinstance(builder, StandaloneHTMLBuilder) or not publishes(builder):
        return
    if isinstance(builder, ExactHTMLBuilder) and builder.idle:
        return
    path = Path(builder.get_output_path(NOT_FOUND))
    if (_is_taken(app) and NOT_FOUND not in app.env.found_docs) or not path.is_file():
        return
    html = path.read_text("utf-8")
    freed = free_addresses(html, urlsplit(site_root(app.config.postil)).path or "/")
    if freed != html:
        path.write_text(freed, "utf-8")


def setup(app: Sphinx) -> None:
    """Make the page after the others, and change it before what stands beside pages is written."""
    app.connect("html-collect-pages", make_page)
    app.connect("build-finished", free_page)
