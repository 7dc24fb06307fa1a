"""The posts of Tumblr as its interfaces give them, of both versions, as records with HTML."""

from __future__ import annotations

import re
from dataclasses import field
from html import escape
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.importers.engines.common import plain_text, short_title
from postil.importers.engines.tumblr_npf import BlockWriter
from postil.importers.json_values import items, mapping, mappings, text
from postil.importers.markdown_html import markdown_to_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from postil.importers.model import Place
    from postil.importers.xml_tree import Element

    Post = Mapping[str, Any]


@frozen
class Record:
    """A post, whatever file it is from."""

    identifier: str
    place: Place
    title: str
    html: str
    url: str = ""
    slug: str = ""
    date: str = ""
    """Its date in UTC, or the seconds since 1970."""
    tags: tuple[str, ...] = ()
    state: str = "published"
    problems: Sequence[tuple[str, str]] = field(default=())
    """What was not understood, and what is in the post instead."""


def record_of_json(post: Post, place: Place) -> Record:
    """Return a post of either version of the interface."""
    is_first_version = "unix-timestamp" in post or "url-with-slug" in post
    values = _second_version(post) if is_first_version else post
    blocks = BlockWriter()
    html = _html(values, blocks)
    url = text(values, "post_url")
    return Record(
        text(values, "id_string", "id"),
        place,
        _title(values),
        html,
        url,
        text(values, "slug"),
        text(values, "timestamp") or text(values, "date"),
        tuple(tag for tag in items(values.get("tags")) if isinstance(tag, str)),
        text(values, "state") or "published",
        tuple(blocks.problems),
    )


def _title(post: Post) -> str:
    """Return the title of a post as HTML; those without one have the first words that are its author's."""
    content = mappings(post.get("content"))
    if content and text(content[0], "subtype") in ("heading1", "heading2"):
        return escape(text(content[0], "text"))
    quoted = {"quote": "text", "answer": "question"}.get(text(post, "type"), "")
    if quoted:
        return escape(short_title(plain_text(text(post, quoted))))
    return text(post, "title") if text(post, "type") in ("text", "chat", "link", "regular") else ""


def record_of_xml(element: Element, place: Place) -> Record:
    """Return a post of `posts.xml`, which has the first version of the interface."""
    values: dict[str, Any] = dict(element.attributes)
    for child in element.children:
        if child.name == "tag":
            values.setdefault("tags", []).append(child.text.strip())
        elif child.name == "photoset":
            values["photos"] = [_photo_of_xml(photo) for photo in child.find_all("photo")]
        elif child.name == "conversation":
            values["conversation"] = [{**line.attributes, "phrase": line.text} for line in child.find_all("line")]
        elif child.name not in values:  # of several sizes, the largest is first
            values[child.name] = child.text.strip()
    return record_of_json({"unix-timestamp": "", **values}, place)


def _photo_of_xml(photo: Element) -> dict[str, str]:
    return {"caption": photo.attributes.get("caption", ""), "photo-url-1280": photo.text_of("photo-url")}


def _second_version(post: Post) -> dict[str, Any]:
    """Return a post of the first version with the names of the second."""
    kind = text(post, "type")
    photos = mappings(post.get("photos")) or ([post] if _largest(post) else [])
    return {
        "id": text(post, "id"),
        "type": {"regular": "text", "conversation": "chat"}.get(kind, kind),
        "post_url": text(post, "url-with-slug", "url"),
        "slug": text(post, "slug"),
        "timestamp": text(post, "unix-timestamp"),
        "date": text(post, "date-gmt", "date"),
        "tags": items(post.get("tags")),
        "state": "private" if text(post, "private") in ("true", "1") else text(post, "state"),
        "format": text(post, "format"),
        "title": text(post, "regular-title", "conversation-title", "link-text"),
        "body": text(post, "regular-body"),
        "photos": [{"caption": text(one, "caption"), "original_size": {"url": _largest(one)}} for one in photos],
        "link_url": text(post, "photo-link-url"),
        "caption": text(post, "photo-caption", "video-caption", "audio-caption"),
        "text": text(post, "quote-text"),
        "source": text(post, "quote-source"),
        "url": text(post, "link-url"),
        "description": text(post, "link-description"),
        "dialogue": mappings(post.get("conversation")),
        "video_url": text(post, "video-source"),
        "player": text(post, "video-player", "audio-player", "audio-embed"),
        "artist": text(post, "id3-artist"),
        "track_name": text(post, "id3-title"),
        "question": text(post, "question"),
        "answer": text(post, "answer"),
    }


def _largest(photo: Post) -> str:
    return text(photo, "photo-url-1280", "photo-url", "photo-url-500", "photo-url-400")


