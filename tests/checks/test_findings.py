"""The checks of tags, schedules, feeds and links as functions, without a site."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postil.checks.build_warnings import kind_of
from postil.checks.facts import SiteFacts
from postil.checks.feed_files import atom_problems, json_problems, rss_problems, sitemap_problems
from postil.checks.finding import Finding, Kind, Level, LineFix
from postil.checks.fixes import apply_fix
from postil.checks.report import as_json, report_lines, summary
from postil.checks.schedule import check_schedule, find_host_files
from postil.checks.tags import meant_labels
from postil.diagnostics import Subtype
from postil.front_matter.dates import ParsedDate
from postil.front_matter.parse import FrontMatter, Status
from postil.project.source_facts import SourceFacts
from postil.warning_groups import LocatedWarning, Location

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("labels", "meant"),
    [
        ("Python python python", {"Python": "python"}),
        ("river rivers rivers", {"river": "rivers"}),
        ("diary diaries diaries", {"diary": "diaries"}),
        ("open-mic Open\tmic open\tmic open\tmic", {"open-mic": "open mic", "Open mic": "open mic"}),
        ("node.js Node.js Node.js", {"node.js": "Node.js"}),
        ("C C++ C# c#", {"c#": "C#"}),
        ("news new", {}),
        ("OS O", {}),
        ("class classes classes", {"class": "classes"}),
        ("bus buses", {}),
        ("physics physic", {"physics": "physic"}),
        ("Straße strasse strasse", {"Straße": "strasse"}),
    ],
)  # fmt: skip
def test_variants_of_a_tag_mean_the_most_frequent_one(labels: str, meant: dict[str, str]) -> None:
    assert meant_labels(Counter(label.replace("\t", " ") for label in labels.split(" "))) == meant


@pytest.mark.parametrize(
    ("file", "text", "scheduled"),
    [
        (".github/workflows/a.yml", "on:\n  schedule:\n    - cron: '1 2 * * *'\n", True),
        (".github/workflows/a.yaml", "on: {schedule: [{cron: '1 2 * * *'}]}\n", True),
        (".github/workflows/a.yml", "on: push\n#  schedule:\n", False),
        (".github/workflows/a.yml", "on: push # schedule: never\n", False),
        (".gitlab-ci.yml", 'pages:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == "schedule"\n', True),
        (".gitlab-ci.yml", "pages:\n  script: [make]\n", False),
        (".woodpecker/a.yml", "when:\n  - event: cron\n", True),
        (".woodpecker.yml", "when:\n  event: [push, cron]\n", True),
        (".forgejo/workflows/a.yml", "on:\n  schedule:\n    - cron: '@daily'\n", True),
        ("netlify.toml", "[build]\n", False),
    ],
)
def test_hosts_that_rebuild_at_fixed_times(tmp_path: Path, file: str, text: str, scheduled: bool) -> None:  # noqa: FBT001
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    (tmp_path / "docs").mkdir()

    host = find_host_files(tmp_path / "docs")

    assert host.files == (path,)
    assert host.scheduled == scheduled


def _source(date: str, status: Status, *, expires: str = "", draft: bool = False) -> SourceFacts:
    def parsed(text: str) -> ParsedDate | None:
        return ParsedDate(datetime.fromisoformat(text).replace(tzinfo=UTC), has_time=False) if text else None

    front = FrontMatter(title="A", date=parsed(date), expires=parsed(expires), draft=draft)
    keys = {"title": 2, "date": 3, "expires": 4}
    return SourceFacts(Path("/site/posts/a.md"), "posts/a.md", "", status, front, "A", keys)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (_source("2030-01-01", Status.SCHEDULED), [(3, "is scheduled for publication on 2030-01-01")]),
        (_source("2020-01-01", Status.PUBLISHED, expires="2030-02-01"), [(4, "expires on 2030-02-01")]),
        (_source("2020-01-01", Status.PUBLISHED), []),
        (_source("2030-01-01", Status.DRAFT, draft=True), []),
        (_source("2020-01-01", Status.EXPIRED, expires="2021-02-01"), []),
    ],
)
def test_posts_that_change_by_themselves_need_a_schedule(source: SourceFacts, found: list[tuple[int, str]]) -> None:
    site = SiteFacts(source=Path("/nowhere/docs"), folders=(), sources=[source])

    findings = list(check_schedule(site, now=NOW))

    assert [(each.line, each.message.partition(", but")[0].removeprefix("the post ")) for each in findings] == found
    assert {each.level for each in findings} <= {Level.SUGGESTION}


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:a</id><title>A</title><updated>2024-01-01T00:00:00Z</updated>
<entry><id>{id}</id><title>{title}</title><updated>{updated}</updated><link href="{link}"/></entry></feed>"""
FINE = {"id": "urn:b", "title": "B", "updated": "2024-01-01T00:00:00+01:00", "link": "https://example.org/b"}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"id": ""}, ["has an entry without id: B"]),
        ({"id": "urn:a"}, ["has the same id 2 times: urn:a"]),
        ({"title": " "}, ["has an entry without title:  "]),
        ({"updated": "yesterday"}, ["has an invalid date: yesterday"]),
        ({"updated": "2024-01-01T00:00:00"}, ["has an invalid date: 2024-01-01T00:00:00"]),
        ({"link": "/b"}, ["has a link that is not absolute: /b"]),
        ({"title": "<b>"}, ["is not valid XML"]),
        ({"title": "\x0b"}, ["is not valid XML"]),
    ],
)
def test_what_is_wrong_with_an_atom_feed(changes: dict[str, str], problems: list[str]) -> None:
    assert list(atom_problems(ATOM.format_map(FINE | changes).encode())) == problems


