"""Decide whether a site follows ABlog's rules: it was written for ABlog, and nothing in it is postil's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.logging import getLogger

from postil.config.sphinx_compat import is_set_by_owner, names_in_conf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

logger = getLogger(__name__)

# All options that ABlog registers, those without effect in postil too: each shows that conf.py was written for ABlog.
ABLOG_OPTIONS = frozenset(
    [
        "blog_archive_titles", "blog_authors", "blog_baseurl", "blog_default_author", "blog_default_language",
        "blog_default_location", "blog_feed_archives", "blog_feed_fulltext", "blog_feed_length", "blog_feed_subtitle",
        "blog_feed_templates", "blog_feed_titles", "blog_languages", "blog_locations", "blog_path",
        "blog_post_pattern", "blog_title", "disqus_drafts", "disqus_pages", "disqus_shortname",
        "fontawesome_css_file", "fontawesome_included", "fontawesome_link_cdn", "post_always_section",
        "post_auto_excerpt", "post_auto_image", "post_auto_orphan", "post_date_format", "post_date_format_short",
        "post_redirect_refresh", "post_show_prev_next", "skip_injecting_base_ablog_templates",
    ]
)  # fmt: skip
# Where postil's own default is another, but a feed that readers have subscribed to should stay as it was.
ABLOG_DEFAULTS: Mapping[str, Any] = {"blog_feed_fulltext": False, "blog_feed_length": None}
# Markdown that was written for MyST means what it meant.
MYST_DEFAULTS: Mapping[str, Any] = {"postil_percent_comments": True, "postil_markdown_extras": ("none",)}
# The folder that is mounted if `postil_mounts` is not set.
DEFAULT_MOUNT = "posts"


def follows_ablog(names: Iterable[str], *, mounts_folder: bool) -> bool:
    """Return whether a site follows ABlog's rules; `names` are those that conf.py sets.

    It does if it sets an option of ABlog and none of postil's, and has no mounted folder.
    """
    names = set(names)
    has_own = any(name.startswith("postil_") for name in names)
    return bool(names & ABLOG_OPTIONS) and not has_own and not mounts_folder


def mounts_default_folder(srcdir: Path, confdir: Path) -> bool:
    """Return whether there is a folder `posts` beside that of conf.py, and it is not part of the source folder."""
    folder = confdir.parent / DEFAULT_MOUNT
    if not folder.is_dir() or srcdir.is_relative_to(folder):
        return False
    inside = srcdir / DEFAULT_MOUNT
    return not (inside.is_dir() and folder.samefile(inside))


def site_follows_ablog(app: Sphinx, config: Config) -> bool:
    """Return whether the site of `app` follows ABlog's rules.

    Options on the command line do not count: `-D postil_page_size=5` is for one build, and does not change the site.
    """
    return follows_ablog(
        names_in_conf(config), mounts_folder=mounts_default_folder(Path(app.srcdir), Path(app.confdir))
    )


def log_rules(app: Sphinx, config: Config) -> None:
    """Log what follows from ABlog's rules."""
    if config.postil.ablog_rules:
        unset = [f"`{name}`" for name in sorted(ABLOG_DEFAULTS) if not is_set_by_owner(config, name)]
        defaults = f"; {' and '.join(unset)} {'have' if len(unset) > 1 else 'has'} ABlog's default" if unset else ""
        logger.info(
            "conf.py sets options of ABlog and none of postil: ABlog's rules hold for posts, drafts, pages and feeds%s",
            defaults,
        )


def setup(app: Sphinx) -> None:
    """Log the rules after the options are read."""
    app.connect("config-inited", log_rules, priority=60)
