"""Find out what a folder contains: a blog, a Sphinx site, the blog of another engine, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# The files by which the folder of another engine is recognized, most specific first.
_ENGINE_FILES = {
    "hugo": ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default"),
    "jekyll": ("_config.yml", "_posts"),
    "quarto": ("_quarto.yml", "_quarto.yaml"),
    "pelican": ("pelicanconf.py",),
    "mkdocs": ("mkdocs.yml",),
    "eleventy": (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"),
    "astro": ("astro.config.mjs", "astro.config.ts"),
    "obsidian": (".obsidian",),
}


# Where the source folder of a site is in its folder; the last four are those of sphinx-quickstart and older projects.
SOURCE_FOLDERS = ("docs", "", "docs/source", "source", "doc", "doc/source")


def find_blog(folder: Path) -> Path | None:
    """Return the conf.py of the site in a folder, if there is one."""
    return next((conf for name in SOURCE_FOLDERS if (conf := folder / name / "conf.py").is_file()), None)


def uses_postil(conf: Path) -> bool:
    """Return whether a conf.py names postil."""
    return "postil" in conf.read_text("utf-8", errors="replace")


def find_engine(folder: Path) -> str:
    """Return the name of the blog engine to which the files in a folder belong; empty if none is recognized."""
    return next(
        (engine for engine, names in _ENGINE_FILES.items() if any((folder / name).exists() for name in names)), ""
    )
