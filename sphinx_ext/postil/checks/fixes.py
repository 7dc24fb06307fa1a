"""Apply the fixes of findings to files, and show what they change."""

from __future__ import annotations

import difflib
from collections import defaultdict
from typing import TYPE_CHECKING

from postil.checks.finding import LineFix, TextFix
from postil.front_matter.edit import EditError
from postil.front_matter.edit_source import split_lines
from postil.frozen import frozen
from postil.text_files import read_text, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from postil.checks.finding import Finding


@frozen
class FixedFile:
    """A file with its fixes applied; it is not written yet."""

    file: Path
    before: str
    after: str
    fixed: tuple[Finding, ...]

    def write(self) -> None:
        """Write the file."""
        write_text(self.file, self.after)

    def diff(self, name: str) -> str:
        """Return what changes as a unified diff; `name` is the path to show."""
        before, after = self.before.splitlines(), self.after.splitlines()
        return "\n".join(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")) + "\n"


def fix_files(findings: Iterable[Finding]) -> list[FixedFile]:
    """Return the files that the fixes of findings change; a fix that can't be applied is left out."""
    by_file: Mapping[Path, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.fix and finding.file:
            by_file[finding.file].append(finding)
    fixed = (_fix_file(file, members) for file, members in by_file.items())
    return [each for each in fixed if each.after != each.before]


def _fix_file(file: Path, findings: list[Finding]) -> FixedFile:
    before = text = read_text(file)
    done: list[Finding] = []
    # Those that keep the number of lines come first.
    for finding in sorted(findings, key=lambda each: isinstance(each.fix, TextFix)):
        changed = apply_fix(text, finding.fix) if finding.fix else text
        if changed != text:
            text = changed
            done.append(finding)
    return FixedFile(file, before, text, tuple(done))


def apply_fix(text: str, fix: LineFix | TextFix) -> str:
    """Return the text with a fix applied; unchanged if that is not possible."""
    if isinstance(fix, TextFix):
        try:
            return fix.change(text)
        except EditError:
            return text
    lines = split_lines(text)
    if 0 < fix.line <= len(lines):
        lines[fix.line - 1] = lines[fix.line - 1].replace(fix.before, fix.after, 1)
    return "".join(lines)
