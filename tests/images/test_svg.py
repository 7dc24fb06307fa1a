"""The dimensions of SVG files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.file_digests import FileDigests
from postil.images.cache import ImageCache
from postil.images.svg import svg_size

if TYPE_CHECKING:
    from pathlib import Path

SVG = "http://www.w3.org/2000/svg"


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('width="900" height="9"', (900, 9)),
        ('width="72pt" height="1in"', (96, 96)),
        ('width="2.54cm" height="25.4mm"', (96, 96)),
        ('width="+.5e1" height="5"', (0, 0)),
        ('width="100%" height="9"', (0, 0)),
        ('width="2em" height="9"', (0, 0)),
        ('width="9"', (0, 0)),
        ('width="0" height="9"', (0, 0)),
        ('viewBox="0 0 9 9"', (0, 0)),
    ],
)
def test_size_of_the_root_element(tmp_path: Path, root: str, size: tuple[int, int]) -> None:
    path = tmp_path / "p.svg"
    path.write_text(f'<?xml version="1.0"?>\n<!-- <svg width="1" height="1"> -->\n<svg xmlns="{SVG}" {root}><g/></svg>')

    assert svg_size(path) == size


@pytest.mark.parametrize("width", ["9" * 400, "9" * 9, "99999999cm"])
def test_enormous_size_is_a_problem(tmp_path: Path, width: str) -> None:
    path = tmp_path / "p.svg"
    path.write_text(f'<svg xmlns="{SVG}" width="{width}" height="9"/>')
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert (image_info.width, image_info.height) == (0, 0)
    assert "too large" in image_info.problem


@pytest.mark.parametrize("size", ["nan", "inf", "-9", "1e9", "9%", "0", "", "9 9", "calc(1px)", "٣"])
def test_invalid_sizes_are_ignored(tmp_path: Path, size: str) -> None:
    path = tmp_path / "p.svg"
    path.write_text(f'<svg xmlns="{SVG}" width="{size}" height="{size}" viewBox="0 0 {"9" * 400} nan"/>', "utf-8")
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert (image_info.width, image_info.height, image_info.problem) == (0, 0, "")


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"<svg", b"no drawing", b'<?xml version="1.0" encoding="none"?><svg width="9" height="9"/>'],
)
def test_invalid_files_have_no_size(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.svg"
    path.write_bytes(data)

    assert svg_size(path) == (0, 0)


def test_truncated_file_has_a_size(tmp_path: Path) -> None:
    path = tmp_path / "p.svg"
    path.write_text(f'<!DOCTYPE svg [<!ENTITY w "9">]><svg xmlns="{SVG}" width="&w;" height="8"><g>')

    assert svg_size(path) == (9, 8)
