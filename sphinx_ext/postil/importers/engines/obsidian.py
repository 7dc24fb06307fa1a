"""Obsidian: a vault, or a folder of one."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postil.front_matter.dates import name_without_date
from postil.front_matter.keys import normalize_key
from postil.importers.engines.obsidian_links import Vault
from postil.importers.markdown.code import code_spans, outside
from postil.importers.markdown.config import read_config, text_of
from postil.importers.markdown.documents import Parts, make_document, split_document
from postil.importers.markdown.links import IMAGES, SiteIndex
from postil.importers.markdown.site import Entry, Findings, count_unused
from postil.importers.markdown.site_files import site_files, url_path
from postil.importers.mixed import convert_all
from postil.importers.model import Asset, ImportedSite, NotUnderstood, Place, Reference, SiteFacts
from postil.importers.source import SourceError
from postil.post_slug import SlugStyle, slug_of_title

if TYPE_CHECKING:
    from postil.front_matter.raw import RawFrontMatter
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_TAG = re.compile(r"(?<![\w&/#\]\[()'\"])#([^\W\d][\w/-]*)")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|#]+)[^\[\]]*\]\]")
_PLUGINS = "dataview|dataviewjs|tasks|query|button|tracker|kanban|base"
_QUERY = re.compile(rf"^[ \t]*(?:```|~~~)[ \t]*({_PLUGINS})\b", re.MULTILINE)
_TEMPLATE = re.compile(r"<%.*?%>", re.DOTALL)
_LEFT_OUT = ("cssclass", "cssclasses", "kanban-plugin", "aliases", "alias", "obsidianUIMode", "created", "modified")
# Keys of plugins for dates.
_DATES = {
    **dict.fromkeys(("datecreated", "created", "createdat"), "date"),
    **dict.fromkeys(("datemodified", "modified"), "updated"),
}
_OTHER_FORMATS = (".canvas", ".base", ".excalidraw")


def looks_like(source: Source) -> bool:
    """Return whether the source is a vault."""
    return any(path.startswith(".obsidian/") or "/.obsidian/" in path for path in source.files)


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the notes in a vault."""
    findings = Findings()
    templates = _templates(source, findings.problems)
    parts: dict[str, Parts] = {}
    problems: dict[str, list[NotUnderstood]] = {}
    for path in site_files(source, "", ".md", ".markdown"):
        if path.lower().endswith(".excalidraw.md") or (templates and path.startswith(templates)):
            findings.left_out["templates" if path.startswith(templates or "/") else "drawings"] += 1
            continue
        try:
            text = source.read_text(path)
        except SourceError as error:
            findings.problems.append(NotUnderstood(Place(path), str(error), "nothing"))
            continue
        problems[path] = []
        parts[path] = split_document(text, path, problems[path])
    if not parts:
        raise SourceError(f"{source.name} has no notes")
    others = sum(path.lower().endswith(_OTHER_FORMATS) and not path.startswith(".") for path in source.files)
    findings.left_out["files of Obsidian's own formats"] = others
    vault = Vault(
        {path: part.text for path, part in parts.items()},
        tuple(path for path in source.files if not any(name.startswith(".") for name in path.split("/"))),
        {path: _names(part.raw) for path, part in parts.items()},
        findings.problems,
        frozenset(posixpath.basename(path).casefold() for path in options.media.files)
        if options.media
        else frozenset(),
    )
    entries = [_entry(path, part, vault, problems[path]) for path, part in parts.items()]
    index = _Index(source, "")
    index.vault, index.media = vault, options.media

    def prepare(entry: Entry, text: str) -> str:
        """Convert what only Obsidian has."""
        document = entry.document
        findings.problems.extend(_queries(text, document.path, document.place.line))
        return vault.convert(text, document.path, document.place.line)

    posts = convert_all(entries, index, findings, prepare=prepare, has_urls=False)
    count_unused(index, findings, [""])
    return ImportedSite("obsidian", SiteFacts(), posts, tuple(findings.problems), findings.left_out)


