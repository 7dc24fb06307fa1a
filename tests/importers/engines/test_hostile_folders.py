"""Folders of other engines that are broken or hostile: nothing outside is read or written, and no import ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from folders import import_folder, write_files

from postil.importers.registry import detect_engine, engine_named
from postil.importers.run import ImportFailedError
from postil.importers.source import open_source

if TYPE_CHECKING:
    from pathlib import Path

# For each engine: its configuration, the folder of its posts, and the suffix of a post.
ENGINES = {
    "quarto": ({"_quarto.yml": "website: {title: A}\n"}, "posts/", ".qmd"),
    "pelican": ({"pelicanconf.py": "SITENAME = 'A'\nPATH = 'content'\n"}, "content/", ".md"),
    "mkdocs": ({"mkdocs.yml": "site_name: A\nplugins: [blog]\n"}, "docs/blog/posts/", ".md"),
    "obsidian": ({".obsidian/app.json": "{}"}, "notes/", ".md"),
    "ablog": ({"conf.py": "extensions = ['ablog']\nblog_post_pattern = 'posts/*'\n"}, "posts/", ".md"),
    "nikola": ({"conf.py": "BLOG_TITLE = 'A'\n"}, "posts/", ".md"),
    "astro": ({"astro.config.mjs": "export default {}"}, "src/content/blog/", ".mdx"),
}
POST = "---\ntitle: A\ndate: 2024-01-0{day}\n{more}---\n\n"
LINKS = """\
![a](../../../../etc/passwd) [b](/../../x.md) <img src="../secret.txt"> ![[../secret.txt]] [c](javascript:alert(1))
{{< include ../../secret.txt >}} {% include_code ../../secret.txt %} {% notebook ../../secret.txt %}

{{< include b.md >}}

--8<-- "../secret.txt"

![[link.txt]]
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_hostile_input(tmp_path: Path, engine: str) -> None:
    config, folder, suffix = ENGINES[engine]
    write_files(tmp_path, {"secret.txt": "TOP SECRET"})
    (tmp_path / "old" / folder).mkdir(parents=True)
    (tmp_path / "old" / folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "old" / folder / f"linked{suffix}").symlink_to(tmp_path / "secret.txt")
    report = import_folder(
        engine,
        tmp_path,
        {
            **config,
            f"{folder}a{suffix}": POST.format(day=1, more="slug: ../../../../evil\nimage: ../../secret.txt\n") + LINKS,
            f"{folder}con{suffix}": POST.format(day=2, more="slug: con\n") + "Words.",
            f"{folder}broken{suffix}": "---\ntitle: [a\ndate: 2024-01-03\n---\n\nStill here.\n",
            f"{folder}toml{suffix}": "+++\ntitle = \n+++\n\nAlso here.\n",
            f"{folder}latin{suffix}": POST.format(day=4, more="").encode() + "Caf\xe9".encode("cp1252"),
            f"{folder}crlf{suffix}": (POST.format(day=5, more="") + "One.\n\nTwo.\n").replace("\n", "\r\n"),
            f"{folder}empty{suffix}": "",
            f"{folder}same{suffix}": POST.format(day=6, more="slug: same\n") + "First.",
            f"{folder}sub/same{suffix}": POST.format(day=6, more="slug: same\n") + "Second.",
            f"{folder}bytes{suffix}": b"\x00\xff\xfe\x80",
        },
    )
    texts = {path: path.read_text("utf-8") for path in (tmp_path / "posts").rglob("*") if path.is_file()}

    assert not any("TOP SECRET" in text for text in texts.values())
    assert {path.name for path in tmp_path.iterdir()} == {"secret.txt", "old", "posts"}
    for words in ("Words.", "Still here.", "Also here.", "Café", "Two.", "First.", "Second."):
        assert sum(words in text for text in texts.values()) == 1, words
    assert any(item.place.file.endswith(f"broken{suffix}") and item.place.line == 2 for item in report.not_understood)
    assert any("link to a file outside" in problem for problem in report.problems)
    assert not any(path.parent.name.rpartition("-")[2] == "con" for path in texts)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_is_recognized(tmp_path: Path, engine: str) -> None:
    source = open_source(write_files(tmp_path, {**ENGINES[engine][0], "x.md": "x"}))
    found = detect_engine(source)

    assert found is not None
    assert found.name == engine


@pytest.mark.parametrize(("name", "engine"), [("next", "astro"), ("MkDocs-Material", "mkdocs"), ("quarto", "quarto")])
def test_engines_have_the_names_that_people_know(name: str, engine: str) -> None:
    assert engine_named(name).name == engine


@pytest.mark.parametrize("engine", ENGINES)
def test_a_folder_without_posts_is_one_sentence(tmp_path: Path, engine: str) -> None:
    with pytest.raises(ImportFailedError, match=r"has no|empty"):
        import_folder(engine, tmp_path, {"unrelated.txt": "x"})


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_post_takes_less_than_a_second(tmp_path: Path, engine: str) -> None:
    config, folder, suffix = ENGINES[engine]
    rows = ["[a](b.md) ![x](y.png) [[b]] `code", "::: {.cell}", '=== "Tab"', "<Map a={", "(1) {{< x", ":::", "~~~"]
    text = "\n\n".join(rows * 1500)

    report = import_folder(engine, tmp_path, {**config, f"{folder}a{suffix}": POST.format(day=1, more="") + text})

    assert report.counts["posts"] == 1


def test_included_files_that_include_each_other(tmp_path: Path) -> None:
    text = POST.format(day=1, more="") + "{{< include _a.qmd >}}\n\n{{< include _a.qmd >}}\n"
    files = {
        f"posts/_{a}.qmd": f"Word {a}.\n\n" + f"{{{{< include _{b}.qmd >}}}}\n\n" * 3 for a, b in ("ab", "bc", "ca")
    }
    import_folder("quarto", tmp_path, {"_quarto.yml": "project: {type: website}\n", "posts/x.qmd": text, **files})
    written = (tmp_path / "posts/2024-01-01-x/index.md").read_text("utf-8")

    assert written.count("Word c.") == 2 * 9
    assert written.count("<!-- {{< include _a.qmd >}} -->") == 2 * 27


@pytest.mark.parametrize("result", ["{", "[]", '{"result": 1}', '{"result": {"markdown": 7}}', "\x00"])
def test_broken_results_are_as_if_there_were_none(tmp_path: Path, result: str) -> None:
    text = POST.format(day=1, more="") + "```{python}\nprint(1)\n```\n"
    files = {"posts/x.qmd": text, "_freeze/posts/x/execute-results/html.json": result, "_quarto.yml": "project: {}\n"}
    import_folder("quarto", tmp_path, {**files})

    assert "```python\nprint(1)" in (tmp_path / "posts/2024-01-01-x/index.md").read_text("utf-8")


@pytest.mark.parametrize(
    "cells", ["{", "{}", '{"cells": 1}', json.dumps({"cells": [1, None, {}, {"cell_type": "code"}]})]
)
def test_broken_notebooks_keep_their_text(tmp_path: Path, cells: str) -> None:
    report = import_folder(
        "quarto", tmp_path, {"_quarto.yml": "project: {}\n", "posts/x.ipynb": cells, "posts/y.qmd": "Words."}
    )

    assert report.counts["pages"] == 2
