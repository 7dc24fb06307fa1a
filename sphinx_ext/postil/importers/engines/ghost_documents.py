"""The documents of Ghost's editors, Lexical and Mobiledoc, as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Report = Callable[[str], None]
    Node = Mapping[str, Any]

# The bits of a text's format, and their elements.
_FORMATS = {1: "strong", 2: "em", 4: "s", 8: "u", 16: "code", 32: "sub", 64: "sup", 128: "mark"}
_BLOCKS = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "listitem": "li",
}
# Cards that mean nothing outside of Ghost.
_SILENT = frozenset({"signup", "paywall", "tk", "email"})


def html_of_lexical(document: Node, report: Report) -> str:
    """Return the HTML of a Lexical document; `report` is called with the names of nodes that are not known."""
    return _lexical(document.get("root", document), report)


def _lexical(node: Node, report: Report) -> str:
    kind = str(node.get("type", ""))
    children = node.get("children")
    inner = (
        "".join(_lexical(child, report) for child in children if isinstance(child, dict))
        if isinstance(children, list)
        else ""
    )
    if kind in ("text", "extended-text"):
        return _formatted(_text(node, "text"), node.get("format"))
    if kind in ("linebreak", "horizontalrule"):
        return "<br>" if kind == "linebreak" else "<hr>"
    if kind in ("heading", "extended-heading"):
        tag = _text(node, "tag") if _text(node, "tag") in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
        return f"<{tag}>{inner}</{tag}>"
    if kind in _BLOCKS:
        return f"<{_BLOCKS[kind]}>{inner}</{_BLOCKS[kind]}>"
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" else "ul"
        return f"<{tag}>{inner}</{tag}>"
    if kind in ("link", "autolink", "at-link"):
        return f'<a href="{escape(_text(node, "url"))}">{inner}</a>'
    return inner if kind in ("root", "") else inner + card(kind, node, report)


def _formatted(text: str, value: Any) -> str:
    html = escape(text, quote=False)
    for bit, tag in _FORMATS.items():
        if isinstance(value, int) and value & bit:
            html = f"<{tag}>{html}</{tag}>"
    return html


def card(kind: str, values: Node, report: Report) -> str:
    """Return the HTML of a card, by its name in either editor."""
    caption = _text(values, "caption")
    figcaption = f"<figcaption>{caption}</figcaption>" if caption else ""
    source = escape(_text(values, "src"))
    if kind == "image":
        image = f'<img src="{source}" alt="{escape(_text(values, "alt"))}">'
        link = escape(_text(values, "href"))
        return f"<figure>{f'<a href={chr(34)}{link}{chr(34)}>{image}</a>' if link else image}{figcaption}</figure>"
    if kind == "gallery":
        images = values.get("images")
        found = [one for one in images if isinstance(one, dict)] if isinstance(images, list) else []
        parts = (f'<img src="{escape(_text(one, "src"))}" alt="{escape(_text(one, "alt"))}">' for one in found)
        return f"<figure>{''.join(parts)}{figcaption}</figure>"
    if kind in ("codeblock", "code"):
        language = escape(_text(values, "language"))
        code = escape(_text(values, "code"), quote=False)
        return f'<figure><pre><code class="language-{language}">{code}</code></pre>{figcaption}</figure>'
    if kind in ("markdown", "card-markdown"):
        return _markdown(_text(values, "markdown"))
    if kind in ("video", "audio"):
        return f'<{kind} src="{source}"></{kind}>' + (f"<p>{caption}</p>" if caption else "")
    if kind in _SILENT:
        return ""
    return _other_card(kind, values, figcaption, report)


def _other_card(kind: str, values: Node, figcaption: str, report: Report) -> str:
    url = escape(_text(values, "url"))
    if kind == "html":
        return _text(values, "html")
    if kind == "embed":
        return f"<figure>{_text(values, 'html') or _link(url, url)}{figcaption}</figure>"
    if kind == "bookmark":
        metadata = values.get("metadata")
        found = metadata if isinstance(metadata, dict) else values
        description = escape(_text(found, "description"), quote=False)
        title = escape(_text(found, "title"), quote=False) or url
        return f"<p>{_link(url, title)}{f': {description}' if description else ''}</p>"
    if kind == "callout":
        emoji = _text(values, "calloutEmoji")
        return f'<blockquote data-callout="NOTE"><p>{emoji} {_text(values, "calloutText")}</p></blockquote>'
    if kind == "toggle":
        return f"<details><summary>{_text(values, 'heading')}</summary>{_text(values, 'content')}</details>"
    if kind == "button":
        return f"<p>{_link(escape(_text(values, 'buttonUrl')), escape(_text(values, 'buttonText'), quote=False))}</p>"
    if kind == "file":
        title = escape(_text(values, "fileTitle") or _text(values, "fileName"), quote=False)
        return f"<p>{_link(escape(_text(values, 'src')), title)}</p>"
    if kind == "hr":
        return "<hr>"
    report(kind)
    return "".join(
        f"<p>{value}</p>" for key, value in values.items() if key in _TEXTS and isinstance(value, str) and value
    )


# The values of cards that readers see.
_TEXTS = (
    "heading",
    "subheading",
    "header",
    "subheader",
    "html",
    "textValue",
    "productTitle",
    "productDescription",
    "title",
    "description",
    "buttonText",
)


def _link(url: str, words: str) -> str:
    return f'<a href="{url}">{words}</a>'


def _markdown(text: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
    return str(parser.render(text))


def html_of_mobiledoc(document: Node, report: Report) -> str:
    """Return the HTML of a Mobiledoc document."""
    parts = []
    for section in document.get("sections", ()):
        kind = section[0]
        if kind == 1:
            tag = (
                section[1]
                if section[1] in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote")
                else "p"
            )
            tag = "blockquote" if tag in ("aside", "pull-quote") else tag
            parts.append(f"<{tag}>{_markers(section[2], document)}</{tag}>")
        elif kind == 2:  # noqa: PLR2004 - the numbers of Mobiledoc's format
            parts.append(f'<img src="{escape(str(section[1]))}">')
        elif kind == 3:  # noqa: PLR2004
            items = "".join(f"<li>{_markers(item, document)}</li>" for item in section[2])
            tag = "ol" if section[1] == "ol" else "ul"
            parts.append(f"<{tag}>{items}</{tag}>")
        elif kind == 10:  # noqa: PLR2004
            name, values = document["cards"][section[1]]
            parts.append(card(str(name), values if isinstance(values, dict) else {}, report))
    return "".join(parts)


def _markers(markers: list[Any], document: Node) -> str:
    """Return the HTML of texts, each of which opens and closes some markups."""
    html, opened = "", list[str]()
    for kind, opening, closing, value in markers:
        for number in opening:
            tag, *attributes = document["markups"][number]
            pairs = attributes[0] if attributes else []
            values = dict(zip(pairs[::2], pairs[1::2], strict=False))
            html += f"<{tag}" + (f' href="{escape(str(values["href"]))}"' if "href" in values else "") + ">"
            opened.append(str(tag))
        html += escape(str(value), quote=False) if kind == 0 else "<br>"
        for _number in range(closing):
            html += f"</{opened.pop()}>"
    return html


def _text(values: Node, key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
