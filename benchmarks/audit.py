"""Check one page of each kind: page size, accessibility, Lighthouse, valid HTML. Print a table.

The pages are those of postil's own site, and of a sample site with what that does not have.

Needs Chromium. Lighthouse and the Nu HTML checker are installed with npm if Node.js and Java are available; the output
says what is missing. Screenshots are written to build/audit/. The exit status is 1 if any check fails.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import defaultdict
from contextlib import suppress
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import chain, product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_FILE_PATH
from page_checks import (
    ARGUMENTS,
    BROWSERS,
    MAX_SEARCH_PAGE_BYTES,
    Kind,
    check_requests,
    check_size,
    measure_page,
    open_preview,
    open_settings,
    run_checks,
    write_screenshots,
)
from playwright.sync_api import sync_playwright
from sample_site import write_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).parent.parent
OUT = ROOT / "build" / "audit"
SITE, SAMPLE = OUT / "html", OUT / "sample"
TOOLS = OUT / "tools"
# Lighthouse 13 needs a newer Node.js than many systems have.
PACKAGES = {"lighthouse": "12.8.2", "vnu-jar": "26.9.27", "axe-core": "4.14.1"}
KINDS = (
    Kind("home", "index.html"),
    Kind("post", "posts/why-notes-belong-in-margins/index.html"),
    Kind("tags", "blog/tag.html"),
    Kind("listing", "blog.html"),
    Kind("search", "search.html", max_bytes=MAX_SEARCH_PAGE_BYTES),
    # It loads the text of up to ten pages, so its largest paint is shown but has no limit; its scores do count.
    Kind("results", "search.html?q=margin", opened=False),
    Kind("404", "404.html"),
    Kind("formulas", "posts/math.html", sample=True),
    Kind("gallery", "posts/gallery.html", sample=True),
    Kind("margin", "posts/margin.html", sample=True),
    Kind("rtl post", "posts/hebrew.html", sample=True),
    Kind("cjk post", "posts/japanese.html", sample=True),
    Kind("end", "posts/ending.html", sample=True),
    Kind("preview", "posts/ending.html", sample=True, action=open_preview),
    Kind("settings", "posts/ending.html", sample=True, action=open_settings),
)
CHECKS = ("kB", "requests", "axe", "console", "structure", "shift", "skip", "focus", "widths", "200 %", "motion",
          "forced", "rtl", "mobile", "desktop", "Nu")  # fmt: skip
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MAX_PAINT_MS = 1300
"""The latest largest contentful paint allowed, in milliseconds, as simulated by Lighthouse.

Pages with formulas load a font before it."""
TRIES = 3
"""How often a page is measured until it passes: a busy machine makes pages slower, never faster."""
COMPRESSED_SUFFIXES = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt", ".md")
FULL, GOOD = 100, 0.9
Cell = tuple[str, str]
"""A kind of page and a check: the row and column of a table cell."""
Problems = dict[Cell, list[str]]


class Handler(SimpleHTTPRequestHandler):
    """Serve a site below a path as hosts do: compressed, with cache headers and a 404 page."""

    def __init__(self, *arguments: Any, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*arguments, **options)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - named so by the library
        """Log nothing."""

    def do_GET(self) -> None:
        """Send a file, or the 404 page."""
        path = urlsplit(self.path).path
        status = HTTPStatus.OK
        file = Path(self.translate_path(path.removeprefix(self.prefix)))
        if file.is_dir():
            file /= "index.html"
        if not path.startswith(f"{self.prefix}/") or not file.is_file():
            status, file = HTTPStatus.NOT_FOUND, Path(self.directory, "404.html")
        content = file.read_bytes() if file.is_file() else b""
        compressed = file.suffix in COMPRESSED_SUFFIXES and "gzip" in self.headers.get("Accept-Encoding", "")
        if compressed:
            content = gzip.compress(content, 6, mtime=0)
        self.send_response(status)
        self.send_header("Content-Type", f"{self.guess_type(str(file))}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=31536000" if "?" in self.path else "max-age=600")
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with suppress(ConnectionError):  # the page was closed meanwhile
            shutil.copyfileobj(BytesIO(content), self.wfile)


def serve(site: Path, prefix: str = "") -> ThreadingHTTPServer:
    """Serve a site on a free local port, in a thread of its own; stop it with `shutdown()`."""

    def handle(*arguments: Any) -> Handler:
        return Handler(*arguments, prefix=prefix, directory=str(site))

    server = ThreadingHTTPServer(("127.0.0.1", 0), handle)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def published_path(site: Path) -> str:
    """Return the path that a site is published at, from its robots.txt, such as `/en/latest`; "" for the root."""
    robots = site / "robots.txt"
    text = robots.read_text("utf-8") if robots.is_file() else ""
    found = re.search(r"^Sitemap: (.*)/sitemap\.xml$", text, re.MULTILINE)
    return urlsplit(found[1]).path.rstrip("/") if found else ""


def build_site() -> None:
    """Build postil's own site from scratch: the package may have changed since the last build."""
    for folder in (SITE, OUT / "doctrees"):
        shutil.rmtree(folder, ignore_errors=True)
    options = ["-n", "-W", "--keep-going", "-q", "-d", OUT / "doctrees"]
    run([sys.executable, "-m", "sphinx", *options, ROOT / "docs", SITE], check=True)


