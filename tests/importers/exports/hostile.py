"""Values that the field of an export should not have."""

from __future__ import annotations

from typing import Any

VALUES: tuple[Any, ...] = (
    None, 7, 1e99, True, [], {}, ["x"], {"a": 1}, [{}], "../../x", "\ud800", "<script>x</script>", "a\x00b", "-1",
)  # fmt: skip
