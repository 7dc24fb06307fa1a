"""Replace methods of Sphinx's HTML builder on one builder, whose class stays Sphinx's.

Extensions ask for `type(app.builder)` or the name of its class, and do nothing for a builder that they do not know. So
postil registers no builders of its own; this also lets it work with the HTML builders of other extensions.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder


class BuilderMethods:
    """Methods that replace those of the same name of one builder."""

    REPLACED: ClassVar[tuple[str, ...]] = ()
    """The names of the methods to replace. A method that the builder does not have is not added."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        """Replace nothing yet."""
        self.app, self.builder, self.env = app, builder, builder.env
        self.original: Any = SimpleNamespace()
        """The builder's own methods, including those of a subclass by another extension."""

    def replace_methods(self) -> None:
        """Replace the methods of the builder, which calls them as its own from now on."""
        found = [name for name in self.REPLACED if callable(getattr(self.builder, name, None))]
        vars(self.original).update((name, getattr(self.builder, name)) for name in found)
        vars(self.builder).update((name, getattr(self, name)) for name in found)
