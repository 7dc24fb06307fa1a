"""Links in Markdown: as MyST resolves them, else as paths on a web site; those that lead nowhere stay as written.

Private: the methods of `MystReferenceResolver` that are overridden here, and its fallback to other projects; so they
are in MyST-Parser 4.0 to 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from markdown_it.common.normalize_url import normalizeLink
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver

from postil.blog.link_notation import written_target
from postil.blog.listing import resolve_label
from postil.blog.page_names import WIKI
from postil.build.domain import post_domain
from postil.pages.site_links import link_uri, warn_of_link
from postil.project.draft_links import link_to_draft
from postil.project.references import WRITTEN

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx


class ResolveMarkdownLinks(MystReferenceResolver):
    """Resolve the links in Markdown."""

    # Just before MyST's own, which then finds none.
    default_priority = 8

    def resolve_myst_ref_any(
        self, refdoc: str, node: pending_xref, contnode: nodes.Element, only_domains: list[str] | None
    ) -> nodes.Element | None:
        """Resolve a link that MyST knows, else one that is a path on this site; return a link to nowhere as written."""
        found = super().resolve_myst_ref_any(refdoc, node, contnode, only_domains)
        if found is None:
            found = self._resolve_myst_ref_intersphinx(node, contnode, node["reftarget"], only_domains)
        if found is not None or node.get("reflocalid"):
            return found
        return self._resolve_path(refdoc, node, contnode)

    def resolve_myst_ref_doc(self, node: pending_xref) -> None:
        """Resolve a link to a document; to a draft, by ABlog's rules, it is text."""
        draft = None
        if node["reftarget"] not in self.env.all_docs:
            draft = link_to_draft(self.env, node, cast("nodes.Element", node[0]), f"/{node['reftarget']}")
        if draft is None:
            super().resolve_myst_ref_doc(node)
        else:
            node.replace_self(draft)

    def _resolve_path(self, refdoc: str, node: pending_xref, contnode: nodes.Element) -> nodes.Element | None:
        """Return the link that a path or a label of the blog stands for; with a warning, one to nowhere."""
        domain, target = post_domain(self.env), str(node["reftarget"])
        if found := domain.links.find(target, refdoc) if WRITTEN in node else None:
            if found.docname in self.env.found_docs and not found.query:
                return self._link_to_document(node, found.docname, found.fragment)
            return _reference(contnode, link_uri(self.app, found, refdoc), text=self._title(found.docname))
        if draft := link_to_draft(self.env, node, contnode, str(node["reftarget"])):
            return draft
        if label := resolve_label(domain.index, target, documents=self.env.found_docs):
            return _reference(contnode, self.app.builder.get_relative_uri(refdoc, label[0]), text=label[1])
        if WRITTEN not in node:
            return None  # `[text](#name)`
        warn_of_link(self.config, target, node)
        if target.startswith(WIKI):
            return contnode if contnode.children else nodes.inline("", written_target(target)[2:-2])
        return nodes.reference("", "", contnode, refuri=normalizeLink(written_target(target)))

    def _link_to_document(self, node: pending_xref, docname: str, fragment: str) -> nodes.Element:
        """Return MyST's link to a document, which replaces a copy of `node`."""
        copy = node.deepcopy()
        copy.source, copy.line = node.source, node.line
        copy["refdomain"], copy["reftarget"], copy["reftargetid"] = "doc", docname, fragment or None
        holder = nodes.inline("", "", copy)
        self.resolve_myst_ref_doc(copy)
        return cast("nodes.Element", holder[0])

    def _title(self, docname: str) -> str:
        term = post_domain(self.env).index.by_page.get(docname)
        return term.label if term else ""


def _reference(contnode: nodes.Element, uri: str, *, text: str) -> nodes.Element:
    """Return a link with the content of another one, or with `text` if that is empty; without a URL only its text."""
    inner = contnode if contnode.children or not text else nodes.inline("", text)
    return nodes.reference("", "", inner, internal=True, refuri=uri) if uri else inner


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(ResolveMarkdownLinks)
