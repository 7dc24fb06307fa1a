# ruff: noqa: E501 - lines as programs write them
"""Posts of Tumblr in the forms in which it gives them."""

from __future__ import annotations

import json
from html import escape
from typing import Any

BLOG = {"name": "walks", "title": "Walks & talks", "description": "On foot", "url": "https://walks.tumblr.com/", "timezone": "Europe/Berlin"}  # fmt: skip
PHOTO = "https://64.media.tumblr.com/abc/tumblr_p{}_1280.jpg"
FIRST = 100000001


def url(number: int, slug: str = "") -> str:
    """Return the URL of a post."""
    return f"https://walks.tumblr.com/post/{FIRST + number - 1}" + (f"/{slug}" if slug else "")


# Posts of the second version of the interface, and the words that each must keep.
POSTS: list[dict[str, Any]] = [
    {"type": "text", "title": "The <i>bridge</i> & co", "body": f'<p>Seven arches<sup id="r1"><a href="#fn1">1</a></sup>, and <a href="{url(2)}/anything">another walk</a></p><ol><li id="fn1">Counted twice. <a href="#r1">↩</a></li></ol>'},
    {"type": "photo", "caption": "<p>Two <b>piers</b></p>", "photos": [{"caption": "Left", "original_size": {"url": PHOTO.format(1)}}, {"caption": "", "alt_sizes": [{"url": PHOTO.format(2)}]}]},
    {"type": "quote", "text": "Water runs", "source": '<a href="https://rivers.example/w">Bo</a>'},
    {"type": "link", "title": "The flood", "url": "https://rivers.example/flood", "description": "<p>It rose</p>"},
    {"type": "chat", "title": "Overheard", "body": "A: Far?\nB: No.", "dialogue": [{"name": "A", "label": "A:", "phrase": "Far?"}, {"name": "B", "label": "B:", "phrase": "No."}]},
    {"type": "audio", "caption": "<p>Rain</p>", "audio_url": "https://a.tumblr.com/rain.mp3", "artist": "Clouds", "track_name": "Drops"},
    {"type": "video", "caption": "<p>A film</p>", "permalink_url": "https://www.youtube.com/watch?v=abc", "player": [{"width": 250, "embed_code": '<iframe src="https://www.youtube.com/embed/abc"></iframe>'}]},
    {"type": "answer", "asking_name": "Cy", "question": "How &lt;old&gt;?", "answer": "<p>Nobody knows.</p>"},
    {"type": "text", "title": "An idea", "body": "<p>Soon</p>", "state": "draft"},
]  # fmt: skip
BLOCKS: list[dict[str, Any]] = [
    {"type": "text", "subtype": "heading1", "text": "Arches"},
    {"type": "text", "text": "Seven old arches of stone", "formatting": [{"start": 6, "end": 16, "type": "bold"}, {"start": 10, "end": 16, "type": "italic"}, {"start": 20, "end": 25, "type": "link", "url": "https://rivers.example/stone"}]},
    {"type": "text", "subtype": "unordered-list-item", "text": "One", "indent_level": 0},
    {"type": "text", "subtype": "unordered-list-item", "text": "Deep", "indent_level": 1},
    {"type": "text", "subtype": "ordered-list-item", "text": "Two"},
    {"type": "image", "media": [{"url": PHOTO.format(3), "width": 640}, {"url": PHOTO.format(4), "width": 1280}], "alt_text": "An arch", "caption": "The first"},
    {"type": "image", "media": [{"url": PHOTO.format(5)}], "alt_text": ""},
    {"type": "image", "media": [{"url": PHOTO.format(6)}], "alt_text": ""},
    {"type": "link", "url": "https://rivers.example/ebb", "title": "The ebb", "description": "It fell", "site_name": "Rivers"},
    {"type": "video", "url": "https://vimeo.com/123"},
    {"type": "audio", "title": "Drops", "artist": "Clouds", "media": {"url": "https://a.tumblr.com/x.mp3"}},
    {"type": "poll", "question": "Which?", "answers": [{"answer_text": "Left"}, {"answer_text": "Right"}]},
    {"type": "text", "subtype": "indented", "text": "Asked"},
]  # fmt: skip
LAYOUT = [
    {"type": "rows", "display": [{"blocks": [0]}, {"blocks": [1]}, {"blocks": [6, 7]}], "truncate_after": 1},
    {"type": "ask", "blocks": [12], "attribution": {"type": "blog", "blog": {"name": "dee"}}},
]


