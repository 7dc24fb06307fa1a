"""Write the folder of a site for another engine, and import it."""

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
def image() -> bytes:
    """Return a small image."""
    file = io.BytesIO()
    Image.new("RGB", (30, 20)).save(file, "JPEG")
    return file.getvalue()


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def import_files(folder: Path, engine: str, files: Mapping[str, str | bytes]) -> Report:
    """Write a site into `folder`/old, and import it into `folder`/posts."""
    write_files(folder / "old", files)
    return run_import(ImportRequest(engine, [folder / "old"], folder / "posts"))


def body_of(folder: Path, engine: str, files: Mapping[str, str | bytes]) -> str:
    """Return the Markdown of the only post that an import writes, without its front matter."""
    import_files(folder, engine, files)
    found = sorted((folder / "posts").rglob("index.md"))
    return found[0].read_text("utf-8").split("---\n", 2)[2].strip()
