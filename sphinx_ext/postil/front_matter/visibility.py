"""Decide which values of front matter hide a post, and find them where front matter can't be parsed."""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING

from postil.front_matter.keys import NAMES, normalize_key
from postil.lazy_regex import lazy_regex
from postil.spelling import is_misspelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TRUE = frozenset({"true", "yes", "on", "y", "1"})
FALSE = frozenset({"false", "no", "off", "n", "0"})


class Visibility(IntEnum):
    """Who can see a post: the higher the value, the fewer."""

    PUBLIC = 0
    UNLISTED = 1
    """There is a page, for those who know its URL."""
    DRAFT = 2


# The boolean keys that can hide a post, with the value that hides it, and the visibility that it then has.
VISIBILITY_FLAGS: Mapping[str, tuple[bool, Visibility]] = {
    "draft": (True, Visibility.DRAFT),
    "published": (False, Visibility.DRAFT),
    "private": (True, Visibility.DRAFT),
    "render": (False, Visibility.DRAFT),
    "unlisted": (True, Visibility.UNLISTED),
    "listed": (False, Visibility.UNLISTED),
}
# Keys with other values that can hide a post.
VISIBILITY_KEYS = frozenset({"status", "visibility", "build"})
_DRAFT_WORDS = frozenset(
    {
        "draft",
        "drafts",
        "hidden",
        "pending",
        "private",
        "unpublished",
        "unfinished",
        "drafted",
        "todo",
        "wip",
        "trash",
        "autodraft",
        "inprogress",
        "skip",
    }
)
_UNLISTED_WORDS = frozenset({"unlisted"})
_PUBLIC_WORDS = frozenset(
    {"public", "published", "publish", "visible", "everyone", "live", "final", "finished", "done"}
)
# Hugo's `build`: the visibility that each value means.
_RENDER = {"always": Visibility.PUBLIC, "never": Visibility.DRAFT, "link": Visibility.DRAFT}
_LIST = {"always": Visibility.PUBLIC, "never": Visibility.UNLISTED, "local": Visibility.UNLISTED}
_BUILD = {"render": _RENDER, "list": _LIST}

# How many lines to search for a value that hides the post, where front matter can't be parsed.
_LINES = 80
_WIDTH = 200
_FENCE = lazy_regex(r"\s*(?:[-–—+;`~]{3,}|[–—][-–—]+|[{}\]]|<!--|-->)")  # noqa: RUF001 - what word processors make of `---`
_HEADING = lazy_regex(r"\s*(?:#|%|//|\.\.|=+$|-+$|!?\[|<)")
_PAIR = lazy_regex(
    r"^[\s\"'`{\-*#%/;:.,<!+|>]*(?:<!--)?\s*(?P<key>[A-Za-z_][\w-]*(?: [\w-]+)?)[\"'`*]*\s*(?::=?|=>?)\s*(?P<value>.*)$"
)


def visibility_of_status(text: str) -> Visibility | None:
    """Return the visibility of a post with this `status`; None for a misspelled word that would hide it."""
    word = re.sub(r"[\W_]", "", text).lower()
    parts = re.sub(r"[\W_]", " ", text).lower().split()
    if not _DRAFT_WORDS.isdisjoint({word, *parts}) or "not" in parts:  # `first draft`, `not published`
        return Visibility.DRAFT
    if word in _UNLISTED_WORDS:
        return Visibility.UNLISTED
    if word in _PUBLIC_WORDS:
        return Visibility.PUBLIC
    return None if any(is_misspelling(word, known) for known in _DRAFT_WORDS | _UNLISTED_WORDS) else Visibility.PUBLIC


def visibility_of_word(text: str) -> Visibility | None:
    """Return the visibility that a word means; None for an unknown word."""
    word = re.sub(r"[\W_]", "", text).lower()
    if word in _DRAFT_WORDS:
        return Visibility.DRAFT
    if word in _UNLISTED_WORDS:
        return Visibility.UNLISTED
    return Visibility.PUBLIC if word in _PUBLIC_WORDS else None


def visibility_of_build(name: str, text: str) -> Visibility | None:
    """Return the visibility that `render` or `list` of Hugo's `build` means; None for an unknown word."""
    word = text.strip().lower()
    words = _BUILD[name]
    if word in FALSE:
        return words["never"]
    return Visibility.PUBLIC if word in TRUE else words.get(word)


def find_draft_line(text: str) -> int | None:
    """Return the first line, from 1, near the top of `text` that looks as if it hides the post, or None.

    For files without front matter that can be parsed: behind a comment, in a code block, in an unknown format. The
    search ends where the prose begins.
    """
    for number, line in islice(_top_lines(text), _LINES):
        for part in (line, *re.split(r"[,{]", line)[1:]):
            match = _PAIR.match(part)
            if match and hides(match["key"], match["value"]):
                return number
    return None


def hides(key: str, value: str) -> bool:
    """Return whether a line `key: value` probably hides the post."""
    name = NAMES.get(normalize_key(key.replace(" ", "")), "") or next(
        (k for k in VISIBILITY_FLAGS if is_misspelling(normalize_key(key), k)), ""
    )
    word = re.sub(r"(?:\s#|-->|//).*$", "", value).strip(" \t\"'`,;}]*").lower()
    if name == "draft" and not word:
        return True
    if name in VISIBILITY_FLAGS:
        return word in (TRUE if VISIBILITY_FLAGS[name][0] else FALSE)
    if name in ("status", "visibility"):
        return (visibility_of_status(word) or Visibility.PUBLIC) > Visibility.PUBLIC
    return normalize_key(key) in _BUILD and word in ("never", "link")


def _top_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines above the prose with their numbers: empty lines, comments, headings, `key: value`, and blocks.

    Lists and indented lines right after `key: value` are part of the value.
    """
    fenced = in_value = False
    lines = [line[:_WIDTH] for line in text.split("\n", _LINES + 1)]
    for number, line in enumerate(lines[:_LINES], start=1):
        if _FENCE.match(line):
            following = next((later for later in lines[number:_LINES] if later.strip()), "")
            fenced = not fenced and bool(_PAIR.match(following))
        elif not fenced and line.strip() and not _HEADING.match(line) and not _PAIR.match(line):
            if not (in_value and line.startswith((" ", "\t", "- "))):
                return
        else:
            in_value = bool(_PAIR.match(line))
        yield number, line