class _Index(SiteIndex):
    """Finds files by their names, wherever they are in the vault."""

    vault: Vault
    media: Source | None = None

    def resolve(self, target: str, *, path: str, url: str) -> Reference | None:
        """Return what a target means in a note."""
        found = super().resolve(target, path=path, url=url)
        name, _hash, fragment = target.partition("#")
        if found or not name or re.match(r"[A-Za-z][\w+.-]*:", name):
            return found
        file = self.vault.find(unquote(name), path)
        if file:
            return super().resolve(f"/{file}#{fragment}" if fragment else f"/{file}", path=path, url=url)
        return self._elsewhere(posixpath.basename(unquote(name)))

    def _elsewhere(self, name: str) -> Reference | None:
        """Return a file with a name that is not in the folder."""
        for path in self.media.files if self.media else ():
            if self.media and posixpath.basename(path).casefold() == name.casefold():
                asset = Asset(f"media/{path}", posixpath.basename(path), partial(self.media.read, path))
                return Reference(f"/{path}", asset, is_image=path.lower().endswith(IMAGES))
        return None


def _templates(source: Source, problems: list[NotUnderstood]) -> str:
    """Return the folder of templates with a slash at its end; empty if none is set."""
    path = next((path for path in source.files if path.endswith(".obsidian/templates.json")), "")
    if not path:
        return ""
    folder = text_of(read_config(source, path, problems), "folder").strip("/")
    root = path.removesuffix(".obsidian/templates.json")
    return f"{root}{folder}/" if folder else ""


def _names(raw: RawFrontMatter) -> tuple[str, ...]:
    """Return the other names of a note, which Obsidian calls aliases."""
    for key, value in raw.values.items():
        if normalize_key(key) in ("aliases", "alias"):
            names = value if isinstance(value, list) else str(value or "").split(",")
            return tuple(str(name).strip() for name in names if name)
    return ()


def _entry(path: str, part: Parts, vault: Vault, problems: list[NotUnderstood]) -> Entry:
    values: dict[str, Any] = {}
    known = {normalize_key(key) for key in part.raw.values}
    for key, value in part.raw.values.items():
        name = _DATES.get(normalize_key(key), key)
        if normalize_key(key) in ("aliases", "alias") or (name != key and normalize_key(name) in known):
            continue
        values[name] = _plain(value, vault, path) if isinstance(value, str) else value
    stem = posixpath.basename(path).rpartition(".")[0]
    name = name_without_date(stem) or stem
    has_heading = re.match(r"\s*#[ \t]+\S", part.text)
    if "title" not in known and not has_heading:
        values["title"] = name
    raw = replace(part.raw, values=values)
    document = make_document(replace(part, raw=raw), path, problems, as_path=path)
    front = document.front
    tags = tuple(tag for tag in _inline_tags(part.text) if tag not in front.tags)
    return Entry(
        document,
        url_path(f"/{path}"),
        front.slug or slug_of_title(name, SlugStyle.UNICODE) or stem,
        front.date is None and not front.draft and front.blogpost is not True,
        more_tags=tags,
        left_out=_LEFT_OUT,
    )


def _plain(value: str, vault: Vault, path: str) -> str:
    """Return a value of front matter in which links in double brackets are paths or words."""

    def replaced(found: re.Match[str]) -> str:
        """Return the path of a file, or the name of a note."""
        file = vault.find(found[1], path)
        return f"/{file}" if file and not file.endswith(".md") else found[1]

    return _WIKILINK.sub(replaced, value)


def _inline_tags(text: str) -> list[str]:
    """Return the tags in a text."""
    found: dict[str, None] = {}
    for start, end in outside(code_spans(text), len(text)):
        for match in _TAG.finditer(text, start, end):
            found[match[1]] = None
    return list(found)


def _queries(text: str, path: str, line: int) -> list[NotUnderstood]:
    """Return the code that only plugins of Obsidian run."""
    problems = []
    for found in _QUERY.finditer(text):
        place = Place(path, line + text.count("\n", 0, found.start()))
        problems.append(NotUnderstood(place, f"```{found[1]}", "its code, because only Obsidian runs it"))
    for found in _TEMPLATE.finditer(text):
        place = Place(path, line + text.count("\n", 0, found.start()))
        problems.append(NotUnderstood(place, found[0], "as written"))
    return problems
