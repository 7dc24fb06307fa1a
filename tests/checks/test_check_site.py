"""`postil check` on one site with a mistake of each kind, and on one without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.checks.finding import Finding, Kind, Level
from postil.checks.fixes import fix_files
from postil.checks.report import as_json, report_lines
from postil.checks.run import check_site
from postil.testing import SiteBuilder, read_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONF = """\
blog_baseurl = "https://example.org/"
postil_permalnk = {}
"""
HOME = """\
# Home

[page](abuot.md)
[heading](posts/2024-05-01-walk/index.md#the-wier)
[own page](#nowhere)
<a href="posts/2024-05-01-walk/index.html#nope">raw</a>
[absolute](https://example.org/posts/nope.html)
[fine](https://example.org/posts/2024-05-01-walk/), [feed](https://example.org/blog/atom.xml),
[top](posts/2024-05-01-walk/index.md#the-weir), [old](https://example.org/old.html#x), [tag](/blog/tag/rivers.html)
"""
WALK = """\
---
title: A walk
tags: [Rivers, mills]
descripton: About a walk.
---

## The weir

![](River.jpg)
![IMG_1234](huge.svg) text.[^a]
![A wheel](wheel.png)

[^b]: Unused.
"""
MILL = """\
---
title: The mill
tags: [rivers, mill]
aliases: [/old.html, /about.html]
description: On mills.
expires: 2090-01-01
---

Text.
"""
DRAFT = "---\ntitle: A draft\ndraft: true\ntages: [mill]\n---\nText ![x](only-draft.png)\n"
LATER = "---\ntitle: Later\ntags: [rivers, mill]\ndescription: Later.\n---\nText\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checked")
    site = SiteBuilder(folder, conf=CONF, theme="basic")
    site.write(
        {
            "docs/conf.py": f'extensions = ["postil"]\nhtml_theme = "basic"\n{CONF}',
            "docs/index.md": HOME,
            "docs/about.md": "# About\n",
            "docs/unused.png": b"x",
            "README.md": "![](docs/shown.png)",
            "docs/shown.png": b"x",
            "posts/2024-05-01-walk/index.md": WALK,
            "posts/2024-05-01-walk/river.jpg": b"not an image",
            "posts/2024-05-01-walk/huge.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>" + b" " * 1_200_000,
            "posts/2024-05-01-walk/wheel.png": b"not an image",
            "posts/2024-06-01-mill.md": MILL,
            "posts/2090-01-01-later.md": LATER,
            "posts/draft.md": DRAFT,
            "posts/only-draft.png": b"x",
            ".github/workflows/site.yml": "on: push # not on a schedule:\n",
        }
    )
    return folder


@pytest.fixture(scope="module")
def findings(folder: Path) -> list[Finding]:
    before = read_folder(folder)
    found = check_site(folder / "docs", overrides={})
    assert read_folder(folder) == before, "a check changes nothing"
    return found


EXPECTED = [
    (Kind.OPTION, "docs/conf.py", 4, "unknown option `postil_permalnk`"),
    (Kind.LINK, "docs/index.md", 3, "abuot.md"),
    (Kind.LINK, "docs/index.md", 4, "the-wier"),
    (Kind.LINK, "docs/index.md", 5, "nowhere"),
    (Kind.LINK, "docs/index.md", 6, "#nope"),
    (Kind.LINK, "docs/index.md", 7, "https://example.org/posts/nope.html"),
    (Kind.IMAGE, "docs/unused.png", 0, "no post or page uses the image unused.png"),
    (Kind.TAG, "posts/2024-05-01-walk/index.md", 3, "`Rivers` differs from `rivers` (2 posts) only in case"),
    (Kind.TAG, "posts/2024-05-01-walk/index.md", 3, "`mills` differs from `mill` (2 posts) only in plural"),
    (Kind.FRONT_MATTER, "posts/2024-05-01-walk/index.md", 4, "unknown key `descripton`"),
    (Kind.DESCRIPTION, "posts/2024-05-01-walk/index.md", 1, "no description"),
    (Kind.IMAGE, "posts/2024-05-01-walk/index.md", 9, "the image River.jpg does not exist"),
    (Kind.ALT, "posts/2024-05-01-walk/index.md", 9, "an image without alt text"),
    (Kind.ALT, "posts/2024-05-01-walk/index.md", 10, "describes nothing"),
    (Kind.IMAGE, "posts/2024-05-01-walk/index.md", 10, "the image huge.svg has 1.2 MB"),
    (Kind.NOTE, "posts/2024-05-01-walk/index.md", 10, "`[^a]`"),
    (Kind.IMAGE, "posts/2024-05-01-walk/index.md", 11, "the image wheel.png is not an image"),
    (Kind.NOTE, "posts/2024-05-01-walk/index.md", 13, "`[^b]`"),
    (Kind.URL, "posts/2024-06-01-mill.md", 4, "the alias `about.html`"),
    (Kind.SCHEDULE, "posts/2024-06-01-mill.md", 6, "expires on 2090-01-01, but no schedule in site.yml"),
    (Kind.SCHEDULE, "posts/2090-01-01-later.md", 1, "is scheduled for publication on 2090-01-01"),
    (Kind.FRONT_MATTER, "posts/draft.md", 4, "unknown key `tages`: did you mean `tags`?"),
]


def test_each_mistake_is_one_finding_at_its_line(findings: list[Finding], folder: Path) -> None:
    found = [(each.kind, each.file and each.file.relative_to(folder).as_posix(), each.line) for each in findings]

    assert sorted(map(str, found)) == sorted(str(each[:3]) for each in EXPECTED)


@pytest.mark.parametrize(("kind", "file", "line", "message"), EXPECTED)
def test_it_says_what_is_wrong_and_what_to_do(
    findings: list[Finding], folder: Path, kind: Kind, file: str, line: int, message: str
) -> None:
    (found,) = [
        each
        for each in findings
        if (each.kind, each.line) == (kind, line) and message in each.message and each.file == folder / file
    ]

    assert found.advice or found.fix or "left out" in found.message


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("abuot.md", "did you mean `about.md`?"),
        ("the-wier", "did you mean `the-weir`?"),
        ("River.jpg does not exist", "the file is named `river.jpg`"),
        ("only in plural", 'postil tags rename "mills" "mill"'),
    ],
)
def test_near_misses_are_suggested(findings: list[Finding], message: str, advice: str) -> None:
    assert [advice in each.advice for each in findings if message in each.message] == [True]


def test_fixes_change_the_lines_that_they_are_about_and_nothing_else(findings: list[Finding], folder: Path) -> None:
    diffs = {each.file.relative_to(folder).as_posix(): each.diff("") for each in fix_files(findings)}

    assert {name: re.findall(r"(?m)^\+(?!\+\+).*$", diff) for name, diff in diffs.items()} == {
        "docs/conf.py": ["+postil_permalink = {}"],
        "posts/2024-05-01-walk/index.md": [
            "+tags: [rivers, mills]",
            "+description: About a walk.",
            "+![](river.jpg)",
        ],
        "posts/draft.md": ["+tags: [mill]"],
    }


def test_the_report_is_grouped_by_file(findings: list[Finding], folder: Path) -> None:
    lines = list(report_lines(findings, folder))

    assert [line for line in lines if line and not line.startswith(" ")][:-1] == sorted(
        {each.file.relative_to(folder).as_posix() for each in findings if each.file}
    )
    assert lines[-1].startswith("15 problems and 7 suggestions in 7 files. `postil check --fix` fixes 5 of them")
    assert '"kind": "schedule"' in as_json(findings, folder)


def test_a_site_without_mistakes_has_no_findings(plain_site: SiteBuilder, post: Callable[..., str]) -> None:
    text = "Text[^1] about [b](b.md#part).\n\n[^1]: Note.\n"
    plain_site.write(
        {
            "docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\nblog_baseurl = "https://example.org/"\n',
            "docs/index.md": "# Home\n",
            "posts/a.md": post(text, description="A.", tags=["one"]),
            "posts/b.md": post("## Part\n\n[Back](/posts/a.html)\n", title="B", description="B."),
        }
    )

    assert check_site(plain_site.folder / "docs", overrides={}) == []


def test_urls_that_the_last_build_had_are_lost_or_get_an_alias(
    plain_site: SiteBuilder, post: Callable[..., str]
) -> None:
    plain_site.conf = 'blog_baseurl = "https://example.org/"'
    texts = {f"{name}.md": post(title=name, description="Text.") for name in ("a", "b", "c", "d")}
    plain_site.build(texts)
    plain_site.write(
        {
            "posts/a.md": None,
            "posts/b.md": post(title="b", description="Text.", slug="new"),
            "posts/c.md": post(title="c", description="Text.", draft=True),
        }
    )

    found = check_site(plain_site.folder / "docs", overrides={})

    assert [(each.kind, each.message) for each in found] == [
        (Kind.URL, "the page /posts/a.html of the last build is no longer part of the site"),
        (Kind.URL, "the URL /posts/b.html of the last build has changed to /posts/new.html"),
    ]
    (fixed,) = fix_files(found)
    assert 'aliases: ["/posts/b.html"]' in fixed.after


@pytest.mark.long
def test_a_site_in_two_processes_has_the_same_findings(findings: list[Finding], folder: Path) -> None:
    again = check_site(folder / "docs", overrides={}, parallel=2)

    assert [each.message for each in again] == [each.message for each in findings]
    assert {each.level for each in findings} == {Level.PROBLEM, Level.SUGGESTION}
