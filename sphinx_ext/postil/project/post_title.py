"""The title of a post as its only heading of the first level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.blog.title_nodes import title_nodes
from postil.blog.untitled import UNTITLED_CLASS, first_words
from postil.diagnostics import Subtype, warn
from postil.front_matter.keys import is_key
from postil.front_matter.parse import title_from_path
from postil.i18n import format_date
from postil.project.source_read import current_file_status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

    from postil.front_matter.parse import FrontMatter
    from postil.title_markup import Spans


class DropInfoMessages(SphinxTransform):
    """Remove docutils' system messages below the level of warnings, which are never shown.

    docutils adds some of them only once in a process. Other transforms look at the neighbours of nodes, and would have
    different results with and without these messages.
    """

    default_priority = 1
    searched_nodes = (nodes.system_message,)

    def apply(self, **kwargs: Any) -> None:
        """Remove the messages from the document."""
        for message in list(self.document.findall(nodes.system_message)):
            if message["level"] < self.document.reporter.WARNING_LEVEL:
                message.parent.remove(message)


class PostTitle(SphinxTransform):
    """Make the title of a post its only heading of the first level, with all other sections below it."""

    # After the front matter became docinfo (340) and before titles are collected.
    default_priority = 345

    def apply(self, **kwargs: Any) -> None:
        """Move the document's sections under its title."""
        status = current_file_status(self.env)
        if status.front_matter is None:
            if status.page and (status.raw or not any(isinstance(child, nodes.section) for child in self.document)):
                nest_sections_under_title(self.document, status.page.title, status.page.title_spans)
            return
        drop_front_matter_fields(self.document)
        nest_sections_under_title(self.document, status.front_matter.title, status.front_matter.title_spans)
        if not any(isinstance(child, nodes.section) for child in self.document):
            self._add_name(status.front_matter)

    def _add_name(self, front_matter: FrontMatter) -> None:
        """Add a title to a post without one: that of its file, or, if it is not shown, its first words."""
        title = title_from_path(self._path())
        if not front_matter.untitled and self.config.postil.postil_untitled == "warn":
            warn(Subtype.TITLE, f"the post has no title; it gets “{title}” from its file name", f"{self._file()}:1")
            nest_sections_under_title(self.document, title)
            return
        name = first_words(self.document) or self._date(front_matter) or title
        nest_sections_under_title(self.document, name)
        next(self.document.findall(nodes.section))["classes"].append(UNTITLED_CLASS)

    def _date(self, front_matter: FrontMatter) -> str:
        if front_matter.date is None:
            return ""
        date = front_matter.date.when.astimezone(self.config.postil.postil_timezone)
        return format_date(date, language=self.config.language, pattern=self.config.postil.post_date_format)

    def _file(self) -> str:
        return str(self.env.doc2path(self.env.docname))

    def _path(self) -> str:
        return self.env.doc2path(self.env.docname, base=False).as_posix()


def drop_front_matter_fields(document: nodes.document) -> None:
    """Remove the front matter below the title in reStructuredText; docutils parses only that above it."""
    for section in document.findall(nodes.section):
        if len(section) > 1 and isinstance(section[1], nodes.field_list):
            fields = section[1]
            for name in list(fields.findall(nodes.field_name)):
                if is_key(name.astext()):
                    fields.remove(name.parent)
            if not fields.children:
                section.remove(fields)
        break


def nest_sections_under_title(document: nodes.document, title: str, spans: Spans = ()) -> None:
    """Move the content of `document` into one section; its title is `title`, or the first heading if that is empty.

    `spans` are the parts of a title with markup.
    A first heading with the same text as `title` is not repeated.
    """
    metadata = [child for child in document if isinstance(child, nodes.docinfo | nodes.meta)]
    body = [child for child in document if child not in metadata]
    sections = [child for child in body if isinstance(child, nodes.section)]
    if not title and not sections:
        return
    if sections and (not title or _has_title(sections[0], title)):
        outer = sections[0]
        before = body[: body.index(outer)]
        outer[1:1] = before
        rest = body[len(before) + 1 :]
    else:
        outer = nodes.section("", nodes.title(title, title), names=[nodes.fully_normalize_name(title)])
        outer.source, outer.line = document.get("source"), 1
        document.note_implicit_target(outer, outer)
        rest = body
    for index, child in enumerate(rest):
        if index == _first_section(rest) and isinstance(child, nodes.section) and title and _has_title(child, title):
            outer["ids"].extend(child["ids"])
            if any(not isinstance(part, nodes.Text) for part in child[0].children):
                outer[0] = child[0]  # the same text, but with markup: a link, a footnote
            outer.extend(child.children[1:])
        else:
            outer.append(child)
    if spans and all(isinstance(part, nodes.Text) for part in outer[0].children):
        outer[0] = nodes.title(title, "", *title_nodes(spans))
    document.children = []
    document.extend([*metadata, outer])


def _first_section(children: Sequence[nodes.Node]) -> int:
    return next((index for index, child in enumerate(children) if isinstance(child, nodes.section)), -1)


def _has_title(section: nodes.section, title: str) -> bool:
    """Return whether the heading of a section is `title`, ignoring case and spaces."""
    return " ".join(section[0].astext().split()).casefold() == " ".join(title.split()).casefold()


def setup(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_transform(DropInfoMessages)
    app.add_transform(PostTitle)
