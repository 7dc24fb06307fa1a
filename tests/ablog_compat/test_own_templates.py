"""Templates of the site's owner that were written for ABlog, above all copies of ABlog's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import ablog
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

COPIED = Path(ablog.get_html_templates_path())
NAMES = sorted(path.relative_to(COPIED).as_posix() for path in COPIED.rglob("*.html"))
SIDEBARS = ("postcard", "recentposts", "tagcloud", "categories", "archives", "authors", "languages", "locations")
CONF = f"""
templates_path = ["_templates"]
blog_authors = {{"ada": ("Ada <A>", "https://ada.example/"), "bob": ("Bob", None)}}
blog_languages = {{"en": ("English", None)}}
blog_locations = {{"bern": ("Bern", None)}}
blog_feed_archives = True
html_sidebars = {{"**": {[f"ablog/{name}.html" for name in SIDEBARS]!r}}}
"""


@pytest.fixture
def posts(post: Post) -> dict[str, str]:
    """Return posts that use all of ABlog's fields."""
    more = {"author": ["ada"], "category": ["Walks"], "language": "en", "location": "bern"}
    return {
        "a.md": post(
            "First words.\n\nMore.\n", title="Rivers & <Lakes>", tags=["river", "c++"], date="2024-01-05", **more
        ),
        "b.md": post("Second words.\n", title="B", tags=["river"], date="2024-02-05", redirect="old/b", author=["bob"]),
        "c.md": post("Third words.\n\n```{update} 2024-06-01\nMore.\n```\n", title="C", date="2024-03-05"),
        "d.md": post("External.\n", title="D", date="2024-04-05", external_link="https://d.example/"),
    }


def copy_templates(site: SiteBuilder, *names: str) -> None:
    """Copy templates of ABlog into the site's own folder."""
    for name in names:
        target = site.folder / "docs/_templates" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(COPIED / name, target)


def texts(built: Built, name: str, selector: str) -> list[str]:
    """Return the texts of the elements that a selector finds on a page."""
    return [" ".join(tag.get_text(" ").split()) for tag in built.page(name).select(selector)]


def check(site: SiteBuilder, built: Built) -> None:
    """Check that all pages are there, with all posts."""
    assert [line for line in built.warnings if "is an old template path" not in line] == []
    for name in (
        "blog",
        "blog/tag/river",
        "blog/category/walks",
        "blog/author/ada-a",
        "blog/2024",
        "blog/archive",
        "posts/a",
    ):
        assert (site.folder / f"build/html/{name}.html").is_file()
    for title in ("Rivers & <Lakes>", "B", "C", "D"):
        assert title in built.article("blog").get_text()
    assert built.page("old/b").select_one('meta[http-equiv="refresh"]')


@pytest.mark.parametrize("name", NAMES)
def test_each_template_of_ablog_as_the_owner_s(plain_site: SiteBuilder, posts: dict[str, str], name: str) -> None:
    plain_site.conf = CONF
    copy_templates(plain_site, name)

    check(plain_site, plain_site.build(posts))


@pytest.mark.parametrize("theme", ["basic", "alabaster", "pydata_sphinx_theme", "sphinx_book_theme"])
def test_all_templates_of_ablog_as_the_owner_s(plain_site: SiteBuilder, posts: dict[str, str], theme: str) -> None:
    plain_site.theme, plain_site.conf = theme, CONF
    copy_templates(plain_site, *NAMES)
    built = plain_site.build(posts)

    check(plain_site, built)
    assert texts(built, "blog", ".ablog__collection .ablog-post-title") == ["D", "C", "B", "Rivers & <Lakes>"]
    assert texts(built, "blog/archive", ".ablog__catalog_header h2") == ["Posted in 2024"]
    icons = theme in ("pydata_sphinx_theme", "sphinx_book_theme")
    assert bool(built.article("blog").select(".ablog-archive .fa-calendar, .ablog-archive svg")) == icons
    assert texts(built, "posts/b", ".ablog__prev-next a") == ["Rivers & <Lakes>", "C"]
    assert built.page("posts/b").select_one(".ablog__postcard2 a[href='../blog/author/bob.html']")
    assert not built.page("posts/b").select(".postil-neighbours")
    assert "You are being redirected" in built.read("old/b.html")
    assert "05 February 2024" in texts(built, "posts/b", ".ablog__postcard h2")
    assert texts(built, "posts/b", ".ablog__recentposts li")[0] == "05 April - D"
    assert built.page("posts/b").select_one(".ablog-cloud-5 a[href='../blog/tag/river.html']")
    assert (built.outdir / "_static/ablog/tagcloud.css").is_file()


