"""Check pages in a browser. Each check returns its problems, one line each; an empty list means it passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

# The first is headless, and faster than browsers with windows.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
# No sandbox, because this may run as root; no requests that do not come from the page.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (1280, 390)
ALL_WIDTHS = (1280, 768, 390, 320)
"""Of the windows in which no page may scroll sideways."""
SCHEMES = ("light", "dark")
HEIGHT = 900
MAX_PAGE_BYTES = 70_000
"""The most bytes the first view of a page may transfer, without fonts and the post's own images."""
# Sphinx's search page loads its search program and a stemmer too.
MAX_SEARCH_PAGE_BYTES = 90_000
MAX_REQUESTS = 12
# axe-core's rule about the size of touch targets is not on by default.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


class Kind(NamedTuple):
    """A kind of page, and an example of it."""

    name: str
    url: str
    """Relative to the root of the site."""
    opened: bool = True
    """Whether readers open this URL directly; otherwise the page shows results of a search, which is no first view."""
    sample: bool = False
    """Whether it is a page of the sample site, not of postil's own."""
    action: Callable[[Page], None] | None = None
    """What the reader does before the page is checked."""
    max_bytes: int = MAX_PAGE_BYTES


class PageSize(NamedTuple):
    """What the first view of a page transfers, without fonts and the post's own images."""

    transferred: int
    """Bytes, compressed, including headers."""
    requests: int


