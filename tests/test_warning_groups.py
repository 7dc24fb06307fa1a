"""Group warnings of the same kind in the same file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.warning_groups import (
    LocatedWarning,
    Location,
    count_advice,
    group_warnings,
    kind_of_message,
    parse_location,
)


def warning(message: str, line: int | None = 1, path: str = "a.md", kind: str = "x.y") -> LocatedWarning:
    return LocatedWarning(Location(path, line), message, kind)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/b/a.md:3", Location("/b/a.md", 3)),
        ("/b/a.md:", Location("/b/a.md")),
        ("/b/a.md", Location("/b/a.md")),
        (r"C:\b\a.md:12", Location(r"C:\b\a.md", 12)),
        (r"C:\b\a.md", Location(r"C:\b\a.md")),
        ("", Location("")),
    ],
)
def test_location(text: str, expected: Location) -> None:
    assert parse_location(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the link to '/a/' leads nowhere", "the link to '#b' leads nowhere", True),
        ("image file not readable: ../x.png", "image file not readable: y.png", True),
        ('Unknown directive type "youtube".', 'Unknown directive type "vimeo".', True),
        ("`date: soon` is not a date", "`date: 5` is not a date", True),
        ("`date: soon` is not a date", "`tags: 5` is not a list", False),
        ("`link: x` is not a URL", "`image: x` is not a URL", False),
        ("it doesn't parse: expected a key", "it doesn't parse: expected a value", False),
        ("level 3 after 1", "level 4 after 2", True),
        ("same\n\nsource of one", "same\n\nsource of the other", True),
    ],
)
def test_kind(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert (kind_of_message(one) == kind_of_message(other)) is same


def test_one_line_with_the_count_and_the_first_lines() -> None:
    groups = group_warnings([warning("no `a`", 9), warning("no `b`", 3), warning("no `c`", 5), warning("no `d`", 7)])

    assert [str(group.first.location) for group in groups] == ["a.md:3"]
    assert [group.message for group in groups] == ["no `b`, `c`, `d`, … (4 of this kind: lines 3, 5, 7, …)"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([4], "no"),
        ([4, 4], "no (2 of this kind: line 4)"),
        ([None, None], "no (2 of this kind)"),
        ([5, 4, 6], "no (3 of this kind: lines 4, 5, 6)"),
    ],
)
def test_count(lines: list[int | None], expected: str) -> None:
    assert [group.message for group in group_warnings(warning("no", line) for line in lines)] == [expected]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (["the link to '/a' leads nowhere", "the link to '/b' leads nowhere"], "the link to '/a', '/b' leads nowhere"),
        (["`a` is the URL of `b`", "`c` is the URL of `b`"], "`a`, `c` is the URL of `b`"),
        (["not readable: a/b.png", "not readable: c.png"], "not readable: a/b.png, c.png"),
        (["at 'a'", "at 'a'"], "at 'a'"),
        ([f"at {number}" for number in range(9)], "at 0, 1, 2, …"),
    ],
)
def test_values_are_named(messages: list[str], expected: str) -> None:
    [group] = group_warnings(warning(message) for message in messages)

    assert group.message == f"{expected} ({len(messages)} of this kind: line 1)"


def test_count_stands_before_the_source_that_a_message_quotes() -> None:
    [group] = group_warnings([warning("no\n\n.. x::", 1), warning("no\n\n.. y::", 2)])

    assert group.message == "no (2 of this kind: lines 1, 2)\n\n.. x::"


@given(
    st.lists(
        st.builds(
            warning,
            st.sampled_from(["no `a`", "no `b`", "other"]),
            st.integers(1, 9),
            st.sampled_from(["a.md", "b.md"]),
            st.sampled_from(["x.y", "x.z"]),
        )
    )
)
def test_no_warning_is_lost_and_no_two_lines_are_of_one_kind(warnings: list[LocatedWarning]) -> None:
    groups = group_warnings(warnings)

    assert sum(len(group.members) for group in groups) == len(warnings)
    kinds = [(group.first.location.path, group.first.type, kind_of_message(group.first.message)) for group in groups]
    assert len(kinds) == len(set(kinds))


def test_advice_is_counted_over_all_files() -> None:
    notes = [warning("images without alt text", line, path) for path, line in (("a", 1), ("b", 2), ("b", 2), ("c", 3))]

    assert count_advice(notes) == ["images without alt text: 4 (a:1, b:2, c:3)"]
