"""Turn a notebook into Markdown: its text, its code, and the output that is saved in it."""

from __future__ import annotations

import binascii
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postil.importers.model import Asset, NotUnderstood, Place, Reference
from postil.markdown.code_fences import cell_options, is_hidden

if TYPE_CHECKING:
    from collections.abc import Mapping

_IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "image/gif": "gif"}
_ATTACHMENT = re.compile(r"\(attachment:([^()\s]+)\)")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_MAGIC = re.compile(r"^\s*%(?:matplotlib|load_ext|reload_ext|autoreload)\b.*\n?", re.MULTILINE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_STYLE = re.compile(r"<style\b.*?</style>\s*", re.IGNORECASE | re.DOTALL)


@dataclass
class Notebook:
    """A notebook in Markdown."""

    text: str = ""
    front_matter: str = ""
    """That in the first cell, with its delimiters; empty if there is none."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    """The images in it, by the names that the text has for them."""


def image_of_notebook(notebook: Notebook, path: str, name: str) -> Reference | None:
    """Return an image that is in the notebook at `path`; None if it has no image of this name."""
    content = notebook.images.get(name)
    if content is None:
        return None
    return Reference(f"/{path}/{name}", Asset(f"{path}#{name}", name, lambda: content), is_image=True)


def read_notebook(text: str, path: str, problems: list[NotUnderstood], *, cells: slice = slice(None)) -> Notebook:
    """Return a notebook, or some of its cells, as Markdown; an invalid one is shown as code."""
    try:
        data = json.loads(text)
        found, metadata = _cells_of(data), data.get("metadata", {})
    except (ValueError, LookupError, TypeError, RecursionError, AttributeError):
        problems.append(NotUnderstood(Place(path), "invalid notebook", "its text as code"))
        return Notebook(f"```json\n{text.strip()}\n```\n")
    metadata = metadata if isinstance(metadata, dict) else {}
    language = _language(metadata)
    notebook = Notebook(metadata=metadata)
    parts: list[str] = []
    for number, cell in enumerate(found[cells]):
        if not isinstance(cell, dict):
            continue
        source = _joined(cell.get("source") or cell.get("input"))
        kind = cell.get("cell_type")
        if number == 0 and source.startswith("---\n"):
            notebook.front_matter = source.rstrip() + "\n"
        elif kind == "heading":  # in the old format
            level = cell.get("level")
            parts.append(f"{'#' * level if isinstance(level, int) and 0 < level < 7 else '##'} {source}")  # noqa: PLR2004
        elif kind == "code":
            parts += _code_cell(cell, source, language, number, notebook)
        else:
            parts.append(_with_attachments(cell, source, number, notebook))
    if notebook.front_matter and not notebook.front_matter.rstrip().endswith("---"):
        notebook.front_matter += "---\n"
    interactive = sum("<!-- interactive output -->" in part for part in parts)
    if interactive:
        problems.append(NotUnderstood(Place(path), f"interactive output of {interactive} cells", "a comment"))
    notebook.text = "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
    return notebook


def _cells_of(data: Any) -> list[Any]:
    """Return the cells of a notebook, also of the old format; raise TypeError if they are not a list."""
    cells = data["cells"] if "cells" in data else data["worksheets"][0]["cells"]
    if not isinstance(cells, list):
        raise TypeError
    return cells


def _language(metadata: Mapping[str, Any]) -> str:
    for section in ("kernelspec", "language_info"):
        found = metadata.get(section)
        if isinstance(found, dict):
            name = str(found.get("language") or found.get("name") or "").lower()
            if re.fullmatch(r"[a-z+#-]+", name):
                return name
    return "python"


def _joined(value: Any) -> str:
    text = "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""
    return text.replace("\r\n", "\n")


def _code_cell(cell: Mapping[str, Any], source: str, language: str, number: int, notebook: Notebook) -> list[str]:
    code, options = cell_options(source)
    tags = (cell.get("metadata") or {}).get("tags", []) if isinstance(cell.get("metadata"), dict) else []
    if "remove_cell" in tags or "remove-cell" in tags or options.get("include", "").lower() == "false":
        return []
    parts = []
    code = _MAGIC.sub("", code).strip("\n")
    if code.strip() and not is_hidden({**options, "tags": " ".join(map(str, tags))}):
        parts.append(_fenced(code, language))
    outputs = cell.get("outputs")
    for index, output in enumerate(outputs if isinstance(outputs, list) else []):
        if isinstance(output, dict):
            parts.append(_output(output, f"output-{number + 1}-{index + 1}", notebook))
    return parts


def _fenced(code: str, language: str) -> str:
    mark = "`" * max(3, *(len(run) + 1 for run in re.findall("`{3,}", code)), 3)
    return f"{mark}{language}\n{code}\n{mark}"


def _output(output: Mapping[str, Any], name: str, notebook: Notebook) -> str:
    data = output.get("data") if isinstance(output.get("data"), dict) else output
    if output.get("output_type") == "pyout" and isinstance(data, dict):
        data = {"text/plain": output.get("text"), "image/png": output.get("png"), "text/html": output.get("html")}
    if not isinstance(data, dict):
        return ""
    for kind, suffix in _IMAGES.items():
        content = _joined(data.get(kind))
        if content:
            return f"![]({_placed(f'{name}.{suffix}', kind, content, notebook)})"
    html = _joined(data.get("text/html"))
    if html and _SCRIPT.search(html):
        return "<!-- interactive output -->"
    if html:
        return f"```{{=html}}\n{_STYLE.sub('', html).strip()}\n```"
    if markdown := _joined(data.get("text/markdown")) or _joined(data.get("text/latex")):
        return markdown
    text = _joined(data.get("text/plain")) or _joined(output.get("text")) or _joined(output.get("traceback"))
    text = _ANSI.sub("", text).strip("\n")
    return _fenced(text, "text") if text.strip() else ""


def _placed(name: str, kind: str, content: str, notebook: Notebook) -> str:
    """Keep an image, and return its name."""
    try:
        notebook.images[name] = content.encode() if kind == "image/svg+xml" else binascii.a2b_base64(content)
    except (binascii.Error, ValueError):  # not base64: the image is lost in the source already
        return name
    return name


def _with_attachments(cell: Mapping[str, Any], source: str, number: int, notebook: Notebook) -> str:
    """Return the text of a cell, in which images that are in the cell have names of their own."""
    attachments = cell.get("attachments")
    if not isinstance(attachments, dict):
        return source

    def replaced(found: re.Match[str]) -> str:
        """Return the target of an image."""
        versions = attachments.get(found[1])
        for kind, content in versions.items() if isinstance(versions, dict) else ():
            if kind in _IMAGES:
                name = f"cell-{number + 1}-{re.sub(r'[^A-Za-z0-9.-]', '-', found[1])}"
                return f"({_placed(name, kind, _joined(content), notebook)})"
        return found[0]

    return _ATTACHMENT.sub(replaced, source)
