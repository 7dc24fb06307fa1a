"""Show findings: for people, grouped by file, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from postil.checks.finding import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from postil.checks.finding import Finding


# From more files, a suggestion is one entry, which names a few of them.
_MAX_FILES, _MAX_NAMED = 5, 3


def plain(text: str) -> str:
    """Return a text as it is, without a style."""
    return text


def display_path(file: Path, current: Path) -> str:
    """Return a path for messages: relative to the current folder if it is below it or next to it."""
    try:
        return file.relative_to(current, walk_up=True).as_posix() if _is_near(file, current) else str(file)  # type: ignore[call-arg]
    except (TypeError, ValueError):  # Python 3.11
        return file.relative_to(current).as_posix() if file.is_relative_to(current) else str(file)


def _is_near(file: Path, current: Path) -> bool:
    return file.is_relative_to(current) or file.is_relative_to(current.parent)


def report_lines(
    findings: Sequence[Finding],
    current: Path,
    *,
    short: bool = True,
    heading: Callable[[str], str] = plain,
    less: Callable[[str], str] = plain,
) -> Iterator[str]:
    """Yield the lines of a report, grouped by file, and a summary; `heading` and `less` add styles.

    With `short`, a suggestion for many files is one entry at the end.
    """
    repeated = _repeated_suggestions(findings) if short else []
    shown = [each for each in findings if each.message not in repeated]
    for file, group in groupby(shown, key=lambda each: each.file):
        name = display_path(file, current) if file else "The site"
        yield heading(name)
        members = list(group)
        width = max(len(str(each.line or "")) for each in members)
        for each in members:
            mark = "  can be fixed" if each.fix else ""
            yield f"  {str(each.line or '').rjust(width)}  {each.message}{less(f'  {each.kind.value}{mark}')}"
            if each.advice:
                yield f"  {' ' * width}  {less(f'→ {each.advice}')}"
        yield ""
    for message in repeated:
        members = [each for each in findings if each.message == message]
        files = list(dict.fromkeys(display_path(each.file, current) for each in members if each.file))
        kind = members[0].kind.value
        yield heading(f"{len(files)} files")
        yield f"  {message}{less(f'  {kind}')}"
        yield f"  {less(f'→ {members[0].advice}')}"
        yield f"  {less(', '.join(files[:_MAX_NAMED]))}{less(f', …; `--only {kind}` shows all')}"
        yield ""
    yield summary(findings)


def _repeated_suggestions(findings: Sequence[Finding]) -> list[str]:
    """Return the messages of suggestions that many files have."""
    files: dict[str, set[Path | None]] = {}
    for each in findings:
        if each.level is Level.SUGGESTION:
            files.setdefault(each.message, set()).add(each.file)
    return [message for message, members in files.items() if len(members) > _MAX_FILES]


def summary(findings: Sequence[Finding]) -> str:
    """Return the findings in one sentence: how many, and how many can be fixed."""
    levels = Counter(each.level for each in findings)
    if not findings:
        return "Nothing to complain about."
    parts = [_count(levels[level], level.value) for level in Level if levels[level]]
    number = len({each.file for each in findings if each.file})
    files = f" in {_count(number, 'file')}" if number else ""
    fixable = sum(each.fix is not None for each in findings)
    end = f" `postil check --fix` fixes {fixable} of them; --diff shows how." if fixable else ""
    return f"{' and '.join(parts)}{files}.{end}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_json(findings: Sequence[Finding], current: Path) -> str:
    """Return findings as JSON: a list of objects."""
    objects = [
        {
            "file": display_path(each.file, current) if each.file else None,
            "line": each.line or None,
            "kind": each.kind.value,
            "level": each.level.value,
            "message": each.message,
            "advice": each.advice or None,
            "fixable": each.fix is not None,
        }
        for each in findings
    ]
    return json.dumps(objects, indent=2, ensure_ascii=False)
