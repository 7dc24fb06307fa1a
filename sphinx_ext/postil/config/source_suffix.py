"""Decide whether Markdown files are sources: postil loads MyST, but a site in reStructuredText has no use for it."""

from __future__ import annotations

from glob import iglob
from pathlib import Path
from typing import TYPE_CHECKING

from postil.config.ablog_rules import DEFAULT_MOUNT, mounts_default_folder
from postil.file_names import MARKDOWN_SUFFIXES

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.config.options import Options

MARKDOWN = MARKDOWN_SUFFIXES[0]
# The name that MyST's parser has in `source_suffix`.
_MYST = "markdown"
# The extensions that parse Markdown files; one of them in conf.py is a wish for pages from them.
_PARSERS = frozenset({"myst_parser", "myst_nb"})


def has_markdown_posts(srcdir: Path, options: Options) -> bool:
    """Return whether there are Markdown files where posts are: in `posts/`, or where `blog_post_pattern` says."""
    if any(path.suffix in MARKDOWN_SUFFIXES for path in (srcdir / DEFAULT_MOUNT).rglob("*")):
        return True
    patterns = [str(srcdir / pattern) for pattern in options.blog_post_pattern]
    return any(name.endswith(MARKDOWN_SUFFIXES) for pattern in patterns for name in iglob(pattern, recursive=True))  # noqa: PTH207 - as in ABlog


def asks_for_markdown(config: Config, *, srcdir: Path, confdir: Path) -> bool:
    """Return whether a site asks for pages from Markdown files.

    It does by an extension, a mounted folder, its own `source_suffix`, its home page, or its posts.
    """
    options: Options = config.postil
    mounts = options.postil_mounts
    return (
        not _PARSERS.isdisjoint(config.extensions)
        or (mounts_default_folder(srcdir, confdir) if mounts is None else bool(mounts))
        or MARKDOWN in ([own] if isinstance(own := config.source_suffix, str) else own)
        or any((srcdir / f"{config.root_doc}{suffix}").is_file() for suffix in MARKDOWN_SUFFIXES)
        or has_markdown_posts(srcdir, options)
    )


def choose_formats(app: Sphinx, config: Config) -> None:
    """Withdraw MyST's offer to parse Markdown files if the site does not ask for it.

    Touches: `app.registry.source_suffix`, the formats of all parsers, which Sphinx is about to add to the owner's.
    """
    offered = app.registry.source_suffix
    if offered.get(MARKDOWN) == _MYST and not asks_for_markdown(
        config, srcdir=Path(app.srcdir), confdir=Path(app.confdir)
    ):
        del offered[MARKDOWN]


def setup(app: Sphinx) -> None:
    """Choose the formats before Sphinx adds those of all parsers to `source_suffix` (800)."""
    app.connect("config-inited", choose_formats, priority=790)