@pytest.mark.long
def test_builds_with_copies_are_exact(plain_site: SiteBuilder, posts: dict[str, str], post: Post) -> None:
    plain_site.conf = CONF
    copy_templates(plain_site, *(name for name in NAMES if name.startswith("ablog/")))
    plain_site.build(posts)

    edits: list[dict[str, str | bytes | None]] = [
        {"a.md": post("Other words.\n", title="Another title", tags=["river"], date="2024-01-05")},
        {"e.md": post("New.\n", title="E", date="2024-05-05", tags=["c++"], author=["ada"])},
        {"b.md": None},
        {"d.md": post("No longer.\n", title="D", date="2024-04-05", redirect="old/d")},
    ]
    for edit in edits:
        assert plain_site.differences(plain_site.build(edit)) == []
    copy = plain_site.folder / "docs/_templates/ablog/collection.html"
    copy.write_text(copy.read_text("utf-8").replace("Read more", "More"), "utf-8")
    assert plain_site.differences(plain_site.build()) == []
    copy.unlink()
    assert plain_site.differences(plain_site.build()) == []


# --- what templates see ---------------------------------------------------------------------------------------------

SHOWN = """{% extends "!page.html" %}{% block body %}{{ super() }}<dl>
{%- if pagename == "PAGE" %}{% set post = ablog[pagename] %}
{%- for name, value in EXPRESSIONS %}<dt>{{ name|e }}</dt><dd>{{ value }}</dd>{% endfor %}
{%- endif %}</dl>{% endblock %}
"""


def shown(site: SiteBuilder, posts: dict[str, str], *expressions: str, page: str = "posts/a") -> dict[str, str]:
    """Return what expressions of a template of the owner's show on a page."""
    pairs = ", ".join(f"({expression!r}, {expression})" for expression in expressions)
    site.conf = CONF if "templates_path" not in site.conf else site.conf
    built = site.build(
        posts, {"_templates/page.html": SHOWN.replace("PAGE", page).replace("EXPRESSIONS", f"[{pairs}]")}
    )
    tags = built.page(page).select("dl dt, dl dd")
    assert built.warnings == []
    found = [tag.get_text() for tag in tags]
    return dict(zip(found[::2], found[1::2], strict=True))


EXPECTED = {
    "post.title": "Rivers & <Lakes>",
    "post.title|e": "Rivers & <Lakes>",
    "'<b>' + post.title + '</b>'": "Rivers & <Lakes>",
    "post": "Rivers & <Lakes>",
    "post.date.strftime(ablog.post_date_format)": "05 January 2024",
    "post.date.strftime(ablog.post_date_format_short)": "05 January",
    "post.published": "True",
    "post.draft": "False",
    "post.update == post.date": "True",
    "post.tags|map(attribute='name')|join(' ')": "river c++",
    "post.tags|map('string')|join(' ')": "river c++",
    "post.tags|length": "2",
    "post.tags[0]|length": "2",
    "post.tags[0].docname": "blog/tag/river",
    "pathto(post.category[0].path)": "../blog/category/walks.html",
    "post.author[0]": "Ada <A>",
    "post.author[0].href": "https://ada.example/",
    "post.author[0].xref": "author-ada-a",
    "post.language[0]": "English",
    "post.location[0]": "Bern",
    "post.archive": "2024",
    "post.prev is none": "True",
    "post.next.title": "B",
    "post.next.next.update.isoformat()": "2024-06-01T00:00:00",
    "post.section": "",
    "post.order": "1",
    "post.nocomments": "False",
    "post.redirect": "[]",
    "post.next.redirect|join": "old/b",
    "post.external_link": "",
    "post.canonical_link": "",
    "post.options.tags|join(' ')": "river c++",
    "post.options['title']|e": "Rivers & <Lakes>",
    "post.excerpt[0].astext()": "First words.",
    "post.doctree.astext().count('More.')": "1",
    "post.to_html(pagename)": "First words.\n",
    "post.to_html(pagename, fulltext=True)|striptags": "First words. More.",
    "post.summary": "First words.",
    "post.words > 2": "True",
    "(post.next < post, post < post.next)": "(False, True)",
    "ablog|length": "4",
    "ablog.posts|length": "4",
    "ablog.posts.docname": "blog",
    "ablog.posts.path": "blog",
    "ablog.drafts|length": "0",
    "ablog.blog.post|length": "4",
    "ablog.recent(2, pagename)|map(attribute='title')|join(' ')": "D C",
    "ablog.recent(none)|length": "4",
    "ablog['no/post'] is none": "True",
    "'no/post' in ablog": "False",
    "ablog['no/post'].published": "",
    "ablog.tags|length": "3",
    "ablog.tags|map('string')|join(' ')": "c++ river",
    "ablog.tags.docname": "blog/tag",
    "(ablog.tags['river'].relsize(5, 1), ablog.tags['c++'].relsize(5, 1))": "(5, 1)",
    "ablog.catalogs['author']|length": "2",
    "ablog.archive|first": "2024",
    "ablog.category.path": "blog/category",
    "ablog.series|length": "0",
    "ablog.references['tag-river'][0]": "blog/tag/river",
    "ablog.blog_path": "blog",
    "ablog.blog_baseurl": "https://example.org/",
    "ablog.blog_authors['ada'][0]|e": "Ada <A>",
    "ablog.blog_feed_archives": "True",
    "ablog.disqus_shortname": "None",
    "ablog.disqus_drafts": "False",
    "ablog.fontawesome": "False",
    "ablog.fontawesome_link_cdn": "None",
    "ablog.post_redirect_refresh": "5",
    "ablog.post_show_prev_next": "True",
    "ablog.post_auto_image": "0",
    "ablog.post_always_section": "False",
    "ablog.feed_path": "blog/atom.xml",
    "ablog.page_id(pagename)": "/posts/a/",
    "ablog.page_url(pagename)": "https://example.org/posts/a",
    "pathto(feed_path, 1)": "../blog",
    "anchor(post)": "",
}


