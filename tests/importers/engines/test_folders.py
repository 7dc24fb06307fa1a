"""Folders of other engines: what is broken, hostile or large in them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from folders import import_folder, write_files

from postil.importers.run import ImportRequest, run_import

if TYPE_CHECKING:
    from pathlib import Path

# The configuration of each engine, and the path of a post in its folder.
ENGINES = {
    "hugo": ("hugo.toml", "content/posts/{}.md"),
    "zola": ("config.toml", "content/posts/{}.md"),
    "eleventy": ("eleventy.config.js", "posts/{}.md"),
    "jekyll": ("_config.yml", "_posts/{}.md"),
}
HEADER = "---\ntitle: A\ndate: 2024-03-01\n---\n"

each_engine = pytest.mark.parametrize("engine", ENGINES)


def site_of(engine: str, **posts: str | bytes) -> dict[str, str | bytes]:
    config, path = ENGINES[engine]
    return {config: "", **{path.format(f"2024-03-01-{name}"): text for name, text in posts.items()}}


def text_of(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((folder / "posts").rglob("index.md")))


@each_engine
def test_invalid_front_matter_has_its_line_and_keeps_the_text(tmp_path: Path, engine: str) -> None:
    broken = "---\ntitle: A\ntags: [a, b\n---\nThe text.\n"
    toml = "+++\ntitle = 'A'\ntags = [1 2]\n+++\nThe other text.\n"

    report = import_folder(engine, tmp_path, site_of(engine, one=broken, two=toml))

    assert [item.place.line for item in report.not_understood] == [3, 3]
    text = text_of(tmp_path)
    assert text.count("draft: true") == 2
    for words in ("The text.", "The other text.", "tags: [a, b"):
        assert words in text


@each_engine
def test_encodings_line_ends_and_empty_files(tmp_path: Path, engine: str) -> None:
    posts = site_of(
        engine,
        windows=(HEADER + "Déjà vu.\n").replace("\n", "\r\n").encode("cp1252"),
        marked=b"\xef\xbb\xbf" + (HEADER + "With a mark.\n").encode(),
        empty=b"",
    )

    import_folder(engine, tmp_path, posts)

    text = text_of(tmp_path)
    assert "Déjà vu.\n" in text
    assert "With a mark." in text
    assert "\r" not in text
    assert "title: A" in text


@each_engine
def test_a_post_without_text_stays(tmp_path: Path, engine: str) -> None:
    import_folder(
        engine, tmp_path, site_of(engine, link=HEADER.replace("---\n", "---\nexternal_url: https://a.example/\n", 1))
    )

    assert "external_link: https://a.example/" in text_of(tmp_path)


@each_engine
def test_posts_of_one_slug_and_names_that_no_file_can_have(tmp_path: Path, engine: str) -> None:
    posts = {
        name: f"---\ntitle: T\ndate: 2024-03-01\nslug: {slug}\n---\nText {name}.\n"
        for name, slug in {"a": "same", "b": "same", "c": "../../../etc/x", "d": "CON", "e": "a:b"}.items()
    }

    report = import_folder(engine, tmp_path, site_of(engine, **posts))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "posts"]
    for name in posts:
        assert f"Text {name}." in text_of(tmp_path)
    assert not any(path.name.upper() == "CON" for path in (tmp_path / "posts").rglob("*"))
    assert report.problems == []


@each_engine
def test_nothing_outside_of_the_source_is_read(tmp_path: Path, engine: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    text = '![a](../../../../secret.png) ![b](/../../secret.png) {{< include "../../../../secret.png" >}}'
    text += '\n{% include ../../secret.png %} <img src="link.png" alt="c"> ![d](.hidden/e.png)\n'
    write_files(tmp_path / "old", site_of(engine, a=HEADER + text))
    folder = (tmp_path / "old" / ENGINES[engine][1]).parent
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "2024-03-02-link.md").symlink_to(tmp_path / "secret.png")

    report = run_import(ImportRequest(engine, [tmp_path / "old"], tmp_path / "posts"))

    assert not any(path.read_bytes() == b"secret" for path in (tmp_path / "posts").rglob("*") if path.is_file())
    assert "secret.png" in text_of(tmp_path)
    assert len(report.problems) == 2


@pytest.mark.parametrize(
    "engine", [pytest.param(name, marks=[pytest.mark.long] * (name != "hugo")) for name in ENGINES]
)
def test_a_long_post_with_many_open_tags_is_read_in_time(tmp_path: Path, engine: str) -> None:
    line = 'Words [a](b.md "x) `code {{< own "y" {% raw {{ x ![i](((( [r]: <a\n'
    posts = site_of(engine, long=HEADER + line * 10_000, deep=HEADER + "{{< own >}}\n" * 3000 + "{% if %}" * 3000)

    start = time.process_time()
    import_folder(engine, tmp_path, posts)

    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("engine", "config", "problems"),
    [
        ("hugo", "permalinks = 3\nlanguages = ['a']\ntaxonomies = ['b']\nmenu = 3\n", 0),
        ("hugo", "title = 'x\n", 1),
        ("hugo", "[permalinks]\nposts = '/:unknown/'\n", 1),
        ("jekyll", "collections: [a]\nexclude: 3\ndefaults:\n  - x\n  - {scope: 3, values: 4}\n", 0),
        ("jekyll", "title: [a\n", 1),
        ("jekyll", "timezone: Nowhere/Town\n", 1),
        ("zola", "taxonomies = 3\nlanguages = 4\nextra = 5\nslugify = 3\n", 0),
        ("zola", "title = \n", 1),
    ],
)
def test_a_configuration_that_is_wrong(tmp_path: Path, engine: str, config: str, problems: int) -> None:
    files = site_of(engine, a=HEADER + "The text.\n") | {ENGINES[engine][0]: config}

    report = import_folder(engine, tmp_path, files)

    assert "The text." in text_of(tmp_path)
    assert len(report.not_understood) == problems
