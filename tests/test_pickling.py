"""Dataclasses are pickled without the fields that have their default values."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass, field, fields, replace

import pytest

from postil.blog.post import Post
from postil.front_matter.parse import FrontMatter
from postil.front_matter.status import FileStatus
from postil.pickling import changed_fields


@dataclass(frozen=True)
class Example:
    """A field of each sort."""

    name: str
    count: int = 0
    found: dict[str, int] = field(default_factory=dict)


def test_defaults_are_not_pickled() -> None:
    assert changed_fields(Example("")) == {"name": "", "found": {}}
    assert changed_fields(Example("a", 1)) == {"name": "a", "count": 1, "found": {}}
    # `False` equals 0, but is another value.
    assert changed_fields(Example("a", False))["count"] is False


@pytest.mark.parametrize(
    "value",
    [
        Post("a"),
        Post("a", title="A", tags=("x",), excerpt_is_self_contained=False),
        FrontMatter(),
        FrontMatter(title="A", unknown={"a": 1}),
        FileStatus(FrontMatter(slug="a"), heading="A"),
    ],
)
def test_values_are_the_same_after_loading(value: Post | FrontMatter | FileStatus) -> None:
    loaded = pickle.loads(pickle.dumps(value))  # noqa: S301

    assert loaded == value
    assert repr(loaded) == repr(value)
    assert [type(getattr(loaded, each.name)) for each in fields(value)] == [
        type(getattr(value, each.name)) for each in fields(value)
    ]
    assert copy.copy(loaded) == replace(loaded) == value


def test_digest_of_a_changed_post_is_computed_again() -> None:
    loaded = pickle.loads(pickle.dumps(Post("a", title="A")))  # noqa: S301

    assert loaded.fingerprint == Post("a", title="A").fingerprint
    assert replace(loaded, draft=True).fingerprint == Post("a", title="A", draft=True).fingerprint
