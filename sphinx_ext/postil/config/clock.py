"""The one clock of a build."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def current_time(environ: Mapping[str, str] = os.environ) -> datetime:
    """Return the current time in UTC, or the time in SOURCE_DATE_EPOCH (reproducible-builds.org)."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch) if epoch.isdigit() else int(time.time()), tz=UTC)
