# ruff: noqa: E501 - lines as programs write them
"""An export of each service: its files by path. All say the same words, have the same image, and one note."""

from __future__ import annotations

import json

from folders import photo
from wxr import HEAD, item

# What every export says in its first post, called "The bridge"; the second is a draft called "An idea".
WORDS = ("Seven arches, and", "not one alike", "Counted twice", "The old bridge", "print(1)", "another walk")
NOTE = '<p>Seven arches, and <em>not one alike</em>.<sup id="r1"><a href="#n1">1</a></sup></p>'
IMAGE = '<figure><img src="{image}" alt="Arches"><figcaption>The old bridge</figcaption></figure>'
CODE = '<pre><code class="language-python">print(1)</code></pre>'
LINK = '<p>See <a href="{link}">another walk</a>.</p><p><iframe src="https://www.youtube.com/embed/abc"></iframe></p>'
TEXT = '<ol><li id="n1">Counted twice. <a href="#r1">↩</a></li></ol>'


def html(image: str, link: str) -> str:
    """Return the HTML of the first post."""
    return (NOTE + IMAGE + CODE + LINK + TEXT).format(image=image, link=link)


def substack() -> dict[str, str | bytes]:
    """Return an export of Substack."""
    text = (
        '<p>Seven arches, and <em>not one alike</em>.<a class="footnote-anchor" data-component-name="FootnoteAnchorToDOM" id="footnote-anchor-1" href="#footnote-1" target="_self">1</a></p>'
        '<div class="captioned-image-container"><figure><a class="image-link image2" target="_blank" href="https://substackcdn.com/image/fetch/f_auto/https%3A%2F%2Fbucketeer.example%2Farches.jpg"><div class="image2-inset"><picture><source type="image/webp" srcset="https://substackcdn.com/w_424/arches.jpg 424w"><img src="https://substackcdn.com/image/fetch/arches.jpg" data-attrs="{&quot;src&quot;:&quot;https://bucketeer.example/arches.jpg&quot;,&quot;href&quot;:null}" alt="Arches"></picture></div></a><figcaption class="image-caption">The old bridge</figcaption></figure></div>'
        "<pre><code>print(1)</code></pre>"
        '<p class="button-wrapper" data-attrs="{}"><a class="button primary" href="https://walks.substack.com/subscribe?"><span>Subscribe now</span></a></p>'
        '<div class="subscription-widget-wrap"><p>Thanks for reading! Subscribe for free.</p><form><input type="email"></form></div>'
        '<p>See <a href="https://walks.substack.com/p/mill">another walk</a>.</p>'
        '<div id="youtube2-abc" class="youtube-wrap" data-attrs="{&quot;videoId&quot;:&quot;abc&quot;}"><div class="youtube-inner"><iframe src="https://www.youtube-nocookie.com/embed/abc?rel=0"></iframe></div></div>'
        '<div class="latex-rendered" data-attrs="{&quot;persistentExpression&quot;:&quot;x^2&quot;}"></div>'
        '<div class="footnote" data-component-name="FootnoteToDOM"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number" contenteditable="false" target="_self">1</a><div class="footnote-content"><p>Counted twice.</p></div></div>'
    )
    table = (
        "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
        "11.bridge,2024-03-01T10:00:00.000Z,true,,newsletter,everyone,The bridge,On foot,\n"
        "12.mill,2024-03-02T10:00:00.000Z,true,,newsletter,everyone,The mill,,\n"
        "13.idea,,false,,newsletter,everyone,An idea,,\n"
        "14.paid,2024-03-03T10:00:00.000Z,true,,newsletter,only_paid,For friends,,\n"
    )
    return {"posts.csv": table, "posts/11.bridge.html": text, "posts/12.mill.html": "<p>x</p>", "posts/13.idea.html": "<p>y</p>",
            "posts/14.paid.html": "<p>z</p>", "email_list.csv": "a@example.org", "images/arches.jpg": photo()}  # fmt: skip


