"""Whole sites as ABlog's users have them, each of another habit, and what readers and other programs find in them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import feedparser
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# `BLOG` is the extension: the word that a move changes.
CONF = """\
project, copyright, author = "The Valley", "2024, Ada Example", "Ada Example"
blog_baseurl = "https://example.org/"
blog_title = "Notes from the valley"
blog_authors = {"Ada Example": ("Ada Example", "https://example.org/ada"), "Bob": ("Bob Builder", None)}
blog_default_author = "Ada Example"
"""


@dataclass(frozen=True)
class MovedSite:
    """A site whose blog was made with ABlog."""

    extensions: list[str]
    """The other extensions; for ABlog's Markdown, `myst_parser` is one of them."""
    conf: str
    files: Mapping[str, str]
    builder: str = "html"
    templates: Mapping[str, str] = field(default_factory=dict)


def notebook(title: str, text: str, **metadata: object) -> str:
    """Return a notebook with two Markdown cells."""
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [f"# {title}\n"]},
        {"cell_type": "markdown", "id": "b", "metadata": {}, "source": [text]},
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": {**kernel, **metadata}, "nbformat": 4, "nbformat_minor": 5})


PYDATA_NOTEBOOKS = MovedSite(
    ["myst_nb", "sphinxext.rediraffe"],
    """\
html_theme = "pydata_sphinx_theme"
html_sidebars = {
    "blog": ["ablog/categories.html", "ablog/tagcloud.html", "ablog/archives.html"],
    "posts/**": ["ablog/postcard.html", "ablog/recentposts.html"],
}
blog_post_pattern = ["posts/*/*"]
nb_execution_mode = "off"
fontawesome_included = True
post_redirect_refresh = 1
rediraffe_redirects = {"old/rain.ipynb": "posts/2021/rain.ipynb", "old/walk.md": "posts/2023/walk.md"}
""",
    {
        "index.md": "# The valley\n\n```{toctree}\n\nblog\nabout\n```\n\n```{postlist} 2\n:format: '{title}'\n```\n",
        "blog.md": "# Blog\n\nAll that was written.\n",
        "about.md": "# About\n\nWords about the valley, by [Ada](https://example.org/ada).[^1]\n\n[^1]: And Bob.\n",
        "posts/2021/rain.ipynb": notebook(
            "Rain over three days", "It rained for three days. ![rain](rain.svg)", date="2021-06-11",
            author="Bob", tags="rain, valley", category="Weather",
        ),
        "posts/2021/rain.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "posts/2021/2021-07-02-snow.ipynb": notebook("Snow", "It snowed.", date="2021-07-05", tags="snow"),
        "posts/2022/bridge.md": (
            "---\ndate: 2022-03-04\ntags: bridge, stone\ncategory: Stone\nredirect: old/bridge\n---\n\n# The bridge\n\n"
            "It has *seven* arches.\n\n## Arches\n\n### Small ones\n\nThree of them.[^a]\n\n[^a]: Not counted twice.\n"
        ),
        "posts/2023/walk.md": (
            "---\nblogpost: true\ndate: Jan 5, 2023\nauthor: Ada Example, Bob\nlocation: Valley\nlanguage: English\n"
            "tags: walk\nexcerpt: 2\n---\n\n# A walk\n\nFirst.\n\nSecond [link](../2022/bridge.md).\n\nThird.\n"
        ),
        "posts/2023/plan.md": "---\ntags: walk\n---\n\n# A plan without a date\n\nNot yet.\n",
        "posts/2023/notes.md": "---\norphan: true\nblogpost: false\n---\n\n# Notes\n\nA page.\n",
    },
)  # fmt: skip

BOOK_THEME = MovedSite(
    ["myst_parser"],
    """\
html_theme = "sphinx_book_theme"
html_title = "The valley"
templates_path = ["_templates"]
html_sidebars = {
    "**": ["navbar-logo.html", "sbt-sidebar-nav.html", "ablog/postcard.html", "ablog/categories.html", "own.html"],
}
post_date_format = "%d %B %Y"
post_date_format_short = "%d %B"
blog_feed_fulltext = True
""",
    {
        "index.md": "# The valley\n\n```{toctree}\nrules\nwiki\n```\n\n{ref}`All posts <blog-posts>`\n",
        "rules.md": "# Rules\n\nBe kind.\n\n![Pronouns](badge.svg) ![Profile](badge.svg)\n",
        "wiki.md": "# Wiki\n\n```{image} badge.svg\n:align: right\n:alt: A portrait\n```\n\nPages.\n",
        "badge.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "posts/badge.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "posts/mill.md": (
            "---\nblogpost: true\ndate: 05 January 2024\ntags: Flour, Water\ncategory: Mills\n---\n\n"
            "# The mill & the weir\n\nFlour was made here.\n\n![A mill](badge.svg)\n"
        ),
        "posts/old.md": "---\nblogpost: true\ndate: 2020-02-29\ntags: Water\n---\n\n# A leap day\n\nLong ago.\n",
    },
    templates={
        "layout.html": '{% extends "!layout.html" %}{% block extrahead %}{{ super() }}<meta name="own">{% endblock %}',
        "own.html": (
            '<div class="own">{% for post in ablog.recent(3) %}<a href="{{ pathto(post.docname) }}">'
            "{{ post.date.strftime(ablog.post_date_format_short) }} - {{ post.title }}</a>{% endfor %}</div>"
        ),
    },
)

