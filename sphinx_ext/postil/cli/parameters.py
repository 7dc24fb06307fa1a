"""Types and options that several commands share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from postil.cli.site_folder import FOLDER, site_source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def _processes(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    """Return a number of processes; `auto` is one per CPU core."""
    if value == "auto":
        return os.cpu_count() or 1
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter("expected a number of processes or `auto`")
    return int(value)


def _overrides(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> Mapping[str, str]:
    """Return options of conf.py by name."""
    if invalid := [value for value in values if "=" not in value]:
        raise click.BadParameter(f"{invalid[0]}: expected OPTION=VALUE, for example: -D blog_title=Essays")
    return dict(value.split("=", 1) for value in values)


jobs_option = click.option(
    "-j",
    "--jobs",
    metavar="N",
    default="auto",
    callback=_processes,
    help="Number of processes (default: auto).",
)
_BUILDER = click.option(
    "-b",
    "--builder",
    type=click.Choice(["html", "dirhtml"]),
    metavar="NAME",
    default="html",
    help="Sphinx builder: html (default), or dirhtml for URLs without .html.",
)


def _language(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return the tag of a language."""
    from postil.language_tags import language_tag  # noqa: PLC0415 - help needs no table of languages

    if value and not language_tag(value):
        raise click.BadParameter(f"{value} is no language; give its tag, such as de or pt-BR")
    return language_tag(value)


def language_option(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds the option for a language."""
    return click.option("--language", "--lang", "language", metavar="TAG", default="", callback=_language, help=text)


def override_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that overrides options of conf.py."""
    return click.option(
        "-D",
        "--define",
        "overrides",
        metavar="OPTION=VALUE",
        multiple=True,
        callback=_overrides,
        help="Override an option of conf.py.",
    )(function)


def site_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that opens a site and writes no pages: builder, options of conf.py."""
    return override_option(_BUILDER(function))


def build_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a Sphinx build: doctree folder, builder, processes, options of conf.py."""
    for decorate in (
        override_option,
        jobs_option,
        _BUILDER,
        click.option(
            "-d",
            "--doctree-dir",
            type=FOLDER,
            metavar="DIR",
            help="Directory for cached doctrees (default: next to the pages).",
        ),
    ):
        function = decorate(function)
    return function


def editing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that edits files; their arguments are posts, so the site is an option."""
    function = override_option(function)
    function = click.option("--dry-run", is_flag=True, help="Show the changes as a diff, and change nothing.")(function)
    return click.option(
        "--source",
        type=FOLDER,
        metavar="DIR",
        callback=lambda _context, _parameter, value: site_source(value),
        help="Directory containing conf.py (default: docs/, source/ or the current directory).",
    )(function)
