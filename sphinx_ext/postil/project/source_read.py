"""Remove the front matter of a post before its text is parsed; the title becomes a heading."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from postil.diagnostics import Subtype, warn
from postil.front_matter.keys import normalize_key
from postil.front_matter.source import normalize, read_raw_front_matter
from postil.front_matter.status import FileStatus
from postil.front_matter.visibility import FALSE
from postil.lazy_regex import lazy_regex
from postil.project.document_language import DocumentLanguage
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# The keys of other engines for the table of contents of a page, and those of PyData's theme and Furo to hide it.
_TOC_KEYS = frozenset({"toc", "showtoc", "tableofcontents"})
_WITHOUT_TOC = {"html_theme.sidebar_secondary.remove": "true", "hide-toc": "true"}
# The key of a document's status in `env.current_document`, which Sphinx clears after each document.
_CURRENT = "postil"
# Characters that YAML allows only as escapes, even in quotes (YAML 1.2, section 5.1).
_UNPRINTABLE = lazy_regex("[\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def current_file_status(env: BuildEnvironment) -> FileStatus:
    """Return the status of the document that Sphinx is reading; an empty one if it is not a source file."""
    status = env.current_document.get(_CURRENT)
    return status if isinstance(status, FileStatus) else FileStatus()


def current_language(env: BuildEnvironment) -> DocumentLanguage:
    """Return the language of the document that Sphinx is reading."""
    project = env.project
    if not isinstance(project, MountedProject) or env.docname not in env.found_docs:
        return DocumentLanguage()
    return DocumentLanguage.of(project.mounted_path(env.docname), current_file_status(env), project.rules.languages)


def strip_front_matter(app: Sphinx, docname: str, content: list[str]) -> None:
    """Store the status of a document; warn of problems with its front matter, and remove it from `content`."""
    project = app.project
    if not isinstance(project, MountedProject):
        return
    path = project.mounted_path(docname)
    status = project.statuses.of_text(content[0], path)
    app.env.current_document[_CURRENT] = status
    if status.raw is None:
        return
    file = app.env.doc2path(docname)
    for problem in () if status.error else status.problems:  # else they were reported with the error
        warn(Subtype.FRONT_MATTER, problem.message, location=f"{file}:{problem.line}")
    if path.endswith(".ipynb"):
        content[0] = notebook_without_front_matter(content[0], status)
    elif status.raw.span[1]:
        content[0] = without_front_matter(content[0], status)


def without_front_matter(text: str, status: FileStatus) -> str:
    """Return `text` with its title as a heading; other lines keep their numbers.

    Unknown keys stay in the front matter, for other extensions.
    """
    front = status.front_matter or status.page
    if front is None or status.raw is None:
        return text
    text = normalize(text)
    end = status.raw.span[1]
    line_count = text.count("\n", 0, end)
    lines = [f"# {_escape_markdown(front.title)}"] if front.title else [""]
    if front.unknown:
        keys = json.dumps(_with_string_keys(dict(front.unknown)), ensure_ascii=False, default=str)
        lines = ["---", _UNPRINTABLE.sub("", keys), "---", *lines]
    # The heading comes last: on the last line of the front matter, or below it if that has too few lines.
    padding = [""] * max(line_count + 1 - len(lines), 0)
    rest = text[end:] if text[end:].startswith("\n") else "\n" + text[end:]
    return "\n".join([*lines[:-1], *padding, lines[-1]]) + rest


def _with_string_keys(value: Any) -> Any:
    """Return a value with keys that JSON allows: in YAML, a key may be a date."""
    if isinstance(value, dict):
        return {str(key): _with_string_keys(item) for key, item in value.items()}
    return [_with_string_keys(item) for item in value] if isinstance(value, list) else value


def notebook_without_front_matter(text: str, status: FileStatus) -> str:
    """Return a notebook whose first cell has the title as a heading instead of front matter."""
    notebook = json.loads(text)
    cell = notebook["cells"][0]
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    raw = read_raw_front_matter(source, ".md")
    if not raw.span[1] or status.front_matter is None:
        return text
    title = f"# {_escape_markdown(status.front_matter.title)}\n" if status.front_matter.title else ""
    cell["source"] = title + source[raw.span[1] :]
    return json.dumps(notebook)


def _escape_markdown(title: str) -> str:
    """Return a title with all ASCII punctuation escaped (CommonMark, section 2.4)."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(title.split()))


def string_metadata(status: FileStatus) -> Mapping[str, str]:
    """Return a post's front matter as Sphinx has it in `env.metadata`, for extensions that read it there."""
    values = status.raw.values if status.raw else {}
    metadata = {key: value for key, value in values.items() if isinstance(value, str)}
    toc = next((value for key, value in metadata.items() if normalize_key(key) in _TOC_KEYS), "")
    return metadata | (_WITHOUT_TOC if toc.strip().lower() in FALSE else {})


def setup(app: Sphinx) -> None:
    """Remove front matter before the parser sees it."""
    app.connect("source-read", strip_front_matter, priority=100)