RESTRUCTUREDTEXT = MovedSite(
    ["sphinx_sitemap"],
    """\
html_theme = "alabaster"
html_baseurl = "https://example.org/"
sitemap_url_scheme = "{link}"
sitemap_show_lastmod = False
templates_path = ["_templates"]
blog_path = "news"
disqus_shortname = ""
""",
    {
        "index.rst": "The valley\n==========\n\n.. toctree::\n\n   about\n   news\n\n.. postlist:: 3\n   :date: %Y\n",
        "about.rst": "About\n=====\n\nSee :ref:`walk` and :doc:`posts/2016-03-21-meeting`.\n",
        "news.rst": "News\n====\n",
        "README.md": "### Not a page\n",
        "posts/2016-03-21-meeting.rst": (
            "Meeting\n=======\n\n.. post:: Mar 31, 2016\n   :tags: meeting, travel\n   :category: Update\n"
            "   :author: Bob\n   :location: Rome\n   :language: English\n   :redirect: old/meeting\n\n"
            "   With a *map* and ``code``.\n\nWe met. [1]_\n\n.. rubric:: Footnotes\n\n.. [1] On a Thursday.\n"
        ),
        "posts/walk.rst": (
            ".. _walk:\n\nA walk\n======\n\n.. post:: 2016-04-02\n   :tags: travel\n   :excerpt: 2\n\nOne.\n\nTwo.\n\n"
            "Three.\n\n.. update:: Apr 5, 2016\n\n   It rained.\n"
        ),
        "posts/field.rst": ":blogpost: true\n:date: 2017-01-01\n:tags: field\n\nFields\n======\n\nOf wheat.\n",
        "posts/draft.rst": "A draft\n=======\n\n.. post::\n   :tags: plan\n\nNot yet.\n",
    },
    builder="dirhtml",
    templates={
        "ablog/collection.html": (
            '{% extends "layout.html" %}{% block body %}<h1>{{ title }}</h1>{% for post in collection %}'
            '<p class="own"><a href="{{ pathto(post.docname) }}">{{ post.title }}</a> '
            "{% for tag in post.tags %}{{ tag }};{% endfor %}</p>{% endfor %}{% endblock %}"
        ),
    },
)

FIELDS = MovedSite(
    ["myst_parser"],
    """\
html_theme = "alabaster"
myst_enable_extensions = ["fieldlist", "colon_fence"]
blog_feed_archives = True
post_auto_excerpt = 1
""",
    {
        "index.md": "# The valley\n\n```{postlist} 5\n:excerpts:\n```\n",
        "notes/bees.md": (
            ":blogpost: true\n:date: 2 May 2024\n:author: Ada Example\n:category: Garden\n:location: Rome, Italy\n\n"
            "# Bees\n\nThey came in *May*.\n\nAnd left.\n"
        ),
        "notes/wasps.md": (
            ":blogpost: true\n:date: 2024-06-01\n:tags: insects\n:image: 1\n\n# Wasps\n\nThey came later: `buzz`.\n"
        ),
        "notes/directive.md": (
            "# Ants\n\n:::{post} 2024-07-01\n:tags: insects, soil\n:category: Garden\n:::\n\nThey were always there.\n"
        ),
        "notes/page.md": ":orphan: true\n\n# A page\n\n## Deeper\n\nNo post.\n",
    },
)

MOVED_SITES = {
    "pydata theme, notebooks, rediraffe": PYDATA_NOTEBOOKS,
    "book theme, own layout, sidebars and postcard": BOOK_THEME,
    "reStructuredText, own collection template, sitemap of dirhtml": RESTRUCTUREDTEXT,
    "field lists in Markdown": FIELDS,
}


