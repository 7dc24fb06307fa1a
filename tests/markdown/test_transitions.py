"""Horizontal rules are allowed anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

# Each with the number of its rules.
TEXTS = {
    "Words.\n\n---\n": 1,
    "---\n\nWords.\n": 1,
    "Words.\n\n---\n\n---\n\nMore.\n": 2,
    "Words.\n\n---\n\n---\n": 2,
    "Words.\n\n---\n\n## S\n\nMore.\n": 1,
    "## S\n\n---\n\nMore.\n\n### T\n\n---\n": 2,
    "> Words.\n>\n> ---\n\n* a\n\n  ---\n": 2,
    "Words[^1].\n\n---\n\n[^1]: Note.\n": 1,
    "---\n": 1,
}


def rules(built: Built, name: str) -> int:
    """Return the number of rules in the text of a page."""
    return len(main_content(built, name).select("hr.docutils"))


@pytest.mark.parametrize("text", TEXTS)
def test_rules_in_posts_and_pages(plain_site: SiteBuilder, post: Post, text: str) -> None:
    plain_site.conf = 'suppress_warnings = ["toc.not_included"]\n'
    built = plain_site.build({"a.md": post(text)}, {"page.md": f"# Page\n\n{text}"})

    assert built.warnings == []
    assert [rules(built, name) for name in ("posts/a", "page")] == [TEXTS[text]] * 2


@pytest.mark.parametrize("builder", ["latex", "text", "epub", "xml"])
def test_other_builders_have_them_too(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    plain_site.conf = 'version = "1"\nepub_author = epub_publisher = epub_copyright = "A"\n'
    built = plain_site.build({"a.md": post("---\n\nWords.\n\n---\n\n---\n")}, builder=builder)

    assert [line for line in built.warnings if "EPUB3" not in line] == []


def test_rules_in_restructuredtext(plain_site: SiteBuilder) -> None:
    built = plain_site.build({"a.rst": "A post\n======\n\n:date: 2024-03-24\n\n----\n\nWords.\n\n----\n"})

    assert built.warnings == []
    assert rules(built, "posts/a") == 2


def test_rules_in_notebooks(plain_site: SiteBuilder) -> None:
    plain_site.conf = 'extensions = ["postil", "myst_nb"]\nnb_execution_mode = "off"\n'
    cells = ["---\ntitle: N\ndate: 2024-03-24\n---\n", "---\n\nWords.\n\n---\n"]
    notebook = {
        "cells": [{"cell_type": "markdown", "metadata": {}, "source": source} for source in cells],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    built = plain_site.build({"a.ipynb": json.dumps(notebook)})

    assert built.warnings == []
    assert rules(built, "posts/a") == 2
