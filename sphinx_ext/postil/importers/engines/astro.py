"""Astro and Next.js: the Markdown and MDX of a blog."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.importers.engines.mdx import Mdx
from postil.importers.languages import language_in_path
from postil.importers.markdown.conversion import Conversion
from postil.importers.markdown.documents import make_document, split_document
from postil.importers.markdown.links import SiteIndex
from postil.importers.markdown.site import Entry, Findings
from postil.importers.markdown.site_files import folder_of, site_files, url_path
from postil.importers.mixed import convert_all
from postil.importers.model import ImportedSite, NotUnderstood, Place, Reference, SiteFacts
from postil.importers.source import SourceError
from postil.post_slug import SlugStyle, slug_of_title

if TYPE_CHECKING:
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_CONFIG = re.compile(r"(?:astro|next)\.config\.(?:m?[jt]s|cjs|cts)")
# Folders of documents below the site, and the path of their URLs; the folder of a collection is part of it.
_FOLDERS = (
    ("src/content/", "/", True),
    ("src/pages/", "/", False),
    ("src/posts/", "/posts/", False),
    ("src/app/", "/", False),
    ("content/", "/", True),
    ("data/", "/", True),
    ("_posts/", "/posts/", False),
    ("posts/", "/posts/", False),
    ("pages/", "/", False),
    ("app/", "/", False),
)
_FACTS = {
    "title": re.compile(r"\b(?:SITE_TITLE|siteTitle|SITE_NAME|title)\b\s*[:=]\s*[\"'`]([^\"'`\n]+)[\"'`]"),
    "url": re.compile(
        r"\b(?:site|siteUrl|SITE_URL|website|baseUrl|metadataBase)\b\s*[:=]\s*(?:new URL\()?[\"'`](https?://[^\"'`\s]+)"
    ),
    "description": re.compile(
        r"\b(?:SITE_DESCRIPTION|siteDescription|description|desc)\b\s*[:=]\s*[\"'`]([^\"'`\n]+)[\"'`]"
    ),
    "author": re.compile(r"\b(?:author|AUTHOR|SITE_AUTHOR)\b\s*[:=]\s*[\"'`]([^\"'`\n]+)[\"'`]"),
    "language": re.compile(r"\b(?:language|lang|locale)\b\s*[:=]\s*[\"'`]([a-z]{2})(?:[-_][A-Za-z]+)?[\"'`]"),
}
_FACT_FILES = re.compile(
    r"(?:astro\.config|next\.config|consts|config|siteMetadata|site\.config|site)\.(?:m?[jt]s|cjs)"
)
_LOCALES = re.compile(r"\blocales\s*:\s*\[(.*?)\](?=\s*[,}\n])", re.DOTALL)
_DEFAULT_LOCALE = re.compile(r"\bdefaultLocale\s*:\s*[\"'`]([\w-]+)[\"'`]")
_PREFIX_DEFAULT = re.compile(r"\bprefixDefaultLocale\s*:\s*true")
_LEFT_OUT = ("layout", "postSlug", "type")


def looks_like(source: Source) -> bool:
    """Return whether the source has a configuration of Astro or Next.js."""
    return bool(_find_config(source))


def _find_config(source: Source) -> str:
    found = [
        path for path in source.files if _CONFIG.fullmatch(posixpath.basename(path)) and "node_modules/" not in path
    ]
    return min(found, key=lambda path: (path.count("/"), path), default="")


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the documents of a site."""
    config = _find_config(source)
    if not config:
        raise SourceError(f"{source.name} has no astro.config or next.config")
    base = folder_of(config)
    findings = Findings()
    languages = _languages(source, config)
    entries = []
    for path in site_files(source, base, ".md", ".mdx") + _under_posts(source, base):
        place = next((each for each in _FOLDERS if path.startswith(base + each[0])), None)
        if place and (entry := _entry(source, path, base, place, languages, findings)):
            entries.append(entry)
    if not entries:
        raise SourceError(f"{source.name} has no Markdown in its usual folders, such as src/content")
    facts = replace(_facts(source, base), languages=dict.fromkeys(languages.tags, ""))
    if languages.own:
        facts = replace(facts, language=languages.own.partition("-")[0])
    index = _Index(source, facts.url, (f"{base}public/", f"{base}src/", base))

    def prepare(entry: Entry, text: str) -> str:
        """Convert components."""
        if entry.document.suffix != ".mdx":
            return text
        conversion = Conversion(entry.document.place)
        converted = Mdx(conversion).convert(text)
        findings.problems.extend(conversion.problems)
        return converted

    posts = convert_all(entries, index, findings, prepare=prepare)
    return ImportedSite("astro", facts, posts, tuple(findings.problems), findings.left_out)


