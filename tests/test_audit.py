"""`make audit` without a browser: the server, Lighthouse reports, the table of results."""

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
    """Import the script `benchmarks/audit.py`."""
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("audit")
    sys.path.remove(str(BENCHMARKS))


def report(mark: float = 1, paint: float = 900, shift: float = 0) -> dict[str, Any]:
    """Return the parts of a Lighthouse report that the script reads."""
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


def test_a_report_passes_with_full_scores_and_no_layout_shift(audit: Any) -> None:
    assert audit.read_report(report()) == ("100/100/100/100 0.9s", [])
    assert audit.read_report(report(mark=0.5))[1] == ["seo 50: Speed"]
    assert audit.read_report(report(paint=1300))[1] == ["largest contentful paint after 1.3 s"]
    assert audit.read_report(report(paint=1300), opened=False)[1] == []
    assert audit.read_report(report(shift=0.01))[1] == ["cumulative layout shift of 0.010"]


def test_the_sample_site_has_the_pages_that_are_checked(audit: Any, tmp_path: Path) -> None:
    audit.write_site(tmp_path / "site")
    names = {Path(kind.url).stem for kind in audit.KINDS if kind.sample}

    assert len(names) >= 6
    assert [name for name in names if not (tmp_path / f"site/posts/{name}.md").is_file()] == []


def test_the_site_is_served_compressed_with_a_404_page(audit: Any, tmp_path: Path) -> None:
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


def test_the_published_path_is_read_from_robots_txt(audit: Any, tmp_path: Path) -> None:
    assert audit.published_path(tmp_path) == ""
    robots = tmp_path / "robots.txt"
    robots.write_text("User-agent: *\nAllow: /\n\nSitemap: https://e.org/en/latest/sitemap.xml\n", "utf-8")
    assert audit.published_path(tmp_path) == "/en/latest"
    robots.write_text("Sitemap: https://e.org/sitemap.xml\n", "utf-8")
    assert audit.published_path(tmp_path) == ""


def test_the_table_shows_failed_checks(audit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    cells = {("post", "kB"): "120", ("home", "kB"): "80"}
    problems = {("post", "kB"): ["120 kB, more than the limit of 110 kB"], ("home", "kB"): [], ("home", "axe"): []}
    audit.print_table(["home", "post"], cells, problems)
    head, home, post, detail = capsys.readouterr().out.splitlines()

    assert head.split()[:3] == ["kB", "requests", "axe"]
    assert home.split() == ["home", "80", "ok"]
    assert post.split() == ["post", "120!"]
    assert detail == "post, kB: 120 kB, more than the limit of 110 kB"


def test_missing_programs_are_reported(audit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    tools, missing = audit.fetch_tools()

    assert tools is None
    assert [line.partition(":")[0] for line in missing] == ["java", "node and npm"]
