"""MkDocs with the blog of Material for MkDocs."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from postil.frozen import frozen
from postil.importers.engines.mkdocs_markup import Snippets, convert_markup
from postil.importers.markdown.config import list_of, mapping_of, read_config, text_of
from postil.importers.markdown.documents import make_document, split_document
from postil.importers.markdown.links import SiteIndex
from postil.importers.markdown.site import Entry, Findings, menu_setting
from postil.importers.markdown.site_files import folder_of, shallowest, site_files, url_path
from postil.importers.mixed import convert_all
from postil.importers.model import ImportedSite, NotUnderstood, Place, SiteFacts
from postil.importers.source import SourceError
from postil.slug import heading_slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.front_matter.raw import RawFrontMatter
    from postil.importers.markdown.documents import Document
    from postil.importers.markdown.page import Page
    from postil.importers.markdown.tags import Call
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_NAMES = ("mkdocs.yml", "mkdocs.yaml")
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_LEFT_OUT = ("hide", "template", "search", "icon", "status", "social", "comments", "readtime")
_OPTION = re.compile(r"\{(date|categories|slug|file)\}")


def looks_like(source: Source) -> bool:
    """Return whether the source has a configuration of MkDocs."""
    return bool(shallowest(source, *_NAMES))


@frozen
class _Blog:
    """Where the blog is, and its URLs."""

    docs: str
    folder: str
    """Below the docs, with a slash at its end; empty for the docs themselves."""
    posts: str
    """The folder of posts below the docs, with a slash at its end."""
    url_format: str
    date_format: str
    authors: str
    pretty: bool


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in a folder."""
    path = shallowest(source, *_NAMES)
    if not path:
        raise SourceError(f"{source.name} has no mkdocs.yml")
    findings = Findings()
    config = read_config(source, path, findings.problems)
    base = folder_of(path)
    blog = _blog(config, base)
    entries = [
        entry
        for file in site_files(source, blog.docs, ".md", ".markdown")
        if (entry := _entry(source, file, blog, findings))
    ]
    if not entries:
        raise SourceError(f"{source.name} has no pages in {blog.docs or 'it'}")
    facts = _facts(config, _authors(source, blog, findings))
    index = SiteIndex(source, facts.url, (blog.docs,))
    snippets = Snippets(source, _snippet_folders(config, base, blog), findings.problems, index.used)
    has_macros = any(name.startswith("macros") for name in _plugins(config))

    def handle(call: Call, _page: Page) -> str | None:
        """Keep tags, unless a plugin replaces them."""
        return None if has_macros else call.kept()

    posts = convert_all(
        entries,
        index,
        findings,
        handle,
        prepare=lambda entry, text: convert_markup(snippets.expand(text, entry.document.path)),
    )
    pages = [entry.url for entry in entries if entry.is_page]
    settings = {**facts.settings, "postil_menu": menu_setting(_menu(config), index, pages)}
    return ImportedSite("mkdocs", replace(facts, settings=settings), posts, tuple(findings.problems), findings.left_out)


