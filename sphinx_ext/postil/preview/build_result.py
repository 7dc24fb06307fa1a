"""What a preview builds, and what comes out of a build."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from postil.preview.messages import Message


@frozen
class BuildRequest:
    """The arguments of a build, as `sphinx-build` takes them."""

    srcdir: Path
    outdir: Path
    doctreedir: Path
    builder: str = "html"
    parallel: int = 1
    overrides: Mapping[str, Any] = field(default_factory=dict)


@frozen
class BuildResult:
    """The result of a build."""

    seconds: float
    output_changed: bool = True
    """Whether the build may have changed any page."""
    failure: str = ""
    """Why the build failed; the pages of the previous build are still there. Empty if it succeeded."""
    messages: Mapping[str, Sequence[Message]] = field(default_factory=dict)
    """All current warnings and errors by the URL path of the page; under "" those that belong to no page."""
    folders: Sequence[Path] = ()
    """The folders that the site is built from, including folders that do not exist yet."""
    files: Collection[str] = ()
    """The files outside of `folders` that the site is built from."""
    home: Path | None = None
    """The file of the home page, if there is one."""
    drafts: int = 0
    """The number of drafts that are shown."""
    scheduled: int = 0
    """The number of scheduled posts that are shown."""
