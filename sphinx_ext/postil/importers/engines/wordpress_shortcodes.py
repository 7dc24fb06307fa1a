"""The shortcodes of WordPress and its usual plugins."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from postil.importers.engines.wordpress_context import note_marker
from postil.importers.html.context import LINE
from postil.importers.html.media import is_image_url
from postil.importers.html.sanitize import raw_marker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.importers.engines.wordpress_context import Attachment, BlockContext
    from postil.importers.html.context import Conversion

_TAG = re.compile(r"\[(\[?)(/?)([A-Za-z][\w-]*)((?:\s+[^\[\]]*|=[^\[\]]*)?)(/?)\](\]?)")
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|&quot;(.*?)&quot;|“([^”]*)”|([^\s"']+))|"([^"]*)"|(\S+)"""
)
# What `mark_lines` adds to tags, also to those in an attribute of a shortcode.
_LINE_MARK = re.compile(rf' {LINE}="\d+"')
# Shortcodes in deeper ones are text.
_MAX_DEPTH = 50
_VERBATIM = re.compile(r"(<(?:pre|code)\b.*?</(?:pre|code)\s*>)", re.DOTALL | re.IGNORECASE)
# Everything between them is code.
_CODE = re.compile(
    r"\[(code|sourcecode|source|highlight|cc|cci|ccb|text|plain|"
    r"php|python|bash|html|css|js|javascript|sql|xml|ruby|java)\b([^\]]*)\](.*?)\[/\1\]",
    re.DOTALL | re.IGNORECASE,
)
_LATEX = re.compile(r"\[(?:latex|math|katex)\b[^\]]*\](.*?)\[/(?:latex|math|katex)\]", re.DOTALL)
_NOTES = frozenset(
    {"ref", "efn_note", "footnote", "fn", "mfn", "note", "sidenote", "footnotes_note", "ft", "notes", "backref"}
)
_NOTE_LISTS = frozenset(
    {
        "references",
        "reference",
        "footnotes",
        "footnote_list",
        "footnotes_list",
        "efn_reference",
        "mfn_list",
        "footnotestoc",
    }
)
# The shortcodes of one service each, with the URL that their id or name belongs to.
_SERVICES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "soundcloud": "https://soundcloud.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "ted": "https://www.ted.com/talks/view/id/{}",
    "spotify": "https://open.spotify.com/{}",
    "wpvideo": "https://videopress.com/v/{}",
    "videopress": "https://videopress.com/v/{}",
    "embed": "{}",
}
# The shortcodes of page builders, which are only boxes.
_LAYOUT = re.compile(
    r"(?:et_pb|vc|fusion|av|tatsu|mk|cs|themify|nectar|cmsms|wpb)_|(?:row|columns?|col|section|container)$"
    r"|(?:one|two|three|four|five)_(?:half|third|fourth|fifth|sixth)s?(?:_last)?$"
)
# The attributes with words that readers see, such as the titles of tabs.
_TITLES = ("title", "heading", "label")
_BBCODE = {
    "b": "strong",
    "i": "em",
    "u": "u",
    "s": "del",
    "quote": "blockquote",
    "pullquote": "blockquote",
    "blockquote": "blockquote",
    "dropcap": "span",
}
_MEDIA = ("src", "mp4", "webm", "ogv", "m4v", "mov", "mp3", "ogg", "m4a", "wav", "flac")


def expand_shortcodes(html: str, context: BlockContext, conversion: Conversion) -> str:
    """Return HTML without shortcodes; those that are not known are reported, and their text is kept."""
    html = _CODE.sub(_code, html)
    html = _LATEX.sub(lambda found: f'<span data-postil-tex="{escape(found[1].strip())}"></span>', html)
    parts = _VERBATIM.split(html)
    line = 0
    named: set[str] = set()
    for number, part in enumerate(parts):
        if number % 2 == 0:
            parts[number] = _expand(part, context, conversion, line, named)
        line += part.count("\n")
    return "".join(parts)


def _expand(
    html: str, context: BlockContext, conversion: Conversion, line: int, named: set[str], depth: int = 0
) -> str:
    result, position = [], 0
    tags = list(_TAG.finditer(html))
    ends = _closing_tags(tags)
    for tag in tags:
        if tag.start() < position:
            continue
        result.append(html[position : tag.start()])
        position = tag.end()
        name = tag[3].lower()
        if tag[1] and tag[6]:
            result.append(tag[0][1:-1])  # `[[name]]` shows `[name]`
            continue
        end = ends.get(tag.start()) if depth < _MAX_DEPTH else None
        here = line + html.count("\n", 0, tag.start())
        if tag[2]:
            result.append(tag[0])  # the end of none that is known
            continue
        inner = html[tag.end() : end[0]] if end else ""
        inner = (
            _expand(inner, context, conversion, line + html.count("\n", 0, tag.end()), named, depth + 1)
            if "[" in inner
            else inner
        )
        new = _known(name, _attributes(tag[4]), inner, context)
        if new is None and not end and not (tag[5] or re.search(r"\w\s*=", tag[4])):
            result.append(tag[0])  # `[sic]` is no shortcode
            continue
        if new is None and _LAYOUT.match(name):
            if name not in named:
                conversion.report(here, f"[{name}]", "its text, without the layout")
            named.add(name)
            new = _layout_image(_attributes(tag[4])) + inner
        elif new is None:
            conversion.report(
                here, f"[{name}]", "its text, after an HTML comment" if inner.strip() else "an HTML comment"
            )
            comment = " ".join(unescape(_LINE_MARK.sub("", tag[0])).split()).replace("--", "- -")
            new = raw_marker(f"<!-- {comment} -->") + _title(_attributes(tag[4]), inner) + inner
        if end:
            position = end[1]
        result.append(new)
    return "".join([*result, html[position:]])


