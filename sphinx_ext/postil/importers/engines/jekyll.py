"""Jekyll and Octopress: the folder of a site, with `_config.yml`, `_posts/`, `_drafts/`, collections and pages."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from postil.front_matter.dates import name_without_date
from postil.frozen import frozen
from postil.importers.engines.jekyll_tags import jekyll_tags
from postil.importers.engines.jekyll_urls import JekyllUrls, zone_named
from postil.importers.languages import language_in_path
from postil.importers.markdown.code import replace_in_code
from postil.importers.markdown.config import is_true, list_of, mapping_of, read_config, text_of
from postil.importers.markdown.documents import read_document
from postil.importers.markdown.links import SiteIndex
from postil.importers.markdown.site import Entry, Findings, convert_entries, count_unused
from postil.importers.model import ImportedSite, NotUnderstood, Place, SiteFacts
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.importers.markdown.documents import Document
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown")
_HTML = (".html", ".htm")
_OTHER = (".textile", ".adoc", ".asciidoc", ".org", ".rst", ".haml")
_FOLDER = re.compile(r"(?P<root>(?:.*?/)??)(?:[^_.][^/]*/)*(?:_posts|_drafts)/")
_CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
_SKIPPED = ("vendor", "node_modules", "_site", "public", "docs/_site")
# Other names of the types of documents in `defaults`.
_OTHER_TYPES = {"posts": "post", "drafts": "posts", "": "page"}
_ASSETS = ("assets", "images", "img", "files", "static", "uploads")
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}[ \t]*\n?")
_NOT_PAGES = re.compile(r"(?i)(?:readme|changelog|license|contributing|code_of_conduct|404)\.\w+")
# A page that is a list of posts: a template, which postil replaces by lists of its own.
_LIST = re.compile(r"\{%-?\s*for\s+\w+\s+in\s+(?:site|paginator|page|collections)\b")


def looks_like(source: Source) -> bool:
    """Return whether a source has posts as Jekyll has them."""
    return _root_of(source) is not None and any("/_posts/" in f"/{path}" for path in source.files)


def _root_of(source: Source) -> str | None:
    """Return the folder of the site; of Octopress, it is `source/`."""
    configs = [posixpath.dirname(path) for path in source.files if PurePosixPath(path).name in _CONFIGS]
    posts = [found["root"] for path in source.files if (found := _FOLDER.match(path))]
    if configs:
        shallowest = min(configs, key=lambda folder: folder.count("/") + bool(folder))
        root = f"{shallowest}/" if shallowest else ""
        inner = f"{root}source/"
        return inner if any(path.startswith(f"{inner}_posts/") for path in source.files) else root
    return min(posts, key=lambda folder: folder.count("/"), default=None)


def read(source: Source, _options: ReadOptions) -> ImportedSite:
    """Return the site in a folder of Jekyll."""
    root = _root_of(source)
    if root is None:
        raise SourceError(f"{source.name} has no _config.yml and no _posts")
    findings = Findings()
    config = _config(source, root, findings)
    site = _Site(source, root, config, findings, _urls(config, findings))
    entries = list(site.entries())
    if not entries:
        raise SourceError(f"{source.name} has no posts in {root}_posts")
    facts = _facts(config, site.urls)
    index = SiteIndex(source, facts.url, [root])
    posts = convert_entries(entries, index, jekyll_tags(config, root), findings, finish=_without_raw_tags)
    count_unused(index, findings, [f"{root}{name}/" for name in _ASSETS])
    data = sum(path.startswith(f"{root}_data/") for path in source.files)
    findings.left_out["files in _data"] += data
    return ImportedSite("jekyll", facts, posts, tuple(findings.problems), findings.left_out)


def _config(source: Source, root: str, findings: Findings) -> dict[str, Any]:
    for folder in dict.fromkeys((root, root.removesuffix("source/"))):
        for name in _CONFIGS:
            if f"{folder}{name}" in source.files:
                return read_config(source, f"{folder}{name}", findings.problems)
    return {}


def _urls(config: Mapping[str, Any], findings: Findings) -> JekyllUrls:
    return JekyllUrls(
        text_of(config, "permalink") or "date",
        {name: values for name, values in mapping_of(config, "collections").items() if isinstance(values, dict)},
        zone_named(text_of(config, "timezone"), findings.problems),
    )


def _facts(config: Mapping[str, Any], urls: JekyllUrls) -> SiteFacts:
    base = text_of(config, "baseurl").strip("/")
    url = text_of(config, "url").rstrip("/")
    author = text_of(config, "author.name", "author.display_name", "author")
    return SiteFacts(
        text_of(config, "title", "name"),
        f"{url}/{base}".rstrip("/") if url else "",
        text_of(config, "description", "subtitle", "tagline"),
        text_of(config, "default_lang", "lang", "locale", "language").replace("_", "-").partition("-")[0],
        {
            "blog_default_author": author,
            "postil_timezone": text_of(config, "timezone"),
            "postil_permalink": urls.pattern(urls.posts),
        },
        languages={str(tag): "" for tag in list_of(config, "languages")},
    )


def _without_raw_tags(text: str) -> str:
    """Return a text without the tags that protect code from Liquid within code."""
    return replace_in_code(text, lambda code: _RAW.sub("", code) if "endraw" in code else code)


@frozen
class _Site:
    source: Source
    root: str
    config: Mapping[str, Any]
    findings: Findings
    urls: JekyllUrls

    def entries(self) -> Iterator[Entry]:
        """Yield all documents."""
        for path in self.source.files:
            if not path.startswith(self.root):
                continue
            inner = path.removeprefix(self.root)
            if self._is_skipped(inner):
                continue
            if entry := self._entry(path, inner):
                yield entry

    def _is_skipped(self, inner: str) -> bool:
        excluded = [str(pattern) for pattern in list_of(self.config, "exclude")]
        first = inner.partition("/")[0]
        return first in _SKIPPED or any(
            fnmatch.fnmatchcase(inner, pattern) or inner.startswith(f"{pattern.strip('/')}/") for pattern in excluded
        )

    def _entry(self, path: str, inner: str) -> Entry | None:
        """Return the document at a path; None if it is none."""
        folders = inner.split("/")[:-1]
        suffix = PurePosixPath(path).suffix.lower()
        collection = self._collection(folders)
        if collection is None or any(folder.startswith(".") for folder in folders):
            return None
        if suffix in _OTHER and collection:
            problem = NotUnderstood(Place(path), f"a post in another format ({suffix})", "nothing")
            self.findings.problems.append(problem)
        if suffix not in (*_MARKDOWN, *_HTML) or (not collection and _NOT_PAGES.fullmatch(PurePosixPath(path).name)):
            return None
        defaults = self._defaults(inner, collection)
        if not self._has_front_matter(path) and not collection:
            return None
        if collection == "posts" and (above := folders[: folders.index("_posts")]) and "categories" not in defaults:
            defaults = {**defaults, "categories": above}
        document = read_document(self.source, path, defaults)
        if isinstance(document, NotUnderstood):
            self.findings.problems.append(document)
            return None
        if not collection and (_LIST.search(document.text) or not document.text.strip()):
            self.findings.left_out["templates"] += 1
            return None
        if text_of(document.raw.values, "redirect_to"):
            self.findings.left_out["pages that redirect"] += 1
            return None
        if collection == "posts" and document.front.date is None:
            self.findings.left_out["files in _posts without a date, which Jekyll does not publish"] += 1
            return None
        document = _with_jekylls_lists(document, is_draft=collection == "drafts")
        url = self.urls.url_of(document, inner, collection)
        language = self._language(document, inner)
        return Entry(
            document,
            f"/{language}{url}" if language and url else url,
            document.front.slug or name_without_date(document.stem),
            is_page=not collection or (document.front.date is None and not document.front.draft),
            language=language,
            # `ref` is what many blogs without a plugin use
            translation=text_of(document.raw.values, "ref") or url,
        )

    def _language(self, document: Document, inner: str) -> str:
        """Return the language of a document of the plugin Polyglot, which has its URLs; empty if it is the site's."""
        languages = [str(tag) for tag in list_of(self.config, "languages")]
        own = document.front.languages[0] if len(document.front.languages) == 1 else ""
        if not own and is_true(self.config, "lang_from_path"):
            own = language_in_path(inner, languages)[0]
        return own if own in languages and own != text_of(self.config, "default_lang") else ""

    def _collection(self, folders: list[str]) -> str | None:
        """Return the collection of a file in some folders: empty for a page, None for a file of the engine."""
        for name in ("_posts", "_drafts"):
            if name in folders:
                return name.removeprefix("_")
        private = next((folder for folder in folders if folder.startswith("_")), "")
        if not private:
            return ""
        settings = self.urls.collections.get(private.removeprefix("_"))
        return private.removeprefix("_") if settings and is_true(settings, "output") else None

    def _has_front_matter(self, path: str) -> bool:
        return self.source.read_text(path).lstrip().startswith("---")

    def _defaults(self, inner: str, collection: str) -> dict[str, Any]:
        """Return what `defaults` sets for a file; a later entry wins if its scope is as narrow."""
        found: list[tuple[int, dict[str, Any]]] = []
        for entry in list_of(self.config, "defaults"):
            scope = mapping_of(entry, "scope") if isinstance(entry, dict) else {}
            folder, kind = text_of(scope, "path").strip("/"), text_of(scope, "type")
            is_in = not folder or f"{inner}/".startswith(f"{folder}/") or fnmatch.fnmatchcase(inner, folder)
            if is_in and kind in ("", collection or "pages", _OTHER_TYPES.get(collection, "")):
                found.append((len(folder), mapping_of(entry, "values")))
        values: dict[str, Any] = {}
        for _length, more in sorted(found, key=lambda pair: pair[0]):
            values |= more
        return {key: value for key, value in values.items() if key != "layout"}


def _with_jekylls_lists(document: Document, *, is_draft: bool) -> Document:
    """Return a document whose tags and categories are those of Jekyll: words in one text are several."""
    front = document.front
    values = [value for key, value in document.raw.values.items() if key == "tags"]
    words = values[0].split() if values and isinstance(values[0], str) and "," not in values[0] else front.tags
    categories = front.category_path or front.categories
    return replace(
        document, front=replace(front, tags=tuple(words), categories=tuple(categories), draft=front.draft or is_draft)
    )
