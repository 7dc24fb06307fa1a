"""Read the values of front matter by their types. An invalid value is a problem to report, not an exception."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from postil.front_matter.keys import NAMES, RANK, normalize_key
from postil.front_matter.visibility import FALSE, TRUE
from postil.frozen import frozen
from postil.language_tags import language_tag
from postil.lazy_regex import lazy_regex
from postil.post_slug import SlugStyle, slug_of_title, typed_slug
from postil.slug import slugify

if TYPE_CHECKING:
    from postil.front_matter.dates import ParsedDate
    from postil.front_matter.raw import RawFrontMatter, Value
    from postil.front_matter.site_dates import DateReader

# Characters that XML 1.0 can't contain, and no page can show.
_CONTROL = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# The length to which messages shorten a value, in characters.
MAX_SHOWN = 60
# RFC 3987: the id of an entry has a scheme, and no spaces.
_IDENTIFIER = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
# Other engines use this spelling for other things as well: the name of a page, a number.
_AMBIGUOUS_ID = "id"
# The names of things in the Handle System that the International DOI Foundation gives (ISO 26324), as written in text.
_DOI = lazy_regex(r"10\.\d{4,9}/[^\s{}<>\"\\]+")
_DOI_PREFIX = lazy_regex(r"(?i)(?:doi:\s*|https?://(?:dx\.)?doi\.org/)")
_AMBIGUOUS_LINKS = frozenset({"link", "canonical", "canonicalurl"})


@frozen
class Problem:
    """A message about an invalid value: what is wrong, and what is used instead."""

    line: int
    message: str
    makes_draft: bool = False
    """Whether the post is treated as a draft because of it."""
    unclear: bool = False
    """Whether the value may have been meant to hide the post."""


class ValueReader:
    """Reads the values of one file's front matter by their types, and collects `problems`."""

    def __init__(self, raw: RawFrontMatter, dates: DateReader) -> None:
        self.problems: list[Problem] = []
        self.raw = raw
        self.empty_is_true = raw.empty_is_true
        self._dates = dates
        self.values: dict[str, list[tuple[str, Value, int]]] = {}
        for spelling in sorted(raw.values, key=lambda spelling: RANK.get(normalize_key(spelling), 0)):
            name = NAMES.get(normalize_key(spelling))
            value = raw.values[spelling]
            if name and (value is not None):
                self.values.setdefault(name, []).append((spelling, value, raw.lines.get(spelling, 1)))

    def has(self, name: str) -> bool:
        """Return whether a key has a value, in any spelling."""
        return name in self.values

    def line(self, name: str) -> int:
        """Return the line of a key that has a value."""
        return self.values[name][0][2]

    def text(self, name: str) -> str:
        """Return a text; empty if there is none."""
        for spelling, value, line in self.values.get(name, ()):
            if (text := as_text(value)) is not None:
                return text
            self.report(line, spelling, value, "is not text", "ignored")
        return ""

    def raw_texts(self, *spellings: str) -> tuple[str, ...]:
        """Return the texts under the given spellings of keys, whatever they mean to postil."""
        by_spelling = {normalize_key(spelling): value for spelling, value in self.raw.values.items()}
        values = (by_spelling.get(spelling) for spelling in spellings)
        return tuple(value for value in values if isinstance(value, str))

    def one_of(self, name: str, words: tuple[str, ...]) -> str:
        """Return the value, if it is one of `words`, in lower case; else empty."""
        for spelling, value, line in self.values.get(name, ()):
            word = value.strip().lower() if isinstance(value, str) else ""
            if word in words:
                return word
            self.report(line, spelling, value, f"is not one of {', '.join(words)}", "ignored")
        return ""

    def list(self, name: str) -> tuple[str, ...]:
        """Return the items under all spellings of `name`, each once, in order."""
        found: dict[str, None] = {}
        for spelling, value, line in self.values.get(name, ()):
            items = value.split(",") if isinstance(value, str) else value
            for item in [items] if isinstance(items, Mapping) else items or ():
                text = as_text(item)
                if text is None and item is not None:
                    self.report(line, spelling, item, "is not text or a list of texts", "ignored")
                elif text:
                    found[text] = None
        return tuple(found)

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the post. A single one that is unknown is only a term, as in ABlog."""
        found = self.list("language")
        if len(found) == 1 and not language_tag(found[0]) and not self._dates.as_ablog:
            spelling, value, line = self.values["language"][0]
            wrong = "is not the code or the English name of a language"
            self.report(line, spelling, value, wrong, "it is only listed as a term")
        return found

    def flag(self, name: str, *, default: bool, unclear: bool | None = None) -> bool:
        """Return a boolean; `default` if there is none, `unclear` if the value is invalid."""
        unclear = default if unclear is None else unclear
        for spelling, value, line in self.values.get(name, ()):
            word = value.strip().lower() if isinstance(value, str) else None
            if word in TRUE or (word == "" and self.empty_is_true):
                return True
            if word in FALSE:
                return False
            self.report(line, spelling, value, "is not true or false", f"read as {'true' if unclear else 'false'}")
        return unclear if self.values.get(name) else default

    def feed_id(self) -> str:
        """Return the id of the post in feeds; empty if it is the URL."""
        for spelling, value, line in self.values.get("feed_id", ()):
            text = as_text(value) or ""
            if _IDENTIFIER.fullmatch(text):
                return text
            if normalize_key(spelling) != _AMBIGUOUS_ID:
                example = "such as `https://example.org/?p=1` or `tag:example.org,2024:1`"
                self.report(line, spelling, value, f"is not an identifier {example}", "feeds use the URL")
        return ""

    def blogpost(self) -> bool | None:
        """Return whether the author declares the file a post or a page; None if its folder decides."""
        for spelling, value, line in self.values.get("blogpost", ()):
            word = value.strip().lower() if isinstance(value, str) else ""
            if word in TRUE or (word == "" and self.empty_is_true):
                return True
            if word in FALSE:
                return False
            self.report(line, spelling, value, "is not true or false", "the folder decides whether it is a post")
        return None

    def date(self, name: str) -> ParsedDate | None:
        """Return a date, or None."""
        for spelling, value, line in self.values.get(name, ()):
            try:
                date = self._dates.parse(as_text(value) or "")
            except ValueError:
                makes_draft = name == "date"
                instead = "the post is treated as a draft" if makes_draft else "ignored"
                message = f"`{spelling}: {display_value(value)}` is not a date such as 2024-03-24; {instead}"
                self.problems.append(Problem(line, message, makes_draft))
                continue
            if date.warning:
                self.problems.append(Problem(line, f"`{spelling}: {display_value(value)}`: {date.warning}"))
            return date
        return None

    def later_date(self, name: str, date: ParsedDate | None) -> ParsedDate | None:
        """Return the latest valid date under all spellings of `name`, if it is later than `date`."""
        latest = date
        for _spelling, value, _line in self.values.get(name, ()):
            try:
                found = self._dates.parse(as_text(value) or "")
            except ValueError:
                continue
            if latest and found.when > latest.when:
                latest = found
        return None if latest is date else latest

    def optional_date(self, name: str) -> ParsedDate | None:
        """Return the date of a key that is usually a boolean (`published: 2020-01-01`), and remove the value."""
        for index, (_, value, _) in enumerate(self.values.get(name, ())):
            try:
                date = self._dates.parse(as_text(value) or "")
            except ValueError:
                continue
            del self.values[name][index]
            return date
        return None

    def excerpt(self) -> tuple[str, int | None]:
        """Return the description, and ABlog's number of paragraphs; both can have the key `excerpt`."""
        length = None
        for entry in self.values.get("description", [])[:]:
            spelling, value, _ = entry
            if (
                normalize_key(spelling) == "excerpt"
                and isinstance(value, str)
                and re.fullmatch("[0-9]{1,3}", value.strip())
            ):
                length = int(value)
                self.values["description"].remove(entry)
        return " ".join(self.text("description").split()), length

    def slug(self) -> str:
        """Return the end of the URL, as typed if a URL can have it; empty if it is the file name."""
        text = self.text("slug").strip("/")
        slug = typed_slug(text)
        if text and not slug:
            parts = (slug_of_title(part, SlugStyle.UNICODE).strip(".-") or slugify(part) for part in text.split("/"))
            slug = "/".join(filter(None, parts))
            spelling, _, line = self.values["slug"][0]
            self.report(line, spelling, text, "can't be used in a URL", f"using `{slug}`")
        return slug

    def aliases(self) -> tuple[str, ...]:
        """Return the old URLs as paths: `a/b.html` and `a/b/` are unchanged, `a/b` is a document."""
        found: dict[str, None] = {}
        for text in self.list("aliases"):
            entries = self.values["aliases"]
            spelling, _, line = next((entry for entry in entries if text in str(entry[1])), entries[0])
            # The path of a file is not percent-encoded: `%20` is a space.
            path = posixpath.normpath(re.sub(r"(?<=/)index(\.html?)?$", "", unquote(text)).strip("/"))
            if "?" in text:
                why = "has a query, which static hosts can't redirect"
                self.report(line, spelling, text, why, "ignored")
            elif re.match(r"(?i)[a-z][a-z0-9+.-]*:|//|\.\.|\.$", path) or re.search(r"[\\?#\x00-\x1f]", path):
                self.report(line, spelling, text, "is not a path on this site", "ignored")
            else:
                found[f"{path}/" if re.search(r"/(index(\.html?)?)?$", text) else path] = None
        return tuple(found)

    def image(self) -> tuple[str, str]:
        """Return the path or URL of the post's image and the spelling of its key; both empty if there is none."""
        for spelling, value, line in self.values.get("image", ()):
            while isinstance(value, list) and value:
                value = value[0]  # noqa: PLW2901 - of several, the first is used
            if isinstance(value, Mapping):
                keys = ("image", "path", "src", "url", "file", "feature")
                found = next((value[key] for key in keys if value.get(key)), None)
                if found is None and normalize_key(spelling) != "image":
                    continue  # only the settings of an image: `cover: {hidden: true}`
                value = value if found is None else found  # noqa: PLW2901
            if not isinstance(value, str):
                self.report(line, spelling, value, "is not the path of an image", "ignored")
            elif value.strip():
                return value.strip(), spelling
        return "", ""

    def link(self, name: str) -> str:
        """Return an absolute URL; empty if there is none."""
        for spelling, value, line in self.values.get(name, ()):
            text = as_text(value) or ""
            try:
                parts = urlsplit(text)
            except ValueError:
                parts = urlsplit("")
            if parts.scheme in ("http", "https") and parts.netloc:
                return text
            if normalize_key(spelling) in _AMBIGUOUS_LINKS:
                continue
            self.report(line, spelling, value, "is not a URL that starts with https://", "ignored")
        return ""

    def doi(self) -> str:
        """Return a digital object identifier without the URL of a resolver; empty if there is none."""
        for spelling, value, line in self.values.get("doi", ()):
            text = _DOI_PREFIX.sub("", as_text(value) or "")
            if _DOI.fullmatch(text):
                return text
            self.report(line, spelling, value, "is not a DOI such as `10.5281/zenodo.1234`", "ignored")
        return ""

    def report(self, line: int, spelling: str, value: object, wrong: str, instead: str) -> None:
        """Add a problem: what is wrong with a value, and what is used instead."""
        self.problems.append(Problem(line, f"`{spelling}: {display_value(value)}` {wrong}; {instead}"))


def as_text(value: Value) -> str | None:
    """Return a value as text, and of a mapping such as `{name: Ada}` the name; None if it is neither."""
    if isinstance(value, str):
        return _CONTROL.sub("", value).strip()
    if isinstance(value, Mapping):
        for key in ("name", "label", "title"):
            if isinstance(name := value.get(key), str):
                return as_text(name)
    if isinstance(value, list) and len(value) == 1:
        return as_text(value[0])
    return None


def display_value(value: object) -> str:
    """Return a value for a message: on one line, and shortened."""
    text = " ".join(str(value).split())
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