def medium() -> dict[str, str | bytes]:
    """Return an export of Medium."""

    def page(title: str, body: str, footer: str) -> str:
        return (
            f'<!DOCTYPE html><html><head><title>{title}</title></head><body><article class="h-entry">\n<header><h1 class="p-name">{title}</h1></header>\n'
            f'<section data-field="subtitle" class="p-summary">On foot</section>\n<section data-field="body" class="e-content">\n'
            f'<section name="a" class="section"><div class="section-divider"><hr class="section-divider"></div><div class="section-content"><div class="section-inner">'
            f'<h3 class="graf graf--h3 graf--title">{title}</h3>{body}</div></div></section></section>\n<footer>{footer}</footer></article></body></html>'
        )

    footer = (
        '<p class="p-tags">Tagged in <a class="p-tag" href="#">Walks</a></p><p>By <a class="p-author h-card" href="https://medium.com/@ada">Ada</a> on '
        '<a href="https://medium.com/p/{id}"><time class="dt-published" datetime="2024-03-01T10:00:00.000Z">March 1, 2024</time></a>.</p>'
        '<p><a href="https://walks.example/{slug}-{id}" class="p-canonical">Canonical link</a></p>'
    )
    image = "https://cdn-images-1.medium.com/max/800/1*arches.jpg"
    bridge = page(
        "The bridge",
        html(image, "https://walks.example/the-mill-abcdefabcd12"),
        footer.format(id="abcdefabcd11", slug="the-bridge"),
    )
    response = '<article class="h-entry"><header><h1 class="p-name">So true</h1></header><section data-field="body" class="e-content"><p class="graf">So true indeed</p></section><footer><p><a class="p-canonical" href="https://medium.com/@ada/so-true-abcdefabcd13">x</a></p></footer></article>'
    return {
        "posts/2024-03-01_The-bridge-abcdefabcd11.html": bridge,
        "posts/2024-03-02_The-mill-abcdefabcd12.html": page(
            "The mill", "<p>x</p>", footer.format(id="abcdefabcd12", slug="the-mill")
        ),
        "posts/draft_An-idea-abcdefabcd14.html": page(
            "An idea", "<p>y</p>", '<p><a href="https://medium.com/p/abcdefabcd14">View original.</a></p>'
        ),
        "posts/2024-03-03_So-true-abcdefabcd13.html": response,
        "profile/profile.html": "<p>Ada</p>",
        "images/1*arches.jpg": photo(),
    }


