"""ABlog: the posts of a Sphinx site, with the `post` directives as front matter, and what changes in `conf.py`."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postil.front_matter.raw import RawFrontMatter
from postil.front_matter.source import normalize, read_raw_front_matter
from postil.importers.engines.ablog_conf import conf_diff
from postil.importers.markdown.documents import Parts, make_document, split_document
from postil.importers.markdown.links import SiteIndex
from postil.importers.markdown.site import Entry, Findings
from postil.importers.markdown.site_files import folder_of, site_files, url_path
from postil.importers.mixed import convert_all
from postil.importers.model import ImportedSite, NotUnderstood, Place, SiteFacts
from postil.importers.python_settings import Settings, find_conf, read_settings
from postil.importers.reference_marks import without_marks
from postil.importers.rst import REMOVED, without_fields
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.front_matter.raw import Value
    from postil.importers.model import ImportedPost, Reference
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_CONF = re.compile(r"""["']ablog["']|^\s*import ablog|^blog_\w+\s*=""", re.MULTILINE)
_RST_POST = re.compile(
    r"^\.\. post::[ \t]*(?P<date>[^\n]*)\n(?P<options>(?:[ \t]+:[\w-]+:[^\n]*(?:\n|\Z))*)", re.MULTILINE
)
_MARKDOWN_POST = re.compile(
    r"^(?P<mark>`{3,}|:{3,})\{post\}[ \t]*(?P<date>[^\n]*)\n(?P<options>(?:[ \t]*:[\w-]+:[^\n]*\n|---\n.*?^---\n)?"
    r"(?:[ \t]*:[\w-]+:[^\n]*\n)*)(?P<rest>.*?)^(?P=mark)[ \t]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"^[ \t]*:([\w-]+):[ \t]*(.*)$", re.MULTILINE)
_DOC_ROLE = re.compile(r"\{doc\}`(?:(?P<words>[^`<>]+?)\s*<(?P<target>[^`<>]+)>|(?P<path>[^`<>]+))`")
_SETTINGS = re.compile(r"(?:blog|post)_\w+|disqus_shortname|fontawesome_included")
_EXCERPT = "ablog_excerpt"
_NO_EFFECT = frozenset({"blog_feed_templates", "post_always_section", "post_date_format_short", "blog_post_pattern"})


def looks_like(source: Source) -> bool:
    """Return whether the source has a `conf.py` that loads ABlog."""
    return bool(find_conf(source, _CONF))


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the posts of a site."""
    path = find_conf(source, _CONF)
    if not path:
        raise SourceError(f"{source.name} has no conf.py that loads ABlog")
    findings = Findings()
    settings = Settings()
    read_settings(source, path, settings, findings.problems)
    base = folder_of(path)
    entries, pages = [], 0
    for file in site_files(source, base, ".md", ".rst"):
        entry = _entry(source, file, base, settings, findings)
        if entry is None:
            pages += 1
        else:
            entries.append(entry)
    if not entries:
        raise SourceError(f"{source.name} has no posts: no `post` directive, and no file of `blog_post_pattern`")
    index = _Index(source, _facts(settings, "").url, (base,))
    posts = convert_all(entries, index, findings, prepare=lambda _entry, text: _with_links(text))
    findings.left_out["other pages"] = pages
    posts = tuple(_with_excerpt(post, entry) for post, entry in zip(posts, entries, strict=True))
    diff = conf_diff(source.read_text(path), path)
    return ImportedSite("ablog", _facts(settings, diff), posts, tuple(findings.problems), findings.left_out)


class _Index(SiteIndex):
    """Knows the names of documents, which have no suffix."""

    def resolve(self, target: str, *, path: str, url: str) -> Reference | None:
        """Return what a target means in a document."""
        found = super().resolve(target, path=path, url=url)
        is_name = "." not in posixpath.basename(target.partition("#")[0]) and not target.startswith("#")
        return found or (super().resolve(f"{target}.rst", path=path, url=url) if is_name else None)


def _with_excerpt(post: ImportedPost, entry: Entry) -> ImportedPost:
    """Return a post with the number of paragraphs in its excerpt, which is no text as in other engines."""
    length = str(entry.document.raw.extra.get(_EXCERPT, ""))
    return replace(post, extra={**post.extra, "excerpt": int(length)}) if length.isdigit() else post


def _facts(settings: Settings, diff: str) -> SiteFacts:
    kept = {
        name: value for name, value in settings.values.items() if _SETTINGS.fullmatch(name) and name not in _NO_EFFECT
    }
    title = settings.text("blog_title") or settings.text("project")
    url = settings.text("blog_baseurl") or settings.text("html_baseurl")
    url = f"https://{url}" if url and "://" not in url else url
    own = {name: value for name, value in kept.items() if name not in ("blog_title", "blog_baseurl")}
    return SiteFacts(title, url.rstrip("/"), "", settings.text("language").partition("_")[0], own, diff)


def _entry(source: Source, path: str, base: str, settings: Settings, findings: Findings) -> Entry | None:
    """Return a document that is a post; None if it is none, or can't be read."""
    problems: list[NotUnderstood] = []
    try:
        text = without_marks(normalize(source.read_text(path)))
    except SourceError as error:
        findings.problems.append(NotUnderstood(Place(path), str(error), "nothing"))
        return None
    is_rst = path.endswith(".rst")
    parts = _rst_parts(text) if is_rst else split_document(text, path, problems)
    pattern = _RST_POST if is_rst else _MARKDOWN_POST
    found = pattern.search(parts.text)
    docname = path.removeprefix(base).rpartition(".")[0]
    is_post = str(parts.raw.values.get("blogpost", "")).lower() == "true"
    patterns = settings.texts("blog_post_pattern")
    if not (found or is_post or any(fnmatch.fnmatchcase(path.removeprefix(base), one) for one in patterns)):
        return None
    if found:
        more = pattern.search(parts.text, found.end())
        if more:
            line = parts.line + parts.text.count("\n", 0, more.start())
            problems.append(
                NotUnderstood(Place(path, line), "a second `post` directive", "as it is; one post has one date")
            )
        values = _directive_values(found["date"], found["options"])
        raw = parts.raw
        more_values = {key: value for key, value in values.items() if key not in raw.values}
        raw = replace(raw, values={**raw.values, **more_values}, extra={**raw.extra, **more_values})
        parts = replace(parts, raw=raw, text=_without(parts.text, found, is_rst=is_rst))
    raw = parts.raw
    numbers = {key: raw.values[key] for key in ("image", "excerpt") if str(raw.values.get(key, "")).isdigit()}
    if numbers:
        raw = replace(raw, values={key: value for key, value in raw.values.items() if key not in numbers})
        raw = replace(raw, extra={**raw.extra, _EXCERPT: numbers.get("excerpt", "")})
    if "image" in numbers:
        place = Place(path, raw.lines.get("image", parts.line))
        problems.append(NotUnderstood(place, f"image: {numbers['image']}", "no image; name the file of the image"))
    document = make_document(replace(parts, raw=raw), path, problems)
    folder, name = posixpath.split(docname)
    url = url_path(f"/{folder}/" if name == "index" and folder else f"/{docname}.html")
    slug = posixpath.basename(folder) if name == "index" and folder else name
    return Entry(document, url, slug, left_out=(_EXCERPT, "blogpost", "orphan", "myst"))


def _rst_parts(text: str) -> Parts:
    raw = read_raw_front_matter(text, ".rst")
    kept = replace(raw, values={k: v for k, v in raw.values.items() if k != "orphan"})
    return Parts(kept, *without_fields(text)) if raw.values else Parts(RawFrontMatter(), text)


def _directive_values(date: str, options: str) -> dict[str, Value]:
    """Return the argument and the options of a `post` directive as front matter."""
    values: dict[str, Any] = {name.lower(): value.strip() for name, value in _OPTION.findall(options)}
    values = {name: "true" if name == "nocomments" else value for name, value in values.items()}
    if redirect := values.pop("redirect", ""):
        values["aliases"] = [f"/{item.strip().strip('/')}.html" for item in str(redirect).split(",") if item.strip()]
    excerpt = values.pop("excerpt", "")
    return {
        **({"date": date.strip()} if date.strip() else {"draft": "true"}),
        **_named(values),
        **({"excerpt": excerpt} if excerpt else {}),
    }


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    return {{"exclude": "draft"}.get(name, name): value for name, value in values.items() if value}


def _without(text: str, found: re.Match[str], *, is_rst: bool) -> str:
    """Return a text without a directive; what is in it stays."""
    if not is_rst:
        return text[: found.start()] + found["rest"] + text[found.end() :]
    lines = found[0].count("\n")
    return text[: found.start()] + f"{REMOVED}\n" * lines + text[found.end() :]


def _with_links(text: str) -> str:
    """Return Markdown in which the role `doc` is a link."""
    return _DOC_ROLE.sub(lambda found: f"[{found['words'] or ''}](<{found['target'] or found['path']}>)", text)
