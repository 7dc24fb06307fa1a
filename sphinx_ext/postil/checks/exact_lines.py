"""Find the exact line of a finding: Sphinx knows only where the paragraph of a link or an image begins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from postil.checks.finding import Kind, LineFix
from postil.text_files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from postil.checks.finding import Finding

_KINDS = frozenset({Kind.LINK, Kind.IMAGE, Kind.ALT})
# What a message names: in quotes, or a URL, or a file.
_NAMES = re.compile(r"'([^']+)'|`([^`]+)`|(https?://\S*[^\s:,;.])|the image (\S+\.\w+)")


def with_exact_lines(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings, those about links and images with the line that names them."""
    texts: dict[Path, list[str]] = {}
    for finding in findings:
        if finding.kind not in _KINDS or finding.file is None or not finding.line:
            yield finding
            continue
        if finding.file not in texts:
            texts[finding.file] = _lines(finding.file)
        line = _exact_line(texts[finding.file], finding.line, _names_in(finding.message))
        fix = replace(finding.fix, line=line) if isinstance(finding.fix, LineFix) else finding.fix
        yield replace(finding, line=line, fix=fix)


def _names_in(message: str) -> Iterator[str]:
    """Yield what a message names, the most exact first."""
    for match in _NAMES.finditer(message):
        name = match[match.lastindex or 0]
        yield name
        if "#" in name:
            yield "#" + name.partition("#")[2]


def _exact_line(lines: list[str], first: int, names: Iterable[str]) -> int:
    """Return the line from `first` to the end of the paragraph that has the first name that is found in it."""
    end = first
    while end < len(lines) and lines[end].strip():
        end += 1
    for name in names:
        for number in range(first, end + 1):
            if number <= len(lines) and name in lines[number - 1]:
                return number
    return first


def _lines(file: Path) -> list[str]:
    try:
        return read_text(file).splitlines()
    except (OSError, ValueError):
        return []
