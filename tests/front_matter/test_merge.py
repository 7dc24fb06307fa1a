"""Front matter and the options of a `post` directive make one post."""

from __future__ import annotations

from datetime import UTC

import pytest

from postil.front_matter.merge import merge_front_matter
from postil.front_matter.parse import FrontMatter, parse_front_matter
from postil.front_matter.raw import RawFrontMatter
from postil.front_matter.site_dates import DateReader


def front(path: str = "posts/a.md", **values: str) -> FrontMatter:
    """Return front matter with these values."""
    return parse_front_matter(RawFrontMatter(values), path=path, dates=DateReader(UTC))[0]


def test_each_completes_the_other() -> None:
    merged, differing = merge_front_matter(front(date="2024-01-05", tags="a"), front(author="Ada", image="x.png"))

    assert (merged.tags, merged.authors, merged.image, differing) == (("a",), ("Ada",), "x.png", [])
    assert merged.date == front(date="2024-01-05").date


@pytest.mark.parametrize(
    ("key", "own", "other", "differ"),
    [
        ("date", "2024-01-05", "2024-01-06", True),
        ("date", "2024-01-05", "5 January 2024", False),
        ("date", "2024-01-05 10:00", "2024-01-05", False),
        ("date", "2024-01-05 10:00", "2024-01-05 11:00", True),
        ("tags", "a, b", "B, a", False),
        ("tags", "a", "a, b", True),
        ("title", "One", "Two", True),
        ("excerpt", "1", "2", False),
    ],
)
def test_front_matter_wins_over_the_directive(key: str, own: str, other: str, differ: bool) -> None:  # noqa: FBT001
    merged, differing = merge_front_matter(front(**{key: own}), front(**{key: other}))
    expected = front(**{key: own})

    assert (merged.date, merged.tags, merged.title) == (expected.date, expected.tags, expected.title)
    assert differing == ([key] if differ else [])


def test_the_directive_wins_over_the_name_of_the_file() -> None:
    named = front(path="posts/2016-03-21-a.md")
    merged, differing = merge_front_matter(named, front(date="2016-03-31"))

    assert (merged.date, merged.date_is_from_name, differing) == (front(date="2016-03-31").date, False, [])
    assert merge_front_matter(named, front(tags="a"))[0].date == named.date
    assert merge_front_matter(named, front(date="soon"))[0].draft  # a date that is not understood is not replaced


def test_a_draft_stays_a_draft() -> None:
    assert merge_front_matter(front(draft="true"), front(date="2024-01-05"))[0].draft
    assert merge_front_matter(front(), front())[0].draft  # no date at all
    assert not merge_front_matter(front(date="soon"), front(date="2024-01-05"))[0].draft
