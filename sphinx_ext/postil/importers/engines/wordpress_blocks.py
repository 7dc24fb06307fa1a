"""The content of WordPress: blocks, classic text with line ends, and the notes of its plugins."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING

from bs4.element import NavigableString, Tag

from postil.importers.engines.wordpress_context import note_marker
from postil.importers.engines.wordpress_shortcodes import expand_shortcodes
from postil.importers.html.blocks import without_class
from postil.importers.html.context import classes, text_attribute
from postil.importers.html.embeds import embed
from postil.importers.html.notes import add_note
from postil.importers.html.sanitize import parse_fragment, raw_marker

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.importers.engines.wordpress_context import BlockContext
    from postil.importers.html.context import Conversion

_BLOCK_COMMENT = re.compile(r"<!--\s*wp:([a-z][\w/-]*)\s*([^<>]*?)\s*/-->", re.DOTALL)
_ANY_BLOCK = re.compile(r"<!--\s*/?wp:")
# Blocks without content of their own, which mean nothing in a post.
_SILENT = frozenset({"footnotes", "spacer", "separator", "more", "nextpage", "post-title", "post-content", "post-date"})
_BLOCK_TAGS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style"
    "|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary"
    "|iframe|video|audio|script"
)
_VERBATIM = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
_OPENING = re.compile(rf"(<(?:{_BLOCK_TAGS})[\s/>])", re.IGNORECASE)
_CLOSING = re.compile(rf"(</(?:{_BLOCK_TAGS})\s*>|<hr[^>]*>|</?\s*!--.*?-->)", re.IGNORECASE)
_STARTS_WITH_BLOCK = re.compile(rf"</?(?:{_BLOCK_TAGS})\b|<!--", re.IGNORECASE)
_LINE_END = re.compile(rf"(?<!<br>)(?<!<br/>)(?<!<br />)\s*\n\s*(?!\s*</?(?:{_BLOCK_TAGS})\b)", re.IGNORECASE)
_DOUBLE_PARENTHESES = re.compile(r"\s?\(\((?=[^\s(])((?:[^()]|\([^()]*\))+?)\)\)")
_BOX_GALLERIES = ["wp-block-jetpack-tiled-gallery", "tiled-gallery", "wp-block-jetpack-slideshow"]
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_CODE = re.compile(r"(<(?:pre|code)\b.*?</(?:pre|code)\s*>)", re.DOTALL | re.IGNORECASE)
# The image of a cover is the background of its words.
_COVER = re.compile(
    r"""(<div\b[^<>]*\bclass="[^"]*\bwp-block-cover\b[^<>]*\bbackground-image:\s*url\((?:&quot;|')?([^()"'<>]+?)(?:&quot;|')?\)[^<>]*>)"""
)
_LATEX = re.compile(r"\$latex\s+([^$]+?)(?:&(?:amp;)?[sbf]g?=\w+)*\s*\$")


def prepare_content(context: BlockContext, html: str, conversion: Conversion) -> str:
    """Return the content of a post as plain HTML."""
    has_blocks = bool(_ANY_BLOCK.search(html))
    html = _replace_dynamic_blocks(html, context, conversion, depth=0)
    html = _COVER.sub(r'<img src="\2">\1', html)
    html = expand_shortcodes(html, context, conversion)
    html = _mark_notes(html)
    return html if has_blocks else add_paragraphs(html)


def _replace_dynamic_blocks(html: str, context: BlockContext, conversion: Conversion, *, depth: int) -> str:
    """Replace blocks that the server fills in, such as reusable ones."""

    def replace(found: re.Match[str]) -> str:
        name = found[1].removeprefix("core/")
        reference = _attribute(found[2], "ref")
        if name == "block" and reference in context.blocks and depth < 3:  # noqa: PLR2004 - a block can contain itself
            return _replace_dynamic_blocks(context.blocks[reference], context, conversion, depth=depth + 1)
        lines = found[0].count("\n")
        if name in _SILENT:
            return "\n" * lines
        url = _attribute(found[2], "url")
        if url.startswith("http"):
            return f'<p><a href="{escape(url)}">{escape(url)}</a></p>' + "\n" * lines
        conversion.report(html.count("\n", 0, found.start()), f"block {name}", "an HTML comment")
        return raw_marker(f"<!-- {' '.join(found[0][4:-4].split()).replace('--', '- -')} -->") + "\n" * lines

    return _BLOCK_COMMENT.sub(replace, html)


def _attribute(value: str | None, name: str) -> str:
    try:
        attributes = json.loads(value or "{}")
    except ValueError:
        return ""
    return str(attributes.get(name, "")) if isinstance(attributes, dict) else ""


