"""What the content of a WordPress post refers to, and how its notes are marked."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@frozen
class Attachment:
    """A file of the media library."""

    url: str
    alt: str
    caption: str
    parent: str
    title: str = ""


@frozen
class BlockContext:
    """What the content of a post refers to."""

    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    own_attachments: Sequence[Attachment] = ()
    blocks: Mapping[str, str] = field(default_factory=dict)
    """The HTML of reusable blocks by their ids."""
    footnotes: Mapping[str, str] = field(default_factory=dict)
    """The HTML of notes by their ids."""


def note_marker(html: str) -> str:
    """Return HTML that becomes a reference to a note with this content."""
    content = re.sub(r"\s*\n\s*\n\s*", "<br><br>", html.strip())
    return f'<span data-postil-note="true">{content}</span>'
