"""A site in which every field contains HTML, scripts and quotes; all of it must be escaped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def hostile(name: str) -> str:
    """Return text that runs a script, or makes an `x-mark` element or attribute, wherever it is not escaped."""
    return (
        f"{name} \"'><x-mark x-mark=1 onclick=a></x-mark><img src=x onerror=hacked('{name}')>"
        f"<script>hacked('{name}')</script></title></textarea></style>'"
        ' x-mark=" x-mark=1 ]]>--&gt;--> {{ 7*7 }} & &lt;'
    )


def attribute(name: str) -> str:
    """Return text that ends an attribute in either quotes; without `<`, for places where Markdown allows tags."""
    return f"{name} \"' x-mark=1 onerror=hacked() src=x href='javascript:hacked()' &quot; x-mark=1 '"


FILES = ["it's new", 'say "hi" & go', "a<b", "<script>hacked()<", "x' onerror=hacked() y", "&lt;x-mark&gt;"]

CONF = """
project = {title!r}
author = {author!r}
blog_title = {title!r}
blog_feed_subtitle = {subtitle!r}
blog_baseurl = "https://example.org/sub/"
blog_path = "blog"
postil_drafts = False
blog_authors = {authors!r}
blog_languages = {languages!r}
blog_locations = {locations!r}
blog_default_author = ["ada"]
postil_menu = {menu!r}
postil_comments = {comments!r}
post_date_format = {date!r}
templates_path = []
html_sidebars = {sidebars!r}
numfig = True
{more}
"""


def conf(more: str = "", *, theme: str = "sphinx_book_theme") -> str:
    """Return a conf.py in which every string is hostile."""
    person = {
        "name": hostile("author"),
        "link": "https://example.org/?a='\"><x-mark>&b",
        "bio": hostile("bio") + "\n\n" + hostile("bio2"),
        "links": {hostile("label"): "https://example.org/#\"'><x-mark>"},
        "fediverse": "@ada@example.social",
        "avatar": "me.png",
    }
    sidebars = ["tagcloud", "archives", "categories", "authors", "languages", "locations", "recentposts", "postcard"]
    comments = {
        "engine": "giscus",
        "repo": "a/b",
        "repo_id": hostile("repo_id"),
        "category": hostile("category"),
        "category_id": hostile("id"),
        "term": hostile("term"),
        "theme_light": hostile("theme"),
    }
    names = [f"ablog/{name}.html" for name in sidebars]
    start = f'extensions = ["postil"]\nhtml_theme = "{theme}"\n'
    return start + CONF.format(
        title=hostile("blog_title"),
        subtitle=hostile("subtitle"),
        author=hostile("conf author"),
        authors={"ada": person},
        languages={"en": (hostile("language"), None)},
        locations={"here": (hostile("location"), "https://example.org/'\"><x-mark>")},
        menu={
            hostile("menu"): "blog-posts",
            hostile("out"): "https://example.org/?\"'><x-mark>",
            "About": "about",
        },
        comments=comments,
        date="%Y <x-mark> %B \"' x-mark=1",
        sidebars={"**": ["sbt-sidebar-nav.html", *names]},
        more=more,
    )


def front(number: int) -> str:
    """Return front matter in which every field is hostile."""
    values = {
        "title": hostile(f"title{number}"),
        "date": f"2024-03-{number + 10}",
        "updated": "2024-05-01",
        "tags": [hostile("tag"), "<b>", "\"'", "a, b"],
        "categories": [hostile("category")],
        "authors": ["ada", hostile("guest")],
        "description": hostile("description") if number % 2 else "",
        "series": hostile("series"),
        "language": ["en", hostile("language2")],
        "location": ["here", hostile("location2")],
        "image": "cover.png" if number == 1 else "",
        "aliases": [f"old/'\"><x-mark>{number}/", f"old {number}<script>.html"],
        "pinned": number == 2,
        "canonical_link": "https://example.org/?'\"><x-mark>" if number == 3 else "",
        "external_link": "https://example.org/?'\"><x-mark>" if number == 4 else "",
        "unknown": hostile("unknown"),
    }
    return "\n".join(["---", *(f"{key}: {json.dumps(value)}" for key, value in values.items() if value != ""), "---"])


BODY = """
Words with a note[^n'"><x], another^[Inline "' x-mark=1 note] and [[^n'"><x]].
See [](#figure-{number}), {{ref}}`the heading <odd-{number}>`, [{attribute}](b.md "{title}").

[^n'"><x]: The note \\<x-mark\\> "' x-mark=1.

(odd-{number})=
## Heading \\<x-mark\\> "' x-mark=1 `<x-mark>` &lt;x-mark&gt; $a<b$

![{alt} `<x-mark>` $x<y$](p.png "{title}"){{#figure-{number} width=50% .wide}}

![{alt}](p.png)
![{alt}](cover.png)

Words ![{alt}](p.png){{width=20px}} and `<x-mark x-mark=1>`{{l=html}}.

```html
<x-mark x-mark="1"><script>hacked()</script>
```

```{{figure}} p.png
:alt: {plain}
:name: fig'"{number}

Caption \\<x-mark\\> "' x-mark=1
```

:::{{admonition}} Title "' \\<x-mark\\> x-mark=1
Text
:::

[a](javascript:hacked()) [b](JaVaScRiPt:hacked()) [c](data:text/html;base64,PHNjcmlwdD5oYWNrZWQoKTwvc2NyaXB0Pg==)
[d](vbscript:hacked()) <javascript:hacked()> [e](&#106;avascript:hacked()) [f](java&#10;script:hacked())
[g](java%0ascript:hacked()) [h]( javascript:hacked() ) [i](&#1;javascript:hacked()) [j][k]
![l](javascript:hacked()) [m](b.md#"'x-mark=1) [n](<javascript:hacked('a b')>) [o](//example.org/'"><x-mark>)

```{{figure}} javascript://example.org/%0ahacked()
:alt: A figure
```

[k]: javascript:hacked()
"""


def body(number: int) -> str:
    """Return the text of a post with hostile text everywhere; `number` makes its labels unique."""
    return BODY.format(
        number=number,
        attribute=attribute("link").replace("<", "\\<"),
        title=attribute("title").replace('"', '\\"'),
        alt=attribute("alt") + " \\<x-mark\\> \\]",
        plain=hostile("alt"),
    )


def write_site(root: Path, png: bytes, *, more: str = "", theme: str = "sphinx_book_theme") -> None:
    """Write the site below `root`: `docs/` and `posts/`."""
    files: dict[str, str | bytes] = {"docs/conf.py": conf(more, theme=theme), "docs/me.png": png}
    for number, name in enumerate(["a", "b", *FILES], start=1):
        files[f"posts/{name}.md"] = f"{front(number)}\n{body(number)}"
    files |= {f"{folder}/{name}.png": png for folder in ("docs", "posts") for name in ("p", "cover")}
    files["docs/b.md"] = "# B\n"
    files["docs/about.md"] = f"# About \\<x-mark\\> \"' x-mark=1\n{body(0)}"
    files["docs/index.md"] = "# Home \\<x-mark\\>\n\n```{postlist}\n```\n\n```{toctree}\nabout\nb\n```\n"
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
