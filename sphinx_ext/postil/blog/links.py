"""What a link leads to: a page of the site or a file, however another engine spells it."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from postil.blog.page_names import WIKI, PageNames
from postil.blog.post import Kind
from postil.file_names import OUTPUT_FILES, normalize_unicode
from postil.frozen import frozen
from postil.lazy_regex import lazy_regex
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from postil.blog.index import Index
    from postil.blog.post import Term

SCHEME = lazy_regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
# `{filename}walk.md`, as Pelican has it, and as postil writes the notations of other engines.
NOTATION = lazy_regex(r"[{|](\w+)[}|](.*)", re.DOTALL)
# The suffixes of files that engines turn into pages.
_DOCUMENT_SUFFIX = lazy_regex(r"\.(?:md|markdown|mdown|mkd|mdx|qmd|[rR]md|ipynb|rst|txt|adoc|org|html?)$")
_PAGE_SUFFIX = lazy_regex(r"\.html?$")
FILE_NOTATIONS = frozenset({"filename", "static", "attach", "post_url", "link", "ref", "relref"})
_TERM_NOTATIONS = {"tag": Kind.TAG, "category": Kind.CATEGORY, "author": Kind.AUTHOR}
# Where other engines have the pages of terms: `/tags/rivers/`, `/blog/category/walks.html`.
_TERMS_PATH = lazy_regex(r"(?:[^/]+/)?(tags?|categor(?:y|ies)|authors?|series|archives?)(?:/([^/]+))?")
_KINDS = {"tag": Kind.TAG, "categor": Kind.CATEGORY, "author": Kind.AUTHOR, "serie": Kind.SERIES, "archive": Kind.YEAR}
# The feeds of other engines, in any folder, and the one that postil has.
_FEEDS = {
    "feed.xml": "atom.xml", "atom.xml": "atom.xml", "feed": "atom.xml", "feeds/all.atom.xml": "atom.xml",
    "index.xml": "rss.xml", "rss.xml": "rss.xml", "rss": "rss.xml", "feed.json": "feed.json",
}  # fmt: skip


def is_path(url: str) -> bool:
    """Return whether a URL is a path, relative or from the root."""
    url = url.strip()
    return bool(url) and not url.startswith(("#", "?")) and not SCHEME.match(url)


@frozen
class LinkTarget:
    """What a link leads to."""

    docname: str = ""
    """The document, or the page of the blog; empty if it is a file."""
    fragment: str = ""
    file: str = ""
    """The path of a file in the output."""
    query: str = ""


@frozen
class SitePaths:
    """The documents and files of a site by their paths."""

    documents: Mapping[str, str]
    """The path of each document's file in the site, without suffix, by docname."""
    document_paths: Callable[[str], Iterable[str]] = lambda path: (path,)
    """Returns the paths that a path may mean."""
    published_path: Callable[[str], str] = lambda _path: ""
    """Returns the path in the output of a file that is copied; empty if there is none."""
    generated: Collection[str] = ()
    """Other pages and files in the output."""
    title: Callable[[str], str] = lambda docname: docname
    """Returns the title of a document."""
    post_folders: Collection[str] = ()
    """The folders of posts; other engines have the list of posts at their paths."""


