"""Load the titles and tables of contents of documents from Sphinx's environment when they are used.

These are trees of nodes for each document. Loading all of them is a third of loading the environment, and a build needs
those of few documents.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# The attributes of an environment that are mappings from documents to nodes.
_ATTRIBUTES = ("titles", "longtitles", "tocs")


class PickledValues(MutableMapping[str, Any]):
    """A mapping whose values are pickled one by one, and loaded when they are first used."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        """Take the values of another mapping."""
        self._loaded = dict(values)
        self._pickled: dict[str, bytes] = {}

    def __getitem__(self, key: str) -> Any:
        """Return a value; load it if it is needed for the first time."""
        if key in self._pickled:
            # Whoever uses it may change it, so it will be pickled again.
            self._loaded[key] = pickle.loads(self._pickled.pop(key))  # noqa: S301 - a part of Sphinx's own pickle
        return self._loaded[key]

    def __setitem__(self, key: str, value: Any) -> None:
        """Set a value."""
        self._pickled.pop(key, None)
        self._loaded[key] = value

    def __delitem__(self, key: str) -> None:
        """Remove a value."""
        if self._pickled.pop(key, None) is None:
            del self._loaded[key]

    def __contains__(self, key: object) -> bool:
        """Return whether there is a value for `key`, without loading it."""
        return key in self._loaded or key in self._pickled

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        yield from [*self._loaded, *self._pickled]

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._loaded) + len(self._pickled)

    def __getstate__(self) -> dict[str, Any]:
        """Return all values as they are pickled; those that were not used need not be pickled again."""
        pickled = {key: pickle.dumps(value, pickle.HIGHEST_PROTOCOL) for key, value in self._loaded.items()}
        return {"_loaded": {}, "_pickled": self._pickled | pickled}


def load_values(env: BuildEnvironment) -> None:
    """Load all nodes of an environment."""
    for name in _ATTRIBUTES:
        if isinstance(values := getattr(env, name, None), PickledValues):
            setattr(env, name, dict(values))


def use_pickled_values(app: Sphinx) -> None:
    """Let an environment load nodes when they are used, from the next time that it is loaded."""
    for name in _ATTRIBUTES:
        if isinstance(values := getattr(app.env, name, None), dict):
            setattr(app.env, name, PickledValues(values))


def setup(app: Sphinx) -> None:
    """Replace the attributes once the environment is created or loaded."""
    app.connect("builder-inited", use_pickled_values, priority=1)
