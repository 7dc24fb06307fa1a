"""Keep footnotes out of the sidenotes of sphinx-book-theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class HideFootnotes(SphinxPostTransform):
    """Hide footnotes from the transform for the option `use_sidenotes`; postil puts them into the margin itself.

    The transform moves a footnote's first paragraph and drops everything else: lists, images, further paragraphs. It
    moves a footnote with several references to the first one, and the other references lead nowhere.

    Uses: that `HandleFootnoteTransform` has priority 1, and finds the footnote of a reference by its `backrefs`. It is
    so in sphinx-book-theme 1.1.4 to 1.4.0. Otherwise footnotes become the theme's sidenotes.
    See executablebooks/sphinx-book-theme#546, which introduced it, and #651.
    """

    # Before the theme's.
    default_priority = 0
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Move the attribute `backrefs` of each footnote to another name."""
        if not (self.config.html_theme_options or {}).get("use_sidenotes"):
            return
        for footnote in self.document.findall(nodes.footnote):
            footnote["postil_backrefs"], footnote["backrefs"] = footnote["backrefs"], []


class RestoreFootnotes(SphinxPostTransform):
    """Restore the attribute `backrefs` of footnotes, after the theme's transform."""

    default_priority = 2
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Undo the change of `HideFootnotes`."""
        if not (self.config.html_theme_options or {}).get("use_sidenotes"):
            return
        for footnote in self.document.findall(nodes.footnote):
            if "postil_backrefs" in footnote:
                footnote["backrefs"] = footnote.attributes.pop("postil_backrefs")


def setup(app: Sphinx) -> None:
    """Add the two transforms, around the theme's."""
    app.add_post_transform(HideFootnotes)
    app.add_post_transform(RestoreFootnotes)
