"""Render the titles of pages at once, if they are text without markup, and keep page contexts out of log messages.

Sphinx makes a document of each title, with transforms and a translator, and logs each context as text, for each page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

# The methods with which Sphinx writes a title.
_METHODS = ("visit_title", "depart_title", "visit_Text", "depart_Text", "encode", "add_secnumber", "add_fignumber")


def title_characters(builder: StandaloneHTMLBuilder) -> dict[int, str] | None:
    """Return how characters are escaped in titles; None if other code than Sphinx's writes titles."""
    registry = builder.app.registry
    translator: Any = registry.get_translator_class(builder)
    handlers = registry.translation_handlers
    own = any({"title", "Text"} & handlers.get(name, {}).keys() for name in (builder.name, builder.format))
    if own or any(getattr(translator, name, None) is not getattr(HTML5Translator, name) for name in _METHODS):
        return None
    found: dict[int, str] = translator.special_characters
    return found


def plain_title(node: nodes.Node | None, characters: dict[int, str]) -> str | None:
    """Return a title as HTML; None if it is none, or more than text."""
    if type(node) is not nodes.title or node.get("secnumber") or not all(type(each) is nodes.Text for each in node):
        return None
    return "".join(each.astext() for each in node).translate(characters)


class PageContext(dict[str, Any]):
    """A context of templates that is not made into text: Sphinx does it for each page, for a message nobody sees."""

    def copy(self) -> PageContext:
        """Return a copy."""
        return PageContext(self)

    def __repr__(self) -> str:
        """Return the names of the variables."""
        return f"<context of {len(self)} variables>"