def ghost() -> dict[str, str | bytes]:
    """Return an export of Ghost: a post in HTML, and two in the documents of its editors."""
    cards = (
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://x.example/"><div class="kg-bookmark-content"><div class="kg-bookmark-title">Bookmarked</div><div class="kg-bookmark-description">A site</div><div class="kg-bookmark-metadata"><img class="kg-bookmark-icon" src="https://x.example/i.png"></div></div></a></figure>'
        '<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">Mind the step</div></div>'
        '<div class="kg-card kg-toggle-card" data-kg-toggle-state="close"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">More</h4><button class="kg-toggle-card-icon"></button></div><div class="kg-toggle-content"><p>Hidden words</p></div></div>'
    )
    text = html("__GHOST_URL__/content/images/2024/03/arches.jpg", "__GHOST_URL__/mill/") + cards
    lexical = {"root": {"type": "root", "children": [
        {"type": "paragraph", "children": [{"type": "extended-text", "text": "Bold", "format": 1}, {"type": "linebreak"}, {"type": "link", "url": "https://x.example", "children": [{"type": "text", "text": "linked", "format": 0}]}]},
        {"type": "codeblock", "code": "a < b", "language": "js"},
        {"type": "markdown", "markdown": "A *note*.[^1]\n\n[^1]: In Markdown."},
        {"type": "callout", "calloutText": "<p>Careful</p>", "calloutEmoji": "!"},
        {"type": "mystery", "title": "Unknown words"},
    ]}}  # fmt: skip
    mobiledoc = {"version": "0.3.1", "markups": [["strong"], ["a", ["href", "https://x.example"]]], "atoms": [["soft-return", "", {}]], "cards": [["image", {"src": "__GHOST_URL__/content/images/2024/03/arches.jpg", "alt": "Arches", "caption": "Old"}], ["hr", {}]],
                 "sections": [[1, "p", [[0, [], 0, "Plain "], [0, [0], 1, "strong"], [1, [], 0, 0], [0, [1], 1, "linked"]]], [10, 0], [3, "ul", [[[0, [], 0, "item"]]]], [10, 1], [1, "p", [[0, [], 0, "End"]]]]}  # fmt: skip

    def post(number: int, title: str, slug: str, **fields: object) -> dict[str, object]:
        values = {"id": f"p{number}", "title": title, "slug": slug, "html": None, "type": "post", "status": "published", "visibility": "public", "published_at": f"2024-03-0{number}T10:00:00.000Z"}  # fmt: skip
        return values | fields

    posts = [
        post(
            1,
            "The bridge",
            "bridge",
            html=text,
            custom_excerpt="On foot",
            feature_image="__GHOST_URL__/content/images/2024/03/arches.jpg",
        ),
        post(2, "The mill", "mill", lexical=json.dumps(lexical)),
        post(
            3,
            "An idea",
            "idea",
            html="<p>y</p>",
            status="draft",
            published_at=None,
            created_at="2024-03-03T10:00:00.000Z",
        ),
        post(4, "Old", "old", mobiledoc=json.dumps(mobiledoc)),
        post(5, "About", "about", html="<p>Me</p>", type="page"),
        post(6, "For friends", "friends", html="<p>z</p>", visibility="paid"),
    ]
    data = {"posts": posts, "tags": [{"id": "t1", "name": "Walks"}, {"id": "t2", "name": "#hidden"}], "users": [{"id": "u1", "name": "Ada"}],
            "posts_tags": [{"post_id": "p1", "tag_id": "t1"}, {"post_id": "p1", "tag_id": "t2"}], "posts_authors": [{"post_id": "p1", "author_id": "u1"}],
            "settings": [{"key": "title", "value": "Walks"}], "posts_meta": []}  # fmt: skip
    export = {"db": [{"meta": {"exported_on": 1, "version": "5.0"}, "data": data}]}
    return {"walks.ghost.json": json.dumps(export, indent=1), "content/images/2024/03/arches.jpg": photo()}


def blogger() -> dict[str, str | bytes]:
    """Return a backup of Blogger."""

    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")

    image = '<table align="center" class="tr-caption-container"><tbody><tr><td><a href="https://1.bp.blogspot.com/a/s1600/arches.jpg"><img src="https://1.bp.blogspot.com/a/s320/arches.jpg" alt="Arches"></a></td></tr><tr><td class="tr-caption">The old bridge</td></tr></tbody></table>'
    body = (
        f'{NOTE}<br /><br /><a name="more"></a>{image}{CODE}'
        + LINK.format(link="http://walks.blogspot.com/2024/03/mill.html")
        + TEXT
    )

    def entry(number: int, kind: str, title: str, text: str, more: str = "") -> str:
        return (
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><published>2024-03-0{number}T10:00:00.000+01:00</published><updated>2024-03-0{number}T10:00:00.000+01:00</updated>"
            f'<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{kind}"/><category scheme="http://www.blogger.com/atom/ns#" term="walks"/>'
            f'<title type="text">{title}</title><content type="html">{escaped(text)}</content><author><name>Ada</name></author>{more}</entry>\n'
        )

    def link(slug: str) -> str:
        return f'<link rel="alternate" type="text/html" href="http://walks.blogspot.com/2024/03/{slug}.html"/>'

    draft = '<app:control xmlns:app="http://purl.org/atom/app#"><app:draft>yes</app:draft></app:control>'
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Walks</title><generator>Blogger</generator>'
        '<link rel="alternate" type="text/html" href="http://walks.blogspot.com/"/>\n'
        + entry(1, "post", "The bridge", body, link("bridge"))
        + entry(2, "post", "The mill", "<p>x</p>", link("mill"))
        + entry(3, "post", "An idea", "y", draft)
        + entry(4, "comment", "Nice", "Nice!")
        + entry(5, "template", "Template", "x")
        + "</feed>"
    )
    return {"blog-03-2024.xml": feed, "Albums/arches.jpg": photo()}


