"""A site for commands that change files: its project without Sphinx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from postil.front_matter.publish_rules import PublishRules
from postil.project.mounted_project import MountedProject
from postil.project.source_facts import SourceFacts, source_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Files:
    """The files of a site, and its project."""

    folder: Path
    project: MountedProject
    sources: list[SourceFacts]

    def read(self) -> dict[str, str]:
        """Return the texts of all files by their paths."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes().decode() for path in files}


@pytest.fixture
def make_files(tmp_path: Path) -> Callable[..., Files]:
    """Return a function that writes files below `docs/` and `posts/`, and returns the site that they are."""

    def make(texts: Mapping[str, str], permalinks: Mapping[str, str] | None = None) -> Files:
        for name, text in {"docs/index.md": "# Home\n", **texts}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        (tmp_path / "posts").mkdir(exist_ok=True)
        rules = PublishRules(zone=UTC, now=NOW, permalinks=permalinks or {})
        project = MountedProject(tmp_path / "docs", [".md", ".rst"], {"posts": tmp_path / "posts"}, rules)
        project.discover()
        return Files(tmp_path, project, list(source_facts(project)))

    return make