def _mark_notes(html: str) -> str:
    """Mark the texts in double parentheses, which a plugin shows as notes, and formulas."""
    parts = _CODE.split(html)
    parts[::2] = [
        _LATEX.sub(
            lambda found: f'<span data-postil-tex="{escape(found[1])}" data-postil-kind="inline"></span>',
            _DOUBLE_PARENTHESES.sub(lambda found: note_marker(found[1]), part),
        )
        for part in parts[::2]
    ]
    return "".join(parts)


def add_paragraphs(html: str) -> str:
    """Return classic content with the paragraphs and line breaks that WordPress adds when it shows a post."""
    parts = _VERBATIM.split(html)
    result = []
    for number in range(0, len(parts), 3):
        result.append(_paragraphs(parts[number]))
        if number + 1 < len(parts):
            result.append(parts[number + 1])
    return "\n\n".join(result)


def _paragraphs(html: str) -> str:
    html = _TAG.sub(lambda found: found[0].replace("\n", " "), html)
    html = _CLOSING.sub(r"\1\n\n", _OPENING.sub(r"\n\n\1", html))
    chunks = (chunk.strip() for chunk in re.split(r"\n[ \t]*\n+", html))
    return "\n".join(_chunk(chunk) for chunk in chunks if chunk)


def _chunk(chunk: str) -> str:
    broken = _LINE_END.sub("<br>\n", chunk)
    return broken if _STARTS_WITH_BLOCK.match(chunk) else f"<p>{broken}</p>"


def wordpress_rules(context: BlockContext) -> list[Callable[[BeautifulSoup, Conversion], None]]:
    """Return the rules for elements that only WordPress has."""

    def _footnotes(soup: BeautifulSoup, conversion: Conversion) -> None:
        _replace_footnotes(soup, conversion, context)

    return [
        _remove_extras,
        _unwrap_galleries,
        _make_tiled_galleries,
        _replace_embeds,
        _footnotes,
        replace_note_markers,
        _unlink_attachments,
    ]


def _remove_extras(soup: BeautifulSoup, conversion: Conversion) -> None:
    without_class(
        soup, "sharedaddy", "jp-relatedposts", "wp-block-file__button", "addtoany_share_save_container", "yarpp-related"
    )


def _unwrap_galleries(soup: BeautifulSoup, conversion: Conversion) -> None:
    for element in soup.find_all(class_=["blocks-gallery-grid", "blocks-gallery-item"]):
        if element.name in ("ul", "li"):
            element.unwrap()


def _make_tiled_galleries(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Turn the tiled galleries and slideshows of WordPress.com, whose images are in boxes, into figures."""
    for gallery in soup.find_all(class_=_BOX_GALLERIES):
        if gallery.find_parent(class_=_BOX_GALLERIES) or not gallery.find("img"):
            continue
        gallery.name = "figure"
        for element in gallery.find_all(True):
            if "tiled-gallery-item" in classes(element):
                element.name = "figure"
            elif "tiled-gallery-caption" in classes(element):
                element.name = "figcaption"
            elif element.name in ("div", "ul", "li"):
                element.unwrap()


def _replace_embeds(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Replace the URL in an embed block by itself, alone in a paragraph."""
    for wrapper in soup.find_all(class_="wp-block-embed__wrapper"):
        text = wrapper.get_text().strip()
        if re.fullmatch(r"https?://\S+", text):
            wrapper.replace_with(embed(soup, text))


def _replace_footnotes(soup: BeautifulSoup, conversion: Conversion, context: BlockContext) -> None:
    """Replace the references of the block `footnotes`, whose texts are not in the content."""
    labels: dict[str, Tag] = {}
    for reference in soup.select("[data-fn]"):
        identifier = text_attribute(reference, "data-fn")
        if identifier in labels:
            again = soup.new_tag("postil-note", attrs={"data-label": text_attribute(labels[identifier], "data-label")})
            reference.replace_with(again)
        elif identifier in context.footnotes:
            text = parse_fragment(context.footnotes[identifier])
            labels[identifier] = add_note(soup, conversion, text, reference.get_text())
            reference.replace_with(labels[identifier])
    for identifier, html in context.footnotes.items():
        if identifier not in labels and html.strip():
            words = " ".join(parse_fragment(html).get_text().split())
            conversion.report(0, f"footnote without a reference: {words}", "nothing")


def replace_note_markers(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Replace the notes in the text that `note_marker` marked."""
    for marker in soup.find_all("span", attrs={"data-postil-note": True}):
        marker.attrs.clear()
        before = marker.previous_sibling
        if isinstance(before, NavigableString) and str(before).strip():
            before.replace_with(NavigableString(str(before).rstrip()))
        marker.replace_with(add_note(soup, conversion, marker))


def _unlink_attachments(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Remove links around images that lead to the page of the image, which has no other content."""
    for link in soup.find_all("a"):
        leads_to_page = "attachment_id=" in text_attribute(link, "href") or any(
            name.startswith("attachment") for name in classes(link)
        )
        if leads_to_page and link.find("img") and not link.get_text(strip=True):
            link.unwrap()
