"""Options of directives that go on over several lines, which MyST reads line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.directives.images import Figure
from sphinx.transforms import SphinxTransform

from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from sphinx.application import Sphinx

_OPTION = re.compile(r"\s*:[\w-]+:(?=\s|$)")
_FILLED = re.compile(r"\s*:[\w-]+:\s+\S")
# The text of this option may be long; what follows it is never indented for another reason.
_LONG = re.compile(r"\s*:alt:\s+\S")
_DIRECTIVE = re.compile(r"\{([\w:.+-]+)\}")
# What these hold is code, which may be indented and may look like options.
_CODE = frozenset({"code", "code-block", "code-cell", "sourcecode", "eval-rst", "parsed-literal", "highlight"})
_IN_CAPTION = re.compile(rf"^:({'|'.join(Figure.option_spec or ())}|name):(?=\s|$)", re.MULTILINE)


class WarnAboutUnreadOptions(SphinxTransform):
    """Warn of options of figures that are not read as such, and stay in the caption."""

    # Before captions are changed.
    default_priority = 300

    def apply(self, **kwargs: Any) -> None:
        """Look at the captions."""
        for caption in self.document.findall(nodes.caption):
            found = _IN_CAPTION.search(caption.astext())
            if found and isinstance(caption.parent, nodes.figure):
                message = (
                    f"the caption holds the option `:{found[1]}:`, which has no effect there; options are the first "
                    "lines of a directive, and a line that goes on with one is indented"
                )
                warn(Subtype.FIGURE, message, location=caption)


def join_options(state: StateCore) -> None:
    """Let a line that goes on with the option above it be part of that option."""
    for token in state.tokens:
        if token.type in ("fence", "colon_fence"):
            found = _DIRECTIVE.match(token.info.strip())
            if found and found[1] not in _CODE:
                token.content = joined_option_lines(token.content)


def joined_option_lines(content: str) -> str:
    """Return a directive's content with a colon before the lines that go on with an option.

    MyST takes the colon away and reads the rest as YAML, in which the next line of a text is indented. A line goes on
    with an option if another option follows, or if that option is an alternative text.
    """
    lines = content.split("\n")
    place = 0
    while place < len(lines) and _OPTION.match(lines[place]):
        own = len(lines[place]) - len(lines[place].lstrip())
        end = place + 1
        while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) > own:
            if _OPTION.match(lines[end]):
                break
            end += 1
        more = end < len(lines) and bool(_OPTION.match(lines[end]))
        if end > place + 1 and (more or _LONG.match(lines[place])) and _FILLED.match(lines[place]):
            lines[place + 1 : end] = [f":  {line.strip()}" for line in lines[place + 1 : end]]
        elif end > place + 1:
            break
        place = end
    return "\n".join(lines)


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(WarnAboutUnreadOptions)
