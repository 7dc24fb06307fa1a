"""Web fonts: `postil_fonts`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.theme import fonts as fonts_module
from postil.theme.font_sets import FONT_SETS
from postil.theme.fonts import packaged_fonts, style_sheet

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


@pytest.mark.parametrize("name", FONT_SETS)
def test_fonts_in_the_package(site: SiteBuilder, post: Post, name: str) -> None:
    site.conf = f"postil_fonts = {name!r}\n"
    built = site.build(posts={"a.md": post()})
    fonts = {path.name: path.read_bytes() for path in (built.outdir / "_static/postil-typeface").iterdir()}

    assert built.warnings == []
    assert b"SIL OPEN FONT LICENSE" in fonts.pop("LICENSE.txt")
    assert len(fonts) == 10
    first = built.page("posts/a").select('link[rel="preload"][as="font"]')
    assert len(first) == 2
    assert sum(len(fonts[Path(str(link["href"])).name]) for link in first) < 46_000
    sheet = built.read("_static/postil-typeface.css")
    assert all(f'url("postil-typeface/{font}")' in sheet for font in fonts)


@pytest.mark.parametrize("name", FONT_SETS)
def test_fonts_in_the_package_have_what_the_style_sheets_use(name: str) -> None:
    """Old-style figures, figures for tables, and small caps."""
    ttf = pytest.importorskip("fontTools.ttLib")
    folder = Path(fonts_module.__file__).parent.parent / "fonts" / name
    assert {path.name for path in folder.glob("*.woff2")} == {face.file for face in packaged_fonts(name)}
    features = {
        path.name: {record.FeatureTag for record in ttf.TTFont(path)["GSUB"].table.FeatureList.FeatureRecord}
        for path in folder.glob("*.latin.woff2")
    }
    assert features["text-400.latin.woff2"] >= {"onum", "lnum", "tnum", "smcp", "c2sc"}
    assert features["text-400-italic.latin.woff2"] >= {"onum", "lnum", "tnum"}


def test_another_set_of_fonts_replaces_the_files(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_fonts = "source"\n'
    built = site.build(posts={"a.md": post()})
    before = (built.outdir / "_static/postil-typeface/text-400.latin.woff2").read_bytes()
    site.write({"docs/conf.py": (site.folder / "docs" / "conf.py").read_text("utf-8").replace("source", "garamond")})
    again = site.build()

    assert (again.outdir / "_static/postil-typeface/text-400.latin.woff2").read_bytes() != before


def test_the_fonts_of_a_set_look_equally_large() -> None:
    sizes = {face.family: face.size for face in packaged_fonts("garamond")}

    assert sizes["text"] == 100
    assert sizes["label"] > 100
    assert f"size-adjust: {sizes['label']}%;" in style_sheet(packaged_fonts("garamond"))
    assert "size-adjust" not in style_sheet(packaged_fonts("source"))
