"""Link targets as other engines allow them: with tags of their template languages, and with spaces."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from postil.blog.link_notation import find_html_tag, find_spaced_target, find_target, plain_html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline


def extended_destination(parse: Any) -> Any:
    """Return markdown-it's parser of link destinations, extended by tags and spaces."""

    def parse_destination(text: str, start: int, end: int) -> Any:
        """Parse the destination of a link, an image or a link definition."""
        if found := find_target(text, start, end) if "{" in text else None:
            return SimpleNamespace(ok=True, pos=found[1], str=found[0])
        result = parse(text, start, end)
        follows = text[result.pos : result.pos + 1] if result.ok else ""
        if follows in (" ", "\t") and _is_in_link(text, start):
            rest = text[result.pos : end].lstrip()
            if not rest.startswith((")", '"', "'", "(")) and (found := find_spaced_target(text, start, end)):
                return SimpleNamespace(ok=True, pos=found[1], str=found[0])
        return result

    return parse_destination


def _is_in_link(text: str, start: int) -> bool:
    """Return whether a destination follows `](`; that of a link definition follows `]:`."""
    return text[:start].rstrip()[-2:] == "]("


def html_tag_with_templates(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse HTML with a tag in a URL, often with quotes in quotes: `<img src="{{ "/x" | relative_url }}">`."""
    if state.src[state.pos] != "<" or "{" not in state.src:
        return False
    found = find_html_tag(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = found[0]
    state.pos = found[1]
    return True


def replace_tags_in_html(state: StateCore) -> None:
    """Replace the tags in the URLs of HTML blocks."""
    for token in state.tokens:
        if token.type == "html_block":
            token.content = plain_html(token.content)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    helpers: Any = md.helpers
    names = {name: getattr(helpers, name) for name in ("parseLinkLabel", "parseLinkTitle")}
    # One of the parser's own: the rules for links ask it, for images and for link definitions.
    extended: Any = SimpleNamespace(**names, parseLinkDestination=extended_destination(helpers.parseLinkDestination))
    md.helpers = extended
    if md.options.get("html"):
        md.inline.ruler.before("autolink", "postil_html_tag", html_tag_with_templates)
        md.core.ruler.push("postil_html_tags", replace_tags_in_html)
