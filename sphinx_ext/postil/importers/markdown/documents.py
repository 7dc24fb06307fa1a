"""Read the documents of a site: their front matter, and where their text begins."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from postil.front_matter.parse import FrontMatter, parse_front_matter
from postil.front_matter.raw import InvalidFrontMatterError, RawFrontMatter, as_strings
from postil.front_matter.site_dates import DateReader
from postil.front_matter.source import normalize, read_raw_front_matter
from postil.frozen import frozen
from postil.importers.model import NotUnderstood, Place
from postil.importers.reference_marks import without_marks
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postil.importers.source import Source

# The zone of dates in which no author named one; such dates are written without a zone.
LOCAL = dt.timezone(dt.timedelta(0), "local")
_DATES = DateReader(LOCAL)
_BROKEN = re.compile(r"\s*(---|\+\+\+|;;;)[^\n]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_LANGUAGES = {"---": "yaml", "+++": "toml", ";;;": "json"}


@frozen
class Document:
    """A document of the source."""

    path: str
    raw: RawFrontMatter
    front: FrontMatter
    text: str
    """The text after the front matter."""
    place: Place
    """Where the text begins."""
    problems: tuple[NotUnderstood, ...] = ()

    @property
    def stem(self) -> str:
        """The name of the file without its suffix."""
        return PurePosixPath(self.path).stem

    @property
    def suffix(self) -> str:
        """The suffix of the file in lower case."""
        return PurePosixPath(self.path).suffix.lower()


@frozen
class Parts:
    """The front matter and the text of a document that are not yet one."""

    raw: RawFrontMatter
    text: str
    line: int = 1
    """The line of the file in which the text begins."""


def split_document(text: str, path: str, problems: list[NotUnderstood]) -> Parts:
    """Return a Markdown document in its parts; one with invalid front matter is a draft that shows it as code."""
    text = without_marks(normalize(text))
    try:
        raw = read_raw_front_matter(text, ".md")
    except InvalidFrontMatterError as error:
        problems.append(NotUnderstood(Place(path, error.line), str(error), "a draft with the front matter as code"))
        raw = RawFrontMatter({"draft": "true"}, extra={"draft": True})
        text = _BROKEN.sub(lambda found: f"```{_LANGUAGES[found[1]]}\n{found[2]}```\n", text, count=1)
    body = text[raw.span[1] :]
    stripped = body.lstrip("\n")
    return Parts(raw, stripped, 1 + text.count("\n", 0, len(text) - len(stripped)))


def make_document(
    parts: Parts,
    path: str,
    problems: Iterable[NotUnderstood] = (),
    *,
    defaults: Mapping[str, Any] | None = None,
    as_path: str = "",
) -> Document:
    """Return a document; `defaults` is what the engine adds to its front matter, typed as in YAML."""
    raw = parts.raw
    if defaults:
        known = {key.lower() for key in raw.values}
        more = {key: value for key, value in defaults.items() if key.lower() not in known}
        raw = replace(raw, values={**as_texts(more), **raw.values}, extra={**more, **raw.extra})
    front, found = parse_front_matter(raw, path=as_path or path, dates=_DATES)
    typed = [NotUnderstood(Place(path, one.line), one.message, "the front matter of the post") for one in found]
    return Document(path, raw, front, parts.text, Place(path, parts.line), (*problems, *typed))


def read_document(
    source: Source,
    path: str,
    defaults: Mapping[str, Any] | None = None,
    *,
    as_path: str = "",
    prepare: Callable[[str], str] = lambda text: text,
) -> Document | NotUnderstood:
    """Return a document; `defaults` is what the engine adds to its front matter, typed as in YAML.

    `as_path` is the path from which the date is read, if it is not that of the file. `prepare` changes the text first.
    With invalid front matter, it is a draft that shows its front matter as code. A file that can't be read is not
    understood.
    """
    try:
        text = prepare(without_marks(normalize(source.read_text(path))))
    except SourceError as error:
        return NotUnderstood(Place(path), str(error), "nothing")
    problems: list[NotUnderstood] = []
    parts = split_document(text, path, problems)
    return make_document(parts, path, problems, defaults=defaults, as_path=as_path)


def as_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as front matter has them before they are typed; those that are nested too deeply are left out."""
    texts = {}
    for key, value in values.items():
        try:
            texts[key] = as_strings(value)
        except (InvalidFrontMatterError, ValueError):
            continue
    return texts
