"""The numbers of figures, on sites that number them (`numfig`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def show_figure_number(document: nodes.document, docname: str) -> None:
    """Show the number of a figure for a link without words: `[](#map)`."""
    for reference in list(document.findall(nodes.reference)):
        name = str(reference.get("refuri", ""))[1:]
        if not reference.get("id_link") or reference.children or not document.nametypes.get(name):
            continue
        node = document.ids.get(document.nameids.get(name) or "")
        if isinstance(node, nodes.figure) and any(isinstance(child, nodes.caption) for child in node):
            link = addnodes.pending_xref(
                "", refdoc=docname, refdomain="std", reftype="numref", reftarget=name, refexplicit=False, refwarn=True
            )
            link += nodes.inline(name, name, classes=["xref", "std", "std-numref"])
            link.source, link.line = reference.source, reference.line
            reference.replace_self(link)


class FigureNumbers:
    """Numbers the figures of documents that stand in no toctree, as posts do: each document from 1."""

    def __init__(self) -> None:
        self._before: Mapping[str, Any] = {}

    def remember(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Keep the numbers of the last build, which Sphinx is about to forget."""
        self._before = env.toc_fignumbers
        return []

    def assign(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Number what Sphinx left out; return the documents that show a number, if any is another than before.

        Sphinx writes again those whose own figures changed their numbers, and not those that refer to them.
        """
        if not env.config.numfig:
            return []
        for docname in sorted(env.found_docs - env.toc_fignumbers.keys()):
            numbers = figure_numbers(env.get_doctree(docname))
            if numbers:
                env.toc_fignumbers[docname] = {"figure": numbers}
        if env.toc_fignumbers == self._before:
            return []
        return [docname for docname in sorted(env.found_docs) if _shows_number(env.get_doctree(docname))]


def _shows_number(doctree: nodes.document) -> bool:
    return any(reference.get("reftype") == "numref" for reference in doctree.findall(addnodes.pending_xref))


def figure_numbers(doctree: nodes.document) -> dict[str, tuple[int, ...]]:
    """Return a number for each figure in `doctree` that has an id and a caption, by its id."""
    found = [
        figure
        for figure in doctree.findall(nodes.figure)
        if figure["ids"] and any(isinstance(child, nodes.caption) for child in figure)
    ]
    return {figure["ids"][0]: (number,) for number, figure in enumerate(found, start=1)}


def setup(app: Sphinx) -> None:
    """Number before and after Sphinx does, at the usual priority."""
    numbers = FigureNumbers()
    app.connect("env-get-updated", numbers.remember, priority=400)
    app.connect("env-get-updated", numbers.assign, priority=600)
