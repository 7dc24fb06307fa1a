"""Code in HTML: its text, without line numbers, and its language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4.element import NavigableString, Tag

from postil.importers.html.context import text_attribute

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:(?:language|lang|highlight-source|crayon-lang|type|prettyprint lang|highlight)-"
    r"|sourceCode |brush:\s*|lang:)([\w+#.-]+)"
)
_NO_LANGUAGE = {
    "none",
    "plain",
    "plaintext",
    "text",
    "txt",
    "default",
    "nohighlight",
    "no-highlight",
    "auto",
    "generic",
}
_GUTTERS = (
    "gutter",
    "lineno",
    "linenos",
    "line-numbers-rows",
    "rouge-gutter",
    "blob-num",
    "crayon-nums",
    "hljs-ln-numbers",
)


def prepare_code(soup: BeautifulSoup) -> None:
    """Remove line numbers, and join what highlighters wrote as a table of lines."""
    for element in soup.find_all(class_=list(_GUTTERS)):
        if not element.decomposed and element.find_parent(["pre", "table", "figure", "div"]):
            element.decompose()
    for table in soup.find_all("table"):
        if table.decomposed or not (table.find("pre") or table.find_parent("pre")):
            continue
        rows = table.find_all("tr")
        blocks = table.find_all("pre")
        if len(rows) == 1 and len(blocks) == 1 and not table.find_parent("pre"):
            table.replace_with(blocks[0].extract())


def code_text(pre: Tag) -> str:
    """Return the text of a code block."""
    parts = []
    for node in pre.descendants:
        if isinstance(node, NavigableString):
            parts.append(str(node))
        elif isinstance(node, Tag) and (node.name == "br" or (node.name in ("div", "tr", "li", "p") and parts)):
            ends_line = bool(parts) and parts[-1].endswith("\n")
            parts.append("" if ends_line and node.name != "br" else "\n")
    text = "".join(parts).replace("\r\n", "\n").replace("\xa0", " ")
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def dedent_first_line(text: str) -> str:
    """Return code whose first line was indented with its tag, not with the code."""
    first, newline, rest = text.partition("\n")
    stripped = first.lstrip()
    indents = [len(line) - len(line.lstrip()) for line in rest.split("\n") if line.strip()]
    return f"{stripped}{newline}{rest}" if len(first) - len(stripped) > max(indents, default=0) else text


def code_language(pre: Tag) -> str:
    """Return the language of a code block, as its program named it; empty if none."""
    parents = [parent for parent in list(pre.parents)[:3] if parent.name in ("div", "figure", "pre")]
    for element in (pre, *pre.find_all("code", limit=1), *parents):
        name = text_attribute(element, "data-lang", "data-language", "data-code-block-lang", "lang")
        found = _LANGUAGE.search(text_attribute(element, "class"))
        language = (name or (found[1] if found else "")).lower()
        if language and re.fullmatch(r"[\w+#.-]+", language):
            return "" if language in _NO_LANGUAGE else language
    return ""


def fence(text: str, language: str = "") -> str:
    """Return code as a fenced block."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{language}\n{text}\n{marks}"