def squarespace() -> dict[str, str | bytes]:
    """Return an export of Squarespace."""
    image = '<div class="sqs-block sqs-block-image"><figure class="sqs-block-image-figure"><img data-src="https://images.squarespace-cdn.com/content/arches.jpg" data-image="https://images.squarespace-cdn.com/content/arches.jpg" alt="Arches"></figure><div class="image-caption-wrapper"><div class="image-caption"><p>The old bridge</p></div></div></div>'
    body = (
        f'<div class="sqs-layout"><div class="sqs-block-content">{NOTE}</div>{image}{CODE}'
        + LINK.format(link="/blog/mill")
        + f"{TEXT}</div>"
    )
    items = [
        item(1, "The bridge & co", body, link="/blog/bridge", slug="bridge"),
        item(2, "The mill", "<p>x</p>", link="/blog/mill", slug="mill"),
        item(3, "An idea", "<p>y</p>", status="draft", link="/blog/idea", slug="idea"),
    ]
    return {"Squarespace-Export.xml": f"{HEAD}{''.join(items)}</channel></rss>", "uploads/arches.jpg": photo()}


def tumblr() -> dict[str, str | bytes]:
    """Return an export of Tumblr."""

    def page(title: str, body: str, date: str) -> str:
        heading = f"<h1>{title}</h1>" if title else ""
        return f'<!DOCTYPE HTML><html><head><link rel="stylesheet" href="../style.css"></head><body>{heading}{body}<div id="footer"><span id="timestamp"> {date} </span><span class="tag">walks</span></div></body></html>'

    return {
        "posts/html/100000001.html": page(
            "The bridge", html("../../media/100000001_0.jpg", "/post/100000002/mill"), "March 1st, 2024 10:05pm"
        ),
        "posts/html/100000002.html": page("", "<p>The mill, at night</p>", "March 2nd, 2024 9:00am"),
        "posts/html/100000003.html": page("An idea", "<p>y</p>", ""),
        "media/100000001_0.jpg": photo(),
    }


def buttondown() -> dict[str, str | bytes]:
    """Return an export of Buttondown."""
    text = (
        "Seven arches, and *not one alike*.[^1]\n\n![Arches](https://buttondown-attachments.example/images/arches.jpg)\n\nThe old bridge\n\n"
        "```python\nprint(1)\n```\n\nSee [another walk](https://buttondown.com/walks/archive/mill/). {{ subscribe_form }}\n\n[^1]: Counted twice.\n"
    )
    table = (
        "id,subject,publish_date,slug,status,absolute_url,description\n"
        "e1,The bridge,2024-03-01T10:00:00Z,bridge,sent,https://buttondown.com/walks/archive/bridge/,On foot\n"
        "e2,The mill,2024-03-02T10:00:00Z,mill,sent,https://buttondown.com/walks/archive/mill/,\n"
        "e3,An idea,,idea,draft,,\n"
    )
    return {"emails.csv": table, "emails/bridge.md": text, "emails/mill.md": "<!-- buttondown-editor-mode: fancy --><p>x</p>", "emails/idea.md": "y",
            "images/arches.jpg": photo()}  # fmt: skip


def feed() -> dict[str, str | bytes]:
    """Return an Atom feed; a feed has no drafts."""
    body = html("/files/arches.jpg", "/mill/")

    def entry(number: int, title: str, slug: str, text: str) -> str:
        return (
            f'<entry><title>{title}</title><id>https://walks.example/{slug}/</id><link href="https://walks.example/{slug}/"/><published>2024-03-0{number}T10:00:00Z</published>'
            f'<updated>2024-03-0{number}T10:00:00Z</updated><category term="walks"/><author><name>Ada</name></author><content type="html"><![CDATA[{text}]]></content></entry>\n'
        )

    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Walks</title><link href="https://walks.example/"/>\n{entry(1, "The bridge", "bridge", body)}{entry(2, "The mill", "mill", "<p>x</p>")}</feed>'
    return {"atom.xml": atom, "arches.jpg": photo()}