def _html(post: Post, blocks: BlockWriter) -> str:
    if isinstance(post.get("content"), list):
        content = mappings(post.get("content"))
        if content and text(content[0], "subtype") in ("heading1", "heading2"):  # it is the title
            content = [{}, *content[1:]]
        return _trail(post, blocks) + blocks.html(content, post.get("layout"))
    kind = text(post, "type")
    if writer := _WRITERS.get(kind):
        return writer(post)
    names = ("body", "caption", "text", "description", "answer", "summary")
    html = next((text(post, name) for name in names if text(post, name)), "")
    blocks.problems.append((f"post of type {kind or 'unknown'}", "its text" if html else "nothing"))
    return html


def _trail(post: Post, blocks: BlockWriter) -> str:
    """Return the posts of others that this one answers, as quotations."""
    parts = []
    for one in mappings(post.get("trail")):
        name, url = text(mapping(one, "blog"), "name"), text(mapping(one, "blog"), "url")
        by = f'<p><a href="{escape(url)}">{escape(name)}</a>:</p>' if name and url else ""
        parts.append(f"<blockquote>{by}{blocks.html(one.get('content'), one.get('layout'))}</blockquote>")
    return "".join(parts)


def _body(post: Post, name: str) -> str:
    """Return a text, which can be in Markdown."""
    words = text(post, name)
    is_markdown = text(post, "format") == "markdown" and not re.search(
        r"<(?:p|h\d|ul|ol|blockquote|div|figure)\b", words
    )
    return markdown_to_html(words).html if is_markdown else words


def _photos(post: Post) -> str:
    link = text(post, "link_url")
    images = []
    for photo in mappings(post.get("photos")):
        sizes = mappings(photo.get("alt_sizes"))
        url = text(mapping(photo, "original_size"), "url") or (text(sizes[0], "url") if sizes else "")
        image = f'<img src="{escape(url)}" alt="">' if url else ""
        image = f'<a href="{escape(link)}">{image}</a>' if link and image else image
        caption = text(photo, "caption")
        images.append(f"<figure>{image}<figcaption>{caption}</figcaption></figure>" if caption else image)
    return f"<figure>{''.join(images)}</figure>{_body(post, 'caption')}"


def _quote(post: Post) -> str:
    source = text(post, "source")
    return f"<blockquote>{_paragraph(text(post, 'text'))}</blockquote>" + (_paragraph(f"— {source}") if source else "")


def _link(post: Post) -> str:
    url = text(post, "url")
    words = text(post, "title") or escape(url)
    return f'<p><a href="{escape(url)}">{words}</a></p>{_body(post, "description")}'


def _chat(post: Post) -> str:
    lines = [(text(line, "label").strip(), text(line, "phrase")) for line in mappings(post.get("dialogue"))]
    shown = [f"<b>{escape(label)}</b> {escape(words)}" if label else escape(words) for label, words in lines]
    return f"<p>{'<br>'.join(shown)}</p>" if shown else _body(post, "body")


def _sound(post: Post) -> str:
    words = ": ".join(escape(text(post, name)) for name in ("artist", "track_name") if text(post, name))
    url = text(post, "audio_source_url", "audio_url")
    player = f'<audio src="{escape(url)}"></audio>' if url else text(post, "player", "embed")
    return (_paragraph(words) if words else "") + player + _body(post, "caption")


def _film(post: Post) -> str:
    players = mappings(post.get("player"))
    code = text(players[-1], "embed_code") if players else text(post, "player")
    page, url = text(post, "permalink_url"), text(post, "video_url")
    is_file = re.search(r"^https?:.*\.(?:mp4|webm|mov|m4v)$|^https?://[\w.-]+\.tumblr\.com/", url)
    if is_file and not page:
        code = f'<video src="{escape(url)}"></video>'
    elif page or url.startswith("http"):
        code = f'<p><a href="{escape(page or url)}">{escape(page or url)}</a></p>'
    elif url and not code:
        code = url  # the code of a player
    return code + _body(post, "caption")


def _answer(post: Post) -> str:
    name = escape(text(post, "asking_name"))
    asked = f"<p><b>{name}:</b></p>" if name else ""
    return f"<blockquote>{asked}{_paragraph(text(post, 'question'))}</blockquote>{_body(post, 'answer')}"


def _paragraph(html: str) -> str:
    return html if re.match(r"\s*<(?:p|h\d|ul|ol|blockquote|div)\b", html) else f"<p>{html}</p>"


_WRITERS: dict[str, Callable[[Post], str]] = {
    "text": lambda post: _body(post, "body"),
    "photo": _photos,
    "quote": _quote,
    "link": _link,
    "chat": _chat,
    "audio": _sound,
    "video": _film,
    "answer": _answer,
}
