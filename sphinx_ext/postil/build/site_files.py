"""What pages are made from besides documents: templates, static files, code. Compared by content."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from typing import TYPE_CHECKING

from sphinx.util import isurl

from postil.file_digests import files_below
from postil.blog.post import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx.application import Sphinx

    from postil.file_digests import FileDigests

# Where the code of packages is, which have versions.
_PACKAGES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
# What may do more than its value says.
_CODE = re.compile(r"\b(?:def|lambda|class)\b")
_STATIC = f"static{os.sep}"


def templates_digest(app: Sphinx, files: FileDigests) -> str:
    """Return a digest of all that a template may include: the owner's and the theme's folders, whatever the suffix.

    Sphinx itself looks at the outermost files, and at their time stamps.
    """
    own = [os.path.join(app.confdir, folder) for folder in app.config.templates_path]  # noqa: PTH118
    themes = [
        (name, path)
        for name, path in files_below(_themes(app))
        if not name.startswith((_STATIC, "locale")) and f"{os.sep}{_STATIC}" not in name
    ]
    return _digest_of(files, [*files_below(own), *themes])


def assets_digest(app: Sphinx, files: FileDigests) -> str:
    """Return a digest of style sheets and scripts: their checksums stand in URLs on each page."""
    themes = [os.path.join(folder, "static") for folder in _themes(app)]  # noqa: PTH118
    found = files_below([*themes, *_beside_conf(app, getattr(app.config, "html_static_path", ()))])
    return _digest_of(files, [(name, path) for name, path in found if name.endswith((".css", ".js"))])


def static_digest(app: Sphinx, files: FileDigests, more: Iterable[Path | None] = ()) -> str:
    """Return a digest of the files that are copied as they are, and of those that cards are drawn with."""
    config = app.config
    static = [os.path.join(folder, "static") for folder in _themes(app)]  # noqa: PTH118
    folders = [*static, *_beside_conf(app, getattr(config, "html_static_path", ()))]
    extra = _beside_conf(app, getattr(config, "html_extra_path", ()))
    single = [getattr(config, "html_logo", ""), getattr(config, "html_favicon", ""), config.postil.postil_card_font]
    paths = [*_beside_conf(app, (name for name in single if name and not isurl(name))), *map(str, filter(None, more))]
    found = [*files_below(folders), *files_below(extra, hidden=True), *((path, path) for path in paths)]
    return _digest_of(files, found)


def code_digest(app: Sphinx, files: FileDigests) -> str:
    """Return a digest of the owner's code: extensions that are no packages, what conf.py defines and imports.

    Of values in conf.py Sphinx sees by itself that they changed.
    """
    modules = [module for name in app.extensions if (module := sys.modules.get(name))]
    paths = {path for module in modules for path in _files_of(getattr(module, "__file__", None) or "")}
    inside = os.path.join(app.confdir, "")  # noqa: PTH118
    everything = (getattr(module, "__file__", None) or "" for module in list(sys.modules.values()))
    paths |= {path for path in everything if path.startswith(inside) and not path.startswith(_PACKAGES)}
    conf = app.confdir / "conf.py"
    if conf.is_file() and _CODE.search(conf.read_text("utf-8", errors="replace")):
        paths.add(str(conf))
    return _digest_of(files, [(path, path) for path in sorted(paths)])


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


def _beside_conf(app: Sphinx, names: Iterable[str | os.PathLike[str]]) -> list[str]:
    return [os.path.join(app.confdir, name) for name in names]  # noqa: PTH118


def _digest_of(files: FileDigests, found: Iterable[tuple[str, str]]) -> str:
    return digest(repr([(name, files.of(path)) for name, path in found]))
