"""The summary and the progress bar of a build."""

from __future__ import annotations

from io import StringIO

import pytest

from postil.site_build.build import was_interrupted
from postil.site_build.progress import ProgressStream
from postil.site_build.report import BuildReport, summary

LABELS = ["Posts", "Held back", "New", "Changed", "Lost URLs", "Warnings"]


def test_a_summary_has_six_lines() -> None:
    report = BuildReport(
        1.0,
        posts=7,
        newest="Rivers",
        unpublished=["2 drafts (posts/a.md, posts/b.md)", "1 scheduled (posts/c.md, until 2027-03-20 00:00 CET)"],
        new=["A", "B", "C", "D", "E"],
        changed=["F"],
        lost_urls=["posts/g.html"],
        warnings={"": 1, "posts/a.md": 4, "posts/b.md": 1, "posts/c.md": 1, "posts/d.md": 1},
    )

    assert summary(report) == [
        ("Posts", "7, the newest “Rivers”"),
        ("Held back", "2 drafts (posts/a.md, posts/b.md), 1 scheduled (posts/c.md, until 2027-03-20 00:00 CET)"),
        ("New", "“A”, “B”, “C”, 2 more"),
        ("Changed", "“F”"),
        ("Lost URLs", "posts/g.html"),
        ("Warnings", "8: posts/a.md (4), conf.py and others (1), posts/b.md (1), 2 more"),
    ]


@pytest.mark.parametrize("report", [BuildReport(0.1), BuildReport(0.1, first=True)])
def test_a_summary_of_nothing(report: BuildReport) -> None:
    assert summary(report) == [("Posts", "0"), *((label, "none") for label in LABELS[1:])]


def test_the_first_build_names_no_new_posts() -> None:
    assert dict(summary(BuildReport(0.1, posts=2, first=True, new=["A", "B"])))["New"].startswith("all of them")


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("line", ["\x1b[01mreading sources... \x1b[39;49;00m[ {}%] ", "Lese Quellen … [{}%] "])
def test_a_long_build_has_a_progress_bar(line: str) -> None:
    terminal, clock = Terminal(), Clock()
    stream = ProgressStream(terminal, clock)
    stream.write("building [mo]: targets for 0 po files\n")
    stream.write(line.format(10))
    assert terminal.getvalue() == ""

    clock.now = 2.0
    stream.write(line.format(50))
    stream.write("posts/rivers\r")
    shown = terminal.getvalue()
    assert "50%" in shown
    stream.write("writing output... [ 20%] ")
    assert "\x1b[2K" in terminal.getvalue().removeprefix(shown)
    assert "Writing output" in terminal.getvalue()
    stream.end()
    assert terminal.getvalue().endswith("\r\x1b[2K\x1b[?25h")


def test_a_phase_that_is_done_has_no_progress_bar() -> None:
    terminal, clock = Terminal(), Clock()
    stream = ProgressStream(terminal, clock)
    clock.now = 2.0
    stream.write("copying images... [100%] a.png\r")
    stream.end()

    assert terminal.getvalue() == ""


def test_an_error_while_a_build_is_stopped_is_no_failure() -> None:
    error = KeyError("task")
    error.__context__ = ValueError()
    assert not was_interrupted(error)
    error.__context__.__context__ = KeyboardInterrupt()
    assert was_interrupted(error)
