"""Docnames: no two documents get the same URL."""

from __future__ import annotations

from pathlib import Path

from postil.project.docnames import OutputPages, WantedDocname, assign_docnames
from postil.project.source_files import SourceFile

PAGES = OutputPages(lambda docname: f"{docname}.html", lambda docname: docname == "blog")


def source(name: str) -> SourceFile:
    """Return the source file of a post."""
    return SourceFile(f"posts/{name}", Path(f"/posts/{name}.md"), f"posts/{name}.md")


def assign(**wanted: str) -> tuple[dict[str, str], list[str]]:
    """Return the file name of each docname, and the messages, for the docname that each file asks for."""
    assignment = assign_docnames([WantedDocname(source(name), docname, 3) for name, docname in wanted.items()], PAGES)
    return (
        {docname: each.file.stem for docname, each in assignment.files.items()},
        [each.problem.message for each in assignment.problems],
    )


def test_a_slug_does_not_replace_another_file() -> None:
    files, messages = assign(a="posts/b", b="posts/b")

    assert files == {"posts/b": "b", "posts/a": "a"}
    reason = "its URL, posts/b.html, is already that of /posts/b.md"
    assert messages == [f"{reason}; it is published at posts/a.html instead: choose another `slug` or `permalink`"]


def test_upper_and_lower_case() -> None:
    files, messages = assign(a="Walk", b="walk")

    assert files == {"Walk": "a", "posts/b": "b"}
    assert "differs only in upper and lower case from that of /posts/a.md" in messages[0]


def test_reserved_and_invalid_docnames() -> None:
    files, messages = assign(a="blog", b="../b", c="c" * 300)

    assert files == {"posts/a": "a", "posts/b": "b", "posts/c": "c"}
    assert "is reserved for a generated page" in messages[0]
    assert "is outside the site" in messages[1]
    assert "is too long" in messages[2]
