"""Options: read from conf.py, validated, with the defaults of a blog.

Enters: conf.py, as Sphinx has read it.
Leaves: `Options`, one frozen dataclass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.config import (
        ablog_rules,
        interface_words,
        markdown_suffixes,
        read,
        source_suffix,
        unknown_options,
    )

    for module in (read, interface_words, unknown_options, ablog_rules, source_suffix, markdown_suffixes):
        module.setup(app)
