"""Defaults for Sphinx, MyST and the theme, where a blog needs others than theirs."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sphinx.util.logging import getLogger

from postil.blog.comments import Comments, read_comments
from postil.config.sphinx_compat import is_set_by_owner, names_set_by_owner
from postil.diagnostics import Subtype, warn
from postil.html_builders import BOOK_THEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.config import Config

    from postil.config.options import Options

logger = getLogger(__name__)
# Each with its reason, where the name does not say it.
DEFAULTS: Mapping[str, Any] = {
    "html_theme": BOOK_THEME,
    # The theme sets this after Sphinx has compared the options, which would make every build a full build.
    "fontawesome_included": True,
    # Formulas without a script, and without a third-party request.
    "html_math_renderer": "mathml",
    "exclude_patterns": ["_build", "_templates", "Thumbs.db", ".DS_Store", ".venv"],
    "myst_enable_extensions": [
        "amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "strikethrough", "tasklist",
    ],
    # Pandoc's rule, so that "$5 and $10" is no formula.
    "myst_dmath_allow_space": False,
    "myst_dmath_allow_digits": False,
    # Links to headings within a post, as all other engines have them.
    "myst_heading_anchors": 6,
    # Sphinx would link an inline image to its file, and give the link the id of the image; figures have a link.
    "html_scaled_image_link": False,
    # Footnotes are separated by their style, not by a rule that looks like the end of the text.
    "myst_footnote_transition": False,
}  # fmt: skip
# Under ABlog's rules, text and images are what they were: the Markdown that MyST reads, images with their links.
_KEPT_UNDER_ABLOG_RULES = frozenset(
    ["html_scaled_image_link", "myst_dmath_allow_digits", "myst_dmath_allow_space", "myst_enable_extensions"]
)
# What sphinx-book-theme has for manuals, and a search field: its sidebar would have a second one, in a bar of its own.
_BOOK_THEME_OPTIONS = {
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    # The table of contents beside the text has the headings of two levels.
    "show_toc_level": 2,
}


def apply_defaults(config: Config, options: Options, *, base_url: str, own_layout: bool = False) -> Options:
    """Set the options of Sphinx, MyST and the theme that the owner did not set; return postil's options, completed.

    `base_url` is the URL of the site, if conf.py has it; `own_layout`: pages do not have postil's layout.
    """
    if not is_set_by_owner(config, "source_suffix"):
        # Sphinx adds the parsers' suffixes to its own default, which every later site in the process would get.
        config.source_suffix = {".rst": "restructuredtext"}
    for name, value in DEFAULTS.items():
        kept = options.ablog_rules and name in _KEPT_UNDER_ABLOG_RULES
        kept = kept or (name == "html_theme" and not _is_installed(BOOK_THEME))
        if name in config and not kept and not is_set_by_owner(config, name):
            config[name] = value
    _report_missing_theme(config)
    if config.html_theme == BOOK_THEME and not own_layout and isinstance(config.html_theme_options, dict):
        _set_book_theme_options(config, header=options.postil_menu != ())
    if not options.postil_percent_comments and isinstance(config.myst_disable_syntax, list | tuple):
        config.myst_disable_syntax = [*config.myst_disable_syntax, "myst_line_comment"]
    if "myst.strikethrough" not in config.suppress_warnings:
        # MyST warns at each use of ~~struck~~ text that only HTML has it.
        config.suppress_warnings = [*config.suppress_warnings, "myst.strikethrough"]
    return _complete(options, config, _set_site_names(config, options, base_url))


def _is_installed(package: str) -> bool:
    return find_spec(package) is not None


def _report_missing_theme(config: Config) -> None:
    """Say how to install the default theme: nothing requires it, as it would replace other versions of its base."""
    if _is_installed(BOOK_THEME):
        return
    if config.html_theme == BOOK_THEME:
        warn(Subtype.CONFIG, f'`html_theme = "{BOOK_THEME}"` needs `pip install "postil[book]"`')
    elif not is_set_by_owner(config, "html_theme"):
        message = "postil's default theme is not installed, so pages have Sphinx's (%s); for the other: %s"
        logger.info(message, config.html_theme, 'pip install "postil[book]"')


def _set_book_theme_options(config: Config, *, header: bool) -> None:
    config.html_theme_options = _BOOK_THEME_OPTIONS | config.html_theme_options
    if header and not is_set_by_owner(config, "html_sidebars"):
        # The header has the site's name and the search icon.
        config.html_sidebars = {"**": ["sbt-sidebar-nav.html"]}


def _set_site_names(config: Config, options: Options, base_url: str) -> dict[str, Any]:
    """Set title, project, author and URL, from postil's options where Sphinx's are not set; return postil's."""
    titles = [config[name] for name in ("html_title", "project") if is_set_by_owner(config, name)]
    titles = [text for text in (*titles, options.blog_title) if isinstance(text, str) and text.strip()]
    site_title = titles[0] if titles else "Blog"
    own_blog_title = options.blog_title.strip() and is_set_by_owner(config, "blog_title")
    base_url = base_url or os.environ.get("READTHEDOCS_CANONICAL_URL", "")
    authors = ", ".join(author.name for author in options.blog_authors.values())
    # Sphinx's own defaults ("Author name not set", "… documentation") would be printed on every page.
    defaults = {"project": site_title, "author": authors, "html_title": site_title, "html_baseurl": base_url}
    if options.ablog_rules and site_title == config.project:
        del defaults["html_title"]  # the name at the top of each page stays
    for name, value in defaults.items():
        if not is_set_by_owner(config, name) or config[name] is None:  # None is the same as not set
            config[name] = value
    return {
        "blog_title": options.blog_title if own_blog_title else site_title,
        "blog_baseurl": base_url,
        "site_title": site_title,
    }


def _complete(options: Options, config: Config, names: dict[str, Any]) -> Options:
    """Return the options with the names of the site, and with the comments of ABlog's option."""
    options = replace(options, **names, mathjax=_asks_for_mathjax(config))
    shortname = config.disqus_shortname if is_set_by_owner(config, "disqus_shortname") else ""
    if shortname and not is_set_by_owner(config, "postil_comments"):
        return replace(options, postil_comments=_disqus(shortname))
    return options


def _asks_for_mathjax(config: Config) -> bool:
    """Return whether conf.py asks for MathJax, which is a third-party request on most sites."""
    names = names_set_by_owner(config)
    return "sphinx.ext.mathjax" in config.extensions or any(name.startswith("mathjax") for name in names)


def _disqus(shortname: Any) -> Comments:
    """Return the comments that ABlog's `disqus_shortname` asks for."""
    try:
        return read_comments({"engine": "disqus", "shortname": shortname})
    except ValueError as error:
        warn(Subtype.CONFIG, f"`disqus_shortname = {shortname!r}` is invalid: {error}; there are no comments")
        return Comments()
