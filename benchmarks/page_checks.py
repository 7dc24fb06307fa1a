"""Look at a page in a browser as people meet it: each check returns what is wrong, a line each; nothing means good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

# The first has no windows, which take longer to draw than most pages.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
# No sandbox, because it may be run as root; nothing else that is not the page's.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
HEIGHT = 900
LARGEST_PAGE = 110_000
"""How many bytes the first view of a page may transfer, without the post's own pictures."""
MOST_REQUESTS = 12
# The rule about the size of what a finger has to hit is axe-core's, but not among its defaults.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


class Kind(NamedTuple):
    """A kind of page, and one of that kind."""

    name: str
    address: str
    """Relative to the start of the site."""
    opened: bool = True
    """Whether it is opened so; otherwise it shows what a reader has asked for, which is no first view."""


class Weight(NamedTuple):
    """What the first view of a page transfers, without the post's own pictures."""

    transferred: int
    """Bytes, as compressed, with headers."""
    requests: int


def settle(page: Page, address: str) -> None:
    """Open a page and wait until it has stopped changing."""
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(200)  # two or three frames: layout once fonts and scripts are there


def listen(page: Page, own: str) -> list[str]:
    """Return a list that fills with what a page says to the console and asks of hosts other than `own`."""
    heard: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        heard.append(f"console {message.type}: {message.text} ({urlsplit(message.location['url']).path})")

    def note_host(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
            heard.append(f"asks {parts.netloc}")

    page.on("console", note_message)
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("request", lambda request: note_host(request.url))
    return heard


def weigh(browser: Browser, address: str) -> Weight:
    """Return what a reader who has never been here gets for a page."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    pictures: set[str] = set()
    sizes: dict[str, int] = {}

    def note_response(event: dict[str, Any]) -> None:
        if event["type"] == "Image" and "/_images/" in event["response"]["url"]:
            pictures.add(event["requestId"])

    session.on("Network.responseReceived", note_response)
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    settle(page, address)
    context.close()
    own = [size for request, size in sizes.items() if request not in pictures]
    return Weight(sum(own), len(own))


def check_size(weight: Weight) -> list[str]:
    """Return whether a page is heavier than it may be."""
    if weight.transferred <= LARGEST_PAGE:
        return []
    return [f"{weight.transferred / 1000:.0f} kB are more than {LARGEST_PAGE / 1000:.0f}"]


def check_requests(weight: Weight) -> list[str]:
    """Return whether a page asks for more files than it may."""
    return [] if weight.requests <= MOST_REQUESTS else [f"{weight.requests} requests are more than {MOST_REQUESTS}"]


def check_axe(page: Page, script: str, options: dict[str, Any] | None = None) -> list[str]:
    """Return what axe-core finds on the whole page."""
    page.evaluate(script)
    found = page.evaluate("options => axe.run(document, options)", options or AXE_OPTIONS)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def check_headings(page: Page) -> list[str]:
    """Return where the headings of the main part skip a level, and whether there is one title."""
    found = page.evaluate("""() => [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, [role=heading])")]
        .filter((one) => one.checkVisibility())
        .map((one) => [Number(one.ariaLevel || one.tagName[1]), one.textContent.trim().slice(0, 40)])""")
    levels = [level for level, _ in found]
    problems = [] if levels.count(1) == 1 else [f"{levels.count(1)} headings of the first level"]
    if levels and levels[0] != 1:
        problems.append(f"the first heading, “{found[0][1]}”, is of level {levels[0]}")
    for before, (level, text) in zip(levels, found[1:], strict=False):
        if level > before + 1:
            problems.append(f"“{text}” is of level {level} after one of level {before}")
    return problems


def check_landmarks(page: Page) -> list[str]:
    """Return what a page lacks that people find their way by: one main part, a language, a title, a description."""
    found = page.evaluate("""() => ({
        "parts `main`": document.querySelectorAll("main, [role=main]").length,
        "languages": document.documentElement.lang ? 1 : 0,
        "titles": document.querySelectorAll("head title").length,
        "descriptions": document.querySelectorAll('meta[name="description"][content]:not([content=""])').length,
    })""")
    return [f"{count} {name} in place of 1" for name, count in found.items() if count != 1]


def check_skip_link(page: Page) -> list[str]:
    """Return whether the first key press leads to a link past the navigation that shows itself and works."""
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
        return [f"the first place for the keyboard is no link past the navigation but `{found['to']}`"]
    problems = [] if found["shown"] else ["the link past the navigation does not show itself"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("to => !!document.activeElement.closest(to)", found["to"])
    return problems if inside else [*problems, f"the link past the navigation does not lead into `{found['to']}`"]


# What may change on an element to show that the keyboard is there, and on what is around or in it.
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
MOST_STOPS = 60
"""How many places a person with a keyboard is followed to, on each page."""


def check_focus(page: Page) -> list[str]:
    """Return where a person with a keyboard does not see where they are."""
    page.evaluate(_LOOK)
    page.evaluate("""() => {
        document.activeElement.blur();
        scrollTo(0, 0);
        window.looks = new Map([...document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")]
            .map((one) => [one, lookOf(one)]));
    }""")
    problems: list[str] = []
    for stop in range(MOST_STOPS):
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
            problems.append(f"out of sight: {found['name']}")
        elif found["same"]:
            problems.append(f"looks as it does without the keyboard: {found['name']}")
    return problems


def check_width(page: Page) -> list[str]:
    """Return what makes a page wider than its window."""
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
        return [`${all} in a window of ${width} pixels`,
                ...wide.slice(-3).map((one) => one.outerHTML.slice(0, 90).replace(/\\s+/g, " "))];
    }""")
    return ["; ".join(found)] if found else []


def check_motion(page: Page) -> list[str]:
    """Return what still moves, on a page for a person who asked for less motion."""
    found = page.evaluate("""() => {
        const seconds = (list) => Math.max(...list.split(",").map((one) => parseFloat(one)));
        const moving = [...document.querySelectorAll("*")].filter((one) => {
            const style = getComputedStyle(one);
            return seconds(style.transitionDuration) > 0.05 || style.scrollBehavior === "smooth"
                || (style.animationName !== "none" && seconds(style.animationDuration) > 0.05);
        });
        return moving.map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
    }""")
    return [f"{len(found)} parts move, such as {found[0]}"] if found else []


def check_forced_colors(page: Page) -> list[str]:
    """Return which buttons and links show nothing in a palette that the system forces on a page."""
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
    return [f"shows nothing: {name}" for name in found]


TURN = "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl' })"
"""Turns a page to be read from right to left, before it is shown."""


def check_turned(page: Page) -> list[str]:
    """Return what stays on the wrong side of a page that is read from right to left."""
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
        problems.append("the navigation stays on the left")
    if not found["text"]:
        problems.append("the title is set to the left")
    return problems


def look(
    browser: Browser,
    address: str,
    check: Callable[[Page], list[str]],
    *,
    width: int = 1280,
    turn: bool = False,
    **options: Any,
) -> list[str]:
    """Return what `check` finds on a page opened for it alone. `options` are those of a browser's context."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, **options)
    try:
        page = context.new_page()
        if turn:
            page.add_init_script(TURN)
        settle(page, address)
        return check(page)
    finally:
        context.close()


def at_widths(page: Page, widths: Iterable[int], check: Callable[[Page], list[str]]) -> list[str]:
    """Return what `check` finds on a page in windows of these widths, each with the width at its end."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.wait_for_timeout(100)  # scripts follow a window that changes
        found += [f"{problem} ({width} px)" for problem in check(page)]
    return found


def hear(browser: Browser, address: str) -> list[str]:
    """Return what a page says to the console or asks of other hosts when somebody opens it."""
    context = browser.new_context(viewport={"width": 1280, "height": HEIGHT})
    page = context.new_page()
    heard = listen(page, urlsplit(address).netloc)
    settle(page, address)
    context.close()
    return heard


def looks(browser: Browser, address: str, axe: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each check with what it finds on a page; all but its weight."""
    for scheme in SCHEMES:
        found = look(
            browser,
            address,
            lambda page: at_widths(page, WIDTHS, lambda page: check_axe(page, axe)),
            color_scheme=scheme,
        )
        yield "axe", [f"{problem} ({scheme})" for problem in found]
    yield "quiet", hear(browser, address)
    yield "order", look(browser, address, lambda page: check_headings(page) + check_landmarks(page))
    yield "skip", look(browser, address, check_skip_link)
    yield "focus", look(browser, address, check_focus)
    found = look(browser, address, check_focus, forced_colors="active")
    yield "focus", [f"{problem} (forced colours)" for problem in found]
    yield "320 px", look(browser, address, check_width, width=320)
    yield "200 %", look(browser, address, check_width, width=640, device_scale_factor=2)
    yield "motion", look(browser, address, check_motion, reduced_motion="reduce")
    yield "forced", look(browser, address, check_forced_colors, forced_colors="active")
    yield "rtl", look(browser, address, lambda page: at_widths(page, (*WIDTHS, 320), check_turned), turn=True)


def shoot(browser: Browser, address: str, folder: Path, name: str) -> None:
    """Write pictures of a page in light and dark, on a phone, and on paper (A4 and Letter, as PDF as well)."""
    for look_name, width, options in (
        ("light", 1280, {"color_scheme": "light"}),
        ("dark", 1280, {"color_scheme": "dark"}),
        ("phone", 390, {"color_scheme": "light", "device_scale_factor": 2}),
        ("paper", 718, {}),  # A4 without margins of a centimetre
    ):
        context = browser.new_context(viewport={"width": width, "height": HEIGHT}, **options)
        page = context.new_page()
        settle(page, address)
        if look_name == "paper":
            for paper in ("A4", "Letter"):
                page.pdf(path=folder / f"{name}-{paper}.pdf", format=paper)
            page.emulate_media(media="print")
        page.screenshot(path=folder / f"{name}-{look_name}.png", full_page=True)
        context.close()
