"""Obsidian: a vault goes in, and is built without a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from folders import header_and_body, import_folder, photo, said, write_files

from postil.testing import Built, SiteBuilder, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

WALK = """\
---
date: 2024-03-07
tags: [rivers]
cover: "[[arch.png]]"
---

See [[The mill]], [[The mill#The wheel|its wheel]], [[old mill|the old one]], [[Walks/The mill|there]],
[again](The%20mill.md).[^1]

![[arch.png|The arch|300x200]] and ![[song.mp3]] #walks/long `[[code]]`

> [!tip] Boots
> See [[#Boots]] and [[Missing note]].

## Boots

Wear them. ^boots

![[The mill#The wheel]]

![[The mill]]

A paragraph %%hidden%% here, and [[map.pdf]].

| a | b |
|---|---|
| [[The mill\\|cell]] | 2 |

```dataview
LIST
```

[^1]: A note.
"""
MILL = """\
---
created: 2024-02-01T10:00
aliases: [Old mill]
---

The mill turns, see [[2024-03-07 A walk]] and [[2024-03-07 A walk#^boots]].

## The wheel

It has seven wheels. ![[arch.png]]

## More

![[2024-03-07 A walk]]
"""
FILES: dict[str, str | bytes] = {
    ".obsidian/app.json": '{"attachmentFolderPath": "files"}',
    ".obsidian/templates.json": '{"folder": "Templates"}',
    "Templates/Post.md": "<% tp.title %>",
    "2024-03-07 A walk.md": WALK.replace("\n", "\r\n"),
    "Walks/The mill.md": MILL,
    "files/arch.png": photo(),
    "files/song.mp3": b"ID3",
    "files/map.pdf": b"%PDF-1.4",
    "About me.md": "Words about me, [[2024-03-07 A walk|a walk]].\n",
    "Board.canvas": "{}",
    "empty.md": "",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("obsidian")
    return folder, import_folder("obsidian", folder, FILES)


@pytest.mark.long
def test_the_vault_builds_without_warnings(imported: tuple[Path, Report]) -> None:
    built: Built = SiteBuilder(imported[0], theme="basic").build()

    assert built.warnings == []
    page = main_content(built, "posts/a-walk/index")
    text = page.get_text()
    for words in ("its wheel", "Wear them.", "It has seven wheels.", "The mill turns", "Missing note", "A note."):
        assert words in text, words
    assert "hidden" not in text
    assert "^boots" not in text
    assert page.select("audio")
    hrefs = {str(link["href"]) for link in page.select("a[href]")}
    assert {"../the-mill/index.html", "../the-mill/index.html#the-wheel", "#boots"} <= hrefs


def test_links_embeds_and_tags(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    header, body = header_and_body(folder / "posts/2024-03-07-a-walk/index.md")
    values = yaml.safe_load(header)

    assert (values["tags"], values["image"]) == (["rivers", "walks/long"], "arch.png")
    assert "[The mill](../2024-02-01-the-mill/index.md)" in body
    assert "![The arch](arch.png){width=300 height=200}" in body
    assert "`[[code]]`" in body
    assert "> It has seven wheels." in body
    assert "| [cell](../2024-02-01-the-mill/index.md) |" in body
    mill = (folder / "posts/2024-02-01-the-mill/index.md").read_text("utf-8")
    assert "aliases" not in mill
    assert "title: The mill" in mill
    assert "blogpost: false" in (folder / "posts/pages/about-me/index.md").read_text("utf-8")
    line = 1 + WALK[: WALK.index("[[Missing")].count("\n")
    assert f"2024-03-07 A walk.md:{line}: [[Missing note]]" in said(report)
    assert any("dataview" in place for place in said(report))
    assert report.left_out["files of Obsidian's own formats"] == 1


def test_a_folder_of_a_vault_has_its_images_elsewhere(tmp_path: Path) -> None:
    vault = write_files(tmp_path / "vault", {"files/Arch.png": photo(), "notes/x.md": "x"})
    note = "---\ndate: 2024-01-01\n---\n\n![[arch.png]] and ![](../files/arch.png)\n"
    import_folder("obsidian", tmp_path, {"A.md": note}, media=vault)
    folder = tmp_path / "posts/2024-01-01-a"

    assert (folder / "Arch.png").is_file()
    assert "![](Arch.png) and ![](Arch.png)" in (folder / "index.md").read_text("utf-8")
