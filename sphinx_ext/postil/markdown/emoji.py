"""Emoji by their names on GitHub, `:smile:`.

The plugin for markdown-it, mdit-py-emoji, requires an old version of markdown-it, and replaces `:param:` in words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_NAME = re.compile(r":([a-z0-9+-][a-z0-9_+-]*):(?![A-Za-z0-9_`])")


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.inline.ruler.push("emoji", parse_emoji)


def parse_emoji(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse the name of an emoji between colons; no letter, digit or colon is before it."""
    if state.src[state.pos] != ":":
        return False
    match = _NAME.match(state.src, state.pos, state.posMax)
    before = state.pending[-1:]
    if match is None or before.isalnum() or before in ("_", ":"):
        return False
    emoji = emoji_by_name().get(match[0])
    if emoji is None:
        return False
    if not silent:
        state.pending += emoji
    state.pos = match.end()
    return True


@cache
def emoji_by_name() -> Mapping[str, str]:
    """Return the emoji by their names, between colons; a name of GitHub wins over one of Unicode."""
    from emoji import EMOJI_DATA, STATUS  # noqa: PLC0415 - takes 70 ms; most sites have no emoji

    own: dict[str, str] = {}
    names: dict[str, str] = {}
    for emoji, data in EMOJI_DATA.items():
        if data["status"] <= STATUS["fully_qualified"]:
            own |= {data["en"]: emoji, data["en"].replace("-", "_"): emoji}
            names |= dict.fromkeys(data.get("alias", ()), emoji)
    return own | names
