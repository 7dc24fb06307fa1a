"""Write a new post into a site."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from postil.config.clock import current_time
from postil.front_matter.raw import InvalidFrontMatterError
from postil.front_matter.site_dates import DateReader
from postil.front_matter.source import read_raw_front_matter
from postil.front_matter.values import ValueReader
from postil.scaffold.new_post import new_post, new_translation
from postil.scaffold.originals import find_original
from postil.scaffold.post_style import detect_style
from postil.scaffold.site import read_site_posts

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


class PostExistsError(Exception):
    """There is a file or folder at the path of the new post."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def create_post(
    source: Path,
    title: str,
    *,
    as_file: bool | None = None,
    template: str | None = None,
    image: Path | None = None,
    day: date | None = None,
    language: str = "",
    original: str = "",
) -> Path:
    """Write a draft into the site with its conf.py in `source`, and return its path.

    `as_file` says whether it is one file instead of a folder; None: as most other posts are. With the name of an
    `original`, it is the translation of that post into `language`, next to it. Raise PostExistsError, LookupError if
    there is no such template or original, UnusableConfigError, OSError.
    """
    site = read_site_posts(source)
    style = detect_style(site.paths)
    if as_file is not None:
        style = replace(style, folder=not as_file)
    if template is not None and template not in site.templates:
        names = ", ".join(site.templates) or f"none; put one into {source / '_templates' / 'posts'}"
        raise LookupError(f"there is no template {template!r}. Templates: {names}")
    text = site.templates[template].read_text("utf-8") if template is not None else None
    title, day = " ".join(title.split()), day or current_time().astimezone().date()
    if original:
        path_of_original = find_original(original, site.paths, site.folder.resolve())
        key = translation_key(site.folder / path_of_original)
        post = new_translation(title, path_of_original, language=language, day=day, template=text, key=key)
    else:
        post = new_post(
            title,
            day=day,
            style=style,
            template=text,
            image=image,
            language=language,
            ascii_language=(language or site.language) if site.ascii_slugs else "",
        )
        if language and (site.folder / language).is_dir():
            post = replace(post, path=f"{language}/{post.path}", image=post.image and f"{language}/{post.image}")
    path = site.folder / post.path
    taken = path.parent if path.name == "index.md" else path
    if taken.exists():
        raise PostExistsError(taken)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(post.text)
    if image is not None:
        shutil.copyfile(image, site.folder / post.image)
    return path


def translation_key(path: Path) -> str:
    """Return the key that a post shares with its translations by its front matter; empty if it has none."""
    try:
        raw = read_raw_front_matter(path.read_text("utf-8"), path.suffix)
    except (InvalidFrontMatterError, UnicodeDecodeError):  # the build says what is wrong with the original
        return ""
    return ValueReader(raw, DateReader(UTC)).text("translation_key")
