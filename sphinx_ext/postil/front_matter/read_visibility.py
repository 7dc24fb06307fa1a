"""Read the visibility of a post: keys that hide it, in the spelling of every engine, and misspelled ones."""

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
from postil.spelling import OTHER_ENGINES_KEYS, suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.front_matter.raw import Value
    from postil.front_matter.values import ValueReader

# How many unknown keys are compared with the known keys.
_MAX_UNKNOWN = 100
# The keys that hide a post in a mapping too, whatever the mapping is.
_NESTED = frozenset({"draft", "published"})
_SPELLINGS = tuple(spelling for key in KEYS for spelling in (key.name, *key.spellings))


def read_visibility(reader: ValueReader, *, in_drafts: bool) -> Visibility:
    """Return the visibility of the post: the lowest that any key asks for. An unclear value hides the post."""
    found = [Visibility.DRAFT] if in_drafts else [Visibility.PUBLIC]
    for name, (hiding_value, visibility) in VISIBILITY_FLAGS.items():
        if _is_hidden_by(reader, name, hiding_value, visibility):
            found.append(visibility)
    found += _visibilities_of(reader, "status", visibility_of_status)
    found += _visibilities_of(reader, "visibility", visibility_of_word)
    found += _visibilities_of_build(reader)
    found += _visibilities_of_misspelled_keys(reader)
    found += _visibilities_of_empty_keys(reader)
    found += _visibilities_of_nested_keys(reader)
    if any(text.strip().lower() == "false" for text in reader.raw_texts("permalink")):
        found.append(Visibility.DRAFT)  # Eleventy writes no file
    repeated = {NAMES.get(normalize_key(key)) for key, _line in reader.raw.duplicates}
    if repeated & {*VISIBILITY_FLAGS, *VISIBILITY_KEYS}:
        found.append(Visibility.DRAFT)
    return max(found)


def _is_hidden_by(reader: ValueReader, name: str, hiding_value: bool, visibility: Visibility) -> bool:  # noqa: FBT001 - from a table
    """Return whether any spelling of a key has the value that hides a post, or an invalid one."""
    hidden = False
    for spelling, value, line in reader.values.get(name, ()):
        word = value.strip().lower() if isinstance(value, str) else None
        if word in TRUE or (word == "" and reader.empty_is_true):
            hidden |= hiding_value
        elif word in FALSE:
            hidden |= not hiding_value
        else:
            hidden = True
            _report_unclear(reader, line, spelling, value, "is not true or false", visibility)
    return hidden


def _visibilities_of(
    reader: ValueReader, name: str, meaning: Callable[[str], Visibility | None]
) -> Iterator[Visibility]:
    """Yield the visibility that each spelling of a key asks for."""
    for spelling, value, line in reader.values.get(name, ()):
        text = as_text(value)
        visibility = None if text is None else meaning(text)
        if visibility is None and text != "":
            _report_unclear(reader, line, spelling, value, "is not understood", Visibility.DRAFT)
        yield Visibility.PUBLIC if text == "" else visibility if visibility is not None else Visibility.DRAFT


def _visibilities_of_build(reader: ValueReader) -> Iterator[Visibility]:
    """Yield the visibilities that Hugo's `build` asks for."""
    for spelling, value, line in reader.values.get("build", ()):
        if not isinstance(value, Mapping):
            _report_unclear(reader, line, spelling, value, "is not a mapping of `render` and `list`", Visibility.DRAFT)
            yield Visibility.DRAFT
            continue
        for key, unclear in (("render", Visibility.DRAFT), ("list", Visibility.UNLISTED)):
            word = value.get(key)
            visibility = Visibility.PUBLIC if word is None else visibility_of_build(key, as_text(word) or "")
            if visibility is None:
                _report_unclear(reader, line, f"{spelling}.{key}", word, "is not a value that Hugo knows", unclear)
            yield unclear if visibility is None else visibility


