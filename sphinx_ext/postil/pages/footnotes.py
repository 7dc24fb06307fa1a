"""Footnotes in HTML: one copy of each, at the end of the post, with links to and from its references.

A script moves them into the margin in wide windows, and shows them at a tap in narrow ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.build.domain import post_domain
from postil.footnotes.headings import has_content, heading_of
from postil.footnotes.unnumbered import UNNUMBERED
from postil.html_builders import builds_html_pages
from postil.i18n import CATALOG
from postil.pages.feed_footnotes import (
    bare_text,
    close_feed_footnotes,
    list_feed_footnote,
    open_feed_footnotes,
    visit_bare_text,
)
from postil.pages.render import ID_PREFIX, IS_FEED
from postil.pages.untranslated import word

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ = get_translation(CATALOG)


class footnote_section(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """The section with all footnotes of a post."""


class footnote_item(nodes.footnote):  # noqa: N801
    """A footnote."""


class footnote_mark(nodes.footnote_reference):  # noqa: N801
    """A reference to a footnote."""


class back_links(nodes.Inline, nodes.Element):  # noqa: N801
    """The links from a footnote back to its references, whose ids are in `targets`."""


class GatherFootnotes(SphinxPostTransform):
    """Move the footnotes of a page into one section, in builders of HTML pages."""

    # After the book theme has looked for footnotes (1) and Sphinx has removed `only` content of other formats (50).
    default_priority = 60
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace footnotes and their references by postil's nodes."""
        if not any(True for _ in self.document.findall(nodes.footnote)) or not builds_html_pages(self.app.builder):
            return
        gather_footnotes(
            self.document,
            placement=footnote_placement(self.env, self.env.current_document.docname, self.config.postil.postil_notes),
            prefix=self.document.get(ID_PREFIX, ""),
            both_sides=self.config.postil.postil_notes_sides == "both",
        )


def footnote_placement(env: BuildEnvironment, docname: str, default: str) -> str:
    """Return where the footnotes of a document go, `margin` or `end`: from its front matter, else `default`."""
    for post in post_domain(env).posts.get(docname, ()):
        if post.notes:
            return post.notes
    value = env.metadata.get(docname, {}).get("notes")
    return value if value in ("margin", "end") else default


def gather_footnotes(document: nodes.document, *, placement: str, prefix: str, both_sides: bool = False) -> None:
    """Replace the footnotes of `document` by one section, and their references by marks; ids start with `prefix`.

    In wide windows they are on `both_sides` of the text.
    """
    footnotes = [footnote for footnote in document.findall(nodes.footnote) if "number" not in footnote]
    if not footnotes:
        return
    by_id = {name: footnote for footnote in footnotes for name in footnote["ids"]}
    references: dict[str, list[str]] = {}
    for reference in list(document.findall(nodes.footnote_reference)):
        if reference.get("refid") not in by_id:
            continue
        target = f"{prefix}{reference['refid']}"
        name = f"{prefix}{reference['ids'][0]}"
        position = reference.parent.index(reference)
        adjacent = position > 0 and isinstance(reference.parent[position - 1], nodes.footnote_reference)
        mark = footnote_mark("", reference.astext(), ids=[name], refid=target, adjacent=adjacent)
        mark["unnumbered"] = bool(by_id[reference["refid"]].get(UNNUMBERED))
        reference.parent[position] = mark
        references.setdefault(target, []).append(name)
    parent: nodes.Element = footnotes[0].parent
    position = parent.index(footnotes[0])
    heading = _mark_heading(heading_of(footnotes[0]))
    section = footnote_section("", placement=placement, heading=heading, both_sides=both_sides)
    for footnote in footnotes:
        footnote.parent.remove(footnote)
        name = f"{prefix}{footnote['ids'][0]}"
        if footnote["backrefs"] and name not in references:
            continue  # all references to it are in `only` content of other formats
        item = footnote_item("", *footnote.children, ids=[name], number=footnote[0].astext())
        if footnote.get(UNNUMBERED):
            item["classes"].append("postil-note-unnumbered")
        _add_back_links(item, references.get(name, []))
        section += item
    if document.get(IS_FEED):
        for number, footnote in enumerate(section.findall(footnote_item), start=1):
            list_feed_footnote(footnote, number)
    if section.children:
        parent.insert(position, section)


def _mark_heading(heading: nodes.section | nodes.rubric | None) -> str:
    """Return the text of the author's heading; mark it for the script unless it has other content."""
    if heading is None:
        return ""
    title = heading if isinstance(heading, nodes.rubric) else next(heading.findall(nodes.title))
    if isinstance(heading, nodes.rubric) or not has_content(heading):
        title["classes"].append("postil-notes-heading")
    return title.astext()


