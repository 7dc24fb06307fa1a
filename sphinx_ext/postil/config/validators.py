"""Check the values of options and convert them.

A validator takes the value from conf.py and returns the value to use. It raises ValueError with what is wrong, as the
second half of a sentence: "expected a whole number".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from postil.blog.comments import Comments, read_comments
from postil.blog.permalink import parse_pattern
from postil.blog.post import Author
from postil.file_names import OUTPUT_FILES, OUTPUT_FOLDERS, is_too_long
from postil.post_slug import SlugStyle
from postil.safe_urls import is_safe_url

if TYPE_CHECKING:
    from postil.blog.menu import MenuEntry

Validator = Callable[[Any], Any]

FONT_PARTS = ("text", "italic", "bold", "heading", "label")
BYLINE = ("avatar", "author", "date", "updated", "time", "series", "category", "tags")

_AUTHORS = (
    "expected a dictionary such as {'ada': ('Ada Lovelace', 'https://example.org')} "
    "or {'ada': {'name': 'Ada Lovelace'}}"
)
_AUTHOR_KEYS = frozenset({"name", "link", "avatar", "bio", "fediverse"})
_MENU = "expected a list of pages, such as ['blog-posts', 'about'], or a dictionary {'Essays': 'blog-posts'}"
_FONTS = "expected 'system', 'source', 'garamond', or a dictionary of files: {'text': 'fonts/text.woff2', 'heading': …}"
_SITE_URL = "expected the URL of a site, such as `https://example.org/notes/`"


def string(value: Any) -> str:
    """Return a string."""
    return str(_instance(value, str, "expected a string"))


def optional_string(value: Any) -> str:
    """Return a string; empty for None and False."""
    return string(value) if value is not None and value is not False else ""


def strings(value: Any) -> tuple[str, ...]:
    """Return one string, or a list of them, as a tuple; empty for None."""
    if value is None:
        return ()
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("expected a string or a list of strings")
    return tuple(items)


def boolean(value: Any) -> bool:
    """Return a boolean."""
    return bool(_instance(value, bool, "expected True or False"))


def optional_boolean(value: Any) -> bool:
    """Return a boolean; False for None, as in ABlog."""
    return False if value is None else boolean(value)


def positive_integer(value: Any) -> int:
    """Return a number of at least 1."""
    return _integer(value, lowest=1)


def optional_positive_integer(value: Any) -> int | None:
    """Return a number of at least 1, or None."""
    return None if value is None else positive_integer(value)


def non_negative_integer(value: Any) -> int:
    """Return a number of at least 0."""
    return _integer(value, lowest=0)


def choice(*words: str) -> Validator:
    """Return a validator that accepts these words only."""

    def validate(value: Any) -> Any:
        """Return one of the words."""
        if value not in words:
            raise ValueError(f"expected {' or '.join(repr(str(word)) for word in words)}")
        return value

    return validate


def site_url(value: Any) -> str:
    """Return the URL of a site; empty if there is none."""
    url = optional_string(value).strip()
    if url and not re.match(r"(?i)https?://[^\s/?#]+[^\s?#]*$", url):
        raise ValueError(_SITE_URL)
    try:
        urlsplit(url)
    except ValueError:  # `https://[`
        raise ValueError(_SITE_URL) from None
    return url


def feed_id_start(value: Any) -> str:
    """Return the start of the ids of posts: a URL with a slash at its end, or the start of a tag URI or URN."""
    text = string(value).strip()
    if re.fullmatch(r"(?i)https?://[^\s/?#]+[^\s?#]*", text):
        return text.rstrip("/") + "/"
    if text and not re.fullmatch(r"(?i)(?:tag:[^\s,]+,\d{4}[\d-]*|urn:[a-z0-9-]+):\S*", text):
        raise ValueError("expected a URL, or a tag URI such as 'tag:example.org,2024:'")
    return text


def time_zone(value: Any) -> ZoneInfo:
    """Return a time zone by its name in the tz database."""
    try:
        return ZoneInfo(string(value))
    except (ValueError, KeyError, OSError) as error:
        raise ValueError("expected the name of a time zone, such as 'Europe/Berlin'") from error


def mounts(value: Any) -> Mapping[str, str] | None:
    """Return folders by the path that they get in the site; None if the option is not set."""
    if value is None:
        return None
    parts = [part for pair in value.items() for part in pair] if isinstance(value, dict) else [None]
    if not all(isinstance(part, str) and part for part in parts):
        raise ValueError("expected a dictionary such as {'posts': '../posts'}")
    folders = {path.strip("/"): folder for path, folder in value.items()}
    if not all(_is_path_in_site(path) for path in folders):
        raise ValueError("expected a dictionary whose keys are folder names, such as {'posts': '../posts'}")
    return folders


def path_in_site(value: Any) -> str:
    """Return a path in the site, without slashes at its ends."""
    path = string(value).strip("/")
    if path in ("search", "genindex") or not _is_path_in_site(path):
        raise ValueError("expected a path in the site, such as 'blog'")
    return path


def permalink_patterns(value: Any) -> Mapping[str, str]:
    """Return patterns of URLs by folder; one pattern for all posts is that of the folder ""."""
    if not value:
        return {}
    if not isinstance(value, dict):
        return {"": parse_pattern(optional_string(value))}
    patterns: dict[str, str] = {}
    for folder, pattern in value.items():
        if not isinstance(folder, str) or not isinstance(pattern, str | None):
            raise ValueError("expected a pattern, or a dictionary such as {'posts': '{year}/{slug}/'}")  # noqa: TRY004 - a validator raises ValueError, whatever is wrong
        try:
            patterns[folder.strip("/")] = parse_pattern(pattern) if pattern else ""
        except ValueError as error:
            raise ValueError(f"for {folder!r}, {error}") from None
    return patterns


def slug_style(value: Any) -> SlugStyle:
    """Return the way in which slugs are derived."""
    return SlugStyle(choice(*SlugStyle)(value))


def authors(value: Any) -> Mapping[str, Author]:
    """Return authors by their keys, from ABlog's `{"key": ("Full name", "link")}` or from `{"key": {"name": …}}`."""
    found = {}
    for key, author in _instance(value, dict, _AUTHORS).items():
        match author:
            case [str(name), str(link)]:
                found[str(key)] = Author(name, link)
            case [str(name), None] | [str(name)]:
                found[str(key)] = Author(name)
            case {"name": str()}:
                found[str(key)] = _author(author)
            case _:
                raise ValueError(_AUTHORS)
        if not found[str(key)].name.strip():
            raise ValueError(f"{_AUTHORS}; the name of {str(key)!r} is empty")
    return found


