"""Code blocks on pages: folding, and the script that copies code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from postil.build.text_language import LocalizedPostTransform, in_language, text_language
from postil.html_builders import builds_html_pages
from postil.i18n import CATALOG
from postil.markdown.code_options import FOLD_CLASS, OPEN_CLASS, SUMMARY
from postil.pages.render import IS_PARTIAL

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation(CATALOG)
SCRIPT = "postil-code.js"
# The book theme's class for content wider than the text: it hides the table of contents beside it.
_FULL_WIDTH = "full-width"
# Extensions with a copy button of their own.
_OTHER_BUTTONS = frozenset({"sphinx_copybutton"})


class code_fold(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A code block that opens at a click; the attribute `summary` is the text that is always shown."""


class MarkUpBlocks(LocalizedPostTransform):
    """Fold the code blocks whose authors ask for it, and mark code and tables that are wider than the text.

    In feeds, whose readers may drop `<details>`, code is not folded.
    """

    # After captions are numbered and references are resolved.
    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the code blocks and tables of a document."""
        if self.document.get(IS_PARTIAL):
            return
        found: list[nodes.Element] = list(self.document.findall(nodes.Element))
        blocks = [node for node in found if isinstance(node, (nodes.literal_block, nodes.table))]
        if not blocks or not builds_html_pages(self.app.builder):
            return
        for block in blocks:
            if "wide" in block["classes"]:
                block["classes"].append(_FULL_WIDTH)
            if FOLD_CLASS in block["classes"] and isinstance(block, nodes.literal_block):
                fold(block)


def fold(code: nodes.literal_block) -> None:
    """Put a code block, with its caption, into an element that opens at a click."""
    parent = code.parent
    block = parent if isinstance(parent, nodes.container) and parent.get("literal_block") else code
    is_open = OPEN_CLASS in code["classes"]
    code["classes"] = [name for name in code["classes"] if name not in (FOLD_CLASS, OPEN_CLASS)]
    folded = code_fold("", summary=code.get(SUMMARY) or _("Show code"), open=is_open)
    block.replace_self(folded)
    folded += block


def visit_code_fold(translator: Any, node: code_fold) -> None:
    """Open the element."""
    opened = " open" if node["open"] else ""
    summary = translator.encode(node["summary"])
    translator.body.append(f'<details class="postil-fold"{opened}>\n<summary>{summary}</summary>\n')


def depart_code_fold(translator: Any, node: code_fold) -> None:
    """Close the element."""
    translator.body.append("</details>\n")


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on pages with code, unless another extension has buttons."""
    if doctree is None or not builds_html_pages(app.builder) or _OTHER_BUTTONS & app.extensions.keys():
        return
    if any(isinstance(node, nodes.literal_block | nodes.doctest_block) for node in doctree.findall(nodes.Element)):
        with in_language(app.config, text_language(app.env, pagename)):
            words: dict[str, Any] = {"data-copy": _("Copy"), "data-copied": _("Copied")}
        app.add_js_file(SCRIPT, loading_method="defer", **words)


def setup(app: Sphinx) -> None:
    """Register the node, which is for HTML only, the transform and the script."""
    app.add_node(code_fold, html=(visit_code_fold, depart_code_fold))
    app.add_post_transform(MarkUpBlocks)
    app.connect("html-page-context", load_script)
