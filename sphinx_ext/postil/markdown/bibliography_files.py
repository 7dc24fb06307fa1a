"""The bibliography of the document that Sphinx is reading: `bibliography` in its front matter, and the site's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.diagnostics import Subtype, warn
from postil.markdown.bibliography import Bibliography, has_parser, load_bibliography
from postil.project.source_read import current_file_status

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.markdown.bibliography import Work

# The keys in `env.current_document` of the bibliography and of the cited works.
_BIBLIOGRAPHY, _CITED = "postil-bibliography", "postil-cited"
_KEY = "bibliography"
_INSTALL = "install `postil[citations]`"


def bibliography_of(document: nodes.document | None) -> Bibliography | None:
    """Return the bibliography of a document; None if it has none, or if the package that reads it is missing.

    The document depends on the files: when one changes, the document is read again.
    """
    env: BuildEnvironment | None = getattr(document.settings, "env", None) if document else None
    if env is None:
        return None
    if _BIBLIOGRAPHY not in env.current_document:
        env.current_document[_BIBLIOGRAPHY] = _load(env)
    found: Bibliography | None = env.current_document[_BIBLIOGRAPHY]
    return found


def cite(document: nodes.document, work: Work) -> None:
    """Note that a document cites a work."""
    env = document.settings.env
    env.current_document[_CITED] = {**cited_works(env), work.key: work}


def cited_works(env: BuildEnvironment) -> dict[str, Work]:
    """Return the works that the document cites, by key."""
    return env.current_document.get(_CITED) or {}


def _load(env: BuildEnvironment) -> Bibliography | None:
    own, line = _own_names(env)
    site = env.config.postil.postil_bibliography
    if not own and not site:
        return None
    location = f"{env.doc2path(env.docname)}:{line}"
    if not has_parser():
        if own:
            warn(Subtype.CITATION, f"{_INSTALL} to have citations; they are shown as written", location)
        return None
    paths: list[Path] = []
    folder = Path(env.doc2path(env.docname)).parent
    for name, places in [*((name, (folder, env.srcdir)) for name in own), *((name, (env.srcdir,)) for name in site)]:
        candidates = [Path(place, name.removeprefix("/")).resolve() for place in places]
        found = next((path for path in candidates if path.is_file()), None)
        if found is None:
            warn(Subtype.CITATION, f"the bibliography `{name}` does not exist", location)
        elif found not in paths:
            paths.append(found)
        env.note_dependency(str(found or candidates[0]))  # also while the file is missing: it may be added
    bibliography = load_bibliography(paths)
    for path, number, problem in bibliography.problems:
        warn(Subtype.CITATION, problem, f"{path}:{number}")
    return bibliography


def _own_names(env: BuildEnvironment) -> tuple[list[str], int]:
    """Return the file names in the front matter, and their line."""
    status = current_file_status(env)
    front = status.front_matter or status.page
    value: Any = front.unknown.get(_KEY) if front else None
    names = [str(name) for name in (value if isinstance(value, list) else [value]) if name]
    return names, status.raw.lines.get(_KEY, 1) if status.raw else 1


def check_parser(app: Sphinx) -> None:
    """Warn once if the site has a bibliography, and the package that reads it is missing."""
    if app.config.postil.postil_bibliography and not has_parser():
        warn(Subtype.CONFIG, f"`postil_bibliography`: {_INSTALL} to have citations; they are shown as written")


def setup(app: Sphinx) -> None:
    """Check the option."""
    app.connect("builder-inited", check_parser)
