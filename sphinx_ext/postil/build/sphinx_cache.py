"""Sphinx's cache: it must not be published, and damaged files in it must not be used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util.logging import getLogger

from postil.build.exact_output import exact_output
from postil.build.moved_site import move_environment
from postil.cache_files import FileStates, load_checked, remove_folder, save_checked
from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = getLogger(__name__)
# The file with the sizes, times and digests of the files in the cache.
_STATES = "postil-cache.json"


def move_cache(app: Sphinx, config: Config) -> None:
    """Move the cache next to the output folder if it would be inside, where `sphinx-build docs out` puts it.

    It contains titles, tags and texts of drafts, which must not be published with the pages.
    """
    outdir, default = Path(app.outdir), Path(app.doctreedir)
    if not default.is_relative_to(outdir) or default == outdir:
        return
    folder = outdir.with_name(f".{outdir.name}.doctrees")
    try:
        if (default / ENV_PICKLE_FILENAME).is_file():
            # The cache of an earlier version, or of a build without postil: its documents may have pages to remove.
            if folder.exists():
                remove_folder(default)
            else:
                default.rename(folder)
        folder.mkdir(exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", "utf-8")
    except OSError as error:
        message = (
            f"the build cache, which may contain drafts, stays in {default} ({error}); do not publish it, "
            "or choose another folder: `sphinx-build -d build/doctrees …`"
        )
        warn(Subtype.CONFIG, message)
        return
    app.doctreedir = type(app.doctreedir)(folder)
    logger.info("the build cache is in %s, outside of the output folder; choose another folder with -d", folder)


def check_environment(app: Sphinx, config: Config) -> None:
    """Remove the environment of the last build if it is damaged: then all documents are read again.

    If the site has moved to another folder, so has what it contains.
    """
    folder = Path(app.doctreedir)
    environment = folder / ENV_PICKLE_FILENAME
    if not environment.exists():
        return
    states = _states(folder)
    if not states.is_unchanged(ENV_PICKLE_FILENAME):
        environment.unlink()
    elif _saved(folder).get("srcdir") != str(app.srcdir) and move_environment(environment, app.srcdir):
        states.record([ENV_PICKLE_FILENAME])
        _save(app, states)
    elif states.refreshed:
        _save(app, states)


def find_damaged_doctrees(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents whose doctree changed since it was written.

    A preview does not check: it records its doctrees at the end of each build, and nothing else writes them.
    """
    if (output := exact_output(app.builder)) and output.in_memory:
        return []
    states = _states(Path(app.doctreedir))
    changed = states.changed(f"{name}.doctree" for name in env.all_docs)
    if states.refreshed:  # so that the next build need not read them again
        _save(app, states)
    return sorted(name.removesuffix(".doctree") for name in changed)


def record_cache_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Record the states of the files in the cache, after all are written."""
    folder = Path(app.doctreedir)
    states = _states(folder)
    states.record([ENV_PICKLE_FILENAME, *(f"{docname}.doctree" for docname in env.all_docs)], only=True)
    _save(app, states)


def _save(app: Sphinx, states: FileStates) -> None:
    save_checked(Path(app.doctreedir, _STATES), {"srcdir": str(app.srcdir), "files": states.data})


def _saved(folder: Path) -> dict[str, Any]:
    return load_checked(folder / _STATES)


def _states(folder: Path) -> FileStates:
    return FileStates(folder, _saved(folder).get("files"))


def setup(app: Sphinx) -> None:
    """Check the cache before Sphinx loads the environment, and record its files as soon as they are saved."""
    app.connect("config-inited", move_cache, priority=1)
    app.connect("config-inited", check_environment, priority=2)
    app.connect("env-get-outdated", find_damaged_doctrees, priority=450)
    app.connect("env-check-consistency", record_cache_files, priority=1)
