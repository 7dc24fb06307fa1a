"""Which files in several languages are posts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from postil.front_matter.languages import SourceLanguages
from postil.front_matter.publish_rules import PublishRules


@pytest.mark.parametrize(
    ("path", "is_post"),
    [
        ("posts/walk.de.md", True),
        ("posts/index.de.md", False),
        ("posts/de/walk.md", True),
        ("posts/de/index.md", False),
        ("posts/walk/index.de.md", True),
        ("de/posts/walk.md", True),
        ("artikel/walk.md", True),
        ("artikel/index.md", False),
        ("de/walk.md", False),
        ("index.de.md", False),
        ("de/index.md", False),
    ],
)
def test_posts_by_their_paths(path: str, is_post: bool) -> None:  # noqa: FBT001 - a parameter of the test
    folders = ("posts", "artikel")
    languages = SourceLanguages(site="en", folders={"de": "", "fr": "artikel"}, roots=folders)
    rules = PublishRules(zone=UTC, now=datetime(2024, 6, 1, tzinfo=UTC), folders=folders, languages=languages)

    assert rules.expects_post(path) == is_post
