"""Links of Obsidian and other wikis: `[[Post title]]`, `[[file#Heading|words]]`, `![[image.png|300]]`, `![[Post]]`.

There is no plugin on PyPI that knows embeds. The pages are found when all documents are read: `postil.blog.page_names`.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from postil.blog.page_names import WIKI
from postil.slug import heading_slug

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# No footnote, `[[^note]]`, and no link with brackets as its text, `[[a]](b)`.
_LINK = re.compile(r"\[\[(?!\^)([^\[\]|\n]*)((?:\|[^\[\]|\n]*)*)\]\](?![(\[])")
_SIZE = re.compile(r"(\d{1,5})(?:x(\d{1,5}))?")
_IMAGE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic|ico|mp4|webm|ogv|mov|m4v|mp3|ogg|opus|m4a|wav|flac)$",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?!md$|markdown$|qmd$|ipynb$|rst$)[a-zA-Z][a-zA-Z0-9]{1,4}$")
# In tables, the sign between target and words has a backslash before it.
_SEPARATOR = re.compile(r"\\?\|")
CARD = "postil-link-card"


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.inline.ruler.before("link", "wikilink", parse_wikilink)


def parse_wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse a wikilink, or the embed of a file or a page."""
    is_embed = state.src.startswith("![[", state.pos)
    if not is_embed and not state.src.startswith("[[", state.pos):
        return False
    match = _LINK.match(state.src, state.pos + is_embed, state.posMax)
    if match is None or state.linkLevel > 0:
        return False
    target, *words = [part.strip() for part in _SEPARATOR.split(match[0][2:-2])]
    if not target or normalizeReference(target) in state.env.get("references", {}):
        return False
    if not silent:
        if is_embed and _IMAGE.search(target):
            _push_image(state, target, words)
        else:
            _push_link(state, target, "|".join(words), is_card=is_embed)
    state.pos = match.end()
    return True


def _slug(md: MarkdownIt, heading: str) -> str:
    """Return the name under which MyST has a heading: that of GitHub, unless the site has set a function."""
    function = getattr(md.options.get("myst_config"), "heading_slug_func", None)
    return str(function(heading)) if function else heading_slug(heading)


def _push_image(state: StateInline, target: str, words: list[str]) -> None:
    token = state.push("image", "img", 0)
    token.attrs = {"src": state.md.normalizeLink(target), "alt": ""}
    if words and (size := _SIZE.fullmatch(words[-1])):
        words = words[:-1]
        token.attrs |= {"width": size[1]} | ({"height": size[2]} if size[2] else {})
    token.content = "|".join(words)
    token.children = [Token("text", "", 0, content=token.content)] if words else []


def _push_link(state: StateInline, target: str, words: str, *, is_card: bool) -> None:
    name, has_heading, path = target.partition("#")
    heading = "" if "^" in path else path.rpartition("#")[2]
    fragment = f"#{_slug(state.md, heading)}" if heading else ""
    if _FILE.search(name):
        href = name
    elif name:
        href = f"{WIKI}{name.strip()}{fragment}"
    else:
        href = fragment or "#"
    token = state.push("link_open", "a", 1)
    # MyST decodes the target again.
    token.attrs = {"href": state.md.normalizeLink(href.replace("%", "%25").replace("?", "%3F"))}
    if is_card:
        token.attrs["class"] = CARD
    if is_card and not words and href.startswith(WIKI):
        state.push("link_close", "a", -1)
        return  # the text is the title of the page
    shown = words or " > ".join(filter(None, (posixpath.basename(name).strip(), heading))) or target
    state.push("text", "", 0).content = shown if has_heading or words else target
    state.push("link_close", "a", -1)
