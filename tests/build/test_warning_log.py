"""What a build logs: one line for each kind of problem in a file, and a count that agrees."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

LOST_LINKS = "\n\n".join(f"[words](#lost-{number})" for number in range(5))


@pytest.mark.parametrize("parallel", [1, 2])
def test_same_kind_in_a_file_is_one_line(site: SiteBuilder, post: Post, parallel: int) -> None:
    built = site.build({f"{name}.md": post(LOST_LINKS) for name in "abcdefghijkl"}, parallel=parallel)

    assert len(built.warnings) == 12
    for text in built.warnings:
        assert re.search(
            r"posts/\w\.md:6: WARNING: the link to '#?lost-0', .* leads nowhere .*\[myst.xref_missing\]", text
        )
        assert "(5 of this kind: lines 6, 8, 10, …)" in text
    assert "build succeeded, 12 warnings." in built.log


def test_different_kinds_are_different_lines(site: SiteBuilder, post: Post) -> None:
    built = site.build({"a.md": post("[a](#lost)\n\n[b](#lost)\n\n{nothing}`x`\n\n![a](a.png)\n\n![b](b.png)")})

    assert sorted(re.findall(r"\[\w+\.\w+\]", " ".join(built.warnings))) == [
        "[image.not_readable]", "[myst.role_unknown]", "[myst.xref_missing]",
    ]  # fmt: skip
    assert "3 warnings" in built.log


def test_incremental_build_logs_what_it_read(site: SiteBuilder, post: Post) -> None:
    site.build({"a.md": post(LOST_LINKS), "b.md": post(LOST_LINKS)})

    assert site.build().warnings == []
    [text] = site.build({"a.md": post(f"New.\n\n{LOST_LINKS}")}).warnings
    assert "(5 of this kind: lines 8, 10, 12, …)" in text


def test_warnings_can_still_be_suppressed(site: SiteBuilder, post: Post) -> None:
    built = site.build({"a.md": post(LOST_LINKS)}, overrides={"suppress_warnings": ["myst.xref_missing"]})

    assert built.warnings == []
    assert "build succeeded." in built.log


@pytest.mark.parametrize(
    "body",
    [
        "### A heading\n\nText",
        "```nosuchlanguage\nx\n```",
        "[a]: https://example.org/a\n[a]: https://example.org/b\n\n[a]",
    ],
)
def test_ignored_in_posts_only(site: SiteBuilder, post: Post, body: str) -> None:
    assert site.build({"a.md": post(body)}).warnings == []
    assert len(site.build(docs={"page.md": f"---\norphan: true\n---\n# Page\n\n{body}\n"}).warnings) == 1


def test_messages_that_are_logged_once_are_counted_once(site: SiteBuilder) -> None:
    """Sphinx counts each of them, but shows one."""
    site.write(
        {
            "docs/conf.py": (
                "from sphinx.util import logging\n"
                'extensions = ["postil"]\nhtml_theme = "alabaster"\nblog_baseurl = "https://example.org/"\n'
                "def warn(app):\n"
                "    for _ in range(3):\n"
                '        logging.getLogger(__name__).warning("once", once=True)\n'
                "def setup(app):\n"
                '    app.connect("builder-inited", warn)\n'
            )
        }
    )
    built = site.build()

    assert built.warnings == ["WARNING: once"]
    assert "build succeeded, 1 warning." in built.log


def test_failed_build_logs_the_warnings_before(site: SiteBuilder, post: Post) -> None:
    conf = (
        "def fail(app, env):\n    raise ValueError\ndef setup(app):\n    app.connect('env-check-consistency', fail)\n"
    )
    conf = f'extensions = ["postil"]\nhtml_theme = "alabaster"\n{conf}'
    site.write({"posts/a.md": post("![a](a.png)\n\n![b](b.png)"), "docs/index.md": "# A\n", "docs/conf.py": conf})
    command = [sys.executable, "-m", "sphinx", "-q", "docs", "out"]
    run = subprocess.run(command, cwd=site.folder, capture_output=True, text=True, check=False)  # noqa: S603

    assert run.returncode == 2
    assert "(2 of this kind: lines 6, 8)" in run.stderr


def test_missing_posts_are_told_with_the_most_frequent_reason(site: SiteBuilder, post: Post) -> None:
    posts = {f"{name}.md": f"# Post {name}\n" for name in "abc"}
    log = site.build({**posts, "d.md": post(), "e.md": post(draft=True)}).log

    [line] = [line for line in log.splitlines() if "most frequent reason" in line]
    assert line.startswith("4 of 5 posts are not published. The most frequent reason, in 3 of 4 files: the post has no")
    assert line.endswith("(posts/a.md)")


def test_empty_blog_is_told(site: SiteBuilder, post: Post) -> None:
    log = site.build({"a.md": post(draft=True)}).log

    assert "no post is published. The most frequent reason, in 1 of 1 files: it is a draft (posts/a.md)" in log


def test_few_drafts_are_not_told_again(site: SiteBuilder, post: Post) -> None:
    log = site.build({"a.md": post(), "b.md": post(), "c.md": post(draft=True)}).log

    assert "most frequent reason" not in log


@pytest.mark.parametrize("name", ["alone.md", "alone.rst"])
def test_a_warning_about_a_whole_file_is_located_as_sphinx_does(name: str, plain_site: SiteBuilder) -> None:
    """Without a line, there is one colon after the path, not two."""
    built = plain_site.build(docs={name: "Alone\n=====\n\nText.\n"})

    [text] = built.warnings
    assert f"docs/{name}: WARNING: document isn't included in any toctree" in text
