"""Longer posts as writers of eight engines write them: no markup is left over, no word is lost."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from postil.testing import Built

POSTS = Path(__file__).parents[1] / "roots" / "dialects"
# Images and other files that lie beside each post.
FILES = ("bridge.png", "night.png", "plan.pdf", "rings.pdf")

# A pattern that matches nothing.
NOTHING = r"(?!)"


@dataclass(frozen=True)
class Page:
    """What is expected of a page."""

    source: str
    url: str
    elements: dict[str, int]
    """CSS selectors, and how many elements of the page they match at least."""
    shown_as_written: str = NOTHING
    """Markup that no page can show otherwise; a warning names it."""
    hidden: str = NOTHING
    """Words that their author hides, or that name something without being text."""


PAGES = {
    "hugo": Page(
        "hugo/index.md", "posts/hugo/index",
        {
            ".admonition.note": 1, ".postil-note": 1, "figure img": 2, "dl > dt": 3, "section#pond": 1, "math": 3,
            "s, del": 1, "input[type=checkbox]": 4, "td": 12, "a[href='https://example.org/tides/carew']": 1,
            "a[href='../zola/index.html']": 1, "sup:not(.postil-mark)": 1, "a[href='#power']": 1,
        },
        ),
    "jekyll": Page(
        "jekyll/2024-03-04-a-bell-in-the-fog.md", "posts/jekyll/2024-03-04-a-bell-in-the-fog",
        {
            ".admonition.note": 1, ".admonition.warning": 1, "abbr[title='HyperText Markup Language']": 2,
            "abbr[title='Cascading Style Sheets']": 1, "section#pier, section #pier": 1, "math": 2, "dl > dd": 3,
            "strong": 2, "div.box li": 2, "a[href='#noon']": 1, "a[href$='shadows-on-a-wall.html']": 1,
        },
        shown_as_written=r"\{\{ site\.title \}\}",
        hidden="I should ask the board whether the fine still stands",
    ),
    "quarto": Page(
        "quarto/index.qmd", "posts/quarto/index",
        {".admonition": 3, "details.admonition": 1, "math": 3, "section#sec-ring": 1, "figure#fig-beam": 1, "table": 1,
         "caption": 1, "a[href='#fig-beam']": 1, "a[href='#tbl-beams']": 1, "sub": 1},
        hidden="content-visible when-format html appearance simple",
    ),
    "zola": Page(
        "zola/index.md", "posts/zola/index",
        {".admonition.tip": 1, ".admonition.warning": 1, "section#stick": 1, "math": 2, "input[type=checkbox]": 3,
         "a[href^='../hugo/index.html']": 2, "a[href='../hugo/index.html#power']": 1, "s, del": 1},
        shown_as_written=r"\{% (?:quote|end).*?%\}",
    ),
    "pelican": Page(
        "pelican/2024-03-10-shadows-on-a-wall.md", "posts/pelican/shadows-on-a-wall",
        {".admonition.note": 1, ".admonition.warning": 1, "abbr": 2, "dl > dt": 3, "section#gnomon": 1, "math": 2,
         "a[href='https://example.org/rgo/equation.csv']": 1, "a[href$='plan.pdf']": 1, "td": 9},
    ),
    "eleventy": Page(
        "eleventy/index.md", "letters-from-a-lighthouse/index",
        {".admonition.warning": 1, ".admonition.tip": 1, "mark": 1, "abbr": 2, "sub": 1, "details": 1,
         "a[href='http://www.example.org/lights']": 1, ".postil-note": 1, "input[type=checkbox]": 3},
        shown_as_written=r"\{% image .*?%\}",
    ),
    "obsidian": Page(
        "obsidian/Walking with maps.md", "posts/obsidian/Walking with maps",
        {".admonition": 4, "details.admonition": 2, "mark": 2, ".postil-note": 2, "math": 3, "figure img": 2},
        hidden="I should look up who drew the old one",
    ),
    "github": Page(
        "github/index.md", "posts/github/index",
        {".admonition": 3, "input[type=checkbox]": 5, "math": 4, "kbd": 2, "details": 1, "picture": 1, "sub": 1,
         "a[href='https://example.org/bees']": 1, "a[href='#how-it-works']": 2},
    ),
}  # fmt: skip
# What only the source of a page in one of these dialects has.
MARKUP = re.compile(
    r"\{[:#.%{<]|[%}>]\}|:::|\[!|!!!|==|%%|\[\[|\]\]|\$|\[\^|\^\[|~~|\*\*|\*\[|@(?:fig|tbl|eq|sec)-|\[@|"
    r"(?<!\d):\w+:(?!\d)|\[TOC|<!--|`|\||\\[\w(\[]"
)
WORD = re.compile(r"[^\W\d_]{4,}")
# The parts of a source in which words are no text: front matter, comments, attributes, names of files, tags.
NO_TEXT = re.compile(
    r"\A(?:---\n.*?\n---|\+\+\+\n.*?\n\+\+\+|(?:\w+:.*\n)+)|<!--.*?-->|\{[:#.=\w].*?\}|\]\([^)\n]*\)|^```.*?$|</?\w[^>]*>|"
    r"^:::.*?$|^#\|.*?$|^(?:!!!|\?\?\?).*?$|:\w+:|^> \[!.*?\]|\[\[?_?toc_?\]\]?|"
    r"\{\{?[<%]? ?\/?(?:end)?(?:highlight|youtube|include|video|figure|notice).*?\}",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


def png(width: int = 900, height: int = 600) -> bytes:
    """Return an image that a page shows in its full width."""
    image_module = pytest.importorskip("PIL.Image")
    from io import BytesIO  # noqa: PLC0415

    target = BytesIO()
    image_module.new("RGB", (width, height), "#456").save(target, "PNG")
    return target.getvalue()


def write_posts(site: SiteBuilder) -> None:
    shutil.copytree(POSTS, site.folder / "posts")
    image = png()
    for folder in POSTS.iterdir():
        for name in FILES:
            content = image if name.endswith("png") else b"%PDF-1.4 "
            (site.folder / "posts" / folder.name / name).write_bytes(content)


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> SiteBuilder:
    """Return a site with all the posts."""
    site = SiteBuilder(tmp_path_factory.mktemp("engines"))
    write_posts(site)
    return site


@pytest.fixture(scope="module")
def built(blog: SiteBuilder) -> Built:
    return blog.build()


def words_of(page: Page) -> set[str]:
    """Return the words of the text of a source."""
    text = NO_TEXT.sub(" ", (POSTS / page.source).read_text("utf-8"))
    return set(WORD.findall(text)) - set(WORD.findall(page.hidden))


@pytest.mark.parametrize("engine", PAGES)
def test_elements(built: Built, engine: str) -> None:
    article = built.article(PAGES[engine].url)
    expected = PAGES[engine].elements

    found = {selector: len(article.select(selector)) for selector in expected}
    assert {selector: count for selector, count in found.items() if count < expected[selector]} == {}


@pytest.mark.parametrize("engine", PAGES)
def test_no_markup_is_left(built: Built, engine: str) -> None:
    article = built.article(PAGES[engine].url)
    for part in article.select("pre, code, script, math"):
        part.decompose()
    text = re.sub(PAGES[engine].shown_as_written, "", " ".join(article.get_text(" ").split()))

    assert [text[max(0, found.start() - 20) : found.end() + 20] for found in MARKUP.finditer(text)] == []


def test_warnings(built: Built) -> None:
    """One for each file with something that cannot be understood."""
    lines = [warning.partition("posts/")[2] for warning in built.warnings]
    expected = [f"{page.source.partition('/')[0]}/" for page in PAGES.values() if page.shown_as_written != NOTHING]

    assert sorted({line.partition("/")[0] + "/" for line in lines if "[postil.syntax]" in line}) == sorted(
        {*expected, "quarto/"}
    )
    assert [line for line in lines if not re.search(r"\[(postil|myst)\.\w+\]", line)] == []
    assert [line for line in lines if not line.startswith(("obsidian/", *expected, "quarto/"))] == []


@pytest.mark.long
def test_incremental_equals_clean(blog: SiteBuilder, built: Built) -> None:
    assert built.status == 0
    for page in PAGES.values():
        path = blog.folder / "posts" / page.source
        path.write_text(path.read_text("utf-8") + "\nOne more paragraph.\n", "utf-8")

    assert blog.differences(blog.build()) == []


@pytest.mark.parametrize("engine", PAGES)
def test_no_word_is_lost(built: Built, engine: str) -> None:
    # Drawings of diagrams are URLs in the page.
    shown = set(WORD.findall(unquote(built.read(f"{PAGES[engine].url}.html"))))

    assert words_of(PAGES[engine]) - shown == set()
