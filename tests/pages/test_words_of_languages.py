"""Words that postil and Sphinx add to a text are in the language of the text, those around it in that of the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from lxml import etree

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from pathlib import Path

    from postil.testing import Built

TEXT = """\
Text.[^n]

```{{figure}} map.svg
:name: map-{0}

Map
```

## Part

See {{numref}}`map-{0}`.

> [!INFO]
> Callout

:::{{note}}
Note
:::

- [ ] task

{{#tbl-{0}}}

```{{code-block}} python
:class: fold

print()
```

[^n]: Note
"""
HEAD = "---\ntitle: {title}\ndate: 2024-03-0{day}\nupdated: 2024-05-01\nlang: {lang}\ntags: [river]\nseries: S\n---\n\n"
CONF = """\
numfig = True
blog_authors = {"Ada": ("Ada", None)}
blog_default_author = ["Ada"]
postil_cite = True
"""


def site_in_languages(folder: Path, conf: str = "") -> SiteBuilder:
    """Return a site with an essay in English, German and Arabic, and one in German only."""
    site = SiteBuilder(folder, conf=CONF + conf, theme="basic")
    posts = {
        "walk.md": HEAD.format(title="A walk", day=1, lang="en") + TEXT.format("en"),
        "walk.de.md": HEAD.format(title="Ein Spaziergang", day=2, lang="de") + TEXT.format("de"),
        "walk.ar.md": HEAD.format(title="نزهة", day=3, lang="ar") + TEXT.format("ar"),
        "nur.md": HEAD.format(title="Nur deutsch", day=4, lang="German") + TEXT.format("nur"),
        "map.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    }
    site.write({f"posts/{name}": text for name, text in posts.items()})
    site.write(
        {
            "docs/about.md": "---\norphan: true\n---\n\n# About\n",
            "docs/about.de.md": "---\norphan: true\n---\n\n# Ich\n",
        }
    )
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a site in English without blogs in other languages."""
    return site_in_languages(tmp_path_factory.mktemp("words")).build()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("walk", ["March 1, 2024", "1 min read", "Fig. 1", "Note", "Info", "Notes", "Newer", "Cite this post"]),
        ("walk.de", ["2. März 2024", "aktualisiert", "1 Min. Lesezeit", "Abb. 1", "Bemerkung", "Anmerkungen", "Neuer"]),
        ("walk.ar", ["3 مارس 2024", "شكل 1", "ملاحظة", "الحواشي", "الأحدث"]),
    ],
)  # fmt: skip
def test_words_of_a_post_are_in_its_language(built: Built, name: str, expected: list[str]) -> None:
    """In the byline, of figures and callouts, of the notes, and in links to other posts."""
    text = " ".join(built.article(f"posts/{name}").get_text().split())

    assert [words for words in expected if words not in text] == []
    assert (built.page(f"posts/{name}").select("html")[0]["lang"], "Abb." in text) == ("en", name == "walk.de")


def test_labels_for_scripts_and_screen_readers_are_in_its_language(built: Built) -> None:
    html = built.read("posts/walk.de.html")

    for words in (
        'aria-label="Anmerkung 1"',
        'data-close="Schließen"',
        'data-copy="Kopieren"',
        'aria-label="Schlagwörter"',
    ):
        assert words in html
    assert 'data-copy="Copy"' in built.read("posts/walk.html")


def test_cards_and_entries_have_the_words_of_their_post(built: Built) -> None:
    """The list around them has those of the site."""
    cards = {card.h2.get_text(): card for card in built.page("blog").select(".postil-card") if card.h2}

    assert "4. März 2024" in cards["Nur deutsch"].get_text()
    assert "1 Min. Lesezeit" in cards["Nur deutsch"].get_text()
    assert "March 1, 2024" in cards["A walk"].get_text()
    assert built.page("blog").select(".postil-listing-count")[0].get_text() == "2 posts"
    atom = built.read("blog/atom.xml")
    assert "Anmerkungen" in atom
    assert "Abb. 1" in atom
    assert "aktualisiert am 1. Mai 2024" in built.read("posts/walk.de.md")


