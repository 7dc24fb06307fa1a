"""Skip the transforms that would find nothing in a document: most of about eighty, each of which searches all of it.

postil's own transforms that do nothing but search for nodes of some classes name these in `searched_nodes`. Of other
packages, this is known of certain releases only; with any other release, all transforms are applied.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import docutils
import myst_parser
import sphinx
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils.transforms import Transform
    from sphinx.application import Sphinx

# The releases whose transforms, and docutils' `Transformer`, are known. In another, a transform may do more: with
# docutils 1.0, `DoctestTransform` of Sphinx 9.2 looks at all literal blocks.
KNOWN_RELEASES: Mapping[str, frozenset[str]] = {
    "docutils": frozenset({"0.22", "0.23"}),
    "myst_parser": frozenset({"4.0", "5.0", "5.1", "5.2"}),
    "sphinx": frozenset({"9.0", "9.1", "9.2"}),
}
# The classes of nodes for which transforms of other packages search; without any of these nodes, they do nothing.
SEARCHED: Mapping[str, tuple[type, ...]] = {
    "docutils.transforms.misc.Transitions": (nodes.transition,),
    "docutils.transforms.references.AnonymousHyperlinks": (nodes.reference, nodes.target),
    "docutils.transforms.references.ExternalTargets": (nodes.target,),
    "docutils.transforms.references.InternalTargets": (nodes.target,),
    "docutils.transforms.references.PropagateTargets": (nodes.target,),
    "docutils.transforms.references.Substitutions": (nodes.substitution_reference,),
    "myst_parser.mdit_to_docutils.transforms.ResolveSectionRefs": (nodes.inline,),
    "sphinx.builders.latex.transforms.FootnoteDocnameUpdater": (nodes.footnote, nodes.footnote_reference),
    "sphinx.domains.citation.CitationDefinitionTransform": (nodes.citation,),
    "sphinx.domains.citation.CitationReferenceTransform": (nodes.citation_reference,),
    "sphinx.transforms.AutoIndexUpgrader": (addnodes.index,),
    "sphinx.transforms.DefaultSubstitutions": (nodes.substitution_reference,),
    "sphinx.transforms.DoctestTransform": (nodes.doctest_block,),
    "sphinx.transforms.FilterSystemMessages": (nodes.system_message,),
    "sphinx.transforms.GlossarySorter": (addnodes.glossary,),
    "sphinx.transforms.HandleCodeBlocks": (nodes.block_quote,),
    "sphinx.transforms.MoveModuleTargets": (nodes.target,),
    "sphinx.transforms.ReorderConsecutiveTargetAndIndexNodes": (nodes.target,),
    "sphinx.transforms.SortIds": (nodes.section,),
    "sphinx.transforms.i18n.PreserveTranslatableMessages": (addnodes.translatable,),
    "sphinx.transforms.i18n.RemoveTranslatableInline": (nodes.inline,),
}


def are_transforms_known() -> bool:
    """Return whether `SEARCHED` is true of the installed releases."""
    installed = (docutils, myst_parser, sphinx)
    return all(
        ".".join(package.__version__.split(".")[:2]) in KNOWN_RELEASES[package.__name__] for package in installed
    )


class ApplyTransforms(SphinxTransform):
    """Apply all other transforms of a document, as docutils does, except those that would find nothing in it."""

    default_priority = 0

    def apply(self, **kwargs: Any) -> None:
        """Apply the transforms that are waiting in the document's transformer, which has none left then."""
        transformer = self.document.transformer
        # None after a transform that may have added nodes.
        classes: frozenset[type] | None = None
        while transformer.transforms:
            if not transformer.sorted:
                transformer.transforms.sort(reverse=True)
                transformer.sorted = True
            entry: tuple[str, Any, nodes.Node | None, dict[str, Any]] = transformer.transforms.pop()
            _priority, transform, pending, options = entry
            searched = searched_nodes(transform)
            if searched and pending is None:
                classes = classes or classes_in(self.document)
                if classes.isdisjoint(searched):
                    continue
            classes = None
            transform(self.document, startnode=pending).apply(**options)
            transformer.applied.append(entry)


@lru_cache(maxsize=1024)
def searched_nodes(transform: type[Transform]) -> tuple[type, ...]:
    """Return the classes of nodes without which a transform does nothing; empty if that is not known of it."""
    own: tuple[type, ...] = vars(transform).get("searched_nodes", ())
    return own or SEARCHED.get(f"{transform.__module__}.{transform.__qualname__}", ())


def classes_in(document: nodes.document) -> frozenset[type]:
    """Return the classes of the nodes of a document, and their base classes."""
    found: list[nodes.Node] = [document]
    for node in found:
        found.extend(node.children)  # which are visited too
    return _with_bases(frozenset(map(type, found)))


@lru_cache(maxsize=1024)
def _with_bases(classes: frozenset[type]) -> frozenset[type]:
    return frozenset(base for each in classes for base in each.__mro__)


class HighlightLanguageOfCode(HighlightLanguageTransform):
    """Set the language of code blocks, if there are any. Sphinx visits each node also where there is none."""

    def apply(self, **kwargs: Any) -> None:
        """Apply Sphinx's transform to a document with code."""
        if any(True for kind in (nodes.literal_block, addnodes.highlightlang) for _ in self.document.findall(kind)):
            super().apply(**kwargs)


def setup(app: Sphinx) -> None:
    """Skip transforms that are known; replace a slow one in its place, unless another extension has done so."""
    if are_transforms_known():
        app.add_transform(ApplyTransforms)
    transforms = app.registry.get_post_transforms()
    for position, transform in enumerate(transforms):
        if transform is HighlightLanguageTransform:
            transforms[position] = HighlightLanguageOfCode
