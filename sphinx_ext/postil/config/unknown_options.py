"""Tell of options in conf.py that nobody knows, and which ones were meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postil.config.options import line_of_option, owner_names
from postil.diagnostics import Subtype, warn
from postil.spelling import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config

_OWN = "postil_"
# ABlog's options begin so, and so may other names in a conf.py: of these only what looks like an option is told.
_PREFIXES = (_OWN, "blog_", "post_")


def find_unknown(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return the names that are no options but should be, each with the option that was meant; empty if unclear."""
    options = sorted(name for name in known if name.startswith(_PREFIXES))
    wrong = {name: suggest(name, options) for name in names if name.startswith(_PREFIXES) and name not in options}
    return {name: meant for name, meant in wrong.items() if meant or name.startswith(_OWN)}


def report_unknown(app: Sphinx, config: Config) -> None:
    """Say which options are unknown, once all extensions have registered theirs."""
    conf_file = Path(app.confdir, "conf.py")
    for name, meant in find_unknown(owner_names(config), config.values).items():
        question = f": did you mean `{meant}`?" if meant else ""
        warn(Subtype.CONFIG, f"unknown option `{name}`{question}", location=line_of_option(conf_file, name))


def setup(app: Sphinx) -> None:
    """Look at the options when they are read."""
    app.connect("config-inited", report_unknown, priority=55)