def build_sample() -> None:
    """Build the sample site from scratch."""
    shutil.rmtree(SAMPLE, ignore_errors=True)
    write_site(SAMPLE)
    options = ["-n", "-W", "--keep-going", "-q", "-d", SAMPLE / "doctrees"]
    run([sys.executable, "-m", "sphinx", *options, SAMPLE / "docs", SAMPLE / "html"], check=True)


def run(command: Sequence[str | Path], *, check: bool = False, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program and wait for it."""
    return subprocess.run([os.fspath(part) for part in command], text=True, check=check, **options)


def fetch_tools() -> tuple[Path | None, list[str]]:
    """Install the npm packages; return their folder, None if they can't be installed, and what is missing."""
    missing = []
    if not shutil.which("java"):
        missing.append("java: skipping the Nu HTML checker")
    if not (shutil.which("node") and shutil.which("npm")):
        return None, [*missing, "node and npm: skipping Lighthouse and the Nu HTML checker"]
    folder = TOOLS / "node_modules"
    present = {name: _version(folder / name) for name in PACKAGES}
    if present != PACKAGES:
        TOOLS.mkdir(parents=True, exist_ok=True)
        wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
        quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"]
        result = run(["npm", "install", *quiet, "--prefix", TOOLS, *wanted], capture_output=True)
        if result.returncode:
            return None, [*missing, f"Lighthouse and the Nu HTML checker: npm failed: {result.stderr.strip()[:200]}"]
    return folder, missing


def _version(folder: Path) -> str:
    package = folder / "package.json"
    return json.loads(package.read_text("utf-8"))["version"] if package.is_file() else ""


def check_html(tools: Path, site: Path) -> tuple[int, list[str]]:
    """Return how many pages the Nu HTML checker read, and its errors, each once with the number of its pages."""
    # HTML files that themes copy to `_static` are not pages.
    pages = sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    result = run(["java", "-jar", jar, "--errors-only", "--format", "json", *pages], capture_output=True)
    found: dict[str, list[str]] = defaultdict(list)
    for message in json.loads(result.stderr)["messages"]:
        if message["type"] != "info":
            name = Path(urlsplit(message.get("url", "")).path)
            where = name.relative_to(site).as_posix() if name.is_relative_to(site) else name.as_posix()
            found[" ".join([message["message"], message.get("extract", "").strip()[:80]])].append(where)
    return len(pages), [f"{message} ({len(where)}: {where[0]})" for message, where in found.items()]


def check_lighthouse(
    tools: Path, start: str, kind: Kind, form: str, *, browser: str, report: Path
) -> tuple[str, list[str]]:
    """Return the Lighthouse scores of a page below the URL `start`, and what keeps them below 100."""
    command = ["node", tools / "lighthouse" / "cli" / "index.js", start + kind.url, "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}"]
    command += ["--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking"]
    command += ["--preset=desktop"] if form == "desktop" else []
    best: tuple[str, list[str]] = ("none", ["Lighthouse did not finish"])
    for attempt in range(TRIES):
        report.unlink(missing_ok=True)
        result = run(command, capture_output=True, env=os.environ | {"CHROME_PATH": browser})
        if not report.is_file():
            best = ("none", [f"Lighthouse failed: {result.stderr.strip()[:200]}"])
            continue
        found = read_report(json.loads(report.read_text("utf-8")), opened=kind.opened)
        if not attempt or len(found[1]) < len(best[1]) or best[0] == "none":
            best = found
        if not best[1]:
            break
    return best


def read_report(report: Mapping[str, Any], *, opened: bool = True) -> tuple[str, list[str]]:
    """Return the scores in a Lighthouse report, and what keeps them below 100; `opened` as in `Kind`."""
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    audits = report["audits"]
    problems = []
    for name, score in scores.items():
        if score < FULL:
            short = [
                audits[part["id"]]["title"]
                for part in report["categories"][name]["auditRefs"]
                if part["weight"] and (part_score := audits[part["id"]]["score"]) is not None and part_score < GOOD
            ]
            problems.append(f"{name} {score}: {'; '.join(short)}")
    paint = audits["largest-contentful-paint"].get("numericValue", 0)
    shift = audits["cumulative-layout-shift"].get("numericValue", 0)
    if opened and paint >= MAX_PAINT_MS:
        problems.append(f"largest contentful paint after {paint / 1000:.1f} s")
    if shift > 0:
        problems.append(f"cumulative layout shift of {shift:.3f}")
    return f"{'/'.join(map(str, scores.values()))} {paint / 1000:.1f}s", problems


def print_table(kinds: Iterable[str], cells: Mapping[Cell, str], problems: Problems) -> None:
    """Print a table with a value or `ok` for each kind of page, marked `!` if the check failed; then the details."""
    rows = [["", *CHECKS]]
    for kind in kinds:
        row = [kind]
        for check in CHECKS:
            found = problems.get((kind, check))
            text = cells.get((kind, check), "" if found is None else f"{len(found)}" if found else "ok")
            row.append(f"{text}!" if found else text)
        rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    for (kind, check), found in problems.items():
        for line in dict.fromkeys(found):
            print(f"{kind}, {check}: {line}")


def check_pages(
    kinds: Iterable[Kind], starts: Mapping[bool, str], browser_path: str, axe: str
) -> tuple[dict[Cell, str], Problems]:
    """Return the size of each page, and the failed checks; write screenshots.

    `starts` are the URLs of postil's own site and of the sample site (`Kind.sample`).
    """
    cells: dict[Cell, str] = {}
    problems: Problems = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        for kind in kinds:
            name, url = kind.name, starts[kind.sample] + kind.url
            if not kind.action:
                weight = measure_page(browser, url)
                cells[name, "kB"], cells[name, "requests"] = f"{weight.transferred / 1000:.0f}", str(weight.requests)
                problems[name, "kB"] = check_size(weight, kind.max_bytes) if kind.opened else []
                problems[name, "requests"] = check_requests(weight) if kind.opened else []
            for check, found in run_checks(browser, url, axe, kind.action):
                problems[name, check] += found
            write_screenshots(browser, url, OUT, name.replace(" ", "-"), kind.action)
        browser.close()
    return cells, problems


def main() -> int:
    """Build the sites, check them, and print the results; return 1 if any check fails."""
    names = [kind.name for kind in KINDS]
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="kinds of page to check (default: all)")
    parser.add_argument("--quick", action="store_true", help="skip Lighthouse")
    parser.add_argument("--site", type=Path, help="check a site that is already built, instead of postil's own")
    choice = parser.parse_args()
    browser_path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser_path:
        message = (
            f"Chromium not found: none of {', '.join(BROWSERS)} is installed; set CHROMIUM to the path of a browser"
        )
        raise SystemExit(message)
    kinds = [kind for kind in KINDS if kind.name in choice.only]
    sites = {
        sample: SAMPLE / "html" if sample else (choice.site or SITE).resolve() for sample in {k.sample for k in kinds}
    }
    if False in sites and not choice.site:
        build_site()
    if True in sites:
        build_sample()
    tools, missing = fetch_tools()
    servers = {sample: serve(site, published_path(site)) for sample, site in sites.items()}
    starts = {
        sample: f"http://127.0.0.1:{server.server_address[1]}{published_path(sites[sample])}/"
        for sample, server in servers.items()
    }
    axe = (tools / "axe-core" / "axe.min.js" if tools else AXE_FILE_PATH).read_text("utf-8")
    cells, problems = check_pages(kinds, starts, browser_path, axe)
    if tools and not choice.quick:
        for kind, form in product((kind for kind in kinds if not kind.action), ("mobile", "desktop")):
            report = OUT / f"lighthouse-{kind.name.replace(' ', '-')}-{form}.json"
            cell = kind.name, form
            cells[cell], problems[cell] = check_lighthouse(
                tools, starts[kind.sample], kind, form, browser=browser_path, report=report
            )
    for server in servers.values():
        server.shutdown()
        server.server_close()
    if tools and shutil.which("java"):
        counts, errors = zip(*(check_html(tools, site) for site in sites.values()), strict=True)
        problems["all pages", "Nu"] = list(chain.from_iterable(errors))
        cells["all pages", "Nu"] = f"{sum(counts)} checked, {len(problems['all pages', 'Nu'])} errors"
    print_table([*choice.only, "all pages"], cells, problems)
    for line in missing:
        print(f"missing: {line}")
    print(f"Screenshots are in {OUT.relative_to(ROOT)}/.")
    return 1 if any(problems.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
