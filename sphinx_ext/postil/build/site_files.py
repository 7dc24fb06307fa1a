"""Digests of the site's files that are not documents: templates, static files, code. Only their content counts."""

from __future__ import annotations

import ast
import os
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.blog.post import digest
from postil.file_digests import files_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.file_digests import FileDigests

# The folders of installed packages. Their code does not count, because they have versions.
_PACKAGES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# Options that name folders, relative to conf.py.
_FOLDER_OPTIONS = ("templates_path", "html_static_path", "html_extra_path", "html_theme_path", "locale_dirs")
# A longer text is not a path.
_MAX_PATH_LENGTH = 250
_PACKAGE = os.path.join(Path(__file__).parent.parent, "")  # noqa: PTH118
_TEMPLATES = str(Path(__file__).parent.parent / "templates")
_STATIC = f"static{os.sep}"


def templates_digest(app: Sphinx, files: FileDigests) -> str:
    """Return a digest of all files that a template may include: those of the owner, postil and the theme.

    Sphinx itself only compares the time stamps of the files directly in these folders.
    """
    own = [_TEMPLATES, *_relative_to_conf(app, app.config.templates_path)]
    themes = [
        (name, path)
        for name, path in files_below(_themes(app))
        if not name.startswith((_STATIC, "locale")) and f"{os.sep}{_STATIC}" not in name
    ]
    return _digest_of(files, [*files_below(own), *themes])


def assets_digest(app: Sphinx, files: FileDigests) -> str:
    """Return a digest of style sheets and scripts: their checksums are part of URLs on each page."""
    themes = [os.path.join(folder, "static") for folder in _themes(app)]  # noqa: PTH118
    found = files_below([*themes, *_relative_to_conf(app, getattr(app.config, "html_static_path", ()))])
    return _digest_of(files, [(name, path) for name, path in found if name.endswith((".css", ".js"))])


def static_digest(app: Sphinx, files: FileDigests, more: Iterable[Path | None] = ()) -> str:
    """Return a digest of the files that are copied unchanged, and of all files that options name.

    `more` are further files, if they exist.
    """
    config = app.config
    static = [os.path.join(folder, "static") for folder in _themes(app)]  # noqa: PTH118
    folders = [*static, *_relative_to_conf(app, getattr(config, "html_static_path", ()))]
    extra = _relative_to_conf(app, getattr(config, "html_extra_path", ()))
    # Options of themes and extensions name files too, such as the theme's logos for light and dark pages. It is
    # unknown which of them are copied, so a change of any counts.
    named = {path for folder in {app.confdir, app.srcdir} for path in configured_files(config, folder)}
    paths = sorted({str(path) for path in (*named, *more) if path})
    found = [*files_below(folders), *files_below(extra, hidden=True), *_named_in_site(app, paths)]
    return _digest_of(files, found)


def code_digest(app: Sphinx, files: FileDigests, paths: Iterable[str]) -> str:
    """Return a digest of the owner's code: the files of `code_files`, what conf.py defines, the installed packages.

    Sphinx itself compares the values of options in conf.py, but not whether they are set, as ABlog's rules depend on.
    """
    code = _digest_of(files, _named_in_site(app, paths))
    own = (code, _code_in(app.confdir / "conf.py"), app.config.postil.ablog_rules)
    return digest(repr((own, installed_packages())))


@cache
def installed_packages() -> tuple[str, ...]:
    """Return the names and versions of the installed packages: with other ones, pages may be others.

    A host installs them anew for each build. Extensions tell their versions; docutils, Pygments or Babel do not.
    """
    folders = {path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")}  # noqa: PTH119
    names = (name for folder in folders if os.path.isdir(folder) for name in os.listdir(folder))  # noqa: PTH112, PTH208
    return tuple(sorted(name for name in names if name.endswith(".dist-info")))


def code_files(app: Sphinx) -> list[str]:
    """Return the files of the owner's code: extensions that are not installed, and what conf.py imports."""
    modules = [module for name in app.extensions if (module := sys.modules.get(name))]
    paths = {path for module in modules for path in _files_of(getattr(module, "__file__", None) or "")}
    inside = os.path.join(app.confdir, "")  # noqa: PTH118
    everything = (getattr(module, "__file__", None) or "" for module in list(sys.modules.values()))
    return sorted(paths | {path for path in everything if path.startswith(inside) and not path.startswith(_PACKAGES)})


def code_mentions(app: Sphinx, paths: Iterable[str], word: bytes) -> bool:
    """Return whether conf.py or a file of `code_files` contains `word`, except those of postil in a checkout of it."""
    own = [Path(path) for path in paths if not path.startswith(_PACKAGE)]
    return any(word in path.read_bytes() for path in (app.confdir / "conf.py", *own) if path.is_file())


def _code_in(conf: Path) -> str:
    """Return conf.py without comments if it defines functions or classes, whose effects are unknown.

    Everything else in it only affects the values of options, which Sphinx compares.
    """
    try:
        tree = ast.parse(conf.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ""  # Sphinx has read it, or there is none
    defines = any(isinstance(node, _DEFINITIONS) for node in ast.walk(tree))
    return ast.dump(tree) if defines else ""


def _files_of(path: str) -> Iterator[str]:
    """Yield the files of a module or package of the owner's."""
    if not path or path.startswith((*_PACKAGES, os.path.dirname(__file__))):  # noqa: PTH120
        return
    if os.path.basename(path) == "__init__.py":  # noqa: PTH119
        yield from (file for _name, file in files_below([os.path.dirname(path)]) if file.endswith(".py"))  # noqa: PTH120
    else:
        yield path


def _themes(app: Sphinx) -> list[str]:
    theme = getattr(app.builder, "theme", None)
    return [os.fspath(folder) for folder in theme.get_theme_dirs()] if theme else []


def _relative_to_conf(app: Sphinx, names: Iterable[str | os.PathLike[str]]) -> list[str]:
    return [os.path.join(app.confdir, name) for name in names]  # noqa: PTH118


def _named_in_site(app: Sphinx, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield files; those of the site with relative paths, which stay the same if it moves to another folder."""
    root = os.path.join(app.confdir.parent, "")  # noqa: PTH118
    yield from ((path.removeprefix(root), path) for path in paths)


def _digest_of(files: FileDigests, found: Iterable[tuple[str, str]]) -> str:
    return digest(repr([(name, files.of(path)) for name, path in found]))


def configured_folders(config: Config, confdir: Path) -> list[Path]:
    """Return the folders that options name: templates, static files, translations."""
    named = [name for option in _FOLDER_OPTIONS for name in texts_in(config[option])]
    return [folder for name in named if (folder := Path(confdir, name).resolve()).is_dir()]


def configured_files(config: Config, confdir: Path) -> list[Path]:
    """Return the files that options name: logo, avatars, fonts, bibliographies, whatever the option is called."""
    names = {text for option in config for text in texts_in(option.value) if 0 < len(text) < _MAX_PATH_LENGTH}
    found = {os.path.normpath(confdir / name) for name in names if os.path.isfile(os.path.join(confdir, name))}  # noqa: PTH113, PTH118 - for hundreds of texts
    return sorted(map(Path, found))


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts in an option's value."""
    if isinstance(value, str | os.PathLike):
        yield str(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from texts_in(item)