def test_what_templates_of_the_owner_see(plain_site: SiteBuilder, posts: dict[str, str]) -> None:
    assert shown(plain_site, posts, *EXPECTED) == EXPECTED


def test_attributes_of_a_draft(plain_site: SiteBuilder, posts: dict[str, str], post: Post) -> None:
    plain_site.conf = f"{CONF}postil_drafts = True\n"
    expected = {
        "post.published": "False", "post.draft": "True", "post.archive|length": "0", "post.tags[0]": "river",
        "post.date is none": "True", "post.update is none": "True", "ablog|length": "4", "ablog.drafts|length": "1",
    }  # fmt: skip
    draft = {"draft.md": post("Text.\n", title="Draft", date="", draft=True, tags=["river"])}

    assert shown(plain_site, posts | draft, *expected, page="posts/draft") == expected


def test_pages_change_with_all_that_a_template_shows(
    plain_site: SiteBuilder, posts: dict[str, str], post: Post
) -> None:
    """A layout or a sidebar of the owner's, under any name, can show any post on each page."""
    sidebar = "{% for post in ablog.posts %}{{ post.tags|join(' ') }} {{ post.to_html(pagename) }}{% endfor %}"
    plain_site.conf = 'templates_path = ["_templates"]\nhtml_sidebars = {"**": ["mine.html"]}\n'
    plain_site.build(posts, {"_templates/mine.html": sidebar, "about.md": "---\norphan: true\n---\n# About\n"})
    text = post("Another text.\n", title="B", tags=["lake"], date="2024-02-05")
    built = plain_site.build({"b.md": text})

    assert "Another text." in built.page("about").get_text()
    assert plain_site.differences(built) == []


def test_full_texts_in_a_template(plain_site: SiteBuilder, posts: dict[str, str], post: Post) -> None:
    text = "{{ ablog['posts/b'].to_html(pagename, fulltext=True) }}"
    layout = '{% extends "!layout.html" %}{% block footer %}' + text + "{% endblock %}"
    plain_site.conf = 'templates_path = ["_templates"]\n'
    plain_site.build(posts, {"_templates/layout.html": layout})
    built = plain_site.build({"b.md": post("Second words.\n\nOne more paragraph.\n", title="B", date="2024-02-05")})

    assert "One more paragraph." in built.page("index").get_text()
    assert plain_site.differences(built) == []


# --- templates that replace postil's --------------------------------------------------------------------------------

