"""Run Pagefind's program.

Private interfaces: the function of its package that finds the program, and the names of the files that it writes. Known
in pagefind 1.5.2; `pyproject.toml` allows 1.5 and later versions 1.x.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Mapping

# A file that every index has.
ENTRY = "pagefind-entry.json"
# Pagefind's user interface and its web worker, which postil does not use.
_UNUSED_FILE = lazy_regex(r"pagefind-(?!entry\.json$)")
_LANGUAGE = re.compile(rb'(<html\b[^>]*? lang=")[^"]*(")')
# Parts of a page that are not its text: bylines, permalinks of headings, footnote numbers, lists of other posts.
_EXCLUDED_SELECTORS = (
    ".postil-byline",
    ".postil-contents",
    "a.headerlink",
    "[role=doc-noteref]",
    ".postil-note .label",
    ".postil-cards",
    ".postil-front",
    ".postil-title-list",
    ".postil-listing",
    ".postlist",
    ".toctree-wrapper",
)


def find_program() -> Path | None:
    """Return the path of Pagefind's program; None if its package is not installed.

    Uses: `pagefind.service.get_executable`, which is not documented (pagefind 1.5.2). Without it: None.
    """
    try:
        path = import_module("pagefind.service").get_executable()
    except (ImportError, AttributeError, OSError):
        return None
    return Path(path) if path else None


def is_extended() -> bool:
    """Return whether Pagefind's program is the extended one, which has word segmentation."""
    return find_spec("pagefind_bin_extended") is not None or shutil.which("pagefind_extended") is not None


def digest_of_pages(pages: Mapping[Path, str], program: Path) -> str:
    """Return a digest of pages, each with its language, and of the program that indexes them."""
    status = program.stat()
    digest = blake2b(f"{_EXCLUDED_SELECTORS}\0{status.st_size}\0{status.st_mtime_ns}".encode(), digest_size=16)
    for page, language in pages.items():
        if page.is_file():
            digest.update(blake2b(page.read_bytes(), digest_size=16).digest())
            digest.update(f"{page}\0{language}\0".encode())
    return digest.hexdigest()


def index_pages(program: Path, pages: Mapping[Path, str], *, site: Path, copies: Path, folder: Path) -> str:
    """Write the index of some pages of a site into `folder`; return the error message, empty on success.

    `pages` has the language of the text of each page. `copies` is a folder for temporary copies of the pages.
    """
    try:
        copy_in_order(pages, site, copies)
        return run_pagefind(program, copies, folder)
    finally:
        shutil.rmtree(copies, ignore_errors=True)


def copy_in_order(pages: Mapping[Path, str], site: Path, copies: Path) -> None:
    """Copy the pages of a site into the empty folder `copies`, one after the other, with the language of their text.

    Pagefind has an index for each language, and knows that of `<html>` only.

    Pagefind numbers pages in the order in which the file system lists them. On many file systems, a
    file that was added later has another position in that list than in a clean build.
    """
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir(parents=True)
    for page, language in pages.items():
        if page.is_file():
            copy = copies / page.relative_to(site)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(_LANGUAGE.sub(rb"\g<1>%b\g<2>" % language.encode("ascii"), page.read_bytes(), count=1))


def run_pagefind(program: Path, site: Path, folder: Path) -> str:
    """Write the index of the pages in `site` into `folder`; return the error message, empty on success."""
    command: list[str | Path] = [program, "--silent", "--site", site, "--output-path", folder]
    for selector in _EXCLUDED_SELECTORS:
        command += ["--exclude-selectors", selector]
    try:
        # In a folder without a configuration file for Pagefind.
        result = subprocess.run(command, cwd=site, capture_output=True, check=False)  # noqa: S603 - from Pagefind's package
    except OSError as error:
        return str(error)
    output = (result.stderr + result.stdout).decode("utf-8", "replace")
    if result.returncode:
        return " ".join(output.split()) or f"exit code {result.returncode}"
    for path in folder.iterdir():
        if path.is_file() and _UNUSED_FILE.match(path.name):
            path.unlink()
    return ""
