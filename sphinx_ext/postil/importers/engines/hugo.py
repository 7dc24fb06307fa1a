"""Hugo: the folder of a site, with its configuration, `content/`, `static/` and `assets/`."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.importers.engines.hugo_config import CONFIG_NAMES, hugo_facts, hugo_menu, own_taxonomies, read_hugo_config
from postil.importers.engines.hugo_tags import hugo_tags, unescape_code
from postil.importers.engines.hugo_urls import HugoUrls
from postil.importers.markdown.config import is_true, mapping_of, text_of
from postil.importers.markdown.documents import read_document
from postil.importers.markdown.links import SiteIndex
from postil.importers.markdown.site import Entry, Findings, convert_entries, count_unused, menu_setting, terms_of
from postil.importers.model import ImportedSite, NotUnderstood, Place
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_CONFIG = re.compile(r"(?P<root>(?:.*?/)??)(?:config/_default/)?(?:hugo|config)\.(?:toml|ya?ml|json)")
MARKDOWN = (".md", ".markdown", ".mdown", ".html", ".htm")
OTHER_FORMATS = (".org", ".adoc", ".asciidoc", ".asciidoctor", ".rst", ".pandoc", ".pdc")
_COVER = re.compile(r"(?:.*/)?[^/]*(?:feature|cover|thumbnail)[^/]*\.(?:png|jpe?g|webp|gif)")


def looks_like(source: Source) -> bool:
    """Return whether a source has a configuration and content of Hugo."""
    root = _root_of(source)
    if root is None or not any(path.startswith(f"{root}content/") for path in source.files):
        return False
    names = {path.removeprefix(root).partition("/")[0] for path in source.files if path.startswith(root)}
    is_zola = "templates" in names or "sass" in names
    return bool(names & {"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "archetypes", "layouts", "config"}) or (
        not is_zola
    )


def _root_of(source: Source) -> str | None:
    roots = [found["root"] for path in source.files if (found := _CONFIG.fullmatch(path))]
    roots = [root for root in roots if "themes/" not in root and "node_modules/" not in root]
    return min(roots, key=lambda root: root.count("/"), default=None)


@frozen
class _Language:
    name: str
    prefix: str
    """Of its URLs, with a slash at its end."""
    content: str
    """Its content folder."""


def read(source: Source, _options: ReadOptions) -> ImportedSite:
    """Return the site in a folder of Hugo."""
    root = _root_of(source)
    if root is None:
        raise SourceError(f"{source.name} has no hugo.toml, hugo.yaml or config.toml")
    findings = Findings()
    config = read_hugo_config(source, root, findings.problems)
    languages = _languages(config, root)
    contents = list(dict.fromkeys(language.content for language in languages))
    urls = HugoUrls(
        _patterns(config),
        ugly=is_true(config, "uglyURLs", "uglyurls"),
        lower=not is_true(config, "disablePathToLower"),
        taxonomies=own_taxonomies(config),
    )
    for section, pattern in urls.patterns.items():
        if not urls.pattern(pattern, section):
            place = Place(f"{root}{CONFIG_NAMES[0]}")
            findings.problems.append(NotUnderstood(place, f"permalinks: {pattern}", "URLs from the paths of files"))
    entries = [entry for language in languages for entry in _entries(source, language, languages, urls, findings)]
    if not entries:
        raise SourceError(f"{source.name} has no posts in {contents[0]}")
    facts = hugo_facts(config)
    index = SiteIndex(source, facts.url, [*contents, f"{root}static/", f"{root}assets/"])
    handle = hugo_tags(mapping_of(config, "params", "Params"), contents[0], root)
    posts = convert_entries(entries, index, handle, findings, finish=unescape_code)
    count_unused(index, findings, [*contents, f"{root}static/"])
    menu = menu_setting(hugo_menu(config), index, [entry.url for entry in entries if entry.is_page])
    settings = {**facts.settings, **_permalink_settings(urls, entries), "postil_menu": menu}
    return ImportedSite("hugo", replace(facts, settings=settings), posts, tuple(findings.problems), findings.left_out)


def _patterns(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the patterns of `permalinks` by section, in its old and its new form."""
    found = mapping_of(config, "permalinks", "Permalinks")
    patterns = {**mapping_of(found, "page"), **found}
    return {name.strip("/"): text for name, text in patterns.items() if isinstance(text, str)}