def _visibilities_of_misspelled_keys(reader: ValueReader) -> Iterator[Visibility]:
    """Report misspelled keys; one that would hide the post hides it."""
    unknown = [key for key in reader.raw.values if key and normalize_key(key) not in NAMES]
    for key in unknown[:_MAX_UNKNOWN]:
        name = "" if normalize_key(re.sub(r"[.\s]", "", key)) in OTHER_ENGINES_KEYS else suggest(key, _SPELLINGS)
        meant = NAMES.get(normalize_key(name), "")
        if not name or (meant in reader.values and meant not in VISIBILITY_FLAGS):
            continue
        text = as_text(reader.raw.values[key]) or ""
        is_draft = meant in {*VISIBILITY_FLAGS, *VISIBILITY_KEYS} and hides(name, text)
        instead = "; the post is treated as a draft" if is_draft else ""
        line = reader.raw.lines.get(key, 1)
        reader.problems.append(
            Problem(line, f"unknown key `{display_value(key)}`: did you mean `{name}`?{instead}", is_draft, is_draft)
        )
        yield Visibility.DRAFT if is_draft else Visibility.PUBLIC


def _visibilities_of_empty_keys(reader: ValueReader) -> Iterator[Visibility]:
    """Report keys such as `draft:` without a value: the author may have left it for later. They hide the post."""
    for key, value in reader.raw.values.items():
        name = NAMES.get(normalize_key(key), "")
        if value is None and VISIBILITY_FLAGS.get(name, (True, Visibility.PUBLIC))[1] is Visibility.DRAFT:
            hiding_value = str(VISIBILITY_FLAGS[name][0]).lower()
            other = "false" if hiding_value == "true" else "true"
            message = f"`{key}:` has no value; the post is treated as a draft: write `{key}: {other}` to publish it"
            reader.problems.append(Problem(reader.raw.lines.get(key, 1), message, makes_draft=True, unclear=True))
            yield Visibility.DRAFT


def _visibilities_of_nested_keys(reader: ValueReader) -> Iterator[Visibility]:
    """Report keys such as `draft: true` in a mapping, as in Hugo's `params`; they hide the post."""
    for key, value in reader.raw.values.items():
        for path, text in _nested_texts(value, key) if isinstance(value, Mapping) else ():
            name = path.rpartition(".")[2]
            if NAMES.get(normalize_key(name)) in _NESTED and hides(name, text):
                message = f"`{display_value(path)}: {display_value(text)}` marks the post as a draft"
                line = reader.raw.lines.get(key, 1)
                reader.problems.append(Problem(line, message, makes_draft=True, unclear=True))
                yield Visibility.DRAFT


def _nested_texts(value: Value, path: str) -> Iterator[tuple[str, str]]:
    """Yield the texts in a mapping, each with its keys: `params.draft`."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _nested_texts(item, f"{path}.{key}")
    elif isinstance(value, str):
        yield path, value


def _report_unclear(
    reader: ValueReader, line: int, spelling: str, value: object, wrong: str, visibility: Visibility
) -> None:
    """Report an unclear value that may have been meant to hide the post, and hides it."""
    instead = "the post is treated as a draft" if visibility is Visibility.DRAFT else "the post is unlisted"
    reader.problems.append(
        Problem(line, f"`{spelling}: {display_value(value)}` {wrong}; {instead}", makes_draft=True, unclear=True)
    )


def read_noindex(reader: ValueReader) -> bool:
    """Return whether search engines are asked not to index the page."""
    found = "noindex" in reader.text("robots").lower()
    for name, noindex_value in (("noindex", True), ("sitemap", False)):
        for _spelling, value, _line in reader.values.get(name, ()):
            if isinstance(value, Mapping):  # how often it changes; or `exclude: true`, `disable: true`
                words = (value.get(key) for key in ("exclude", "disable", "ignore"))
                found |= any(isinstance(word, str) and word.strip().lower() in TRUE for word in words)
        reader.values[name] = [entry for entry in reader.values.get(name, ()) if not isinstance(entry[1], Mapping)]
        flag = reader.flag(name, default=not noindex_value, unclear=noindex_value)
        found |= bool(reader.values[name]) and flag is noindex_value
    return found