def _author(value: Mapping[str, Any]) -> Author:
    """Return an author who is declared by a dictionary."""
    texts = {key: text for key, text in value.items() if key != "links"}
    links = value.get("links") or {}
    pairs = links.items() if isinstance(links, dict) else links
    if set(texts) - _AUTHOR_KEYS or not all(text is None or isinstance(text, str) for text in texts.values()):
        raise ValueError(f"{_AUTHORS}; the keys are name, link, avatar, bio, links and fediverse")
    try:
        labelled_urls = tuple((str(label), str(url)) for label, url in pairs)
    except (TypeError, ValueError):
        raise ValueError(f"{_AUTHORS}; links are a dictionary: {{'Code': 'https://example.org'}}") from None
    return Author(**{key: (text or "").strip() for key, text in texts.items()}, links=labelled_urls)


def remove_unsafe_links(authors: Mapping[str, Author]) -> tuple[Mapping[str, Author], list[str]]:
    """Return `authors` without the links that could run a script, and those links."""
    safe: dict[str, Author] = {}
    unsafe: list[str] = []
    for key, author in authors.items():
        urls = [author.link, *(url for _label, url in author.links)]
        unsafe += [url for url in urls if not is_safe_url(url)]
        links = tuple((label, url) for label, url in author.links if is_safe_url(url))
        safe[key] = replace(author, link=author.link if is_safe_url(author.link) else "", links=links)
    return safe, unsafe


def card_colors(value: Any) -> Mapping[str, str]:
    """Return colours of social cards, by their part: `background`, `text` and `accent`, in hexadecimal."""
    colors = _instance(value, dict, "expected a dictionary such as {'accent': '#0a7d91'}")
    for part, color in colors.items():
        known = part in ("background", "text", "accent") and isinstance(color, str)
        if not known or not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
            raise ValueError("expected a dictionary of `background`, `text` and `accent`, each such as '#0a7d91'")
    return dict(colors)


def comments(value: Any) -> Comments:
    """Return the comment service."""
    return read_comments(value)


def menu(value: Any) -> tuple[MenuEntry, ...] | None:
    """Return the entries of the menu, in order; None for the default menu, empty for no menu."""
    if value is None:
        return None
    if value is False:
        return ()
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list | tuple):
        pairs = [("", target) for target in value]
    else:
        raise ValueError(_MENU)  # noqa: TRY004 - a validator raises ValueError, whatever is wrong
    if not all(isinstance(label, str) and isinstance(target, str) and target for label, target in pairs):
        raise ValueError(_MENU)
    return tuple((label, target) for label, target in pairs)


def fonts(value: Any) -> str | Mapping[str, str]:
    """Return the name of a set of fonts, or the owner's font files by the part of the page that they are for."""
    if value in ("system", "source", "garamond"):
        return str(value)
    if not isinstance(value, dict) or not value or not set(value) <= set(FONT_PARTS):
        raise ValueError(f"{_FONTS}; the parts are {', '.join(FONT_PARTS)}")
    if not all(isinstance(path, str) and re.search(r"(?i)\.(woff2?|ttf|otf)$", path) for path in value.values()):
        raise ValueError(f"{_FONTS}; a file is one of woff2, woff, ttf and otf")
    return dict(value)


def byline(value: Any) -> tuple[str, ...]:
    """Return the items of the byline, in order."""
    if not isinstance(value, list | tuple) or not set(value) <= set(BYLINE):
        raise ValueError(f"expected a list of {', '.join(map(repr, BYLINE))}")
    return tuple(value)


def _instance(value: Any, kind: type, message: str) -> Any:
    """Return a value that is an instance of `kind`; a boolean is not a number."""
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise ValueError(message)
    return value


def _integer(value: Any, *, lowest: int) -> int:
    """Return a whole number of at least `lowest`; the command line gives it as text."""
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if isinstance(number, bool) or not isinstance(number, int) or number < lowest:
        raise ValueError(f"expected a whole number of at least {lowest}")
    return number


def _is_path_in_site(path: str) -> bool:
    """Return whether pages can have this path: it is not hidden, nor in a folder that Sphinx uses for its own files."""
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)*", path) or is_too_long(path):
        return False
    return not re.search(r"(^|/)\.", path) and path.partition("/")[0] not in OUTPUT_FOLDERS | OUTPUT_FILES
