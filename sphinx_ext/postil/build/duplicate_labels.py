"""Labels that several documents define: in each build, the same document must win."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.build.domain import post_domain
from postil.project.source_read import current_file_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.application import Sphinx
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


class ForgetLabelsOfOtherPosts(SphinxTransform):
    """Let a post define a label that another post has, as other engines do; Sphinx would warn of a duplicate."""

    # Just before the domains collect labels (850).
    default_priority = 849

    def apply(self, **kwargs: Any) -> None:
        """Remove the labels; they are assigned again once all documents are read."""
        posts = post_domain(self.env).posts
        if current_file_status(self.env).front_matter is None:
            return
        standard = self.env.get_domain("std").data
        for name, explicit in self.document.nametypes.items():
            entry = standard["labels"].get(name) if explicit else None
            if entry and entry[0] != self.env.docname and entry[0] in posts:
                del standard["labels"][name]


class PreferOwnLabels(SphinxPostTransform):
    """Let references in a document lead to its own labels, if other documents have labels of the same names."""

    # Before all references are resolved.
    default_priority = 1

    def run(self, **kwargs: Any) -> None:
        """Assign the labels; `RestoreLabels` undoes it."""
        labels, standard = post_domain(self.env).data["labels"], self.env.get_domain("std").data
        if self.env.docname in labels:
            assign_duplicate_labels({self.env.docname: labels[self.env.docname]}, standard)


class RestoreLabels(SphinxPostTransform):
    """Assign duplicate labels as before, so that it doesn't matter which documents were written."""

    default_priority = 990

    def run(self, **kwargs: Any) -> None:
        """Assign the labels."""
        domain, standard = post_domain(self.env), self.env.get_domain("std").data
        labels, duplicates = domain.data["labels"], domain.duplicate_labels
        for name in labels.get(self.env.docname, {}).keys() & duplicates.keys():
            assign_duplicate_labels({owner: {name: labels[owner][name]} for owner in duplicates[name]}, standard)


def find_duplicate_labels(labels: Mapping[str, Mapping[str, Sequence[Any]]]) -> Mapping[str, Sequence[str]]:
    """Return the documents of each label that several of them define."""
    owners: dict[str, list[str]] = {}
    for docname in sorted(labels):
        for name in labels[docname]:
            owners.setdefault(name, []).append(docname)
    return {name: docnames for name, docnames in owners.items() if len(docnames) > 1}


def setup(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_transform(ForgetLabelsOfOtherPosts)
    app.add_post_transform(PreferOwnLabels)
    app.add_post_transform(RestoreLabels)
