"""Find the pages of the last build whose URLs lead nowhere now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.diagnostics import Subtype, warn
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping
    from pathlib import Path


@frozen
class LostPage:
    """A page of the last build that is no longer part of the site, and to whose URL no alias belongs."""

    docname: str
    now: str = ""
    """The docname of its source file, if that is published elsewhere now."""


def find_lost_pages(
    before: Mapping[str, str],
    *,
    files: Container[str],
    file_of: Callable[[str], str],
    now: Mapping[str, str],
    unpublished: Container[str],
) -> list[LostPage]:
    """Return the lost pages, in order.

    `before` and `now` have the path of the source file of each document, in the last build and in this one; `files`
    are all files of the site, with redirects, and `file_of` returns that of a document. A page whose source file is
    `unpublished`, such as a draft, is not lost: it was withdrawn.
    """
    gone = before.keys() - now.keys()
    if not gone:
        return []
    docnames = {path: docname for docname, path in now.items()}
    return [
        LostPage(docname, docnames.get(before[docname], ""))
        for docname in sorted(gone)
        if file_of(docname) not in files and before[docname] not in unpublished
    ]


def report_lost_pages(
    pages: Iterable[LostPage], *, url_of: Callable[[str], str], path_of: Callable[[str], Path]
) -> None:
    """Warn of each page, at its source file if there is one; `url_of` returns the URL of a document on the site."""
    for page in pages:
        url = url_of(page.docname)
        if page.now:
            message = f"the URL {url} has changed to {url_of(page.now)}; to redirect, add the alias `/{url}`"
            warn(Subtype.LOST_URL, message, location=f"{path_of(page.now)}:1")
        else:
            message = f"the page {url} is no longer part of the site; to redirect, add the alias `/{url}` to a post"
            warn(Subtype.LOST_URL, message)
