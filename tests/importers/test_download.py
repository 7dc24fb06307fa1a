"""Downloading images: only those that are nowhere else, each once, and none from the own network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.importers.download import Downloader, _check_public
from postil.importers.model import Asset, ImportedPost, ImportedSite, Place, Reference, SiteFacts
from postil.importers.source import SourceError
from postil.importers.writer import write_site

if TYPE_CHECKING:
    from pathlib import Path


def site_with(*urls: str) -> ImportedSite:
    body: list[str | Reference] = []
    for url in urls:
        body += ["![](", Reference(url, is_image=True), ")\n"]
    post = ImportedPost("1", Place("export.xml", 3), "A", tuple(body), slug="a")
    return ImportedSite("tests", SiteFacts(), (post,))


def test_images_are_downloaded_once_and_kept(tmp_path: Path) -> None:
    asked: list[str] = []
    pauses: list[float] = []

    def open_url(url: str) -> tuple[bytes, str]:
        asked.append(url)
        return b"jpeg", "image/jpeg"

    site = site_with("https://a.example/x.jpg?w=3", "https://a.example/y.jpg", "/local.jpg", "data:image/png;base64,x")
    for folder in ("one", "two"):
        downloader = Downloader(tmp_path / "cache", open_url, pauses.append)
        write_site(downloader.with_files(site), tmp_path / folder)

    assert asked == ["https://a.example/x.jpg?w=3", "https://a.example/y.jpg"]
    assert len(pauses) == 1
    assert (tmp_path / "two/a/index.md").read_text().count("](x.jpg)") == 1
    assert (tmp_path / "two/a/y.jpg").read_bytes() == b"jpeg"


@pytest.mark.parametrize("media_type", ["text/html", ""])
def test_what_is_no_image_keeps_its_url(tmp_path: Path, media_type: str) -> None:
    downloader = Downloader(tmp_path / "cache", lambda _url: (b"<html>", media_type), lambda _seconds: None)
    report = write_site(downloader.with_files(site_with("https://a.example/x.jpg")), tmp_path / "posts")

    assert "![](https://a.example/x.jpg)" in (tmp_path / "posts/a/index.md").read_text()
    assert "is no image" in report.not_understood[0].instead


def test_a_missing_image_is_asked_for_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def open_url(url: str) -> tuple[bytes, str]:
        asked.append(url)
        raise OSError("Not Found")

    downloader = Downloader(tmp_path / "cache", open_url, lambda _seconds: None)
    for _time in range(2):
        with pytest.raises(SourceError, match="Not Found"):
            downloader.read("https://a.example/x.jpg")

    assert len(asked) == 1


def test_files_of_the_source_are_not_downloaded(tmp_path: Path) -> None:
    asset = Asset("x", "x.jpg", lambda: b"mine")
    reference = Reference("https://a.example/x.jpg", asset, is_image=True)

    assert Downloader(tmp_path)._with_file(reference) is reference  # noqa: SLF001


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://[::1]/x",
        "http://192.168.1.1/x",
        "http://169.254.169.254/x",
        "file:///etc/passwd",
        "http:///x",
    ],
)
def test_the_own_network_is_not_read(url: str) -> None:
    with pytest.raises(ValueError, match="not"):
        _check_public(url)
