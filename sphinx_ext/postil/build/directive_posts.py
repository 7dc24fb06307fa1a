"""The posts of a document with `post` directives: their options and the front matter of the file make a post."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes

from postil.blog.excerpt import store_excerpt
from postil.config.dates import date_reader
from postil.diagnostics import Subtype, warn
from postil.front_matter.merge import merge_front_matter
from postil.front_matter.parse import FrontMatter, parse_front_matter
from postil.front_matter.source import RawFrontMatter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.config.options import Options
    from postil.front_matter.status import FileStatus


def merged_with_directive(
    marker: nodes.Element, status: FileStatus, docname: str, *, options: Options
) -> FrontMatter | None:
    """Return the front matter of the only post of a document; None if the document is a page nevertheless.

    A value of the front matter takes precedence over that of the directive, with a warning if they differ.
    """
    explicit = status.front_matter or status.page or FrontMatter()
    if explicit.blogpost is False:
        message = "the front matter has `blogpost: false`; this `post` directive is ignored"
        warn(Subtype.FRONT_MATTER, message, location=marker)
        return None
    own = _front_matter_of_directive(marker, docname, options=options, needs_date=explicit.date is None)
    merged, differing = merge_front_matter(explicit, own)
    if differing:
        names = ", ".join(f"`{name}`" for name in differing)
        message = f"the `post` directive and the front matter differ in {names}; the front matter is used"
        warn(Subtype.FRONT_MATTER, message, location=marker)
    return merged


def sections_of_directives(
    markers: Sequence[nodes.Element], docname: str, *, options: Options
) -> Iterator[tuple[nodes.Element, nodes.section | None, FrontMatter]]:
    """Yield each of several `post` directives with the section that it makes a post, and its options.

    Of two directives in one section, the second is ignored.
    """
    anchors: set[str] = set()
    for marker in markers:
        section = section_around(marker)
        anchor = section["ids"][0] if section is not None else ""
        if anchor in anchors:
            message = "the section is already a post; this `post` directive is ignored"
            warn(Subtype.DIRECTIVE, message, location=marker)
            marker.replace_self(marker.children)
            continue
        anchors.add(anchor)
        yield marker, section, _front_matter_of_directive(marker, docname, options=options)


def ignore_directives(markers: Sequence[nodes.Element]) -> None:
    """Replace several directives by their content: the document is a post by the date in its front matter."""
    for marker in markers:
        message = "the document is already a post by its front matter; this `post` directive is ignored"
        warn(Subtype.DIRECTIVE, message, location=marker)
        marker.replace_self(marker.children)


def section_around(node: nodes.Node) -> nodes.section | None:
    """Return the innermost section around a node."""
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.section):
        parent = parent.parent
    return parent


def take_excerpt(marker: nodes.Element, doctree: nodes.document, anchor: str) -> list[nodes.Element] | None:
    """Replace a directive by its content, unless that is excluded; store the content as the excerpt, if there is any.

    Return the excerpt; None if it is the beginning of the text.
    """
    excerpt = store_excerpt(doctree, anchor, marker.children) if marker["excerpt"] else []
    marker.replace_self([] if "exclude" in marker["values"] else marker.children)
    return excerpt or None


def _front_matter_of_directive(
    marker: nodes.Element, docname: str, *, options: Options, needs_date: bool = True
) -> FrontMatter:
    """Return the options of a `post` directive as front matter; warn about each problem.

    Without a date, the post gets that in the name of the file; in ABlog it is a draft.
    """
    values = marker["values"]
    raw = RawFrontMatter(values, dict.fromkeys(values, marker["line"]), empty_is_true=True)
    front, problems = parse_front_matter(
        raw, path=docname, dates=date_reader(options), name_has_date=not options.ablog_rules
    )
    for problem in problems:
        warn(Subtype.FRONT_MATTER, problem.message, location=marker)
    if needs_date and front.date is None and not problems and not options.ablog_rules:
        message = "the post has no date, so it is not published; add one: `{post} 2024-03-24`"
        warn(Subtype.FRONT_MATTER, message, location=marker)
    return replace(front, draft=front.draft or front.date is None)
