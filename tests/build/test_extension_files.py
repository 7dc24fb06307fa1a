"""Static files that extensions copy when the builder is loaded, and only if they differ, as nbsphinx does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.build.extension_files import ExtensionFiles

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from postil.testing import SiteBuilder

EXTENSION = """
from pathlib import Path

from sphinx.util.fileutil import copy_asset

def copy(app):
    for name in app.config.copied:
        source = Path(app.confdir, "assets", name)
        copy_asset(source, Path(app.outdir, "_static"), context={"width": app.config.width})

def setup(app):
    app.add_config_value("copied", ["plain.svg", "made.css_t"], "")
    app.add_config_value("width", "1px", "")
    app.connect("builder-inited", copy)
"""
NAMES = ("_static/plain.svg", "_static/made.css")
DOCS = {"assets/plain.svg": "<svg/>", "assets/made.css_t": "a { width: {{ width }} }"}
POSTS = {"a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n\nOne.\n"}


def extended(site: SiteBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, conf: str = "") -> SiteBuilder:
    """Return a site with the extension."""
    (tmp_path / "modules").mkdir(exist_ok=True)
    (tmp_path / "modules" / "copying_extension.py").write_text(EXTENSION)
    monkeypatch.syspath_prepend(tmp_path / "modules")
    site.conf = f'extensions += ["copying_extension"]\n{conf}'
    return site


def test_files_stay_when_anything_changes(
    plain_site: SiteBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = extended(plain_site, tmp_path, monkeypatch)
    built = site.build(posts=POSTS, docs=DOCS)
    times = [(built.outdir / name).stat().st_mtime_ns for name in NAMES]

    again = site.build()
    assert [(again.outdir / name).stat().st_mtime_ns for name in NAMES] == times
    for conf in ('html_title = "Other"\n', 'width = "2px"\n', 'html_title = "Third"\nwidth = "2px"\n'):
        changed = extended(site, tmp_path, monkeypatch, conf).build()
        assert "<svg" in changed.read(NAMES[0])
        assert site.differences(changed) == []
    assert "2px" in changed.read(NAMES[1])
    more = site.build(posts={"b.md": POSTS["a.md"].replace("title: A", "title: B")})
    assert site.differences(more) == []


def test_files_go_when_nobody_writes_them(
    plain_site: SiteBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An option, or the list of extensions, no longer asks for them."""
    site = extended(plain_site, tmp_path, monkeypatch)
    site.build(posts=POSTS, docs=DOCS)

    fewer = extended(site, tmp_path, monkeypatch, 'copied = ["plain.svg"]\n').build()
    assert NAMES[0] in fewer.files(suffix="")
    assert NAMES[1] not in fewer.files(suffix="")
    site.conf = ""
    none = site.build()
    assert set(NAMES).isdisjoint(none.files(suffix=""))
    assert site.differences(none) == []


def test_a_removed_file_is_written_again(
    plain_site: SiteBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = extended(plain_site, tmp_path, monkeypatch)
    built = site.build(posts=POSTS, docs=DOCS)
    (built.outdir / NAMES[0]).unlink()
    (built.outdir / NAMES[1]).write_text("damaged")

    assert site.differences(site.build()) == []


def test_files_that_nobody_writes_are_put_back_with_their_time(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").write_text("two")
    time = (tmp_path / "a").stat().st_mtime_ns
    files = ExtensionFiles(tmp_path, ["a", "b", "missing"])

    files.take_away()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "b").write_text("new")
    files.put_back()

    assert files.unwritten == {"a"}
    assert (tmp_path / "a").read_text() == "one"
    assert (tmp_path / "a").stat().st_mtime_ns == time
    assert (tmp_path / "b").read_text() == "new"