COLLECTION = """{% extends "page.html" %}{% block body %}<h1>{{ header }} {{ collection }}</h1><ol class="mine">
{% for post in collection %}<li>{{ post.title }}{{ post.to_html(pagename)|safe }}</li>{% endfor %}</ol>{% endblock %}"""


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_collection_template_of_the_owner(
    plain_site: SiteBuilder, posts: dict[str, str], post: Post, builder: str
) -> None:
    plain_site.conf = CONF + "blog_title = 'T'\n"
    docs = {
        "_templates/ablog/collection.html": COLLECTION,
        "_templates/ablog/postnavy.html": "<hr class='own'>{{ title }}",
    }
    built = plain_site.build(posts, docs, builder=builder)
    end = "/index" if builder == "dirhtml" else ""

    assert built.warnings == []
    assert texts(built, f"blog{end}", "h1") == ["All Posts"]
    assert texts(built, f"blog/tag/river{end}", "h1") == ["Posts tagged river"]
    assert texts(built, f"blog/tag/river{end}", ".mine li") == ["B Second words.", "Rivers & <Lakes> First words."]
    assert texts(built, f"blog/2024{end}", "h1") == ["Posted in 2024"]
    assert built.page(f"blog/tag/river{end}").title.get_text().startswith("Posts tagged river")  # type: ignore[union-attr]
    assert built.page(f"posts/a{end}").select("hr.own")
    assert not built.page(f"posts/a{end}").select(".postil-neighbours")
    assert built.page(f"blog/tag{end}").select(".postil-terms")  # the owner has no catalog.html
    changed = {"b.md": post("Other words.\n", title="B2", tags=["river"], date="2024-02-05")}
    assert plain_site.differences(plain_site.build(changed, builder=builder), builder=builder) == []


