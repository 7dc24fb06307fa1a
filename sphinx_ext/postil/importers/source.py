"""Read the files of an export: a folder, a zip file, a gzipped file or a single file, none of which is trusted."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
import zlib
from dataclasses import field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from postil.file_names import is_printable
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

# The largest file of an export, and all files of a zip file together, in bytes. A bomb stops here.
MAX_FILE = 1 << 30
MAX_TOTAL = 64 << 30
# How much larger a file can become by unpacking: text packs to a tenth, and to a hundredth if it repeats itself.
_MAX_RATIO = 500
_SMALL = 10 << 20
# More entries than any blog has.
_MAX_ENTRIES = 500_000
_CHUNK = 1 << 20


class SourceError(Exception):
    """A source that can't be read; the message is a sentence for its owner."""


class _Files(Protocol):
    """Where the files of a source are."""

    def read(self, path: str) -> bytes:
        """Return the content of a file."""


@frozen
class Source:
    """The files of an export."""

    name: str
    """The name of the file or folder, for messages."""
    files: tuple[str, ...]
    """The paths of its files, with slashes, in order."""
    _files: _Files = field(repr=False)
    problems: tuple[str, ...] = ()
    """Files that were not read, and why, one sentence each."""
    folder: Path | None = None
    """The folder, if the source is one."""

    def read(self, path: str) -> bytes:
        """Return the content of one of `files`; raise SourceError if it can't be read."""
        return self._files.read(path)

    def read_text(self, path: str) -> str:
        """Return the content of a file as text; bytes that are not UTF-8 are read as Windows-1252, as browsers do."""
        content = self.read(path)
        for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
            try:
                return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
            except UnicodeDecodeError:
                continue
        return content.decode("cp1252", "replace").replace("\r\n", "\n").replace("\r", "\n")

    def below(self, *suffixes: str) -> list[str]:
        """Return the files with one of these suffixes, in lower case, in order."""
        return [path for path in self.files if PurePosixPath(path).suffix.lower() in suffixes]


def open_source(path: Path) -> Source:
    """Return the files at `path`; raise SourceError if there is nothing that can be read."""
    try:
        if path.is_dir():
            return _open_folder(path)
        if not path.is_file():
            raise SourceError(f"{path} does not exist")
        if zipfile.is_zipfile(path):
            return _open_zip(path)
        return Source(path.name, (path.name.removesuffix(".gz"),), _SingleFile(path))
    except (OSError, zipfile.BadZipFile) as error:
        raise SourceError(f"{path} can't be read: {error}") from error


def merge_sources(sources: Sequence[Source]) -> Source:
    """Return several sources as one; files of the same path are told apart by the name of their source."""
    if len(sources) == 1:
        return sources[0]
    owners: dict[str, tuple[Source, str]] = {}
    for source in sources:
        for path in source.files:
            owners[path if path not in owners else f"{source.name}/{path}"] = (source, path)
    problems = tuple(problem for source in sources for problem in source.problems)
    return Source(", ".join(source.name for source in sources), tuple(owners), _Merged(owners), problems)


@frozen
class _Merged:
    owners: dict[str, tuple[Source, str]]

    def read(self, path: str) -> bytes:
        source, own_path = self.owners[path]
        return source.read(own_path)


@frozen
class _SingleFile:
    path: Path

    def read(self, path: str) -> bytes:
        with self.path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        try:
            if not is_packed:
                return _read_file(self.path)
            with gzip.open(self.path) as unpacked:
                return _read_limited(unpacked, path, packed_size=self.path.stat().st_size)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(f"{self.path.name} can't be read: {error}") from error


@frozen
class _Folder:
    root: Path

    def read(self, path: str) -> bytes:
        try:
            return _read_file(self.root / path)
        except OSError as error:
            raise SourceError(f"{path} can't be read: {error.strerror}") from error


@frozen
class _Zip:
    archive: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]

    def read(self, path: str) -> bytes:
        entry = self.entries[path]
        try:
            with self.archive.open(entry) as file:
                return _read_limited(file, path, packed_size=entry.compress_size)
        except (OSError, EOFError, zlib.error, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            raise SourceError(f"{path} can't be unpacked: {error}") from error


def _read_file(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise SourceError(f"{path.name} is larger than {MAX_FILE >> 20} MB")
    return path.read_bytes()


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _read_limited(file: _Readable, name: str, *, packed_size: int) -> bytes:
    """Return an unpacked file; raise SourceError if it is a bomb. What an archive says of its sizes can be a lie."""
    limit = min(MAX_FILE, max(_SMALL, packed_size * _MAX_RATIO))
    content = bytearray()
    while chunk := file.read(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise SourceError(f"{name} unpacks to more than {limit >> 20} MB, which no blog needs")
    return bytes(content)


def _open_folder(root: Path) -> Source:
    """Return a folder as a source; links that lead out of it are not followed."""
    real_root = root.resolve()
    files, problems = [], []
    for folder, names, file_names in os.walk(root):
        names.sort()
        for name in sorted(file_names):
            path = Path(folder, name)
            relative = path.relative_to(root).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(real_root):
                problems.append(f"{relative} is not read: it is a link to a file outside of the folder")
            elif path.is_file() and is_printable(relative):
                files.append(relative)
    return Source(root.name or str(real_root), tuple(sorted(files)), _Folder(root), tuple(problems), folder=root)


def with_inner_zips(source: Source, name: str) -> Source:
    """Return a source with the files of its zip files of a name, which are read as if they were unpacked there."""
    paths = [path for path in source.files if path.rpartition("/")[2] == name]
    return merge_sources([source, *(_open_inner_zip(source, path) for path in paths)])


def _open_inner_zip(source: Source, path: str) -> Source:
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.read(path)))
    except zipfile.BadZipFile as error:
        raise SourceError(f"{path} can't be unpacked: {error}") from error
    return replace(_open_archive(archive, path, folder=path.removesuffix(path.rpartition("/")[2])), name=source.name)


def _open_zip(path: Path) -> Source:
    """Return a zip file as a source; nothing of it is written to disk."""
    return _open_archive(zipfile.ZipFile(path), path.name)


def _open_archive(archive: zipfile.ZipFile, name: str, folder: str = "") -> Source:
    infos = archive.infolist()
    if len(infos) > _MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_TOTAL:
        raise SourceError(f"{name} unpacks to more files or bytes than any blog has")
    entries: dict[str, zipfile.ZipInfo] = {}
    problems = []
    for info in infos:
        if info.is_dir():
            continue
        if reason := _unsafe_reason(info):
            problems.append(f"{info.filename!a} in {name} is not read: {reason}")
        else:
            entries[folder + info.filename] = info
    return Source(name, tuple(sorted(entries)), _Zip(archive, entries), tuple(problems))


def _unsafe_reason(info: zipfile.ZipInfo) -> str:
    """Return why an entry of a zip file is not read; empty if it is."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a symbolic link"
    name = info.filename
    if name.startswith("/") or "\\" in name or name[1:2] == ":" or ".." in name.split("/") or not is_printable(name):
        return "its path leads out of the folder"
    return ""
