"""Escape text so that Markdown shows it as it is, with as few backslashes as possible."""

from __future__ import annotations

import re

# Anywhere in a line. An underscore, a colon or a bracket within a word means nothing.
_INLINE = re.compile(
    r"""
    [\\`*\[\]]
    | (?<![^\W_])_ | _(?![^\W_])
    | <(?=[a-zA-Z/!?])                      # tags
    | &(?=\#?\w+;)                          # character references
    | [\^~$]                               # sub- and superscript, formulas
    | \{                                    # attributes, roles, tags of templates
    | (?<==)=(?=\S) | =(?==\S)              # marked text
    | %(?=%) | (?<=%)%                      # Obsidian's comments
    | (?<![\w:]):(?=[\w+-]+:)               # emoji
    | @(?=(?:fig|tbl|sec|eq|lst)-)          # Quarto's references
    """,
    re.VERBOSE,
)
_URL = re.compile(r"(?<!\w)(https?://[\w./~%+&?=#@:;,!$()*'-]*[\w/])")
_LINE_START = re.compile(
    r"""
    (?P<mark>
      [-+](?=\s|$|[-+]+\s*$) | \#{1,6}(?=\s|$) | > | =+(?=\s*$) | \|(?=\s) | :{1,}(?=\W|\w|$) | ~(?=\s|$)
      | %(?!%) | !{3} | \?{3}
      | \((?=.*\)=\s*$) | -{2,}(?=\s*$) | \+{3}
    )
    | (?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)
    """,
    re.VERBOSE,
)
_TABLE_CAPTION = re.compile(r"Table(?=: )")


# Two backslashes before a parenthesis begin a formula, and one at the end would escape what follows.
_TEX = re.compile(r"\\(?![\w ])")


def escape_text(text: str, *, in_link: bool = False, is_whole: bool = True) -> str:
    """Return text as inline Markdown.

    URLs are not escaped, since they become links, unless they are in one (`in_link`); `is_whole`: nothing is beside it.
    """
    parts = [text] if in_link else _URL.split(text)
    for number, part in enumerate(parts):
        if number % 2 == 0:
            parts[number] = "&#92;".join(_INLINE.sub(r"\\\g<0>", piece) for piece in _TEX.split(part))
        elif not _is_apart(parts, number, is_whole=is_whole):
            parts[number] = f"<{part}>"
    return "".join(parts)


def _is_apart(parts: list[str], number: int, *, is_whole: bool) -> bool:
    """Return whether a URL is between spaces, so that nothing else can become part of it."""
    before, after = parts[number - 1], parts[number + 1]
    starts = before[-1].isspace() if before else is_whole and number == 1
    ends = after[0].isspace() if after else is_whole and number == len(parts) - 2
    return starts and ends


def escape_line_starts(text: str) -> str:
    """Return inline Markdown in which no line begins a list, a heading, a quotation or another block."""
    for mark in "$~^":  # one alone marks nothing
        if text.count(mark) == 1:
            text = text.replace(f"\\{mark}", mark)
    lines = text.split("\n")
    return "\n".join(_escape_line(line) for line in lines)


def _escape_line(line: str) -> str:
    line = line.lstrip(" \t")
    found = _LINE_START.match(line)
    if found is None:
        # `Table: …` after a table is its caption; the backslash is not shown
        return f"Table\\{line[5:]}" if _TABLE_CAPTION.match(line) else line
    if found["mark"]:
        return f"\\{line}"
    return f"{found['number']}\\{line[found.end('number') :]}"
