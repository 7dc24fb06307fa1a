"""The command `postil`: `postil serve` shows a site while it is written."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from postil import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="postil", description="A blog from a folder of Markdown essays.")
    parser.add_argument("--version", action="version", version=f"postil {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="show the site in the browser, and bring it up to date at each save")
    serve.add_argument("source", nargs="?", type=Path, help="the folder of conf.py (default: docs, or this one)")
    serve.add_argument("output", nargs="?", type=Path, help="where the pages go (default: build/live beside it)")
    serve.add_argument(
        "-d", "--doctree-dir", type=Path, help="where Sphinx keeps what it read (default: beside the pages)"
    )
    serve.add_argument("-b", "--builder", choices=("html", "dirhtml"), default="html", help="default: html")
    serve.add_argument("-j", "--jobs", type=_jobs, default="auto", help="processes for the first build (default: auto)")
    serve.add_argument(
        "-D", "--define", action="append", default=[], metavar="OPTION=VALUE", help="an option of conf.py"
    )
    serve.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, which only this machine sees")
    serve.add_argument("--port", type=_port, default=8000, help="default: 8000; 0 takes one that is free")
    serve.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="also answer to this host name: that of a forwarded port or a proxy; *.example.org for all below it",
    )
    serve.add_argument("--open-browser", action="store_true", help="open the site in the browser")
    serve.add_argument(
        "--watch", action="append", default=[], type=Path, metavar="FOLDER", help="watch this one as well"
    )
    serve.add_argument("--ignore", action="append", default=[], metavar="PATTERN", help="files that make no build")
    serve.add_argument("--no-drafts", action="store_true", help="leave drafts out, as the published site does")
    return parser


def _jobs(value: str) -> int:
    return (os.cpu_count() or 1) if value == "auto" else int(value)


def _port(value: str) -> int:
    if not value.isdecimal() or int(value) >= 1 << 16:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(value)


def find_source(given: Path | None) -> Path:
    """Return the folder of conf.py: the one given, else `docs`, else the current one."""
    if given is not None:
        return given
    return Path("docs") if Path("docs", "conf.py").is_file() else Path()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = make_parser()
    chosen = parser.parse_args(arguments)
    source = find_source(chosen.source).resolve()
    if not (source / "conf.py").is_file():
        parser.error(f"there is no conf.py in {source}; name the folder: `postil serve docs`")
    if not all("=" in define for define in chosen.define):
        parser.error("-D takes OPTION=VALUE")
    try:
        from postil.preview.network import ListenError, host_name  # noqa: PLC0415 - building needs none of it
        from postil.preview.serve import serve  # noqa: PLC0415
        from postil.preview.warm_site import BuildRequest  # noqa: PLC0415
    except ImportError as error:
        print(f"postil serve needs one more package: pip install 'postil[live]' ({error})", file=sys.stderr)  # noqa: T201
        return 1
    output = (chosen.output or source.parent / "build" / "live").resolve()
    overrides = dict(define.split("=", 1) for define in chosen.define)
    if not chosen.no_drafts:
        overrides.setdefault("postil_drafts", "1")
    doctrees = (chosen.doctree_dir or output.with_name(f"{output.name}-doctrees")).resolve()
    order = BuildRequest(source, output, doctrees, builder=chosen.builder, parallel=chosen.jobs, overrides=overrides)
    try:
        serve(
            order,
            host=chosen.host.strip("[]"),
            port=chosen.port,
            browse=chosen.open_browser,
            watch=chosen.watch,
            ignore=chosen.ignore,
            allow=[host_name(name) for name in chosen.allow_host],
        )
    except ListenError as error:
        print(f"postil serve: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0
