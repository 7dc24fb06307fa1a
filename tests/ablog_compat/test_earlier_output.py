"""What a build with ABlog left in the folders of a site is replaced or removed by the first build with postil."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from postil.testing import SiteBuilder

CONF = """\
extensions = ["myst_parser", "BLOG"]
html_theme = "alabaster"
project = "Words"
blog_baseurl = "https://example.org/"
blog_post_pattern = "notes/*"
suppress_warnings = ["config.cache"]
"""
FILES = {
    "index.md": "# Home\n\n```{toctree}\nnotes/a\nnotes/plan\n```\n",
    "notes/a.md": (
        "---\ndate: 2024-01-05\ntags: C++\nredirect: old/a, older\n---\n\n# A post\n\nSee [the plan](plan.md).\n"
    ),
    "notes/plan.md": "---\ntags: secret\n---\n\n# A plan\n\nLater.\n",
}


def build(folder: Path, blog: str, builder: str, cache: str) -> str:
    """Build a site with `blog` in a process of its own; return its warnings."""
    docs = folder / "docs"
    (docs / "conf.py").write_text(CONF.replace("BLOG", blog), "utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, str(docs), str(folder / "out")]
    if cache:
        command += ["-d", str(folder / cache)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stderr


def pages(folder: Path) -> dict[str, str]:
    """Return the published files but those of themes and images, by their paths."""
    return {
        name: path.read_text("utf-8", errors="replace")
        for path in folder.rglob("*")
        if path.is_file()
        and not (name := path.relative_to(folder).as_posix()).startswith((".doctrees", "_static", "_images", ".build"))
    }


@pytest.mark.parametrize(
    ("builder", "cache"),
    [
        ("dirhtml", ""),
        pytest.param("html", "cache", marks=pytest.mark.long),
        pytest.param("html", "", marks=pytest.mark.long),
        pytest.param("dirhtml", "cache", marks=pytest.mark.long),
    ],
)
def test_the_output_is_that_of_a_clean_build(site: SiteBuilder, builder: str, cache: str) -> None:
    """Neither drafts nor lists stay published, and ABlog's redirects are no reason for a warning."""
    moved, clean = site.folder / "moved", site.folder / "clean"
    for folder in (moved, clean):
        site.write({f"{folder.name}/docs/{name}": text for name, text in FILES.items()})
    build(moved, "ablog", builder, cache)
    (moved / "out" / "own.html").write_text("mine", "utf-8")
    assert "plan" in " ".join(pages(moved / "out"))

    assert build(moved, "postil", builder, cache) == ""
    assert build(clean, "postil", builder, cache) == ""
    found = pages(moved / "out")
    assert found.pop("own.html") == "mine"
    assert found == pages(clean / "out")
    assert not list((moved / "out").rglob("*.pickle"))
