"""Turn documents in reStructuredText into posts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postil.importers.markdown.conversion import Conversion
from postil.importers.markdown.site import post_of
from postil.importers.rst import convert_rst, count_rst_notes, title_of_rst

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.markdown.links import SiteIndex
    from postil.importers.markdown.site import Entry, Findings
    from postil.importers.model import ImportedPost

# The directives of docutils, Sphinx and postil.
DIRECTIVES = frozenset(
    (  # noqa: SIM905 - one name a line is a long list
        "attention caution code danger error important note tip hint warning admonition sidebar topic line-block "
        "parsed-literal math rubric epigraph highlights pull-quote compound container table csv-table list-table "
        "image figure contents sectnum section-numbering header footer target-notes meta raw unicode date role "
        "default-role title class replace code-block sourcecode literalinclude highlight versionadded "
        "versionchanged versionremoved deprecated seealso centered hlist glossary productionlist toctree only "
        "index tabularcolumns codeauthor sectionauthor moduleauthor post postlist update youtube vimeo "
    ).split()
)


def convert_rst_entry(
    entry: Entry, index: SiteIndex, findings: Findings, *, directives: frozenset[str] = frozenset()
) -> ImportedPost:
    """Return a document in reStructuredText as a post; `directives` are those that the site's extensions add."""
    document = entry.document
    conversion = Conversion(document.place)
    text = convert_rst(
        document.text,
        lambda target: index.resolve(target, path=document.path, url=entry.url),
        conversion,
        known=DIRECTIVES | directives,
    )
    post = post_of(entry, index, conversion, text, findings)
    extra = _flat(post.extra)
    title = "" if title_of_rst(document.text) else post.title
    return replace(post, title=title, suffix=".rst", notes=count_rst_notes(document.text), extra=extra)


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that fields can have."""
    return {key: value for key, value in values.items() if not isinstance(value, dict) and ":" not in key}
