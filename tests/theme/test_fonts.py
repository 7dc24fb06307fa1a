"""Web fonts: `postil_fonts`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_system_fonts_by_default(site: SiteBuilder, post: Post) -> None:
    built = site.build(posts={"a.md": post()})

    assert not built.page("posts/a").select('link[as="font"], link[href*="typeface"]')
    assert not list(built.outdir.rglob("*postil-typeface*"))


def test_font_files_of_the_owner(site: SiteBuilder, post: Post) -> None:
    files = {"text": "fonts/Text Variable.woff2", "italic": "fonts/italic.woff2", "label": "fonts/label.ttf"}
    site.conf = f"postil_fonts = {json.dumps(files)}\n"
    built = site.build(posts={"a.md": post()}, docs={path: path.encode() for path in files.values()})
    page = built.page("posts/a")
    sheet = built.read("_static/postil-typeface.css")

    assert built.warnings == []
    assert [link["href"] for link in page.select('link[rel="preload"][as="font"]')] == [
        "../_static/postil-typeface/Text%20Variable.woff2"
    ]
    assert "postil-typeface/italic.woff2" in built.read("_static/styles/postil-pages.css")
    assert sheet.count("font-display: swap") == sheet.count("@font-face") == 3
    assert "font-weight: 100 900" in sheet
    assert (built.outdir / "_static" / "postil-typeface" / "label.ttf").read_bytes() == b"fonts/label.ttf"
    site.write({"docs/conf.py": (site.folder / "docs" / "conf.py").read_text("utf-8").replace('"italic"', '"bold"')})
    again = site.build()
    assert "italic;" not in again.read("_static/postil-typeface.css")


@pytest.mark.parametrize(
    "value", ["'comic'", "{}", "{'text': 'a.pdf'}", "{'body': 'a.woff2'}", "{'text': 'gone.woff2'}", "5", "{'text': 1}"]
)
def test_invalid_fonts_are_a_warning(site: SiteBuilder, post: Post, value: str) -> None:
    site.conf = f"postil_fonts = {value}\n"
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_fonts" in built.warnings[0]
    assert not built.page("posts/a").select('link[as="font"], link[href*="typeface"]')


def test_bundled_fonts(tmp_path: Path, post: Post) -> None:
    pytest.importorskip("fontTools", reason="postil[fonts] is not installed")
    pytest.importorskip("font_source_serif_pro", reason="postil[fonts] is not installed")
    from postil.testing import SiteBuilder  # noqa: PLC0415
    from postil.theme.fonts import write_bundled_fonts  # noqa: PLC0415

    site = SiteBuilder(tmp_path / "site", conf='postil_fonts = "source"\n')
    built = site.build(posts={"a.md": post()})
    fonts = {path.name: path.read_bytes() for path in (built.outdir / "_static/postil-typeface").iterdir()}

    assert built.warnings == []
    assert len(fonts) == 10
    first = built.page("posts/a").select('link[rel="preload"][as="font"]')
    assert len(first) == 2
    assert sum(len(fonts[Path(str(link["href"])).name]) for link in first) < 32_000
    again = tmp_path / "again"
    again.mkdir()
    first_name = Path(str(first[0]["href"])).name
    for name in fonts.keys() - {first_name}:
        (again / name).write_bytes(b"is there")  # and stays
    write_bundled_fonts(again)
    assert (again / first_name).read_bytes() == fonts[first_name]  # whenever it is fonts


def test_bundled_fonts_that_are_not_installed(site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fontTools", None)
    site.conf = 'postil_fonts = "source"\n'
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "pip install 'postil[fonts]'" in built.warnings[0]
    assert not built.page("posts/a").select('link[as="font"]')