def _under_posts(source: Source, base: str) -> list[str]:
    """Return the files of a folder `_posts`, which begins with an underscore as folders of tools do."""
    return [path for path in source.below(".md", ".mdx") if path.startswith(f"{base}_posts/")]


class _Index(SiteIndex):
    """Knows the names that these engines have for folders of the source."""

    def resolve(self, target: str, *, path: str, url: str) -> Reference | None:
        """Return what a target means in a document."""
        if target.startswith(("@/", "~/")):
            return super().resolve(target[1:], path=path, url=url)
        return super().resolve(target, path=path, url=url)


def _facts(source: Source, base: str) -> SiteFacts:
    """Return what the configuration and the files next to it say about the site, as far as it is literal."""
    paths = [
        path
        for path in source.files
        if path.startswith(base) and _FACT_FILES.fullmatch(posixpath.basename(path)) and "node_modules/" not in path
    ]
    paths.sort(key=lambda path: (not _CONFIG.fullmatch(posixpath.basename(path)), path.count("/"), path))
    found: dict[str, str] = {}
    for path in paths:
        try:
            text = source.read_text(path)
        except SourceError:
            continue
        is_config = bool(_CONFIG.fullmatch(posixpath.basename(path)))
        for name, pattern in _FACTS.items():
            if (name == "url" or not is_config) and (match := pattern.search(text)):
                found.setdefault(name, match[1].strip())
    settings: dict[str, Any] = {"blog_default_author": found.get("author", "")}
    return SiteFacts(
        found.get("title", ""),
        found.get("url", "").rstrip("/"),
        found.get("description", ""),
        found.get("language", ""),
        settings,
    )


@frozen
class _Languages:
    """The languages in `i18n` of the configuration."""

    tags: tuple[str, ...] = ()
    own: str = ""
    own_in_url: bool = False
    """Whether URLs in the language of the site have its tag too."""

    def of_path(self, path: str) -> tuple[str, str]:
        """Return the language of a document by its folders, and its path without it."""
        tag, rest = language_in_path(path, self.tags)
        return tag or self.own, rest

    def in_url(self, tag: str) -> bool:
        """Return whether URLs in a language begin with its tag."""
        return bool(tag) and (tag != self.own or self.own_in_url)


def _languages(source: Source, config: str) -> _Languages:
    try:
        text = source.read_text(config)
    except SourceError:
        return _Languages()
    found = _LOCALES.search(text)
    # `{path: "french", codes: ["fr"]}` is a language with URLs of another name
    tags = tuple(re.findall(r"[\"'`]([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)[\"'`]", found[1])) if found else ()
    default = _DEFAULT_LOCALE.search(text)
    has_routes = any("/[lang" in path or "/[locale" in path for path in source.files)
    return _Languages(tags, default[1] if default and tags else "", has_routes or bool(_PREFIX_DEFAULT.search(text)))


def _entry(
    source: Source,
    path: str,
    base: str,
    place: tuple[str, str, bool],
    languages: _Languages,
    findings: Findings,
) -> Entry | None:
    folder, prefix, _has_collections = place
    problems: list[NotUnderstood] = []
    try:
        text = source.read_text(path)
    except SourceError as error:
        findings.problems.append(NotUnderstood(Place(path), str(error), "nothing"))
        return None
    inner = path.removeprefix(base + folder).rpartition(".")[0]
    name = posixpath.basename(inner)
    if name.startswith("_") or (name == "page" and folder.endswith("app/")):
        inner = posixpath.dirname(inner) if name == "page" else inner
        if name != "page":
            return None
    inner = re.sub(r"\([^()/]*\)/|(?:^|(?<=/))index$", "", inner).strip("/")
    language, path_without_language = languages.of_path(f"{inner}.md")
    inner = path_without_language.removesuffix(".md")
    document = make_document(split_document(text, path, problems), path, problems)
    front = document.front
    parts = [slug_of_title(part, SlugStyle.UNICODE) for part in inner.split("/") if part]
    own = front.slug.strip("/")
    if own and parts:
        parts = [*(parts[:1] if len(parts) > 1 and place[2] else parts[:-1]), *own.split("/")]
    prefix = f"/{language}{prefix}" if languages.in_url(language) else prefix
    url = front.permalink or url_path(prefix + "".join(f"{part}/" for part in parts))
    is_next = not any(posixpath.basename(each).startswith("astro.config") for each in source.files)
    url = url.rstrip("/") if is_next and url != "/" else url
    slug = parts[-1] if parts else "home"
    return Entry(
        document,
        f"/{url.lstrip('/')}",
        slug,
        front.date is None and not front.draft,
        language=language if language != languages.own else "",
        translation=f"{folder}{path_without_language}" if languages.tags else "",
        left_out=_LEFT_OUT,
    )
