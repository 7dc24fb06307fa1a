"""Liquid as Jekyll has it: links, included files, values of the site and of the page, and the tags of plugins."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from postil.importers.markdown.code import code_spans, outside
from postil.importers.markdown.config import text_of
from postil.importers.markdown.shortcodes import note
from postil.importers.markdown.values import read_value
from postil.markdown.shortcodes import tag_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.importers.markdown.page import Page
    from postil.importers.markdown.tags import Call

# Parts of themes that readers do not see, such as Jekyll Bootstrap's.
_DROPPED = re.compile(r"JB/\w+|(?:google[-_])?analytics(?:\.html)?|head(?:er)?\.html|toc(?:\.html)?")
_FILE = re.compile(r"\{%-?\s*\w+\s+[\"']?(?P<name>[^\s\"'%]+)[\"']?(?P<rest>[^%]*)-?%\}", re.DOTALL)
_LIQUID = re.compile(r"\{%-?\s*(?:include|for|if|unless|case|assign|capture)\b")
_PARAMETER = re.compile(r"\{\{-?\s*include\.(\w+)\s*(?:\|[^{}]*)?-?\}\}")
_CONTROL = frozenset({"assign", "capture", "increment", "decrement", "cycle"})
# What comes before the target of a link.
_BEFORE_TARGET = re.compile(r"""(?:[(<"'=}/]|\]:\s*)$""")


def jekyll_tags(config: Mapping[str, Any], root: str) -> Callable[[Call, Page], str | None]:
    """Return what replaces tags in a site; `root` is its folder."""

    def handle(call: Call, page: Page) -> str | None:
        """Return what replaces a tag; None if it is not understood."""
        if call.source.startswith("{{"):
            return _value(call, page, config)
        if call.name in ("post_url", "link"):
            return _link(call, page, root)
        if call.name in ("raw", "verbatim") and call.raw is not None:
            return protected_text(call)
        if call.name in ("include", "include_relative", "include_cached"):
            return _include(call, page, root)
        if call.name == "include_code":
            return _code_file(call, page, root)
        if call.name in _CONTROL and call.raw is None:
            return ""
        return page.shortcodes.convert(call)

    return handle


def _value(call: Call, page: Page, config: Mapping[str, Any]) -> str | None:
    values = {"site": {**config, "url": "", "baseurl": ""}, "page": {**page.document.raw.values, "url": page.url}}
    return read_value(call.source[2:-2].strip("- \n"), values)


def protected_text(call: Call) -> str:
    """Return protected text. The tags stay if something in it would otherwise be read as a tag."""
    text = call.raw or ""
    parts = (text[start:end] for start, end in outside(code_spans(text), len(text)))
    is_needed = any("{{" in part or "{%" in part for part in parts)
    return f"{call.source}{text}{call.end_source}" if is_needed else text


def _link(call: Call, page: Page, root: str) -> str | None:
    found = _FILE.match(call.source)
    if found is None:
        return None
    name, mark, fragment = found["name"].strip("/").partition("#")
    index = page.index
    url = index.url_of(root + name) if call.name == "link" else ""
    url = url or (index.url_of_name(name) or index.url_of_name(name.rpartition("/")[2]) if call.name != "link" else "")
    if not url and call.name == "link" and (asset := index.asset(root + name)):
        return page.target(f"/{name}") if asset else None
    if not url:
        page.conversion.report(call.line, call.source, f"a link to {name}, which is not in the site")
        return f"/{name}"
    if not _BEFORE_TARGET.search(call.before):
        return url  # the URL itself is a text
    return page.link_to(url + mark + fragment)


def _include(call: Call, page: Page, root: str) -> str | None:
    found = _FILE.match(call.source)
    if found is None:
        return None
    if _DROPPED.fullmatch(found["name"]):
        return ""
    tag = call.tag
    base = tag.name if tag else ""
    text = tag.first("text", "note", "content", "body", "0") if tag else ""
    if re.search(r"(?:^|[-_])(?:note|sidenote|marginnote|footnote)$", base) and text:
        is_long = call.is_block and base == "note"
        return f"> [!NOTE]\n> {text}" if is_long else note(text)
    if tag and (converted := page.shortcodes.convert(call)) is not None:
        return converted
    if tag_nodes(call.source):
        return call.source
    here = posixpath.dirname(page.document.path)
    folder = f"{here}/" if call.name == "include_relative" else f"{root}_includes/"
    path = posixpath.normpath(folder + found["name"])
    values = tag.values if tag else {}
    return _included(page, path, folder, values)


def _included(page: Page, path: str, folder: str, values: Mapping[str, str]) -> str | None:
    """Return an included file, if it has text and no logic."""
    if path not in page.index.source.files or not path.startswith(folder):
        return None
    text = page.index.source.read_text(path)
    if _LIQUID.search(text) and not path.endswith(".md"):
        return None
    visible = re.sub(r"(?s)<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>|\{%.*?%\}", "", text)
    if not visible.strip() and not re.search(r"<(?:img|iframe|video|audio)\b", text):
        return None
    included = page.include(path, lambda text: _PARAMETER.sub(lambda found: values.get(found[1], ""), text))
    return included.strip("\n") if included is not None else None


def _code_file(call: Call, page: Page, root: str) -> str | None:
    """Return a file as a code block, as Octopress does."""
    tag = call.tag
    name = next((argument for argument in tag.arguments if "." in argument), "") if tag else ""
    for folder in ("downloads/code/", "source/downloads/code/", "_code/"):
        path = posixpath.normpath(f"{root}{folder}{name}")
        if name and path in page.index.source.files:
            code = page.index.source.read_text(path).strip("\n")
            return f"\n```{text_of({'lang': name.rpartition('.')[2]}, 'lang')}\n{code}\n```\n"
    return None
