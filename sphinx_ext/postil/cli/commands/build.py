"""`postil build`: write the pages of the site."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from postil.cli.console import bad, bold, complain, dim, say
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import argument, command
from postil.cli.output_folders import default_output, doctree_folder, shown_path
from postil.cli.parameters import build_options
from postil.cli.site_folder import FOLDER, source_argument

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postil.site_build.report import BuildReport


@command(
    "Write the pages of the site, to be published. Prints warnings, and a summary: posts, what is held back, what is "
    "new or changed, lost URLs. Does what sphinx-build does; its cache is outside of the pages.",
    ("postil build", "write the pages of the site in docs/ to build/html"),
    ("postil build --strict", "fail if there are warnings, for continuous integration"),
    ("postil build docs public -b dirhtml", "other folders, and URLs without .html"),
)
@source_argument
@argument("output", "Directory for the pages (default: build/html next to docs/).", required=False, type=FOLDER)
@build_options
@click.option("--strict", is_flag=True, help="Fail if there are warnings, except about lost URLs.")
@click.option("-v", "--verbose", is_flag=True, help="Show the messages of Sphinx, and the traceback of an error.")
def run(
    *,
    source: Path,
    output: Path | None,
    doctree_dir: Path | None,
    builder: str,
    jobs: int,
    overrides: Mapping[str, str],
    strict: bool,
    verbose: bool,
) -> ExitStatus:
    """Run `postil build`."""
    from sphinx.util.console import nocolor

    from postil.preview.build_result import BuildRequest
    from postil.preview.terminal import EchoStream
    from postil.site_build.build import build_site
    from postil.site_build.progress import ProgressStream

    pages = (output or default_output(source, "html")).resolve()
    doctrees = doctree_dir.resolve() if doctree_dir else doctree_folder(pages)
    request = BuildRequest(source, pages, doctrees, builder=builder, parallel=jobs, overrides=overrides)
    if click.get_current_context().color is False:
        nocolor()
    progress = ProgressStream(sys.stderr) if sys.stderr.isatty() and not verbose else None
    try:
        report = build_site(
            request,
            status=EchoStream() if verbose else progress,
            warnings=EchoStream(err=True, before=progress.end if progress else None),
            strict=strict,
            show_traceback=verbose,
        )
    finally:
        if progress:
            progress.end()  # also after Ctrl+C: the bar hides the cursor
    return _show(report, pages, strict=strict, verbose=verbose)


def _show(report: BuildReport, pages: Path, *, strict: bool, verbose: bool) -> ExitStatus:
    """Print the summary; return the exit status."""
    from postil.site_build.report import summary

    if report.failure:
        complain(bad(f"The build failed: {report.failure}"))
        if not verbose:
            complain("For the traceback: postil build --verbose")
        return ExitStatus.FAILURE
    rows = summary(report)
    width = max(len(label) for label, _text in rows)
    for label, text in rows:
        say(f"{bold(label.ljust(width))}  {dim(text) if text == 'none' else text}")
    say(f"The site is in {shown_path(pages)} ({report.seconds:.1f} s).")
    if strict and not report.is_strictly_good:
        complain(bad("There are warnings, and --strict is set."))
        return ExitStatus.FAILURE
    return ExitStatus.OK
