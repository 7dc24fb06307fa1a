"""Search with Pagefind: in the dialog and on the search page, by keyboard, and what it downloads."""

from __future__ import annotations

import sys
import unicodedata
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postil.build.search_languages import search_language, split_pairs
from postil.search.pagefind_compat import is_extended
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
HEAD = "---\ntitle: {}\ndate: 2024-0{}-24\ntags: [rivers]\n---\n\n"
TEXT = "An aardvark by the river[^n].\n\n![A lake](p.svg 'A capybara')\n\n[^n]: A dormouse.\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
MOST = 100_000
"""How many bytes a search may transfer."""


@contextmanager
def served(outdir: Path) -> Iterator[str]:
    """Return the URL of a site, because Pagefind's scripts need a server."""
    sys.path.insert(0, str(BENCHMARKS))
    server = import_module("audit").serve(outdir)
    sys.path.remove(str(BENCHMARKS))
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def quiet_page(browser: Browser) -> Iterator[Page]:
    """Return a page that must not write to the console."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    page.on("pageerror", lambda error: console.append(str(error)))
    try:
        yield page
    finally:
        page.close()
    assert console == []


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a site with Pagefind; its scripts need a server."""
    site = SiteBuilder(tmp_path_factory.mktemp("search"), conf='postil_search = "pagefind"\n')
    posts = {f"{number}.md": HEAD.format(f"River {number}", number) + "By the river.\n" for number in range(1, 9)}
    built = site.build(posts={"beasts.md": HEAD.format("Beasts", 9) + TEXT, "p.svg": SVG, **posts})
    assert built.warnings == []
    with served(built.outdir) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that must not write to the console."""
    with quiet_page(browser) as page:
        yield page


@pytest.mark.parametrize("word", ["aardvark", "capybara", "dormouse"])
def test_the_dialog_finds_texts_captions_and_notes(page: Page, start: str, word: str) -> None:
    page.goto(f"{start}blog/tag/rivers.html")
    page.wait_for_function("'toggleFullScreen' in window")  # the theme's script, which opens the dialog
    page.keyboard.press("Control+k")
    page.keyboard.type(word)
    found = page.locator("#pst-search-dialog .postil-found-list li")
    found.first.wait_for()

    assert found.count() == 1
    assert found.locator("a").inner_text() == "Beasts"
    assert found.locator(".postil-found-date").inner_text() == "September 24, 2024"
    assert found.locator("mark").first.inner_text().strip(".").lower() == word
    assert page.locator("#pst-search-dialog [role=status]").inner_text() == "Results: 1"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posts/beasts.html*")


def test_the_search_page_searches_for_the_query_in_its_url(page: Page, start: str) -> None:
    page.goto(f"{start}search.html?q=river")
    items = page.locator("main .postil-found-list li")
    items.first.wait_for()
    assert items.count() == 5
    page.locator("main .postil-found-more").click()
    page.locator("main .postil-found-list li:nth-child(6)").wait_for()
    assert items.count() == 9
    assert not page.locator("main .postil-found-more").is_visible()
    page.locator("main input[name=q]").fill("xylophone")
    page.get_by_text("Nothing found for “xylophone”.").wait_for()
    assert page.url.endswith("?q=xylophone")
    assert items.count() == 0
    # The page is not indented, and the hint of the keys is on one line.
    box = page.locator("main h1").bounding_box()
    assert page.locator("main form.bd-search").bounding_box()["height"] < 60  # type: ignore[index]
    page.goto(f"{start}posts/beasts.html")
    post_box = page.locator("main h1").bounding_box()
    assert box
    assert post_box
    assert abs(box["x"] - post_box["x"]) < 4


def test_nothing_is_downloaded_before_a_search(browser: Browser, start: str) -> None:
    page = browser.new_page()
    session: Any = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(f"{start}posts/1.html")
    page.wait_for_function("'toggleFullScreen' in window")
    page.wait_for_timeout(300)
    assert not [name for name in names.values() if "_pagefind" in name]
    before = set(sizes)
    page.keyboard.press("Control+k")
    page.keyboard.type("river")
    page.locator(".postil-found-list li").first.wait_for()
    page.wait_for_timeout(200)

    transferred = sum(size for request, size in sizes.items() if request not in before)
    assert 0 < transferred <= MOST
    page.close()


def test_html_in_results_is_text(page: Page, start: str) -> None:
    page.goto(f"{start}search.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page.locator("main [role=status]:not(:empty)").wait_for()

    assert not page.locator("main .postil-found img").count()


# A text in each language that postil has words for, in English with words of another script, and in a language with
# vowel signs above and below letters; and what readers look for in it.
LANGUAGES = {
    "en": ("Many bridges over the rivers.", ["bridges", "bridge"]),
    "de": ("Viele Brücken über die Flüsse.", ["Brücken", "Flüsse"]),
    "es": ("Muchos puentes sobre los ríos.", ["puentes", "ríos"]),
    "fr": ("Des ponts anciens sur les rivières.", ["ponts", "rivières"]),
    "it": ("Molti ponti antichi sui fiumi.", ["ponti", "fiumi"]),
    "pt": ("Muitas pontes antigas sobre os rios.", ["pontes", "rios"]),
    "ru": ("Старые мосты через реки.", ["мосты", "реки"]),
    "ja": ("川にかかる古い鉄橋の歴史。 Kanban", ["鉄橋", "鉄橋の歴史", "Kanban"]),
    "ko": ("강 위의 오래된 다리는 아름답다. Kanban", ["다리", "오래된 다리", "Kanban"]),
    "zh-CN": ("物联网平台很好。 Kanban 方法", ["物联网", "台", "Kanban"]),
    "zh_TW": ("物聯網平臺很好。", ["物聯網", "網平"]),
    "en_GB": ("The railway: 川にかかる古い鉄橋の歴史、 강의 다리.", ["鉄橋", "鉄橋の歴史", "橋", "다리", "railways"]),
    "hi": ("नदी पर पुराने पुल।", ["पुल", "पुराने पुल"]),
    "ar": ("جسور قديمة على النهر، وأخرى.", ["جسور", "النهر"]),
    "he": ("גשרים ישנים מעל הנהר.", ["גשרים"]),
    "fa": ("پل‌های کهن روی رودخانه.", ["رودخانه", "پل‌های"]),
    "nl": ("Oude bruggen over de rivieren.", ["bruggen", "brug"]),
    "pl": ("Stare mosty nad rzekami.", ["mosty"]),
    "tr": ("Nehirlerin üstünde eski köprüler.", ["köprüler"]),
    "uk": ("Старі мости через річки.", ["мости"]),
    "zh_CN": ("物联网平台很好。 Kanban 方法", ["物联网", "平台", "物联网平台", "Kanban", "方法"]),
}


@pytest.mark.parametrize("search", ["sphinx", "pagefind"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_search_in_each_language(browser: Browser, tmp_path: Path, language: str, search: str) -> None:
    """Words of the language are found, others are not, and nothing is written to the console."""
    text, words = LANGUAGES[language]
    site = SiteBuilder(tmp_path, conf=f'language = "{language}"\npostil_search = "{search}"\n')
    built = site.build(
        posts={"a.md": HEAD.format("Beasts", 9) + text + "\n", "b.md": HEAD.format("Else", 8) + "Xyz.\n"}
    )
    if search == "pagefind" and language == "en_GB":
        assert built.warnings == []
        words = ["railways"]
    elif search == "pagefind" and language[:2] in ("ja", "zh") and not is_extended():
        assert "pagefind_bin_extended" in "".join(built.warnings)
        words = [word for word in words if word == "Kanban"]
    else:
        assert built.warnings == []
    with served(built.outdir) as url, quiet_page(browser) as page:
        found = page.locator("main .postil-found-list li a, #search-results ul.search li > a")
        for word in words:
            page.goto(f"{url}search.html?q={word}")
            found.first.wait_for(timeout=5000)
            assert [link.inner_text() for link in found.all()] == ["Beasts"], word
            excerpt = page.locator("main .postil-found-list li p, #search-results p.context").first
            excerpt.wait_for(timeout=5000)
            assert "2024" not in excerpt.inner_text()  # the date in the byline
        page.goto(f"{url}search.html?q=橡皮鸭")
        page.wait_for_timeout(400)
        assert found.count() == 0
        assert "橡皮鸭" in page.locator("main").inner_text()


@pytest.mark.parametrize("blogs", [True, False])
def test_pagefind_searches_in_the_language_of_the_page_first(browser: Browser, tmp_path: Path, *, blogs: bool) -> None:
    """Then in the others, each with its own stems; also without a blog for each language."""
    conf = 'postil_search = "pagefind"\n' + 'postil_languages = {"en": "English", "de": "Deutsch"}\n' * blogs
    texts = {"en": "Kanban bridges here.", "de": "Kanban Brücken dort.", "he": "גשרים Kanban"}
    posts = {f"{name}.md": f"---\nlang: {name}\n" + HEAD.format(name, 9)[4:] + text for name, text in texts.items()}
    built = SiteBuilder(tmp_path, conf=conf).build(posts)
    assert built.warnings == []
    with served(built.outdir) as url, quiet_page(browser) as page:
        items = page.locator("#pst-search-dialog .postil-found-list li")

        def found(path: str, word: str) -> list[str]:
            page.goto(f"{url}{path}.html")
            page.wait_for_function("'toggleFullScreen' in window")
            page.keyboard.press("Control+k")
            page.keyboard.type(word)
            page.wait_for_function("document.querySelector('.postil-found-count')?.textContent.match(/\\d|“|„/)")
            return [link.inner_text() for link in items.locator("a").all()]

        assert found("blog", "Kanban")[0] == "en"
        assert set(found("blog", "Kanban")) == set(texts)
        assert found("blog", "bridge") == ["en"]
        assert found("blog", "Brücke") == ["de"]
        assert found("blog", "גשרים") == ["he"]
        assert items.first.get_attribute("lang") == "he"
        assert page.evaluate("document.documentElement.lang") == "en"
        if blogs:
            assert found("de/index", "Kanban")[0] == "de"
            assert page.locator("#pst-search-dialog [role=status]").inner_text() == "Ergebnisse: 3"


def test_queries_are_divided_as_the_index_is(browser: Browser) -> None:
    """For each character between two letters."""
    texts = [f"a{chr(code)}b" for code in range(0x3000) if unicodedata.category(chr(code))[0] != "C"]
    texts += ["a橋b鉄橋c", "한국어 글", "𠮷野家で", "पुराने पुल।", "a_1²"]
    page = browser.new_page()
    page.evaluate(search_language("xx")({}).js_splitter_code.replace("var splitQuery", "window.splitQuery") + "; 0")
    found = page.evaluate("texts => texts.map((text) => splitQuery(text))", texts)
    page.close()

    assert [
        (text, mine, theirs) for text, theirs in zip(texts, found, strict=True) if (mine := split_pairs(text)) != theirs
    ] == []


def test_queries_are_divided_into_words_of_the_index(browser: Browser) -> None:
    """If the owner has chosen a program that divides Japanese."""
    script = search_language("ja")({"type": "sphinx.search.ja.DefaultSplitter"}).js_splitter_code
    page = browser.new_page()
    page.evaluate('window.Search = {_index: {terms: {"鉄橋": 1, "歴史": [1], "鉄": 0}, titleterms: {"の": 0}}}')
    page.evaluate(script.replace("var splitQuery", "window.splitQuery") + "; 0")
    found = page.evaluate("""["鉄橋の歴史", "古鉄", "Kanban鉄橋", "ない"].map((text) => splitQuery(text))""")
    page.close()

    assert found == [["鉄橋", "の", "歴史"], ["鉄"], ["Kanban", "鉄橋"], ["ない"]]
