"""Zola: the folder of a site, with `config.toml`, `content/` and `static/`."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from postil.front_matter.dates import name_without_date
from postil.front_matter.keys import normalize_key
from postil.frozen import frozen
from postil.importers.markdown.code import code_spans, outside
from postil.importers.markdown.config import list_of, mapping_of, read_config, text_of
from postil.importers.markdown.documents import read_document
from postil.importers.markdown.images import figure
from postil.importers.markdown.links import SiteIndex
from postil.importers.markdown.site import Entry, Findings, convert_entries, count_unused, menu_setting, terms_of
from postil.importers.model import ImportedSite, NotUnderstood, SiteFacts
from postil.importers.source import SourceError
from postil.post_slug import SlugStyle, slug_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.importers.markdown.documents import Document
    from postil.importers.markdown.page import Page
    from postil.importers.markdown.tags import Call
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_CONFIGS = ("zola.toml", "config.toml")
_FOLDERS = frozenset({"templates", "sass", "static", "themes"})
_KNOWN_TERMS = frozenset({"tags", "categories", "series", "authors"})
_EXTRA_KEYS = frozenset(
    {"author", "authors", "image", "thumbnail", "cover", "banner", "subtitle", "series", "canonicalurl"}
)
_ESCAPED = re.compile(r"\{([{%])\s*/\*\s*(.*?)\s*\*/\s*([%}])\}", re.DOTALL)
_STYLES = {"on": SlugStyle.ASCII, "safe": SlugStyle.KEEP}


def looks_like(source: Source) -> bool:
    """Return whether a source has a configuration and content of Zola."""
    root = _root_of(source)
    if root is None:
        return False
    firsts = {path.removeprefix(root).partition("/")[0] for path in source.files if path.startswith(root)}
    if "content" not in firsts or firsts & {"hugo.toml", "archetypes", "layouts"}:
        return False
    try:
        config = source.read_text(f"{root}{_config_name(source, root)}")
    except SourceError:
        return False
    return bool(re.search(r"(?m)^\s*base_url\s*=", config))


def _config_name(source: Source, root: str) -> str:
    return next(name for name in _CONFIGS if f"{root}{name}" in source.files)


def _root_of(source: Source) -> str | None:
    paths = [PurePosixPath(path) for path in source.files if PurePosixPath(path).name in _CONFIGS]
    folders = [path.parent for path in paths if "themes" not in path.parts]
    folder = min(folders, key=lambda folder: len(folder.parts), default=None)
    return None if folder is None else "" if str(folder) == "." else f"{folder}/"


@frozen
class _Rules:
    """What the configuration says about the documents."""

    content: str
    language: str
    languages: tuple[str, ...]
    style: SlugStyle | None
    """How file names become parts of URLs; None if they stay."""
    taxonomies: tuple[str, ...]

    def url_of(self, document: Document, docname: str, language: str) -> str:
        """Return the path of a page; `docname` is its path in the content folder without suffix and language."""
        prefix = f"/{language}/" if language != self.language else "/"
        front = document.front
        if front.permalink:
            return f"{prefix}{front.permalink.removesuffix('index.html')}"
        parts = [self._slug(part) for part in docname.split("/")[:-1]]
        parts.append(front.slug or self._slug(name_without_date(docname.rpartition("/")[2])))
        path = "/".join(filter(None, parts))
        return f"{prefix}{path}/" if path else prefix

    def _slug(self, name: str) -> str:
        return name if self.style is None else slug_of_name(name, self.style)


def read(source: Source, _options: ReadOptions) -> ImportedSite:
    """Return the site in a folder of Zola."""
    root = _root_of(source)
    if root is None:
        raise SourceError(f"{source.name} has no config.toml")
    findings = Findings()
    config = read_config(source, f"{root}{_config_name(source, root)}", findings.problems)
    rules = _rules(config, root)
    entries = list(_entries(source, rules, findings))
    if not entries:
        raise SourceError(f"{source.name} has no posts in {rules.content}")
    url = text_of(config, "base_url").rstrip("/")
    index = SiteIndex(source, url, [rules.content, f"{root}static/"], {"@/": rules.content})
    posts = convert_entries(entries, index, handle_tag, findings, finish=unescape_tags)
    count_unused(index, findings, [rules.content, f"{root}static/"])
    menu = menu_setting(_menu(config), index, [entry.url for entry in entries if entry.is_page])
    facts = SiteFacts(
        text_of(config, "title"),
        url,
        text_of(config, "description"),
        rules.language.partition("-")[0],
        {
            "blog_default_author": text_of(config, "author", "extra.author", "extra.author.name"),
            "postil_slug_style": "ascii" if rules.style is SlugStyle.ASCII else "",
            "postil_menu": menu,
        },
        languages=dict.fromkeys(rules.languages, "") if len(rules.languages) > 1 else {},
    )
    return ImportedSite("zola", facts, posts, tuple(findings.problems), findings.left_out)


def _rules(config: Mapping[str, Any], root: str) -> _Rules:
    language = text_of(config, "default_language") or "en"
    names = [entry.get("name") for entry in list_of(config, "taxonomies") if isinstance(entry, dict)]
    return _Rules(
        f"{root}content/",
        language,
        tuple(dict.fromkeys((language, *mapping_of(config, "languages")))),
        _STYLES.get(text_of(config, "slugify.paths") or "on"),
        tuple(name for name in names if isinstance(name, str) and name not in _KNOWN_TERMS),
    )


def _menu(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names and URLs of what themes take as a menu."""
    for value in mapping_of(config, "extra").values():
        for entry in value if isinstance(value, list) else []:
            if isinstance(entry, dict) and text_of(entry, "name") and text_of(entry, "url"):
                yield text_of(entry, "name"), text_of(entry, "url").replace("$BASE_URL", "")


