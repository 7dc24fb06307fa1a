"""What the steps of a conversion share: where the HTML is from, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.importers.model import Asset, NotUnderstood, Reference
from postil.importers.urls import absolute
from postil.safe_urls import is_safe_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

    from postil.importers.model import Place

# The attribute with the line of an element in the source.
LINE = "data-postil-line"


@dataclass
class Conversion:
    """The conversion of one piece of HTML; each has its own."""

    place: Place
    """Where the HTML begins."""
    page_url: str = ""
    """The URL of the page, to which links are relative."""
    find_asset: Callable[[str], Asset | None] = lambda _url: None
    """Returns the file of a full URL, if the source has it."""
    linked_ids: frozenset[str] = frozenset()
    """The ids on this page or another that links of other pages lead to."""
    not_understood: list[NotUnderstood] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    notes: list[tuple[str, Tag]] = field(default_factory=list)
    """The labels and texts of footnotes, in order."""

    def report(self, where: Tag | int, construct: str, instead: str) -> None:
        """Report what was not understood, at an element or a line, counted from 0."""
        line = where if isinstance(where, int) else line_of(where)
        self.not_understood.append(NotUnderstood(self.place.after(line), construct, instead))

    def reference(self, url: str, *, is_image: bool = False) -> int:
        """Return the number of a new reference to a URL, as the page has it."""
        target = url.strip()
        if target.startswith("#") and len(target) > 1:
            found = Reference(target)
        else:
            full = absolute(target, self.page_url)
            found = Reference(full, self.find_asset(full), is_image=is_image)
        self.references.append(found)
        return len(self.references) - 1


def line_of(tag: Tag) -> int:
    """Return the line of an element, counted from 0; of one that was made in the conversion, that of its parent."""
    for element in (tag, *tag.parents):
        value = element.get(LINE)
        if isinstance(value, str) and value.isdecimal():
            return int(value)
    return 0


def text_attribute(tag: Tag, *names: str) -> str:
    """Return the first attribute that is not empty, stripped."""
    for name in names:
        value = tag.get(name)
        text = " ".join(value) if isinstance(value, list) else value
        if text and text.strip():
            return text.strip()
    return ""


def classes(tag: Tag) -> set[str]:
    """Return the classes of an element."""
    return set(text_attribute(tag, "class").split())


def is_web_url(url: str) -> bool:
    """Return whether a URL can be the target of a link."""
    return bool(url) and is_safe_url(url)
