"""The URLs of translations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from postil.front_matter.languages import SourceLanguages
from postil.front_matter.publish_rules import PublishRules
from postil.front_matter.status import status_of_text
from postil.project.docnames import OutputPages
from postil.project.mounted_project import MountedProject
from postil.project.permalinks import wanted_docname

if TYPE_CHECKING:
    from pathlib import Path

FILES = ["posts/walk/index.md", "posts/walk/index.de.md", "posts/river.md", "posts/river.de.md"]


@pytest.mark.parametrize(
    ("path", "pattern", "more", "one_blog", "blogs"),
    [
        ("posts/river.de.md", "", "", "posts/river.de", "de/posts/river"),
        ("posts/river.de.md", "", "slug: fluss", "posts/fluss", "de/posts/fluss"),
        ("posts/river.de.md", "{year}/{slug}", "", "2024/river.de", "de/2024/river"),
        ("posts/river.md", "{year}/{slug}", "", "2024/river", "2024/river"),
        ("posts/walk/index.de.md", "", "", "posts/walk/index.de", "de/posts/walk/index"),
        ("posts/walk/index.de.md", "", "slug: gehen", "posts/gehen/index", "de/posts/gehen/index"),
        ("posts/walk/index.de.md", "{year}/{slug}", "", "2024/walk.de", "de/2024/walk"),
        ("posts/walk/index.de.md", "{slug}/", "", "walk.de/index", "de/walk/index"),
        ("posts/walk/index.de.md", "{title}", "", "gehen", "de/gehen"),
        ("posts/walk/index.de.md", "{slug}", "permalink: /gehen/", "gehen/index", "de/gehen/index"),
        ("posts/walk/index.de.md", "{slug}", "permalink: /de/gehen/", "de/gehen/index", "de/gehen/index"),
    ],
)
def test_urls_of_translations(path: str, pattern: str, more: str, one_blog: str, blogs: str) -> None:
    """Those of a blog are in the folder of its language; in one blog, no two have the same."""
    found = []
    for languages in (
        SourceLanguages(site="en"),
        SourceLanguages(site="en", folders={"en": "", "de": ""}, roots=("posts",), blog_folders={"": "", "de": "de"}),
    ):
        languages.set_paths(FILES)
        now = datetime(2025, 1, 1, tzinfo=UTC)
        rules = PublishRules(zone=UTC, now=now, permalinks={"": pattern}, languages=languages)
        status = status_of_text(f"---\ntitle: Gehen\ndate: 2024-03-24\n{more}\n---\n\nText.\n", path, rules)
        found.append(wanted_docname(path, path.removesuffix(".md"), status, rules))

    assert found == [one_blog, blogs]


@pytest.mark.parametrize("translation", ["walk.de.md", "walk.DE.md", "a/walk.de.md"])
def test_the_original_gets_a_url_that_its_translation_asks_for_too(tmp_path: Path, translation: str) -> None:
    (tmp_path / "docs").mkdir()
    original = translation.lower().replace(".de", "")
    for name in (original, translation):
        file = tmp_path / "posts" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("---\ntitle: Walk\ndate: 2024-03-24\npermalink: /walk/\n---\n\nText.\n")
    rules = PublishRules(zone=UTC, now=datetime(2025, 1, 1, tzinfo=UTC))
    pages = OutputPages(lambda name: f"{name}.html")
    project = MountedProject(tmp_path / "docs", [".md"], {"posts": tmp_path / "posts"}, rules, pages)

    project.discover()

    assert project.mounted_path("walk/index") == f"posts/{original}"
    assert [problem.file.name for problem in project.problems] == [translation.rpartition("/")[2]]
