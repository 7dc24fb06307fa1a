# ruff: noqa: E501 - lines as programs write them
"""An export of Ghost with everything that blogs have."""

from __future__ import annotations

import json
from typing import Any

URL = "__GHOST_URL__"


def text(words: str, style: int = 0) -> dict[str, Any]:
    """Return a text of Lexical, with the bits of its marks."""
    return {"type": "extended-text", "text": words, "format": style, "mode": "normal", "detail": 0}


def paragraph(*children: dict[str, Any] | str) -> dict[str, Any]:
    """Return a paragraph of Lexical."""
    return {"type": "paragraph", "children": [text(child) if isinstance(child, str) else child for child in children]}


def link(url: str, words: str) -> dict[str, Any]:
    """Return a link of Lexical."""
    return {"type": "link", "url": url, "children": [text(words)]}


def item(*children: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a list item of Lexical."""
    return {"type": "listitem", "children": list(children), **fields}


def rows(kind: str, *children: dict[str, Any]) -> dict[str, Any]:
    """Return a list of Lexical."""
    return {
        "type": "list",
        "listType": kind,
        "tag": "ol" if kind == "number" else "ul",
        "start": 1,
        "children": list(children),
    }


def lexical(*nodes: dict[str, Any]) -> str:
    """Return a text in the format of the present editor."""
    return json.dumps({"root": {"children": list(nodes), "type": "root", "version": 1}}, ensure_ascii=False)


LEXICAL = lexical(
    {"type": "heading", "tag": "h2", "children": [text("The arches")]},
    paragraph("Seven ", text("old", 1), text(" arches", 3), " of ", text("H", 0), text("2", 32), "O, ", link(f"{URL}/mobiledoc/", "the older post"), " has <them> *all*."),
    rows("bullet", item(text("Stone")), item(rows("bullet", item(text("Granite")))), item(text("Brick"))),
    rows("check", item(text("Seen"), checked=True), item(text("Not yet"), checked=False)),
    {"type": "extended-quote", "children": [text("Mind"), {"type": "linebreak"}, text("the step")]},
    {"type": "image", "src": f"{URL}/content/images/2024/03/arch.jpg", "alt": "Seven arches", "title": "", "caption": "The <em>first</em> arch", "cardWidth": "wide"},
    {"type": "gallery", "images": [{"fileName": "a", "row": 0, "src": f"{URL}/content/images/size/w600/2024/03/pier.jpg", "alt": "A pier"}, {"src": "https://photos.example/b.jpg", "alt": ""}], "caption": "Piers of two"},
    {"type": "bookmark", "url": "https://rivers.example/flood", "metadata": {"title": "The flood", "description": "How the <river> rose", "author": "Bo", "publisher": "Rivers", "icon": "https://rivers.example/i.ico", "thumbnail": "https://rivers.example/t.png"}, "caption": "Read on"},
    {"type": "callout", "calloutEmoji": "⚠️", "calloutText": "Steep <b>stairs</b>", "backgroundColor": "yellow"},
    {"type": "toggle", "heading": "How old?", "content": '<p>Nobody <a href="https://rivers.example/age">knows</a>.</p>'},
    {"type": "embed", "url": "https://www.youtube.com/watch?v=abc", "embedType": "video", "html": '<iframe src="https://www.youtube.com/embed/abc"></iframe>', "caption": "A film"},
    {"type": "embed", "url": "https://twitter.com/a/status/1", "embedType": "twitter", "html": '<blockquote class="twitter-tweet"><p>Said once</p><a href="https://twitter.com/a/status/1">May</a></blockquote><script src="https://platform.twitter.com/widgets.js"></script>'},
    {"type": "codeblock", "code": "if a < b:\n    walk()", "language": "python", "caption": "How to walk"},
    {"type": "markdown", "markdown": "A card[^1] of ==Markdown== with ![pier](__GHOST_URL__/content/images/2024/03/pier.jpg)\n\n[^1]: Its *note*."},
    {"type": "markdown", "markdown": "Another[^1] one.\n\n[^1]: Its second note."},
    {"type": "html", "html": '<p>By hand<sup id="r1"><a href="#fn1">1</a></sup></p><ol><li id="fn1">A third note. <a href="#r1">↩</a></li></ol>'},
    {"type": "file", "src": f"{URL}/content/files/2024/03/map.pdf", "fileTitle": "The map", "fileCaption": "For walkers", "fileName": "map.pdf", "fileSize": 2500000},
    {"type": "audio", "src": "https://bridges.example/content/media/rain.mp3", "title": "Rain on stone"},
    {"type": "video", "src": "https://bridges.example/content/media/river.mp4", "caption": "The river"},
    {"type": "button", "buttonText": "Come along", "buttonUrl": "https://rivers.example/walk"},
    {"type": "header", "header": "Next summer", "subheader": "Three more", "buttonEnabled": False},
    {"type": "product", "productTitle": "Boots", "productDescription": "<p>Dry ones</p>", "productRatingEnabled": True, "productStarRating": 4, "productButtonEnabled": True, "productButton": "Buy", "productUrl": "https://rivers.example/boots"},
    {"type": "call-to-action", "textValue": "<p>Stay a while</p>", "buttonText": "Stay", "buttonUrl": "https://rivers.example/stay", "showButton": True},
    {"type": "horizontalrule"},
    {"type": "email", "html": "<p>Dear reader</p>"},
    {"type": "signup", "header": "Sign up", "disclaimer": "No spam"},
    {"type": "weather", "title": "Sunny spells"},
)  # fmt: skip

MOBILEDOC = json.dumps(
    {
        "version": "0.3.1",
        "atoms": [["soft-return", "", {}], ["counter", "seven", {}]],
        "cards": [["image", {"src": f"{URL}/content/images/2024/03/pier.jpg", "caption": "A pier"}], ["hr", {}], ["card-markdown", {"markdown": "Older **card**[^n]\n\n[^n]: Older note."}]],
        "markups": [["strong"], ["a", ["href", f"{URL}/lexical/"]], ["em"]],
        "sections": [[1, "h2", [[0, [], 0, "Older"]]], [1, "p", [[0, [], 0, "Words "], [0, [0, 2], 1, "both"], [0, [], 1, " one"], [1, [], 0, 0], [0, [1], 1, "the newer"], [1, [], 0, 1]]], [3, "ul", [[[0, [], 0, "One"]], [[0, [0], 1, "Two"]]]], [10, 0], [10, 1], [10, 2], [1, "aside", [[0, [], 0, "Aside"]]]],
    }
)  # fmt: skip

HTML = (
    '<p>Only HTML, <a href="__GHOST_URL__/lexical/#the-arches">with a link</a>.</p><!--kg-card-begin: html--><p>By hand</p><!--kg-card-end: html-->'
    '<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">Go at <b>noon</b></div></div>'
    '<div class="kg-card kg-toggle-card" data-kg-toggle-state="close"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Why?</h4><button class="kg-toggle-card-icon"><svg><path d="M1"></path></svg></button></div><div class="kg-toggle-content"><p>Because.</p></div></div>'
    '<figure class="kg-card kg-bookmark-card kg-card-hascaption"><a class="kg-bookmark-container" href="https://rivers.example/ebb"><div class="kg-bookmark-content"><div class="kg-bookmark-title">The ebb</div><div class="kg-bookmark-description">How it fell</div><div class="kg-bookmark-metadata"><img class="kg-bookmark-icon" src="https://rivers.example/i.ico" alt=""><span class="kg-bookmark-author">Rivers</span><span class="kg-bookmark-publisher">Bo</span></div></div><div class="kg-bookmark-thumbnail"><img src="https://rivers.example/t.png" alt=""></div></a><figcaption>See also</figcaption></figure>'
    '<figure class="kg-card kg-gallery-card kg-width-wide"><div class="kg-gallery-container"><div class="kg-gallery-row"><div class="kg-gallery-image"><img src="__GHOST_URL__/content/images/2024/03/arch.jpg" width="30" height="20" alt=""></div><div class="kg-gallery-image"><img src="__GHOST_URL__/content/images/2024/03/pier.jpg" alt=""></div></div></div><figcaption>Both</figcaption></figure>'
    '<figure class="kg-card kg-embed-card"><iframe src="https://player.vimeo.com/video/123"></iframe><figcaption>Moving</figcaption></figure>'
    '<div class="kg-card kg-button-card kg-align-center"><a href="https://rivers.example/go" class="kg-btn kg-btn-accent">Go there</a></div>'
    '<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="__GHOST_URL__/content/files/2024/03/map.pdf" title="Download"><div class="kg-file-card-contents"><div class="kg-file-card-title">A map</div><div class="kg-file-card-caption">Of paths</div><div class="kg-file-card-metadata"><div class="kg-file-card-filename">map.pdf</div><div class="kg-file-card-filesize">2 MB</div></div></div></a></div>'
    '<div class="kg-card kg-audio-card"><div class="kg-audio-player-container"><audio src="https://bridges.example/content/media/wind.mp3" preload="metadata"></audio><div class="kg-audio-title">Wind</div><div class="kg-audio-player"><span class="kg-audio-current-time">0:00</span><button>1×</button></div></div></div>'
    '<div class="kg-card kg-signup-card" data-lexical-signup-form><div class="kg-signup-card-content"><h2 class="kg-signup-card-heading">Join in</h2><form class="kg-signup-card-form" data-members-form="signup"><input type="email"><button>Subscribe</button></form></div></div>'
)  # fmt: skip


def post(number: int, slug: str, **fields: Any) -> dict[str, Any]:
    """Return a row of the table of posts."""
    day = f"2024-03-{number:02}T23:30:00.000Z"
    return {
        "id": f"{number:024x}",
        "uuid": f"u{number}",
        "title": slug.capitalize(),
        "slug": slug,
        "mobiledoc": None,
        "lexical": None,
        "html": None,
        "type": "post",
        "status": "published",
        "visibility": "public",
        "created_at": day,
        "updated_at": day,
        "published_at": day,
    } | fields


def export(*posts: dict[str, Any], settings: dict[str, str] | None = None, tables: dict[str, Any] | None = None) -> str:
    """Return an export."""
    rows = [{"key": key, "value": value} for key, value in (settings or {"title": "Bridges & Rivers"}).items()]
    data = {"posts": list(posts), "settings": rows, **(tables or {})}
    return json.dumps(
        {"db": [{"meta": {"exported_on": 1, "version": "5.80.0"}, "data": data}]}, indent=1, ensure_ascii=False
    )


POSTS = (
    post(1, "lexical", lexical=LEXICAL, html="<p>Not used</p>", feature_image=f"{URL}/content/images/2024/03/arch.jpg", custom_excerpt="Seven arches."),
    post(2, "mobiledoc", mobiledoc=MOBILEDOC, title="Older & <i>wiser</i>", feature_image=f"{URL}/content/images/2024/03/pier.jpg"),
    post(3, "html", html=HTML, codeinjection_foot="<script>count()</script>"),
    post(4, "about", type="page", html="<p>About us</p>"),
    post(5, "an-idea", status="draft", published_at=None, html="<p>Soon</p>"),
    post(6, "for-some", visibility="paid", html="<p>Secret</p>"),
    post(7, "letter", status="sent", html="<p>By mail</p>"),
)  # fmt: skip
FULL = export(
    *POSTS,
    settings={"title": "Bridges &amp; Rivers", "description": "On foot", "locale": "en-GB", "timezone": "Europe/Berlin"},
    tables={
        "users": [{"id": "a1", "name": "Ada L.", "slug": "ada"}, {"id": "a2", "name": "Bo", "slug": "bo"}],
        "tags": [{"id": "t1", "name": "Stone & Brick", "slug": "stone"}, {"id": "t2", "name": "#internal", "slug": "hash-internal"}, {"id": "t3", "name": "Walks", "slug": "walks"}],
        "posts_authors": [{"post_id": POSTS[0]["id"], "author_id": "a2", "sort_order": 1}, {"post_id": POSTS[0]["id"], "author_id": "a1", "sort_order": 0}],
        "posts_tags": [{"post_id": POSTS[0]["id"], "tag_id": tag, "sort_order": order} for order, tag in enumerate(("t3", "t2", "t1"))],
        "posts_meta": [{"post_id": POSTS[1]["id"], "feature_image_alt": "A pier", "feature_image_caption": 'By <a href="https://photos.example">Bo</a>'}],
    },
)  # fmt: skip