def test_what_is_wrong_with_other_feeds_and_sitemaps() -> None:
    rss = "<rss><channel><title/><link/><item><link>x</link><guid>1</guid></item><item><link>http://a</link><guid>1</guid></item></channel></rss>"
    json_feed = b'{"version": "https://jsonfeed.org/version/1.1", "title": "A", "items": [{"id": 1, "url": "a"}]}'
    urls = "<url><loc>https://example.org/a</loc></url>" * 2 + "<url><loc>https://elsewhere.org/</loc></url>"
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'

    assert list(rss_problems(rss.encode())) == [
        "has no description",
        "has a link that is not absolute: x",
        "has the same id 2 times: 1",
    ]
    assert list(rss_problems(b"<html/>")) == ["is not valid RSS"]
    assert list(json_problems(json_feed)) == ["has a link that is not absolute: a"]
    assert list(json_problems(b"{")) == ["is not valid JSON"]
    assert list(sitemap_problems(sitemap.encode(), "https://example.org/")) == [
        "has URLs that do not start with https://example.org/: https://elsewhere.org/",
        "has the same URL 2 times: https://example.org/a",
    ]


@pytest.mark.parametrize("subtype", Subtype)
def test_every_warning_of_a_build_has_a_kind(subtype: Subtype) -> None:
    kinds = {
        Subtype.NOTE: Kind.NOTE, Subtype.PICTURE: Kind.IMAGE, Subtype.PERMALINK: Kind.URL, Subtype.LOST_URL: Kind.URL,
        Subtype.CONFIG: Kind.OPTION, Subtype.MOUNT: Kind.OPTION, Subtype.REFERENCE: Kind.LINK,
        Subtype.FRONT_MATTER: Kind.FRONT_MATTER, Subtype.SOURCE: Kind.FRONT_MATTER, Subtype.TITLE: Kind.FRONT_MATTER,
    }  # fmt: skip

    assert kind_of(LocatedWarning(Location("a.md"), "x", f"postil.{subtype}")) == kinds.get(subtype, Kind.MARKUP)


def test_a_fix_of_a_line_keeps_its_end() -> None:
    text = "one\r\ntwo two\r\nthree"

    assert apply_fix(text, LineFix(2, "two", "2")) == "one\r\n2 two\r\nthree"
    assert apply_fix(text, LineFix(9, "two", "2")) == text


def test_a_suggestion_for_many_files_is_one_entry(tmp_path: Path) -> None:
    def suggestions(number: int) -> list[Finding]:
        files = [tmp_path / f"{each}.md" for each in range(number)]
        return [Finding(Kind.DESCRIPTION, "no description", file, 1, "add one", Level.SUGGESTION) for file in files]

    problem = Finding(Kind.LINK, "dead", tmp_path / "a.md", 7)

    assert list(report_lines([problem, *suggestions(6)], tmp_path)) == [
        "a.md",
        "  7  dead  link",
        "",
        "6 files",
        "  no description  description",
        "  → add one",
        "  0.md, 1.md, 2.md, …; `--only description` shows all",
        "",
        "1 problem and 6 suggestions in 7 files.",
    ]
    assert len(list(report_lines(suggestions(6), tmp_path))) == 6
    assert len(list(report_lines(suggestions(6), tmp_path, short=False))) == 6 * 4 + 1
    assert len(list(report_lines(suggestions(5), tmp_path))) == 5 * 4 + 1


def test_a_report_without_findings_is_one_sentence(tmp_path: Path) -> None:
    assert list(report_lines([], tmp_path)) == ["Nothing to complain about."]
    assert as_json([], tmp_path) == "[]"
    assert summary([Finding(Kind.URL, "x")]) == "1 problem."
