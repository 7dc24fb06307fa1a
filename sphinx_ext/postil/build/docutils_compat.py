"""Find nodes in a document faster than docutils does: a build searches each document more than a hundred times."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

_METHOD = "findall"


def find_all(
    original: Callable[..., Iterator[Any]],
) -> Callable[..., Iterator[Any]]:
    """Return a method that finds the nodes that `original`, docutils's `Node.findall`, finds, in the same order.

    docutils has a generator for each node of the tree, and each result passes through all that are above it.
    """

    def findall(
        self: nodes.Node,
        condition: type | Callable[[nodes.Node], bool] | None = None,
        include_self: bool = True,  # noqa: FBT001, FBT002
        descend: bool = True,  # noqa: FBT001, FBT002
        siblings: bool = False,  # noqa: FBT001, FBT002
        ascend: bool = False,  # noqa: FBT001, FBT002
    ) -> Iterator[Any]:
        """Return an iterator over the nodes that follow this one and that meet the condition."""
        if include_self and descend and not siblings and not ascend:
            if isinstance(condition, type):
                return _instances(self, condition)
            if condition is None:
                return _instances(self, nodes.Node)
            return _matches(self, condition)
        return original(self, condition, include_self, descend, siblings, ascend)

    return findall


def _instances(node: nodes.Node, kind: type) -> Iterator[nodes.Node]:
    """Yield the instances of a class in a tree; what changes in the tree meanwhile is treated as docutils does."""
    if isinstance(node, kind):
        yield node
    above = []
    children: Iterator[nodes.Node] = iter(node.children)
    while True:
        for child in children:
            if isinstance(child, kind):
                yield child
            below: Sequence[nodes.Node] = child.children
            if below:
                above.append(children)
                children = iter(below)
                break
        else:
            if not above:
                return
            children = above.pop()


def _matches(node: Any, condition: Callable[[nodes.Node], bool]) -> Iterator[nodes.Node]:
    """Yield the nodes of a tree that meet a condition; docutils then asks each node for its children one by one."""
    if condition(node):
        yield node
    above = []
    children: Iterator[Any] = iter(node if node.children else ())
    while True:
        for child in children:
            if condition(child):
                yield child
            if child.children:
                above.append(children)
                children = iter(child)
                break
        else:
            if not above:
                return
            children = above.pop()


@contextmanager
def faster_search() -> Iterator[None]:
    """Replace `docutils.nodes.Node.findall` while this context is active, unless other code has replaced it."""
    original = vars(nodes.Node)[_METHOD]
    if original.__module__ != nodes.__name__:
        yield
        return
    setattr(nodes.Node, _METHOD, find_all(original))
    try:
        yield
    finally:
        setattr(nodes.Node, _METHOD, original)


class SearchWhileWriting:
    """Lets a build that writes pages search faster, from the first page to its end."""

    def __init__(self) -> None:
        self._active = ExitStack()

    def begin(self, _app: Sphinx, _builder: Builder) -> None:
        """Begin before the first page is written."""
        self._active.enter_context(faster_search())

    def end(self, _app: Sphinx, _error: Exception | None) -> None:
        """End with the build, also with one that failed."""
        self._active.close()


def setup(app: Sphinx) -> None:
    """Search faster while pages are written; the methods that read documents do so themselves."""
    writing = SearchWhileWriting()
    app.connect("write-started", writing.begin)
    app.connect("build-finished", writing.end)
