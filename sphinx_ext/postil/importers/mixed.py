"""Convert the documents of a site that has Markdown and reStructuredText."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.importers.markdown.site import add_entries, convert_entry
from postil.importers.model import Kind, NotUnderstood, Place, Status
from postil.importers.rst_posts import convert_rst_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.importers.markdown.links import SiteIndex
    from postil.importers.markdown.page import Page
    from postil.importers.markdown.site import Entry, Findings
    from postil.importers.markdown.tags import Call
    from postil.importers.model import ImportedPost


def keep_tag(call: Call, _page: Page) -> str:
    """Keep what looks like a tag, for engines that have none."""
    return call.kept()


def convert_all(
    entries: Sequence[Entry],
    index: SiteIndex,
    findings: Findings,
    handle: Callable[[Call, Page], str | None] = keep_tag,
    *,
    prepare: Callable[[Entry, str], str] = lambda _entry, text: text,
    directives: frozenset[str] = frozenset(),
    has_urls: bool = True,
) -> tuple[ImportedPost, ...]:
    """Return all entries as posts; `prepare` changes the text of a Markdown document before its tags are replaced.

    `directives` are those that extensions of the old site add to reStructuredText. If the entries have no old URLs,
    their `url` is only what links to them mean.
    """
    if has_urls:
        add_entries(entries, index)
    else:
        for entry in entries:
            index.add(entry.document.path, entry.url)
    posts = []
    for entry in entries:
        if entry.document.suffix in (".rst", ".txt"):
            post = convert_rst_entry(entry, index, findings, directives=directives)
        else:
            document = replace(entry.document, text=prepare(entry, entry.document.text))
            post = convert_entry(replace(entry, document=document), index, handle, findings)
        if not has_urls:
            post = replace(post, url="", other_urls=(), link_target=entry.url)
        posts.append(dated_or_draft(post, findings.problems))
    return tuple(posts)


def dated_or_draft(post: ImportedPost, problems: list[NotUnderstood]) -> ImportedPost:
    """Return a post, as a draft if it has no date."""
    if post.kind is Kind.PAGE or post.date or post.status is Status.DRAFT:
        return post
    problems.append(NotUnderstood(Place(post.place.file), "a post without a date", "a draft"))
    return replace(post, status=Status.DRAFT)
