"""The pages of a site whose every field contains scripts: no script runs, and the console stays empty."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hostile_site import write_site

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MARKS = "document.querySelectorAll('x-mark, [x-mark], [onerror], [onclick]').length"
SEARCHES = ["x-mark", "hacked", "\"'><img src=x onerror=hacked()>", "<script>hacked()</script>"]


def listen(page: Page) -> list[str]:
    """Return a list that collects dialogs, errors and console messages of `page`."""
    console: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        """Record and close a dialog."""
        console.append(dialog.message)
        dialog.dismiss()

    page.add_init_script("window.hacked = (name) => console.error('a script ran: ' + name)")
    page.on("dialog", dismiss)
    page.on("console", lambda message: console.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: console.append(f"{page.url}: {error}"))
    return console


@pytest.mark.parametrize("search", ["sphinx", "pagefind"])
def test_no_page_runs_the_content_of_a_field(browser: Browser, tmp_path: Path, png: bytes, search: str) -> None:
    # The search page of Sphinx is slow to look for many words; the pages are looked at once.
    more = f"postil_search = {search!r}\nblog_baseurl = 'https://example.org/'\n"
    write_site(tmp_path, png, more=more)
    built = SiteBuilder(tmp_path).build()
    sys.path.insert(0, str(BENCHMARKS))
    server = import_module("audit").serve(built.outdir)
    sys.path.remove(str(BENCHMARKS))
    start = f"http://127.0.0.1:{server.server_address[1]}/"
    page = browser.new_context().new_page()
    console = listen(page)
    names = [name for name in built.files() if "webpack" not in name and not name.startswith("old")]
    try:
        for name in names if search == "sphinx" else ["index.html"]:
            page.goto(start + quote(name))
            page.wait_for_timeout(100)
            assert page.evaluate(MARKS) == 0, name
        for words in SEARCHES:
            page.goto(f"{start}search.html?q={quote(words)}")
            page.locator("main .search li a, main .postil-found [role=status]:not(:empty)").first.wait_for()
            page.wait_for_timeout(300)  # excerpts come one by one
            assert page.evaluate(MARKS) == 0, words
    finally:
        page.context.close()
        server.shutdown()
        server.server_close()

    assert console == []
