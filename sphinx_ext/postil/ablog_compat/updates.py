"""Process ABlog's `update` directive: set its title, and the date on which the post was updated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ablog.post
from docutils import nodes
from sphinx.locale import get_translation

from postil.build.domain import post_domain
from postil.config.dates import date_reader
from postil.diagnostics import Subtype, warn
from postil.i18n import CATALOG, format_date

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx.application import Sphinx

_ = get_translation(CATALOG)


def collect_updates(app: Sphinx, doctree: nodes.document) -> None:
    """Add a title with the date to each `update` directive of a document; its post was updated on the latest date.

    Uses: `ablog.post.UpdateNode` and its attribute `date` (ABlog 0.11.12 to 0.11.13); importing this module fails
    without the class.
    """
    options, docname = app.config.postil, app.env.docname
    dates = date_reader(options)
    latest: datetime | None = None
    for node in doctree.findall(ablog.post.UpdateNode):
        try:
            date = dates.parse(node["date"]).when.astimezone(options.postil_timezone)
        except ValueError:
            message = f"invalid date in `update {node['date']}`; write a date such as 2024-03-24 (shown unchanged)"
            warn(Subtype.DIRECTIVE, message, location=node)
            date_text = node["date"]
        else:
            date_text = format_date(date, language=app.config.language, pattern=options.post_date_format)
            latest = max(latest, date) if latest else date
        node.insert(0, nodes.title("", _("Updated on %s") % date_text))
        node["classes"] = ["note", "update"]
    domain = post_domain(app.env)
    if latest and docname in domain.posts:
        domain.posts[docname] = tuple(post.with_update(latest) for post in domain.posts[docname])


def setup(app: Sphinx) -> None:
    """Process `update` directives after the posts are collected."""
    app.connect("doctree-read", collect_updates, priority=710)
