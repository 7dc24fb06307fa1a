"""The faster search for nodes finds what docutils finds, and is gone after a build."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx.util.nodes import NodeMatcher

from postil.build.docutils_compat import faster_search, find_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

KINDS = (nodes.section, nodes.paragraph, nodes.emphasis, nodes.image)
FIND = vars(nodes.Node)["findall"]
FIND_FASTER = find_all(FIND)


def tree(seed: int) -> nodes.Element:
    """Return a random tree of at most seven levels, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - trees, not secrets

    def grown(depth: int) -> nodes.Element:
        node: nodes.Element = chance.choice(KINDS)()
        node["number"] = chance.random()
        for _ in range(chance.randrange(4) if depth else 0):
            node += grown(depth - 1) if chance.random() < 0.6 else nodes.Text(str(chance.random()))
        return node

    return grown(6)


def shown(node: nodes.Node) -> str:
    return node.pformat().strip().splitlines()[0]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "kind",
    [
        nodes.Node, nodes.Text, nodes.Element, nodes.Inline, nodes.emphasis, nodes.table, None,
        NodeMatcher(nodes.section, nodes.image), lambda node: isinstance(node.parent, nodes.section),
    ],
)  # fmt: skip
def test_the_same_nodes_in_the_same_order(seed: int, kind: Any) -> None:
    root = tree(seed)

    assert list(map(id, FIND_FASTER(root, kind))) == list(map(id, FIND(root, kind)))


@pytest.mark.parametrize("options", [{"include_self": False}, {"descend": False}, {"siblings": True}, {"ascend": True}])
def test_other_searches_are_those_of_docutils(options: dict[str, bool]) -> None:
    root = nodes.section("", *(tree(seed) for seed in range(9)))
    start = root[4]

    for condition in (nodes.emphasis, lambda node: isinstance(node, nodes.Text), None):
        assert list(map(id, FIND_FASTER(start, condition, **options))) == list(
            map(id, FIND(start, condition, **options))
        )


def replace_by_children(node: nodes.Element) -> None:
    node.replace_self(list(node.children) or [nodes.Text("empty")])


def insert_before(node: nodes.Element) -> None:
    node.parent.insert(node.parent.index(node), nodes.strong())


CHANGES: dict[str, Callable[[nodes.Element], None]] = {
    "replaced": lambda node: node.replace_self(nodes.strong()),
    "replaced by its children": replace_by_children,
    "removed": lambda node: node.parent.remove(node),
    "moved to the end": lambda node: (
        node.parent.append(nodes.strong("", "", *node.children)) if not node["ids"] else None
    ),
    "emptied": lambda node: node.clear(),
    "extended": lambda node: node.extend([nodes.Text("a"), nodes.strong()]),
    "new children": lambda node: setattr(node, "children", [nodes.strong()]),
    "inserted": lambda node: insert_before(node) if len(node.parent) < 20 else None,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("kind", [nodes.emphasis, NodeMatcher(nodes.emphasis)])
@pytest.mark.parametrize("seed", range(20))
def test_a_tree_that_changes_meanwhile(change: Callable[[nodes.Element], None], kind: Any, seed: int) -> None:
    """Docutils calls the result undefined, but extensions rely on it."""
    results = []
    for find in (FIND, FIND_FASTER):
        root = nodes.section("", tree(seed))
        found = []
        for number, node in enumerate(find(root, kind)):
            found.append(shown(node))
            change(node)
            if number > 200:
                break
        results.append((found, root.pformat()))

    assert results[0] == results[1]


def test_method_is_replaced_while_documents_are_read_and_written(
    plain_site: SiteBuilder, post: Callable[..., str]
) -> None:
    plain_site.conf = """
from docutils import nodes
def setup(app):
    def show(app, doctree, *docname):
        doctree += nodes.paragraph("", nodes.Node.findall.__module__)
    app.connect("doctree-read", show)
    app.connect("doctree-resolved", show)
"""
    built = plain_site.build(posts={"a.md": post()})

    assert built.read("posts/a.html").count(find_all.__module__) == 2
    assert vars(nodes.Node)["findall"] is FIND


def test_method_is_restored_after_a_failure_and_replaced_once() -> None:
    def fail() -> None:
        with faster_search():
            replaced = vars(nodes.Node)["findall"]
            with faster_search():
                assert vars(nodes.Node)["findall"] is replaced
            assert vars(nodes.Node)["findall"] is replaced
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert vars(nodes.Node)["findall"] is FIND
