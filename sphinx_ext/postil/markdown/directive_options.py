"""Options of directives that continue over several lines, which MyST parses line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.directives.images import Figure
from sphinx.transforms import SphinxTransform

from postil.diagnostics import Subtype, warn
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from sphinx.application import Sphinx

_OPTION = lazy_regex(r"\s*:[\w-]+:(?=\s|$)")
_OPTION_WITH_VALUE = lazy_regex(r"\s*:[\w-]+:\s+\S")
# Alt text may be long; indented lines after this option are always part of it.
_ALT = lazy_regex(r"\s*:alt:\s+\S")
_DIRECTIVE = lazy_regex(r"\{([\w:.+-]+)\}")
# Directives that contain code, which may be indented and may look like options.
_CODE = frozenset({"code", "code-block", "code-cell", "sourcecode", "eval-rst", "parsed-literal", "highlight"})
_OPTION_IN_CAPTION = lazy_regex(rf"^:({'|'.join(Figure.option_spec or ())}|name):(?=\s|$)", re.MULTILINE)


class WarnAboutOptionsInCaptions(SphinxTransform):
    """Warn of options of figures that are not parsed as options, but are part of the caption."""

    # Before captions are changed.
    default_priority = 300
    searched_nodes = (nodes.caption,)

    def apply(self, **kwargs: Any) -> None:
        """Check the captions of the document."""
        for caption in self.document.findall(nodes.caption):
            match = _OPTION_IN_CAPTION.search(caption.astext())
            if match and isinstance(caption.parent, nodes.figure):
                message = (
                    f"the caption contains the option `:{match[1]}:`, which has no effect there; put options on the "
                    "first lines of the directive, and indent the lines that continue one"
                )
                warn(Subtype.FIGURE, message, location=caption)


def join_options(state: StateCore) -> None:
    """Join the lines of options that continue over several lines, in all directives."""
    for token in state.tokens:
        if token.type in ("fence", "colon_fence"):
            match = _DIRECTIVE.match(token.info.strip())
            if match and match[1] not in _CODE:
                token.content = joined_option_lines(token.content)


def joined_option_lines(content: str) -> str:
    """Return a directive's content with a colon before the lines that continue an option.

    MyST removes the colon and parses the rest as YAML, where the next line of a text is indented. An indented line
    continues an option if another option follows, or if the option is an alt text.
    """
    lines = content.split("\n")
    index = 0
    while index < len(lines) and _OPTION.match(lines[index]):
        indent = _indent_of(lines[index])
        end = index + 1
        while end < len(lines) and lines[end].strip() and _indent_of(lines[end]) > indent:
            if _OPTION.match(lines[end]):
                break
            end += 1
        option_follows = end < len(lines) and bool(_OPTION.match(lines[end]))
        is_continued = end > index + 1
        if is_continued and (option_follows or _ALT.match(lines[index])) and _OPTION_WITH_VALUE.match(lines[index]):
            lines[index + 1 : end] = [f":  {line.strip()}" for line in lines[index + 1 : end]]
        elif is_continued:
            break
        index = end
    return "\n".join(lines)


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(WarnAboutOptionsInCaptions)
