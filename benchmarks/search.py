"""Measure how much a browser downloads to search a site with Pagefind, with the essays of `corpus.py`."""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from audit import serve
from corpus import vocabulary, write_corpus
from page_checks import ARGUMENTS, BROWSERS
from playwright.sync_api import sync_playwright

OUT = Path(__file__).parent.parent / "build" / "benchmark-search"
CONF = """\
extensions = ["postil"]
blog_baseurl = "https://example.org/"
postil_search = "pagefind"
"""
# Shorter words appear in every text.
LETTERS = 4
SEARCHES = 10


def build(count: int) -> Path:
    """Build a site of `count` essays; return its folder."""
    shutil.rmtree(OUT, ignore_errors=True)
    write_corpus(OUT / "posts", count)
    (OUT / "docs").mkdir()
    (OUT / "docs" / "conf.py").write_text(CONF, "utf-8")
    (OUT / "docs" / "index.md").write_text("# Home\n", "utf-8")
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-j", "auto", OUT / "docs", OUT / "html"], check=True)
    return OUT / "html"


def fetched(browser: Any, url: str, words: str) -> dict[str, int]:
    """Return the bytes of each file downloaded from opening the search box to the results for `words`."""
    page = browser.new_context().new_page()
    page.goto(url, wait_until="networkidle")
    sizes: dict[str, int] = {}

    def note(request: Any) -> None:
        size = request.sizes()
        sizes[request.url.rpartition("_pagefind/")[2]] = size["responseBodySize"]

    page.on("requestfinished", note)
    page.keyboard.press("Control+k")
    page.wait_for_load_state("networkidle")
    page.keyboard.type(words, delay=60)
    page.locator(".postil-found-count:not(:empty)").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    page.context.close()
    return sizes


def main() -> None:
    """Build, search, and print the download sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--built", type=Path, help="search a site that is already built")
    parser.add_argument("words", nargs="*", help="what to search for (default: random words of the essays)")
    chosen = parser.parse_args()
    site = chosen.built or build(chosen.count)
    long_ones = [word for word in vocabulary() if len(word) >= LETTERS]
    words = chosen.words or random.Random(0).sample(long_ones, SEARCHES)  # noqa: S311 - no secret
    path = next(found for name in BROWSERS if (found := shutil.which(name)))
    server = serve(site)
    url = f"http://127.0.0.1:{server.server_address[1]}/blog.html"
    print(f"{'query':20} {'program':>8} {'index':>8} {'results':>8} {'all':>8}   kB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for each in words:
            sizes = fetched(browser, url, each)
            index = sum(size for name, size in sizes.items() if name.startswith("index/"))
            results = sum(size for name, size in sizes.items() if name.startswith("fragment/"))
            program = sum(sizes.values()) - index - results
            row = (program, index, results, program + index + results)
            print(f"{each:20}" + "".join(f" {number / 1000:8.1f}" for number in row))
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
