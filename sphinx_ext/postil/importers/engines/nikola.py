"""Nikola: the folder of a site, whose conf.py is read without running it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postil.front_matter.source import normalize
from postil.frozen import frozen
from postil.importers.engines.nikola_header import read_header, read_meta
from postil.importers.markdown.documents import Parts, make_document, split_document
from postil.importers.markdown.links import SiteIndex
from postil.importers.markdown.notebooks import Notebook, image_of_notebook, read_notebook
from postil.importers.markdown.site import Entry, Findings, menu_setting
from postil.importers.markdown.site_files import folder_of, site_files, url_path
from postil.importers.mixed import convert_all
from postil.importers.model import ImportedSite, NotUnderstood, Place, SiteFacts, Status
from postil.importers.python_settings import Settings, find_conf, pairs, read_settings
from postil.importers.reference_marks import without_marks
from postil.importers.rst import title_of_rst
from postil.importers.source import SourceError
from postil.post_slug import SlugStyle, slug_of_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.front_matter.raw import RawFrontMatter
    from postil.importers.markdown.documents import Document
    from postil.importers.markdown.page import Page
    from postil.importers.markdown.tags import Call
    from postil.importers.model import ImportedPost, Reference
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_CONF = re.compile(r"^(?:BLOG_TITLE|POSTS|NAVIGATION_LINKS)\s*=", re.MULTILINE)
_SUFFIXES = (".rst", ".md", ".markdown", ".mdown", ".txt", ".html", ".htm", ".ipynb")
_SCHEME = re.compile(r"^(?:link|slug|doc):/*(?P<kind>\w+)/", re.IGNORECASE)
# A directive of Nikola for a figure that leads to the whole image.
_THUMBNAIL = re.compile(r"^([ \t]*\.\.[ \t]+)thumbnail::", re.MULTILINE)
_LEFT_OUT = (
    "type",
    "hidetitle",
    "template",
    "has_math",
    "pretty_url",
    "password",
    "enclosure",
    "section",
    "previewimage",
)
_DEFAULT_POSTS = (("posts/*.rst", "posts", ""), ("posts/*.md", "posts", ""), ("posts/*.txt", "posts", ""))
_DEFAULT_PAGES = (("pages/*.rst", "", ""), ("pages/*.md", "", ""), ("stories/*.rst", "stories", ""))


def looks_like(source: Source) -> bool:
    """Return whether the source has settings of Nikola."""
    return bool(find_conf(source, _CONF))


@frozen
class _Place:
    """A folder of posts or pages, and the path of its URLs."""

    folder: str
    """With a slash at its end; empty for the root."""
    suffix: str
    """Of the files, or `*`."""
    url: str
    is_page: bool


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in a folder."""
    path = find_conf(source, _CONF)
    if not path:
        raise SourceError(f"{source.name} has no conf.py of Nikola")
    findings = Findings()
    settings = Settings()
    read_settings(source, path, settings, findings.problems)
    settings.report_unknown(frozenset({"POSTS", "PAGES", "SITE_URL", "BLOG_TITLE", "PRETTY_URLS"}), findings.problems)
    return _Reader(source, folder_of(path), settings, findings).read()


class _Index(SiteIndex):
    """Knows Nikola's links, `link://slug/walk`."""

    slugs: dict[str, str]
    notebooks: dict[str, Notebook]
    base: str

    def resolve(self, target: str, *, path: str, url: str) -> Reference | None:
        """Return what a target means in a document."""
        if path in self.notebooks and (found := image_of_notebook(self.notebooks[path], path, target)):
            return found
        scheme = _SCHEME.match(target)
        if scheme is None:
            found = super().resolve(target, path=path, url=url)
            thumbnail = re.sub(r"\.thumbnail(?=\.\w+$)", "", target)
            return found or (super().resolve(thumbnail, path=path, url=url) if thumbnail != target else None)
        rest, hash_mark, fragment = target[scheme.end() :].partition("#")
        kind = scheme["kind"].lower()
        if kind == "slug":
            own = self.slugs.get(unquote(rest), "")
            return super().resolve(own + hash_mark + fragment, path=path, url=url) if own else None
        if kind == "filename":
            return super().resolve(f"/{self.base}{rest}{hash_mark}{fragment}", path="", url="/")
        return None


