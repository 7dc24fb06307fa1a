"""`postil check`: find what is wrong with a site, without writing its pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from postil.checks.finding import Kind, Level
from postil.cli.console import bold, complain, dim, good, say
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import command
from postil.cli.output_folders import default_output
from postil.cli.parameters import jobs_option, site_options
from postil.cli.site_folder import source_argument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.checks.finding import Finding
    from postil.checks.fixes import FixedFile

_KINDS = ", ".join(kind.value for kind in Kind)


@command(
    "Find what is wrong with a site, without writing its pages. Problems are grouped by file, with the line and what "
    "to do: dead links, missing and unused images, footnotes, lost and colliding URLs, misspelled keys and options, "
    "tags, descriptions, scheduled posts, feeds and the sitemap. Nothing is changed unless you use --fix.",
    ("postil check", "check the site in docs/"),
    ("postil check --web", "check links to other sites as well"),
    ("postil check --diff", "show what --fix would change"),
    ("postil check --fix", "fix what is mechanical, and show each fix"),
    ("postil check --only link --only image", "check only links and images"),
)
@source_argument
@click.option("--web", is_flag=True, help="Also check links to other sites; pages that answered are cached for a week.")
@click.option("--fix", is_flag=True, help="Fix what is mechanical.")
@click.option("--diff", is_flag=True, help="Show the fixes as a diff; without --fix, nothing is changed.")
@click.option("--json", "json_output", is_flag=True, help="Print JSON.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([kind.value for kind in Kind]),
    metavar="KIND",
    help=f"Only this kind, can be repeated: {_KINDS}.",
)
@click.option("--strict", is_flag=True, help="Fail for suggestions too, not only for problems.")
@click.option("--drafts", is_flag=True, help="Check drafts and scheduled posts as if they were published.")
@site_options
@jobs_option
def run(
    *,
    source: Path,
    web: bool,
    fix: bool,
    diff: bool,
    json_output: bool,
    only: Sequence[str],
    strict: bool,
    drafts: bool,
    overrides: Mapping[str, str],
    builder: str,
    jobs: int,
) -> ExitStatus:
    """Run `postil check`."""
    from sphinx.errors import SphinxError

    from postil.checks.fixes import fix_files
    from postil.checks.report import as_json, report_lines
    from postil.checks.run import check_site
    from postil.config.conf_errors import explain_conf_error

    values = {**overrides, "postil_drafts": "1"} if drafts else overrides
    cache = default_output(source, "html").with_name("postil-links") if web else None

    def find() -> list[Finding]:
        """Return the findings of the kinds that are asked for."""
        found = check_site(source, overrides=values, builder=builder, parallel=jobs, web_cache=cache)
        return [each for each in found if not only or each.kind.value in only]

    try:
        findings = find()
    except SphinxError as error:
        complain(f"postil check: {explain_conf_error(str(error))}")
        return ExitStatus.FAILURE
    current = Path.cwd()
    fixed = fix_files(findings) if fix or diff else []
    if fix:
        for each in fixed:
            each.write()
        findings = find() if fixed else findings  # a fixed key can be what was missing
    if json_output:
        say(as_json(findings, current))
    else:
        if fix or diff:
            _show_fixes(fixed, current, written=fix, as_diff=diff)
        if not diff or fix:
            for line in report_lines(findings, current, short=not only, heading=bold, less=dim):
                say(line)
    return _status(findings, strict=strict)


def _show_fixes(fixed: Sequence[FixedFile], current: Path, *, written: bool, as_diff: bool) -> None:
    from postil.checks.report import display_path
    from postil.cli.changes import show_diff

    for each in fixed:
        name = display_path(each.file, current)
        if as_diff:
            show_diff(each.diff(name))
        else:
            for finding in each.fixed:
                say(good(f"fixed  {name}:{finding.line or 1}: {finding.message}"))
    if written and fixed:
        say(f"Changed {len(fixed)} {'file' if len(fixed) == 1 else 'files'}.\n")
    elif not fixed:
        say("There is nothing to fix mechanically.\n" if written or as_diff else "")


def _status(findings: Sequence[Finding], *, strict: bool) -> ExitStatus:
    failed = [each for each in findings if strict or each.level is Level.PROBLEM]
    return ExitStatus.FAILURE if failed else ExitStatus.OK
