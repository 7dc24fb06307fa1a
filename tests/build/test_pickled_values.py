"""The titles and tables of contents of documents are loaded when they are used."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx.application import ENV_PICKLE_FILENAME

from postil.build.pickled_values import PickledNodes, PickledValues

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder


def reload(values: PickledValues) -> PickledValues:
    loaded: PickledValues = pickle.loads(pickle.dumps(values))  # noqa: S301
    return loaded


def titles(**texts: str) -> PickledValues:
    return PickledValues(PickledNodes(), "titles", {name: nodes.title("", text) for name, text in texts.items()})


def test_mapping() -> None:
    values = reload(titles(a="A", b="B"))

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


def test_it_can_be_used_as_a_dict() -> None:
    values = reload(titles(b="B", a="A"))
    values["a"].append(nodes.Text("!"))

    assert [*reload(values)] == ["b", "a"]
    for found in (values.copy(), values | {}, {} | values):
        assert isinstance(found, dict)
        assert {name: title.astext() for name, title in found.items()} == {"b": "B", "a": "A!"}
    assert (values | {"a": 1})["a"] == 1
    assert ({"a": 1} | values)["a"] is values["a"]


@pytest.mark.parametrize("loaded", [False, True])
def test_values_can_be_set_and_removed(*, loaded: bool) -> None:
    values = reload(titles(a="A", b="B"))
    if loaded:
        assert all(title for title in values.values())
    values["a"] = nodes.title("", "C")
    del values["b"]

    assert {name: title.astext() for name, title in reload(values).items()} == {"a": "C"}
    with pytest.raises(KeyError):
        del values["b"]


def test_changes_in_a_value_are_pickled() -> None:
    values = reload(titles(a="A"))
    values["a"] += nodes.Text(" and more")

    assert reload(values)["a"].astext() == "A and more"


def test_values_that_are_not_used_are_not_pickled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    values = reload(titles(a="A", b="B"))
    assert values["a"].astext() == "A"
    pickled: list[Any] = []
    dumps = pickle.dumps

    def watch(value: Any, protocol: int) -> bytes:
        pickled.append(value["titles"].astext())
        return dumps(value, protocol)

    monkeypatch.setattr(pickle, "dumps", watch)
    vars(values)["_nodes"].__getstate__()

    assert pickled == ["A"]


def test_mappings_that_share_nodes_share_them_when_they_are_loaded() -> None:
    found, same = PickledNodes(), nodes.title("", "A")
    both = [PickledValues(found, name, {"a": same}) for name in ("titles", "longtitles")]
    both[1]["b"] = nodes.title("", "B")
    short, long = pickle.loads(pickle.dumps(both))  # noqa: S301
    short["a"]["secnumber"] = (1,)

    assert long["a"] is short["a"]
    assert [*short] == ["a"]
    assert [*long] == ["a", "b"]
    del short["a"]
    assert long.pop("a")["secnumber"] == (1,)
    assert [*short, *long] == ["b"]


def test_section_numbers_after_an_edit(plain_site: SiteBuilder) -> None:
    home = "# Home\n\n```{toctree}\n:numbered:\npage\nother\n```\n"
    plain_site.build(docs={"index.md": home, "page.md": "# Page\n", "other.md": "# Other\n"})
    built = plain_site.build(docs={"index.md": home.replace("page\nother", "other\npage")})

    assert "<title>2. Page" in built.read("page.html")
    assert plain_site.differences(built) == []


def test_environment_of_a_site(plain_site: SiteBuilder, post: Callable[..., str]) -> None:
    plain_site.build(posts={"a.md": post("Words.\n\n## One\n", title="A")})
    env = pickle.loads((plain_site.folder / "build/doctrees/html" / ENV_PICKLE_FILENAME).read_bytes())  # noqa: S301

    assert isinstance(env.tocs, PickledValues)
    assert env.titles["posts/a"].astext() == env.longtitles["posts/a"].astext() == "A"
    assert "One" in env.tocs["posts/a"].astext()
