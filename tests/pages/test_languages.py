"""A site in two languages: in one blog, and in a blog for each language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from postil.testing import SiteBuilder, svg_image

if TYPE_CHECKING:
    from pathlib import Path

    from postil.testing import Built

LANGUAGES = 'postil_languages = {"en": "English", "de": "Deutsch"}\n'
PREFIXED = f"{LANGUAGES}postil_default_language_in_subfolder = True\n"
LABELS = "Text. [](#why)\n\n(why)=\n## Why\n\n![A photo of the river](p.svg)\n"


def write_post(title: str, date: str, text: str = "Text.\n", **front: object) -> str:
    """Return a post with front matter."""
    return f"---\n{json.dumps({'title': title, 'date': date, **front})[1:-1]}\n---\n\n{text}".replace(', "', '\n"')


POSTS: dict[str, str | bytes | None] = {
    "walk/index.md": write_post("Walk", "2024-03-24", LABELS, tags="both", series="River"),
    "walk/index.de.md": write_post("Gehen", "2024-05-01", LABELS, tags="both", categories="Reise", series="River"),
    "walk/p.svg": svg_image(1),
    "river.md": write_post("River", "2024-03-01", series="River", categories="Travel"),
    "river.de.md": write_post("Fluss", "2024-03-02", "Text. {ref}`walk`", slug="fluss", series="River"),
    "nur.md": write_post("Nur", "2024-02-01", "Text. {ref}`snow` {ref}`blog-tags`", lang="German"),
    "de/ordner.md": write_post("Ordner", "2024-01-03", categories="Reise"),
    "snow.md": write_post("Snow", "2024-01-02"),
    "snow.de.md": write_post("Geheim", "2024-01-02", draft=True),
    "v1.is.md": write_post("Version", "2023-01-01"),
}
DOCS: dict[str, str | bytes | None] = {
    "index.md": "# Home\n\n```{postlist}\n```\n\n```{toctree}\nmore\n```\n",
    "more.md": "# More\n",
    "more.de.md": "# Mehr\n",
    "about.md": "# About\n\n```{postlist}\n:language: de\n:layout: titles\n```\n",
    "about.de.md": "# Über\n\n```{postlist}\n:layout: titles\n```\n\n```{postlist}\n:language: all\n:order: title\n"
    ":layout: titles\n```\n\n```{postlist}\n:category: Travel\n:layout: titles\n```\n",
}


def build(folder: Path, conf: str = "", **options: str) -> Built:
    """Build the site; there is nothing to warn of."""
    built = SiteBuilder(folder, conf=conf, theme="basic").build(POSTS, DOCS, **options)  # type: ignore[arg-type]
    assert built.warnings == []
    return built


@pytest.fixture(scope="module")
def one_blog(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the site as one blog with posts in all languages."""
    return build(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def blogs(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the site with a blog for each language."""
    return build(tmp_path_factory.mktemp("blogs"), LANGUAGES)


def links(built: Built, page: str, selector: str) -> list[tuple[str, str]]:
    """Return the texts of links on a page, and where they lead to."""
    return [(link.get_text(" ", strip=True), str(link["href"])) for link in built.page(page).select(f"{selector} a")]


def texts(built: Built, page: str, selector: str) -> list[str]:
    """Return the texts of elements on a page."""
    return [found.get_text(" ", strip=True) for found in built.page(page).select(selector)]


def feed_titles(built: Built, name: str) -> list[str]:
    """Return the titles in a JSON feed."""
    return [item["title"] for item in json.loads(built.read(name))["items"]]


def test_urls_of_translations_in_one_blog(one_blog: Built) -> None:
    """They are those of the files, as they were before languages meant anything; slugs replace all of the name."""
    assert one_blog.files("posts") == [
        "posts/de/ordner.html", "posts/fluss.html", "posts/nur.html", "posts/river.html", "posts/snow.html",
        "posts/v1.is.html", "posts/walk/index.de.html", "posts/walk/index.html",
    ]  # fmt: skip
    assert one_blog.page("posts/walk/index.de").select_one("section[lang=de] img[src='../../_images/p.svg']")


def test_a_list_shows_an_essay_once(one_blog: Built) -> None:
    """In the language of the site, if it has that; the page of a term, in the language in which it has the term."""
    shown = ["Walk", "River", "Nur", "Ordner", "Snow", "Version"]

    assert one_blog.titles("blog") == feed_titles(one_blog, "blog/feed.json") == shown
    assert [title.partition(" - ")[2] for title in one_blog.titles("index")] == shown
    assert one_blog.titles("blog/tag/both") == ["Walk"]
    assert one_blog.titles("blog/category/reise") == ["Gehen", "Ordner"]
    assert one_blog.titles("blog/language/german") == ["Nur"]
    assert not one_blog.files("blog", suffix="2024/05.html")


def test_a_list_is_in_the_language_of_its_page(one_blog: Built) -> None:
    german, every, travel = (found.select("a") for found in one_blog.page("about.de").select(".postil-title-list"))

    assert [link.get_text() for link in german] == ["Gehen", "Fluss", "Nur", "Ordner", "Snow", "Version"]
    assert [link.get_text() for link in travel] == ["Fluss"]
    assert len(every) == len(POSTS) - 2  # without the draft and the image
    assert one_blog.titles("about") == ["Gehen", "Fluss", "Nur"]


def test_a_translation_leads_to_posts_in_its_language(one_blog: Built) -> None:
    assert links(one_blog, "posts/walk/index.de", ".postil-neighbours") == [("Älter Fluss", "../fluss.html")]
    assert links(one_blog, "posts/fluss", ".postil-neighbours")[1] == ("Neuer Gehen", "walk/index.de.html")
    assert "Teil 1 von 2" in texts(one_blog, "posts/fluss", ".postil-byline")[0]
    assert ("Gehen", "walk/index.de.html") in links(one_blog, "posts/fluss", ".body p")


def test_nothing_shows_a_draft_of_a_translation(one_blog: Built, blogs: Built) -> None:
    for built in (one_blog, blogs):
        pages = [path for path in built.outdir.rglob("*") if path.is_file()]
        assert not [path for path in pages if b"Geheim" in path.read_bytes() or "snow.de" in path.name]


def test_urls_of_a_blog_for_each_language(blogs: Built) -> None:
    assert blogs.files("posts") == [
        "posts/river.html", "posts/snow.html", "posts/v1.is.html", "posts/walk/index.html",
    ]  # fmt: skip
    assert blogs.files("de/posts") == [
        "de/posts/fluss.html", "de/posts/nur.html", "de/posts/ordner.html", "de/posts/walk/index.html",
    ]  # fmt: skip
    assert {"about.html", "de/about.html", "de/index.html"} <= set(blogs.files())
    assert blogs.page("de/posts/walk/index").select_one("img[src='../../../_images/p.svg']")


def test_each_language_has_its_own_lists(blogs: Built) -> None:
    english, german = ["Walk", "River", "Snow", "Version"], ["Gehen", "Fluss", "Nur", "Ordner"]

    assert blogs.titles("blog") == feed_titles(blogs, "blog/feed.json") == english
    assert blogs.titles("de/index") == feed_titles(blogs, "de/blog/feed.json") == german
    assert blogs.titles("blog/tag/both") == ["Walk"]
    assert blogs.titles("de/blog/tag/both") == ["Gehen"]
    assert blogs.files("de/blog/category") == ["de/blog/category/reise.html"]
    assert blogs.titles("de/blog/2024/05") == ["Gehen"]
    assert texts(blogs, "de/blog/tag", "h1") == ["Schlagwörter"]
    assert blogs.titles("de/about")[:4] == german
    assert blogs.titles("about") == ["Gehen", "Fluss", "Nur", "Ordner"]


def test_links_stay_in_the_language(blogs: Built) -> None:
    assert links(blogs, "de/posts/walk/index", ".postil-neighbours") == [("Älter Fluss", "../fluss.html")]
    assert "Teil 1 von 2" in texts(blogs, "de/posts/fluss", ".postil-byline")[0]
    assert ("Gehen", "walk/index.html") in links(blogs, "de/posts/fluss", ".body p")
    assert [href for _text, href in links(blogs, "de/posts/nur", ".body p")][:2] == [
        "../../posts/snow.html", "../blog/tag.html",
    ]  # fmt: skip
    head = blogs.page("de/posts/nur").select("link[type='application/atom+xml']")
    assert [link["href"] for link in head] == ["https://example.org/de/blog/atom.xml"]


def test_the_header_stays_in_the_language(tmp_path: Path) -> None:
    """The name of the site leads to the home page of the language; the menu to its lists and pages."""
    site = SiteBuilder(tmp_path, conf=f'{LANGUAGES}postil_menu = ["blog-posts", "about"]\n')
    built = site.build(POSTS, DOCS)

    assert links(built, "de/posts/nur", ".postil-masthead-name") == [("Blog", "../index.html")]
    assert [href for _text, href in links(built, "de/posts/nur", ".postil-menu")][:2] == [
        "../index.html",
        "../about.html",
    ]
    assert links(built, "posts/snow", ".postil-masthead-name") == [("Blog", "../index.html")]


def test_feeds_and_sitemap_of_each_language(blogs: Built) -> None:
    feed = etree.fromstring(blogs.read("de/blog/atom.xml").encode())

    assert feed.findtext("{*}title") == "Blog (Deutsch)"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert feed.xpath("string(*[local-name()='link'][@rel='alternate']/@href)") == "https://example.org/de/index.html"
    assert "de/blog/rss.xml" in blogs.files("de", suffix=".xml")
    assert "de/blog/feed.css" in blogs.files("de", suffix=".css")
    assert {"https://example.org/de/blog/archive.html", "https://example.org/de/posts/nur.html"} <= set(
        etree.fromstring(blogs.read("sitemap.xml").encode()).xpath("//*[local-name()='loc']/text()")
    )


def test_all_languages_in_folders(tmp_path: Path) -> None:
    """The home page of the site stays where it is; the home page of a language is the writer's if there is one."""
    conf = f'{PREFIXED}postil_home = True\npostil_permalink = "{{year}}/{{slug}}"\n'
    site = SiteBuilder(tmp_path, conf=conf, theme="basic")
    built = site.build(POSTS, DOCS | {"de/index.md": "# Willkommen\n"}, builder="dirhtml")

    assert built.warnings == []
    expected = {"en/2024/walk", "de/2024/walk", "de/2024/fluss", "en/about", "de/about"}
    assert {f"{name}/index.html" for name in expected} <= set(built.files())
    assert "Willkommen" in texts(built, "de/index", "h1")[0]
    assert built.titles("de/index") == ["Gehen", "Fluss", "Nur", "Ordner"]
    assert built.titles("index")[4:] == ["Walk", "River", "Snow", "Version"]
    assert not built.files("blog") + built.files("posts")


def test_a_url_of_another_engine_gets_the_folder_of_the_language(tmp_path: Path) -> None:
    """Jekyll's Polyglot lets translations share a permalink; an old URL redirects."""
    posts: dict[str, str | bytes | None] = {
        "a.md": write_post("One", "2024-01-01", permalink="/one/"),
        "b.md": write_post("Eins", "2024-01-01", permalink="/one/", lang="de", page_id="posts/a", aliases="/eins"),
        "c.md": write_post("Zwei", "2024-01-01", url="/de/zwei/", lang="de"),
    }
    built = SiteBuilder(tmp_path, conf=LANGUAGES, theme="basic").build(posts)

    assert built.warnings == []
    assert {"one/index.html", "de/one/index.html", "de/zwei/index.html"} <= set(built.files())
    assert "de/one/" in built.read("eins.html")


def test_a_translation_that_comes_and_goes(tmp_path: Path) -> None:
    """The language of a file follows from the files next to it; a new home page moves the list of all posts."""
    site = SiteBuilder(tmp_path, conf=LANGUAGES, theme="basic")
    site.build({"a.md": write_post("A", "2024-01-01"), "v.is.md": write_post("V", "2023-01-01", lang="")})
    edits: list[dict[str, str | bytes | None]] = [
        {"posts/v.md": write_post("V", "2023-01-02"), "posts/a.de.md": write_post("Ah", "2024-01-01")},
        {"posts/v.md": None, "docs/de/index.md": "# Willkommen\n"},
        {"posts/a.de.md": write_post("Ah", "2024-01-01", draft=True)},
    ]
    languages = []
    for edit in edits:
        site.write(edit)
        built = site.build()
        assert site.differences(built) == []
        languages.append([bool(built.page(name).select("[lang=is]")) for name in ("posts/v.is", "blog")])

    assert languages == [[True, False], [False, False], [False, False]]


def test_odd_languages_are_reported_and_no_essay_is_lost(tmp_path: Path) -> None:
    posts: dict[str, str | bytes | None] = {
        "a.md": write_post("A", "2024-01-03", translation_key="same"),
        "b.md": write_post("B", "2024-01-02", lang="de", translation_key="same"),
        "c.md": write_post("C", "2024-01-01", lang="de", translation_key="same"),
        "d.md": write_post("D", "2023-01-01", lang="Deutsch <i>"),
    }
    languages = {"en": "English <i>&amp;", "de": "posts/nowhere"}
    conf = f'postil_languages = {languages}\nhtml_sidebars = {{"**": ["postil/language-switch.html"]}}\n'

    built = SiteBuilder(tmp_path, conf=conf, theme="basic").build(posts)

    assert built.titles("blog") == ["A", "D"]
    assert built.titles("de/index") == ["B", "C"]
    lines = [warning.split(";")[0].replace(f"{tmp_path}/", "") for warning in sorted(built.warnings)]
    assert [line.replace("WARNING: ", "") for line in lines] == [
        "docs/conf.py:4: `postil_languages`: the folder `posts/nowhere` does not exist",
        "posts/c.md:5: posts/b.md is the same essay in the same language",
        "posts/d.md:4: `lang: Deutsch <i>` is not the code or the English name of a language",
    ]
    switch = built.page("posts/a").select(".postil-languages li")
    assert [each.get_text() for each in switch] == ["English <i>&amp;", "Deutsch"]
    # In one blog, the second version is not hidden behind the English one.
    built = SiteBuilder(tmp_path / "one", theme="basic").build(posts)
    assert built.titles("blog") == ["A", "C", "D"]
    assert [link["hreflang"] for link in built.page("posts/a").select(".postil-translations a")] == ["de"]
