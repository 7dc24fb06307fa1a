"""Process the images of a site, and copy them into the output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.logging import getLogger

from postil.build.domain import post_domain
from postil.cache_files import write_if_changed
from postil.diagnostics import Subtype, warn
from postil.html_builders import builds_html_pages
from postil.images.cache import ImageCache
from postil.images.image import why_not_displayed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

    from postil.images.image import ImageInfo
logger = getLogger(__name__)


def process_images(app: Sphinx, env: BuildEnvironment) -> Mapping[str, ImageInfo]:
    """Process the images of the site and return them; none if the builder or an option rules it out."""
    if not builds_html_pages(app.builder) or not app.config.postil.postil_images:
        return {}
    files = {path: Path(os.path.normpath(Path(app.srcdir, path))) for path in env.images}
    found = ImageCache(image_cache_folder(app.doctreedir), post_domain(env).file_digests).process(files.values())
    for path, file in sorted(files.items()):
        if file in found and found[file].problem:
            users = sorted(env.images[path][0])
            line = post_domain(env).data["image_lines"].get(users[0], {}).get(path) if users else None
            where = f"{env.doc2path(users[0])}:{line}" if line else users[0] if users else None
            why = why_not_displayed(path)
            warn(Subtype.PICTURE, f"{path}: {found[file].problem}{why and f'; it {why}'}", location=where)
    return {path: found[file] for path, file in files.items() if file in found}


def image_cache_folder(doctreedir: Path) -> Path:
    """Return the folder that caches processed images between builds."""
    return Path(doctreedir, "postil-images")


def damaged_images(builder: StandaloneHTMLBuilder, damaged: AbstractSet[str]) -> dict[str, str]:
    """Return the images of which the original or a variant is in `damaged`: path -> name in the output."""
    images = post_domain(builder.env).images
    found = {}
    for path, (_users, name) in builder.env.images.items():
        variants = images[path].variants if path in images else ()
        files = (name, *(variant.file for variant in variants))
        if not damaged.isdisjoint(f"{builder.imagedir}/{file}" for file in files):
            found[path] = name
    return found


def copy_images(builder: StandaloneHTMLBuilder, names: Mapping[str, str]) -> None:
    """Copy images and their variants; converted images, and those without metadata, replace the originals.

    `names` maps the paths of images to their names in the output.
    """
    images, cache = post_domain(builder.env).images, image_cache_folder(builder.doctreedir)
    folder = Path(builder.outdir, builder.imagedir)
    for path, name in sorted(names.items()):
        image = images.get(path)
        files = {variant.file: cache / variant.file for variant in image.variants} if image else {}
        files[name] = cache / image.published_file if image and image.published_file else Path(builder.srcdir, path)
        for file, source in files.items():
            try:
                write_if_changed(folder / file, source.read_bytes())
            except OSError as error:
                logger.warning("cannot copy image file '%s': %s", source, error)
