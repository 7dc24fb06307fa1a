"""Works as docutils nodes: in a footnote, in a sentence, and in the list of references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from postil.safe_urls import is_safe_url
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.markdown.bibliography import Work

LIST_CLASS = "postil-references"


def reference_id(work: Work) -> str:
    """Return the id of a work in the list of references; as in Pandoc, it begins with `ref-`."""
    return f"ref-{slugify(work.key)}"


def note_nodes(work: Work, *, with_people: bool) -> list[nodes.Node]:
    """Return a work for a footnote: Donald Knuth, *The TeXbook* (1984). Its title leads to the list of references."""
    names = ", ".join(person.name for person in work.people) if with_people else ""
    title = _link(work, _title(work))
    parts: list[nodes.Node] = [nodes.Text(f"{names}, "), title] if names else [title]
    if work.container:
        parts += [nodes.Text(", "), nodes.emphasis("", work.container)]
    return [*parts, nodes.Text(f" ({work.year})")] if work.year else parts


def sentence_nodes(work: Work, locator: Sequence[nodes.Node] = ()) -> list[nodes.Node]:
    """Return a work for a sentence: Knuth (1984, p. 5)."""
    inner: list[nodes.Node] = [nodes.Text(work.year)] if work.year and work.people else []
    if locator:
        inner += [*([nodes.Text(", ")] if inner else []), *locator]
    link = _link(work, nodes.Text(work.short_name))
    return [link, nodes.Text(" ("), *inner, nodes.Text(")")] if inner else [link]


def brackets_nodes(work: Work, *, with_people: bool) -> list[nodes.Node]:
    """Return a work for brackets in a footnote: Knuth 1984."""
    names = work.short_name if with_people or not work.year else ""
    return [_link(work, nodes.Text(" ".join(filter(None, [names, work.year if work.people else ""]))))]


def reference_list(works: Iterable[Work]) -> nodes.bullet_list:
    """Return the list of references, sorted by the names of authors, years and titles."""
    found = nodes.bullet_list("", classes=[LIST_CLASS], bullet="-")
    for work in sorted(works, key=_sort_key):
        found += nodes.list_item("", nodes.paragraph("", "", *_entry_nodes(work)), ids=[reference_id(work)])
    return found


def _sort_key(work: Work) -> tuple[str, str, str, str]:
    names = "; ".join(person.sorted_name for person in work.people) or work.title
    return names.casefold(), work.year, work.title.casefold(), work.key


def _entry_nodes(work: Work) -> list[nodes.Node]:
    """Return a work for the list: Knuth, Donald (1984). *The TeXbook*. Addison-Wesley."""
    names = "; ".join(person.sorted_name for person in work.people)
    year = f"({work.year})" if work.year else ""
    head = " ".join(filter(None, [names, year]))
    parts: list[nodes.Node] = [nodes.Text(head if head.endswith(".") else f"{head}.")] if head else []
    parts += [nodes.Text(" ")] if parts else []
    parts += [_title(work), nodes.Text("." if work.title[-1] not in ".?!" else "")]
    if work.container:
        parts += [nodes.Text(" "), nodes.emphasis("", work.container)]
        parts.append(nodes.Text(f" {work.details}." if work.details else "."))
    elif work.details:
        parts.append(nodes.Text(f" {work.details}."))
    if work.url:
        url = work.url
        parts += [nodes.Text(" "), nodes.reference("", url, refuri=url) if is_safe_url(url) else nodes.Text(url)]
    return parts


def _title(work: Work) -> nodes.Node:
    """Return the title; that of a part of something is not in emphasis, because that of the whole is."""
    return nodes.Text(work.title) if work.container else nodes.emphasis("", work.title)


def _link(work: Work, content: nodes.Node) -> nodes.reference:
    """Return a link to the list of references; its id is set when the list is made."""
    return nodes.reference("", "", nodes.inline("", "", content), internal=True, refid=reference_id(work))
