"""Read Markdown files with the suffixes of other programs, such as `.markdown` and `.qmd`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.config.sphinx_compat import is_set_by_owner
from postil.file_names import MARKDOWN_SUFFIXES

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def add_markdown_suffixes(app: Sphinx, config: Config) -> None:
    """Read them as `.md` files are read, unless conf.py lists the suffixes of the site."""
    file_type = config.source_suffix.get(MARKDOWN_SUFFIXES[0])
    if file_type and not is_set_by_owner(config, "source_suffix") and not config.postil.ablog_rules:
        config.source_suffix |= {
            suffix: file_type for suffix in MARKDOWN_SUFFIXES if suffix not in config.source_suffix
        }


def setup(app: Sphinx) -> None:
    """Add the suffixes after Sphinx added those of all parsers (800)."""
    app.connect("config-inited", add_markdown_suffixes, priority=810)
