"""Warn about options in conf.py that no extension has registered, and suggest the option that was meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postil.config.read import line_of_option
from postil.config.sphinx_compat import names_set_by_owner
from postil.diagnostics import Subtype, warn
from postil.spelling import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config

_OWN_PREFIX = "postil_"
# ABlog's options start like this, but so may other variables in conf.py: only misspelled options are reported.
_PREFIXES = (_OWN_PREFIX, "blog_", "post_")


def find_unknown_options(names: Iterable[str], registered: Iterable[str]) -> dict[str, str]:
    """Return the names that look like options but are none, each with the option that was meant; empty if unclear."""
    options = sorted(name for name in registered if name.startswith(_PREFIXES))
    unknown = {name: _meant(name, options) for name in names if name.startswith(_PREFIXES) and name not in options}
    return {name: meant for name, meant in unknown.items() if meant or name.startswith(_OWN_PREFIX)}


def _meant(name: str, options: Sequence[str]) -> str:
    """Return the option that was meant: one with a similar name, or with the same name and another prefix."""
    _prefix, stem = name.split("_", 1)
    stems = {option.split("_", 1)[1]: option for option in options}
    return suggest(name, options) or stems.get(stem) or stems.get(suggest(stem, stems), "")


def warn_about_unknown_options(app: Sphinx, config: Config) -> None:
    """Warn about unknown options, once all extensions have registered theirs."""
    conf_file = Path(app.confdir, "conf.py")
    for name, meant in find_unknown_options(names_set_by_owner(config), config.values).items():
        question = f": did you mean `{meant}`?" if meant else ""
        warn(Subtype.CONFIG, f"unknown option `{name}`{question}", location=line_of_option(conf_file, name))


def setup(app: Sphinx) -> None:
    """Check the names of options after the options are read."""
    app.connect("config-inited", warn_about_unknown_options, priority=55)
