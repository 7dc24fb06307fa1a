"""What an import writes, and what it never writes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from postil.importers.manifest import FILE_NAME
from postil.importers.model import (
    Asset,
    ImportedPost,
    ImportedSite,
    Kind,
    Place,
    Reference,
    SiteFacts,
    Status,
)
from postil.importers.source import SourceError
from postil.importers.writer import write_site

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.datetime(2024, 3, 1, 9, 30, tzinfo=dt.UTC)
SITE = "https://essays.example"


def entry(key: str = "1", *body: str | Reference, **fields: object) -> ImportedPost:
    values: dict[str, object] = {"title": "The bridge", "date": DAY, "url": f"{SITE}/bridge/", "slug": "bridge"}
    return ImportedPost(key, Place("export.xml", 3), body=body or ("Seven arches.",), **(values | fields))  # type: ignore[arg-type]


def site_of(*posts: ImportedPost, **fields: object) -> ImportedSite:
    return ImportedSite("tests", SiteFacts("Essays", SITE), posts, **fields)  # type: ignore[arg-type]


def asset(name: str, content: bytes = b"jpeg") -> Asset:
    return Asset(f"uploads/{name}", name, lambda: content)


def files_of(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def header_of(path: Path) -> dict[str, object]:
    header = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
    assert isinstance(header, dict)
    return header


def test_a_post_with_its_image_links_and_urls(tmp_path: Path) -> None:
    photo = Reference(f"{SITE}/uploads/a b.jpg", asset("a b.jpg"), is_image=True)
    first = entry(
        "1",
        "See [the gate](",
        Reference("http://www.essays.example/2024/gate.html?utm_source=x#top"),
        ") and [a shop](",
        Reference("/shop/"),
        ") and [others](",
        Reference("https://other.example/a(b)"),
        ").\n\n![Arches](",
        photo,
        ")",
        image=photo,
        tags=("Stone", "Stone"),
    )
    second = entry("2", title="The gate", url="/2024/gate.html", other_urls=("/old-gate/",), slug="")

    report = write_site(site_of(first, second), tmp_path)

    bridge = tmp_path / "2024-03-01-bridge"
    assert files_of(tmp_path) == [
        "2024-03-01-bridge/a-b.jpg",
        "2024-03-01-bridge/index.md",
        "2024-03-01-the-gate/index.md",
        FILE_NAME,
    ]
    assert header_of(bridge / "index.md") == {
        "title": "The bridge",
        "date": DAY,
        "tags": ["Stone"],
        "image": "a-b.jpg",
        "permalink": "/bridge/",
    }
    assert (
        (bridge / "index.md")
        .read_text("utf-8")
        .endswith(
            "See [the gate](../2024-03-01-the-gate/index.md) and [a shop](https://essays.example/shop/) "
            "and [others](https://other.example/a%28b%29).\n\n![Arches](a-b.jpg)\n"
        )
    )
    assert header_of(tmp_path / "2024-03-01-the-gate/index.md")["aliases"] == ["/old-gate/"]
    assert json.loads((tmp_path / FILE_NAME).read_text())["urls"] == {
        "/2024/gate.html": "2024-03-01-the-gate/index.md",
        "/bridge/": "2024-03-01-bridge/index.md",
        "/old-gate/": "2024-03-01-the-gate/index.md",
    }
    assert report.counts == {"posts": 2, "images": 2, "files": 1, "urls": 3, "notes": 0, "remote": 0}


def test_pages_drafts_and_hidden_posts(tmp_path: Path) -> None:
    page = entry("1", kind=Kind.PAGE, title="About", url="/about/", slug="about")
    draft = entry("2", status=Status.DRAFT, url="", date=None, slug="idea")
    hidden = entry("3", status=Status.UNLISTED, url="", slug="secret")

    write_site(site_of(page, draft, hidden), tmp_path)

    assert header_of(tmp_path / "pages/about/index.md") == {
        "title": "About",
        "blogpost": False,
        "orphan": True,
        "permalink": "/about/",
    }
    assert header_of(tmp_path / "idea/index.md") == {"title": "The bridge", "draft": True, "slug": "idea"}
    assert header_of(tmp_path / "2024-03-01-secret/index.md")["unlisted"] is True


def test_a_second_import_keeps_what_the_owner_changed_or_deleted(tmp_path: Path) -> None:
    photo = Reference("/a.jpg", asset("a.jpg"), is_image=True)
    posts = [entry("1", "![](", photo, ")"), entry("2", url="/two/"), entry("3", url="/three/")]
    write_site(site_of(*posts), tmp_path)
    changed, deleted = tmp_path / "2024-03-01-bridge-2/index.md", tmp_path / "2024-03-01-bridge/a.jpg"
    changed.write_text("mine")
    deleted.unlink()
    edited = replace(posts[2], body=("Nine arches.",), slug="renamed", title="Renamed")

    report = write_site(site_of(*posts[:2], edited), tmp_path)

    assert changed.read_text() == "mine"
    assert not deleted.exists()
    assert "Nine arches." in (tmp_path / "2024-03-01-bridge-3/index.md").read_text()
    assert [file for file, _reason in report.kept] == ["2024-03-01-bridge/a.jpg", "2024-03-01-bridge-2/index.md"]
    assert report.written == ["2024-03-01-bridge-3/index.md"]
    assert report.unchanged == 1


def test_the_owners_own_files_are_not_overwritten(tmp_path: Path) -> None:
    own = tmp_path / "2024-03-01-bridge" / "index.md"
    own.parent.mkdir()
    own.write_text("mine")

    write_site(site_of(entry()), tmp_path)

    assert own.read_text() == "mine"
    assert (tmp_path / "2024-03-01-bridge-2/index.md").is_file()


def test_a_dry_run_writes_nothing_and_reports_the_same(tmp_path: Path) -> None:
    site = site_of(entry("1", "![](", Reference("/a.jpg", asset("a.jpg"), is_image=True), ")"))

    dry = write_site(site, tmp_path / "posts", dry_run=True)

    assert not (tmp_path / "posts").exists()
    assert dry.written == write_site(site, tmp_path / "posts").written


def test_since_takes_new_posts_only_and_links_to_earlier_ones(tmp_path: Path) -> None:
    old = entry("1", date=dt.date(2020, 1, 1), url="/old/", slug="old")
    missing = entry("2", date=dt.date(2020, 1, 2), url="/missing/", slug="missing")
    new = entry("3", "[a](", Reference("/old/"), ") [b](", Reference("/missing/"), ")", slug="new", url="/new/")
    write_site(site_of(old), tmp_path)

    report = write_site(site_of(old, missing, new), tmp_path, since=dt.date(2024, 1, 1))

    assert report.written == ["2024-03-01-new/index.md"]
    text = (tmp_path / "2024-03-01-new/index.md").read_text()
    assert "[a](../2020-01-01-old/index.md) [b](https://essays.example/missing/)" in text
    assert report.left_out == {"posts before 2024-01-01": 2}


def test_a_missing_image_keeps_its_url_and_is_reported(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise SourceError("no such file")

    photo = Reference(f"{SITE}/a.jpg", Asset("a.jpg", "a.jpg", fail), is_image=True)

    report = write_site(site_of(entry("1", "![](", photo, ")")), tmp_path)

    assert f"![]({SITE}/a.jpg)" in (tmp_path / "2024-03-01-bridge/index.md").read_text()
    assert "no such file" in "\n".join(report.lines())
    assert "export.xml:3" in "\n".join(report.lines())


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://essays.example/2024/a%20b/", "/2024/a%20b/"),
        ("https://essays.example/caf%C3%A9/", "/café/"),
        ("/p/slug", "/p/slug"),
        ("https://essays.example/?p=12", ""),
        ("https://essays.example/", ""),
        ("/a/../../b/", ""),
        ("/{{x}}/", ""),
        ("/a:title/", ""),
    ],
)
def test_the_old_url_is_kept_or_reported(tmp_path: Path, url: str, kept: str) -> None:
    report = write_site(site_of(entry(url=url)), tmp_path)

    assert header_of(tmp_path / "2024-03-01-bridge/index.md").get("permalink", "") == kept
    assert [lost for lost, _reason in report.lost_urls] == ([] if kept else [url])


def test_two_posts_with_one_url_are_reported(tmp_path: Path) -> None:
    report = write_site(site_of(entry("1"), entry("2")), tmp_path)

    assert [url for url, _reason in report.lost_urls] == [f"{SITE}/bridge/"]


NAMES = [
    "../../evil", "/etc/passwd", "C:\\Windows\\x", "..", ".", "con", "NUL.txt", "lpt¹", "a\x00b", "x" * 10_000,
    "\ud800",     "-", "_index", "index", "pages", "日本語", "a" * 90 + "é" * 90, ".hidden", "COM1.tar.gz", "index.md",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    target = tmp_path / "site" / "posts"
    photo = Reference("/a", asset(name), is_image=True)
    bare = entry("2", url="", date=None, slug=name, title=name)
    posts = [
        entry("1", "![](", photo, ")", slug=name, title=name, url=name),
        bare,
        replace(bare, key="3", kind=Kind.PAGE),
    ]

    report = write_site(site_of(*posts), target)

    assert {path.parent for path in tmp_path.iterdir()} == {tmp_path}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["posts"]
    assert len(files_of(target)) == 5
    assert not report.problems
    for path in target.rglob("*"):
        stem = path.name.partition(".")[0].lower()
        assert stem not in ("con", "nul", "lpt¹", "com1", "")
        assert len(path.name.encode()) <= 120
        assert path.name == FILE_NAME or not path.name.startswith(("_", ".", "-"))


def test_links_in_the_target_folder_are_not_followed(tmp_path: Path) -> None:
    outside, target = tmp_path / "outside", tmp_path / "posts"
    outside.mkdir()
    write_site(site_of(entry("1"), entry("2", url="/two/", slug="two")), target)
    (target / "2024-03-01-bridge/index.md").unlink()
    (target / "2024-03-01-bridge").rmdir()
    (target / "2024-03-01-bridge").symlink_to(outside)
    (target / "2024-03-01-two/index.md").unlink()
    (target / "2024-03-01-two/index.md").symlink_to(outside / "x")

    report = write_site(site_of(entry("1", "New."), entry("2", "New.", url="/two/", slug="two")), target)

    assert not list(outside.iterdir())
    assert len(report.problems) == 2


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"version": 1, "posts": {"a": "../x/index.md"}, "urls": {}, "digests": {}}',
        '{"version": 9, "posts": {}, "urls": {}, "digests": {}}',
        '{"version": 1, "posts": {"a": 1}, "urls": {}, "digests": {}}',
    ],
)
def test_a_broken_record_is_one_message(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE_NAME).write_text(content)

    with pytest.raises(ValueError, match=FILE_NAME):
        write_site(site_of(entry()), tmp_path)
