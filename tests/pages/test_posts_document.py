"""Documents at `blog_path`: a placeholder shows the list of all posts, other content keeps its place above it."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

HOME = "# Home\n\n```{toctree}\nNAME\n```\n"
PLACEHOLDERS = {
    "heading": "# Our notes\n",
    "heading and a sentence": "# Our notes\n\nThis text is replaced when the site is built.\n",
    "sentence over lines": "# Our notes\n\nThis *text* is\nreplaced, by [ABlog](https://ablog.readthedocs.io)\n",
    "HTML comment": "# Our notes\n\n<!-- To be replaced. By the list. -->\n",
    "hidden toctree": "# Our notes\n\n```{toctree}\n:hidden:\n\nmore\n```\n",
    "front matter": "---\ntocdepth: 2\n---\n\n# Our notes\n",
    "label": "(notes)=\n# Our notes\n",
}
CONTENTS = {
    "two sentences": "# Our notes\n\nWe write. Here is why.\n",
    "two paragraphs": "# Our notes\n\nWe write\n\nHere is why\n",
    "list": "# Our notes\n\n- here is why\n",
    "section": "# Our notes\n\n## Here is why\n",
    "image": "# Our notes\n\n![here is why](x.png)\n",
    "code": "# Our notes\n\n```\nhere is why\n```\n",
    "toctree": "# Our notes\n\n```{toctree}\n:caption: here is why\n\nmore\n```\n",
    "no heading": "We write.\n\nHere is why.\n",
    "Chinese": "# Our notes\n\n\u6211\u4eec\u5199\u4f5c\u3002here is why\u3002\n",
}
POSTLIST = "# Our notes\n\nMine:\n\n```{postlist} 1\n```\n"
MORE: dict[str, str | bytes] = {"more.md": "---\norphan: true\n---\n# More\n", "x.png": b""}


def write(post: Post) -> dict[str, str]:
    """Return two posts."""
    return {"a.md": post("First.\n", title="One"), "b.md": post("Second.\n", title="Two", date="2024-04-01")}


def link_in_toctree(built: Built) -> list[str]:
    """Return the entries of the toctree on the home page."""
    return [link.get_text() for link in built.article("index").select(".toctree-wrapper a")]


@pytest.mark.parametrize("kind", PLACEHOLDERS)
def test_placeholder_gives_way_to_the_list(plain_site: SiteBuilder, post: Post, kind: str) -> None:
    docs = {"index.md": HOME.replace("NAME", "blog"), "blog.md": PLACEHOLDERS[kind]} | MORE
    built = plain_site.build(write(post), docs)
    page = built.article("blog")

    assert built.warnings == []
    assert built.titles("blog") == ["Two", "One"]
    assert [heading.get_text().strip("\u00b6#") for heading in page.select("h1")] == ["Our notes"]
    assert "replaced" not in str(page)
    assert "2 posts" in page.get_text()
    assert built.page("blog").title.get_text().startswith("Our notes")  # type: ignore[union-attr]
    assert link_in_toctree(built) == ["Our notes"]


@pytest.mark.parametrize(
    "text", ["", "<!-- To be replaced. -->\n", "This text is replaced.\n", "---\ntocdepth: 2\n---\n"]
)
def test_placeholder_without_a_heading(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build(write(post), {"blog.md": text})

    assert built.warnings == []
    assert built.titles("blog") == ["Two", "One"]
    assert [heading.get_text() for heading in built.article("blog").select("h1")] == ["All posts"]
    assert built.page("blog").title.get_text().startswith("All posts")  # type: ignore[union-attr]
    assert "replaced" not in built.article("blog").get_text()


@pytest.mark.parametrize("kind", CONTENTS)
def test_list_follows_content(plain_site: SiteBuilder, post: Post, kind: str) -> None:
    plain_site.conf = 'suppress_warnings = ["postil", "toc", "image"]\n'
    docs = {"index.md": HOME.replace("NAME", "blog"), "blog.md": CONTENTS[kind]} | MORE
    built = plain_site.build(write(post), docs)
    page = built.article("blog")

    assert built.titles("blog") == ["Two", "One"]
    assert len(page.select("h1")) == 1
    text = page.get_text() + " ".join(str(image["alt"]) for image in page.select("img"))
    assert "here is why" in text.lower()
    assert kind == "image" or text.lower().index("here is why") < text.index("2 posts")


def test_document_with_a_postlist_stays_as_it_is(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(write(post), {"blog.md": POSTLIST})

    assert built.titles("blog") == ["2024-04-01 - Two"] or built.article("blog").select(".postlist li")
    assert len(built.article("blog").select("a[href*='posts/']")) == 1
    assert not built.article("blog").select(".postil-listing")
    assert built.files("blog/page") == []


def test_post_stays_as_it_is(plain_site: SiteBuilder, post: Post) -> None:
    text = "---\nblogpost: true\ndate: 2024-01-01\n---\n\n# A post\n\nIts text.\n"
    built = plain_site.build(write(post), {"blog.md": text})

    assert "Its text." in built.article("blog").get_text()
    assert not built.article("blog").select(".postil-listing")


def test_document_of_a_site_without_posts_stays_as_it_is(plain_site: SiteBuilder) -> None:
    built = plain_site.build(docs={"blog.md": PLACEHOLDERS["heading and a sentence"]})

    assert "replaced" in built.article("blog").get_text()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_further_pages_of_the_list(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    plain_site.conf = "postil_page_size = 1\n"
    built = plain_site.build(write(post), {"blog.md": PLACEHOLDERS["heading"]}, builder=builder)
    first, second = ("blog/index", "blog/page/2/index") if builder == "dirhtml" else ("blog", "blog/page/2")

    assert (built.titles(first), built.titles(second)) == (["Two"], ["One"])
    assert built.page(first).select("head link[rel=next]")
    sitemap = built.read("sitemap.xml")
    end = "/" if builder == "dirhtml" else ".html"
    assert [sitemap.count(f"<loc>https://example.org/{name}{end}</loc>") for name in ("blog", "blog/page/2")] == [1, 1]


@pytest.mark.parametrize(("builder", "listed"), [("dirhtml", True), ("html", False)])
def test_document_in_the_folder_of_the_blog(plain_site: SiteBuilder, post: Post, builder: str, listed: bool) -> None:  # noqa: FBT001
    """With `dirhtml`, `blog/index.md` has the URL of the list; with `html`, the list has a page beside it."""
    built = plain_site.build(write(post), {"blog/index.md": PLACEHOLDERS["heading and a sentence"]}, builder=builder)

    assert ("replaced" not in built.article("blog/index").get_text()) == listed
    assert built.titles("blog/index" if listed else "blog") == ["Two", "One"]
    assert built.read("sitemap.xml").count("<loc>https://example.org/blog/</loc>") == listed


@pytest.mark.parametrize("name", ["news", "about/news"])
def test_blog_path_of_the_owner(plain_site: SiteBuilder, post: Post, name: str) -> None:
    plain_site.conf = f'blog_path = "{name}"\n'
    built = plain_site.build(write(post), {f"{name}.md": PLACEHOLDERS["heading"], "blog.md": "# Blog\n\nMine.\n"})

    assert built.titles(name) == ["Two", "One"]
    assert built.titles("blog") == []


@pytest.mark.parametrize("builder", ["html", pytest.param("dirhtml", marks=pytest.mark.long)])
def test_builds_are_exact_when_the_document_changes_its_kind(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    kinds = (PLACEHOLDERS["heading and a sentence"], CONTENTS["two sentences"], POSTLIST, "", None)
    plain_site.conf = "postil_page_size = 1\nsuppress_warnings = ['toc']\n"
    plain_site.build(write(post), builder=builder)
    pairs = [pair for pair in permutations(range(len(kinds)), 2) if pair[1] == pair[0] + 1 or pair[0] > 2 >= pair[1]]
    for before, after in pairs:
        plain_site.build(docs={"blog.md": kinds[before]}, builder=builder)
        built = plain_site.build(docs={"blog.md": kinds[after]}, builder=builder)
        assert plain_site.differences(built, builder=builder) == [], (before, after)


def test_the_list_on_a_document_changes_with_the_posts(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.build(write(post), {"blog.md": PLACEHOLDERS["heading"]})
    for edit in ({"a.md": post("Changed.\n", title="One")}, {"c.md": post("Third.\n", title="C")}, {"b.md": None}):
        built = plain_site.build(edit)
        assert plain_site.differences(built) == []
    assert sorted(built.titles("blog")) == ["C", "One"]
    built = plain_site.build({"a.md": None, "c.md": None})
    assert plain_site.differences(built) == []


def test_the_owner_s_template_for_lists_shows_the_placeholder_s_list(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'templates_path = ["own"]\n'
    titles = "{% for post in collection %}<i>{{ post.title }}</i>{% endfor %}"
    own = '{% extends "page.html" %}{% block body %}<h1>{{ header }}</h1>' + titles + "{% endblock %}"
    docs = {"index.md": HOME.replace("NAME", "blog"), "blog.md": PLACEHOLDERS["heading and a sentence"]}
    built = plain_site.build(write(post), docs | {"own/ablog/collection.html": own})

    assert [tag.get_text() for tag in built.article("blog").select("h1, i")] == ["All", "Two", "One"]
    assert link_in_toctree(built) == ["Our notes"]
    built = plain_site.build({"a.md": post(title="Three")}, {"blog.md": CONTENTS["two sentences"]})
    assert "Here is why" in built.article("blog").get_text()
    assert plain_site.differences(built) == []
    built = plain_site.build(docs={"blog.md": PLACEHOLDERS["heading"]})
    assert plain_site.differences(built) == []