def second_version() -> str:
    """Return an answer of the second version of the interface."""
    posts = [
        {"id": FIRST + number - 1, "id_string": str(FIRST + number - 1), "post_url": url(number, f"slug-{number}"), "slug": f"slug-{number}",
         "date": f"2024-03-{number:02} 23:30:00 GMT", "state": "published", "reblog_key": "x", "tags": ["Walks", "c++"]} | post
        for number, post in enumerate(POSTS, 1)
    ]  # fmt: skip
    number = len(posts) + 1
    trail = [
        {"blog": {"name": "eve", "url": "https://eve.tumblr.com"}, "content": [{"type": "text", "text": "Before"}]}
    ]
    posts.append({"id_string": str(FIRST + number - 1), "post_url": url(number, "blocks"), "slug": "blocks", "type": "blocks", "timestamp": 1710111600,
                  "content": BLOCKS, "layout": LAYOUT, "trail": trail, "tags": []})  # fmt: skip
    return json.dumps({"meta": {"status": 200}, "response": {"blog": BLOG, "posts": posts}}, indent=1)


_NAMES = {"body": "regular-body", "title": "regular-title", "caption": "photo-caption", "text": "quote-text",
          "source": "quote-source", "url": "link-url", "description": "link-description"}  # fmt: skip


def _fields(post: dict[str, Any]) -> dict[str, Any]:
    """Return a post of the second version with the names of the first."""
    kind = post["type"]
    if kind == "photo":
        photos = [
            {"caption": "Left", "photo-url-1280": PHOTO.format(1)},
            {"caption": "", "photo-url-1280": PHOTO.format(2)},
        ]
        return {"photo-caption": post["caption"], "photos": photos}
    if kind == "chat":
        return {
            "conversation-title": post["title"],
            "conversation-text": post["body"],
            "conversation": post["dialogue"],
        }
    if kind == "audio":
        return {"audio-caption": post["caption"], "audio-player": '<audio src="https://a.tumblr.com/rain.mp3"></audio>', "id3-artist": "Clouds", "id3-title": "Drops"}  # fmt: skip
    if kind == "video":
        return {
            "video-caption": post["caption"],
            "video-source": "https://www.youtube.com/watch?v=abc",
            "video-player": post["player"][0]["embed_code"],
        }
    if kind == "answer":
        return {"question": f"{post['asking_name']}: {post['question']}", "answer": post["answer"]}
    names = _NAMES | ({"title": "link-text"} if kind == "link" else {})
    return {names[name]: value for name, value in post.items() if name in names}


def _attributes(number: int, post: dict[str, Any]) -> dict[str, str]:
    kind = {"text": "regular", "chat": "conversation"}.get(post["type"], post["type"])
    return {"id": str(FIRST + number - 1), "url": url(number), "url-with-slug": url(number, f"slug-{number}"), "type": kind, "date-gmt": f"2024-03-{number:02} 23:30:00 GMT",
            "date": f"Fri, {number:02} Mar 2024 00:30:00", "slug": f"slug-{number}", "state": post.get("state", "published")}  # fmt: skip


def first_version() -> str:
    """Return an answer of the first version of the interface, as the script that it is."""
    posts = [{**_attributes(number, post), "unix-timestamp": 1709335800 + 86400 * (number - 1), "tags": ["Walks", "c++"], **_fields(post)} for number, post in enumerate(POSTS, 1)]  # fmt: skip
    return f"var tumblr_api_read = {json.dumps({'tumblelog': BLOG, 'posts': posts})};\n"


def posts_xml() -> str:
    """Return the file `posts.xml` of an export."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tumblr version="1.0"><tumblelog name="walks" timezone="Europe/Berlin" title="Walks &amp; talks">On foot</tumblelog><posts>\n{"".join(_element(number, post) for number, post in enumerate(POSTS, 1))}</posts></tumblr>'


def _element(number: int, post: dict[str, Any]) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in _attributes(number, post).items())
    parts = []
    for name, value in _fields(post).items():
        if name == "photos":
            photos = (
                f'<photo offset="o1" caption="{one["caption"]}"><photo-url max-width="1280">{one["photo-url-1280"]}</photo-url><photo-url max-width="75">x</photo-url></photo>'
                for one in value
            )
            parts.append(f"<photoset>{''.join(photos)}</photoset>")
        elif name == "conversation":
            lines = (
                f'<line name="{one["name"]}" label="{one["label"]}">{escape(one["phrase"])}</line>' for one in value
            )
            parts.append(f"<conversation>{''.join(lines)}</conversation>")
        else:
            parts.append(f"<{name}>{escape(value)}</{name}>")
    return f"<post{attributes}>{''.join(parts)}<tag>Walks</tag><tag>c++</tag></post>\n"


def page(title: str, body: str, date: str) -> str:
    """Return the page of a post in an export."""
    heading = f"<h1>{title}</h1>" if title else ""
    return f'<!DOCTYPE HTML><html><head><link rel="stylesheet" href="../style.css"></head>\n<body>\n{heading}{body}<div id="footer"><span id="timestamp"> {date} </span><span class="tag">Walks</span></div></body></html>'
