"""Sphinx's own cache: kept out of the folder that is published, and trusted only as far as it is whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util.logging import getLogger

from postil.cache_files import FileStates, load_checked, remove_folder, save_checked
from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = getLogger(__name__)
# What is known of the files of the cache.
_STATES = "postil-cache.json"


def move_cache(app: Sphinx, config: Config) -> None:
    """Keep the cache beside the output folder if it would lie in it, where `sphinx-build docs out` puts it.

    It holds titles, tags and texts of drafts, and is not to be published with the pages.
    """
    outdir, asked = Path(app.outdir), Path(app.doctreedir)
    if not asked.is_relative_to(outdir) or asked == outdir:
        return
    folder = outdir.with_name(f".{outdir.name}.doctrees")
    try:
        if (asked / ENV_PICKLE_FILENAME).is_file():
            # Of an earlier version, or of a build without postil.
            remove_folder(asked)
        folder.mkdir(exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", "utf-8")
    except OSError as error:
        message = (
            f"the cache of the build, which may tell of drafts, stays in {asked} ({error}); do not publish it, "
            "or name another one: `sphinx-build -d build/doctrees …`"
        )
        warn(Subtype.CONFIG, message)
        return
    app.doctreedir = type(app.doctreedir)(folder)
    logger.info("the cache of the build is in %s, out of the published folder; -d names another one", folder)


def check_environment(app: Sphinx, config: Config) -> None:
    """Remove the environment of the last build if it is cut off or damaged: then all documents are read again."""
    folder = Path(app.doctreedir)
    if (folder / ENV_PICKLE_FILENAME).exists() and not _states(folder).intact(ENV_PICKLE_FILENAME):
        (folder / ENV_PICKLE_FILENAME).unlink()


def find_damaged_doctrees(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents whose doctree is not as it was written last.

    A preview notes its doctrees when it is done with the rest of a build, and nobody else writes them.
    """
    if getattr(app.builder, "in_memory", False):
        return []
    states = _states(Path(app.doctreedir))
    return sorted(docname for docname in env.all_docs if not states.intact(f"{docname}.doctree"))


def note_cache_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Note what the files of the cache are like, once they are all written."""
    folder = Path(app.doctreedir)
    states = _states(folder)
    states.note([ENV_PICKLE_FILENAME, *(f"{docname}.doctree" for docname in env.all_docs)], only=True)
    save_checked(folder / _STATES, states.data)


def _states(folder: Path) -> FileStates:
    return FileStates(folder, load_checked(folder / os.fspath(_STATES)))


def setup(app: Sphinx) -> None:
    """Look before Sphinx loads its environment, and note it as soon as that is kept."""
    app.connect("config-inited", move_cache, priority=1)
    app.connect("config-inited", check_environment, priority=2)
    app.connect("env-get-outdated", find_damaged_doctrees, priority=450)
    app.connect("env-check-consistency", note_cache_files, priority=1)