class SiteLinks:
    """Finds what links lead to. Computed in each build, so that links need no document to be read again."""

    def __init__(self, index: Index, paths: SitePaths, *, base: str = "") -> None:
        """`base` is the URL of the site."""
        self._index, self._paths = index, paths
        parts = urlsplit(base)
        self._host, self._base_path = parts.netloc.lower(), parts.path.strip("/")
        self._has_feeds = bool(base)
        self._found: dict[tuple[str, str], LinkTarget | None] = {}

    def find(self, target: str, docname: str) -> LinkTarget | None:
        """Return what `target` leads to from a document; None if it is not known, or outside of the site."""
        key = (target, docname)
        if key not in self._found:
            self._found[key] = self._find(target.strip(), docname)
        return self._found[key]

    def forget_found(self) -> None:
        """Find targets again: documents and posts are the same, but other files may be there."""
        self._found.clear()

    def _find(self, target: str, docname: str) -> LinkTarget | None:
        if target.startswith(WIKI):
            name, _hash, fragment = target.removeprefix(WIKI).partition("#")
            page = self._names.find(unquote(name), self._paths.documents.get(docname, docname))
            return LinkTarget(page, fragment) if page else None
        is_absolute = bool(SCHEME.match(target))
        target = (self._own_path(target) or "") if is_absolute else target
        written, hash_sign, fragment = target.partition("#")
        written, question_mark, query = written.partition("?")
        path = normalize_unicode(unquote(written))
        find = self._find_exactly if is_absolute else self._find_path
        found = find(path, docname) if path else None
        if found is None:
            return None
        fragment = unquote(fragment) if hash_sign else found.fragment
        return LinkTarget(found.docname, fragment, found.file, question_mark + query)

    def _own_path(self, url: str) -> str | None:
        """Return the path of a URL of this site; None for other sites."""
        try:
            parts = urlsplit(url)
        except ValueError:  # `http://[`
            return None
        is_own = self._host and parts.netloc.lower() == self._host and parts.scheme.lower() in ("", "http", "https")
        if not is_own or not f"{parts.path}/".startswith(f"/{self._base_path}".rstrip("/") + "/"):
            return None
        query, fragment = parts.query and f"?{parts.query}", parts.fragment and f"#{parts.fragment}"
        return f"{parts.path or '/'}{query}{fragment}"

    def _find_exactly(self, path: str, _docname: str) -> LinkTarget | None:
        """Return the page with this URL on the site; an absolute URL means nothing else."""
        return self._page_at(path[len(f"{self._base_path}/") if self._base_path else 0 :].lstrip("/"))

    def _find_path(self, path: str, docname: str) -> LinkTarget | None:
        """Return what a decoded path without query and fragment leads to."""
        if path.startswith(("@/", "@site/")):  # Zola and Docusaurus
            path = "{filename}" + path[path.index("/") :]
        if notation := NOTATION.fullmatch(path):
            return self._find_notation(notation[1], notation[2], docname)
        if path.startswith("/"):
            return self._find_in_site(path.lstrip("/"))
        own = self._paths.documents.get(docname, docname)
        if page := self._source(posixpath.join(posixpath.dirname(own), path)):
            return LinkTarget(page)
        return next(filter(None, (self._find_url(f"{base}/{path}") for base in self._bases(docname))), None)

    def _find_notation(self, name: str, value: str, docname: str) -> LinkTarget | None:
        if kind := _TERM_NOTATIONS.get(name):
            return _page_of(self._term(kind, value))
        if name == "index":
            return self._find_in_site("")
        if name == "page":
            return LinkTarget(docname)
        if name not in FILE_NOTATIONS:
            return None
        value = f"/{value.lstrip('/')}" if name == "link" else value
        is_relative = not value.startswith("/")
        found = self._find_path(value, docname) if is_relative else None
        # Hugo and Jekyll find a file by its name alone, if no other has it.
        return found or self._find_in_site(value.lstrip("/")) or self._named(value)

    def _named(self, path: str) -> LinkTarget | None:
        return _page_of(self._by_name.get(posixpath.basename(_without_index(_DOCUMENT_SUFFIX.sub("", path)))))

    def _find_in_site(self, path: str) -> LinkTarget | None:
        """Return what a path from the site's root leads to; it may start with the path of the site's URL."""
        below = f"{self._base_path}/" if self._base_path else ""
        inner = [path[len(below) :]] if below and f"{path.rstrip('/')}/".startswith(below) else []
        return next(filter(None, map(self._find_url, [*inner, path])), None)

    def _find_url(self, path: str) -> LinkTarget | None:
        """Return what the URL with this path leads to: a page, an old URL, a source file, or a file that is copied."""
        found = self._page_at(path)
        path = posixpath.normpath(f"/{path}").lstrip("/")
        found = found or _page_of(self._source(path))
        if found:
            return found
        if file := self._paths.published_path(path):
            return LinkTarget(file=file)
        if path in self._files:
            return LinkTarget(file=path)
        return self._page_elsewhere(path, _without_index(path))

    def _page_at(self, path: str) -> LinkTarget | None:
        """Return the page with this URL, or that had it. A page in a folder of its own is `x/index`."""
        folder = path.endswith("/") or not path
        path = posixpath.normpath(f"/{path}").lstrip("/")
        key, folder = (_without_index(path), True) if _is_index(path) else (_PAGE_SUFFIX.sub("", path), folder)
        names = (f"{key}/index".lstrip("/"), key)
        page = next((name for name in (names if folder else names[::-1]) if name in self._pages), None)
        return LinkTarget(page) if page else self._aliases.get(key)

    def _source(self, path: str) -> str | None:
        """Return the document whose file is at a path in the site, with or without its suffix."""
        path = posixpath.normpath(path.strip("/"))
        stem = _DOCUMENT_SUFFIX.sub("", path)
        for name in self._paths.document_paths(stem):
            for own in (name, f"{name}/index", _without_index(name)):
                if found := self._by_path.get(own):
                    return found
        return None

    def _page_elsewhere(self, path: str, key: str) -> LinkTarget | None:
        """Return the page that other engines have at a path: in other case, all posts, of a term, or a feed."""
        if page := self._folded.get(key.casefold()):
            return LinkTarget(page)
        if _without_index(_DOCUMENT_SUFFIX.sub("", path)) in self._paths.post_folders:
            return LinkTarget(self._index.posts_page)
        if match := _TERMS_PATH.fullmatch(key):
            kind = next(kind for name, kind in _KINDS.items() if match[1].startswith(name))
            if match[2]:
                return _page_of(self._term(kind, match[2]))
            return LinkTarget(self._index.terms_page(kind)) if self._index.terms(kind) else None
        feed = _FEEDS.get(path) or _FEEDS.get(posixpath.basename(path) if path.count("/") == 1 else "")
        return LinkTarget(file=f"{self._index.path}/{feed}") if feed and self._has_feeds else None

    def _term(self, kind: Kind, label: str) -> Term | None:
        found = self._index.find(kind, label) or self._index.find(kind, slugify(label))
        return found or self._index.find(kind, label.replace("-", " "))

    def _bases(self, docname: str) -> Iterator[str]:
        """Yield the folders from which relative links count: the page's, the page itself, those of its old URLs."""
        yield posixpath.dirname(docname)
        yield docname.removesuffix("/index")
        for post in self._index.by_docname.get(docname, ()):
            for alias in post.aliases:
                path = urlsplit(alias).path
                yield posixpath.dirname(path).strip("/")

    @cached_property
    def _pages(self) -> Collection[str]:
        """The names of all pages: documents, and those that the blog generates."""
        index = self._index
        kinds = [kind for kind in Kind if kind is not Kind.MONTH]
        terms = {blog.terms_page(kind) for blog in index.all_blogs for kind in kinds if blog.terms(kind)}
        lists = {name for blog in index.all_blogs for name in (blog.path, blog.posts_page)}
        names = {name for name in self._paths.generated if name not in self._files}
        return {*self._paths.documents, *index.by_page, *terms, *names, *lists}

    @cached_property
    def _files(self) -> Collection[str]:
        names = set(_FEEDS.values()) if self._has_feeds else set()
        feeds = {f"{blog.path}/{name}" for blog in self._index.all_blogs for name in names}
        return {*OUTPUT_FILES, *feeds, *(name for name in self._paths.generated if "." in name)}

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        """The pages by their keys without case, if no two differ only in case."""
        found: dict[str, str] = {}
        for name in sorted(self._pages):
            key = _without_index(name).casefold()
            found[key] = "" if key in found else name
        return found

    @cached_property
    def _by_path(self) -> Mapping[str, str]:
        return {path: docname for docname, path in self._paths.documents.items()}

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """The documents by the name of their file or folder, if no other has it."""
        found: dict[str, str] = {}
        for docname, path in self._paths.documents.items():
            name = posixpath.basename(_without_index(path))
            found[name] = "" if name in found else docname
        return found

    @cached_property
    def _names(self) -> PageNames:
        posts = sorted(self._index.all_posts, key=lambda post: post.docname)
        aliases = ((post.docname, alias) for post in posts for alias in post.aliases)
        titles = {post.docname: post.title for post in posts if not post.anchor}
        return PageNames(self._paths.documents, lambda name: titles.get(name) or self._paths.title(name), aliases)

    @cached_property
    def _aliases(self) -> Mapping[str, LinkTarget]:
        """The posts by their old URLs; of two posts with one URL, the first in the order of files."""
        found: dict[str, LinkTarget] = {}
        for post in sorted(self._index.all_posts, key=lambda post: (post.path or post.docname, post.anchor)):
            for alias in post.aliases:
                path = normalize_unicode(unquote(urlsplit(alias).path)).strip("/")
                found.setdefault(_without_index(path), LinkTarget(post.docname, post.anchor))
        return found


def _page_of(found: Term | str | None) -> LinkTarget | None:
    """Return the page of a term, or with a docname; None if there is none."""
    return LinkTarget(found if isinstance(found, str) else found.docname) if found else None


def _is_index(path: str) -> bool:
    return posixpath.basename(path) in ("index", "_index", "index.html", "index.htm")


def _without_index(path: str) -> str:
    """Return a path without `.html`, and without `index` at its end."""
    path = _PAGE_SUFFIX.sub("", path)
    folder, name = posixpath.split(path)
    return folder if name in ("index", "_index") else path
