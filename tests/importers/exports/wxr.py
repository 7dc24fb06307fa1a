# ruff: noqa: E501 - lines as programs write them
"""A WordPress export with everything that blogs have."""

from __future__ import annotations

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Bridges &#038; Rivers</title>
<link>https://bridges.example</link>
<description>On foot</description>
<language>en-GB</language>
<wp:base_blog_url>https://bridges.example</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login><wp:author_display_name><![CDATA[Ada L.]]></wp:author_display_name></wp:author>
"""

ITEM = """<item>
<title><![CDATA[{title}]]></title>
<link>{link}</link>
<dc:creator><![CDATA[ada]]></dc:creator>
<guid isPermaLink="false">https://bridges.example/?p={number}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id>
<wp:post_date><![CDATA[{date}]]></wp:post_date>
<wp:post_date_gmt><![CDATA[{date}]]></wp:post_date_gmt>
<wp:post_name><![CDATA[{slug}]]></wp:post_name>
<wp:status><![CDATA[{status}]]></wp:status>
<wp:post_parent>{parent}</wp:post_parent>
<wp:post_type><![CDATA[{kind}]]></wp:post_type>
{more}</item>
"""


def item(number: int, title: str, content: str = "", **fields: object) -> str:
    """Return an item of an export."""
    slug = str(fields.get("slug", title.lower().replace(" ", "-")))
    values = {"link": f"https://bridges.example/2024/{slug}/", "slug": slug, "date": f"2024-03-{number:02} 10:00:00",
              "status": "publish", "parent": 0, "kind": "post", "excerpt": "", "more": ""}  # fmt: skip
    return ITEM.format(number=number, title=title, content=content, **(values | fields))


def meta(key: str, value: str) -> str:
    """Return a custom field of an item."""
    return f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>\n"


def photo(number: int, name: str, **fields: object) -> str:
    """Return an attachment."""
    url = f"https://bridges.example/wp-content/uploads/2024/03/{name}.jpg"
    alt = meta("_wp_attachment_image_alt", f"Alt of {name}")
    more = f"<wp:attachment_url>{url}</wp:attachment_url>\n{alt}"
    values: dict[str, object] = {"kind": "attachment", "status": "inherit", "link": f"https://bridges.example/{name}/"}
    return item(number, name, "", **(values | {"more": more} | fields))


def export(*items: str) -> str:
    """Return an export."""
    return f"{HEAD}{''.join(items)}</channel>\n</rss>\n"


BLOCKS = """<!-- wp:paragraph -->
<p>The bridge<sup data-fn="a-1" class="fn"><a href="#a-1" id="a-1-link">1</a></sup> has <strong>seven </strong>arches,
see <a href="https://bridges.example/2024/classic/#top">the old post</a> and <a href="https://other.example/x">others</a>.</p>
<!-- /wp:paragraph -->

<!-- wp:more -->
<!--more-->
<!-- /wp:more -->

<!-- wp:heading {"level":4} -->
<h4 class="wp-block-heading">The arches</h4>
<!-- /wp:heading -->

<!-- wp:image {"id":90,"align":"right","width":300} -->
<figure class="wp-block-image alignright size-medium"><a href="https://bridges.example/wp-content/uploads/2024/03/arch.jpg"><img
src="https://bridges.example/wp-content/uploads/2024/03/arch-300x200.jpg" alt="One arch" class="wp-image-90"/></a><figcaption
class="wp-element-caption">The <em>first</em> arch</figcaption></figure>
<!-- /wp:image -->

<!-- wp:gallery {"linkTo":"none"} -->
<figure class="wp-block-gallery has-nested-images"><figure class="wp-block-image"><img
src="https://bridges.example/wp-content/uploads/2024/03/pier.jpg" alt="A pier"/></figure><figure class="wp-block-image"><img
src="https://bridges.example/wp-content/uploads/2024/03/arch.jpg" alt=""/><figcaption>Again</figcaption></figure></figure>
<!-- /wp:gallery -->

<!-- wp:embed {"url":"https://www.youtube.com/watch?v=abc"} -->
<figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper">
https://www.youtube.com/watch?v=abc
</div><figcaption>A film</figcaption></figure>
<!-- /wp:embed -->

<!-- wp:code -->
<pre class="wp-block-code"><code lang="python" class="language-python">if a &lt; b:
    print("*")</code></pre>
<!-- /wp:code -->

<!-- wp:block {"ref":80} /-->

<!-- wp:latest-posts {"postsToShow":3} /-->

<!-- wp:footnotes /-->"""

CLASSIC = """First line
second line with [sic] and ((A note in <em>brackets</em>.)) after.

[caption id="attachment_91" align="alignleft" width="300"]<a href="https://bridges.example/?attachment_id=91"><img
src="https://bridges.example/wp-content/uploads/2024/03/pier-300x200.jpg" alt="Pier" width="300" /></a> The pier, [ref]Seen
from afar.[/ref] in March[/caption]

<blockquote>Quoted
twice</blockquote>
[sourcecode language="bash"]
ls -l | grep [a-z]
[/sourcecode]

[gallery ids="90,91"]

https://vimeo.com/123

[contact-form-7 id="5" title="Write to me"]

[box type="note"]Boxed [b]words[/b].[/box]

An old[efn_note]Easy.[/efn_note] way &amp; a price of $5 or $10.
<script>count()</script>
<ul>
<li>one</li>
<li>two</li>
</ul>"""

COMMENT = """<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author><![CDATA[Bo]]></wp:comment_author>
<wp:comment_author_email>bo@example.org</wp:comment_author_email><wp:comment_content><![CDATA[Nice!]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved></wp:comment>
"""

FULL = export(
    item(1, "Blocks", BLOCKS, excerpt="Seven arches.", more=meta("_thumbnail_id", "90")
         + meta("footnotes", '[{"id":"a-1","content":"Counted <a href=\\"https://x.example\\">twice</a>."}]')
         + '<category domain="category" nicename="stone"><![CDATA[Stone &amp; Brick]]></category>\n'
         + '<category domain="post_tag" nicename="walks"><![CDATA[Walks]]></category>\n'),
    item(2, "Classic", CLASSIC, more=COMMENT + meta("_wp_old_slug", "older")
         + '<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>\n'),
    item(3, "An idea", "Not yet.", status="draft", link="https://bridges.example/?p=3", slug=""),
    item(4, "About", "<p>Me.</p>", kind="page", link="https://bridges.example/about/"),
    item(5, "Gone", "x", status="trash"),
    item(6, "Menu", "x", kind="nav_menu_item"),
    item(80, "Reused", "<p>Said twice.</p>", kind="wp_block", date="2024-03-01 10:00:00"),
    photo(90, "arch", date="2024-03-01 10:00:00"),
    photo(91, "pier", date="2024-03-01 10:00:00"),
)  # fmt: skip
