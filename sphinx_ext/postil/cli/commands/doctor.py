"""`postil doctor`: show what postil has to work with, and what is missing."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from postil.cli.console import bad, bold, complain, dim, say
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import command
from postil.cli.parameters import site_options
from postil.cli.site_folder import source_argument

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@command(
    "Show what postil has to work with, and what is missing. Examines versions, optional packages, image formats, the "
    "git history, and what your host may get wrong. Include its output when you report a bug.",
    ("postil doctor", "examine the installation and the site in docs/"),
)
@source_argument
@site_options
def run(*, source: Path, overrides: Mapping[str, str], builder: str) -> ExitStatus:
    """Run `postil doctor`."""
    from sphinx.errors import SphinxError

    from postil.checks.doctor import State
    from postil.checks.examine import examine_site
    from postil.config.conf_errors import explain_conf_error

    try:
        found = examine_site(source, overrides=overrides, builder=builder)
    except SphinxError as error:
        complain(f"postil doctor: {explain_conf_error(str(error))}")
        return ExitStatus.FAILURE
    marks = {State.OK: "✓", State.ADVICE: "!", State.PROBLEM: "✗"}
    for topic, group in groupby(found, key=lambda each: each.topic):
        say(bold(topic.capitalize()))
        for each in group:
            line = f"  {marks[each.state]} {each.text}"
            say(bad(line) if each.state is State.PROBLEM else line)
            if each.advice:
                say(f"    {dim(f'→ {each.advice}')}")
        say()
    problems = sum(each.state is State.PROBLEM for each in found)
    say(f"{problems} {'problem' if problems == 1 else 'problems'} found." if problems else "No problems found.")
    return ExitStatus.FAILURE if problems else ExitStatus.OK
