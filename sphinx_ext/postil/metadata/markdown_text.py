"""Turn the Markdown source of a post into a copy for readers: without front matter and comments, with valid links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postil.blog.link_notation import find_spaced_target, find_target
from postil.blog.page_names import WIKI
from postil.front_matter.source import InvalidFrontMatterError, normalize, read_raw_front_matter
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|:{3,})")
# Comments of HTML, kramdown and Obsidian; those of MyST are lines.
_COMMENT = re.compile(
    r"<!--.*?-->[ \t]*\n?|\{::comment\}.*?\{:/(?:comment)?\}|^%%(?:(?!%%).)*%%[ \t]*$|(?<!\w)%%(?:(?!%%)[^\n])*%%",
    re.DOTALL | re.MULTILINE,
)
_COMMENT_STARTS = ("<!--", "{::comment}", "%%")
_WIKILINK = re.compile(r"(!?)\[\[(?!\^)([^\[\]|\n#]*)(?:#([^\[\]|\n]*))?(?:\\?\|([^\[\]\n]*))?\]\]")
# What precedes the target of an image or a link, or after a label, of a link definition; a target without tags or
# spaces in it; and a URL in HTML.
_BEFORE_TARGET = re.compile(r"\](\(|:[ \t]+)")
_LABEL = re.compile(r" {0,3}\[[^\]\n]+")
_TARGET = re.compile(r"(?:<([^<>\n]+)>|([^\s()<>]+))(?=[\s)]|$)")
_ATTRIBUTE = re.compile(r"""(\s(?:href|src|poster)=["'])([^"'<>]+)""")
_ATTRIBUTES = ("href=", "src=", "poster=")


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
    if "```" not in text and "~~~" not in text:
        yield False, text
        return
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
    if any(start in text for start in _COMMENT_STARTS):  # the search takes longer than everything else
        text = _COMMENT.sub("", text)
    if "%" in text:  # comments of MyST
        text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("%"))

    def replace_attribute(match: re.Match[str]) -> str:
        return f"{match[1]}{_url(match[2], targets) or match[2]}"

    if "[[" in text:
        text = _WIKILINK.sub(lambda match: _wikilink(match, targets), text)
    text = _replace_targets(text, targets)
    return _ATTRIBUTE.sub(replace_attribute, text) if any(name in text for name in _ATTRIBUTES) else text


def _wikilink(match: re.Match[str], targets: Mapping[str, str]) -> str:
    """Return a wikilink as a link or an image, if its target is known."""
    embed, name, heading, words = match.groups()
    name = name.strip()
    if embed and (url := targets.get(name)):
        parts = [part.strip() for part in (words or "").split("|")]
        return f"![{'|'.join(part for part in parts if not re.fullmatch(r'[0-9x]+', part))}]({url})"
    url = targets.get(f"{WIKI}{name}", "")
    if not url and name:
        return match[0]
    fragment = f"#{slugify(heading)}" if heading else ""
    return f"[{words or ' > '.join(filter(None, (name, heading)))}]({url}{fragment})"


def _replace_targets(text: str, targets: Mapping[str, str]) -> str:
    """Return Markdown with the targets of its links replaced, where they are known."""
    parts, position = [], 0
    for match in _BEFORE_TARGET.finditer(text):
        start, is_link = match.end(), match[1] == "("
        if not is_link and not _LABEL.fullmatch(text, text.rfind("\n", 0, match.start()) + 1, match.start()):
            continue
        line_end = text.find("\n", start)
        end = line_end if line_end >= 0 else len(text)
        found = find_target(text, start, end) or (is_link and find_spaced_target(text, start, end)) or None
        if found is None and (plain := _TARGET.match(text, start)):
            found = plain[1] or plain[2], plain.end()
        if found and start >= position and (url := _url(found[0], targets)):
            parts += [text[position:start], url]
            position = found[1]
    return "".join([*parts, text[position:]])


def _url(target: str, targets: Mapping[str, str]) -> str:
    """Return the URL of a link target as seen from the copy; empty if it is not known."""
    path, hash_sign, fragment = target.partition("#")
    url = targets.get(unquote(path))
    return f"{url}{hash_sign}{fragment}" if url else ""
