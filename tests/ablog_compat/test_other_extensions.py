"""What other extensions add to a site is the same with ABlog and with postil."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from other_extensions import LIGHT, OTHERS

from postil.testing import SiteBuilder, read_folder

if TYPE_CHECKING:
    from pathlib import Path

    from other_extensions import Case

CONF = """
extensions = [BLOG, *(["myst_parser"] if BLOG == "ablog" and EXTENSION != "myst_nb" else []), EXTENSION]
project, html_title, blog_title = "Walks", "Walks", "Walks"
html_baseurl = blog_baseurl = "https://example.org/"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
suppress_warnings = ["config.cache"]
"""
POST = "---\nblogpost: true\ndate: 2024-01-05\ntags: river\n---\n\n# A walk\n\nAlong the river.\n\n"


def write_site(folder: Path, case: Case, blog: str) -> None:
    """Write the site of a case, with the extension `blog`."""
    names = f"BLOG, EXTENSION, html_theme = {(blog, case.extension, case.theme)!r}\n"
    site = SiteBuilder(folder)
    site.write({"conf.py": names + CONF + case.conf, "posts/walk.md": POST + case.text, **case.files})
    site.write({"index.md": "# Home\n\n```{toctree}\n:glob:\n\nposts/*\nnotebooks/*\n```\n"})
    if case.git:
        author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "Walk"]):
            subprocess.run(["git", *command], cwd=folder, check=True)  # noqa: S603, S607


def build(folder: Path, builder: str) -> tuple[Path, str]:
    """Build a site in a process of its own, as ABlog has one blog in a process; return its output and its warnings."""
    outdir = folder / "_build" / builder
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, str(folder), str(outdir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return outdir, done.stderr


def check(case: Case, folder: Path) -> None:
    """Build the site of a case with ABlog and with postil; compare what the extension adds, and the warnings."""
    results = {}
    for blog in ("ablog", "postil"):
        write_site(folder / blog, case, blog)
        outdir, warnings = build(folder / blog, case.builder)
        found = [find(outdir) for find in case.find]
        results[blog] = found, warnings.replace(str(folder / blog), "")

    added, _warnings = results["ablog"]
    assert all(added)
    assert results["postil"] == results["ablog"]


@pytest.mark.parametrize("case", LIGHT, ids=lambda case: case.name)
def test_a_light_extension_adds_what_it_adds_with_ablog(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path)


@pytest.mark.compat
@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.name)
def test_an_extension_adds_what_it_adds_with_ablog(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path)


# The one gives its scripts random names; the other writes a page again only if its module changed.
NOT_EXACT = ("sphinx_tippy", "sphinx.ext.viewcode")
NEW_POST = "---\nblogpost: true\ndate: 2024-03-01\n---\n\n# A hill\n\nUp the hill.\n"


@pytest.mark.compat
@pytest.mark.parametrize(
    "case", [case for case in (*LIGHT, *OTHERS) if case.extension not in NOT_EXACT], ids=lambda case: case.name
)
def test_incremental_builds_with_an_extension_equal_clean_ones(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing changes, then a post changes and another is added; the clean build is that of the same folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1710000000")
    folder = tmp_path / "site"
    write_site(folder, case, "postil")
    build(folder, case.builder)
    build(folder, case.builder)
    post = folder / "posts" / "walk.md"
    post.write_text(post.read_text("utf-8").replace("Along", "Down"), "utf-8")
    (folder / "posts" / "hill.md").write_text(NEW_POST, "utf-8")
    outdir, _warnings = build(folder, case.builder)
    incremental = read_folder(outdir)
    shutil.rmtree(folder / "_build")

    build(folder, case.builder)

    clean = read_folder(outdir)
    assert {name for name in clean.keys() | incremental.keys() if clean.get(name) != incremental.get(name)} == set()
