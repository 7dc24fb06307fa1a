"""Turn the Markdown source of a post into a copy for readers: without front matter and comments, with valid links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postil.front_matter.source import InvalidFrontMatterError, normalize, read_raw_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|:{3,})")
_COMMENT = re.compile(r"<!--.*?-->[ \t]*\n?", re.DOTALL)
# The target of an image, a link or a link definition, in angle brackets or up to a space; and a URL in HTML.
_TARGET = re.compile(r"((?<=\]\()|(?<=\]: ))(<[^<>\n]+>|[^\s()<>]+)(?=[\s)]|$)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"""(\s(?:href|src|poster)=["'])([^"'<>]+)""")


def markdown_copy(text: str, title: str, details: Iterable[str], targets: Mapping[str, str]) -> str:
    """Return a post's source with its title and `details` instead of front matter, and without comments.

    `targets` are the URLs of files as seen from the copy, by the paths that the author may have written.
    """
    text = normalize(text)
    try:
        body = text[read_raw_front_matter(text, ".md").span[1] :]
    except InvalidFrontMatterError:
        body = text
    parts = _split_code(body.strip("\n"))
    body = "".join(part if is_code else _convert_prose(part, targets) for is_code, part in parts).strip("\n")
    first, _newline, rest = body.partition("\n")
    if re.fullmatch(r"# .*", first) and first[2:].strip(" #").casefold() == title.casefold():
        body = rest.strip("\n")
    head = [f"# {title}", "", *(f"- {detail}" for detail in details), ""]
    return "\n".join([*head, body, ""])


def _split_code(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a text in order, each with whether it is a code block."""
    part: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if not fence and match and match[1][0] != ":":
            yield False, "".join(part)
            part, fence = [line], match[1]
        elif fence and match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
            yield True, "".join([*part, line])
            part, fence = [], ""
        else:
            part.append(line)
    yield bool(fence), "".join(part)


def _convert_prose(text: str, targets: Mapping[str, str]) -> str:
    """Return text without comments (HTML's and MyST's), and with the targets of links replaced."""
    text = _COMMENT.sub("", text)
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("%"))

    def replace_target(match: re.Match[str]) -> str:
        path, hash_sign, fragment = match[2].removeprefix("<").removesuffix(">").partition("#")
        target = targets.get(unquote(path))
        return f"{match[1]}{target}{hash_sign}{fragment}" if target else match[0]

    return _ATTRIBUTE.sub(replace_target, _TARGET.sub(replace_target, text))
