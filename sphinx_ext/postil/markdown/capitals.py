"""Mark abbreviations in capitals, which style sheets show as small caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx

CAPITALS_CLASS = "postil-capitals"


class MarkCapitals(SphinxTransform):
    """Add a class to abbreviations without small letters: to NASA and U.S., but not to e.g. and PhD."""

    default_priority = 700
    searched_nodes = (nodes.abbreviation,)

    def apply(self, **kwargs: Any) -> None:
        """Add the class."""
        for abbreviation in self.document.findall(nodes.abbreviation):
            if is_in_capitals(abbreviation.astext()):
                abbreviation["classes"].append(CAPITALS_CLASS)


def is_in_capitals(text: str) -> bool:
    """Return whether a text has two capitals or more, and no small letter."""
    return text.isupper() and sum(map(str.isupper, text)) > 1


def setup(app: Sphinx) -> None:
    """Add the transform."""
    app.add_transform(MarkCapitals)
