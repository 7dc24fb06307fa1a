"""When a site follows ABlog's rules."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from ablog.blog import CONFIG
from hypothesis import given
from hypothesis import strategies as st
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from postil.config.ablog_rules import ABLOG_OPTIONS, follows_ablog

if TYPE_CHECKING:
    from pathlib import Path

SAID = "ABlog's rules hold"
names = st.sets(st.sampled_from([*sorted(ABLOG_OPTIONS), "extensions", "html_theme", "blog_of_mine", "post_box"]))


def test_the_options_are_those_that_ablog_registers() -> None:
    assert {entry[0] for entry in CONFIG} == ABLOG_OPTIONS


@given(names)
def test_any_option_of_ablog_is_enough(found: set[str]) -> None:
    """A variable of the owner's own that starts like ABlog's options is none."""
    assert follows_ablog(found, mounts_folder=False) == bool(found & ABLOG_OPTIONS)


@given(names, st.sampled_from(["postil_drafts", "postil_page_size"]))
def test_an_option_of_postil_or_a_mounted_folder_ends_ablogs_rules(found: set[str], own: str) -> None:
    assert not follows_ablog({*found, own}, mounts_folder=False)
    assert not follows_ablog(found, mounts_folder=True)


def rules_of(folder: Path, conf: str) -> tuple[bool, str]:
    """Return whether a site with this conf.py follows ABlog's rules, and what it logs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(f'extensions = ["postil"]\n{conf}\n', "utf-8")
    (folder / "index.md").write_text("# Home\n", "utf-8")
    out, log = folder / "out", StringIO()
    with patch_docutils(folder), docutils_namespace():
        app = Sphinx(folder, folder, out, out / "doctrees", "html", status=log, warning=StringIO())
    return app.config.postil.ablog_rules, log.getvalue()


@pytest.mark.parametrize(
    ("conf", "expected"),
    [
        ("", False),
        ('blog_title = "B"', True),
        ("post_auto_excerpt = 1  # ABlog's own default", True),
        ('blog_title = "B"\npostil_home = False', False),
        ('blog_title = "B"\npostil_misspelled = 1', False),
    ],
)
def test_the_rules_follow_from_conf_py_and_are_logged_once(tmp_path: Path, conf: str, expected: bool) -> None:  # noqa: FBT001
    rules, log = rules_of(tmp_path / "site", conf)

    assert (rules, log.count(SAID)) == (expected, int(expected))


def test_posts_beside_the_source_folder_are_postils(tmp_path: Path) -> None:
    """A folder `posts` that contains the source folder, or is in it, is not beside it."""
    beside, around, within = tmp_path / "a" / "docs", tmp_path / "b" / "posts", tmp_path / "c" / "docs"
    for folder in (tmp_path / "a" / "posts", within / "posts"):
        folder.mkdir(parents=True)
    (tmp_path / "c" / "posts").symlink_to(within / "posts")

    assert [rules_of(folder, 'blog_title = "B"')[0] for folder in (beside, around, within)] == [False, True, True]
