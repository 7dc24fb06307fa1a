"""What postil has to work with: versions, optional packages, fonts, git, and what a host serves differently."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections import defaultdict
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, distribution, version
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from PIL import features

from postil.checks.schedule import find_host_files
from postil.frozen import frozen
from postil.metadata.card_fonts import choose_font, find_fonts
from postil.metadata.social_cards import card_font_folders, packaged_card_fonts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from postil.config.options import Options

# What each extra of the package is for, and the packages in it; `pyproject.toml` has their versions.
_EXTRAS = {
    "book": ("the default theme, sphinx-book-theme", ("sphinx-book-theme",)),
    "live": ("`postil serve`", ("sphinx-autobuild",)),
    "pagefind": ('`postil_search = "pagefind"`, for large sites', ("pagefind",)),
    "heif": ("HEIC photos from phones", ("pillow-heif",)),
    "citations": ("citations from BibTeX files", ("pybtex",)),
    "mermaid": ("Mermaid diagrams", ("mermaidx",)),
    "import": ("`postil import` for hosted blogs", ("markdownify", "nh3", "beautifulsoup4", "defusedxml")),
}
_SHOWN = ("sphinx", "myst-parser", "docutils", "ablog", "pillow")
# In bytes: what GitHub rejects, and what Cloudflare Pages does.
_MAX_ON_GITHUB, _MAX_ON_CLOUDFLARE = 100 * 1024**2, 25 * 1024**2
_GIT_SECONDS = 10


class State(StrEnum):
    """The result of an examination."""

    OK = "ok"
    ADVICE = "advice"
    PROBLEM = "problem"


@frozen
class Diagnosis:
    """The result of examining one thing."""

    topic: str
    text: str
    state: State = State.OK
    advice: str = ""


def examine_versions(theme: str) -> Iterator[Diagnosis]:
    """Yield the versions of Python, postil and what it is built on, and requirements that are not met."""
    system = f"Python {platform.python_version()} on {platform.system()}, in {sys.prefix}"
    yield Diagnosis("versions", f"postil {version('postil')}, {system}")
    names = [*_SHOWN, *([theme.replace("_", "-")] if _version(theme.replace("_", "-")) else [])]
    yield Diagnosis("versions", ", ".join(f"{name} {_version(name) or 'missing'}" for name in names))
    for requirement in _requirements():
        found = _version(requirement.name)
        if found is None or not requirement.specifier.contains(found, prereleases=True):
            text = f"postil needs {requirement.name} {requirement.specifier}; {found or 'none'} is installed"
            yield Diagnosis("versions", text, State.PROBLEM, f'pip install "{requirement.name}{requirement.specifier}"')


def examine_extras(wanted: Iterable[str]) -> Iterator[Diagnosis]:
    """Yield which optional packages are installed; those in `wanted` are needed by the site."""
    for extra, (purpose, packages) in _EXTRAS.items():
        missing = [name for name in packages if _version(name) is None]
        if not missing:
            yield Diagnosis("optional packages", f"{extra}: installed ({purpose})")
        elif extra in wanted:
            text = f"{extra}: {', '.join(missing)} is missing, and this site needs it ({purpose})"
            yield Diagnosis("optional packages", text, State.PROBLEM, f'pip install "postil[{extra}]"')
        else:
            yield Diagnosis("optional packages", f"{extra}: not installed ({purpose})")
    formats = [name.upper() for name in ("webp", "avif") if features.check(name)]
    missing = [name for name in ("WEBP", "AVIF") if name not in formats]
    if missing:
        text = f"Pillow can't write {' and '.join(missing)}, so images are larger"
        yield Diagnosis("images", text, State.ADVICE, "pip install --upgrade pillow")
    else:
        yield Diagnosis("images", "Pillow writes WebP and AVIF")


def wanted_extras(options: Options, theme: str, suffixes: Iterable[str]) -> set[str]:
    """Return the extras that a site needs, by its options, its theme and the suffixes of its files."""
    found = {"book"} if theme == "sphinx_book_theme" else set()
    if options.postil_search == "pagefind":
        found.add("pagefind")
    suffixes = set(suffixes)
    return found | ({"heif"} if ".heic" in suffixes else set()) | ({"citations"} if ".bib" in suffixes else set())


def examine_fonts(options: Options, conf_folder: Path, titles: Iterable[str]) -> Iterator[Diagnosis]:
    """Yield the fonts of pages, and whether social cards can show the titles of posts."""
    fonts = options.postil_fonts
    shown = fonts if isinstance(fonts, str) else ", ".join(fonts.values())
    yield Diagnosis("fonts", f"pages: `postil_fonts` is {shown}")
    own = [str(conf_folder / options.postil_card_font)] if options.postil_card_font else []
    available = find_fonts([*own, *packaged_card_fonts(card_font_folders(), "Semibold")], system=True)
    missing = [title for title in titles if choose_font(available, title) is None]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        text = f"social cards: no font for the title of “{missing[0]}”{more}; there is no card"
        yield Diagnosis("fonts", text, State.ADVICE, "name a font file with their script in `postil_card_font`")
    else:
        yield Diagnosis("fonts", "social cards: there is a font for the titles of all posts")


def examine_git(folder: Path, *, needs_dates: bool) -> Iterator[Diagnosis]:
    """Yield whether git has the dates of posts: a repository with all of its history."""
    level = State.PROBLEM if needs_dates else State.ADVICE
    used = "`postil_updated_from_git` is on" if needs_dates else "not needed: `postil_updated_from_git` is off"
    try:
        shallow = subprocess.run(  # noqa: S603 - a constant command
            ["git", "-C", str(folder), "rev-parse", "--is-shallow-repository"],  # noqa: S607 - the git of the user
            capture_output=True,
            text=True,
            check=True,
            timeout=_GIT_SECONDS,
        ).stdout.strip()
    except FileNotFoundError:
        yield Diagnosis("git", f"git is not installed ({used})", level if needs_dates else State.OK)
        return
    except subprocess.SubprocessError:
        yield Diagnosis("git", f"{folder} is not in a git repository ({used})", level if needs_dates else State.OK)
        return
    if shallow == "true":
        advice = "git fetch --unshallow"
        yield Diagnosis("git", f"a shallow clone, which lacks the dates of older changes ({used})", level, advice)
    else:
        yield Diagnosis("git", f"a repository with its full history ({used})")
    for file, text in find_host_files(folder).texts.items() if needs_dates else ():
        if "actions/checkout" in text and not re.search(r"fetch-depth:\s*[\"']?0", text):
            problem = f"{file.name} checks out one commit only, so that the dates from git are wrong"
            yield Diagnosis("git", problem, State.PROBLEM, "add `with: {fetch-depth: 0}` to `actions/checkout`")


def examine_host(source: Path, base_url: str, urls: Iterable[str], files: Mapping[Path, int]) -> Iterator[Diagnosis]:
    """Yield what a plain host gets wrong: `urls` are those of all pages, `files` the sizes of all files."""
    host = find_host_files(source)
    names = ", ".join(dict.fromkeys(file.name for file in host.files))
    yield Diagnosis("host", f"instructions: {names or 'none found'}")
    if not base_url and not host.sets_url:
        advice = 'set it in conf.py: `blog_baseurl = "https://example.org/"`'
        text = "`blog_baseurl` is not set: no feeds, no sitemap, no link previews, and a 404 page for the root only"
        yield Diagnosis("host", text, State.PROBLEM, advice)
    elif base_url.startswith("http:"):
        yield Diagnosis("host", f"{base_url} is not encrypted", State.ADVICE, "use https:// if the host offers it")
    elif base_url:
        yield Diagnosis("host", f"the URL of the site is {base_url}")
    by_case: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_case[url.casefold()].append(url)
    for same in by_case.values():
        if len(same) > 1:
            text = f"{' and '.join(sorted(same))} differ in case only: on Windows and macOS they are one file"
            yield Diagnosis("host", text, State.PROBLEM, "rename one of them")
    deploys_branch = any(
        re.search(r"actions-gh-pages|gh-deploy|git push[^\n]*gh-pages", text) for text in host.texts.values()
    )
    writes_marker = any(".nojekyll" in text or "actions-gh-pages" in text for text in host.texts.values())
    if deploys_branch and not writes_marker and not any(file.name == ".nojekyll" for file in files):
        text = "GitHub Pages hides folders that start with `_`, such as `_static`, if it publishes a branch"
        yield Diagnosis("host", text, State.PROBLEM, "add an empty file `.nojekyll` to `html_extra_path`")
    for file, size in files.items():
        if size > _MAX_ON_CLOUDFLARE:
            limit = "GitHub rejects files over 100 MB" if size > _MAX_ON_GITHUB else "Cloudflare Pages: at most 25 MB"
            state = State.PROBLEM if size > _MAX_ON_GITHUB else State.ADVICE
            yield Diagnosis("host", f"{file.name} has {size / 1024**2:.0f} MB; {limit}", state, "make it smaller")


def _requirements() -> list[Requirement]:
    """Return what postil requires without extras; nothing if the package has no metadata."""
    try:
        found = [Requirement(text) for text in distribution("postil").requires or ()]
    except PackageNotFoundError:
        return []
    return [each for each in found if each.marker is None or each.marker.evaluate({"extra": ""})]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
