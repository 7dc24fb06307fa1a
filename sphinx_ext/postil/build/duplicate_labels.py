"""Labels that several documents define: in each build, the same document must win."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

# The keys of Sphinx's standard domain for labels with a title, and for all labels.
_LABEL_KINDS = ("labels", "anonlabels")


def labels_of_document(env: BuildEnvironment, docname: str, names: Iterable[str]) -> dict[str, list[object]]:
    """Return what Sphinx stores for each label of the document that it just read: one entry for each kind of label."""
    standard = env.get_domain("std").data
    found = {name: [standard[kind].get(name) for kind in _LABEL_KINDS] for name in names}
    return {name: entries for name, entries in found.items() if any(each and each[0] == docname for each in entries)}


def assign_duplicate_labels(labels: Mapping[str, Mapping[str, Sequence[Any]]], standard: dict[str, Any]) -> None:
    """Assign each duplicate label to the last document by name, as in a clean build.

    Sphinx assigns it to the document that it read last, and removes the label together with that document.
    """
    for docname in sorted(labels):
        for name, entries in labels[docname].items():
            for kind, entry in zip(_LABEL_KINDS, entries, strict=True):
                if entry and entry[0] == docname:
                    standard[kind][name] = entry
