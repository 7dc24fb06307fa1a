"""Callouts as docutils admonitions, so that every theme and builder can show them; some fold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels, get_translation

from postil.i18n import CATALOG
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

# Admonitions of docutils and Sphinx, which have titles in the language of the site.
_ADMONITIONS: Mapping[str, type[nodes.Element]] = {
    "note": nodes.note,
    "tip": nodes.tip,
    "hint": nodes.hint,
    "important": nodes.important,
    "attention": nodes.attention,
    "warning": nodes.warning,
    "caution": nodes.caution,
    "danger": nodes.danger,
    "error": nodes.error,
    "seealso": addnodes.seealso,
}
# Obsidian's other types, and the class of the admonition that themes style.
_CLASSES: Mapping[str, str] = {
    "abstract": "note",
    "info": "note",
    "todo": "note",
    "success": "tip",
    "question": "hint",
    "failure": "error",
    "bug": "error",
    "example": "note",
    "quote": "note",
    "details": "note",
}
_ALIASES: Mapping[str, str] = {
    "summary": "abstract",
    "tldr": "abstract",
    "check": "success",
    "done": "success",
    "help": "question",
    "faq": "question",
    "fail": "failure",
    "missing": "failure",
    "cite": "quote",
}
KINDS = frozenset({*_ADMONITIONS, *_CLASSES, *_ALIASES})
"""The kinds of callouts that have a title of their own; of any other, the name is the title."""


class folded_callout(nodes.admonition):  # noqa: N801 - docutils names nodes in lower case
    """A callout that opens at a click; `open` if it is open at first. It has a title."""


class callout_summary(nodes.title):  # noqa: N801
    """The title of a callout that folds."""


def create_callout(kind: str, *, title: bool, fold: str = "") -> nodes.Element:
    """Return an empty callout. With `title`, its first child is an empty title; else it has the title of its kind.

    `fold` is `-` for one that is closed at first, `+` for one that is open.
    """
    kind = _ALIASES.get(kind.lower(), kind.lower())
    if kind in _ADMONITIONS and not title and not fold:
        return _ADMONITIONS[kind]()
    heading = (callout_summary if fold else nodes.title)()
    if not title:
        heading += nodes.Text(title_of(kind))
    callout = folded_callout("", heading, open=fold == "+") if fold else nodes.admonition("", heading)
    callout["classes"] += [_CLASSES.get(kind, kind if kind in _ADMONITIONS else "note")]
    if kind not in _ADMONITIONS and (name := slugify(kind)):
        callout["classes"].append(f"callout-{name}")
    return callout


def title_of(kind: str) -> str:
    """Return the title of callouts of a kind that have none of their own."""
    sphinx, own = get_translation("sphinx"), get_translation(CATALOG)
    titles = {
        "note": sphinx("Note"),
        "tip": sphinx("Tip"),
        "hint": sphinx("Hint"),
        "important": sphinx("Important"),
        "attention": sphinx("Attention"),
        "warning": sphinx("Warning"),
        "caution": sphinx("Caution"),
        "danger": sphinx("Danger"),
        "error": sphinx("Error"),
        "seealso": sphinx("See also"),
        **_own_titles(own),
    }
    return str(titles.get(kind) or kind.replace("-", " ").replace("_", " ").strip().capitalize())


def _own_titles(_: Any) -> dict[str, str]:
    return {
        "abstract": _("Summary"),
        "info": _("Info"),
        "todo": _("To do"),
        "success": _("Success"),
        "question": _("Question"),
        "failure": _("Failure"),
        "bug": _("Bug"),
        "example": _("Example"),
        "quote": _("Quote"),
        "details": _("Details"),
    }


def quote_admonitions(element: nodes.Element) -> None:
    """Turn the admonitions in an element into quotations that start with their title in bold.

    Feed readers drop the classes of elements, and some of them drop `<details>`.
    """
    for node in list(element.findall(nodes.Element)):
        if not isinstance(node, nodes.Admonition) or isinstance(node, nodes.TextElement):
            continue  # of Sphinx's domains, such as `versionadded`: their text includes the title
        has_title = bool(node.children) and isinstance(node[0], nodes.title)
        label = node[0].children if has_title else [nodes.Text(admonitionlabels.get(node.tagname, ""))]
        title = nodes.paragraph("", "", nodes.strong("", "", *label))
        node.replace_self(nodes.block_quote("", title, *node.children[has_title:], ids=node["ids"]))


def visit_folded_callout(translator: Any, node: folded_callout) -> None:
    """Open a callout that folds."""
    if not folds(translator):
        translator.visit_admonition(node)
        return
    attributes = {"open": "open"} if node["open"] else {}
    translator.body.append(translator.starttag(node, "details", CLASS="admonition", **attributes))


def depart_folded_callout(translator: Any, node: folded_callout) -> None:
    """Close a callout that folds."""
    if folds(translator):
        translator.body.append("</details>\n")
    else:
        translator.depart_admonition(node)


def visit_callout_summary(translator: Any, node: callout_summary) -> None:
    """Open the title of a callout that folds."""
    tag = "summary" if folds(translator) else "p"
    translator.body.append(translator.starttag(node, tag, "", CLASS="admonition-title"))


def depart_callout_summary(translator: Any, node: callout_summary) -> None:
    """Close the title of a callout that folds."""
    translator.body.append("</summary>\n" if folds(translator) else "</p>\n")


def folds(translator: Any) -> bool:
    """Return whether readers of a builder's output can open a callout: in e-books, many can't."""
    return bool(translator.builder.name != "epub")


def setup(app: Sphinx) -> None:
    """Register the nodes; other formats show them as other admonitions."""
    app.add_node(folded_callout, html=(visit_folded_callout, depart_folded_callout))
    app.add_node(callout_summary, html=(visit_callout_summary, depart_callout_summary))