def _add_back_links(item: footnote_item, targets: list[str]) -> None:
    """Add the links back to the references to the footnote's last paragraph, or in a new one."""
    if not targets:
        return
    links = back_links("", targets=targets)
    if isinstance(item[-1], nodes.paragraph):
        item[-1].append(links)
    else:
        item += nodes.paragraph("", "", links, classes=["postil-note-back"])


def visit_footnote_section(translator: Any, node: footnote_section) -> None:
    """Open the section, with a heading unless the author wrote one."""
    if translator.document.get(IS_FEED):
        open_feed_footnotes(translator, node["heading"])
        return
    label, close = translator.attval(node["heading"] or _("Notes")), translator.attval(_("Close"))
    headed = " data-headed" if node["heading"] else ""
    sides = ' data-sides="both"' if node["both_sides"] else ""
    language = "".join(f' {name}="{node[name]}"' for name in ("lang", "dir") if name in node)
    translator.body.append(
        f'<section class="postil-notes"{language} role="doc-endnotes" aria-label="{label}" '
        f'data-notes="{node["placement"]}" data-close="{close}"{sides}{headed}>\n'
    )
    if not headed:
        translator.body.append(f'<h2 class="postil-notes-title">{word("Notes")}</h2>\n')


def depart_footnote_section(translator: Any, node: footnote_section) -> None:
    """Close the section."""
    if translator.document.get(IS_FEED):
        close_feed_footnotes(translator)
        return
    translator.body.append("</section>\n")


def visit_footnote(translator: Any, node: footnote_item) -> None:
    """Open a footnote."""
    if translator.document.get(IS_FEED):
        translator.body.append(translator.starttag(node, "li", "", **node["attributes"]))
        return
    label = _("Note %s") % node["number"]
    attributes = {"role": "doc-footnote", "aria-label": label}
    if node.get("dir"):
        attributes["dir"] = node["dir"]
    translator.body.append(translator.starttag(node, "aside", CLASS="footnote brackets postil-note", **attributes))


def depart_footnote(translator: Any, node: footnote_item) -> None:
    """Close a footnote."""
    translator.body.append("</li>\n" if translator.document.get(IS_FEED) else "</aside>\n")


def visit_mark(translator: Any, node: footnote_mark) -> None:
    """Open a reference. The brackets are for readers without CSS; `postil.css` hides them and adds commas."""
    classes = "postil-mark postil-mark-close" if node["adjacent"] else "postil-mark"
    if node["unnumbered"]:
        classes += " postil-mark-unnumbered"
    attributes = {"role": "doc-noteref", "href": f"#{node['refid']}", "aria-label": _("Note %s") % node.astext()}
    translator.body.append(f'<sup class="{classes}">')
    translator.body.append(translator.starttag(node, "a", "", CLASS="footnote-reference brackets", **attributes))
    translator.body.append('<span class="fn-bracket">[</span>')


def depart_mark(translator: Any, node: footnote_mark) -> None:
    """Close a reference."""
    translator.body.append('<span class="fn-bracket">]</span></a></sup>')


def visit_back_links(translator: Any, node: back_links) -> None:
    """Write the links back: an arrow, or several with a number each."""
    for number, target in enumerate(node["targets"], start=1):
        has_several = len(node["targets"]) > 1
        label = _("Back to reference %s") % number if has_several else _("Back to the text")
        text = f"↩<sup>{number}</sup>" if has_several else "↩"
        translator.body.append(
            f' <a class="postil-back" role="doc-backlink" href="#{target}" '
            f'aria-label="{translator.attval(label)}">{text}</a>'
        )
    raise nodes.SkipNode


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on pages with footnotes in the margin."""
    if doctree is not None and any(node["placement"] == "margin" for node in doctree.findall(footnote_section)):
        app.add_js_file("postil-notes.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the nodes, the transform and the script."""
    app.add_node(footnote_section, html=(visit_footnote_section, depart_footnote_section))
    app.add_node(footnote_item, html=(visit_footnote, depart_footnote))
    app.add_node(footnote_mark, html=(visit_mark, depart_mark))
    app.add_node(bare_text, html=(visit_bare_text, visit_bare_text))
    app.add_node(back_links, html=(visit_back_links, None))
    app.add_post_transform(GatherFootnotes)
    app.connect("html-page-context", load_script)
