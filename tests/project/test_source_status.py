"""A file that is read twice in a build is parsed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.project import source_files

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from postil.testing import SiteBuilder


def test_front_matter_is_parsed_once(
    plain_site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths: list[str] = []
    parse = vars(source_files)["status_of_text"]

    def count(text: str, path: str, rules: object) -> Any:
        paths.append(path)
        return parse(text, path, rules)

    monkeypatch.setattr(source_files, "status_of_text", count)
    plain_site.conf = """
def setup(app):
    def change(app, docname, content):
        if docname.endswith("changed"):
            content[0] = content[0].replace("A post", "Another title")
    app.connect("source-read", change, priority=50)
"""
    built = plain_site.build(posts={"same.md": post(), "changed.md": post(), "draft.md": post(draft=True)})

    assert sorted(paths) == [
        "index.md", "posts/changed.md", "posts/changed.md", "posts/draft.md", "posts/same.md",
    ]  # fmt: skip
    assert "Another title" in built.read("posts/changed.html")
    assert "A post" in built.read("posts/same.html")
