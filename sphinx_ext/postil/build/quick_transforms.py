"""Transforms of Sphinx that search a whole document slowly, only where there is something to find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class HighlightLanguageOfCode(HighlightLanguageTransform):
    """Set the language of code blocks, if there are any. Sphinx visits each node also where there is none."""

    def apply(self, **kwargs: Any) -> None:
        """Apply Sphinx's transform to a document with code."""
        if any(True for kind in (nodes.literal_block, addnodes.highlightlang) for _ in self.document.findall(kind)):
            super().apply(**kwargs)


def setup(app: Sphinx) -> None:
    """Replace Sphinx's transforms, in their places, unless another extension has done so."""
    transforms = app.registry.get_post_transforms()
    for position, transform in enumerate(transforms):
        if transform is HighlightLanguageTransform:
            transforms[position] = HighlightLanguageOfCode
