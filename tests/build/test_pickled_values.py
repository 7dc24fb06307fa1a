"""The titles and tables of contents of documents are loaded when they are used."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx.application import ENV_PICKLE_FILENAME

from postil.build.pickled_values import PickledValues

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder


def reload(values: PickledValues) -> PickledValues:
    loaded: PickledValues = pickle.loads(pickle.dumps(values))  # noqa: S301
    return loaded


def test_mapping() -> None:
    values = reload(PickledValues({"a": nodes.title("", "A"), "b": nodes.title("", "B")}))

    assert "a" in values
    assert "c" not in values
    assert sorted(values) == ["a", "b"]
    assert len(values) == 2
    assert {name: title.astext() for name, title in values.items()} == {"a": "A", "b": "B"}
    assert values.get("c") is None
    with pytest.raises(KeyError):
        values["c"]
    assert values.pop("b").astext() == "B"
    assert [*values] == ["a"]


@pytest.mark.parametrize("loaded", [False, True])
def test_values_can_be_set_and_removed(*, loaded: bool) -> None:
    values = reload(PickledValues({"a": nodes.title("", "A"), "b": nodes.title("", "B")}))
    if loaded:
        assert all(title for title in values.values())
    values["a"] = nodes.title("", "C")
    del values["b"]

    assert {name: title.astext() for name, title in reload(values).items()} == {"a": "C"}
    with pytest.raises(KeyError):
        del values["b"]


def test_changes_in_a_value_are_pickled() -> None:
    values = reload(PickledValues({"a": nodes.title("", "A")}))
    values["a"] += nodes.Text(" and more")

    assert reload(values)["a"].astext() == "A and more"


def test_values_that_are_not_used_are_not_pickled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    values = reload(PickledValues({"a": nodes.title("", "A"), "b": nodes.title("", "B")}))
    assert values["a"].astext() == "A"
    pickled: list[Any] = []
    dumps = pickle.dumps

    def watch(value: Any, protocol: int) -> bytes:
        pickled.append(value.astext())
        return dumps(value, protocol)

    monkeypatch.setattr(pickle, "dumps", watch)
    values.__getstate__()

    assert pickled == ["A"]


def test_environment_of_a_site(plain_site: SiteBuilder, post: Callable[..., str]) -> None:
    plain_site.build(posts={"a.md": post("Words.\n\n## One\n", title="A")})
    env = pickle.loads((plain_site.folder / "build/doctrees/html" / ENV_PICKLE_FILENAME).read_bytes())  # noqa: S301

    assert isinstance(env.tocs, PickledValues)
    assert env.titles["posts/a"].astext() == env.longtitles["posts/a"].astext() == "A"
    assert "One" in env.tocs["posts/a"].astext()
