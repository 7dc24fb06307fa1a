"""Pelican: the tags of its plugin Liquid Tags."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from postil.frozen import frozen
from postil.importers.markdown.notebooks import image_of_notebook, read_notebook
from postil.importers.model import NotUnderstood, Place
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from postil.importers.markdown.page import Page
    from postil.importers.markdown.tags import Call
    from postil.importers.source import Source

_NOTEBOOK = re.compile(
    r"\{%-?\s*notebook\s+(?P<path>\S+?)(?:\s+cells\[(?P<start>-?\d*):(?P<end>-?\d*)\])?(?:\s+\S+)*\s*-?%\}"
)
_INCLUDE_CODE = re.compile(r"\{%-?\s*include_code\s+(?P<path>\S+)(?P<rest>.*?)\s*-?%\}", re.DOTALL)
_LANGUAGE = re.compile(r"lang:(\S+)")
_LINES = re.compile(r"lines:(\d+)-(\d+)")
_OPTION = re.compile(r"\b(?:lang|lines|codec):\S+|:hide\w+:")


@frozen
class LiquidTags:
    """The tags of a site."""

    source: Source
    content: str
    notebooks: str
    """The folder of notebooks below the content."""
    code: str

    def replaced(self, call: Call, page: Page) -> str | None:
        """Return what replaces a tag; None if it is not understood."""
        if call.source.startswith("{{"):
            return call.kept()
        if found := _NOTEBOOK.fullmatch(call.source):
            return self._notebook(found, page)
        if found := _INCLUDE_CODE.fullmatch(call.source):
            return self._code(found)
        if call.name in ("literal", "raw", "verbatim") and call.raw is not None:
            return (
                f"`{call.raw}`"
                if "\n" not in call.raw and "`" not in call.raw
                else f"\n~~~text\n{call.raw.strip()}\n~~~\n"
            )
        if call.name in ("b64img", "img") and call.tag:
            path = next((argument for argument in call.tag.arguments if re.search(r"\w[./]", argument)), "")
            source = re.sub(r"^\{%(-?)\s*b64img", r"{%\1 img", call.source)
            return source.replace(path, page.target(path), 1) if path else None
        return page.shortcodes.convert(call)

    def _file(self, folder: str, name: str) -> str:
        """Return the path of a file, wherever the plugin looks for it; empty if there is none."""
        paths = [posixpath.normpath(f"{self.content}{prefix}{name}") for prefix in (f"{folder}/", "")]
        return next((path for path in paths if path in self.source.files), "")

    def _notebook(self, found: re.Match[str], page: Page) -> str | None:
        path = self._file(self.notebooks, found["path"])
        if not path:
            return None
        try:
            text = self.source.read_text(path)
        except SourceError as error:
            page.conversion.problems.append(NotUnderstood(Place(path), str(error), "nothing"))
            return None
        cells = slice(_number(found["start"]), _number(found["end"]))
        notebook = read_notebook(text, path, page.conversion.problems, cells=cells)
        body = notebook.text
        for name in notebook.images:
            if reference := image_of_notebook(notebook, path, name):
                body = body.replace(f"]({name})", f"]({page.conversion.reference(reference)})")
        return f"\n{body.strip()}\n"

    def _code(self, found: re.Match[str]) -> str | None:
        path = self._file(self.code, found["path"])
        try:
            code = self.source.read_text(path).strip("\n") if path else ""
        except SourceError:
            return None
        if not path:
            return None
        rest = found["rest"]
        if lines := _LINES.search(rest):
            code = "\n".join(code.split("\n")[max(int(lines[1]) - 1, 0) : int(lines[2])])
        language = (_LANGUAGE.search(rest) or [None, posixpath.splitext(path)[1].lstrip(".") or "text"])[1]
        title = " ".join(_OPTION.sub("", rest).split()) or posixpath.basename(path)
        mark = "`" * max(3, *(len(run) + 1 for run in re.findall("`{3,}", code)), 3)
        title = title.replace('"', "'")
        return f'\n{mark}{language} title="{title}"\n{code}\n{mark}\n'


def _number(text: str | None) -> int | None:
    return int(text) if text and text != "-" else None
