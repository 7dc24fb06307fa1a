"""The command `postil`: `postil serve` previews a site with live reload."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from postil import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXAMPLES = """\
examples:
  postil serve                        preview the site in docs/ at http://127.0.0.1:8000
  postil serve docs --port 8001       use another port
  postil serve docs --host 0.0.0.0    let other devices on the network open it
"""


def create_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="postil",
        description="Turn a folder of Markdown essays into a blog.",
        epilog=_EXAMPLES + "\n`postil COMMAND --help` lists the options of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"postil {__version__}")
    _add_serve(parser.add_subparsers(dest="command", required=True, title="commands", metavar="COMMAND"))
    return parser


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `serve` and its options."""
    serve = commands.add_parser(
        "serve",
        help="preview the site locally with live reload",
        description="Preview the site locally. After each save, the browser reloads the page. Drafts are included.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = serve.add_argument
    add("source", nargs="?", type=Path, help="directory containing conf.py (default: docs/ or the current directory)")
    add(
        "output",
        nargs="?",
        type=Path,
        help="directory for the pages (default: build/live next to the source directory)",
    )
    add(
        "-d",
        "--doctree-dir",
        type=Path,
        metavar="DIR",
        help="directory for cached doctrees (default: next to the pages)",
    )
    add("-b", "--builder", choices=("html", "dirhtml"), default="html", help="Sphinx builder (default: html)")
    add("-j", "--jobs", type=_jobs, default="auto", metavar="N", help="processes for the first build (default: auto)")
    add("-D", "--define", action="append", default=[], metavar="OPTION=VALUE", help="override an option of conf.py")
    add("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, local only)")
    add("--port", type=_port, default=8000, help="port to listen on (default: 8000); 0 picks a free one")
    add("--allow-host", action="append", default=[], metavar="NAME",
        help="also answer to this host name, for a forwarded port or a proxy; *.example.org allows all names below it",
    )  # fmt: skip
    add("--open-browser", action="store_true", help="open the site in the browser")
    add("--watch", action="append", default=[], type=Path, metavar="DIR", help="additional directory to watch")
    add("--ignore", action="append", default=[], metavar="PATTERN", help="ignore changes to matching files")
    add("--no-drafts", action="store_true", help="hide drafts and scheduled posts, as on the published site")


def _jobs(value: str) -> int:
    if value == "auto":
        return os.cpu_count() or 1
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError("expected a number of processes or `auto`")
    return int(value)


def _port(value: str) -> int:
    if not value.isdecimal() or int(value) >= 1 << 16:
        raise argparse.ArgumentTypeError("expected a port number from 0 to 65535")
    return int(value)


def find_source(given: Path | None) -> Path:
    """Return the directory of conf.py: `given`, else `docs`, else the current directory."""
    if given is not None:
        return given
    return Path("docs") if Path("docs", "conf.py").is_file() else Path()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = create_parser()
    options = parser.parse_args(arguments)
    source = find_source(options.source).resolve()
    if not (source / "conf.py").is_file():
        parser.error(f"no conf.py in {source}; name the directory that contains it, for example: postil serve docs")
    if invalid := [define for define in options.define if "=" not in define]:
        parser.error(f"-D {invalid[0]}: expected OPTION=VALUE, for example: -D blog_title=Essays")
    return _serve(source, options)


def _serve(source: Path, options: argparse.Namespace) -> int:
    """Run `postil serve`; return its exit status."""
    try:
        from postil.preview.build_result import BuildRequest  # noqa: PLC0415 - only the preview needs these packages
        from postil.preview.network import ListenError, host_name  # noqa: PLC0415
        from postil.preview.serve import serve  # noqa: PLC0415
    except ImportError as error:
        print(f'postil serve needs more packages: pip install "postil[live]" ({error})', file=sys.stderr)  # noqa: T201
        return 1
    output = (options.output or source.parent / "build" / "live").resolve()
    overrides = dict(define.split("=", 1) for define in options.define)
    if not options.no_drafts:
        overrides.setdefault("postil_drafts", "1")
    doctrees = (options.doctree_dir or output.with_name(f"{output.name}-doctrees")).resolve()
    request = BuildRequest(
        source, output, doctrees, builder=options.builder, parallel=options.jobs, overrides=overrides
    )
    try:
        serve(
            request,
            host=options.host.strip("[]"),
            port=options.port,
            open_browser=options.open_browser,
            watch=options.watch,
            ignore=options.ignore,
            allowed_hosts=[host_name(name) for name in options.allow_host],
        )
    except ListenError as error:
        print(f"postil serve: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0