@dataclass(frozen=True)
class Entry:
    """An entry of a feed: what feed readers show, and by what they know it."""

    id: str
    title: str
    date: str
    text: str
    authors: frozenset[str]
    terms: frozenset[str]


@dataclass(frozen=True)
class Findings:
    """What was found in the output of a build."""

    entries: list[Entry]
    """The entries of the blog's feed."""
    term_pages: dict[str, list[str]]
    """The posts that each page of a term lists, by its URL."""
    redirects: dict[str, str]
    texts: dict[str, str]
    """The words of each page that has a document."""
    images: dict[str, tuple[int, int]]
    """How many images and how many captions pages that are no posts have."""
    sitemap: list[str]
    sidebars: dict[str, list[str]]
    """The links in the sidebar that stand on a page."""


def find_all(outdir: Path, site: MovedSite, blog_path: str) -> Findings:
    """Read the output of a site."""
    pages = {
        path.relative_to(outdir).as_posix(): BeautifulSoup(path.read_text("utf-8"), "lxml")
        for path in sorted(outdir.rglob("*.html"))
        if "_static" not in path.parts
    }
    documents = {
        name: page
        for document in site.files
        if document.endswith((".md", ".rst", ".ipynb"))
        for name in (f"{document.rpartition('.')[0]}.html", f"{document.rpartition('.')[0]}/index.html")
        if (page := pages.get(name)) and not is_redirect(page)
    }
    sitemap = outdir / "sitemap.xml"
    return Findings(
        entries=feed_entries(outdir / blog_path / "atom.xml"),
        term_pages={
            name: post_links(page)
            for name, page in pages.items()
            if re.match(
                rf"{blog_path}/(?:tag|category|author|location|language)/(?!index)[^/]+(?:/index)?\.html$", name
            )
        },
        redirects={name: target for name, page in pages.items() if (target := is_redirect(page))},
        texts={name: words(page) for name, page in documents.items() if not name.startswith(blog_path)},
        images={
            name: (len(main(page).select("img")), len(main(page).select("figcaption")))
            for name, page in documents.items()
            if not name.startswith(("posts/", blog_path))
        },
        sitemap=sorted(re.findall("<loc>(.*?)</loc>", sitemap.read_text("utf-8"))) if sitemap.exists() else [],
        sidebars={name: [link.get_text() for link in page.select(".own a")] for name, page in documents.items()},
    )


def feed_entries(path: Path) -> list[Entry]:
    """Return the entries of a feed; captions of images, which ABlog has not, are no part of their texts."""
    return [
        Entry(
            entry.id,
            entry.title,
            entry.published[:10],
            words(BeautifulSoup(content(entry), "lxml")),
            frozenset(author.name for author in entry.get("authors", ())),
            frozenset(term.label or term.term for term in entry.get("tags", ())),
        )
        for entry in feedparser.parse(path.read_text("utf-8")).entries
    ]


def content(entry: feedparser.FeedParserDict) -> str:
    """Return the content of an entry, else its summary."""
    return str(entry.content[0].value if "content" in entry else entry.get("summary", ""))


def is_redirect(page: BeautifulSoup) -> str:
    """Return where a page forwards to; empty if it does not."""
    refresh = page.select_one("meta[http-equiv=refresh]")
    return str(refresh["content"]).rpartition("=")[2].strip() if refresh else ""


def main(page: BeautifulSoup) -> BeautifulSoup:
    """Return the main content of a page; all of it if no element has that role."""
    found = page.select_one("article.bd-article, main, div.body, [role=main]")
    return BeautifulSoup(str(found), "lxml") if found else page


def post_links(page: BeautifulSoup) -> list[str]:
    """Return the titles of the posts that a page lists, each once."""
    links = main(page).select("a[href*='posts/'], a[href*='notes/']")
    titles = [" ".join(link.get_text().split()) for link in links]
    return list(dict.fromkeys(title for title in titles if title and not title.startswith("Read more")))


def words(page: BeautifulSoup) -> str:
    """Return the sorted words of the text that an author wrote."""
    text = main(page)
    generated = (
        ".headerlink, .postil-byline, .postil-neighbours, .postil-tags, .postil-related, .postil-backlinks, .postlist, "
        ".section.ablog__blog_comments, [class*=ablog__], .ablog-post, .prev-next-area, .backrefs, .own, nav, footer, "
        "figcaption, script, style, .postil-notes-title, #jb-print-docs-body, .bd-header-article, .sphinxsidebar"
    )
    for each in text.select(generated):
        each.decompose()
    return " ".join(sorted(set(re.findall(r"\w{3,}", text.get_text()))))
