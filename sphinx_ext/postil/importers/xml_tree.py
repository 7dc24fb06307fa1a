"""Parse XML that nobody has checked: with line numbers, without entities, and as far as it can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.entities import name2codepoint
from typing import TYPE_CHECKING
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_external_pes, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from postil.feeds.xml_text import xml_text
from postil.frozen import frozen
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.sax.xmlreader import AttributesNSImpl, Locator

# References to characters that XML can't contain; blog software writes them all the same, and the characters too.
_INVALID_REFERENCE = re.compile(r"&#(?:x(?:0*(?:[0-8bcBCefEF]|1[0-9a-fA-F]))|0*(?:[0-8]|1[124-9]|2\d|3[01]));")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(\w+;)?")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>")
_MAX_DEPTH = 200


@dataclass
class Element:
    """An element with its text, children and line; names are without the namespace's prefix."""

    name: str
    """The local name."""
    namespace: str
    attributes: dict[str, str]
    line: int
    nodes: list[Element | str] = field(default_factory=list)
    """Its elements and texts, in order."""

    @property
    def children(self) -> list[Element]:
        """The elements in it."""
        return [node for node in self.nodes if isinstance(node, Element)]

    @property
    def text(self) -> str:
        """The text directly in the element."""
        return "".join(node for node in self.nodes if isinstance(node, str))

    def to_html(self) -> str:
        """Return the content of an element that contains XHTML, as HTML."""
        return "".join(escape(node, quote=False) if isinstance(node, str) else _html(node) for node in self.nodes)

    def find(self, name: str, namespace: str = "") -> Element | None:
        """Return the first child of a name; `namespace` is a part of the namespace's URI."""
        return next(self.find_all(name, namespace), None)

    def find_all(self, name: str, namespace: str = "") -> Iterator[Element]:
        """Yield the children of a name."""
        return (child for child in self.children if child.name == name and namespace in child.namespace)

    def text_of(self, name: str, namespace: str = "") -> str:
        """Return the stripped text of the first child of a name; empty if there is none."""
        found = self.find(name, namespace)
        return found.text.strip() if found else ""


def _html(element: Element) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items())
    content = element.to_html()
    is_void = not content and element.name in ("br", "hr", "img", "source", "col", "wbr", "input", "track", "embed")
    return f"<{element.name}{attributes}>" + ("" if is_void else f"{content}</{element.name}>")


@frozen
class ParsedXml:
    """A parsed file."""

    root: Element
    problem: str = ""
    """Why the file was not read to its end; empty if it was."""
    line: int = 1
    """The line of the problem."""


def parse_xml(text: str, name: str) -> ParsedXml:
    """Return the root element; raise SourceError if there is none, or if the file defines entities.

    Of a file that is not well-formed, what comes before the fault is returned.
    """
    parsed = _parse(text, name)
    if parsed.problem:
        repaired = _repair(text)
        if repaired != text:
            parsed = _parse(repaired, name)
    if not parsed.root.name:
        raise SourceError(f"{name} is not XML ({parsed.problem}, line {parsed.line})")
    return parsed


def _parse(text: str, name: str) -> ParsedXml:
    parser = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    handler = _TreeBuilder()
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)  # SAX does that only for whole streams
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setFeature(feature_external_pes, False)
    problem, line = "", 1
    try:
        parser.feed(_without_declaration(text))
        parser.close()
    except SAXParseException as error:
        problem, line = str(error.getMessage()), error.getLineNumber() or 1
    except DefusedXmlException as error:
        raise SourceError(f"{name} is not read: it defines XML entities, as attacks do") from error
    except _TooDeepError as error:
        raise SourceError(f"{name} has elements nested more than {_MAX_DEPTH} deep") from error
    root = handler.root.children[0] if handler.root.children else Element("", "", {}, 1)
    return ParsedXml(root, problem, line)


def _without_declaration(text: str) -> str:
    """Return `text` without XML declaration, whose encoding no longer holds, and DTD; lines stay where they are."""
    # old feeds name a DTD, which is not needed; one with definitions stays, and is rejected
    text = _DOCTYPE.sub(lambda found: "\n" * found[0].count("\n"), text.lstrip("\ufeff"), count=1)
    if not text.startswith("<?xml"):
        return text.lstrip()
    end = text.find("?>")
    return "<?postil " + "\n" * text.count("\n", 0, end) + text[end:] if end > 0 else text


def _repair(text: str) -> str:
    """Return XML with what most often keeps it from being well-formed repaired; lines stay where they are."""
    text = xml_text(text)
    parts = _CDATA.split(text)
    parts[::2] = [_AMPERSAND.sub(_reference, _INVALID_REFERENCE.sub("", part)) for part in parts[::2]]
    return "".join(parts)


def _reference(found: re.Match[str]) -> str:
    name = (found[1] or "").removesuffix(";")
    return f"&#{name2codepoint[name]};" if name in name2codepoint else f"&amp;{found[1] or ''}"


class _TooDeepError(Exception):
    pass


class _TreeBuilder(ContentHandler):
    """Builds elements."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", "", {}, 1)
        self._open = [self.root]
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the name in SAX
        self._locator = locator

    def startElementNS(  # noqa: N802
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        line = (self._locator.getLineNumber() if self._locator else 1) or 1
        attributes = {key[1]: str(value) for key, value in attrs.items()}
        element = Element(name[1], name[0] or "", attributes, line)
        self._open[-1].nodes.append(element)
        self._open.append(element)
        if len(self._open) > _MAX_DEPTH:
            raise _TooDeepError

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].nodes.append(content)