def test_readers_find_the_translations(built: Built) -> None:
    """Each has its own name in its own language, also a document that is no post; a card has no such line."""
    links = built.page("posts/walk.de").select(".postil-translations a")

    assert [(link.get_text(), link["lang"], link["dir"], link["hreflang"], link["href"]) for link in links] == [
        ("English", "en", "ltr", "en", "walk.html"),
        ("العربية", "ar", "rtl", "ar", "walk.ar.html"),
    ]
    assert not built.page("posts/nur").select(".postil-translations")
    assert not built.page("blog").select(".postil-translations")


def versions(built: Built, name: str) -> list[tuple[str, str]]:
    """Return the languages and URLs in the head of a page."""
    found = built.page(name).select("link[hreflang]")
    return [(str(link["hreflang"]), str(link["href"]).removeprefix("https://example.org/")) for link in found]


def test_search_engines_find_the_translations(built: Built) -> None:
    """In the head and in the sitemap; the original is the version in the language of the site."""
    expected = [
        ("en", "posts/walk.html"), ("ar", "posts/walk.ar.html"), ("de", "posts/walk.de.html"),
        ("x-default", "posts/walk.html"),
    ]  # fmt: skip

    assert versions(built, "posts/walk") == versions(built, "posts/walk.de") == expected
    assert versions(built, "posts/nur") == versions(built, "blog") == []
    assert [tag for tag, _url in versions(built, "about.de")] == ["en", "de", "x-default"]
    sitemap = etree.fromstring(built.read("sitemap.xml").encode())
    links = {
        url.findtext("{*}loc"): [(link.get("hreflang"), link.get("href")) for link in url.findall("{*}link")]
        for url in sitemap.findall("{*}url")
    }
    absolute = [(tag, f"https://example.org/{path}") for tag, path in expected]
    assert links["https://example.org/posts/walk.de.html"] == absolute
    assert links["https://example.org/posts/nur.html"] == []


def test_structured_data_and_previews_know_the_translations(built: Built) -> None:
    german, english = built.read("posts/walk.de.html"), built.read("posts/walk.html")

    assert '"translationOfWork": {"@type": "BlogPosting", "url": "https://example.org/posts/walk.html"' in german
    assert '"workTranslation": [{"@type": "BlogPosting", "url": "https://example.org/posts/walk.ar.html"' in english
    assert re.findall(r'"og:locale(?::alternate)?" content="(\w+)"', german) == ["de_DE", "en_US", "ar_EG"]
    assert "translationOfWork" not in built.read("posts/nur.html")
    assert '"name": "Ich", "url": "https://example.org/about.de.html", "inLanguage": "de"' in built.read(
        "about.de.html"
    )
    assert "inLanguage" not in built.read("blog/tag/river.html")


def test_nothing_remains_of_a_language(built: Built) -> None:
    """The words of pages that are written after one in another language are those of the site."""
    assert built.warnings == []
    assert [part["lang"] for part in built.article("index").select("[lang]")] == ["de"]
    for name in ("index", "blog", "search", "genindex", "about", "blog/tag/river"):
        page = built.page(name)
        assert page.select("html")[0]["lang"] == "en"
        for part in page.select("[lang]:not(html)"):
            part.decompose()
        assert not re.search("Älter|Schlagwörter|Suche|Neuer|[\u0600-\u06ff]", page.get_text())


def test_documents_are_written_in_parallel_in_their_languages(tmp_path: Path, built: Built) -> None:
    site = site_in_languages(tmp_path)
    for number in range(12):
        text = HEAD.format(title=f"P{number}", day=1, lang=("de", "en", "ar")[number % 3]) + TEXT.format(number)
        site.write({f"posts/p{number}.md": text})

    assert site.differences(site.build(parallel=2)) == []


