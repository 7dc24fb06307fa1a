"""ABlog: what changes in `conf.py`."""

from __future__ import annotations

import difflib
import re

_EXTENSION = re.compile(r"""(?P<quote>["'])ablog(?P=quote)""")
_LOADED = re.compile(r"""^[ \t]*["']myst_parser["'],?[ \t]*\n|,?[ \t]*["']myst_parser["'](?=[\],])""", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*(?:import ablog|from ablog import .*)\n", re.MULTILINE)
_TEMPLATES = re.compile(
    r"""^.*ablog\.get_html_templates_path\(\).*\n|[ \t]*\+?[ \t]*\[?ablog\.get_html_templates_path\(\)\]?""",
    re.MULTILINE,
)
# Options of ABlog that have no effect in postil.
_NO_EFFECT = re.compile(
    r"^(?:blog_feed_templates|disqus_drafts|disqus_pages|fontawesome_css_file|fontawesome_link_cdn|post_always_section|"
    r"post_date_format_short|skip_injecting_base_ablog_templates)[ \t]*=[ \t]*(?:[^\n\[({]*)\n",
    re.MULTILINE,
)


def changed_conf(text: str) -> str:
    """Return `conf.py` for postil."""
    text = _EXTENSION.sub(r"\g<quote>postil\g<quote>", text)
    text = _TEMPLATES.sub("", _IMPORT.sub("", _LOADED.sub("", text)))
    return _NO_EFFECT.sub("", text)


def conf_diff(text: str, path: str) -> str:
    """Return the changes in `conf.py` as a unified diff."""
    old, new = text.split("\n"), changed_conf(text).split("\n")
    return "\n".join(difflib.unified_diff(old, new, path, "docs/conf.py", n=1, lineterm=""))
