"""Collect posts, find which pages are outdated, and write only these.

Enters: Doctrees with front matter.
Leaves: The domain with the posts, and the output of HTML builders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.build import (
        ablog_warnings,
        builders,
        changes,
        collector,
        docutils_compat,
        domain,
        duplicate_labels,
        index_update,
        left_out,
        moved_site,
        other_builders,
        outdated,
        pickled_values,
        quick_transforms,
        search_index,
        search_languages,
        sphinx_cache,
        sphinx_speedups,
        text_language,
        warning_log,
    )

    for module in (
        ablog_warnings,
        warning_log,
        sphinx_speedups,
        docutils_compat,
        sphinx_cache,
        moved_site,
        pickled_values,
        other_builders,
        builders,
        domain,
        duplicate_labels,
        changes,
        collector,
        index_update,
        left_out,
        outdated,
        quick_transforms,
        search_index,
        search_languages,
        text_language,
    ):
        module.setup(app)
