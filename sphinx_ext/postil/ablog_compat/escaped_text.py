"""Text for ABlog's templates, which insert titles and names into HTML without escaping them."""

from __future__ import annotations

from typing import Self

from markupsafe import escape


class EscapedText(str):
    """Text that is escaped already. Templates can insert it as it is; the filter `e` does not escape it again.

    Unlike `Markup`, it does not escape HTML that a template adds to it: `"<b>" + post.title`.
    """

    __slots__ = ()

    @classmethod
    def of(cls, text: str) -> Self:
        """Return plain text, escaped."""
        return cls(escape(text))

    def __html__(self) -> str:
        return str(self)
