"""Notes in HTML: one copy of each, at the end of the post, with the ways there and back.

A script sets the same elements beside the text where there is room, and opens them at a tap where there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.build.domain import post_domain
from postil.footnotes.unnumbered import UNNUMBERED
from postil.i18n import CATALOG
from postil.pages.render import PREFIX
from postil.pages.templates import builds_html_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ = get_translation(CATALOG)


class footnote_section(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """All notes of a post."""


class footnote_item(nodes.footnote):  # noqa: N801
    """A note."""


class footnote_mark(nodes.footnote_reference):  # noqa: N801
    """A reference to a note."""


class back_links(nodes.Inline, nodes.Element):  # noqa: N801
    """The ways from a note back to its references: ids in `targets`."""


class GatherFootnotes(SphinxPostTransform):
    """Put the notes of a page under one heading, if the builder makes pages."""

    # After the book theme looked for footnotes (1) and Sphinx took out what is for other formats only (50).
    default_priority = 60
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace footnotes and their references by nodes that are written as postil has them."""
        if not builds_html_pages(self.app.builder):
            return
        gather_footnotes(
            self.document,
            place=footnote_placement(self.env, self.env.current_document.docname, self.config.postil.postil_notes),
            prefix=self.document.get(PREFIX, ""),
        )


def footnote_placement(env: BuildEnvironment, docname: str, default: str) -> str:
    """Return where the notes of a document stand, `margin` or `end`: what its author says, else `default`."""
    for post in post_domain(env).posts.get(docname, ()):
        if post.notes:
            return post.notes
    chosen = env.metadata.get(docname, {}).get("notes")
    return chosen if chosen in ("margin", "end") else default


def gather_footnotes(document: nodes.document, *, place: str, prefix: str) -> None:
    """Replace the footnotes of `document` by one section, and their references by marks; ids start with `prefix`."""
    notes = [note for note in document.findall(nodes.footnote) if "number" not in note]
    if not notes:
        return
    there = {name: note for note in notes for name in note["ids"]}
    links: dict[str, list[str]] = {}
    for reference in list(document.findall(nodes.footnote_reference)):
        if reference.get("refid") not in there:
            continue
        target = f"{prefix}{reference['refid']}"
        name = f"{prefix}{reference['ids'][0]}"
        before = reference.parent.index(reference)
        close = before > 0 and isinstance(reference.parent[before - 1], nodes.footnote_reference)
        mark = footnote_mark("", reference.astext(), ids=[name], refid=target, close=close)
        mark["unnumbered"] = bool(there[reference["refid"]].get(UNNUMBERED))
        reference.parent[before] = mark
        links.setdefault(target, []).append(name)
    parent: nodes.Element = notes[-1].parent
    section = footnote_section("", place=place)
    for footnote in notes:
        footnote.parent.remove(footnote)
        name = f"{prefix}{footnote['ids'][0]}"
        if footnote["backrefs"] and name not in links:
            continue  # what refers to it is for other formats only
        note = footnote_item("", *footnote.children, ids=[name], number=footnote[0].astext())
        if footnote.get(UNNUMBERED):
            note["classes"].append("postil-note-unnumbered")
        _add_back_links(note, links.get(name, []))
        section += note
    if section.children:
        parent.append(section)


def _add_back_links(note: footnote_item, targets: list[str]) -> None:
    """Put the ways back at the end of the note's last paragraph, or below it."""
    if not targets:
        return
    links = back_links("", targets=targets)
    if isinstance(note[-1], nodes.paragraph):
        note[-1].append(links)
    else:
        note += nodes.paragraph("", "", links, classes=["postil-note-back"])


def visit_footnote_section(translator: Any, node: footnote_section) -> None:
    """Start the notes with their heading."""
    label, close = translator.attval(_("Notes")), translator.attval(_("Close"))
    translator.body.append(
        f'<section class="postil-notes" role="doc-endnotes" aria-label="{label}" '
        f'data-notes="{node["place"]}" data-close="{close}">\n'
        f'<h2 class="postil-notes-title">{label}</h2>\n'
    )


def depart_footnote_section(translator: Any, node: footnote_section) -> None:
    """End the notes."""
    translator.body.append("</section>\n")


def visit_footnote(translator: Any, node: footnote_item) -> None:
    """Start a note."""
    label = _("Note %s") % node["number"]
    attributes = {"role": "doc-footnote", "aria-label": label}
    translator.body.append(translator.starttag(node, "aside", CLASS="footnote brackets postil-note", **attributes))


def depart_footnote(translator: Any, node: footnote_item) -> None:
    """End a note."""
    translator.body.append("</aside>\n")


def visit_mark(translator: Any, node: footnote_mark) -> None:
    """Start a reference. The brackets are for readers without a style sheet; `postil.css` has a comma where needed."""
    classes = "postil-mark postil-mark-close" if node["close"] else "postil-mark"
    if node["unnumbered"]:
        classes += " postil-mark-unnumbered"
    attributes = {"role": "doc-noteref", "href": f"#{node['refid']}", "aria-label": _("Note %s") % node.astext()}
    translator.body.append(f'<sup class="{classes}">')
    translator.body.append(translator.starttag(node, "a", "", CLASS="footnote-reference brackets", **attributes))
    translator.body.append('<span class="fn-bracket">[</span>')


def depart_mark(translator: Any, node: footnote_mark) -> None:
    """End a reference."""
    translator.body.append('<span class="fn-bracket">]</span></a></sup>')


def visit_back_links(translator: Any, node: back_links) -> None:
    """Write the ways back: an arrow, or several with a number each."""
    for number, target in enumerate(node["targets"], start=1):
        several = len(node["targets"]) > 1
        label = _("Back to reference %s") % number if several else _("Back to the text")
        shown = f"↩<sup>{number}</sup>" if several else "↩"
        translator.body.append(
            f' <a class="postil-back" role="doc-backlink" href="#{target}" '
            f'aria-label="{translator.attval(label)}">{shown}</a>'
        )
    raise nodes.SkipNode


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let pages with notes beside the text load the script."""
    if doctree is not None and any(node["place"] == "margin" for node in doctree.findall(footnote_section)):
        app.add_js_file("postil-notes.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the nodes, how they are written, and the script."""
    app.add_node(footnote_section, html=(visit_footnote_section, depart_footnote_section))
    app.add_node(footnote_item, html=(visit_footnote, depart_footnote))
    app.add_node(footnote_mark, html=(visit_mark, depart_mark))
    app.add_node(back_links, html=(visit_back_links, None))
    app.add_post_transform(GatherFootnotes)
    app.connect("html-page-context", load_script)