def _permalink_settings(urls: HugoUrls, entries: list[Entry]) -> dict[str, str]:
    """Return the pattern for new posts: that of the section with the most posts."""
    sections = Counter(entry.section for entry in entries if not entry.is_page)
    section = max(sections, key=lambda name: sections[name], default="")
    pattern = urls.pattern(urls.patterns.get(section, ""), section) or (f"{section}/{{slug}}/" if section else "")
    return {"postil_permalink": pattern.replace("{section}", section), "postil_slug_style": "unicode"}


def _languages(config: Mapping[str, Any], root: str) -> list[_Language]:
    """Return the languages of a site, its own first."""
    own = text_of(config, "defaultContentLanguage", "defaultcontentlanguage") or "en"
    content = text_of(config, "contentDir", "contentdir") or "content"
    in_folder = is_true(config, "defaultContentLanguageInSubdir")
    found = mapping_of(config, "languages", "Languages")
    names = [own, *(name for name in found if name != own)]
    return [
        _Language(
            name,
            f"{name}/" if name != own or in_folder else "",
            f"{root}{(text_of(mapping_of(found, name), 'contentDir', 'contentdir') or content).strip('/')}/",
        )
        for name in names
    ]


def _entries(
    source: Source, language: _Language, languages: list[_Language], urls: HugoUrls, findings: Findings
) -> Iterator[Entry]:
    """Yield the documents in a language."""
    own, others = languages[0], [each.name for each in languages if each is not language]
    folders = {each.content for each in languages} - {language.content}
    inner = tuple(folder for folder in folders if folder.startswith(language.content))
    for path in source.files:
        if not path.startswith(language.content) or path.startswith(inner):
            continue
        stem, _dot, suffix = path.rpartition(".")
        named = PurePosixPath(stem).suffix.removeprefix(".")
        is_here = named == language.name if named in {each.name for each in languages} else True
        if named in others or not is_here or (named != language.name and not _is_of(path, language, own)):
            continue
        if f".{suffix.lower()}" in OTHER_FORMATS and language is own:
            findings.problems.append(NotUnderstood(Place(path), f"a post in another format (.{suffix})", "nothing"))
        if f".{suffix.lower()}" not in MARKDOWN:
            continue
        docname = stem.removeprefix(language.content)
        docname = docname.removesuffix(f".{language.name}") if named == language.name else docname
        if entry := _entry(source, path, docname, language, own, urls, findings):
            yield entry


def _is_of(path: str, language: _Language, own: _Language) -> bool:
    """Return whether a file without a language in its name is in this language."""
    return language is own or language.content != own.content


def _entry(
    source: Source,
    path: str,
    docname: str,
    language: _Language,
    own: _Language,
    urls: HugoUrls,
    findings: Findings,
) -> Entry | None:
    """Return a document; None if it has no text, as pages that only a template fills."""
    name = PurePosixPath(docname).name
    in_bundle = name != "index" and any(
        f"{parent}/index.md" in source.files for parent in PurePosixPath(path).parents if str(parent) != "."
    )
    if in_bundle:  # a resource of that page
        findings.left_out["documents in page bundles"] += 1
        return None
    document = read_document(source, path)
    if isinstance(document, NotUnderstood):
        findings.problems.append(document)
        return None
    if not document.text.strip() and (name == "_index" or document.front.date is None):
        findings.left_out["pages without text"] += 1
        return None
    docname = posixpath.dirname(docname) if name == "_index" else docname
    is_page = name == "_index" or "/" not in docname.removesuffix("/index")
    is_page = is_page or document.front.date is None or document.raw.values.get("type") == "page"
    url = urls.url_of(document, docname, prefix=language.prefix)
    slug = document.front.slug or PurePosixPath(docname.removesuffix("/index")).name or "home"
    images = sorted(each for each in source.files if each.startswith(f"{posixpath.dirname(path)}/"))
    cover = next((each for each in images if _COVER.fullmatch(each)), "") if name == "index" else ""
    return Entry(
        document,
        url,
        slug,
        is_page=is_page and not (document.front.draft and name != "_index"),
        language=language.name if language is not own else "",
        translation=docname.removesuffix("/index") or "home",
        more_tags=terms_of(document, urls.taxonomies),
        image=posixpath.basename(cover),
        section=docname.partition("/")[0] if "/" in docname else "",
    )
