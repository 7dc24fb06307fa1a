"""What several engines need: dates, plain text, the files of a source by URL, and the conversion of HTML."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import cached_property, partial
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from postil.importers.html.context import Conversion
from postil.importers.html.convert import Converted, html_to_markdown
from postil.importers.linked_ids import linked_ids
from postil.importers.model import Asset, Body, NotUnderstood
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from postil.importers.model import Place
    from postil.importers.source import Source

_TITLE_LENGTH = 60
# Blocks without words of an author: comments, URLs of players, fences.
_NO_TITLE = re.compile(r"<!--|https?://\S+$|`{3,}|~{3,}|-{3,}$|\[\^[^\]]+\]:")


def parse_date(text: str) -> dt.datetime | None:
    """Return a date of ISO 8601 or of an e-mail; None if it is neither, or zero as in databases."""
    text = text.strip()
    if not text or text.startswith("0000") or "-0001" in text:  # WordPress's dates of drafts
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None


def is_zone(name: str) -> bool:
    """Return whether a text is the name of a time zone, such as `Europe/Berlin`."""
    try:
        return bool(name) and bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):  # unknown here, or no name
        return False


def plain_text(html: str) -> str:
    """Return the text of a title or a summary, which can have tags and character references."""
    if "<" in html:
        html = BeautifulSoup(html, "html.parser").get_text()
    text = unescape(html) if "&" in html else html
    return " ".join(text.split())


def first_paragraph_text(body: Body) -> str:
    """Return the first words of a body, as the title of an entry that has none.

    Words in quotations, captions and comments are used only if there are no others.
    """
    markdown = "".join(part for part in body if isinstance(part, str))
    blocks = [block for block in re.split(r"\n{2,}", markdown.strip()) if not _NO_TITLE.match(block)]
    texts = [block for block in blocks if not block.startswith((">", "!["))]
    found = next((words for block in (*texts, *blocks) if (words := _plain_words(block.partition("\n")[0]))), "")
    return short_title(found)


def short_title(words: str) -> str:
    """Return the first words of a text, as a title."""
    return (
        words
        if len(words) <= _TITLE_LENGTH
        else (words[:_TITLE_LENGTH].rpartition(" ")[0] or words[:_TITLE_LENGTH]) + " …"
    )


def _plain_words(markdown: str) -> str:
    return " ".join(re.sub(r"[*_`#>\[\]()!\\]|\{[^}]*\}|<[^>]*>|\[\^\d+\]|^ *!.*?\(", "", markdown).split())


def problems_in_post(problems: Iterable[NotUnderstood], place: Place, title: str) -> list[NotUnderstood]:
    """Return problems of a post in a file without lines, such as JSON: they have its place, and name it."""
    return [NotUnderstood(place, f"{problem.construct} in “{title}”", problem.instead) for problem in problems]


class AssetFinder:
    """Finds the files of URLs in sources, by the paths that an engine expects, and what links in `export` lead to."""

    def __init__(
        self, sources: Sequence[Source], *, export: Source, names: Callable[[str], Iterable[str]] | None = None
    ) -> None:
        self._export = export
        self._names = names or (lambda url: [unquote(urlsplit(url).path).lstrip("/"), name_in_url(url)])
        self._indexes = [_Index(source) for source in sources]

    @cached_property
    def linked_ids(self) -> frozenset[str]:
        """The ids that links between posts lead to."""
        return linked_ids(self._export)

    def find(self, url: str) -> Asset | None:
        """Return the file of a URL; None if no source has it."""
        try:
            names = list(self._names(url)) if self._indexes else []
        except ValueError:
            return None
        for name in names:
            for index in self._indexes:
                if path := index.find(name.casefold()):
                    read = partial(index.source.read, path)
                    return Asset(f"{index.source.name}/{path}", path.rpartition("/")[2], read)
        return None


class _Index:
    """The files of a source, by their paths and the ends of these."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._by_path = {path.casefold(): path for path in source.files}
        self._by_end: dict[str, str] = {}
        for path in source.files:
            parts = path.casefold().split("/")
            for start in range(1, len(parts)):
                end = "/".join(parts[start:])
                # of two files with the same name, neither is surely the one
                self._by_end[end] = "" if end in self._by_end else path

    def find(self, name: str) -> str:
        """Return the path of a file; empty if there is none, or more than one."""
        return self._by_path.get(name) or self._by_end.get(name, "")


def convert(
    html: str,
    *,
    place: Place,
    page_url: str,
    assets: AssetFinder,
    rules: Iterable[Callable[[BeautifulSoup, Conversion], None]] = (),
    prepare: Callable[[str, Conversion], str] | None = None,
) -> Converted:
    """Return HTML of an engine as Markdown; see `html_to_markdown`."""
    return html_to_markdown(html, Conversion(place, page_url, assets.find, assets.linked_ids), rules, prepare=prepare)
