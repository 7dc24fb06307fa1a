"""The shortcodes of Hugo, those of its themes, and those of a site itself."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from postil.importers.markdown.code import replace_in_code
from postil.importers.markdown.config import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.importers.markdown.page import Page
    from postil.importers.markdown.tags import Call

_INCLUDES = frozenset({"include", "readfile", "readdir", "md", "include-md", "includemd", "rawinclude", "include-code"})
_ESCAPED = re.compile(r"(\{\{[<%])/\*(.*?)\*/([>%]\}\})", re.DOTALL)


def unescape_code(text: str) -> str:
    """Return a text in which shortcodes in code that are escaped, `{{</* x */>}}`, are written as readers see them."""
    return replace_in_code(text, lambda code: _ESCAPED.sub(r"\1\2\3", code)) if "/*" in text else text


def hugo_tags(params: Mapping[str, Any], content: str, root: str) -> Callable[[Call, Page], str | None]:
    """Return what replaces shortcodes; `content` and `root` are the folders of the content and of the site."""

    def handle(call: Call, page: Page) -> str | None:
        """Return what replaces a shortcode; None if it is not understood."""
        if not call.source.startswith(("{{<", "{{%")):
            return call.source  # Hugo does not run templates in content
        if call.source.startswith("{{<") and call.name == "raw" and call.raw is not None:
            return call.raw
        if call.name in ("ref", "relref"):
            return _reference(call, page, content)
        if call.name == "param" and call.tag:
            name = call.tag.first("name", "0")
            return text_of(page.document.raw.extra, name) or text_of(params, name) or None
        if call.name in _INCLUDES and call.tag and call.raw is None:
            return _included(call, page, content, root)
        return page.shortcodes.convert(call)

    return handle


def _reference(call: Call, page: Page, content: str) -> str | None:
    tag = call.tag
    target = tag.first("path", "0") if tag else ""
    if not target:
        return None
    path, mark, fragment = target.partition("#")
    index = page.index
    here = posixpath.dirname(page.document.path)
    folder = content if path.startswith("/") else f"{here}/"
    url = page.url if not path else index.url_of(posixpath.normpath(folder + path.lstrip("/")))
    stem = re.sub(r"(?:/index)?\.\w+$", "", path).strip("/")
    url = (
        url or index.url_of(content + path.strip("/")) or index.url_of_name(path.strip("/")) or index.url_of_name(stem)
    )
    if not path:
        return f"#{fragment}"
    if not url:
        page.conversion.report(call.line, call.source, f"a link to {target}, which is not in the site")
        return page.target(target)
    return page.link_to(url + mark + fragment)


def _included(call: Call, page: Page, content: str, root: str) -> str | None:
    tag = call.tag
    name = tag.first("file", "path", "src", "0") if tag else ""
    here = posixpath.dirname(page.document.path)
    for folder in (f"{here}/", content, root, f"{root}static/", f"{root}assets/"):
        path = posixpath.normpath(folder + name.lstrip("/"))
        if (
            tag
            and (tag.values.get("code") == "true" or call.name == "include-code")
            and path in page.index.source.files
        ):
            language = tag.first("lang", "language", "1")
            return f"\n```{language}\n{page.index.source.read_text(path).strip()}\n```\n"
        if (found := page.include(path)) is not None:
            return found.strip("\n")
    return None
