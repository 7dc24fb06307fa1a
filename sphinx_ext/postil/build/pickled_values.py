"""Load the titles and tables of contents of documents from Sphinx's environment when they are used.

These are trees of nodes for each document. Loading all of them is a third of loading the environment, and a build needs
those of few documents.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, MutableMapping
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# The attributes of an environment that are mappings from documents to nodes. Most documents have one node for both
# titles, so these are pickled together: Sphinx puts the number of a section into one, and reads it from the other.
_GROUPS = (("titles", "longtitles"), ("tocs",))


class PickledNodes:
    """The nodes of each document in the mappings of a group, pickled until one of them is used."""

    def __init__(self) -> None:
        """Start without documents."""
        self.documents: dict[str, dict[str, Any] | bytes] = {}

    def of(self, docname: str) -> dict[str, Any]:
        """Return the nodes of a document, by the names of the mappings; load them if that is needed."""
        found = self.documents.get(docname, {})
        if isinstance(found, bytes):
            # Whoever uses them may change them, so they will be pickled again.
            found = self.documents[docname] = pickle.loads(found)  # noqa: S301 - a part of Sphinx's own pickle
        return found

    def __getstate__(self) -> dict[str, Any]:
        """Return all nodes as they are pickled; those that were not used need not be pickled again."""
        return {"documents": {docname: _pickled(nodes) for docname, nodes in self.documents.items()}}


def _pickled(nodes: dict[str, Any] | bytes) -> bytes:
    return nodes if isinstance(nodes, bytes) else pickle.dumps(nodes, pickle.HIGHEST_PROTOCOL)


class PickledValues(MutableMapping[str, Any]):
    """One of the mappings of a group, in the order of a `dict`."""

    def __init__(self, nodes: PickledNodes, name: str, values: Mapping[str, Any]) -> None:
        """Put the values of another mapping into `nodes`, under a name."""
        self._nodes, self._name = nodes, name
        self.update(values)

    def __getitem__(self, key: str) -> Any:
        """Return a value."""
        try:
            return self._nodes.of(key)[self._name]
        except KeyError:
            raise KeyError(key) from None

    def __setitem__(self, key: str, value: Any) -> None:
        """Set a value."""
        self._nodes.documents[key] = self._nodes.of(key)
        self._nodes.of(key)[self._name] = value

    def __delitem__(self, key: str) -> None:
        """Remove a value."""
        values = self._nodes.of(key)
        if self._name not in values:
            raise KeyError(key)
        del values[self._name]
        if not values:
            del self._nodes.documents[key]

    def __contains__(self, key: object) -> bool:
        """Return whether there is a value for `key`."""
        return isinstance(key, str) and self._name in self._nodes.of(key)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        return filter(self.__contains__, [*self._nodes.documents])

    def __len__(self) -> int:
        """Return the number of values."""
        return sum(1 for _key in self)

    # Other extensions may use what else a `dict` has.

    def copy(self) -> dict[str, Any]:
        """Return a `dict` with all values."""
        return dict(self)

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        """Return a `dict` with all values and those of another mapping."""
        return {**self, **other}

    def __ror__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        """Return a `dict` with the values of another mapping and all of these."""
        return {**other, **self}


def load_values(env: BuildEnvironment) -> None:
    """Load all nodes of an environment."""
    for name in chain(*_GROUPS):
        if isinstance(values := getattr(env, name, None), PickledValues):
            setattr(env, name, dict(values))


def use_pickled_values(app: Sphinx) -> None:
    """Let an environment load nodes when they are used, from the next time that it is loaded."""
    for group in _GROUPS:
        found = {name: values for name in group if isinstance(values := getattr(app.env, name, None), dict)}
        nodes = PickledNodes()
        for name, values in found.items():
            setattr(app.env, name, PickledValues(nodes, name, values))


def setup(app: Sphinx) -> None:
    """Replace the attributes once the environment is created or loaded."""
    app.connect("builder-inited", use_pickled_values, priority=1)