def test_pages_follow_languages_that_change(tmp_path: Path) -> None:
    """A translation becomes a draft or another's translation; a post gets another language, and lists show it."""
    site = site_in_languages(tmp_path)
    box = HEAD.format(title="Box", day=5, lang="{}") + ":::{{note}}\nText.\n:::\n\n<!-- more -->\n\nMore.\n"
    site.build({"box.md": box.format("de")})
    changed = site.build(
        posts={
            "box.md": box.format("fr"),
            "walk.ar.md": HEAD.replace("---\n\n", "draft: true\n---\n\n").format(title="نزهة", day=3, lang="ar") + TEXT,
            "nur.md": HEAD.format(title="Nur deutsch", day=4, lang="en") + "Text.\n",
        },
        docs={"about.de.md": "---\norphan: true\nlang: it\n---\n\n# Io\n"},
    )

    assert [tag for tag, _url in versions(changed, "posts/walk")] == ["en", "de", "x-default"]
    assert site.differences(changed) == []
    assert site.differences(site.build({"walk.de.md": None}, {"about.de.md": None})) == []


@pytest.fixture(scope="module")
def blogs(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the site with a blog for each of three languages."""
    conf = 'postil_languages = {"en": "English", "de": "Deutsch", "ar": "العربية"}\n'
    site = site_in_languages(tmp_path_factory.mktemp("blogs"), conf)
    site.theme = "sphinx_book_theme"
    return site.build()


@pytest.mark.parametrize(
    ("name", "language", "words", "direction"),
    [
        ("posts/walk", "en", ["Archives", "Contents", "Fig. 1"], None),
        ("de/posts/walk", "de", ["Archiv", "Inhalt", "Abb. 1", "Ich"], None),
        ("de/index", "de", ["Alle Beiträge", "Schlagwörter", "2. März 2024"], None),
        ("de/blog/2024/03", "de", ["März 2024"], None),
        ("de/about", "de", ["Archiv"], None),
        ("ar/posts/walk", "ar", ["محتويات", "الوسوم"], "rtl"),
        ("ar/blog/tag/river", "ar", ["الوسوم"], "rtl"),
        ("search", "en", ["Archives"], None),
    ],
)  # fmt: skip
def test_pages_of_a_blog_are_in_its_language(
    blogs: Built, name: str, language: str, words: list[str], direction: str | None
) -> None:
    """Header, table of contents, lists and documents, with the attributes of the page."""
    page = blogs.page(name)
    text = " ".join(page.get_text().split())

    assert page.select("html")[0]["lang"] == language
    assert language == "en" or f'"inLanguage": "{language}"' in blogs.read(f"{name}.html")
    assert (page.select("html")[0].get("dir") or page.select("body")[0].get("dir")) == direction
    assert [word for word in words if word not in text] == []
    assert blogs.warnings == []


@pytest.mark.parametrize(
    ("name", "targets"),
    [
        ("posts/walk", ["posts/walk", "de/posts/walk", "ar/posts/walk"]),
        ("de/posts/nur", ["index", "de/posts/nur", "ar/index"]),
        ("de/index", ["index", "de/index", "ar/index"]),
        ("de/about", ["about", "de/about", "ar/index"]),
        ("blog", ["blog", "de/index", "ar/index"]),
        ("ar/blog/tag/river", ["blog/tag/river", "de/blog/tag/river", "ar/blog/tag/river"]),
        ("de/blog/language/german", ["index", "de/blog/language/german", "ar/index"]),
        ("404", ["404", "de/index", "ar/index"]),
    ],
)
def test_the_switch_leads_to_the_same_page_or_to_a_home_page(blogs: Built, name: str, targets: list[str]) -> None:
    links = blogs.page(name).select(".postil-languages li > *")
    found = [urljoin(f"/{name}.html", str(link.get("href", f"/{name}.html"))) for link in links]

    assert found == [f"/{target}.html" for target in targets]
    assert [link["lang"] for link in links] == ["en", "de", "ar"]


def test_search_engines_find_the_same_page_of_other_blogs(blogs: Built) -> None:
    """Of home pages and of lists too; a page has the same versions in each of its languages."""
    heads = {name.removesuffix(".html"): versions(blogs, name) for name in blogs.files()}

    for name, found in heads.items():
        for tag, url in found:
            assert heads[url.removesuffix(".html") or "index"] == found, (name, tag)
    assert [tag for tag, _url in heads["de/blog/tag/river"]] == ["en", "de", "ar", "x-default"]
    assert [tag for tag, _url in heads["ar/index"]] == ["en", "de", "ar", "x-default"]
    assert heads["de/posts/nur"] == heads["blog"] == []
