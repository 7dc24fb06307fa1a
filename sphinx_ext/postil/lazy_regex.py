"""Regular expressions that are compiled when they are first used.

A build loads some 250 of them, and one that reads nothing uses only a few: to compile all takes a twentieth of it.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the expression at the first use of a method, and keep the method for the next."""
        value = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value


def lazy_regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` would, but compile the expression when a method of it is first used.

    For constants of modules that each build loads. Call its methods: `re.sub` and others of `re` do not take it.
    """
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))
