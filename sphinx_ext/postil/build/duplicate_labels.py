"""Labels that several documents define: the same document has one in each build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.environment import BuildEnvironment


def own_labels(env: BuildEnvironment, docname: str, names: Iterable[str]) -> dict[str, list[object]]:
    """Return what Sphinx knows of the labels of the document that it just read: with a title, and without one."""
    standard = env.get_domain("std").data
    found = {name: [standard[kind].get(name) for kind in ("labels", "anonlabels")] for name in names}
    return {name: kept for name, kept in found.items() if any(each and each[0] == docname for each in kept)}


def settle_labels(labels: Mapping[str, Mapping[str, Sequence[Any]]], standard: dict[str, Any]) -> None:
    """Let a label that several documents have be that of the last by name, as in a clean build.

    Sphinx takes the one that it reads last, and forgets the label when that document goes.
    """
    for docname in sorted(labels):
        for name, kept in labels[docname].items():
            for kind, entry in zip(("labels", "anonlabels"), kept, strict=True):
                if entry and entry[0] == docname:
                    standard[kind][name] = entry
