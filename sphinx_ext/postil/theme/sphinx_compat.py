"""Fix the translations of Sphinx's scripts, such as its search."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from postil.build.exact_output import exact_output
from postil.cache_files import write_if_changed

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def fix_translations(script: str) -> str:
    """Return Sphinx's `translations.js` without empty translations, and with numbers as plural forms.

    An empty translation shows nothing. In German, the expression for the plural form returns `true`, which is not an
    index of a translation, and the search stops with an error.

    Uses: that the script is a call with JSON, with `messages` and `plural_expr` (Sphinx 9.0). Another script is
    unchanged.
    """
    start, end = script.find("("), script.rfind(")")
    try:
        catalog = json.loads(script[start + 1 : end])
        messages = {key: text for key, text in catalog["messages"].items() if text and all(text)}
        fixed = {**catalog, "messages": messages, "plural_expr": f"+({catalog['plural_expr']})"}
    except (ValueError, KeyError, TypeError, AttributeError):
        return script
    return f"{script[: start + 1]}{json.dumps(fixed)}{script[end:]}"


def fix_translations_file(app: Sphinx) -> None:
    """Fix the copy of `translations.js` in the output folder; a site in English has none."""
    path = Path(app.outdir, "_static", "translations.js")
    if path.is_file():
        write_if_changed(path, fix_translations(path.read_text("utf-8")).encode())


def patch_translations(app: Sphinx) -> None:
    """Let the translations be fixed when they are copied."""
    output = exact_output(app.builder)
    if output:
        output.static_writers = [*output.static_writers, partial(fix_translations_file, app)]


def setup(app: Sphinx) -> None:
    """Patch the translations once there is a builder."""
    app.connect("builder-inited", patch_translations, priority=910)
