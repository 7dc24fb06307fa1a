"""Material for MkDocs: a blog goes in, and is built without a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from folders import header_and_body, import_folder, photo, said

from postil.importers.engines.mkdocs_markup import convert_markup
from postil.testing import Built, SiteBuilder, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

CONFIG = """\
site_name: River notes
site_url: https://notes.example/
site_author: Ada L.
theme:
  name: material
  language: en
nav:
  - Home: index.md
  - About: about.md
  - Blog: blog/index.md
  - Code: https://code.example
plugins:
  - search
  - blog:
      post_url_date_format: yyyy/MM
markdown_extensions:
  - pymdownx.snippets:
      base_path: snippets
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
"""
WALK = """\
---
date:
  created: 2024-03-07
  updated: 2024-04-01
authors: [ada]
categories: [Long walks]
tags: [rivers]
---

# A walk & a mill

See [the mill](mill.md), [about](../../about.md#me).[^1] :material-heart:{ .lg } Press ++ctrl+alt+del++.

<!-- more -->

!!! note "Boots"
    Wear them.

=== "Morning"

    Go early.

    ```python
    print(1)
    ```

=== "Evening"

    Go late.

--8<-- "note.md"

![The arch](../images/arch.png){ width="300" }
/// caption
The *first* arch
///

Seven arches (1) are old.
{ .annotate }

1.  Older than
    the town.

{++added++} {--deleted--} {==marked==} `:material-x: ++a++`

--8<-- "missing.md"

[^1]: A note.
"""
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": CONFIG,
    "snippets/note.md": 'An included word.\n\n--8<-- "note.md"\n',
    "docs/index.md": "# Home\n\nWords of the home page.\n",
    "docs/about.md": "# About\n\n## Me\n\nWords about me.\n",
    "docs/blog/index.md": "# Blog\n",
    "docs/blog/.authors.yml": "authors:\n  ada:\n    name: Ada L.\n    description: Walks.\n    avatar: https://a.example/a.png\n",
    "docs/blog/images/arch.png": photo(),
    "docs/blog/posts/walk.md": WALK.replace("\n", "\r\n"),
    "docs/blog/posts/mill.md": "---\ndate: 2024-02-01\nslug: mill\npin: true\n---\n# The mill\n\n[a walk](walk.md).\n",
    "docs/blog/posts/draft.md": "---\ndate: 2024-02-02\ndraft: true\n---\n# Draft\n",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("mkdocs")
    return folder, import_folder("mkdocs", folder, FILES)


@pytest.mark.long
def test_the_blog_builds_without_warnings_and_keeps_its_urls(imported: tuple[Path, Report]) -> None:
    built: Built = SiteBuilder(imported[0], theme="basic").build()

    assert built.warnings == []
    assert {"blog/2024/03/a-walk--a-mill/index.html", "blog/2024/02/mill/index.html", "about/index.html"} <= set(
        built.files()
    )
    page = main_content(built, "blog/2024/03/a-walk--a-mill/index")
    text = " ".join(page.get_text().split())
    for words in (
        "Wear them.",
        "Go early.",
        "Go late.",
        "An included word.",
        "The first arch",
        "Older than the town.",
        "A note.",
    ):
        assert words in text, words
    assert {"../../02/mill/", "../../../../about/#me"} <= {
        str(a["href"]).replace("index.html", "") for a in page.select("a[href]")
    }


def test_front_matter_and_facts(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    header, body = header_and_body(folder / "posts/2024-03-07-a-walk--a-mill/index.md")
    values = yaml.safe_load(header)

    assert (values["authors"], values["categories"], str(values["updated"])) == (["ada"], ["Long walks"], "2024-04-01")
    assert "`:material-x: ++a++`" in body
    assert '"The *first* arch"){width="300"}' in body
    assert report.settings["blog_authors"]["ada"]["name"] == "Ada L."
    assert report.settings["postil_menu"] == {
        "About": "about/index",
        "Blog": "blog-posts",
        "Code": "https://code.example",
    }
    assert any("missing.md" in place for place in said(report))
    assert any("note.md" in place for place in said(report))
    assert "draft: true" in (folder / "posts/2024-02-02-draft/index.md").read_text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("++cmd+k++", "<kbd>Cmd</kbd>+<kbd>K</kbd>"),
        ("a ^^word^^", "a <ins>word</ins>"),
        ("{~~old~>new~~}", "~~old~~<ins>new</ins>"),
        ("{>>why<<}", "^[why]"),
        ("C++ and D++", "C++ and D++"),
        ("`{++x++}`", "`{++x++}`"),
        ('<figure markdown="span">\n  ![A](a.png)\n  <figcaption>B</figcaption>\n</figure>', '![A](a.png "B")'),
    ],
)
def test_markup(text: str, expected: str) -> None:
    assert convert_markup(text) == expected
