"""Publish a draft: take out what hides it, set its date, and rename it if its name has the date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.editing.changes import CannotChangeError, Changes
from postil.editing.move import change_links
from postil.editing.posts import post_name
from postil.editing.versions import folder_or_file, renames_of, versions_of
from postil.front_matter.dates import date_in_name
from postil.front_matter.edit import EditError, remove_key, set_value
from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.parse import Status
from postil.front_matter.source import InvalidFrontMatterError, read_raw_front_matter
from postil.front_matter.status import status_of_text
from postil.front_matter.visibility import VISIBILITY_FLAGS, VISIBILITY_KEYS, hides

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from postil.front_matter.publish_rules import PublishRules
    from postil.project.mounted_project import MountedProject
    from postil.project.source_facts import SourceFacts

_DATE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}")
_DRAFTS = "_drafts"


def publish_post(
    source: SourceFacts, when: datetime, sources: Sequence[SourceFacts], project: MountedProject, *, has_time: bool
) -> Changes:
    """Return the changes that publish a post at `when`, in the time zone of the site. Raises CannotChangeError."""
    if source.status is Status.PUBLISHED:
        raise CannotChangeError(f"{source.file} is published already")
    if source.status is Status.UNREADABLE:
        raise CannotChangeError(f"{source.file} can't be read as a post; `postil check` says why")
    try:
        text = without_draft(source.text, source.suffix)
        text = with_date(text, source, when, has_time=has_time)
    except EditError as error:
        raise CannotChangeError(f"{source.file}:{error.line}: {error}") from error
    changes = Changes()
    changes.set_text(source.file, source.text, text)
    changes.renames += _renames(source, when, sources)
    changes.check()
    _check_published(text, source, project.rules, when if changes.renames else None)
    change_links(changes, sources, project, {})
    return changes


def without_draft(text: str, suffix: str) -> str:
    """Return the text of a post without the keys that hide it. Raises EditError."""
    try:
        values = read_raw_front_matter(text, suffix).values
    except InvalidFrontMatterError as error:
        raise EditError(str(error), error.line) from error
    for name, value in values.items():
        key = NAMES.get(normalize_key(name), "")
        is_empty_flag = value is None and key in VISIBILITY_FLAGS
        if key in {*VISIBILITY_FLAGS, *VISIBILITY_KEYS} and (
            is_empty_flag or (isinstance(value, str) and hides(name, value))
        ):
            text = remove_key(text, suffix, name)
    return text


def with_date(text: str, source: SourceFacts, when: datetime, *, has_time: bool) -> str:
    """Return the text with the date in each key that has one; with a new one if neither text nor name has a date."""
    value = f"{when:%Y-%m-%d %H:%M}" if has_time else f"{when:%Y-%m-%d}"
    names = source.spellings("date")
    if not names and not _DATE.match(post_name(source)):
        names = ["date"]
    for name in names:
        text = set_value(text, source.suffix, name, value)
    return text


def _renames(source: SourceFacts, when: datetime, sources: Sequence[SourceFacts]) -> list[tuple[Path, Path]]:
    """Return the renames of a post whose name has a date, or that is in a folder of drafts, and of its translations.

    If one of these is published already, the name stays.
    """
    if any(each.status is Status.PUBLISHED for each in versions_of(source, sources)):
        return []
    what = folder_or_file(source)
    folder, name = what.parent, what.name
    if folder.name == _DRAFTS:
        posts = folder.parent / "_posts"
        folder = posts if posts.is_dir() else folder.parent
    if _DATE.match(name) and date_in_name(name.partition(".")[0], when.tzinfo or None):  # type: ignore[arg-type]
        name = _DATE.sub(f"{when:%Y-%m-%d}", name)
    target = folder / name
    return renames_of(source, what, target, sources) if target != what else []


def _check_published(text: str, source: SourceFacts, rules: PublishRules, when: datetime | None) -> None:
    """Raise CannotChangeError if the post would still be hidden, with the line that says why.

    `when` is the date in its new name, if it is renamed.
    """
    path = source.path.replace(f"/{_DRAFTS}/", "/")
    if when:
        path = path.replace(post_name(source), _DATE.sub(f"{when:%Y-%m-%d}", post_name(source)))
    status = status_of_text(text, path, rules)
    if status.error:
        raise CannotChangeError(f"{source.file}:{status.error.line}: {status.error.message}")
    front = status.front_matter
    if front is None or front.draft:
        line = next((problem.line for problem in status.problems if problem.makes_draft), 1)
        raise CannotChangeError(f"{source.file}:{line}: the front matter still hides the post; change it by hand")
