"""A site that was made with ABlog is the same site after its extension is called `postil`."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from moved_sites import CONF, MOVED_SITES, Findings, MovedSite, find_all

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from pathlib import Path


def build(folder: Path, site: MovedSite, blog: str) -> tuple[Findings, list[str]]:
    """Build the site with an extension, in a process of its own, as ABlog has one blog in a process."""
    extensions = [blog, *site.extensions]
    conf = f"extensions = {extensions!r}\nsuppress_warnings = ['config.cache']\n{CONF}{site.conf}"
    files = {**site.files, **{f"_templates/{name}": text for name, text in site.templates.items()}, "conf.py": conf}
    SiteBuilder(folder).write(files)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", site.builder, str(folder), str(folder / "_build")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    warnings = [line for line in done.stderr.replace(str(folder), "").splitlines() if line]
    return find_all(folder / "_build", site, "news" if "news.rst" in site.files else "blog"), warnings


@pytest.mark.parametrize("name", MOVED_SITES)
def test_one_word(tmp_path: Path, name: str) -> None:
    site = MOVED_SITES[name]
    before, warnings_before = build(tmp_path / "ablog", site, "ablog")
    after, warnings_after = build(tmp_path / "postil", site, "postil")

    assert before.entries
    assert after.entries == before.entries
    assert after.term_pages == before.term_pages
    assert after.redirects == before.redirects
    assert after.texts == {name: text for name, text in before.texts.items() if name in after.texts}
    assert after.texts.keys() == before.texts.keys()
    assert after.images == before.images
    assert after.sitemap == before.sitemap
    assert after.sidebars == before.sidebars
    assert sorted(warnings_after) == sorted(warnings_before)
