"""Eleventy: the folder of a site, with its configuration, its input folder and its data files."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from postil.front_matter.dates import name_without_date
from postil.frozen import frozen
from postil.importers.engines.eleventy_data import ElevenData, read_data, site_values, yaml_of_javascript
from postil.importers.engines.eleventy_tags import eleventy_tags, permalink_path
from postil.importers.languages import language_in_path
from postil.importers.markdown.code import replace_in_code
from postil.importers.markdown.config import text_of
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

_CONFIG = re.compile(r"(?P<root>(?:.*/)?)(?:\.eleventy\.c?js|eleventy\.config\.[cm]?[jt]s)")
_TEXT = (".md", ".markdown")
_TEMPLATES = (".njk", ".html", ".liquid", ".webc", ".hbs")
_SKIPPED = frozenset({"node_modules", "_site", "dist", "public", "vendor"})
_NOT_PAGES = re.compile(r"(?i)(?:readme|changelog|license|contributing|code_of_conduct|404)\.\w+")
_LOGIC = re.compile(r"\{%-?\s*(?:for|set|extends|block|macro|from|import)\b")
_FRONT_MATTER = re.compile(r"\s*---")
# Tags that only make collections.
_COLLECTIONS = frozenset({"post", "posts", "all", "nav", "page", "pages", "blog"})
_RAW = re.compile(r"\{%-?\s*(?:end)?(?:raw|verbatim)\s*-?%\}[ \t]*\n?")


def looks_like(source: Source) -> bool:
    """Return whether a source has a configuration of Eleventy."""
    return _root_of(source) is not None


def _root_of(source: Source) -> str | None:
    found = [match["root"] for path in source.files if (match := _CONFIG.fullmatch(path))]
    return min((root for root in found if "node_modules/" not in root), key=lambda root: root.count("/"), default=None)


@frozen
class _Site:
    source: Source
    root: str
    input: str
    """The folder of the documents."""
    values: Mapping[str, Any]
    """What templates can use."""
    findings: Findings


def read(source: Source, _options: ReadOptions) -> ImportedSite:
    """Return the site in a folder of Eleventy."""
    root = _root_of(source)
    if root is None:
        raise SourceError(f"{source.name} has no .eleventy.js and no eleventy.config.js")
    findings = Findings()
    config = "\n".join(source.read_text(path) for path in source.files if _is_config(path, root))
    found = re.search(r"\binput\s*:\s*[\"']\.?/?([\w./-]+?)/?[\"']", config)
    folder = f"{root}{found[1]}/" if found and found[1] != "." else root
    site = _Site(source, root, folder, site_values(source, root, folder, findings.problems), findings)
    entries = list(_entries(site))
    if not entries:
        raise SourceError(f"{source.name} has no documents in {folder or 'its folder'}")
    facts = _facts(site, config)
    copied = re.findall(r"[\"']\.?/?([\w./-]+?)/?[\"']\s*:\s*[\"']\.?/?[\"']", config)
    roots = list(dict.fromkeys([folder, root, *(f"{root}{name}/" for name in (*copied, "public", "static"))]))
    index = SiteIndex(source, facts.url, roots)
    posts = convert_entries(entries, index, eleventy_tags(site.values, folder), findings, finish=_without_raw_tags)
    count_unused(index, findings, [f"{each}{name}/" for each in {root, folder} for name in ("public", "img", "assets")])
    return ImportedSite("eleventy", facts, posts, tuple(findings.problems), findings.left_out)


def _is_config(path: str, root: str) -> bool:
    return path.startswith(root) and bool(_CONFIG.fullmatch(path)) and "/" not in path.removeprefix(root)


def _facts(site: _Site, config: str) -> SiteFacts:
    prefix = re.search(r"\bpathPrefix\s*:\s*[\"']([\w./-]+)[\"']", config)
    data = [site.values.get(name) for name in ("site", "metadata", "meta", "config")]
    named = (values for values in data if isinstance(values, dict) and text_of(values, "title", "name"))
    values: Mapping[str, Any] = next(named, {})
    url = text_of(values, "url", "baseUrl", "base_url", "siteUrl").rstrip("/")
    return SiteFacts(
        text_of(values, "title", "name"),
        f"{url}/{prefix[1].strip('/')}".rstrip("/") if url and prefix else url,
        text_of(values, "description", "subtitle"),
        text_of(values, "language", "lang", "locale").partition("-")[0],
        {"blog_default_author": text_of(values, "author.name", "author", "authorName")},
    )


def _without_raw_tags(text: str) -> str:
    """Return a text without the tags that protect code from templates within code."""
    return replace_in_code(text, lambda code: _RAW.sub("", code) if "end" in code else code)


def _entries(site: _Site) -> Iterator[Entry]:
    for path in site.source.files:
        inner = path.removeprefix(site.input)
        folders = inner.split("/")[:-1]
        is_private = any(folder.startswith((".", "_")) or folder in _SKIPPED for folder in folders)
        suffix = PurePosixPath(path).suffix.lower()
        if not path.startswith(site.input) or is_private or suffix not in (*_TEXT, *_TEMPLATES, ".js"):
            continue
        if path.endswith(".11ty.js"):
            site.findings.problems.append(NotUnderstood(Place(path), "a page in JavaScript", "nothing"))
        if suffix != ".js" and (entry := _entry(site, path, inner)):
            yield entry


def _entry(site: _Site, path: str, inner: str) -> Entry | None:
    """Return a document; None if it is a template."""
    text = site.source.read_text(path)
    has_front_matter = bool(_FRONT_MATTER.match(text))
    is_template = path.lower().endswith(_TEMPLATES)
    if not has_front_matter and (is_template or _NOT_PAGES.fullmatch(PurePosixPath(path).name)):
        return None
    data = read_data(site.source, site.input, inner, site.findings.problems)
    document = read_document(site.source, path, data.values, prepare=yaml_of_javascript)
    if isinstance(document, NotUnderstood):
        site.findings.problems.append(document)
        return None
    if (is_template and _LOGIC.search(document.text)) or not (document.text.strip() or document.front.date):
        site.findings.left_out["templates"] += 1
        return None
    document = _without_templates(document, data)
    url = _url_of(site, document, inner)
    languages = document.front.languages
    tag, path_without_language = language_in_path(inner, languages)
    return Entry(
        document,
        url,
        document.front.slug or name_without_date(_name_of(inner)),
        is_page=document.front.date is None and not document.front.draft,
        language=tag,
        translation=path_without_language if tag else "",
        left_out=("tags", "eleventyComputed", "eleventyNavigation", "templateEngineOverride"),
    )


def _without_templates(document: Document, data: ElevenData) -> Document:
    """Return a document without collections among its tags, and without problems with templates in its front matter."""
    front = document.front
    collections = _COLLECTIONS | {tag.lower() for tag in data.collections}
    tags = tuple(tag for tag in front.tags if tag.lower() not in collections)
    lines = {line for key, line in document.raw.lines.items() if key in ("permalink", "eleventyComputed")}
    problems = tuple(
        one for one in document.problems if one.place.line not in lines and "contains a template" not in one.construct
    )
    return replace(document, front=replace(front, tags=tags), problems=problems)


def _name_of(inner: str) -> str:
    stem = inner.rpartition(".")[0]
    name = posixpath.basename(stem)
    return posixpath.basename(posixpath.dirname(stem)) or "home" if name == "index" else name


def _url_of(site: _Site, document: Document, inner: str) -> str:
    """Return the path of a document: that of its permalink, else that of its file."""
    stem = inner.rpartition(".")[0]
    folder, name = posixpath.split(stem)
    stem = posixpath.join(folder, name_without_date(name))
    default = f"/{stem}/" if name != "index" else f"/{folder}/" if folder else "/"
    raw = document.raw
    computed = raw.extra.get("eleventyComputed")
    own = text_of(computed, "permalink") if isinstance(computed, dict) else ""
    own = own or text_of(raw.values, "permalink")
    if not own or own.lower() in ("true", "false"):
        return default
    page = {"fileSlug": name_without_date(_name_of(inner)), "filePathStem": f"/{stem}", "inputPath": inner}
    date = document.front.date.when if document.front.date else None
    path = permalink_path(own, {**site.values, **raw.values, "page": page}, date)
    if path is None:
        place = Place(document.path, raw.lines.get("permalink", raw.lines.get("eleventyComputed", 1)))
        site.findings.problems.append(NotUnderstood(place, f"permalink: {own}", f"the URL {default}"))
        return default
    return re.sub(r"/index\.html$", "/", f"/{path.strip().lstrip('/')}")
