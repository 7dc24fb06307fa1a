"""A site that was made with ABlog is the same site after its extension is called `postil`."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from moved_sites import CONF, MOVED_SITES, Entry, Findings, MovedSite, find_all

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
DRAFTS = ("posts/2023/plan.html", "posts/draft/index.html")


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


def without_terms(entry: Entry) -> Entry:
    return replace(entry, authors=frozenset(), terms=frozenset())


def without(values: dict[str, T], *names: str) -> dict[str, T]:
    return {name: value for name, value in values.items() if not name.endswith(names)}


@pytest.mark.parametrize("name", MOVED_SITES)
def test_one_word(tmp_path: Path, name: str) -> None:
    """What differs is said: pages of drafts, the list at `blog_path`, one more heading, months in the archive."""
    site = MOVED_SITES[name]
    before, warnings_before = build(tmp_path / "ablog", site, "ablog")
    after, warnings_after = build(tmp_path / "postil", site, "postil")

    assert before.entries
    assert [without_terms(entry) for entry in after.entries] == [without_terms(entry) for entry in before.entries]
    for old, new in zip(before.entries, after.entries, strict=True):
        # ABlog's feeds have one author, and no categories.
        assert old.authors <= new.authors
        assert old.terms <= new.terms
    assert after.term_pages == before.term_pages
    assert after.redirects == before.redirects
    assert after.texts == without(before.texts, *DRAFTS)
    assert after.images == without(before.images, *DRAFTS)
    assert after.sidebars == without(before.sidebars, *DRAFTS)
    if before.sitemap:
        assert set(before.sitemap) - set(after.sitemap) == {
            "https://example.org/news/drafts/",
            "https://example.org/posts/draft/",
            "https://example.org/old/meeting/",  # a redirect
        }
    assert warnings_before == warnings_after == []
