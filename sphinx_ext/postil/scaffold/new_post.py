"""A new post: its path, its front matter, and its image."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import yaml

from postil.file_names import shorten
from postil.frozen import frozen
from postil.post_slug import SlugStyle, slug_of_name
from postil.scaffold.post_style import PostStyle, has_date
from postil.slug import MAX_LENGTH, slugify

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

# Names that no file can have on Windows; and that of the text of a post that is a folder.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|index)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{\{\s*(title|date|slug)\s*\}\}")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# Bytes for the date before a slug, and for the longest suffix of a file that Sphinx writes for it.
_RESERVE = 32


@frozen
class NewPost:
    """A post to write."""

    path: str
    """Its path, relative to the folder of posts."""
    text: str
    """The content of its file."""
    image: str = ""
    """The path of its image, relative to the folder of posts; empty if it has none."""


def new_post(
    title: str,
    *,
    day: date,
    style: PostStyle,
    template: str | None = None,
    image: Path | None = None,
    language: str = "",
    ascii_language: str = "",
) -> NewPost:
    """Return a post that is a draft; with an image, it is a folder.

    With `ascii_language`, its name is in ASCII, by the rules of that language.
    """
    if image is not None:
        style = replace(style, folder=True)
    slug = file_slug(title, ascii_language)
    path = style.path(slug, day)
    needs_date = not has_date(f"posts/{path}", UTC)
    text = _text(title, slug, day, needs_date=needs_date, template=template, language=language)
    if image is None:
        return NewPost(path, text)
    name = image_name(image.name)
    folder = path.rpartition("/")[0]
    return NewPost(path, f"{text.rstrip()}\n\n![]({name})\n", f"{folder}/{name}")


def new_translation(
    title: str, original: str, *, language: str, day: date, template: str | None = None, key: str = ""
) -> NewPost:
    """Return a draft that is the translation of the post at the path `original`, next to it: `walk.de.md`.

    `key` is the `translation_key` of the original, if it has one.
    """
    stem, _dot, suffix = original.rpartition(".")
    needs_date = not has_date(f"posts/{original}", UTC)
    slug = PurePosixPath(stem).parent.name if stem.endswith("/index") else PurePosixPath(stem).name
    text = _text(title, slug, day, needs_date=needs_date, template=template, key=key)
    return NewPost(f"{stem}.{language}.{suffix}", text)


def file_slug(title: str, ascii_language: str = "") -> str:
    """Return the name of a post's file from its title: short, and one that all systems allow."""
    text = title
    if len(text) > MAX_LENGTH:  # end at a word, rather than with a digest as `slugify` does
        text = text[: MAX_LENGTH + 1].rsplit(None, 1)[0][:MAX_LENGTH]
    slug = shorten(slugify(text, ascii_language), reserve=_RESERVE).strip("-_.") or "post"
    return f"{slug}-post" if _RESERVED.match(slug) else slug


def image_name(name: str) -> str:
    """Return the name of an image that needs no escapes in Markdown."""
    stem, dot, suffix = name.rpartition(".")
    safe = re.sub(r"[()\[\]<>&!'*]", "", slug_of_name(stem, SlugStyle.KEEP)) or "image"
    return f"{safe}{dot}{suffix}".lower() if suffix.isupper() and stem.isupper() else f"{safe}{dot}{suffix}"


def _text(
    title: str, slug: str, day: date, *, needs_date: bool, template: str | None, language: str = "", key: str = ""
) -> str:
    """Return the text of a new post, from a template of the owner or without one."""
    own = _fill(template or "", title, slug, day)
    match = _FRONT_MATTER.match(own)
    head, body = (match[1], own[match.end() :]) if match else ("", own)
    keys = {line.partition(":")[0].strip().lower() for line in head.splitlines()}
    lines = [] if "title" in keys else [_yaml("title", title)]
    if needs_date and "date" not in keys:
        lines.append(f"date: {day.isoformat()}\n")
    if language and not keys & {"language", "lang", "locale"}:
        lines.append(f"language: {language}\n")
    if key and not keys & {"translation_key", "page_id"}:
        lines.append(_yaml("translation_key", key))
    draft = "" if "draft" in keys else "draft: true\n"
    return f"---\n{''.join(lines)}{head}{draft}---\n\n{body.lstrip(chr(10))}"


def _fill(template: str, title: str, slug: str, day: date) -> str:
    """Return a template with title, date and slug; in the front matter, the title is quoted if YAML requires it."""
    template = template.replace("\r\n", "\n").removeprefix("\ufeff")
    match = _FRONT_MATTER.match(template)
    end = match.end() if match else 0
    values = {"title": title, "date": day.isoformat(), "slug": slug}
    quoted = values | {"title": _yaml("title", title).partition(": ")[2].rstrip("\n")}
    head = re.sub(r"""(["'])(\{\{\s*title\s*\}\})\1""", r"\2", template[:end])  # it has the quotes that it needs
    return _PLACEHOLDER.sub(lambda found: quoted[found[1]], head) + _PLACEHOLDER.sub(
        lambda found: values[found[1]], template[end:]
    )


def _yaml(key: str, value: str) -> str:
    """Return a line of front matter."""
    line: str = yaml.safe_dump({key: value}, allow_unicode=True, width=1_000_000)
    return line