class _Reader:
    """Reads documents, which link to each other."""

    def __init__(self, source: Source, base: str, settings: Settings, findings: Findings) -> None:
        self._source, self._base, self._settings, self._findings = source, base, settings, findings
        self._language = settings.text("DEFAULT_LANG", "en")
        found = settings.values.get("TRANSLATIONS")
        names = [str(name) for name in found] if isinstance(found, dict) else []
        self._languages = [name for name in names if name != self._language]
        self._notebooks: dict[str, Notebook] = {}
        self._types: dict[str, str] = {}

    def read(self) -> ImportedSite:
        """Return the site."""
        entries, seen = [], set()
        for place in self._places():
            for path in site_files(self._source, self._base + place.folder, *_SUFFIXES):
                is_kind = place.suffix == "*" or path.lower().endswith(place.suffix)
                if is_kind and path not in seen and (entry := self._entry(path, place)):
                    seen.add(path)
                    entries.append(entry)
        if not entries:
            raise SourceError(f"{self._source.name} has no posts in the folders of POSTS and PAGES")
        entries.sort(key=lambda entry: bool(entry.language))  # links mean the language of the site
        facts = self._facts()
        index = _Index(self._source, facts.url, (self._base, f"{self._base}files/"))
        index.base, index.notebooks = self._base, self._notebooks
        index.slugs = {entry.slug: entry.url for entry in reversed(entries)}
        posts = convert_all(
            entries,
            index,
            self._findings,
            _replace_tag,
            prepare=lambda _entry, text: re.sub(r"<!--\s*TEASER_END[^>]*-->", "<!-- more -->", text),
        )
        pages = [entry.url for entry in entries if entry.is_page]
        facts = replace(facts, settings={**facts.settings, "postil_menu": menu_setting(self._menu(), index, pages)})
        posts = tuple(self._with_status(post) for post in posts)
        return ImportedSite("nikola", facts, posts, tuple(self._findings.problems), self._findings.left_out)

    def _with_status(self, post: ImportedPost) -> ImportedPost:
        kind = self._types.get(post.key, "")
        if kind == "featured":
            return replace(post, extra={**post.extra, "pinned": True})
        return replace(post, status=Status.DRAFT) if kind in ("draft", "private") else post

    def _places(self) -> Iterator[_Place]:
        for name, default in (("POSTS", _DEFAULT_POSTS), ("PAGES", _DEFAULT_PAGES)):
            found = self._settings.values.get(name, default)
            for item in found if isinstance(found, list | tuple) else default:
                if isinstance(item, list | tuple) and len(item) > 1 and isinstance(item[0], str):
                    target = item[1].get(self._language, "") if isinstance(item[1], dict) else item[1]
                    folder, pattern = posixpath.split(item[0])
                    folder = posixpath.normpath(folder) if folder else ""
                    suffix = pattern.lstrip("*").lower() or "*"
                    yield _Place(f"{folder}/" if folder else "", suffix, str(target).strip("/"), name == "PAGES")

    def _facts(self) -> SiteFacts:
        text = self._settings.text
        settings: dict[str, Any] = {
            "blog_default_author": text("BLOG_AUTHOR"),
            "postil_timezone": text("TIMEZONE"),
        }
        url = text("SITE_URL") or text("BASE_URL")
        languages = dict.fromkeys((self._language[:2], *self._languages), "") if self._languages else {}
        return SiteFacts(
            text("BLOG_TITLE"),
            url.rstrip("/"),
            text("BLOG_DESCRIPTION"),
            self._language[:2],
            settings,
            languages=languages,
        )

    def _menu(self) -> list[tuple[str, str]]:
        found = self._settings.values.get("NAVIGATION_LINKS")
        links = found.get(self._language, ()) if isinstance(found, dict) else ()
        return [(label, url) for url, label in pairs(links)]

    def _entry(self, path: str, place: _Place) -> Entry | None:
        problems: list[NotUnderstood] = []
        try:
            text = without_marks(normalize(self._source.read_text(path)))
            stem, language = self._stem(path)
            names = (f"{path.rpartition('.')[0]}.meta", f"{stem}.meta")
            meta = next((name for name in names if name in self._source.files), "")
            own = read_meta(normalize(self._source.read_text(meta))) if meta else None
        except SourceError as error:
            self._findings.problems.append(NotUnderstood(Place(path), str(error), "nothing"))
            return None
        if path.endswith(".ipynb"):
            notebook = read_notebook(text, path, problems)
            self._notebooks[path] = notebook
            text = notebook.text
            found = notebook.metadata.get("nikola")
            if own is None and isinstance(found, dict):
                own = read_meta("\n".join(f".. {key}: {value}" for key, value in found.items()))
        parts = _parts(text, path, own, problems)
        kind = str(parts.raw.values.get("status", "")).lower()
        self._types[path] = kind
        values = {key: value for key, value in parts.raw.values.items() if key not in ("status", "previewimage")}
        if image := parts.raw.values.get("previewimage"):
            values["image"] = image
        tags = values.get("tags")
        if isinstance(tags, list) and {"draft", "private", "mathjax"} & set(map(str, tags)):
            if {"draft", "private"} & set(map(str, tags)):
                self._types[path] = "draft"
            values["tags"] = [tag for tag in tags if tag not in ("draft", "private", "mathjax")]
        raw = replace(parts.raw, values=values, extra={k: v for k, v in parts.raw.extra.items() if k != "link"})
        document = make_document(replace(parts, raw=raw), path, problems)
        url, slug = self._url(document, stem, place, language)
        if self._types[path] in ("draft", "private"):
            document = replace(document, front=replace(document.front, draft=True))
        return Entry(document, url, slug, place.is_page, language, stem, left_out=_LEFT_OUT)

    def _stem(self, path: str) -> tuple[str, str]:
        """Return the path without its suffix and language, and the language if it is not that of the site."""
        stem = path.rpartition(".")[0]
        for language in self._languages:
            if stem.endswith(f".{language}"):
                return stem.removesuffix(f".{language}"), language
            if path.endswith(f".{language}"):  # `walk.rst.es`, as in old versions
                return stem.rpartition(".")[0], language
        return stem, ""

    def _url(self, document: Document, stem: str, place: _Place, language: str) -> tuple[str, str]:
        inner = stem.removeprefix(self._base + place.folder)
        heading = title_of_rst(document.text) if document.suffix == ".rst" else ""
        title = document.front.title or heading
        slug = document.front.slug or slug_of_title(posixpath.basename(stem) or title, SlugStyle.ASCII)
        folder = posixpath.dirname(inner)
        path = posixpath.normpath(posixpath.join("/", language, place.url, folder, slug))
        pretty = self._settings.values.get("PRETTY_URLS", True)
        if slug == "index":
            above = posixpath.dirname(path).rstrip("/")
            return url_path(f"{above}/"), posixpath.basename(above) or "home"
        return url_path(f"{path}/" if pretty else f"{path}.html"), slug


def _parts(text: str, path: str, own: RawFrontMatter | None, problems: list[NotUnderstood]) -> Parts:
    """Return a document in its parts; what is said about it is in a file of its own, or at its start."""
    if path.endswith((".rst", ".txt")):
        text = _THUMBNAIL.sub(r"\1figure::", text)
    if own is not None:
        stripped = text.lstrip("\n")
        return Parts(own, stripped, 1 + len(text) - len(stripped))
    raw, body, line = read_header(text)
    if raw.values:
        return Parts(raw, body, line)
    return split_document(text, path, problems)


def _replace_tag(call: Call, page: Page) -> str | None:
    """Return what replaces a shortcode; Nikola has those of other engines in its own brackets."""
    if not call.source.startswith("{{%"):
        return call.kept()
    if call.name in ("raw", "verbatim") and call.raw is not None:
        return call.raw
    return page.shortcodes.convert(call)
