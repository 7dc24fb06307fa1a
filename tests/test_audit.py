"""What `make audit` does besides looking at pages: it serves the site as hosts do, judges reports, prints a table."""

from __future__ import annotations

import gzip
import importlib
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
MARKS = ("performance", "accessibility", "best-practices", "seo")


@pytest.fixture(scope="module")
def audit() -> Iterator[Any]:
    """Return the script, which finds its checks as it does when it is run."""
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("audit")
    sys.path.remove(str(BENCHMARKS))


def report(mark: float = 1, paint: float = 900, shift: float = 0) -> dict[str, Any]:
    """Return a report as Lighthouse writes it, as far as it is read."""
    parts = [{"id": "speed", "weight": 1}, {"id": "asked", "weight": 1}, {"id": "aside", "weight": 0}]
    return {
        "categories": {name: {"score": mark if name == "seo" else 1, "auditRefs": parts} for name in MARKS},
        "audits": {
            "speed": {"title": "Speed", "score": mark},
            "asked": {"title": "Does not apply", "score": None},
            "aside": {"title": "Does not count", "score": 0},
            "largest-contentful-paint": {"numericValue": paint},
            "cumulative-layout-shift": {"numericValue": shift},
        },
    }


def test_a_report_is_good_if_all_marks_are_full_and_nothing_moves(audit: Any) -> None:
    assert audit.judge(report()) == ("100/100/100/100 0.9s", [])
    assert audit.judge(report(mark=0.5))[1] == ["seo 50: Speed"]
    assert audit.judge(report(paint=1200))[1] == ["largest contentful paint after 1.2 s"]
    assert audit.judge(report(paint=1200), opened=False)[1] == []
    assert audit.judge(report(shift=0.01))[1] == ["cumulative layout shift of 0.010"]


def test_a_site_is_served_as_hosts_do(audit: Any, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("Home" * 99, "utf-8")
    (tmp_path / "404.html").write_text("Lost", "utf-8")
    server = audit.serve(tmp_path, "/en/latest")
    start = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        request = urllib.request.Request(f"{start}/en/latest/", headers={"Accept-Encoding": "gzip"})  # noqa: S310 - ours
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - ours
            content = answer.read()
            assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(content) == b"Home" * 99
        for lost in ("/en/latest/no", "/index.html"):
            with pytest.raises(urllib.error.HTTPError) as found, urllib.request.urlopen(start + lost):  # noqa: S310
                pass
            with found.value as answer:
                assert (answer.code, answer.read()) == (404, b"Lost")
    finally:
        server.shutdown()
        server.server_close()


def test_where_a_site_is_published_is_in_its_robots_txt(audit: Any, tmp_path: Path) -> None:
    assert audit.published_path(tmp_path) == ""
    robots = tmp_path / "robots.txt"
    robots.write_text("User-agent: *\nAllow: /\n\nSitemap: https://e.org/en/latest/sitemap.xml\n", "utf-8")
    assert audit.published_path(tmp_path) == "/en/latest"
    robots.write_text("Sitemap: https://e.org/sitemap.xml\n", "utf-8")
    assert audit.published_path(tmp_path) == ""


def test_the_table_shows_what_falls_short(audit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    cells = {("post", "kB"): "120", ("home", "kB"): "80"}
    problems = {("post", "kB"): ["120 kB, more than the limit of 110 kB"], ("home", "kB"): [], ("home", "axe"): []}
    audit.show(["home", "post"], cells, problems)
    head, home, post, detail = capsys.readouterr().out.splitlines()

    assert head.split()[:3] == ["kB", "requests", "axe"]
    assert home.split() == ["home", "80", "ok"]
    assert post.split() == ["post", "120!"]
    assert detail == "post, kB: 120 kB, more than the limit of 110 kB"


def test_what_is_missing_is_said(audit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    tools, missing = audit.fetch_tools()

    assert tools is None
    assert [line.partition(":")[0] for line in missing] == ["java", "node and npm"]
