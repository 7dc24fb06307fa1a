"""ABlog: the posts of a Sphinx site go in, and are built without a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from folders import header_and_body, import_folder, photo, said

from postil.testing import Built, SiteBuilder, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

CONF = """\
import ablog
extensions = [
    "ablog",
    "myst_parser",
    "sphinx.ext.intersphinx",
]
project = "River notes"
templates_path = [ablog.get_html_templates_path()]
blog_baseurl = "notes.example"
blog_authors = {"ada": ("Ada L.", None)}
post_always_section = True
blog_post_pattern = ["essays/*"]
"""
WALK = """\
A walk
======

.. post:: Mar 7, 2024
   :tags: rivers, maps
   :category: Walks
   :author: ada
   :redirect: old/walk
   :excerpt: 2
   :image: 1

It has *seven* arches [#]_, see :doc:`the mill <../essays/mill>` and :doc:`/essays/mill`.

.. image:: arch.png
   :alt: The arch

.. [#] A note.
"""
MILL = """\
---
title: The mill
date: 2024-02-01
---

Words, {doc}`a walk <../posts/walk>` and [again](../posts/walk.rst).[^1]

[^1]: A note in Markdown.
"""
TALK = """\
# A talk

```{post} 2024-04-01
:tags: talks
```

Spoken words.
"""
FILES: dict[str, str | bytes] = {
    "docs/conf.py": CONF,
    "docs/index.rst": "Home\n====\n\n.. postlist::\n",
    "docs/posts/walk.rst": WALK,
    "docs/posts/arch.png": photo(),
    "docs/essays/mill.md": MILL,
    "docs/talk.md": TALK,
    "docs/idea.rst": "An idea\n=======\n\n.. post::\n\nNot yet.\n",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("ablog")
    return folder, import_folder("ablog", folder, FILES)


@pytest.mark.long
def test_the_posts_build_without_warnings_and_keep_their_urls(imported: tuple[Path, Report]) -> None:
    built: Built = SiteBuilder(imported[0], theme="basic").build()

    assert built.warnings == []
    assert {"posts/walk.html", "essays/mill.html", "talk.html", "old/walk.html"} <= set(built.files())
    page = main_content(built, "posts/walk")
    assert {"../essays/mill.html"} == {str(a["href"]) for a in page.select("a.internal[href*=mill]")}
    assert "A note." in page.get_text()
    assert page.select("img")
    assert "A note in Markdown" in main_content(built, "essays/mill").get_text()


def test_directives_become_front_matter(imported: tuple[Path, Report]) -> None:
    posts = imported[0] / "posts"
    text = (posts / "2024-03-07-walk/index.rst").read_text("utf-8")
    values = yaml.safe_load(header_and_body(posts / "2024-04-01-talk/index.md")[0])

    assert "post::" not in text
    assert ":excerpt: 2" in text
    assert ":aliases:\n    - /old/walk.html" in text
    assert "<../2024-02-01-mill/index>" in text
    assert values["tags"] == ["talks"]
    assert ":draft: true" in (posts / "idea/index.rst").read_text("utf-8")
    assert any("walk.rst" in place and "image: 1" in place for place in said(imported[1]))


def test_what_changes_in_conf_py(imported: tuple[Path, Report]) -> None:
    report = "\n".join(imported[1].lines())

    assert [
        line for line in imported[1].conf_diff.split("\n") if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ] == [
        "-import ablog",
        '-    "ablog",',
        '-    "myst_parser",',
        '+    "postil",',
        "-templates_path = [ablog.get_html_templates_path()]",
        "-post_always_section = True",
    ]
    assert "What changes in your conf.py:" in report
    assert imported[1].settings["blog_authors"] == {"ada": ("Ada L.", None)}
