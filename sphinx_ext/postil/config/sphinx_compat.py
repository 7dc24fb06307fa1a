"""What Sphinx knows of a site's configuration and has no public way to ask for."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

# How a template extends the layout that it replaces, to which postil adds.
_EXTENDS_LAYOUT = lazy_regex(r"""\{%[-+]?\s*extends\s+["']!layout\.html["']""")
_PACKAGE = Path(__file__).parent.parent


def is_set_by_owner(config: Config, name: str) -> bool:
    """Return whether conf.py or the command line sets the option `name`, even to its default.

    Touches: `Config._raw_config`, the names that conf.py assigns. Known in Sphinx 7.3 to 9. A maintainer of Sphinx used
    it for the same purpose, as there is no supported way (pradyunsg/furo#783). Without it, only options on the command
    line count as set.
    """
    return name in _raw_config(config) or name in config.overrides


def names_set_by_owner(config: Config) -> list[str]:
    """Return the names that conf.py or the command line sets, whether or not they are options.

    Touches: `Config._raw_config`, as `is_set_by_owner` does.
    """
    return list(dict.fromkeys([*names_in_conf(config), *config.overrides]))


def names_in_conf(config: Config) -> list[str]:
    """Return the names that conf.py sets, whether or not they are options.

    Touches: `Config._raw_config`, as `is_set_by_owner` does. Without it, there are none.
    """
    raw = _raw_config(config)
    return [name for name, value in raw.items() if not callable(value) and not isinstance(value, ModuleType)]


def replaces_layout(folders: Iterable[Path]) -> bool:
    """Return whether `layout.html` in one of the owner's `folders` does not extend the layout that it replaces.

    Then nothing that postil adds to the theme's layout is on the pages.
    """
    path = next((path for folder in folders if (path := folder / "layout.html").is_file()), None)
    return path is not None and not _EXTENDS_LAYOUT.search(path.read_text("utf-8", errors="replace"))


def _raw_config(config: Config) -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(config, "_raw_config", {})
    return found


def folders_of_owner(app: Sphinx, folders: Iterable[str]) -> list[Path]:
    """Return the folders in a list such as `templates_path` that are neither postil's nor the theme's.

    Touches: `theme` of the HTML builder, and its `get_theme_dirs`. Known in Sphinx 9. A builder without them has no
    theme; then the folders of the theme count as the owner's, which costs time and changes no page.
    """
    theme = getattr(app.builder, "theme", None)
    theme_folders = theme.get_theme_dirs() if theme else ()
    known = [_PACKAGE, *(Path(folder).resolve() for folder in theme_folders)]
    paths = [Path(app.confdir, folder).resolve() for folder in folders]
    return [path for path in paths if not any(path.is_relative_to(folder) for folder in known)]
