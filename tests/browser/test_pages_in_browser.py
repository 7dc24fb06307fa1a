"""The design of pages: line length, custom colours, narrow windows, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]

REPOSITORY = Path(__file__).parents[2]
ESSAY = REPOSITORY / "posts" / "why-notes-belong-in-margins"
AVATAR = REPOSITORY / "docs" / "images" / "makers.svg"
HEAD = "---\ntitle: {}\ndate: 2024-0{}-24\nauthor: ada\ntags: [rivers, bridges]\nseries: On rivers\n---\n\n"
WORDS = "The bridge over the river was built in the year of the great flood and has stood there since. "
PULL = f"""\
{WORDS * 4}

```{{pull-quote}}
Nobody remembers the name of the mason.
```

```{{epigraph}}
A river is a line.

-- Somebody
```

A [link](https://example.org/a/place) and [another](one.md).

| Year | Height |
|------|--------|
| 1342 | 7.9 m  |

```python
print("a line of code that is longer than the column of a phone, by far, and must not reach out of it")
```

> {WORDS}

{WORDS * 9}
"""
CONF = """\
blog_authors = {"ada": {"name": "Ada Lovelace", "bio": "Writes about rivers.", "avatar": "makers.svg"}}
postil_page_size = 2
"""
FRONT = "# Rivers\n\nOn rivers.\n\n```{postlist} 3\n:layout: front\n```\n\n```{toctree}\nmanual\nmore\n```\n"
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"
KINDS = ("index", "posts/essay/index", "posts/one", "blog", "blog/tag", "blog/tag/rivers", "blog/archive", "blog/2024",
         "blog/author/ada-lovelace", "blog/series/on-rivers", "search", "manual")  # fmt: skip


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site with a page of each kind."""
    site = SiteBuilder(tmp_path_factory.mktemp("pages"), conf=CONF)
    posts: dict[str, str | bytes | None] = {f"essay/{path.name}": path.read_bytes() for path in ESSAY.iterdir()}
    posts |= {"one.md": HEAD.format("A river", 1) + PULL, "two.md": HEAD.format("A second river", 2) + PULL}
    docs: dict[str, str | bytes | None] = {
        "makers.svg": AVATAR.read_bytes(),
        "index.md": FRONT,
        "manual.md": f"# A manual\n\n{WORDS * 9}\n\n## Part\n\n{WORDS * 5}\n",
        "more.md": "# More\n\nWords.\n",
    }
    built = site.build(posts=posts, docs=docs)
    assert [warning for warning in built.warnings if "an-essay-that-vanished" not in warning] == []
    return built.outdir


@pytest.fixture
def show(open_page: Open, pages: Path) -> Open:
    """Return a function that opens a page by its name."""
    return lambda name, *arguments, **options: open_page(pages / f"{name}.html", *arguments, **options)


# The letters and spaces of each full line of running text.
LINES = """() => {
  const counts = [];
  for (const paragraph of document.querySelectorAll(".e-content p, .bd-article section > p")) {
    if (paragraph.closest(".postil-notes, figure, li, table, aside, blockquote")) continue;
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const lines = new Map();
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (text.parentElement.closest("sup, .postil-mark, code")) continue;
      for (let place = 0; place < text.data.length; place++) {
        const range = document.createRange();
        range.setStart(text, place);
        range.setEnd(text, place + 1);
        const box = range.getBoundingClientRect();
        if (!box.width) continue;
        const line = Math.round(box.bottom / 8);
        lines.set(line, (lines.get(line) || 0) + 1);
      }
    }
    counts.push(...[...lines.values()].slice(0, -1));
  }
  return counts.sort((one, other) => one - other);
}"""


@pytest.mark.parametrize("name", ["posts/essay/index", "manual"])
def test_line_length(show: Open, name: str) -> None:
    page = show(name, 1600)
    for width, minimum, maximum in ((1600, 60, 72), (1280, 60, 72), (1000, 60, 72), (390, 34, 50)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(FRAMES)
        counts: Any = page.evaluate(LINES)

        assert len(counts) > 5, width
        assert minimum <= counts[len(counts) // 2] <= maximum, width
        assert counts[-1] <= maximum + 4, width


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name.startswith("blog/") else ()) for name in KINDS]
)
def test_nothing_overflows_the_window(show: Open, name: str) -> None:
    page = show(name, 1600)
    for width in (1600, 1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(FRAMES)  # notes move in the next one
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("width", [1600, 1200])
def test_a_post_is_centred(show: Open, width: int) -> None:
    box = show("posts/one", width).locator(".bd-article > section").bounding_box()

    assert box
    assert abs(box["x"] + box["width"] / 2 - width / 2) <= 8


def test_the_newest_post_is_the_largest(show: Open) -> None:
    page = show("index")
    sizes: Any = page.eval_on_selector_all(
        ".postil-card-title", "titles => titles.map(title => parseFloat(getComputedStyle(title).fontSize))"
    )

    assert sizes[0] > 1.3 * sizes[1] == 1.3 * sizes[2]
    assert not page.locator(".bd-sidebar-primary:visible, .bd-sidebar-secondary:visible").count()


PALETTE = """:root:root {
  --pst-color-primary: rgb(1, 2, 3); --pst-color-link: rgb(4, 5, 6); --pst-color-text-base: rgb(7, 8, 9);
  --pst-color-text-muted: rgb(10, 11, 12); --pst-color-border: rgb(13, 14, 15);
  --pst-color-background: rgb(250, 240, 230); }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_custom_colours_are_used(show: Open, scheme: str) -> None:
    page = show("posts/one", color_scheme=scheme)
    page.add_style_tag(content=PALETTE.replace(":root:root", f"html[data-theme={scheme}]:root"))
    page.wait_for_timeout(300)

    def color(selector: str, name: str = "color") -> object:
        return page.locator(selector).first.evaluate(f"element => getComputedStyle(element)['{name}']")

    assert color(".bd-article blockquote:not(.epigraph, .pull-quote)", "borderInlineStartColor") == "rgb(1, 2, 3)"
    assert color(".postil-byline") == "rgb(10, 11, 12)"
    assert color(".postil-tags a", "borderTopColor") == "rgb(13, 14, 15)"
    assert color(".e-content a.reference") == "rgb(4, 5, 6)"
    assert color("body", "backgroundColor") == "rgb(250, 240, 230)"
    assert color(".postil-masthead .logo__title") == "rgb(7, 8, 9)"


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        pytest.param(name, scheme, marks=() if scheme == ("light", "dark")[number % 2] else pytest.mark.long)
        # the others are looked at as a whole, with the checks of `make audit`
        for number, name in enumerate(KINDS[5:10])
        for scheme in ("light", "dark")
    ],
)
def test_axe_reports_no_problem_in_our_elements(show: Open, name: str, scheme: str) -> None:
    page = show(name, 1280, color_scheme=scheme)
    include = ["article", ".postil-menu", ".postil-masthead-name"]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        result = Axe().run(page, context={"include": include}, options={"resultTypes": ["violations"]})
        assert [(width, rule["id"], rule["nodes"]) for rule in result.response["violations"]] == []


def test_captions_are_not_in_a_light_weight(show: Open) -> None:
    """Where the system's font has one, small text in it is too pale to read."""
    caption = show("posts/essay/index").locator("figcaption").first

    assert caption.evaluate("caption => getComputedStyle(caption).fontWeight") == "400"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_button_of_the_table_of_contents(show: Open, width: int) -> None:
    page = show("posts/one", width)
    button = page.locator(".primary-toggle")

    assert button.is_visible() == (width < 992)
    if width < 992:
        button.click()
        assert page.locator("#pst-primary-sidebar-modal").is_visible()
    assert show("manual", width).locator(".bd-sidebar-primary").is_visible() == (width >= 992)


@pytest.mark.parametrize("width", [1280, 390])
def test_there_is_one_search_button(show: Open, width: int) -> None:
    for name in ("index", "posts/one", "manual"):
        page = show(name, width)
        assert page.locator(".search-button:visible, .search-button-field:visible").count() == 1
        page.locator(".search-button").click()
        assert page.locator("#pst-search-dialog").is_visible()


def test_print(show: Open, tmp_path: Path) -> None:
    page = show("posts/one", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")

    for gone in (".postil-menu", ".postil-masthead-end", ".bd-sidebar-primary", ".bd-sidebar-secondary",
                 ".postil-neighbours", ".postil-series", ".postil-tags", ".headerlink",
                 ".bd-footer-content"):  # fmt: skip
        assert not page.locator(f"{gone}:visible").count(), gone
    assert page.locator("h1").is_visible()
    outside, inside = page.locator(".e-content a.external"), page.locator(".e-content a.internal")
    after = "element => getComputedStyle(element, '::after').content"
    assert outside.first.evaluate(after) == '" (https://example.org/a/place)"'
    assert inside.first.evaluate(after) == "none"
    style = "element => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]"
    assert page.locator("body").evaluate(style) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator("h1").evaluate("element => getComputedStyle(element).breakAfter") == "avoid"
    assert page.locator(".pull-quote").evaluate("element => getComputedStyle(element).breakInside") == "avoid"
    for form in ("A4", "Letter"):
        page.pdf(path=tmp_path / f"{form}.pdf", format=form)
        assert (tmp_path / f"{form}.pdf").stat().st_size > 10_000


def test_long_excerpts_are_cut(show: Open) -> None:
    """A single paragraph, after five lines; not in print, and not what the author chose by several paragraphs."""
    page = show("blog")
    lines = """(html) => {
      const excerpt = document.querySelector(".postil-excerpt");
      excerpt.innerHTML = html;
      const text = excerpt.querySelector("p");
      return Math.round(text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight));
    }"""
    paragraph = f"<p>{'Words of the text. ' * 60}</p>"

    assert page.evaluate(lines, paragraph) == 5
    assert page.evaluate(lines, paragraph * 2) > 5
    page.emulate_media(media="print")
    assert page.evaluate(lines, paragraph) > 5


def test_reduced_motion(show: Open) -> None:
    page = show("posts/essay/index", reduced_motion="reduce")
    times: Any = page.evaluate(
        "[...document.querySelectorAll('body *')].map(one => parseFloat(getComputedStyle(one).transitionDuration))"
    )

    assert max(times) <= 0.001


def test_forced_colours(show: Open) -> None:
    page = show("blog/tag", forced_colors="active")
    style = page.locator(".postil-menu [aria-current]").evaluate("element => getComputedStyle(element).outlineStyle")

    assert style == "solid"


@pytest.mark.parametrize("width", [1280, 390])
def test_right_to_left(open_page: Open, pages: Path, width: int) -> None:
    path = pages / "posts" / "one-rtl.html"
    path.write_text((pages / "posts" / "one.html").read_text("utf-8").replace("<html", '<html dir="rtl"', 1), "utf-8")
    page = open_page(path, width)
    title, image, byline = (
        page.locator(selector).first.bounding_box()
        for selector in (".postil-masthead-name", ".postil-byline-picture", ".postil-byline-author")
    )
    path.unlink()

    assert title
    assert image
    assert byline
    assert title["x"] + title["width"] > width * 0.6
    assert image["x"] >= byline["x"] + byline["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
