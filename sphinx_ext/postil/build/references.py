"""Collect what a document refers to: links, labels, lists of posts, images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import get_source_line
from sphinx import addnodes

from postil.blog.listing import postlist
from postil.build.domain import post_domain
from postil.build.duplicate_labels import labels_of_document
from postil.build.link_sentences import link_sentences
from postil.project.html_links import LINKS
from postil.project.references import WRITTEN

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

# The types of references that lead to pages.
_PAGE_REFERENCES = ("doc", "ref", "any", "myst", "numref")
# What `collect_references` looks for.
_COLLECTED = (postlist, addnodes.pending_xref, addnodes.toctree, nodes.reference, nodes.raw, nodes.image)


def collect_references(env: BuildEnvironment, doctree: nodes.document) -> None:
    """Store a document's `postlist` directives, references, labels, and the lines of its images."""
    docname, data = env.docname, post_domain(env).data
    # All in one search: a document has many nodes, and few of these.
    found = [node for node in doctree.findall(nodes.Element) if isinstance(node, _COLLECTED)]
    if postlists := [node["options"] for node in found if isinstance(node, postlist)]:
        data["postlists"][docname] = postlists
    references = [node for node in found if isinstance(node, addnodes.pending_xref)]
    targets = {target for node in references for target in targets_of(node)}
    written = {str(node[WRITTEN]) for node in found if isinstance(node, nodes.reference) and WRITTEN in node}
    written.update(*(node[LINKS] for node in found if isinstance(node, nodes.raw) and LINKS in node))
    # Sphinx does not read a document with a toctree again when an entry has moved.
    toctrees = (node for node in found if isinstance(node, addnodes.toctree))
    includes = {f"/{name}" for node in toctrees for name in node["includefiles"]}
    if all_targets := targets | written | includes:
        data["references"][docname] = sorted(all_targets)
    if labels := labels_of_document(env, docname, (name for name, explicit in doctree.nametypes.items() if explicit)):
        data["labels"][docname] = labels
    links = {str(node.get("reftarget", "")) for node in references if node.get("reftype") in _PAGE_REFERENCES}
    if links := links | written:
        data["links"][docname] = sorted(links)
    if sentences := link_sentences(node for node in found if _leads_to_page(node)):
        data["link_sentences"][docname] = sentences
    if paths := written | {str(node[WRITTEN]) for node in references if WRITTEN in node}:
        data["paths"][docname] = sorted(paths)
    images = [node for node in found if isinstance(node, nodes.image)]
    if written_images := {
        image["postil_written"]: path
        for image in images
        if "postil_written" in image
        for path in (image.get("candidates") or {}).values()
    }:
        data["written_images"][docname] = written_images
    if lines := {
        path: get_source_line(image)[1]
        for image in reversed(images)
        for kind, path in (image.get("candidates") or {}).items()
        if kind != "?"
    }:
        data["image_lines"][docname] = lines


def _leads_to_page(node: nodes.Element) -> bool:
    """Return whether a node is a link that may lead to a page."""
    is_reference = isinstance(node, addnodes.pending_xref) and node.get("reftype") in _PAGE_REFERENCES
    return is_reference or (isinstance(node, nodes.reference) and WRITTEN in node)


def targets_of(node: addnodes.pending_xref) -> set[str]:
    """Return what a reference leads to: its target, and the heading there, whose text and id it may show."""
    target, fragment = str(node.get("reftarget", "")), node.get("reftargetid")
    return {target, f"/{target}#{fragment}"} if fragment else {target}
