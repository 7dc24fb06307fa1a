"""Highlighted lines, line numbers and folding of code, in the words of Hugo, Zola, Docusaurus, Quarto and Jekyll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docutils import nodes

    from postil.markdown.info_strings import Info

# A range of lines, `3` or `3-5`; Quarto has `|` between those of steps.
_RANGE = lazy_regex(r"(\d{1,6})(?:\s*(?:-|\.\.)\s*(\d{1,6}))?")
_RANGE_SIGNS = frozenset("0123456789-.,| []()\"'")
_HIGHLIGHT_KEYS = (
    "hl_lines", "hl-lines", "hllines", "code-line-numbers", "highlight-lines", "highlight", "data-line", "mark",
    "emphasize-lines", "lines",
)  # fmt: skip
_NUMBER_KEYS = (
    "linenos", "linenums", "numberlines", "number-lines", "showlinenumbers", "linenumbers", "line-numbers",
    "code-line-numbers", "lineno",
)  # fmt: skip
_START_KEYS = (
    "startfrom", "start-from", "linenostart", "lineno-start", "startline", "start-line", "linenums", "showlinenumbers",
    "data-start",
)  # fmt: skip
_FOLD_KEYS = ("code-fold", "fold", "folded", "collapse", "collapsed")
_SUMMARY_KEYS = ("code-summary", "summary")
# The words for code that folds and is open at first.
_OPEN = frozenset({"show", "open"})
FOLD_CLASS = "fold"
"""The class of code that opens at a click."""
OPEN_CLASS = "fold-open"
"""The class of such code that is open at first."""
SUMMARY = "postil_summary"
"""The attribute of such code with the text that is always shown."""
_OFF = frozenset({"false", "no", "off", "0", "none"})


def names_lines(text: str) -> bool:
    """Return whether a text is nothing but numbers of lines."""
    return _RANGE_SIGNS.issuperset(text) and any(sign.isdecimal() for sign in text)


def line_numbers(text: str, count: int) -> list[int]:
    """Return the lines that a text such as `1,3-5` names, of those that there are, 1 to `count`."""
    found: set[int] = set()
    for match in _RANGE.finditer(text):
        first = int(match[1])
        found.update(range(max(first, 1), min(int(match[2] or first), count) + 1))
    return sorted(found)


def highlighted_lines(options: Mapping[str, str], count: int) -> list[int]:
    """Return the lines to highlight: those in braces, and those in the options."""
    texts = [key for key in options if names_lines(key)]
    texts += [options[key] for key in _HIGHLIGHT_KEYS if names_lines(options.get(key, ""))]
    return line_numbers(",".join(texts), count)


def has_line_numbers(options: Mapping[str, str], classes: Iterable[str]) -> bool:
    """Return whether to number the lines."""
    words = {name.lower(): "" for name in classes} | dict(options)
    found = [words[key].lower() for key in _NUMBER_KEYS if key in words]
    if not found:
        return any(key in words for key in _START_KEYS)
    # Quarto's `code-line-numbers="1"` names the lines to highlight.
    named = words.get("code-line-numbers", "")
    return not any(value in _OFF for value in found) and not (len(found) == 1 and names_lines(named))


def first_line(options: Mapping[str, str]) -> int:
    """Return the number of the first line."""
    return next((int(options[key]) for key in _START_KEYS if options.get(key, "").isdecimal()), 1)


def fold_classes(options: Mapping[str, str]) -> list[str]:
    """Return the classes of code that folds; none if it does not."""
    value = next((options[key].strip().lower() for key in _FOLD_KEYS if key in options), "false")
    if value in _OFF:
        return []
    return [FOLD_CLASS, OPEN_CLASS] if value in _OPEN else [FOLD_CLASS]


def apply_options(code: nodes.literal_block, info: Info) -> None:
    """Give a code block the highlighted lines, the line numbers and the folding of its info string."""
    if not info.options and not info.classes:
        return
    arguments: dict[str, Any] = dict(code.get("highlight_args", {}))
    if lines := highlighted_lines(info.options, len(code.astext().splitlines())):
        arguments["hl_lines"] = lines
    if has_line_numbers(info.options, info.classes):
        code["linenos"] = True
        if (start := first_line(info.options)) != 1:
            arguments["linenostart"] = start
    code["classes"] += fold_classes(info.options)
    if summary := next((info.options[key] for key in _SUMMARY_KEYS if key in info.options), ""):
        code[SUMMARY] = summary
    if arguments:
        code["highlight_args"] = arguments
