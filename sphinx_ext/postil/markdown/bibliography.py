"""The works in BibTeX files, each with the fields of a reference as plain text.

pybtex parses the files. Its styles are not used: they fail for works without a publisher, and know no fields of
BibLaTeX.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PACKAGE = "pybtex"
# A command that is left after the conversion from LaTeX: its name is the word.
_COMMAND = lazy_regex(r"\\([A-Za-z]+)[ ]?")
_YEAR = lazy_regex(r"\d{4}")
# What contains a work, and who published it: the fields of BibTeX and BibLaTeX, by preference.
_CONTAINERS = ("journal", "journaltitle", "booktitle", "maintitle", "howpublished")
_PUBLISHERS = ("publisher", "school", "institution", "organization")
_PLACES = ("address", "location")
_RESOLVER = "https://doi.org/"


@frozen
class Person:
    """An author or editor; an organization has only the last name."""

    last: str
    first: str = ""

    @property
    def name(self) -> str:
        """The name as in a sentence: Donald Knuth."""
        return f"{self.first} {self.last}".strip()

    @property
    def sorted_name(self) -> str:
        """The name as in a list: Knuth, Donald."""
        return f"{self.last}, {self.first}" if self.first else self.last


@frozen
class Work:
    """A work in a bibliography."""

    key: str
    title: str
    people: tuple[Person, ...] = ()
    """The authors; without any, the editors."""
    year: str = ""
    container: str = ""
    """The title of the journal or book that it is in."""
    details: str = ""
    """Where in the container, and who published it."""
    url: str = ""

    @property
    def short_name(self) -> str:
        """The last names of the authors, as before a year: Knuth & Lamport; without any, the title."""
        names = [person.last for person in self.people]
        if not names:
            return self.title
        return f"{names[0]} et al." if len(names) > 2 else " & ".join(names)  # noqa: PLR2004 - the usual limit


@frozen
class Bibliography:
    """The works of BibTeX files by key, and what is wrong with the files, as path, line and message."""

    works: Mapping[str, Work]
    problems: tuple[tuple[str, int, str], ...] = ()


def has_parser() -> bool:
    """Return whether the package that parses BibTeX is installed."""
    return find_spec(PACKAGE) is not None


def load_bibliography(paths: Iterable[Path]) -> Bibliography:
    """Return the works in files; of two with the same key, the first."""
    works: dict[str, Work] = {}
    problems: list[tuple[str, int, str]] = []
    for path in paths:
        stat = path.stat()
        loaded = _load_file(path, stat.st_mtime_ns, stat.st_size)
        works = {**loaded.works, **works}
        problems += loaded.problems
    return Bibliography(works, tuple(problems))


@lru_cache(maxsize=32)  # many posts use one file
def _load_file(path: Path, _modified: int, _size: int) -> Bibliography:
    from pybtex.database import parse_string  # noqa: PLC0415 - an extra
    from pybtex.errors import capture  # noqa: PLC0415

    text = path.read_text("utf-8-sig", errors="replace")
    with capture() as errors:
        entries = parse_string(text, "bibtex").entries
    problems = tuple((str(path), getattr(error, "lineno", None) or 1, str(error)) for error in errors)
    return Bibliography({key: _work(key, entry) for key, entry in entries.items()}, problems)


def _work(key: str, entry: Any) -> Work:
    fields = {name.lower(): plain_text(value) for name, value in entry.fields.items()}
    people = next((entry.persons[role] for role in ("author", "editor") if entry.persons.get(role)), ())
    year = _YEAR.search(fields.get("date", ""))
    volume = " ".join(
        filter(None, [fields.get("volume", ""), f"({number})" if (number := fields.get("number", "")) else ""])
    )
    pages = fields.get("pages", "").replace("--", "–").replace("-", "–")  # noqa: RUF001 - an en dash
    doi = fields.get("doi", "").removeprefix(_RESOLVER)
    details = [volume, pages, fields.get("edition", ""), _first(fields, _PUBLISHERS), _first(fields, _PLACES)]
    title = ": ".join(filter(None, [fields.get("title", ""), fields.get("subtitle", "")]))
    return Work(
        key=key,
        title=title or key,
        people=tuple(map(_person, people)),
        year=fields.get("year") or (year[0] if year else ""),
        container=_first(fields, _CONTAINERS),
        details=", ".join(filter(None, details)),
        url=f"{_RESOLVER}{doi}" if doi else fields.get("url", ""),
    )


def _first(fields: Mapping[str, str], names: Iterable[str]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _person(person: Any) -> Person:
    last = [*person.prelast_names, *person.last_names, *person.lineage_names]
    return Person(plain_text(" ".join(last)), plain_text(" ".join([*person.first_names, *person.middle_names])))


def plain_text(latex: str) -> str:
    """Return LaTeX as plain text; text that is no valid LaTeX loses only its braces."""
    from pybtex.exceptions import PybtexError  # noqa: PLC0415 - an extra
    from pybtex.richtext import Text  # noqa: PLC0415

    try:
        text = str(Text.from_latex(latex))
    except (PybtexError, ValueError):
        text = latex.replace("{", "").replace("}", "")
    return " ".join(_COMMAND.sub(r"\1", text).split())