def _title(attributes: Mapping[str, str], inner: str) -> str:
    """Return the title that a shortcode shows above its text; empty if it has none."""
    title = next((attributes[name] for name in _TITLES if attributes.get(name)), "") if inner.strip() else ""
    return f"<p><strong>{escape(title)}</strong></p>" if title else ""


def _layout_image(attributes: Mapping[str, str]) -> str:
    """Return the image that a box of a page builder shows; empty if it shows none."""
    url = attributes.get("src", "")
    return f'<p><img src="{escape(url)}" alt="{escape(attributes.get("alt", ""))}"></p>' if is_image_url(url) else ""


def _closing_tags(tags: Sequence[re.Match[str]]) -> dict[int, tuple[int, int]]:
    """Return the positions of the closing tags by the positions of the opening tags that they belong to."""
    ends: dict[int, tuple[int, int]] = {}
    opened: dict[str, list[int]] = {}
    first_end: dict[str, tuple[int, int]] = {}
    for tag in tags:
        name = tag[3].lower()
        if tag[2] and opened.get(name):
            ends[opened[name].pop()] = tag.span()
        elif not tag[2] and not tag[5]:
            opened.setdefault(name, []).append(tag.start())
    for tag in reversed(tags):  # nested tags without an end: the first end is the one
        name = tag[3].lower()
        if tag[2]:
            first_end[name] = tag.span()
        elif not tag[5] and name in first_end:
            ends.setdefault(tag.start(), first_end[name])
    return ends


def _attributes(text: str) -> dict[str, str]:
    """Return the attributes of a shortcode; those without a name are numbered."""
    found: dict[str, str] = {}
    for number, match in enumerate(_ATTRIBUTE.finditer(_LINE_MARK.sub("", text).lstrip("="))):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        found[(match[1] or str(number)).lower()] = unescape(value)
    return found


def _known(name: str, attributes: Mapping[str, str], inner: str, context: BlockContext) -> str | None:
    """Return the HTML of a shortcode; None if it is not known."""
    if name in ("caption", "wp_caption"):
        return _caption(attributes, inner)
    if name == "gallery":
        return _gallery(attributes, context)
    if name in _NOTES and inner.strip():
        return note_marker(inner)
    if name in _BBCODE and inner:
        return f"<{_BBCODE[name]}>{inner}</{_BBCODE[name]}>"
    if name in _NOTE_LISTS and not inner:
        return ""
    if name in _SERVICES:
        return _service(name, attributes, inner)
    if name in ("video", "audio"):
        url = next((attributes[key] for key in _MEDIA if attributes.get(key)), "") or inner.strip()
        return f'<{name} src="{escape(url)}"></{name}>' if url else None
    return None


def _code(found: re.Match[str]) -> str:
    attributes = _attributes(found[2])
    name = found[1].lower()
    language = attributes.get("language") or attributes.get("lang") or attributes.get("0", "")
    if name not in ("code", "sourcecode", "source", "highlight", "cc", "cci", "ccb", "text", "plain"):
        language = name
    if name == "highlight" and not found[2].strip() and "\n" not in found[3]:
        return f"<mark>{found[3]}</mark>"  # that of themes, not that of plugins for code
    text = _LINE_MARK.sub("", found[3]).strip("\n")
    text = text if re.search(r"&(?:lt|gt|amp|quot|#\d+);", text) else escape(text)
    lines = "\n" * (found[0].count("\n") - text.count("\n"))  # so that later lines keep their number
    return (
        f'<pre><code class="language-{escape(language)}">{text}</code></pre>{lines}'
        if language
        else f"<pre>{text}</pre>{lines}"
    )


def _caption(attributes: Mapping[str, str], inner: str) -> str:
    found = re.match(
        r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?|<iframe.*?</iframe>)", inner, re.DOTALL | re.IGNORECASE
    )
    image, words = (found[1], inner[found.end() :]) if found else (inner, "")
    words = attributes.get("caption") or words.strip()
    return f'<figure class="{escape(attributes.get("align", ""))}">{image}<figcaption>{words}</figcaption></figure>'


def _gallery(attributes: Mapping[str, str], context: BlockContext) -> str | None:
    ids = re.findall(r"\d+", attributes.get("ids") or attributes.get("include", ""))
    chosen: Sequence[Attachment | None] = [context.attachments.get(one) for one in ids] or context.own_attachments
    found = [attachment for attachment in chosen if attachment and attachment.url]
    if not found or (ids and len(found) < len(ids)):
        return None
    return f"<figure>{''.join(map(gallery_image, found))}</figure>"


def gallery_image(attachment: Attachment) -> str:
    """Return the figure of an image with its caption."""
    caption = f"<figcaption>{attachment.caption}</figcaption>" if attachment.caption else ""
    return f'<figure><img src="{escape(attachment.url)}" alt="{escape(attachment.alt)}">{caption}</figure>'


def _service(name: str, attributes: Mapping[str, str], inner: str) -> str | None:
    value = inner.strip() or next(
        (attributes[key] for key in ("url", "src", "id", "0", "tweet", "video") if attributes.get(key)), ""
    )
    value = re.sub(r"<[^>]*>", "", value).strip()
    if not value or re.search(r"[\s\"<>]", value):
        return None
    url = value if value.startswith("http") else _SERVICES[name].format(value.lstrip("/"))
    if not url.startswith("http"):
        return None
    return f'<p><a href="{escape(url)}">{escape(url)}</a></p>'
