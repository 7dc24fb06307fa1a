"""Write the folders of look-alike blogs, and import them."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image

from postil.importers.run import ImportRequest, run_import

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report


@cache
def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(file, "PNG")
    return file.getvalue()


def write_files(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files by their paths; all images have the same content."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def import_folder(engine: str, folder: Path, files: dict[str, str | bytes], **options: object) -> Report:
    """Import a blog with these files into `folder`/posts."""
    source = write_files(folder / "old", files)
    return run_import(ImportRequest(engine, [source], folder / "posts", **options))  # type: ignore[arg-type]


def header_and_body(path: Path) -> tuple[str, str]:
    """Return the front matter and the text of a post."""
    _start, header, body = path.read_text("utf-8").split("---\n", 2)
    return header, body


def said(report: Report) -> set[str]:
    """Return what was not understood, with its places."""
    return {f"{item.place}: {item.construct}" for item in report.not_understood}
