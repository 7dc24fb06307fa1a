"""References to figures, tables, sections, formulas and listings of the same page, as in Quarto: `@fig-bridge`.

There is no plugin for markdown-it with this syntax. An id that does not exist is a warning, and the text stays.
"""

from __future__ import annotations

import re
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
from postil.markdown.equations import local_label
from postil.markdown.formula_labels import add_rules as add_formula_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx

_ = get_translation(CATALOG)

_RULE = "postil_cross_reference"
KEY = r"(?:fig|tbl|sec|eq|lst)-\w+(?:[:.\-]+\w+)*"
"""The ids that references lead to; a full stop at the end is that of the sentence."""
# Not a part of a word, an e-mail address or a name on another server: `me@fig-tree.org`, `@sec-ops@example.org`.
_REFERENCE = re.compile(rf"(-?)@({KEY})(?![\w@])")
_BRACKETS = re.compile(rf"\[\s*(?:[^\[\]@;\n]*-?@{KEY}\s*;)*[^\[\]@;\n]*-?@{KEY}\s*\](?![(\[{{:])")
_ITEM = re.compile(rf"\s*([^@;]*?)\s*(-?)@({KEY})\s*(?:;|\Z)")
# How long the text of a link may be, in characters.
_MAX_TITLE = 60


class cross_reference(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """A reference that is not yet resolved: `target`, and `prefix`, the words before it; None for its kind."""


def kind_words() -> dict[str, str]:
    """Return what things are called in the language of the site, by the start of their ids."""
    return {
        "fig": _("Figure"),
        "tbl": _("Table"),
        "sec": _("Section"),
        "eq": _("Equation"),
        "lst": _("Listing"),
    }


# --- rules of markdown-it -------------------------------------------------------------------------------------------


def reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `@fig-x`, and `-@fig-x`, which leaves out the word before the number."""
    if state.src[state.pos] not in "@-" or state.linkLevel or _is_in_word(state.src, state.pos):
        return False
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        _push(state, match[0], match[2], "" if match[1] else None)
    state.pos = match.end()
    return True


def references_in_brackets(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `[@fig-x; @fig-y]` and `[Fig. @fig-x]`, where other words replace the kind."""
    if state.src[state.pos] != "[" or state.linkLevel:
        return False
    match = _BRACKETS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        for number, item in enumerate(_ITEM.finditer(match[0][1:-1])):
            if number:
                state.push("text", "", 0).content = ", "
            prefix = "" if item[2] else item[1] or None
            if item[1]:
                state.push("text", "", 0).content = f"{item[1]} "
                prefix = ""
            _push(state, f"@{item[3]}", item[3], prefix)
    state.pos = match.end()
    return True


def _is_in_word(text: str, position: int) -> bool:
    before = text[position - 1 : position]
    return before.isalnum() or before in ("_", "@", "/", ".", "-", "\\") if before else False


def _push(state: StateInline, source: str, target: str, prefix: str | None) -> None:
    token = state.push(_RULE, "", 0)
    token.content, token.meta = source, {"target": target, "prefix": prefix}


def render_reference(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a reference, to be resolved when the whole document is known."""
    node = cross_reference(token.content, token.content, **token.meta)
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    md.inline.ruler.after("link", f"{_RULE}s", references_in_brackets)
    md.inline.ruler.after("link", _RULE, reference)
    md.add_render_rule(f"render_{_RULE}", render_reference, fmt="docutils")
    add_formula_labels(md)


# --- resolve them ---------------------------------------------------------------------------------------------------


class ResolveCrossReferences(SphinxTransform):
    """Replace references by links whose text is the number of what they lead to, or its caption."""

    # After figures have their captions (365), before Sphinx replaces quotation marks (750).
    default_priority = 740

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
