"""What makes builds faster without changing their output.

- `garbage_collection`: with Python's default thresholds, loading a site takes almost three times as long.
- `processes`: writing uses all cores; reading a few documents starts no other process.
- `page_processes`: a process does all the work for the documents that it takes, so that it is started once.
- `search_index_process`, `frozen_words`: loading the search index takes as long as writing some pages, meanwhile.
- `pickled_values`: loading the titles and tables of contents of all documents is a third of loading a site.
- `template_cache`: compiling the templates takes longer than reading and writing a post.
- `sphinx_compat.shared_chunks`: transferring Sphinx's chunks takes a fifth of a build of four thousand documents.
- `sphinx_compat.cached_settings`: computing the settings of each document is a tenth of the time that reading takes.
- `docutils_compat`: finding nodes in documents.
- `postil.deferred`: libraries of the theme that few pages need are a twentieth of a build that changes nothing; so are
  modules of postil itself, and libraries, that only a build that writes needs.
- `lazy_regex` and `frozen`: compiling 250 regular expressions and the methods of 60 dataclasses is a tenth of such a
  build. Modules that each build loads use these two.
- `quick_transforms`: half of the transforms search a document for nodes that it does not have.
- `sphinx_compat.fewer_catalog_searches`: looking for translations where there are none.
- invisible log messages (below): a fortieth of a build.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sphinx.util.logging import VERBOSITY_MAP

from postil.build.garbage_collection import (
    LoadingPause,
    free_merged_environment,
    freeze_before_fork,
    freeze_garbage_collector_at_exit,
    freeze_loaded_environment,
)
from postil.build.processes import ProcessCount
from postil.build.template_cache import cache_compiled_templates
from postil.deferred import defer_import

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# The CSS selectors of Beautiful Soup, which pydata-sphinx-theme imports, and uses for pages with a toctree only.
UNUSED_AT_START = ("soupsieve",)


def skip_invisible_log_messages(app: Sphinx) -> None:
    """Let Sphinx skip the log messages that nobody sees: dozens for each page."""
    logging.getLogger("sphinx").setLevel(VERBOSITY_MAP[max(app.verbosity, 0)])


def setup(app: Sphinx) -> None:
    """Begin when the extension is loaded, before Sphinx loads the environment."""
    freeze_garbage_collector_at_exit()
    skip_invisible_log_messages(app)
    for name in UNUSED_AT_START:
        defer_import(name)
    processes = ProcessCount()
    app.connect("env-before-read-docs", processes.read_few_in_one_process)
    app.connect("env-before-read-docs", freeze_before_fork, priority=999)
    app.connect("env-updated", processes.restore)
    app.connect("write-started", processes.write_with_one_more)
    app.connect("html-collect-pages", processes.restore)
    app.connect("env-merge-info", free_merged_environment, priority=999)
    app.connect("env-updated", processes.freeze_after_many, priority=900)
    app.connect("html-collect-pages", processes.freeze_after_many, priority=100)
    app.connect("builder-inited", cache_compiled_templates)
    loading = LoadingPause()
    app.connect("config-inited", loading.begin, priority=999)
    app.connect("builder-inited", freeze_loaded_environment, priority=1)
    app.connect("builder-inited", loading.end, priority=2)
