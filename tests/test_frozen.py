"""Frozen dataclasses of our own behave like those of Python."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pytest

from postil.frozen import frozen


@frozen
class Ours:
    """With default values, and with fields that are not compared or not shown."""

    name: str
    tags: tuple[str, ...] = ()
    note: str = field(default="", compare=False)
    secret: list[str] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True)
class Theirs:
    """The same fields."""

    name: str
    tags: tuple[str, ...] = ()
    note: str = field(default="", compare=False)
    secret: list[str] = field(default_factory=list, compare=False, repr=False)


@frozen
class Derived(Ours):
    """A subclass with one more field."""

    more: int = 0


@frozen
class Empty:
    """Without fields."""


@frozen
class WithHash:
    """With a hash of its own."""

    name: str

    def __hash__(self) -> int:
        """Return the same for all."""
        return 7


@pytest.mark.parametrize("arguments", [("a",), ("a", ("b", "c"), "d", ["e"])])
def test_instances_are_compared_hashed_and_shown_by_their_values(arguments: Any) -> None:
    ours, theirs = Ours(*arguments), Theirs(*arguments)

    assert hash(ours) == hash(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert ours == Ours(*arguments) == replace(ours, note="n", secret=["s"]) == pickle.loads(pickle.dumps(ours))  # noqa: S301
    assert ours != replace(ours, name="z")
    assert ours not in (theirs, Derived(*arguments))
    assert [made.name for made in fields(ours)] == ["name", "tags", "note", "secret"]


def test_subclasses_empty_classes_and_own_hashes() -> None:
    assert Derived("a", more=1) == Derived("a", more=1) != Derived("a")
    assert repr(Derived("a")) == "Derived(name='a', tags=(), note='', more=0)"
    assert (Empty() == Empty(), hash(Empty()), repr(Empty())) == (True, hash(()), "Empty()")
    assert (hash(WithHash("a")), WithHash("a") == WithHash("a")) == (7, True)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ours("a", tags=["b"]))  # type: ignore[arg-type]
