"""Write the folders of blogs, and import them."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image

from postil.importers.run import ImportRequest, run_import

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postil.importers.report import Report


@cache
def photo() -> bytes:
    """Return a small photo."""
    file = io.BytesIO()
    Image.new("RGB", (30, 20)).save(file, "JPEG")
    return file.getvalue()


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by their paths below a folder, and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def import_folder(engine: str, folder: Path, files: Mapping[str, str | bytes], **options: object) -> Report:
    """Import a blog with these files into `folder`/posts."""
    source = write_files(folder / "old", files)
    return run_import(ImportRequest(engine, [source], folder / "posts", **options))  # type: ignore[arg-type]


def body_of(folder: Path, engine: str, files: Mapping[str, str | bytes]) -> str:
    """Return the Markdown of the first post that an import writes, without its front matter."""
    import_folder(engine, folder, files)
    path = min((folder / "posts").rglob("index.md"))
    return header_and_body(path)[1].strip()


def header_and_body(path: Path) -> tuple[str, str]:
    """Return the front matter and the text of a post."""
    _start, header, body = path.read_text("utf-8").split("---\n", 2)
    return header, body


def said(report: Report) -> set[str]:
    """Return what was not understood, with its places."""
    return {f"{item.place}: {item.construct}" for item in report.not_understood}
