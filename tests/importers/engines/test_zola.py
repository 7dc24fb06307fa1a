"""Zola: a site goes in, and is built without a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from folders import body_of, import_folder
from zola_site import FILES

from postil.importers.engines.hugo import looks_like as looks_like_hugo
from postil.importers.engines.zola import looks_like
from postil.importers.source import open_source
from postil.testing import Built, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

CONFIG = 'base_url = "https://bridges.example"\n'


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("zola")
    return folder, import_folder("zola", folder, FILES)


@pytest.mark.long
def test_the_site_builds_without_warnings_and_keeps_its_urls(built: Built) -> None:
    assert built.warnings == []
    assert {
        "2024/03/24/walk/index.html",
        "blog/gate/index.html",
        "fa/blog/gate/index.html",
        "blog/old-mill/index.html",
        "about/index.html",
        "old/walk.html",
    } <= set(built.files())
    assert built.page("fa/blog/gate/index").select('[lang="fa"][dir="rtl"]')


@pytest.mark.long
def test_the_words_notes_and_images_are_there(built: Built) -> None:
    page = main_content(built, "2024/03/24/walk/index")
    text = " ".join(page.get_text().split())

    for words in (
        "A note.", "The bridge.", "Said once.", "Ada Lovelace", "Mind the step.",
        "Seven pence.", '{{ youtube(id="x") }}',
        '{{ vimeo(id="x") }}', "{{ page.title }}",
    ):  # fmt: skip
        assert words in text, words
    assert len(page.select("img")) == 2
    assert len(main_content(built, "blog/gate/index").select("img")) == 3
    hrefs = " ".join(str(link["href"]) for link in page.select("a[href]"))
    for link in ("gate/index.html#arch", "old-mill/", "about/", "plan.pdf", "youtube.com/watch?v=abc123"):
        assert link in hrefs, link


def test_links_front_matter_and_settings(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    text = (folder / "posts/2024-03-24-walk/index.md").read_text("utf-8")
    header = yaml.safe_load(text.split("---\n")[1])

    assert "[the gate](../2024-03-01-gate/index.md#arch), [the mill](../2024-02-01-old-mill/index.md)" in text
    assert (header["tags"], header["authors"], header["aliases"]) == (["walks", "Arno"], ["Bo"], ["/old/walk"])
    assert header["date"].isoformat() == "2024-03-24"
    assert report.settings == {
        "blog_title": "Bridges & Rivers",
        "blog_baseurl": "https://bridges.example",
        "language": "en",
        "blog_default_author": "Ada L.",
        "postil_slug_style": "ascii",
        "postil_menu": {"About": "about/index", "Blog": "blog-posts"},
        "postil_languages": {"en": "English", "fa": "فارسی"},
    }
    assert [(item.place.line, item.construct) for item in report.not_understood] == [(33, '{% toll(price="7") %}')]
    assert report.left_out == {"pages without text": 2, "files that no post refers to": 1}


@pytest.mark.parametrize(
    ("config", "path", "header", "url"),
    [
        ("", "blog/Hello World.md", "", "/blog/hello-world/"),
        ("", "My Blog/2024-03-01_café.md", "", "/my-blog/cafe/"),
        ("", "blog/a/index.md", "slug = 'Über'", "/blog/Über/"),
        ("", "blog/a.md", "path = '/x/y/'", "/x/y/"),
        ("", "index.md", "", ""),
        ("[slugify]\npaths = 'off'", "blog/Hello.md", "", "/blog/Hello/"),
        ("[languages.de]\n", "blog/a.de.md", "", "/de/blog/a/"),
    ],
)
def test_urls(tmp_path: Path, config: str, path: str, header: str, url: str) -> None:
    post = f"+++\ntitle = 'A'\ndate = 2024-03-01\n{header}\n+++\nWords.\n"

    report = import_folder("zola", tmp_path, {"config.toml": CONFIG + config, f"content/{path}": post})

    (written,) = (tmp_path / "posts").rglob("index.md")
    assert f"permalink: {url}\n" in written.read_text("utf-8") if url else report.lost_urls


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[x](@/gone.md)", "[x](@/gone.md)"),
        ("{{ own() }}", "<!-- {{ own() }} -->"),
        ("{{ value }}", "{{ value }}"),
        ("A {% sidenote() %}deep{% end %} B", "A^[deep] B"),
        ('{{ image(src="a.jpg", alt="An [a]") }}', "![An \\[a\\]](a.jpg)"),
        ('{{ video(src="/f.mp4") }}', "![](f.mp4)"),
        ("{{ figure(path=config.extra.logo) }}", "<!-- {{ figure(path=config.extra.logo) }} -->"),
    ],
)  # fmt: skip
def test_shortcodes(tmp_path: Path, written: str, expected: str) -> None:
    post = f"+++\ntitle = 'A'\ndate = 2024-03-01\n+++\n{written}\n"
    files: dict[str, str | bytes] = {
        "config.toml": CONFIG,
        "content/a/index.md": post,
        "content/a/a.jpg": b"a",
        "static/f.mp4": b"f",
    }

    assert expected in body_of(tmp_path, "zola", files)


def test_a_site_is_recognized(tmp_path: Path) -> None:
    import_folder("zola", tmp_path, {"config.toml": CONFIG, "content/a.md": "A", "templates/a.html": ""})
    source = open_source(tmp_path / "old")

    assert looks_like(source)
    assert not looks_like_hugo(source)
    assert not looks_like(open_source(tmp_path / "posts"))
