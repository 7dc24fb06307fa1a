"""Hand a post to the parser without its front matter, and make its title the one first heading."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.diagnostics import Subtype, warn
from postil.front_matter.keys import is_key
from postil.front_matter.parse import title_from_path
from postil.front_matter.source import normalize, read_raw_front_matter
from postil.front_matter.status import FileStatus, status_of_text
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# Where the verdict on the document that is being read is kept until the document is done.
_CURRENT = "postil"
# What YAML does not take unescaped, even in quotes (YAML 1.2, section 5.1).
_UNPRINTABLE = re.compile("[\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def current_file_status(env: BuildEnvironment) -> FileStatus:
    """Return what is known of the document that is being read; next to nothing if it is not a post."""
    verdict = env.current_document.get(_CURRENT)
    return verdict if isinstance(verdict, FileStatus) else FileStatus()


def strip_front_matter(app: Sphinx, docname: str, content: list[str]) -> None:
    """Judge a post's front matter, say what is wrong with it, and take it out of what the parser sees."""
    project = app.project
    if not isinstance(project, MountedProject):
        return
    path = project.mounted_path(docname)
    verdict = status_of_text(content[0], path, project.rules)
    app.env.current_document[_CURRENT] = verdict
    if verdict.front_matter is None or verdict.raw is None:
        return
    file = app.env.doc2path(docname)
    for problem in () if verdict.error else verdict.problems:  # else all was told when the file was found
        warn(Subtype.FRONT_MATTER, problem.message, location=f"{file}:{problem.line}")
    if path.endswith(".ipynb"):
        content[0] = clean_notebook(content[0], verdict)
    elif verdict.raw.span[1]:
        content[0] = without_front_matter(content[0], verdict)


def without_front_matter(text: str, verdict: FileStatus) -> str:
    """Return `text` with its title as a heading and only keys of others in its front matter, each line in place."""
    if verdict.front_matter is None or verdict.raw is None:
        return text
    text = normalize(text)
    end = verdict.raw.span[1]
    height = text.count("\n", 0, end)
    lines = [f"# {_escape_markdown(verdict.front_matter.title)}"] if verdict.front_matter.title else [""]
    if verdict.front_matter.unknown:
        keys = json.dumps(_with_text_keys(dict(verdict.front_matter.unknown)), ensure_ascii=False, default=str)
        lines = ["---", _UNPRINTABLE.sub("", keys), "---", *lines]
    # The heading is last, so that it stands where the front matter ended, or below it if that had too few lines.
    gap = [""] * max(height + 1 - len(lines), 0)
    rest = text[end:] if text[end:].startswith("\n") else "\n" + text[end:]
    return "\n".join([*lines[:-1], *gap, lines[-1]]) + rest


def _with_text_keys(value: Any) -> Any:
    """Return YAML's value with keys that JSON can write: a date may be a key in YAML."""
    if isinstance(value, dict):
        return {str(key): _with_text_keys(item) for key, item in value.items()}
    return [_with_text_keys(item) for item in value] if isinstance(value, list) else value


def clean_notebook(text: str, verdict: FileStatus) -> str:
    """Return a notebook without front matter in its first cell; the title is a heading there."""
    notebook = json.loads(text)
    cell = notebook["cells"][0]
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    head = read_raw_front_matter(source, ".md")
    if not head.span[1] or verdict.front_matter is None:
        return text
    title = f"# {_escape_markdown(verdict.front_matter.title)}\n" if verdict.front_matter.title else ""
    cell["source"] = title + source[head.span[1] :]
    return json.dumps(notebook)


def _escape_markdown(title: str) -> str:
    """Return a title as Markdown that shows it letter for letter (CommonMark, section 2.4)."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(title.split()))


class DropInfoMessages(SphinxTransform):
    """Remove docutils' remarks, which are less than warnings and never shown.

    It makes some of them once for a process, and what other transforms make of a document would hang on them: whether
    there is one between an image and the text before it.
    """

    default_priority = 1

    def apply(self, **kwargs: Any) -> None:
        """Remove them from the document."""
        for message in list(self.document.findall(nodes.system_message)):
            if message["level"] < self.document.reporter.WARNING_LEVEL:
                message.parent.remove(message)


class PostTitle(SphinxTransform):
    """Make a post's title its one heading of the first level, and all other sections part of it."""

    # After the front matter became docinfo (340) and before titles are collected.
    default_priority = 345

    def apply(self, **kwargs: Any) -> None:
        """Move the document's sections under its title."""
        verdict = current_file_status(self.env)
        if verdict.front_matter is None:
            return
        drop_front_matter_fields(self.document)
        nest_sections_under_title(self.document, verdict.front_matter.title)
        if not any(isinstance(child, nodes.section) for child in self.document):
            title = title_from_path(self._path())
            warn(Subtype.TITLE, f"the post has no title; “{title}” was made from its name", f"{self._file()}:1")
            nest_sections_under_title(self.document, title)

    def _file(self) -> str:
        return str(self.env.doc2path(self.env.docname))

    def _path(self) -> str:
        return self.env.doc2path(self.env.docname, base=False).as_posix()


def drop_front_matter_fields(document: nodes.document) -> None:
    """Remove the front matter that stands below a title of reStructuredText; docutils takes only what is above it."""
    for section in document.findall(nodes.section):
        if len(section) > 1 and isinstance(section[1], nodes.field_list):
            fields = section[1]
            for name in list(fields.findall(nodes.field_name)):
                if is_key(name.astext()):
                    fields.remove(name.parent)
            if not fields.children:
                section.remove(fields)
        break


def nest_sections_under_title(document: nodes.document, title: str) -> None:
    """Put all of `document` under one section; its title is `title`, or the first heading if that is empty.

    A first heading that says the same as `title` is not kept a second time.
    """
    head = [child for child in document if isinstance(child, nodes.docinfo | nodes.meta)]
    body = [child for child in document if child not in head]
    sections = [child for child in body if isinstance(child, nodes.section)]
    if not title and not sections:
        return
    if sections and (not title or _says(sections[0], title)):
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
        if index == _first_section(rest) and isinstance(child, nodes.section) and title and _says(child, title):
            outer["ids"].extend(child["ids"])
            if any(not isinstance(part, nodes.Text) for part in child[0].children):
                outer[0] = child[0]  # the same words, with what their author made of them: a link, a note
            outer.extend(child.children[1:])
        else:
            outer.append(child)
    document.children = []
    document.extend([*head, outer])


def _first_section(children: Sequence[nodes.Node]) -> int:
    return next((index for index, child in enumerate(children) if isinstance(child, nodes.section)), -1)


def _says(section: nodes.section, title: str) -> bool:
    """Return whether a section's heading is `title`, but for case and space."""
    return " ".join(section[0].astext().split()).casefold() == " ".join(title.split()).casefold()


def string_metadata(verdict: FileStatus) -> Mapping[str, str]:
    """Return a post's front matter as Sphinx keeps that of any document, for extensions that read it there."""
    values = verdict.raw.values if verdict.raw else {}
    return {key: value for key, value in values.items() if isinstance(value, str)}


def setup(app: Sphinx) -> None:
    """Read posts before the parser does."""
    app.connect("source-read", strip_front_matter, priority=100)
    app.add_transform(DropInfoMessages)
    app.add_transform(PostTitle)
