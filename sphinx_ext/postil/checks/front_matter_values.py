"""Front matter: problems of drafts, fixes of misspelled keys, and descriptions that are missing or too long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.checks.finding import Finding, Kind, Level, TextFix
from postil.front_matter.edit import rename_key
from postil.front_matter.parse import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postil.checks.facts import SiteFacts

# Search engines and previews cut longer descriptions.
_MAX_DESCRIPTION = 300
_MISSPELLED = re.compile(r"unknown key `([^`]+)`: did you mean `([^`]+)`\?")


def check_unpublished(site: SiteFacts) -> Iterator[Finding]:
    """Yield the problems in the front matter of drafts and scheduled posts, which no build reports."""
    for source in site.sources:
        for line, message in source.problems:
            yield Finding(Kind.FRONT_MATTER, message, source.file, line, fix=key_fix(message, source.suffix))


def key_fix(message: str, suffix: str) -> TextFix | None:
    """Return the fix of a misspelled key that a message names; None if the message is about something else."""
    match = _MISSPELLED.match(message)
    return TextFix(_renaming(suffix, match[1], match[2])) if match else None


def check_descriptions(site: SiteFacts) -> Iterator[Finding]:
    """Yield the published posts without a description, and with one that is too long."""
    for source in site.sources:
        if source.front is None or source.status is not Status.PUBLISHED:
            continue
        length = len(source.front.description)
        if not length:
            message = "the post has no description: search results and link previews show its first sentences"
            advice = "add one sentence to its front matter: `description: …`"
        elif length > _MAX_DESCRIPTION:
            message, advice = f"the description has {length} characters", "search engines show about 160; shorten it"
        else:
            continue
        yield Finding(Kind.DESCRIPTION, message, source.file, source.line_of("description"), advice, Level.SUGGESTION)


def _renaming(suffix: str, name: str, meant: str) -> Callable[[str], str]:
    return lambda text: rename_key(text, suffix, name, meant)
