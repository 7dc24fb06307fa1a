"""Read to whom a post is shown: what hides it, in the words of every engine, and what looks as if it should."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from postil.front_matter.keys import KEYS, NAMES, normalize_key
from postil.front_matter.values import Problem, as_text, display_value
from postil.front_matter.visibility import (
    FALSE,
    TRUE,
    VISIBILITY_FLAGS,
    VISIBILITY_KEYS,
    Visibility,
    hides,
    visibility_of_build,
    visibility_of_status,
    visibility_of_word,
)
from postil.spelling import FOREIGN, suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.front_matter.values import ValueReader

# How many unknown keys are compared with those that are known.
_UNKNOWN = 100
_SPELLINGS = tuple(spelling for key in KEYS for spelling in (key.name, *key.spellings))


def read_visibility(reader: ValueReader, *, in_drafts: bool) -> Visibility:
    """Return to whom the post is shown: of all that is said of it, the narrowest. What is not clear hides it."""
    found = [Visibility.DRAFT] if in_drafts else [Visibility.PUBLIC]
    found += [showing for name, (word, showing) in VISIBILITY_FLAGS.items() if _hides(reader, name, word, showing)]
    found += _visibilities(reader, "status", visibility_of_status)
    found += _visibilities(reader, "visibility", visibility_of_word)
    found += _build(reader)
    found += _misspelled(reader)
    repeated = {NAMES.get(normalize_key(key)) for key, _line in reader.head.duplicates}
    if repeated & {*VISIBILITY_FLAGS, *VISIBILITY_KEYS}:
        found.append(Visibility.DRAFT)
    return max(found)


def _hides(reader: ValueReader, name: str, answer: bool, showing: Visibility) -> bool:  # noqa: FBT001 - from a table
    """Return whether any spelling of a key gives the answer that hides a post, or one that is not understood."""
    hidden = False
    for spelling, value, line in reader.values.get(name, ()):
        word = value.strip().lower() if isinstance(value, str) else None
        if word in TRUE or (word == "" and reader.empty_is_true):
            hidden |= answer
        elif word in FALSE:
            hidden |= not answer
        else:
            hidden = True
            _unclear(reader, line, spelling, value, "is neither yes nor no", showing)
    return hidden


def _visibilities(reader: ValueReader, name: str, meaning: Callable[[str], Visibility | None]) -> Iterator[Visibility]:
    """Yield to whom each spelling of a key shows the post, by its word."""
    for spelling, value, line in reader.values.get(name, ()):
        text = as_text(value)
        showing = None if text is None else meaning(text)
        if showing is None and text != "":
            _unclear(reader, line, spelling, value, "is not understood", Visibility.DRAFT)
        yield Visibility.PUBLIC if text == "" else showing if showing is not None else Visibility.DRAFT


def _build(reader: ValueReader) -> Iterator[Visibility]:
    for spelling, value, line in reader.values.get("build", ()):
        if not isinstance(value, Mapping):
            _unclear(reader, line, spelling, value, "is not a mapping of `render` and `list`", Visibility.DRAFT)
            yield Visibility.DRAFT
            continue
        for key, unclear in (("render", Visibility.DRAFT), ("list", Visibility.UNLISTED)):
            word = value.get(key)
            showing = Visibility.PUBLIC if word is None else visibility_of_build(key, as_text(word) or "")
            if showing is None:
                _unclear(reader, line, f"{spelling}.{key}", word, "is not a word that Hugo knows", unclear)
            yield unclear if showing is None else showing


def _misspelled(reader: ValueReader) -> Iterator[Visibility]:
    """Say which unknown keys are misspelled ones; one that would hide the post hides it."""
    unknown = [key for key in reader.head.values if key and normalize_key(key) not in NAMES]
    for key in unknown[:_UNKNOWN]:
        name = "" if normalize_key(re.sub(r"[.\s]", "", key)) in FOREIGN else suggest(key, _SPELLINGS)
        meant = NAMES.get(normalize_key(name), "")
        if not name or (meant in reader.values and meant not in VISIBILITY_FLAGS):
            continue
        text = as_text(reader.head.values[key]) or ""
        held = meant in {*VISIBILITY_FLAGS, *VISIBILITY_KEYS} and hides(name, text)
        instead = "; the post is held back as a draft" if held else ""
        line = reader.head.lines.get(key, 1)
        reader.problems.append(
            Problem(line, f"unknown key `{display_value(key)}`: did you mean `{name}`?{instead}", held, held)
        )
        yield Visibility.DRAFT if held else Visibility.PUBLIC


def _unclear(reader: ValueReader, line: int, spelling: str, value: object, wrong: str, showing: Visibility) -> None:
    """Say that a value which may hide the post is not understood, and hides it."""
    instead = "the post is held back as a draft" if showing is Visibility.DRAFT else "the post is unlisted"
    reader.problems.append(
        Problem(line, f"`{spelling}: {display_value(value)}` {wrong}; {instead}", makes_draft=True, unclear=True)
    )


def read_noindex(reader: ValueReader) -> bool:
    """Return whether search engines are to leave the page out."""
    found = "noindex" in reader.text("robots").lower()
    for name, answer in (("noindex", True), ("sitemap", False)):
        for _spelling, value, _line in reader.values.get(name, ()):
            if isinstance(value, Mapping):  # how often it changes; or `exclude: true`, `disable: true`
                words = (value.get(key) for key in ("exclude", "disable", "ignore"))
                found |= any(isinstance(word, str) and word.strip().lower() in TRUE for word in words)
        reader.values[name] = [entry for entry in reader.values.get(name, ()) if not isinstance(entry[1], Mapping)]
        found |= bool(reader.values[name]) and reader.flag(name, default=not answer, unclear=answer) is answer
    return found