def _plugins(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plugins with their options."""
    found = config.get("plugins")
    items = (
        [{name: options} for name, options in found.items()] if isinstance(found, dict) else list_of(config, "plugins")
    )
    plugins: dict[str, Any] = {}
    for item in items:
        named = item if isinstance(item, dict) else {str(item): None}
        plugins |= {str(name).removeprefix("material/"): options for name, options in named.items()}
    return plugins


def _blog(config: Mapping[str, Any], base: str) -> _Blog:
    options = mapping_of(_plugins(config), "blog")
    docs = f"{base}{(text_of(config, 'docs_dir') or 'docs').strip('/')}/"
    folder = text_of(options, "blog_dir") or "blog"
    folder = "" if folder.strip("./") == "" else f"{folder.strip('/')}/"
    posts = (text_of(options, "post_dir") or "{blog}/posts").replace("{blog}", folder.rstrip("/")).strip("/")
    authors = (
        (text_of(options, "authors_file") or "{blog}/.authors.yml").replace("{blog}", folder.rstrip("/")).lstrip("/")
    )
    return _Blog(
        docs,
        folder,
        f"{posts}/",
        text_of(options, "post_url_format") or "{date}/{slug}",
        text_of(options, "post_url_date_format") or "yyyy/MM/dd",
        docs + authors,
        config.get("use_directory_urls", True) not in (False, "false"),
    )


def _facts(config: Mapping[str, Any], authors: dict[str, Any]) -> SiteFacts:
    theme = mapping_of(config, "theme")
    settings = {"blog_authors": authors, "blog_default_author": text_of(config, "site_author")}
    return SiteFacts(
        text_of(config, "site_name"),
        text_of(config, "site_url").rstrip("/"),
        text_of(config, "site_description"),
        text_of(theme, "language"),
        settings,
    )


def _authors(source: Source, blog: _Blog, findings: Findings) -> dict[str, Any]:
    """Return the authors in `.authors.yml` as postil has them."""
    if blog.authors not in source.files:
        return {}
    config = read_config(source, blog.authors, findings.problems)
    found = mapping_of(config, "authors") or config
    authors = {}
    for key, values in found.items():
        if isinstance(values, dict):
            author = {
                "name": text_of(values, "name") or key,
                "bio": text_of(values, "description"),
                "link": text_of(values, "url"),
            }
            avatar = text_of(values, "avatar")
            author["avatar"] = avatar if avatar.startswith("https://") else ""
            authors[str(key)] = {name: value for name, value in author.items() if value}
    return authors


def _snippet_folders(config: Mapping[str, Any], base: str, blog: _Blog) -> list[str]:
    folders = [base, blog.docs]
    for item in list_of(config, "markdown_extensions"):
        options = item.get("pymdownx.snippets") if isinstance(item, dict) else None
        paths = options.get("base_path") if isinstance(options, dict) else None
        listed = [paths] if isinstance(paths, str) else paths if isinstance(paths, list) else []
        folders += [f"{base}{posixpath.normpath(str(path))}/" for path in listed]
    return folders


def _menu(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the first level of the navigation: names and targets."""
    links = []
    for item in list_of(config, "nav"):
        for label, target in item.items() if isinstance(item, dict) else [("", item)]:
            page = _first_page(target)
            if page and label:
                links.append((str(label), page if "://" in page else "/" + re.sub(r"(^|/)index\.md$", r"\1", page)))
    return links


def _first_page(target: Any) -> str:
    """Return the first page of a section of the navigation; empty if it has none."""
    while isinstance(target, list) and target:
        target = next(iter(target[0].values()), "") if isinstance(target[0], dict) else target[0]
    return target if isinstance(target, str) else ""


def _entry(source: Source, path: str, blog: _Blog, findings: Findings) -> Entry | None:
    problems: list[NotUnderstood] = []
    try:
        text = source.read_text(path)
    except SourceError as error:
        findings.problems.append(NotUnderstood(Place(path), str(error), "nothing"))
        return None
    inner = path.removeprefix(blog.docs)
    is_page = not inner.startswith(blog.posts)
    parts = split_document(text, path, problems)
    has_text = parts.text.strip() and not re.fullmatch(r"\s*#[^\n]*\s*", parts.text)
    if is_page and inner == f"{blog.folder}index.md" and not has_text:
        findings.left_out["pages with a list of posts"] += 1
        return None
    document = make_document(replace(parts, raw=_with_dates(parts.raw)), path, problems)
    if parts.raw.values.get("links"):
        problems.append(
            NotUnderstood(Place(path, parts.raw.lines.get("links", 1)), "links", "the front matter of the post")
        )
        document = replace(document, problems=tuple(problems))
    url, slug = _url(document, inner, blog, is_page=is_page)
    return Entry(document, url, slug, is_page, left_out=_LEFT_OUT)


def _with_dates(raw: RawFrontMatter) -> RawFrontMatter:
    """Return front matter in which a date with its parts, `created` and `updated`, is two dates."""
    date = raw.values.get("date")
    if not isinstance(date, dict):
        return raw
    values = {
        **raw.values,
        "date": date.get("created"),
        **({"updated": date["updated"]} if date.get("updated") else {}),
    }
    return replace(raw, values=values)


def _url(document: Document, inner: str, blog: _Blog, *, is_page: bool) -> tuple[str, str]:
    """Return the URL and the slug of a page."""
    front = document.front
    stem = inner.rpartition(".")[0]
    folder, name = posixpath.split(stem)
    if is_page:
        is_index = name in ("index", "README")
        slug = (posixpath.basename(folder) if is_index else name) or "home"
        target = folder if is_index else stem
        return url_path(f"/{target}/" if blog.pretty and target else f"/{target}.html" if target else "/"), slug
    heading = _HEADING.search(document.text)
    title = front.title or (heading[1] if heading else "") or name
    slug = front.slug or _slugify(title)
    date = front.date.when.date() if front.date else None
    fields = {
        "date": format_date(date, blog.date_format, locale="en") if date else "",
        "categories": "/".join(_slugify(category) for category in front.categories),
        "slug": slug,
        "file": name,
    }
    path = _OPTION.sub(lambda found: fields[found[1]], blog.url_format).strip("/")
    path = re.sub("/+", "/", f"{blog.folder}{path}")
    return url_path(f"/{path}/" if blog.pretty else f"/{path}.html"), slug


def _slugify(text: str) -> str:
    """Return a slug as PyMdown makes it: each space becomes a hyphen, also next to a character that is left out."""
    return heading_slug(re.sub(r"<[^>]*>", "", unicodedata.normalize("NFC", text)).strip())
