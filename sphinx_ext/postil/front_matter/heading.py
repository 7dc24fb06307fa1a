"""Find the first heading of a text without parsing all of it."""

from __future__ import annotations

import re

from postil.front_matter.notebook import read_notebook
from postil.front_matter.source import InvalidFrontMatterError, normalize, read_raw_front_matter
from postil.lazy_regex import lazy_regex

_FENCED = lazy_regex(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_MARKDOWN = lazy_regex(r"^ {0,3}#{1,6}[ \t](?P<atx>.*)$|^(?P<setext>\S.*)\n(?:={2,}|-{2,})[ \t]*$", re.MULTILINE)
_RST = lazy_regex(r"^(\S.*)\n([-=~^\"'#*+.:_`])\2{2,}[ \t]*$", re.MULTILINE)
# A footnote reference, and what is not the text of a link.
_NOT_TEXT = lazy_regex(r"\[\^[^\]]*\]|\]\([^)]*\)|\]\[[^\]]*\]")
# The attributes at the end of a heading, between the braces: `#id .class key=value`, or `-`, as in Pandoc.
_ATTRIBUTE = r"""(?:[#.][^\s{}"'<>#.=]+(?:[.#][^\s{}"'<>#.=]+)*|[\w:-]+=(?:"[^"]*"|'[^']*'|[^\s{}"'<>]+))"""
_ATTRIBUTES = lazy_regex(rf":?\s*(?:-|{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*)\s*")


def split_heading_attributes(heading: str) -> tuple[str, str]:
    """Return a heading without the attributes in braces at its end, and these without the braces."""
    text = heading.rstrip()
    start = text.rfind("{") if text.endswith("}") else -1
    # Directly after some signs, braces belong to a span, a formula or a template tag.
    if start < 0 or text[start - 1 : start] in ("\\", "{", "$", "`", "]", ")"):
        return heading, ""
    inner = text[start + 1 : -1].strip()
    if not _ATTRIBUTES.fullmatch(inner):
        return heading, ""
    before = text[:start].rstrip()
    rest, _space, last = before.rpartition(" ")
    return (before if last.strip("#") else rest.rstrip()), inner.removeprefix(":").strip()


def first_heading(text: str, suffix: str) -> str:
    """Return the first heading of a document as text, or an empty string; `suffix` is that of its file."""
    if suffix == ".rst":
        found = _RST.search(normalize(text))
        return found[1].strip() if found else ""
    try:
        start = read_raw_front_matter(text, suffix).span[1]
    except InvalidFrontMatterError:
        return ""
    text = read_notebook(text).first_cell if suffix == ".ipynb" else normalize(text)
    headings = (found["atx"] or found["setext"] or "" for found in _MARKDOWN.finditer(_FENCED.sub("", text[start:])))
    return next(filter(None, map(_plain, headings)), "")


def _plain(heading: str) -> str:
    """Return the text of a heading without attributes, closing `#`, footnotes, and the targets of links."""
    text = split_heading_attributes(heading.strip())[0]
    before, _space, last = text.rpartition(" ")
    return _NOT_TEXT.sub("", text if last.strip("#") else before).strip()
