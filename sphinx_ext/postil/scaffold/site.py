"""Where the posts of a site are, from its conf.py and its files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from postil.config.conf_errors import explain_conf_error
from postil.front_matter.publish_rules import POSTS_FOLDER
from postil.frozen import frozen
from postil.post_slug import SlugStyle
from postil.project.mounts import configured_mounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# As many posts show the habits of a site.
_MAX_POSTS = 2000


class UnusableConfigError(Exception):
    """Why conf.py could not be read."""


@frozen
class SitePosts:
    """The posts of a site."""

    folder: Path
    """The folder of posts, which may not exist yet."""
    paths: Sequence[str]
    """The paths of files in it, relative to it."""
    templates: Mapping[str, Path]
    """The owner's templates of new posts, by name: `docs/_templates/posts/*.md`."""
    language: str = "en"
    """The language of the site."""
    ascii_slugs: bool = False
    """Whether names are in ASCII, as `postil_slug_style` has it."""


def read_site_posts(source: Path) -> SitePosts:
    """Return what a site, with its conf.py in `source`, says about its posts; raise UnusableConfigError."""
    try:
        config = Config.read(source, overrides={}, tags=Tags())
    except ConfigError as error:
        raise UnusableConfigError(explain_conf_error(str(error))) from error
    # As Sphinx does when it loads an extension; the option has this default.
    config.add("postil_mounts", None, "env", ())
    config.add("postil_slug_style", "", "env", ())
    config.init_values()
    folder = posts_folder(source, config.postil_mounts)
    templates = {path.stem: path for path in sorted((source / "_templates" / "posts").glob("*.md"))}
    has_ascii = config.postil_slug_style == SlugStyle.ASCII
    return SitePosts(folder, [*_files(folder)], templates, str(config.language or "en"), has_ascii)


def posts_folder(source: Path, mounts: Any) -> Path:
    """Return the folder for new posts: the mounted one, or `posts` in the source folder if that is there."""
    folders = configured_mounts(mounts if isinstance(mounts, dict) else None, confdir=source)
    candidates = [*([folders[POSTS_FOLDER]] if POSTS_FOLDER in folders else []), *folders.values()]
    inside = source / POSTS_FOLDER
    return next((path for path in [*candidates, inside] if path.is_dir()), candidates[0] if candidates else inside)


def _files(folder: Path) -> Iterator[str]:
    count = 0
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            count += 1
            if count > _MAX_POSTS:
                return
            yield Path(root, name).relative_to(folder).as_posix()
