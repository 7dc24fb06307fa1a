"""Link targets in the template languages of Jekyll, Hugo, Zola and Eleventy, in one notation: that of Pelican."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import unquote

from postil.lazy_regex import lazy_regex

# A tag in a line. The limit keeps the search linear in texts with many tags that have no end.
_TAG = r"(?:\{%.{0,500}?%\}|\{\{.{0,500}?\}\})"
_MARKS = lazy_regex(r"\{(?:%-?|\{[<%-]?)\s*(.*?)\s*(?:-?%|[>%-]?\})\}")
_LIQUID = lazy_regex(r"(post_url|link)\s+(\S+)")
_HUGO = lazy_regex(r"""(ref|relref)\s+(?:path=)?(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`]+)).*""")
# How the tags that name a document are written, by their names in the notation.
_WRITTEN = {
    "post_url": "{{% post_url {} %}}",
    "link": "{{% link {} %}}",
    "ref": '{{{{< ref "{}" >}}}}',
    "wiki": "[[{}]]",
    "relref": '{{{{< relref "{}" >}}}}',
}
_NOTATION = lazy_regex(rf"\{{({'|'.join(_WRITTEN)})\}}(.*)", re.DOTALL)
_ZOLA = lazy_regex(r"""get_url\(\s*path\s*=\s*["']([^"']+)["'].*\)""")
_BASE = lazy_regex(
    r"(?:\.?(?:[sS]ite|config|meta|metadata)\.(?:url|baseurl|base_url|BaseURL|github\.url)|SITEURL|baseurl|base_url|siteurl)"
    r"(?:\s*\|\s*\w+)?"
)
_PAGE = lazy_regex(r"page\.url(?:\s*\|\s*\w+)?|\.(?:Page\.)?(?:RelPermalink|Permalink)")
_STRING = lazy_regex(
    r"""(?:"([^"]*)"|'([^']*)')(?:\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL|relLangURL|prepend:\s*[\w.]+))+"""
)
# A value in quotes, in which a tag can have the same quotes.
_QUOTED = rf"""(?>"(?>{_TAG}|[^"{{]|\{{)*+"|'(?>{_TAG}|[^'{{]|\{{)*+')"""
_ATTRIBUTE = lazy_regex(rf"(\s(?:href|src|poster|data|srcset)\s*=\s*)({_QUOTED})", re.IGNORECASE)
_HTML_TAG = lazy_regex(rf"<[a-zA-Z][\w-]*+(?>\s+[\w:@.-]+(?:\s*=\s*(?>{_QUOTED}|[^\s\"'<>=`]+))?)*+\s*/?>")
_TAG_PATTERN = lazy_regex(_TAG)
# A path with spaces, as kramdown has it, up to the title or the end of the link.
_SPACED = lazy_regex(r"""(?=\S)([^<>()\n"]*?\S)(?=[ \t]*\)|[ \t]+["'(])""")
# How long a target with tags can be: a search in all of the text for each link would be slow.
_MAX_LENGTH = 500
_FILE = lazy_regex(r"(?:\.{0,2}/|https?://).*|.*\.\w{2,5}(?:[?#]\S*)?")


def plain_target(target: str) -> str | None:
    """Return a link target with its tags replaced; None if it has no tag, or one that is not understood."""
    parts, position = [], 0
    for match in _TAG_PATTERN.finditer(target):
        value = _value(match[0])
        if value is None:
            return None
        parts += [target[position : match.start()], value]
        position = match.end()
    if not parts:
        return None
    plain = "".join([*parts, target[position:]])
    is_base = target.startswith("{") and not parts[1]
    return plain if not is_base or plain.startswith(("/", "{")) else f"/{plain}"


def _value(tag: str) -> str | None:
    """Return what a tag stands for in a link; None if that is unknown, empty for the URL of the site."""
    marks = _MARKS.fullmatch(tag)
    text = marks[1] if marks else ""
    if tag.startswith("{%"):
        if match := _LIQUID.fullmatch(text):
            name = match[2].strip("\"'")
            return f"{{{match[1]}}}{name}"
        return None
    if match := _HUGO.fullmatch(text):
        path = next(group for group in match.groups()[1:] if group is not None)
        return path if path.startswith("#") else f"{{{match[1]}}}{path}"
    if match := _ZOLA.fullmatch(text):
        return match[1] if match[1].startswith("@/") else f"/{match[1].lstrip('/')}"
    if match := _STRING.fullmatch(text):
        path = match[1] if match[1] is not None else match[2]
        return path if re.match(r"\w+:", path) else f"/{path.lstrip('/')}"
    if _PAGE.fullmatch(text):
        return "{page}"
    return "" if _BASE.fullmatch(text) else None


def written_target(target: str) -> str:
    """Return a link target as its author wrote it, with the tag for which it has a notation."""
    match = _NOTATION.search(target)
    if match is None:
        return target
    name = unquote(match[2]) if match[1] == "wiki" else match[2]
    return target[: match.start()] + _WRITTEN[match[1]].format(name)


def find_target(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return the target of a link that starts at `start` and where it ends, if it has a tag in it; else None."""
    position = last_tag = start
    level = 0
    end = min(end, start + _MAX_LENGTH)
    if text.find("{", start, end) < 0:
        return None
    while position < end:
        if text.startswith(("{%", "{{"), position):
            match = _TAG_PATTERN.match(text, position, end)
            if match is None:
                return None
            position = last_tag = match.end()
            continue
        character = text[position]
        level += {"(": 1, ")": -1}.get(character, 0)
        if character.isspace() or level < 0:
            break
        position += 1
    if spaced := find_spaced_target(text, last_tag, end):
        position = spaced[1]
    plain = plain_target(text[start:position])
    return (plain, position) if plain is not None else None


def find_spaced_target(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return the target of a link to a file with spaces in its name, and where it ends; None if it is none."""
    match = _SPACED.match(text, start, end)
    if not match or " " not in match[1] or not _FILE.fullmatch(match[1]):
        return None
    return match[1], match.end()


def plain_html(html: str) -> str:
    """Return HTML with the tags in its URLs replaced, where they are understood."""
    if "{%" not in html and "{{" not in html:
        return html

    def replace(match: re.Match[str]) -> str:
        """Replace the tags in one URL."""
        plain = plain_target(match[2][1:-1])
        return match[0] if plain is None else f'{match[1]}"{escape(plain)}"'

    return _ATTRIBUTE.sub(replace, html)


def find_html_tag(text: str, start: int) -> tuple[str, int] | None:
    """Return the HTML tag at `start` with the tags in its URLs replaced, and where it ends; None if nothing changes."""
    match = _HTML_TAG.match(text, start)
    plain = plain_html(match[0]) if match else ""
    return (plain, match.end()) if match and plain != match[0] else None
