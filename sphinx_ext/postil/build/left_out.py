"""Count the documents of which text is left out, and say so at the end of each build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.build.domain import post_domain
from postil.diagnostics import Subtype, logger
from postil.markdown.remarks import Remark, remarks_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


def collect_left_out(app: Sphinx, doctree: nodes.document) -> None:
    """Store how many parts of the document that was just read are left out."""
    count = sum(map(len, remarks_of(app.env).found.get(Remark.LEFT_OUT, {}).values()))
    if count:
        post_domain(app.env).data["left_out"][app.env.docname] = count


def report_left_out(app: Sphinx, exception: Exception | None) -> None:
    """Log of how many documents text is left out, including those that were not read again."""
    if exception is None and hasattr(app, "env"):
        message = left_out_message(len(post_domain(app.env).data["left_out"]))
        if message:
            logger.info("%s", message)


def left_out_message(count: int) -> str:
    """Return the sentence about documents of which text is left out; empty if there are none."""
    posts = "1 post" if count == 1 else f"{count} posts"
    return f"{posts}: text left out (see warnings postil.{Subtype.LEFT_OUT.value})" if count else ""


def setup(app: Sphinx) -> None:
    """Register the event handlers."""
    # After the last remark about a document.
    app.connect("doctree-read", collect_left_out, priority=910)
    app.connect("build-finished", report_left_out)
