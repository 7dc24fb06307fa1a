"""Translations come and go while a preview runs."""

from __future__ import annotations

import shutil
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from postil.preview.build_result import BuildRequest
from postil.preview.in_memory_site import InMemorySite
from postil.testing import SiteBuilder, read_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Post = Callable[..., str]

CONF = 'extensions = ["postil"]\nhtml_theme = "basic"\nblog_baseurl = "https://example.org/"\n'
SEVERAL = 'postil_languages = {"en": "English", "de": "Deutsch"}\n'


@pytest.mark.parametrize(
    "conf", [pytest.param(CONF, id="one blog"), pytest.param(CONF + SEVERAL, id="two blogs", marks=pytest.mark.long)]
)
def test_pages_are_those_of_a_clean_build_after_each_save(tmp_path: Path, post: Post, conf: str) -> None:
    site, clean = SiteBuilder(tmp_path / "site"), SiteBuilder(tmp_path / "clean")
    site.write({"docs/conf.py": conf, "docs/index.md": "# Home\n\n```{postlist}\n```\n"})
    site.write({"posts/a.md": post(title="Walk"), "posts/b.md": post("See [it](a.md).\n", title="Rivers")})
    outdir = site.folder / "build/html"
    # A translation is added, renamed, hidden, shown; a second one appears, and the original disappears and comes back.
    steps: list[dict[str, str | None]] = [
        {"a.de.md": post(title="Gang")},
        {"a.de.md": post(title="Spaziergang")},
        {"a.de.md": post(title="Spaziergang", draft=True)},
        {"a.de.md": post(title="Spaziergang", slug="spaziergang"), "a.fr.md": post(title="Promenade")},
        {"a.md": None},
        {
            "a.md": post(title="Walk"),
            "b.md": post(title="Rivers", lang="de", translation_key="posts/a"),
            "a.de.md": None,
        },
    ]
    shutil.copytree(site.folder, clean.folder)
    kept = []
    request = BuildRequest(site.folder / "docs", outdir, site.folder / "build/doctrees")
    with InMemorySite(request, StringIO()) as memory_site:
        assert memory_site.build().failure == ""
        for step in steps:
            files = [site.folder / f"posts/{name}" for name in step]
            site.write({f"posts/{name}": text for name, text in step.items()})
            assert not memory_site.needs_restart(files)
            assert memory_site.update(files).failure == ""
            memory_site.finish()
            kept.append(read_folder(outdir))
    for number, step in enumerate(steps):
        clean.write({f"posts/{name}": text for name, text in step.items()})
        if number in (3, 5):
            shutil.rmtree(clean.folder / "build", ignore_errors=True)
            fresh = read_folder(clean.build().outdir)
            assert sorted(kept[number]) == sorted(fresh), step
            assert [name for name, content in fresh.items() if kept[number][name] != content] == [], step
