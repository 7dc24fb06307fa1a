"""Reading the files of an export that nobody has checked."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from postil.importers.source import SourceError, merge_sources, open_source, with_inner_zips

if TYPE_CHECKING:
    from pathlib import Path


def write_zip(path: Path, entries: dict[str, bytes], links: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        for name in links:
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
    return path


def test_folder_file_zip_and_gzip_are_read_alike(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts/a.xml").write_bytes("é\r\n".encode())
    packed = tmp_path / "a.xml.gz"
    packed.write_bytes(gzip.compress(b"x"))

    assert open_source(folder).files == ("posts/a.xml",)
    assert open_source(folder).read_text("posts/a.xml") == "é\n"
    assert open_source(write_zip(tmp_path / "a.zip", {"posts/a.xml": b"x"})).read("posts/a.xml") == b"x"
    assert (open_source(packed).files, open_source(packed).read("a.xml")) == (("a.xml",), b"x")


def test_text_in_other_encodings(tmp_path: Path) -> None:
    for name, content in {"a": "é".encode("cp1252"), "b": "é".encode("utf-16"), "c": "é".encode("utf-8-sig")}.items():
        (tmp_path / name).write_bytes(content)
    source = open_source(tmp_path)

    assert [source.read_text(name) for name in "abc"] == ["é"] * 3


@pytest.mark.parametrize("name", ["../a.html", "/etc/a.html", "C:/a.html", "C:\\a.html", "a/../../b.html", "a\\b.html"])
def test_paths_that_lead_out_of_a_zip_file_are_not_read(tmp_path: Path, name: str) -> None:
    source = open_source(write_zip(tmp_path / "a.zip", {name: b"x", "fine.html": b"y"}))

    assert source.files == ("fine.html",)
    assert "leads out of the folder" in source.problems[0]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "export").mkdir()
    (tmp_path / "export/a.html").symlink_to(tmp_path / "secret")
    (tmp_path / "export/folder").symlink_to(tmp_path)

    assert open_source(tmp_path / "export").files == ()
    assert "a.html" in open_source(tmp_path / "export").problems[0]
    assert open_source(write_zip(tmp_path / "a.zip", {}, links=("a.html",))).files == ()


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    zeros = bytes(40 << 20)
    bomb = open_source(write_zip(tmp_path / "a.zip", {"a.html": zeros}))
    (tmp_path / "a.gz").write_bytes(gzip.compress(zeros))

    with pytest.raises(SourceError, match="unpacks to more than"):
        bomb.read("a.html")
    with pytest.raises(SourceError, match="unpacks to more than"):
        open_source(tmp_path / "a.gz").read("a")


def test_broken_archives_are_one_message(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", b"words " * 500)
    content = bytearray(buffer.getvalue())
    content[45:60] = b"\xff" * 15
    (tmp_path / "a.zip").write_bytes(content)
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"words")[:-9])

    with pytest.raises(SourceError, match=r"a\.html can't be unpacked"):
        open_source(tmp_path / "a.zip").read("a.html")
    with pytest.raises(SourceError, match=r"a\.gz can't be read"):
        open_source(tmp_path / "a.gz").read("a")
    with pytest.raises(SourceError, match="does not exist"):
        open_source(tmp_path / "none")


def test_several_sources_are_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_zip(tmp_path / f"{name}.zip", {"a.xml": name.encode()})
    merged = merge_sources([open_source(tmp_path / "one.zip"), open_source(tmp_path / "two.zip")])

    assert {path: merged.read(path) for path in merged.files} == {"a.xml": b"one", "two.zip/a.xml": b"two"}


def test_zip_files_in_a_zip_file(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"a.html": b"a", "../b.html": b"b"}).read_bytes()
    source = open_source(write_zip(tmp_path / "a.zip", {"in/posts.zip": inner, "other.zip": inner, "c.txt": b"c"}))

    merged = with_inner_zips(source, "posts.zip")

    assert set(merged.files) == {"in/posts.zip", "other.zip", "c.txt", "in/a.html"}
    assert merged.read("in/a.html") == b"a"
    assert "leads out of the folder" in merged.problems[0]
    with pytest.raises(SourceError, match=r"broken/posts\.zip can't be unpacked"):
        with_inner_zips(open_source(write_zip(tmp_path / "b.zip", {"broken/posts.zip": b"no"})), "posts.zip")
