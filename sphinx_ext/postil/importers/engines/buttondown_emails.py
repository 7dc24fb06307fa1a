"""The emails in an export of Buttondown: rows of a table, values in JSON, or Markdown files with front matter."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import yaml

from postil.frozen import frozen
from postil.importers.json_values import LineFinder, mapping, mappings, parse_json, text
from postil.importers.model import Place
from postil.importers.source import MAX_FILE, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.importers.source import Source

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_SUBJECT = re.compile(r"^subject:", re.MULTILINE)
_OWN_KEYS = re.compile(r"^(?:publish_date|email_type|status|slug|id):", re.MULTILINE)
# What posts of other engines do not have.
_SURE_KEYS = re.compile(r"^(?:publish_date|email_type):", re.MULTILINE)
_KEY = re.compile(r"^(\w+):[ \t]*(.*)$", re.MULTILINE)
_FIRST_BYTES = 100_000


@frozen
class Email:
    """An email as an export has it."""

    values: Mapping[str, Any]
    place: Place
    """Where its text begins."""
    has_lines: bool
    """Whether the lines of its text are lines of the file."""


def has_emails(source: Source) -> bool:
    """Return whether a file of the source has emails; cheap."""
    for path in source.below(".csv", ".json", ".md"):
        try:
            start = source.read(path)[:_FIRST_BYTES].decode("utf-8", "replace").replace("\r\n", "\n")
        except SourceError:
            continue
        if path.lower().endswith(".csv") and _is_table(start):
            return True
        if path.lower().endswith(".json") and '"subject"' in start and '"publish_date"' in start:
            return True
        if path.lower().endswith(".md") and _SURE_KEYS.search(_header(start)):
            return True
    return False


def read_emails(source: Source) -> tuple[list[Email], int]:
    """Return the emails, each once, and how many texts belong to none."""
    texts = {path.rpartition("/")[2].rpartition(".")[0]: path for path in source.below(".md", ".html")}
    found: dict[str, Email] = {}
    used = set[str]()
    for email in _rows(source):
        values = email.values
        key = text(values, "id", "slug") or str(email.place)
        if not text(values, "body", "content") and (path := _text_file(values, texts)):
            used.add(path)
            email = _with_file(email, source.read_text(path), path)  # noqa: PLW2901 - the same email with its text
        # a table and JSON have the same emails; but an email without an id can be another of the same name
        is_other = key in found and not text(values, "id") and found[key].values != email.values
        found.setdefault(f"{key} {email.place}" if is_other else key, email)
    known = {text(email.values, name) for email in found.values() for name in ("id", "slug")}
    alone = 0
    for path in source.below(".md"):
        if path in used:
            continue
        email_of_file = _email_of_file(source.read_text(path), path)
        if email_of_file is None:
            alone += bool(found)
        elif not {text(email_of_file.values, name) for name in ("id", "slug")} - {""} & known:
            found.setdefault(text(email_of_file.values, "id") or path, email_of_file)
    return list(found.values()), alone


def _text_file(values: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    return next((texts[name] for key in ("slug", "id") if (name := text(values, key)) in texts), "")


def _with_file(email: Email, content: str, path: str) -> Email:
    """Return an email whose text is a file of its own, which can have front matter too."""
    own = _email_of_file(content, path)
    if own is None:
        return Email({**email.values, "body": content}, Place(path), has_lines=True)
    return Email(
        {**own.values, **{key: value for key, value in email.values.items() if value}}, own.place, has_lines=True
    )


def _header(content: str) -> str:
    """Return the front matter of an email; empty if a text is none."""
    found = _FRONT_MATTER.match(content)
    return found[1] if found and _SUBJECT.search(found[1]) and _OWN_KEYS.search(found[1]) else ""


def _email_of_file(content: str, path: str) -> Email | None:
    header = _header(content)
    found = _FRONT_MATTER.match(content)
    if not header or found is None:
        return None
    try:  # with this loader, all values are text
        values = mapping(yaml.load(header, Loader=yaml.BaseLoader))  # noqa: S506 - it makes nothing but text
    except (yaml.YAMLError, ValueError, RecursionError):
        values = {}
    # a colon in a subject is not YAML, but what it means is plain
    values = values or {key: value.strip().strip("\"'") for key, value in _KEY.findall(header)}
    place = Place(path, found[0].count("\n") + 1)
    return Email({**values, "body": content[found.end() :]}, place, has_lines=True)


def _rows(source: Source) -> Iterator[Email]:
    for path in source.below(".csv"):
        content = source.read_text(path)
        if _is_table(content):
            for values, line in _table(content, path):
                yield Email(values, Place(path, line), has_lines=False)
    for path in source.below(".json"):
        content = source.read_text(path)
        if '"subject"' not in content or '"publish_date"' not in content:
            continue
        answer = parse_json(content, path)
        lines = LineFinder(content)
        for item in mappings(answer) or mappings(mapping(answer).get("results")) or [mapping(answer)]:
            if "subject" in item:
                yield Email(item, Place(path, lines.line_of(text(item, "id", "subject"))), has_lines=False)


def _is_table(content: str) -> bool:
    head = content.partition("\n")[0].strip().lstrip("\ufeff")
    return {"subject", "publish_date"} <= {name.strip().strip('"') for name in head.split(",")}


def _table(content: str, path: str) -> Iterator[tuple[Mapping[str, str], int]]:
    """Yield the rows of a table with their lines; a text can be longer than Python's limit for a value."""
    limit = csv.field_size_limit(MAX_FILE)
    try:
        table = csv.DictReader(io.StringIO(content))
        line = 2
        for row in table:
            yield (
                {key.strip(): value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)},
                line,
            )
            line = table.line_num + 1
    except csv.Error as error:
        raise SourceError(f"{path} is not a table: {error}") from error
    finally:
        csv.field_size_limit(limit)