def test_lists_with_a_template_of_the_owner_have_one_page(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = CONF
    many = {f"{day}.md": post(title=f"Day {day}", date=f"2024-01-{day:02}") for day in range(1, 26)}
    built = plain_site.build(many, {"_templates/ablog/collection.html": COLLECTION})

    assert len(built.page("blog").select(".mine li")) == 25
    assert built.files("blog/page") == []
    assert "page/2" not in built.read("sitemap.xml")


def test_template_that_extends_the_one_of_ablog(plain_site: SiteBuilder, posts: dict[str, str]) -> None:
    plain_site.conf = CONF
    own = '{% extends "!ablog/collection.html" %}{% block body %}<hr class="own">{{ super() }}{% endblock %}'
    built = plain_site.build(posts, {"_templates/ablog/collection.html": own})

    assert built.page("blog").select("hr.own + .ablog__collection h2")


@pytest.mark.parametrize("name", ["ablog/postcard2.html", "postcard2.html"])
def test_template_that_includes_one_of_ablog(plain_site: SiteBuilder, posts: dict[str, str], name: str) -> None:
    plain_site.conf = CONF.replace("'ablog/postcard.html'", "'mine.html'")
    own = (
        f'{{% if pagename in ablog %}}{{% set post = ablog[pagename] %}}<ul>{{% include "{name}" %}}</ul>{{% endif %}}'
    )
    built = plain_site.build(posts, {"_templates/mine.html": own})

    assert built.warnings == []
    assert texts(built, "posts/a", ".ablog__postcard2 a") == ["Ada <A>", "Bern", "English", "Walks", "river", "c++"]


@pytest.mark.parametrize("folder", ["", "ablog/"])
def test_sidebars_under_both_names(plain_site: SiteBuilder, posts: dict[str, str], folder: str) -> None:
    plain_site.conf = CONF.replace("ablog/", folder)
    built = plain_site.build(posts)

    assert built.warnings == []
    for name in SIDEBARS:
        assert built.page("posts/a").select(f".ablog__{name}"), name


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_redirect_template_of_the_owner(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    plain_site.conf = CONF
    own = """{% extends "!layout.html" %}{% block extrahead %}
<meta http-equiv="refresh" content="{{ ablog.post_redirect_refresh }}; url={{ pathto(redirect) }}">{% endblock %}
{% block body %}<p class="own">Moved: <a href="{{ pathto(redirect) }}">{{ post.title }}</a></p>{% endblock %}"""
    one = {"b.md": post(title="B & <C>", redirect=["old/place", "older", "last.html", "folder/"])}
    built = plain_site.build(one, {"_templates/ablog/redirect.html": own}, builder=builder)

    assert built.warnings == []
    index = "/index" if builder == "dirhtml" else ""
    for name in (f"old/place{index}", f"older{index}", "last", "folder/index"):
        link = built.page(name).select_one("a[href*='posts/b']")
        assert link
        assert link.get_text() == "B & <C>"
        target = (built.outdir / f"{name}.html").parent / str(link["href"])
        assert (target / "index.html" if target.is_dir() else target).resolve().is_file()
    assert texts(built, f"older{index}", ".own") == ["Moved: B & <C>"]
    changed = plain_site.build({"b.md": post(title="New", redirect=["older"])}, builder=builder)
    assert texts(changed, f"older{index}", ".own") == ["Moved: New"]
    assert plain_site.differences(changed, builder=builder) == []
    again = plain_site.build(builder=builder)
    assert plain_site.differences(again, builder=builder) == []


# --- extensions of the owner ----------------------------------------------------------------------------------------

EXTENSION = """
templates_path = ["_templates"]

def add_line(app, pagename, templatename, context, doctree):
    posts = app.env.ablog_posts
    info = posts.get(pagename, [{}])[0]
    context["line"] = " ".join([str(info.get("date")), *info.get("tags", ()), str(len(posts)), str(sorted(posts))])

def setup(app):
    app.connect("html-page-context", add_line)
"""


def test_extensions_of_the_owner_read_the_posts(plain_site: SiteBuilder, posts: dict[str, str], post: Post) -> None:
    plain_site.conf = EXTENSION
    page = '{% extends "!page.html" %}{% block body %}{{ super() }}<p class="line">{{ line }}</p>{% endblock %}'
    built = plain_site.build(posts, {"_templates/page.html": page}, parallel=2)
    names = "['posts/a', 'posts/b', 'posts/c', 'posts/d']"

    assert texts(built, "posts/a", ".line") == [f"2024-01-05 00:00:00 river c++ 4 {names}"]
    assert texts(built, "index", ".line") == [f"None 4 {names}"]
    built = plain_site.build({"e.md": post(title="E")})
    assert "'posts/e'" in texts(built, "index", ".line")[0]
    assert plain_site.differences(built) == []


def test_the_records_of_posts_are_read_only_and_not_stored(plain_site: SiteBuilder, posts: dict[str, str]) -> None:
    plain_site.conf = """
def check(app, exception):
    import pickle
    posts = app.env.ablog_posts
    assert not hasattr(posts, "pop") and not hasattr(posts["posts/a"][0], "update")
    assert set(posts["posts/a"][0]) >= {"docname", "date", "title", "excerpt", "doctree"}
    assert posts["posts/a"][0]["excerpt"][0].astext() == "First words."
    assert posts["posts/a"][0]["author"] == ["ada"]
    assert pickle.loads(pickle.dumps(posts)) == {}

def setup(app):
    app.connect("build-finished", check)
"""
    assert plain_site.build(posts).warnings == []


@pytest.mark.parametrize(
    ("theme", "conf"),
    [
        ("basic", 'html_sidebars = {"**": ["mine.html"]}'),
        ("pydata_sphinx_theme", 'html_sidebars = {"**": ["ablog/recentposts"]}'),
        ("pydata_sphinx_theme", 'html_theme_options = {"article_footer_items": ["recentposts.html"]}'),
        ("pydata_sphinx_theme", 'html_theme_options = {"article_footer_items": "postil/recentposts, mine"}'),
    ],
)
def test_posts_on_all_pages_are_up_to_date_wherever_a_template_is_named(
    plain_site: SiteBuilder, post: Post, theme: str, conf: str
) -> None:
    plain_site.theme, plain_site.conf = theme, f'templates_path = ["_templates"]\n{conf}\n'
    mine = '{% include "postil/recentposts.html" %}'
    plain_site.build(
        {"a.md": post(title="One")}, {"_templates/mine.html": mine, "p.md": "---\norphan: true\n---\n# P\n"}
    )
    built = plain_site.build({"b.md": post(title="Two", date="2024-04-01")})

    assert "Two" in built.page("p").get_text()
    assert plain_site.differences(built) == []


def test_copy_of_the_page_template_has_links_and_comments_once(plain_site: SiteBuilder, posts: dict[str, str]) -> None:
    plain_site.conf = f'{CONF}disqus_shortname = "mine"\n'
    copy_templates(plain_site, "page.html", "ablog/postnavy.html")
    page = plain_site.build(posts).page("posts/b")

    assert len(page.select(".ablog__prev-next")) == 1
    assert len(page.select("#disqus_thread")) == 1
    assert not page.select(".postil-neighbours, .postil-comments")
