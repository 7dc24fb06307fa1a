"""Pelican: the folder of a site, whose settings are read without running them."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from postil.front_matter.keys import normalize_key
from postil.front_matter.raw import RawFrontMatter
from postil.front_matter.source import normalize, read_raw_front_matter
from postil.importers.engines.pelican_config import (
    Config,
    expand_url,
    find_settings,
    read_config,
    slug_of,
)
from postil.importers.engines.pelican_tags import LiquidTags
from postil.importers.markdown.config import mapping_of
from postil.importers.markdown.documents import Parts, make_document, split_document
from postil.importers.markdown.links import SiteIndex
from postil.importers.markdown.notebooks import Notebook, image_of_notebook, read_notebook
from postil.importers.markdown.site import Entry, Findings, add_entries, convert_entry, menu_setting
from postil.importers.markdown.site_files import site_files
from postil.importers.mixed import dated_or_draft
from postil.importers.model import ImportedSite, NotUnderstood, Place, Status
from postil.importers.python_settings import pairs
from postil.importers.reference_marks import without_marks
from postil.importers.rst import title_of_rst, without_fields
from postil.importers.rst_posts import convert_rst_entry
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.markdown.documents import Document
    from postil.importers.model import ImportedPost, Reference
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown", ".rst", ".html", ".htm", ".ipynb")
_SCHEME = re.compile(r"^(?:\{|\||%7B)(?P<kind>\w+)(?:\}|\||%7D)", re.IGNORECASE)
_FILES = ("filename", "static", "attach")
_INDEX = re.compile(r"(^|/)index\.html$")
_META = re.compile(r"""<meta\s+name=["'](\w+)["']\s+content=["']([^"'<>]*)["']""", re.IGNORECASE)
_TITLE = re.compile(r"<title>([^<]*)</title>", re.IGNORECASE)
# What the first cell of a notebook, or the file next to it, says about it.
_CELL_METADATA = re.compile(r"\A(?:#[^\n]*\n+)?(?:[-*][ \t]+\w[\w ]*:[^\n]*(?:\n|\Z))+")
_METADATA_SUFFIXES = (".nbdata", ".ipynb-meta")
_LEFT_OUT = ("save_as", "template", "slug_", "status")


def looks_like(source: Source) -> bool:
    """Return whether the source has settings of Pelican."""
    return bool(find_settings(source))


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in a folder."""
    path = find_settings(source)
    if not path:
        raise SourceError(f"{source.name} has no pelicanconf.py")
    findings = Findings()
    return _Reader(source, read_config(source, path, findings.problems), findings).read()


class _Index(SiteIndex):
    """Knows Pelican's links, `{filename}/walk.md`."""

    notebooks: Mapping[str, Notebook] = {}

    def resolve(self, target: str, *, path: str, url: str) -> Reference | None:
        """Return what a target means in a document."""
        if path in self.notebooks and (found := image_of_notebook(self.notebooks[path], path, target)):
            return found
        scheme = _SCHEME.match(target)
        if scheme is None:
            return super().resolve(target, path=path, url=url)
        if scheme["kind"].lower() not in _FILES:
            return None
        rest = target[scheme.end() :]
        return super().resolve(rest, path=path, url=url) or super().resolve(f"/{rest.lstrip('/')}", path=path, url=url)


class _Reader:
    """Reads documents, which link to each other."""

    def __init__(self, source: Source, config: Config, findings: Findings) -> None:
        self._source, self._config, self._findings = source, config, findings
        self._settings = config.settings
        self._facts = config.facts()
        self._notebooks: dict[str, Notebook] = {}

    def read(self) -> ImportedSite:
        """Return the site."""
        pages = self._config.folders("PAGE_PATHS", ("pages",))
        articles = self._config.folders("ARTICLE_PATHS", ("",))
        static = self._config.folders("STATIC_PATHS", ("images",))
        excluded = (*(folder for folder in static if folder), *self._config.folders("NOTEBOOK_DIR", ("notebooks",)))
        excluded += self._config.folders("ARTICLE_EXCLUDES", ())
        entries = []
        for path in site_files(self._source, self._config.content, *_SUFFIXES):
            inner = path.removeprefix(self._config.content)
            is_page = any(inner.startswith(folder) for folder in pages)
            is_post = any(inner.startswith(folder) for folder in articles)
            is_excluded = any(folder and inner.startswith(folder) and folder not in pages for folder in excluded)
            if is_page or (is_post and not is_excluded):
                entry = self._entry(path, inner, is_page=is_page)
                entries += [entry] if entry else []
        if not entries:
            raise SourceError(f"{self._source.name} has no posts in {self._config.content or 'it'}")
        index = _Index(self._source, self._facts.url, (self._config.content, self._config.folder))
        index.notebooks = self._notebooks
        add_entries(entries, index)
        tags = LiquidTags(
            self._source,
            self._config.content,
            self._settings.text("NOTEBOOK_DIR", "notebooks").strip("/"),
            self._settings.text("CODE_DIR", "code").strip("/"),
        )
        posts = [self._post(entry, index, tags) for entry in entries]
        urls = [entry.url for entry in entries if entry.is_page]
        menu = menu_setting(pairs(self._settings.values.get("MENUITEMS")), index, urls)
        facts = replace(self._facts, settings={**self._facts.settings, "postil_menu": menu})
        return ImportedSite("pelican", facts, tuple(posts), tuple(self._findings.problems), self._findings.left_out)

    def _post(self, entry: Entry, index: SiteIndex, tags: LiquidTags) -> ImportedPost:
        if entry.document.suffix == ".rst":
            post = convert_rst_entry(entry, index, self._findings)
        else:
            post = convert_entry(entry, index, tags.replaced, self._findings)
        is_hidden = _text(entry.document.raw, "status").lower() == "hidden"
        if is_hidden:
            post = replace(post, status=Status.UNLISTED, url=entry.url)
        return dated_or_draft(post, self._findings.problems)

    def _entry(self, path: str, inner: str, *, is_page: bool) -> Entry | None:
        problems: list[NotUnderstood] = []
        try:
            text = self._source.read_text(path)
        except SourceError as error:
            self._findings.problems.append(NotUnderstood(Place(path), str(error), "nothing"))
            return None
        if path.endswith(".rst"):
            raw = read_raw_front_matter(normalize(text), ".rst")
            parts = Parts(raw, *without_fields(without_marks(normalize(text))))
            heading = title_of_rst(parts.text)
        elif path.lower().endswith((".html", ".htm")):
            parts, heading = _html_parts(text), ""
        elif path.endswith(".ipynb"):
            parts, heading = self._notebook(path, text, problems), ""
        else:
            parts, heading = split_document(text, path, problems), ""
        folder = posixpath.dirname(inner).rpartition("/")[2]
        uses_folder = self._settings.values.get("USE_FOLDER_AS_CATEGORY", True)
        category = folder if uses_folder and not is_page else ""
        defaults = {**self._defaults(), **({"category": category} if category else {})}
        name_date = re.search(r"\d{4}-\d{2}-\d{2}", posixpath.basename(path))
        document = make_document(
            replace(parts, raw=_with_lists(parts.raw)),
            path,
            problems,
            defaults=defaults,
            as_path=path if name_date else posixpath.basename(path),
        )
        url, slug = self._url(document, heading, category, is_page=is_page)
        language = self._language(document)
        return Entry(
            document,
            url,
            slug,
            is_page,
            language="" if language == self._settings.text("DEFAULT_LANG", "en") else language,
            translation=f"{'page' if is_page else 'article'} {slug}",
            left_out=_LEFT_OUT,
        )

    def _language(self, document: Document) -> str:
        found = document.front.languages
        return found[0] if found else self._settings.text("DEFAULT_LANG", "en")

    def _defaults(self) -> dict[str, Any]:
        found = self._settings.values.get("DEFAULT_METADATA")
        return (
            {key: value for key, value in dict(found).items() if isinstance(key, str)}
            if isinstance(found, dict)
            else {}
        )

    def _notebook(self, path: str, text: str, problems: list[NotUnderstood]) -> Parts:
        """Return a notebook as a document, with what is said about it in its first cell or in a file next to it."""
        notebook = read_notebook(text, path, problems)
        self._notebooks[path] = notebook
        stem = path.removesuffix(".ipynb")
        beside = next((stem + suffix for suffix in _METADATA_SUFFIXES if stem + suffix in self._source.files), "")
        if beside:
            header = self._source.read_text(beside).strip() + "\n\n"
        elif found := _CELL_METADATA.match(notebook.text):
            lines = [line.lstrip("-* \t#") for line in found[0].strip().split("\n") if line.strip()]
            header = "\n".join(line if ":" in line else f"title: {line}" for line in lines) + "\n\n"
            notebook.text = notebook.text[found.end() :]
        else:
            header = notebook.front_matter
        return split_document(header + notebook.text, path, problems)

    def _url(self, document: Document, heading: str, category: str, *, is_page: bool) -> tuple[str, str]:
        """Return the URL and the slug of a document."""
        front, raw = document.front, document.raw
        source = self._settings.text("SLUGIFY_SOURCE", "title")
        title = front.title or heading
        named = document.stem if source == "basename" or not title else title
        slug = front.slug or slug_of(named) or slug_of(document.stem)
        if own := _text(raw, "url") or _text(raw, "save_as"):
            return "/" + _INDEX.sub(r"\1", own.lstrip("/")), slug
        author = (front.authors or (self._settings.text("AUTHOR"),))[0]
        language = self._language(document)
        fields = {
            "slug": slug,
            "category": slug_of(
                (front.categories or (category or self._settings.text("DEFAULT_CATEGORY", "misc"),))[0]
            ),
            "author": slug_of(author),
            "lang": language,
        }
        in_subsite = language in mapping_of(self._settings.values, "I18N_SUBSITES")
        is_translation = language != self._settings.text("DEFAULT_LANG", "en") and not in_subsite
        kind, default = ("PAGE", "pages/{slug}") if is_page else ("ARTICLE", "{slug}")
        pattern = self._config.pattern(kind, f"{default}.html")
        if is_translation:
            pattern = self._config.pattern(f"{kind}_LANG", f"{default}-{{lang}}.html")
        url = expand_url(pattern, fields, front.date.when if front.date else None)
        return f"/{language}{url}" if url and in_subsite else url, slug


def _html_parts(text: str) -> Parts:
    """Return a document in HTML, with what its head says about it."""
    head, body_tag, body = text.partition("<body")
    if not body_tag:
        return Parts(RawFrontMatter(), text)
    values = {name.lower(): unescape(value) for name, value in _META.findall(head)}
    title = _TITLE.search(head)
    values |= {"title": " ".join(unescape(title[1]).split())} if title else {}
    start = body.find(">") + 1
    line = 1 + head.count("\n") + body.count("\n", 0, start)
    return Parts(RawFrontMatter(values), body[start:].rpartition("</body>")[0] or body[start:], line)


def _text(raw: RawFrontMatter, name: str) -> str:
    """Return a value of front matter that is a text."""
    value = next((value for key, value in raw.values.items() if normalize_key(key) == normalize_key(name)), "")
    return value.strip() if isinstance(value, str) else ""


def _with_lists(raw: RawFrontMatter) -> RawFrontMatter:
    """Return front matter in which names that are separated by semicolons are lists."""
    names = ("tags", "authors", "author")
    values = {
        key: [part.strip() for part in value.split(";") if part.strip()]
        if key.lower() in names and isinstance(value, str) and ";" in value
        else value
        for key, value in raw.values.items()
    }
    return replace(raw, values=values)
