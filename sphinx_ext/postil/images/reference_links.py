"""Links to figures, tables, sections, formulas and listings of the same page, in place of references as in Quarto."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.diagnostics import Subtype, warn
from postil.footnotes.references import set_reference_lines
from postil.i18n import CATALOG
from postil.images.caption_text import text_of_nodes
from postil.images.numfig import figure_numbers, numbered_kind
from postil.markdown.cross_references import cross_reference
from postil.markdown.equations import local_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx

_ = get_translation(CATALOG)

# How long the text of a link may be, in characters.
_MAX_TITLE = 60


def kind_words() -> dict[str, str]:
    """Return what things are called in the language of the site, by the start of their ids."""
    return {
        "fig": _("Figure"),
        "tbl": _("Table"),
        "sec": _("Section"),
        "eq": _("Equation"),
        "lst": _("Listing"),
    }


class ResolveCrossReferences(SphinxTransform):
    """Replace references by links whose text is the number of what they lead to, or its caption."""

    # After figures have their captions (365), before Sphinx replaces quotation marks (750).
    default_priority = 740
    searched_nodes = (cross_reference,)

    def apply(self, **kwargs: Any) -> None:
        """Replace all references."""
        resolve(self.document, self.env.docname, self.config.numfig_format if self.config.numfig else {})


def resolve(document: nodes.document, docname: str, formats: Mapping[str, str]) -> None:
    """Replace the references in a document by links; warn of those that lead nowhere, and keep their text.

    `formats` are the texts of links by the kind of what is numbered, `Fig. %s`; without them, nothing has a number.
    """
    references = list(document.findall(cross_reference))
    if not references:
        return
    set_reference_lines(references)
    targets = _targets(document)
    numbers = {name: kind[name][0] for kind in figure_numbers(document).values() for name in kind} if formats else {}
    words = kind_words()
    for node in references:
        name = nodes.fully_normalize_name(node["target"])
        target = targets.get(name) or targets.get(local_label(docname, node["target"]))
        if target is None:
            key = node["target"]
            message = f"nothing on this page has the id `{key}`; `@{key}` is shown as written"
            warn(Subtype.REFERENCE, message, node)
            node.replace_self(nodes.Text(node.astext()))
            continue
        word = words[node["target"].partition("-")[0]] if node["prefix"] is None else ""
        node.replace_self(_link(target, docname, word, formats, numbers, place=node))


def _targets(document: nodes.document) -> dict[str, nodes.Element]:
    """Return the elements that have an id which their author wrote, by the id."""
    found: dict[str, nodes.Element] = {}
    for element in document.findall(nodes.Element):
        if isinstance(element, nodes.target):
            continue
        for name in (*element["ids"], *element["names"], *element["dupnames"], element.get("label", "")):
            found.setdefault(str(name), element)
    return found


def _link(
    target: nodes.Element,
    docname: str,
    word: str,
    formats: Mapping[str, str],
    numbers: Mapping[str, int],
    *,
    place: cross_reference,
) -> Sequence[nodes.Node]:
    """Return the link to an element; its text begins with `word`.

    Where it is a number, Sphinx fills it in when it writes the page. Excerpts and descriptions have `numbers`.
    """
    if isinstance(target, nodes.math_block) and target.get("label"):
        number = _pending("math", "eq", target["label"], docname, place)
        number += nodes.inline("", f"({target['number']})")
        return [nodes.Text(f"{word} "), number] if word else [number]
    kind, name = numbered_kind(target), nodes.fully_normalize_name(place["target"])
    if kind in formats and name in target["names"]:
        number = _pending("std", "numref", name, docname, place)
        number["postil_format"] = formats[kind] if word else "%s"
        number += nodes.inline("", number["postil_format"].replace("%s", str(numbers.get(target["ids"][0], ""))))
        return [number]
    title = _title(target)
    text = _("%(kind)s “%(title)s”") % {"kind": word, "title": title} if word and title else title or word
    link = nodes.reference("", "", nodes.inline("", text or place["target"]), internal=True)
    link["refid"] = target["ids"][0]
    return [link]


def _title(element: nodes.Element) -> str:
    """Return the title or the caption of an element, shortened."""
    child = next((child for child in element if isinstance(child, nodes.title | nodes.caption)), None)
    text = text_of_nodes(child.children).rstrip(".") if child else ""
    if len(text) <= _MAX_TITLE:
        return text
    start = text[:_MAX_TITLE]
    return f"{start.rpartition(' ')[0] or start}…"


def _pending(domain: str, kind: str, target: str, docname: str, place: nodes.Element) -> addnodes.pending_xref:
    """Return a reference to a number, without its text."""
    pending = addnodes.pending_xref(
        "", refdoc=docname, refdomain=domain, reftype=kind, reftarget=target, refexplicit=True, refwarn=True
    )
    pending.source, pending.line = place.source, place.line
    return pending


class SetNumberFormats(SphinxPostTransform):
    """Give references the format in which Sphinx fills in the number."""

    # Before references are resolved (10).
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Replace the number that excerpts have."""
        for pending in self.document.findall(addnodes.pending_xref):
            if "postil_format" in pending:
                pending.children = [nodes.inline("", pending["postil_format"])]


def setup(app: Sphinx) -> None:
    """Register the node and the transform."""
    app.add_node(cross_reference)
    app.add_transform(ResolveCrossReferences)
    app.add_post_transform(SetNumberFormats)