def _entries(source: Source, rules: _Rules, findings: Findings) -> Iterator[Entry]:
    for path in source.files:
        if not path.startswith(rules.content) or not path.lower().endswith(".md"):
            continue
        docname = path.removeprefix(rules.content)[:-3]
        stem, _dot, suffix = docname.rpartition(".")
        language = suffix if suffix in rules.languages else rules.language
        docname = stem if suffix in rules.languages else docname
        name = posixpath.basename(docname)
        docname = posixpath.dirname(docname) if name in ("index", "_index") else docname
        document = _read(source, path, f"{docname}.md")
        if isinstance(document, NotUnderstood):
            findings.problems.append(document)
            continue
        if name == "_index" and not document.text.strip():
            findings.left_out["pages without text"] += 1
            continue
        yield Entry(
            document,
            rules.url_of(document, docname, language),
            document.front.slug.rpartition("/")[2] or name_without_date(posixpath.basename(docname)) or "home",
            is_page=name == "_index" or (document.front.date is None and not document.front.draft),
            language=language if language != rules.language else "",
            translation=docname or "home",
            more_tags=terms_of(document, rules.taxonomies),
            left_out=("sort_by", "page_template", "paginate_by", "transparent", "in_search_index", "generate_feeds"),
        )


def _read(source: Source, path: str, as_path: str) -> Document | NotUnderstood:
    """Return a document; what themes read from its table `extra` is its own front matter."""
    document = read_document(source, path, as_path=as_path)
    extra = {} if isinstance(document, NotUnderstood) else mapping_of(document.raw.extra, "extra")
    known = {key: value for key, value in extra.items() if normalize_key(key) in _EXTRA_KEYS}
    return read_document(source, path, known, as_path=as_path) if known else document


def handle_tag(call: Call, page: Page) -> str | None:
    """Return what replaces a shortcode; None if it is not understood."""
    if call.source.startswith("{{") and not call.name:
        return call.source  # Zola runs only shortcodes in content
    if call.name in ("gallery", "images") and call.raw is None and call.tag and not call.tag.values:
        images = [figure(page.target(path)) for path in page.shortcodes.images_in(".")]
        return page.shortcodes.row(images) if images else None
    return page.shortcodes.convert(call)


def unescape_tags(text: str) -> str:
    """Return a text in which shortcodes that are escaped, `{{/* x() */}}`, are code as readers see it."""
    if "/*" not in text:
        return text
    parts, position = [], 0
    for start, end in outside(code_spans(text), len(text)):
        parts += [_ESCAPED.sub(r"{\1 \2 \3}", text[position:start]), _ESCAPED.sub(r"`{\1 \2 \3}`", text[start:end])]
        position = end
    return "".join([*parts, _ESCAPED.sub(r"{\1 \2 \3}", text[position:])])
