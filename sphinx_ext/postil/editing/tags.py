"""Rename a tag in all posts, and in the lists of posts that select it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.editing.changes import CannotChangeError, Changes
from postil.front_matter.edit import EditError, rename_in_list
from postil.slug import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.project.source_facts import SourceFacts

# The options of `postlist`, `post` and `update` that name tags.
_OPTION = re.compile(r"(?m)^(?P<start>[ \t]*:(?:exclude-)?tags?:[ \t]*)(?P<labels>[^\r\n]*?)(?P<end>[ \t]*\r?)$")


def rename_tag(old: str, new: str, sources: Sequence[SourceFacts]) -> Changes:
    """Return the changes that rename a tag; a post with both keeps one. Raises CannotChangeError."""
    if not new.strip() or re.search(r"[,\r\n]", new):
        raise CannotChangeError("a tag has at least one letter, and no comma")
    if new == old:
        raise CannotChangeError(f"the tag `{old}` has this name already")
    changes = Changes()
    for source in sources:
        text = source.text
        try:
            text = rename_in_list(text, source.suffix, "tags", lambda label: new if label == old else label)
        except EditError as error:
            if source.front and old in source.front.tags:
                changes.notes.append(f"{source.file}:{error.line}: not changed; {error}")
                changes.is_complete = False
        changes.set_text(source.file, source.text, _rename_in_options(text, old, new))
    if not changes.texts and not changes.notes:
        similar = sorted(
            {tag for source in sources if source.front for tag in source.front.tags if fold(tag) == fold(old)}
        )
        hint = f"; did you mean `{similar[0]}`?" if similar else "; `postil list --json` shows the tags of all posts"
        raise CannotChangeError(f"no post has the tag `{old}`{hint}")
    return changes


def _rename_in_options(text: str, old: str, new: str) -> str:
    def renamed(match: re.Match[str]) -> str:
        """Return the option with the tag renamed."""
        labels = [label.strip() for label in match["labels"].split(",")]
        if old not in labels:
            return match[0]
        kept = dict.fromkeys(new if label == old else label for label in labels)
        return f"{match['start']}{', '.join(kept)}{match['end']}"

    return _OPTION.sub(renamed, text)
