"""What `postil` alone shows: what is in this folder, and what one can do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.cli.console import bold, say, say_steps
from postil.front_matter.dates import name_without_date
from postil.scaffold.folder_state import FolderState, Kind, read_folder

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

Step = tuple[str, str]
"""A command line and what it does."""


def show_overview(folder: Path, conf: Path | None, commands: Collection[str]) -> None:
    """Print the overview of a folder; `conf` is the conf.py of the blog that contains it."""
    state = read_folder(folder, conf)
    say(bold(headline(state)))
    say()
    say_steps(next_steps(state, commands, _importers() if state.kind is Kind.ENGINE else ()))
    say()
    if state.kind is Kind.ENGINE:
        say("What is understood: https://postil.readthedocs.io/en/latest/how-to/moving.html")
    say("All commands: postil --help")


def _importers() -> list[str]:
    """Return the names of the engines that can be imported."""
    from postil.importers.registry import ENGINES  # noqa: PLC0415 - only this folder needs them

    return [engine.name for engine in ENGINES]


def headline(state: FolderState) -> str:
    """Return one line about a folder."""
    match state.kind:
        case Kind.BLOG:
            posts = "1 post" if state.posts == 1 else f"{state.posts} posts"
            drafts = {0: "", 1: ", one of them a draft"}.get(len(state.drafts), f", {len(state.drafts)} of them drafts")
            return f"{state.name or 'A blog'}: {posts}{drafts}"
        case Kind.SPHINX:
            return f"A Sphinx site without postil ({state.conf})"
        case Kind.ENGINE:
            return f"This folder looks like a blog made with {state.name.capitalize()}"
        case _:
            return "There is no blog in this folder yet"


def next_steps(state: FolderState, commands: Collection[str], importers: Collection[str] = ()) -> list[Step]:
    """Return what one can do next in a folder, with the commands and importers that there are."""
    new: Step = ('postil new "Title of the essay"', "start a post")
    match state.kind:
        case Kind.BLOG:
            steps: list[Step] = [
                ("postil serve", "preview the blog in the browser while you write"),
                new,
                *([("postil list --drafts", "list the drafts")] if state.drafts else []),
                *(
                    [(f"postil publish {name_without_date(state.drafts[-1])}", "publish a draft")]
                    if state.drafts
                    else []
                ),
                ("postil check", "find broken links, missing images and other mistakes"),
                ("postil build", "write the pages, to be published"),
            ]
        case Kind.SPHINX:
            steps = [
                ('extensions = ["postil"]', f"add postil to `extensions` in {state.conf}"),
                new,
                ("postil serve", "preview the site in the browser while you write"),
            ]
        case Kind.ENGINE:
            steps = [("postil init ../new-blog", "start a new blog; most posts work there as they are")]
            if state.name in importers:
                convert = f"postil import {state.name} . --to ../new-blog"
                steps.insert(0, (convert, "convert it; nothing in this folder is changed"))
        case _:
            steps = [
                ("postil init", "start a blog in this folder" if state.kind is Kind.EMPTY else "start a blog here"),
                ("postil init my-blog", "start one in a new folder"),
                ("postil import --help", "convert a blog of another engine or service"),
            ]
    return [step for step in steps if not step[0].startswith("postil ") or step[0].split()[1] in commands]