def open_page(page: Page, url: str, action: Callable[[Page], None] | None = None) -> None:
    """Open a page, let the reader do something, and wait until the page no longer changes."""
    page.goto(url, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(200)  # two or three frames: layout after fonts and scripts are loaded
    if action:
        action(page)
        page.wait_for_timeout(400)  # what opens may fade in


def open_preview(page: Page) -> None:
    """Hover the first link to another post, until its preview is shown."""
    page.mouse.move(2, 2)  # the script loads when the mouse moves
    page.wait_for_load_state("networkidle")
    link = page.locator("article section a.reference.internal").last
    link.scroll_into_view_if_needed()
    link.hover()
    page.locator("#postil-preview").wait_for()


def open_settings(page: Page) -> None:
    """Open the reading settings."""
    page.locator(".postil-reader-button").click()
    page.locator("#postil-reader").wait_for()


def record_messages(page: Page, own: str) -> list[str]:
    """Return a list that collects console messages and third-party requests: those to hosts other than `own`."""
    recorded: list[str] = []

    def record_message(message: ConsoleMessage) -> None:
        recorded.append(f"console {message.type}: {message.text} ({urlsplit(message.location['url']).path})")

    def record_host(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
            recorded.append(f"third-party request to {parts.netloc}")

    page.on("console", record_message)
    page.on("pageerror", lambda error: recorded.append(f"error: {error}"))
    page.on("request", lambda request: record_host(request.url))
    return recorded


def measure_page(browser: Browser, url: str) -> PageSize:
    """Return the size of a page with an empty cache."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    images: set[str] = set()
    sizes: dict[str, int] = {}

    def record_response(event: dict[str, Any]) -> None:
        if event["type"] == "Font" or (event["type"] == "Image" and "/_images/" in event["response"]["url"]):
            images.add(event["requestId"])

    session.on("Network.responseReceived", record_response)
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    open_page(page, url)
    context.close()
    own = [size for request, size in sizes.items() if request not in images]
    return PageSize(sum(own), len(own))


def check_size(weight: PageSize, limit: int = MAX_PAGE_BYTES) -> list[str]:
    """Return whether a page is larger than `limit`, in bytes."""
    if weight.transferred <= limit:
        return []
    return [f"{weight.transferred / 1000:.0f} kB, more than the limit of {limit / 1000:.0f} kB"]


def check_requests(weight: PageSize) -> list[str]:
    """Return whether a page makes too many requests."""
    return (
        []
        if weight.requests <= MAX_REQUESTS
        else [f"{weight.requests} requests, more than the limit of {MAX_REQUESTS}"]
    )


def check_axe(page: Page, script: str, options: dict[str, Any] | None = None) -> list[str]:
    """Return the accessibility problems that axe-core finds on the whole page."""
    page.evaluate(script)
    found = page.evaluate("options => axe.run(document, options)", options or AXE_OPTIONS)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def check_headings(page: Page) -> list[str]:
    """Return where headings in `<main>` skip a level, and whether there is exactly one `<h1>`."""
    found = page.evaluate("""() => [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, [role=heading])")]
        .filter((one) => one.checkVisibility())
        .map((one) => [Number(one.ariaLevel || one.tagName[1]), one.textContent.trim().slice(0, 40)])""")
    levels = [level for level, _ in found]
    problems = [] if levels.count(1) == 1 else [f"{levels.count(1)} headings of level 1 instead of one"]
    if levels and levels[0] != 1:
        problems.append(f"the first heading, “{found[0][1]}”, has level {levels[0]}")
    for before, (level, text) in zip(levels, found[1:], strict=False):
        if level > before + 1:
            problems.append(f"skipped heading level: “{text}” has level {level} after level {before}")
    return problems


def check_landmarks(page: Page) -> list[str]:
    """Return what is missing for navigation: one `<main>`, a language, a title, a description."""
    found = page.evaluate("""() => ({
        "main landmarks": document.querySelectorAll("main, [role=main]").length,
        "languages": document.documentElement.lang ? 1 : 0,
        "titles": document.querySelectorAll("head title").length,
        "descriptions": document.querySelectorAll('meta[name="description"][content]:not([content=""])').length,
    })""")
    return [f"{count} {name} instead of 1" for name, count in found.items() if count != 1]


def check_skip_link(page: Page) -> list[str]:
    """Return whether the first Tab key press focuses a skip link that becomes visible and works."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.keyboard.press("Tab")
    page.wait_for_timeout(350)  # it may slide in
    found = page.evaluate("""() => {
        const link = document.activeElement;
        const {left, right, top, bottom} = link.getBoundingClientRect();
        const shown = right > left && bottom > top && top >= 0 && left >= 0 && link.checkVisibility();
        return {to: link.getAttribute("href") || "", shown};
    }""")
    if not found["to"].startswith("#"):
        return [f"the first keyboard focus is not a skip link but `{found['to']}`"]
    problems = [] if found["shown"] else ["the focused skip link is not visible"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("to => !!document.activeElement.closest(to)", found["to"])
    return problems if inside else [*problems, f"the skip link does not move the focus into `{found['to']}`"]


# Styles that can indicate focus: those of the element, its ancestors and its first child.
_LOOK = """() => {
    window.lookOf = (one) => [one, one.parentElement, one.parentElement?.parentElement, one.firstElementChild]
        .filter(Boolean)
        .flatMap((part) => ["", "::before", "::after"].map((pseudo) => {
            const style = getComputedStyle(part, pseudo || null);
            const outline = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "" : style.outline;
            return [outline, style.boxShadow, style.borderColor, style.borderWidth, style.backgroundColor,
                    style.textDecorationLine].join();
        })).join();
}"""
MAX_TAB_STOPS = 60
"""How many Tab key presses are checked on each page."""


def check_focus(page: Page) -> list[str]:
    """Return the elements without a visible keyboard focus."""
    page.evaluate(_LOOK)
    page.evaluate("""() => {
        document.activeElement.blur();
        scrollTo(0, 0);
        window.looks = new Map([...document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")]
            .map((one) => [one, lookOf(one)]));
    }""")
    problems: list[str] = []
    for stop in range(MAX_TAB_STOPS):
        page.keyboard.press("Tab")
        if stop == 0:
            page.wait_for_timeout(350)
        found = page.evaluate("""async () => {
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)));
            for (let before = NaN; before !== scrollY; await new Promise((done) => setTimeout(done, 40)))
                before = scrollY;  // pages may scroll smoothly
            const one = document.activeElement;
            if (!one || one === document.body || one.dataset.visited) return null;
            one.dataset.visited = "yes";
            const box = one.getBoundingClientRect();
            const name = one.outerHTML.slice(0, 90).replace(/\\s+/g, " ");
            const shown = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0
                && box.left < innerWidth && box.top < innerHeight && one.checkVisibility({visibilityProperty: true});
            return {name, shown, same: looks.get(one) === lookOf(one)};
        }""")
        if found is None:
            break
        if not found["shown"]:
            problems.append(f"focused but not visible: {found['name']}")
        elif found["same"]:
            problems.append(f"no visible focus: {found['name']}")
    return problems


def check_width(page: Page) -> list[str]:
    """Return the elements that make a page scroll horizontally."""
    found = page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        const all = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
        if (all <= width) return [];
        const hidden = (one) => {
            for (let part = one.parentElement; part && part !== document.body; part = part.parentElement)
                if (getComputedStyle(part).overflowX !== "visible") return true;
            return false;
        };
        const wide = [...document.body.querySelectorAll("*")].filter((one) => {
            const {left, right, width: own} = one.getBoundingClientRect();
            const out = getComputedStyle(document.body).direction === "rtl" ? left < -1 : right > width + 1;
            return own && out && one.checkVisibility({visibilityProperty: true}) && !hidden(one);
        });
        return [`${all} px wide in a window of ${width} px`,
                ...wide.slice(-3).map((one) => one.outerHTML.slice(0, 90).replace(/\\s+/g, " "))];
    }""")
    return ["; ".join(found)] if found else []


def check_motion(page: Page) -> list[str]:
    """Return animations that still run with reduced motion."""
    found = page.evaluate("""() => {
        const seconds = (list) => Math.max(...list.split(",").map((one) => parseFloat(one)));
        const moving = [...document.querySelectorAll("*")].filter((one) => {
            const style = getComputedStyle(one);
            return seconds(style.transitionDuration) > 0.05 || style.scrollBehavior === "smooth"
                || (style.animationName !== "none" && seconds(style.animationDuration) > 0.05);
        });
        return moving.map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
    }""")
    return [f"{len(found)} animated elements, such as {found[0]}"] if found else []


def check_forced_colors(page: Page) -> list[str]:
    """Return buttons and links that are invisible in forced-colors mode."""
    found = page.evaluate("""() => {
        const unseen = [];
        for (const one of document.querySelectorAll("button, a[href], input")) {
            if (!one.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
            const icon = one.querySelector("svg");
            if (one.textContent.trim() || one.querySelector("img") || one.tagName === "INPUT") continue;
            if (!icon) {
                const drawn = [one, ...one.querySelectorAll("*")].some((part) =>
                    ["::before", "::after"].some((pseudo) =>
                        !["none", "normal", '""'].includes(getComputedStyle(part, pseudo).content)));
                if (!drawn && one.getBoundingClientRect().width > 2) unseen.push(one);
            } else if (getComputedStyle(icon).color === getComputedStyle(one).backgroundColor) unseen.push(one);
        }
        return unseen.map((one) => one.outerHTML.slice(0, 90).replace(/\\s+/g, " "));
    }""")
    return [f"invisible: {name}" for name in found]


RECORD_SHIFTS = """(() => {
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((one) => !one.hadRecentInput).map((one) =>
        `${one.value.toFixed(4)}: ${one.sources.map(({node}) => node?.outerHTML?.slice(0, 60)).join(", ")}`)))
        .observe({type: "layout-shift", buffered: true});
})()"""


def check_shift(page: Page) -> list[str]:
    """Return what moves while a page loads or is scrolled to its end."""
    page.evaluate(RECORD_SHIFTS)
    page.evaluate("""async () => {
        for (let top = 0; top < document.body.scrollHeight; top += innerHeight / 2) {
            scrollTo({top, behavior: "instant"});
            await new Promise((done) => setTimeout(done, 60));
        }
    }""")
    return [f"moved by {shift}" for shift in page.evaluate("shifts")]


RIGHT_TO_LEFT = "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl' })"
"""Switches a page to right-to-left, before it is shown."""


def check_right_to_left(page: Page) -> list[str]:
    """Return what is on the wrong side of a right-to-left page."""
    problems = check_width(page)
    found = page.evaluate("""() => {
        const main = document.querySelector("main")?.getBoundingClientRect();
        const side = document.querySelector(".bd-sidebar-primary")?.getBoundingClientRect();
        const text = document.querySelector("main h1");
        return {
            side: !side || !side.width || innerWidth < 992 || side.left >= main.left + main.width / 2,
            text: !text || ["start", "right"].includes(getComputedStyle(text).textAlign),
        };
    }""")
    if not found["side"]:
        problems.append("the navigation is on the left")
    if not found["text"]:
        problems.append("the title is left-aligned")
    return problems


def run_check(
    browser: Browser,
    url: str,
    check: Callable[[Page], list[str]],
    *,
    width: int = 1280,
    right_to_left: bool = False,
    action: Callable[[Page], None] | None = None,
    **options: Any,
) -> list[str]:
    """Return what `check` finds on a newly opened page, after `action`. `options` are those of a browser context."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, **options)
    try:
        page = context.new_page()
        if right_to_left:
            page.add_init_script(RIGHT_TO_LEFT)
        open_page(page, url, action)
        return check(page)
    finally:
        context.close()


def at_widths(page: Page, widths: Iterable[int], check: Callable[[Page], list[str]]) -> list[str]:
    """Return what `check` finds in windows of these widths; each problem ends with the width."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.wait_for_timeout(100)  # scripts follow a window that changes
        found += [f"{problem} ({width} px)" for problem in check(page)]
    return found


def console_and_requests(browser: Browser, url: str) -> list[str]:
    """Return the console messages and third-party requests of a page."""
    context = browser.new_context(viewport={"width": 1280, "height": HEIGHT})
    page = context.new_page()
    recorded = record_messages(page, urlsplit(url).netloc)
    open_page(page, url)
    context.close()
    return recorded


def run_checks(
    browser: Browser, url: str, axe: str, action: Callable[[Page], None] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each check with its problems on a page; all checks but those of page size.

    With an action, those that do something themselves are left out.
    """
    # Each in a window of its own: what is open may close when the window changes.
    for scheme in SCHEMES:
        for width in WIDTHS:
            found = run_check(
                browser, url, lambda page: check_axe(page, axe), width=width, action=action, color_scheme=scheme
            )
            yield "axe", [f"{problem} ({scheme}, {width} px)" for problem in found]
    for width in ALL_WIDTHS:
        found = run_check(browser, url, check_width, width=width, action=action)
        yield "widths", [f"{problem} ({width} px)" for problem in found]
    yield "motion", run_check(browser, url, check_motion, reduced_motion="reduce", action=action)
    yield "forced", run_check(browser, url, check_forced_colors, forced_colors="active", action=action)
    if action:
        return
    yield "console", console_and_requests(browser, url)
    yield "structure", run_check(browser, url, lambda page: check_headings(page) + check_landmarks(page))
    for width in WIDTHS:
        yield "shift", [f"{moved} ({width} px)" for moved in run_check(browser, url, check_shift, width=width)]
    yield "skip", run_check(browser, url, check_skip_link)
    yield "focus", run_check(browser, url, check_focus)
    found = run_check(browser, url, check_focus, forced_colors="active")
    yield "focus", [f"{problem} (forced colours)" for problem in found]
    yield "200 %", run_check(browser, url, check_width, width=640, device_scale_factor=2)
    yield (
        "rtl",
        run_check(browser, url, lambda page: at_widths(page, (*WIDTHS, 320), check_right_to_left), right_to_left=True),
    )


LOAD_IMAGES = """async () => {
    const images = [...document.images];
    for (const image of images) image.loading = "eager";
    await Promise.all(images.map((image) => image.decode().catch(() => 0)));
}"""


def write_screenshots(
    browser: Browser, url: str, folder: Path, name: str, action: Callable[[Page], None] | None = None
) -> None:
    """Write screenshots of a page: light and dark, each also of a phone, and print; and PDFs in A4 and Letter.

    With an action, they show the window, not the page.
    """
    for variant, width, options in (
        ("light", 1280, {"color_scheme": "light"}),
        ("dark", 1280, {"color_scheme": "dark"}),
        ("phone", 390, {"color_scheme": "light", "device_scale_factor": 2}),
        ("phone-dark", 390, {"color_scheme": "dark", "device_scale_factor": 2}),
        ("print", 718, {}),  # A4 with margins of 1 cm
    ):
        if action and variant == "print":
            continue
        context = browser.new_context(viewport={"width": width, "height": HEIGHT}, **options)
        page = context.new_page()
        open_page(page, url, action)
        if not action:
            page.evaluate(LOAD_IMAGES)
        if variant == "print":
            for paper in ("A4", "Letter"):
                page.pdf(path=folder / f"{name}-{paper}.pdf", format=paper)
            page.emulate_media(media="print")
        page.screenshot(path=folder / f"{name}-{variant}.png", full_page=not action)
        context.close()
