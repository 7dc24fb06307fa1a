"""Find the ids that links between posts lead to: the posts keep them as anchors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postil.importers.source import SourceError

if TYPE_CHECKING:
    from postil.importers.source import Source

# Files with the texts of posts; those of images are large.
_TEXT_FILES = (".xml", ".html", ".htm", ".json", ".csv", ".md", ".txt", ".atom", ".rss", ".rdf", ".wxr", "")
# A fragment after a URL or a path, as HTML, XML and JSON have it. That of a link on the same page follows a quote.
_FRAGMENT = re.compile(r"[\w/=.-]#([\w.%:-]+)(?=[\\\"'<>\s)&\]])")


def linked_ids(source: Source) -> frozenset[str]:
    """Return the ids that any link in an export leads to; some can be other words after `#`."""
    found: set[str] = set()
    for path in source.below(*_TEXT_FILES):
        try:
            found.update(_FRAGMENT.findall(source.read_text(path)))
        except SourceError:
            continue  # its engine reports it
    return frozenset(map(unquote, found))
