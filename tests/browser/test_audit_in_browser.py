"""Accessibility of each kind of page: keyboard, screen reader, forced colours, narrow windows.

The same checks are in `make audit`, which checks postil's own site; here they check a small one.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
ESSAY = Path(__file__).parents[2] / "posts" / "how-the-mount-works"
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
KINDS = {
    "home": "index.html",
    "post": "posts/essay/index.html",
    "tags": "blog/tag.html",
    "listing": "blog.html",
    "search": "search.html?q=river",
    "404": "404.html",
    "manual": "manual.html",
}
COLORFUL = ("post", "listing", "search")
# The list of tags is made as other lists are.
EACH_KIND = [pytest.param(kind, marks=pytest.mark.long if kind == "tags" else ()) for kind in KINDS]
HEAD = (
    "---\ntitle: {}\ndate: 2024-0{}-24\nauthor: Ada Lovelace\ntags: [rivers, measurements]\nseries: On rivers\n---\n\n"
)
TEXT = """\
A river with `a/path/that/is/longer/than/the/window/of/a/phone/by-far.md` and a note[^n].

```python
print("a line of code that is longer than the column of a phone, by far")
```

[^n]: A note with a [link](https://example.org/).
"""


@pytest.fixture(scope="module")
def checks() -> Iterator[Any]:
    """Import the checks of `benchmarks/`, which import each other as scripts."""
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("page_checks")
    sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built site with a page of each kind."""
    site = SiteBuilder(tmp_path_factory.mktemp("audit"), conf='html_favicon = "icon.svg"')
    posts: dict[str, str | bytes | None] = {f"essay/{path.name}": path.read_bytes() for path in ESSAY.iterdir()}
    posts |= {f"{number}.md": HEAD.format(f"River {number}", number) + TEXT for number in (1, 2, 3)}
    manual = f"# Manual\n\n{TEXT}\n\n| A | B |\n|---|---|\n| C | D |\n\n:::{{note}}\nSee [there](index.md).\n:::\n"
    docs = {
        "index.md": "# Home\n\n```{postlist}\n```\n\n```{toctree}\nmanual\n```\n",
        "manual.md": manual,
        "icon.svg": ICON,
    }
    return site.build(posts=posts, docs=docs).outdir


@pytest.fixture(scope="module")
def start(checks: Any, folder: Path) -> Iterator[str]:
    """Return the URL that the site is served at."""
    server = importlib.import_module("audit").serve(folder)
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page_of(checks: Any, browser: Browser, tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that runs a check on a page with `body`, and returns its problems."""

    def run_check(check: Callable[[Any], list[str]], body: str, **options: Any) -> list[str]:
        path = tmp_path / "page.html"
        head = '<title>A</title><meta name="description" content="B">'
        path.write_text(f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>', "utf-8")
        found: list[str] = checks.run_check(browser, path.as_uri(), check, **options)
        return found

    return run_check


@pytest.mark.parametrize(
    ("kind", "scheme"),
    [
        *((kind, "light") for kind in KINDS),
        # These three have all colors between them.
        *(pytest.param(kind, "dark", marks=() if kind in COLORFUL else pytest.mark.long) for kind in KINDS),
    ],
)
def test_axe_reports_no_problem(checks: Any, browser: Browser, start: str, kind: str, scheme: str) -> None:
    def check(page: Any) -> list[str]:
        found: list[str] = checks.at_widths(page, checks.WIDTHS, lambda page: checks.check_axe(page, AXE_SCRIPT))
        return found

    assert checks.run_check(browser, start + KINDS[kind], check, color_scheme=scheme) == []


@pytest.mark.parametrize("kind", EACH_KIND)
def test_no_console_messages_and_no_third_party_requests(checks: Any, browser: Browser, start: str, kind: str) -> None:
    assert checks.console_and_requests(browser, start + KINDS[kind]) == []


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind in ("post", "listing") else pytest.mark.long) for kind in KINDS]
)
def test_headings_landmarks_skip_link_and_focus(
    checks: Any, browser: Browser, start: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind not in ("post", "search"):  # these two have all focusable elements; each takes a while
        monkeypatch.setattr(checks, "MAX_TAB_STOPS", 20)

    def check(page: Any) -> list[str]:
        found: list[str] = checks.check_headings(page) + checks.check_landmarks(page) + checks.check_skip_link(page)
        return found

    assert checks.run_check(browser, start + KINDS[kind], check) == []
    assert checks.run_check(browser, start + KINDS[kind], checks.check_focus) == []


@pytest.mark.parametrize("kind", EACH_KIND)
def test_pages_do_not_scroll_sideways(checks: Any, browser: Browser, start: str, kind: str) -> None:
    def check(what: Callable[[Any], list[str]], widths: tuple[int, ...]) -> Callable[[Any], list[str]]:
        return lambda page: checks.at_widths(page, widths, what)

    url = start + KINDS[kind]

    # 640 is a window of 1280 at 200 %
    assert checks.run_check(browser, url, check(checks.check_width, (320, 640))) == []
    assert checks.run_check(browser, url, check(checks.check_right_to_left, (320, 1280)), right_to_left=True) == []


@pytest.mark.parametrize("kind", EACH_KIND)
def test_reduced_motion_and_forced_colours(checks: Any, browser: Browser, start: str, kind: str) -> None:
    def check(page: Any) -> list[str]:
        found: list[str] = checks.check_motion(page) + checks.check_forced_colors(page)
        if kind in ("post", "search"):  # between them they have all that one can go to
            found += checks.check_focus(page)
        return found

    options = {"reduced_motion": "reduce", "forced_colors": "active"}
    assert checks.run_check(browser, start + KINDS[kind], check, **options) == []


def test_the_skip_link_of_the_404_page_stays_on_it(browser: Browser, start: str) -> None:
    page = browser.new_page()
    page.goto(f"{start}no/such/page.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert urlsplit(page.url).path == "/no/such/page.html"
    assert page.locator("link[rel=stylesheet]").first.evaluate("link => link.sheet !== null")
    page.close()


MAIN = "<main id='m'><h1>Title</h1>{}</main>"
LINK = "<a href='#m'>Skip</a>"


def test_check_headings_can_fail(checks: Any, page_of: Any) -> None:
    assert page_of(checks.check_headings, MAIN.format("<h2>A</h2><h3>B</h3><h2>C</h2>")) == []
    assert page_of(checks.check_headings, MAIN.format("<h3>Deep</h3>")) == [
        "skipped heading level: “Deep” has level 3 after level 1"
    ]
    assert page_of(checks.check_headings, MAIN.format("<h1>Two</h1>")) == ["2 headings of level 1 instead of one"]
    assert len(page_of(checks.check_headings, "<main><h2>A</h2></main>")) == 2


def test_check_landmarks_can_fail(checks: Any, page_of: Any) -> None:
    assert page_of(checks.check_landmarks, MAIN) == []
    assert page_of(checks.check_landmarks, "<p>A</p>") == ["0 main landmarks instead of 1"]


@pytest.mark.long
def test_check_skip_link_can_fail(checks: Any, page_of: Any) -> None:
    link = MAIN.format("<a href='x'>A</a>")

    assert page_of(checks.check_skip_link, LINK + link) == []
    assert page_of(checks.check_skip_link, "<a href='y'>B</a>" + link)
    assert page_of(checks.check_skip_link, LINK.replace("<a", "<a style='position: fixed; left: -9999px'") + link)
    assert page_of(checks.check_skip_link, LINK.replace("#m", "#n") + "<p id='n'>N</p>" + link)


@pytest.mark.long
def test_check_focus_can_fail(checks: Any, page_of: Any) -> None:
    link = "<a href='x'>A</a><button>B</button>"

    assert page_of(checks.check_focus, link) == []
    assert len(page_of(checks.check_focus, f"<style>:focus {{ outline: none }}</style>{link}")) == 2
    assert page_of(checks.check_focus, f"<div style='position: fixed; top: -99px'>{link}</div>")
    shadow = "<style>:focus { outline: none; box-shadow: 0 0 3px red }</style>"
    assert page_of(checks.check_focus, shadow + link) == []
    assert len(page_of(checks.check_focus, shadow + link, forced_colors="active")) == 2


def test_check_width_can_fail(checks: Any, page_of: Any) -> None:
    wide = "<p style='width: 400px'>A</p>"

    assert page_of(checks.check_width, f"<div style='overflow: auto'>{wide}</div>", width=320) == []
    assert "400px" in page_of(checks.check_width, wide, width=320)[0]
    left = "<main><h1 style='text-align: left'>A</h1></main>"
    assert page_of(checks.check_right_to_left, left, right_to_left=True) == ["the title is left-aligned"]


@pytest.mark.long
def test_check_motion_and_forced_colours_can_fail(checks: Any, page_of: Any) -> None:
    assert page_of(checks.check_motion, "<p style='transition: color 1s'>A</p>", reduced_motion="reduce")
    assert page_of(checks.check_motion, "<p>A</p>", reduced_motion="reduce") == []
    empty = "<button style='width: 9px; height: 9px; background: url(x.svg)'></button>"
    assert page_of(checks.check_forced_colors, empty, forced_colors="active")


@pytest.mark.long
def test_check_axe_and_console_can_fail(checks: Any, browser: Browser, page_of: Any, tmp_path: Path) -> None:
    grey = "<main><h1>A</h1><p style='color: #aaa; background: #fff'>Grey</p></main>"

    assert [line.partition(":")[0] for line in page_of(lambda page: checks.check_axe(page, AXE_SCRIPT), grey)] == [
        "color-contrast"
    ]
    path = tmp_path / "console.html"
    path.write_text("<!doctype html><script>console.log('A')</script><img src='http://127.0.0.1:9/a.png'>", "utf-8")
    recorded = checks.console_and_requests(browser, path.as_uri())
    assert any(line.startswith("console log: A") for line in recorded)
    assert "third-party request to 127.0.0.1:9" in recorded


def test_page_size_is_what_is_transferred_and_has_a_limit(
    checks: Any, browser: Browser, start: str, folder: Path
) -> None:
    random = "".join(chr(32 + (number * number * 7919) % 91) for number in range(9000))
    (folder / "heavy.js").write_text(f"// {random}", "utf-8")
    (folder / "_images").mkdir(exist_ok=True)
    (folder / "_images" / "own.svg").write_text(ICON, "utf-8")
    html = "<!doctype html><link rel='icon' href='data:,'><script src='heavy.js'></script><img src='_images/own.svg'>"
    (folder / "weight.html").write_text(html, "utf-8")
    weight = checks.measure_page(browser, f"{start}weight.html")

    assert weight.requests == 2
    assert 100 < weight.transferred < len(random)
    assert checks.check_size(weight) == checks.check_requests(weight) == []
    assert checks.check_size(checks.PageSize(110_001, 12))
    assert checks.check_requests(checks.PageSize(1, 13))
