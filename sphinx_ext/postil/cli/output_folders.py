"""The folders that commands write pages and caches to."""

from __future__ import annotations

from pathlib import Path


def default_output(source: Path, name: str) -> Path:
    """Return the folder for pages: in `build` next to `docs`, or in `_build` if conf.py is in the folder of the site.

    Sphinx ignores `_build`, so that the pages in it are no sources.
    """
    is_part = source.name in ("docs", "doc", "source") or (source.parent / "posts").is_dir()
    return source.parent / "build" / name if is_part else source / "_build" / name


def doctree_folder(pages: Path) -> Path:
    """Return the folder of the cache: next to the pages, where `sphinx-build` with postil has it too."""
    return pages.with_name(f".{pages.name}.doctrees")


def shown_path(path: Path) -> Path:
    """Return a path relative to the current folder, if it is below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
