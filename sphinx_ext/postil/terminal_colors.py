"""Whether to use colours in the terminal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def wants_color(environ: Mapping[str, str] = os.environ) -> bool | None:
    """Return whether to use colours: None to use them on a terminal, else what `NO_COLOR` or `FORCE_COLOR` says.

    See no-color.org. A variable that is empty is not set.
    """
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return True if environ.get("FORCE_COLOR") else None
