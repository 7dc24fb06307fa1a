"""A site in four languages, two of them written in other scripts and one from right to left."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from lxml import etree
from page_checks import check_axe

from postil.testing import Built, SiteBuilder, read_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bs4 import BeautifulSoup
    from playwright.sync_api import Page

    Open = Callable[..., Page]

BASE = "https://bridges.example/"
CONF = f"""\
blog_baseurl = "{BASE}"
blog_title = "Bridges"
postil_languages = {{"en": "English", "de": "Deutsch", "ja": "日本語", "ar": "العربية"}}
"""
WORDS = {
    "en": ("A walk", "The river was high.", "The way back", "Rivers"),
    "de": ("Ein Gang", "Der Fluss war hoch.", "Der Rückweg", "Flüsse"),
    "ja": ("川沿いの散歩", "川の水は高く、岸の道は水の下にあった。", "帰り道", "川"),
    "ar": ("نزهة على ضفة النهر", "كان النهر عاليا مع C++.", "طريق العودة", "أنهار"),
}
# A word of a draft.
HIDDEN_WORD = "خبيئة"


def essay(language: str, **values: object) -> str:
    """Return an essay with a note, code, a list and a table."""
    title, words, heading, tag = WORDS[language]
    front = "".join(f"{key}: {value}\n" for key, value in values.items())
    return (
        f"---\ntitle: {title}\ndate: 2024-03-24\ntags: ['{tag}', C++]\n{front}---\n\n{words}[^n] `walk(7)`\n\n"
        f"## {heading}\n\n```python\nwalk(arches=7)\n```\n\n1. {words}\n\n| {tag} |\n|---|\n| 12 |\n\n[^n]: {words}\n"
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a site with an essay in all languages, one in each alone, and a draft of a translation."""
    site = SiteBuilder(tmp_path_factory.mktemp("languages"), conf=CONF)
    suffixes = {"en": "", "de": ".de", "ja": ".ja", "ar": ".ar"}
    posts = {f"walk/index{suffix}.md": essay(tag) for tag, suffix in suffixes.items()}
    posts |= {f"only-{tag}.md": essay(tag, lang=tag) for tag in suffixes}
    posts |= {
        "mill.md": essay("en"),
        "mill.ar.md": essay("ar", draft="true", description=HIDDEN_WORD).replace("نزهة", HIDDEN_WORD),
    }
    docs = {"index.md": "# Home\n", "about.md": "---\norphan: true\n---\n# About\n"}
    docs["all.md"] = "---\norphan: true\n---\n# All\n\n```{postlist}\n:language: all\n:excerpts:\n```\n"
    docs["about.de.md"] = docs["about.md"].replace("About", "Über uns")
    return site.build(posts=posts, docs=docs)


@pytest.fixture(scope="module")
def pages(built: Built) -> Mapping[str, BeautifulSoup]:
    """Return the pages by their URLs."""
    pages = {name: built.page(name) for name in built.files()}
    return {
        f"{BASE}{name}": page for name, page in pages.items() if page.html and not page.select("[http-equiv=refresh]")
    }


def test_heads_agree(built: Built, pages: Mapping[str, BeautifulSoup]) -> None:
    """Each page is in one language; its translations name it in return; no URL leads nowhere."""
    assert built.warnings == []
    for url, page in pages.items():
        prefix = url.removeprefix(BASE).partition("/")[0]
        tag = prefix if prefix in WORDS else "en"
        assert page.html
        assert (page.html["lang"], page.html.get("dir", "ltr")) == (tag, "rtl" if tag == "ar" else "ltr")
        versions = {str(link["hreflang"]): unquote(str(link["href"])) for link in page.select("link[hreflang]")}
        for version, other in versions.items():
            assert other in pages, (url, version)
            assert url in {unquote(str(link["href"])) for link in pages[other].select("link[hreflang]")}, (url, version)
        assert not versions or (versions[tag] == url and "x-default" in versions)
    walk = pages[f"{BASE}ar/posts/walk/index.html"]
    assert len(walk.select("link[hreflang]")) == 5
    assert HIDDEN_WORD.encode() not in b"".join(read_folder(built.outdir).values())


def test_feeds_and_sitemap_agree_with_the_heads(built: Built, pages: Mapping[str, BeautifulSoup]) -> None:
    for tag, folder in {"en": "blog", "de": "de/blog", "ja": "ja/blog", "ar": "ar/blog"}.items():
        feed = etree.fromstring(built.read(f"{folder}/atom.xml").encode())
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == tag
        titles = {entry.findtext("{*}title") for entry in feed.iter("{*}entry")}
        assert titles == {WORDS[tag][0]}
    sitemap = etree.fromstring(built.read("sitemap.xml").encode())
    for entry in sitemap:
        url = unquote(entry.findtext("{*}loc") or "")
        alternates = {link.get("href") for link in entry.iter("{http://www.w3.org/1999/xhtml}link")}
        assert alternates == {str(link["href"]) for link in pages[url].select("link[hreflang]")}, url


def test_a_list_on_an_english_page_says_the_language_of_each_post(built: Built) -> None:
    """Without it, a browser would put the full stop of an Arabic sentence on the wrong side."""
    page = built.page("all")
    found = {(part.name, str(part["lang"]), str(part["dir"])) for part in page.select(".postlist [lang]")}

    assert found == {
        (name, tag, "rtl" if tag == "ar" else "ltr") for name in ("bdi", "div") for tag in WORDS if tag != "en"
    }


PAGES = [
    "ja/posts/walk/index",
    "ar/posts/walk/index",
    *(
        pytest.param(name, marks=pytest.mark.long)
        for name in ("posts/walk/index", "de/posts/walk/index", "ar/index", "de/blog/tag", "all")
    ),
]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_and_fit(open_page: Open, built: Built, name: str) -> None:
    """axe-core checks `lang` of the page and of its parts too."""
    for width in (1280, 390):
        page = open_page(built.outdir / f"{name}.html", width)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), width
    assert check_axe(page, AXE_SCRIPT) == []
