"""Pelican: its settings and its URLs."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.importers.markdown.config import mapping_of
from postil.importers.markdown.site_files import folder_of, shallowest, url_path
from postil.importers.model import SiteFacts
from postil.importers.python_settings import Settings, pairs, read_settings
from postil.post_slug import SlugStyle, slug_of_title

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from postil.importers.model import NotUnderstood
    from postil.importers.source import Source

_FILES = ("pelicanconf.py", "settings.py")
_FIELD = re.compile(r"\{(?P<name>\w+)(?::(?P<format>[^{}]*))?\}")
_USED = frozenset({
    "SITENAME", "SITEURL", "AUTHOR", "PATH", "ARTICLE_URL", "ARTICLE_SAVE_AS", "PAGE_URL", "PAGE_SAVE_AS",
    "ARTICLE_PATHS", "PAGE_PATHS", "DEFAULT_LANG", "TIMEZONE",
})  # fmt: skip
# Fields of Pelican's URLs, and postil's names of them.
_OWN_FIELDS = {"slug": "slug_or_title", "date": "date", "category": "category", "author": "author"}


@frozen
class Config:
    """The settings of a site."""

    settings: Settings
    folder: str
    """The folder of the settings, with a slash at its end; empty for the root."""
    content: str
    """The folder of the content, with a slash at its end."""

    def folders(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Return folders below the content, each with a slash at its end; empty for the content itself."""
        found = self.settings.texts(name, default)
        return tuple(f"{path.strip('/')}/" if path.strip("/.") else "" for path in found)

    def pattern(self, kind: str, default: str) -> str:
        """Return the pattern of the URLs of `ARTICLE` or `PAGE`, without a slash at its start."""
        url = self.settings.text(f"{kind}_URL") or self.settings.text(f"{kind}_SAVE_AS", default)
        return re.sub(r"(^|/)index\.html$", r"\1", url.lstrip("/"))

    def facts(self) -> SiteFacts:
        """Return what the settings say about the site."""
        text = self.settings.text
        pattern = own_pattern(self.pattern("ARTICLE", "{slug}.html"))
        settings: dict[str, Any] = {
            "blog_default_author": text("AUTHOR"),
            "postil_timezone": text("TIMEZONE"),
            "postil_permalink": pattern,
            "postil_slug_style": "ascii" if pattern else "",
            "postil_footer_links": dict(pairs(self.settings.values.get("SOCIAL"))),
        }
        url = text("SITEURL").rstrip("/")
        is_web = url.startswith(("http://", "https://", "//"))
        return SiteFacts(
            text("SITENAME"),
            f"https:{url}" if url.startswith("//") else url if is_web else "",
            text("SITESUBTITLE"),
            text("DEFAULT_LANG").partition("-")[0],
            settings,
            languages={str(tag): "" for tag in mapping_of(self.settings.values, "I18N_SUBSITES")},
        )


def find_settings(source: Source) -> str:
    """Return the file with the settings; empty if there is none."""
    return shallowest(source, _FILES[0])


def read_config(source: Source, path: str, problems: list[NotUnderstood]) -> Config:
    """Return the settings, also those only for the published site."""
    settings, folder = Settings(), folder_of(path)
    read_settings(source, path, settings, problems)
    own_content = settings.text("PATH")
    published = f"{folder}publishconf.py"
    if published in source.files:
        read_settings(source, published, settings, problems)
    settings.report_unknown(_USED, problems)
    name = posixpath.normpath(own_content or settings.text("PATH") or "content")
    content = f"{folder}{name}/" if name not in (".", "/") else folder
    if not any(file.startswith(content) for file in source.files):
        content = f"{folder}content/" if any(file.startswith(f"{folder}content/") for file in source.files) else folder
    return Config(settings, folder, content)


def expand_url(pattern: str, fields: Mapping[str, str], date: dt.date | None) -> str:
    """Return the path of a document; empty if it lacks a field of the pattern."""
    is_complete = True

    def value(found: re.Match[str]) -> str:
        """Return the value of a field."""
        nonlocal is_complete
        if found["name"] == "date" and date:
            try:
                return date.strftime(found["format"] or "%Y-%m-%d")
            except ValueError:
                is_complete = False
                return ""
        known = fields.get(found["name"], "")
        is_complete = is_complete and bool(known)
        return known

    path = _FIELD.sub(value, pattern)
    return url_path(f"/{path}") if is_complete else ""


def own_pattern(pattern: str) -> str:
    """Return a pattern of Pelican as one of postil; empty if postil lacks one of its fields."""
    names = {found["name"] for found in _FIELD.finditer(pattern)}
    if not names <= set(_OWN_FIELDS):
        return ""

    def renamed(found: re.Match[str]) -> str:
        """Return a field with its name in postil."""
        own = _OWN_FIELDS[found["name"]]
        return f"{{{own}:{found['format']}}}" if found["format"] and own == "date" else f"{{{own}}}"

    return _FIELD.sub(renamed, pattern).removesuffix(".html")


def slug_of(text: str) -> str:
    """Return a slug as Pelican makes it."""
    return slug_of_title(text, SlugStyle.ASCII)
