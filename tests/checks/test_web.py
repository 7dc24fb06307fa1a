"""Links to other sites: what answers, what moved, what is gone; and pages that only the published site has."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.checks.finding import Kind, Level, LineFix
from postil.checks.web import check_published, check_web, is_offline, lines_with, reason_of
from postil.front_matter.parse import Status
from postil.project.source_facts import SourceFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postil.testing import SiteBuilder

SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


class Site(BaseHTTPRequestHandler):
    """A site with a page, a page that moved, and nothing else."""

    requests: list[str] = []

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.requests.append(self.path)
        host = f"http://{self.headers['Host']}"
        body = b""
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", f"{host}/page")
        elif self.path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{host}/{name}</loc></url>" for name in ("", "a.html", "b/", "gone.html"))
            body = SITEMAP.format(urls).encode()
            self.send_response(200)
        else:
            self.send_response(200 if self.path == "/page" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
        """Log nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_links_that_do_not_work_are_found_at_every_place(
    plain_site: SiteBuilder, host: str, post: Callable[..., str], tmp_path: Path
) -> None:
    plain_site.write(
        {
            "docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\n',
            "docs/index.md": f"# Home\n\n[fine]({host}/page)\n[gone]({host}/gone)\n",
            "posts/a.md": post(f"Text\n[moved]({host}/moved) [gone]({host}/gone).\n"),
        }
    )
    cache = tmp_path / "links"

    found = check_web(tmp_path / "docs", cache, overrides={})

    assert sorted((str(each.file and each.file.name), each.line, each.level) for each in found) == [
        ("a.md", 7, Level.PROBLEM),
        ("a.md", 7, Level.SUGGESTION),
        ("index.md", 4, Level.PROBLEM),
    ]
    assert [each.fix for each in found if each.fix] == [LineFix(7, f"{host}/moved", f"{host}/page")]
    assert {each.kind for each in found} == {Kind.WEB}
    Site.requests.clear()
    assert len(check_web(tmp_path / "docs", cache, overrides={})) == len(found)
    assert set(Site.requests) == {"/gone"}, "a page that answered is not asked again"


def test_pages_that_only_the_published_site_has_are_lost(host: str) -> None:
    files = {"index.html", "a.html", "b/index.html"}

    assert [each.message for each in check_published(f"{host}/sitemap.xml", files)] == [
        f"the published site has the page {host}/gone.html, and this one does not"
    ]
    (unknown,) = check_published(f"{host}/nothing.xml", files)
    assert unknown.level is Level.SUGGESTION


@pytest.mark.parametrize(
    ("info", "reason"),
    [
        ("404 Client Error: Not Found for url: http://a.org/b", "404 Client Error: Not Found"),
        ("HTTPSConnectionPool(host='a.org', port=443): … (\"Failed to resolve 'a.org'\")", "there is no such host"),
        ("Anchor 'x' not found", "the page has no such anchor"),
    ],
)
def test_reasons_are_short(info: str, reason: str) -> None:
    assert reason_of(info) == reason


def test_a_computer_without_a_connection_is_not_the_fault_of_links() -> None:
    failed = {"status": "broken", "info": "Failed to resolve 'a.org'"}
    both = [{"uri": "https://a.org/", **failed}, {"uri": "https://b.org/", **failed}]

    assert is_offline([*both, {"uri": "http://127.0.0.1:8000", "status": "broken", "info": "Connection refused"}])
    assert not is_offline(both[:1])
    assert not is_offline([*both, {"uri": "https://c.org", "status": "working", "info": ""}])


def test_a_url_is_found_as_a_whole() -> None:
    text = "http://a.org/b/c\nsee http://a.org/b.\n<http://a.org/b>\nhttp://a.org/b?x\nhttp://a.org/bc\n"
    source = SourceFacts(Path("a.md"), "a.md", text, Status.PUBLISHED)

    assert [line for _file, line in lines_with("http://a.org/b", [source])] == [2, 3]
