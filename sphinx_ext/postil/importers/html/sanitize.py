"""Parse HTML that nobody has checked: as browsers do, without scripts, and with the lines of its elements."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

import nh3
from bs4 import BeautifulSoup, Tag

from postil.html_tags import start_tags
from postil.importers.html.context import LINE
from postil.safe_urls import SCHEMES

if TYPE_CHECKING:
    from postil.importers.html.context import Conversion

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "article",
        "aside",
        "audio",
        "b",
        "bdi",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "dir",
        "div",
        "dl",
        "dt",
        "em",
        "embed",
        "figcaption",
        "figure",
        "font",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "li",
        "main",
        "mark",
        "nav",
        "object",
        "ol",
        "p",
        "picture",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "track",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "align",
        "alt",
        "checked",
        "class",
        "colspan",
        "datetime",
        "headers",
        "height",
        "href",
        "id",
        "lang",
        "name",
        "open",
        "poster",
        "rowspan",
        "scope",
        "src",
        "srcset",
        "start",
        "style",
        "title",
        "type",
        "value",
        "width",
    ]
)
# Elements whose content is not for readers.
_CONTENT_TAGS = frozenset(
    {"script", "style", "template", "title", "noembed", "noframes", "textarea", "select", "option"}
)
# What has no counterpart, and what is in the post instead. Buttons and labels keep their text.
_NOT_UNDERSTOOD = {
    "script": "nothing",
    "form": "its text",
    "canvas": "nothing",
    "svg": "its text",
    "applet": "its text",
    "object": "a link, if it names a file",
    "embed": "a link, if it names a file",
    "textarea": "nothing",
    "select": "nothing",
    "frame": "nothing",
    "marquee": "its text",
}
# Scripts of embedded posts, whose text is in the HTML too; and formulas, which are understood.
_HARMLESS_SCRIPT = re.compile(
    r"platform\.twitter|//platform\.x\.|instagram\.com/embed|embed\.js|embedr|assets\.flickr|tiktok\.com/embed|strava-embeds|"
    r"redditmedia|imgur\.com|static\.codepen|getty|datawrapper|math/tex|application/(?:ld\+)?json|gist\.github\.com",
)
_GIST = re.compile(
    r"""<script\b[^>]*\bsrc=["']?(https://gist\.github\.com/[\w./-]+?)\.js[^>]*>\s*</script\s*>""", re.IGNORECASE
)
_TEX_SCRIPT = re.compile(
    r"""<script\b[^>]*type=["']?math/tex(; *mode=display)?["'][^>]*>(.*?)</script\s*>""", re.IGNORECASE | re.DOTALL
)
_MATHML = re.compile(r"<math\b(.*?)</math\s*>", re.IGNORECASE | re.DOTALL)
_TEX_IN_MATHML = re.compile(
    r"""<annotation[^>]*encoding=["']?[^"'>]*tex[^>]*>(.*?)</annotation""", re.IGNORECASE | re.DOTALL
)
_ALT_IN_MATHML = re.compile(r"""\balttext=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# Images that a script loads have a second, plain one for browsers without scripts.
_NOSCRIPT = re.compile(r"</?noscript\b[^>]*>", re.IGNORECASE)
# Deeper elements keep only their words: the conversion is recursive.
_MAX_DEPTH = 100


def parse_html(html: str) -> BeautifulSoup:
    """Return the elements of `html` that are safe."""
    soup = _clean(_keep_formulas(_NOSCRIPT.sub("", _GIST.sub(r'<p><a href="\1">\1</a></p>', html))))
    for marker in soup.find_all("span", attrs={"data-postil-raw": True}):
        marker.name = "postil-raw"
        marker["data-raw"] = marker.attrs.pop("data-postil-raw")
        while marker.parent is not None and marker.parent.name == "p" and not _has_words(marker.parent):
            marker.parent.unwrap()
    for rendered in soup.find_all(class_=["katex-html", "MathJax_Preview", "MathJax_CHTML", "MathJax_SVG"]):
        if not rendered.decomposed:
            rendered.decompose()  # the formula is there once more as TeX
    _flatten(soup)
    return soup


def _has_words(element: Tag) -> bool:
    """Return whether an element has text; looks no further than its first words."""
    return any(text.strip() for text in element.strings)


def parse_fragment(html: str) -> BeautifulSoup:
    """Return the safe elements of a small piece of HTML, such as a note."""
    soup = _clean(html)
    _flatten(soup)
    return soup


def raw_marker(markdown: str) -> str:
    """Return HTML that becomes `markdown`, as it is."""
    return f'<span data-postil-raw="{escape(markdown)}"></span>'


def _clean(html: str) -> BeautifulSoup:
    clean = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_CONTENT_TAGS),
        attributes={"*": set(_ATTRIBUTES)},
        generic_attribute_prefixes={"data-"},
        url_schemes=set(SCHEMES) | {"data"},
        strip_comments=False,
        link_rel=None,
    )
    return BeautifulSoup(clean, "html.parser")


def mark_lines(html: str, conversion: Conversion) -> str:
    """Return `html` with the line of each element as an attribute, and report what the cleaning will remove."""
    parts, position, line = [], 0, 0
    for tag in start_tags(html):
        start = tag.span[0]
        line += html.count("\n", position, start)
        instead = _NOT_UNDERSTOOD.get(tag.name)
        if instead and not _HARMLESS_SCRIPT.search(html[slice(*tag.span)]):
            conversion.report(line, f"<{tag.name}>", instead)
        name_end = start + 1 + len(tag.name)
        parts += [html[position:name_end], f' {LINE}="{line}"']
        position = name_end
    return "".join([*parts, html[position:]])


def _keep_formulas(html: str) -> str:
    """Return `html` with formulas as elements with their TeX."""
    html = _TEX_SCRIPT.sub(lambda found: _formula(found[2], is_block=bool(found[1])), html)
    return _MATHML.sub(_mathml, html)


def _mathml(found: re.Match[str]) -> str:
    tex = _TEX_IN_MATHML.search(found[1])
    alternative = _ALT_IN_MATHML.search(found[1])
    is_block = bool(re.search(r"""display=["']?block""", found[1].partition(">")[0]))
    if tex:
        return _formula(unescape(tex[1]), is_block=is_block)
    if alternative:
        return _formula(unescape(alternative[1] or alternative[2]), is_block=is_block)
    return found[0]  # the letters of the formula stay


def _formula(tex: str, *, is_block: bool) -> str:
    kind = "block" if is_block else "inline"
    return f'<span data-postil-tex="{escape(" ".join(tex.split()))}" data-postil-kind="{kind}"></span>'


def _flatten(soup: BeautifulSoup) -> None:
    """Replace what is nested too deep by its words."""
    depths: dict[int, int] = {id(soup): 0}
    deepest: list[Tag] = []
    for element in soup.find_all(True):
        depth = depths[id(element)] = depths[id(element.parent)] + 1
        if depth == _MAX_DEPTH:
            deepest.append(element)
    for element in deepest:
        element.string = element.get_text(" ")
