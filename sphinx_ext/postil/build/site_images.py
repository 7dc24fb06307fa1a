"""Process the images of a site, and copy them into the output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postil.build.domain import post_domain
from postil.diagnostics import Subtype, warn
from postil.images.cache import ImageCache
from postil.images.image import why_not_displayed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.images.image import ImageInfo


def process_images(app: Sphinx, env: BuildEnvironment) -> Mapping[str, ImageInfo]:
    """Process the images of the site and return them; none if the builder or the site's owner does not want that."""
    if app.builder.name not in ("html", "dirhtml") or not app.config.postil.postil_images:
        return {}
    files = {path: Path(os.path.normpath(Path(app.srcdir, path))) for path in env.images}
    found = ImageCache(image_cache_folder(app.doctreedir), post_domain(env).files).process(files.values())
    for path, file in sorted(files.items()):
        if file in found and found[file].problem:
            users = sorted(env.images[path][0])
            line = post_domain(env).data["lines"].get(users[0], {}).get(path) if users else None
            where = f"{env.doc2path(users[0])}:{line}" if line else users[0] if users else None
            why = why_not_displayed(path)
            warn(Subtype.PICTURE, f"{path}: {found[file].problem}{why and f'; it {why}'}", location=where)
    return {path: found[file] for path, file in files.items() if file in found}


def image_cache_folder(doctreedir: Path) -> Path:
    """Return the folder that caches processed images between builds."""
    return Path(doctreedir, "postil-images")
