"""Figure numbers of posts, on sites with `numfig`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from postil.images.sphinx_compat import all_figure_numbers, set_figure_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def show_figure_number(document: nodes.document, docname: str) -> None:
    """Make a link without text, `[](#map)`, show the number of its figure."""
    for reference in list(document.findall(nodes.reference)):
        name = str(reference.get("refuri", ""))[1:]
        if not reference.get("id_link") or reference.children or not document.nametypes.get(name):
            continue
        node = document.ids.get(document.nameids.get(name) or "")
        if isinstance(node, nodes.figure) and any(isinstance(child, nodes.caption) for child in node):
            number = addnodes.pending_xref(
                "", refdoc=docname, refdomain="std", reftype="numref", reftarget=name, refexplicit=False, refwarn=True
            )
            number += nodes.inline(name, name, classes=["xref", "std", "std-numref"])
            number.source, number.line = reference.source, reference.line
            reference.replace_self(number)


class FigureNumbers:
    """Assigns numbers to the figures of documents outside of any toctree, as posts are: from 1 in each document."""

    def __init__(self) -> None:
        self._previous: Mapping[str, Any] = {}

    def save_previous(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Save the numbers of the last build, before Sphinx resets them."""
        self._previous = all_figure_numbers(env)
        return []

    def assign(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Number the figures that Sphinx left out; if any number changed, return the documents that refer to numbers.

        Sphinx rewrites the documents whose own figures have new numbers, but not those that refer to them.
        """
        if not env.config.numfig:
            return []
        for docname in sorted(env.found_docs - all_figure_numbers(env).keys()):
            numbers = figure_numbers(env.get_doctree(docname))
            if numbers:
                set_figure_numbers(env, docname, numbers)
        if all_figure_numbers(env) == self._previous:
            return []
        return [docname for docname in sorted(env.found_docs) if _has_numbered_reference(env.get_doctree(docname))]


def _has_numbered_reference(doctree: nodes.document) -> bool:
    return any(reference.get("reftype") == "numref" for reference in doctree.findall(addnodes.pending_xref))


def figure_numbers(doctree: nodes.document) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return the numbers of figures, tables, listings and formulas that have an id and a caption, by kind and id."""
    numbers: dict[str, dict[str, tuple[int, ...]]] = {}
    for node in doctree.findall(nodes.Element):
        if kind := numbered_kind(node):
            of_kind = numbers.setdefault(kind, {})
            of_kind[node["ids"][0]] = (len(of_kind) + 1,)
    return numbers


def numbered_kind(node: nodes.Element) -> str:
    """Return Sphinx's name for the kind of a figure, table, listing or formula; empty if it gets no number."""
    if isinstance(node, nodes.math_block):
        kind = "displaymath" if node.get("number") else ""
    elif isinstance(node, nodes.table):
        kind = "table" if any(isinstance(child, nodes.title) for child in node) else ""
    elif isinstance(node, nodes.figure) or (isinstance(node, nodes.container) and node.get("literal_block")):
        kind = "figure" if isinstance(node, nodes.figure) else "code-block"
        kind = kind if any(isinstance(child, nodes.caption) for child in node) else ""
    else:
        return ""
    return kind if node["ids"] else ""


def setup(app: Sphinx) -> None:
    """Run before and after Sphinx assigns numbers, which it does at the default priority, 500."""
    numbers = FigureNumbers()
    app.connect("env-get-updated", numbers.save_previous, priority=400)
    app.connect("env-get-updated", numbers.assign, priority=600)
