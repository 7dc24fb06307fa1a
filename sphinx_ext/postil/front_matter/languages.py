"""The languages of source files by their paths: `walk.de.md`, `de/walk.md`; and the URLs of blogs in languages."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from postil.language_tags import language_tag
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postil.front_matter.parse import FrontMatter

_SUFFIX = lazy_regex(r"(?P<name>.+)\.(?P<code>[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?)")
# Pages that exist once, whatever languages a site has.
_SINGLE_PAGES = frozenset({"404", "search", "genindex"})


class FileLanguage(NamedTuple):
    """The language of a file by its path, and its path without the language, which its translations share."""

    tag: str
    """Empty if the path has no language."""
    path: str


@dataclass
class SourceLanguages:
    """The languages of the source files of a site."""

    site: str = ""
    """The tag of the site's language."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """The tags in `postil_languages`, with the folder of each; empty: a folder of its name."""
    roots: Sequence[str] = ()
    """The folders of posts, which may have a folder for each language."""
    default: str = ""
    """The language of posts without one, if it is not that of the site."""
    root_doc: str = "index"
    blog_folders: Mapping[str, str] = field(default_factory=dict)
    """The folder of the pages of each blog by its tag, which is empty for the language of the site."""
    _siblings: dict[str, set[str]] = field(default_factory=dict, repr=False)
    _found: dict[str, FileLanguage] = field(default_factory=dict, repr=False, compare=False)
    """The languages of files by their paths: each is needed some ten times a build."""

    def set_paths(self, paths: Iterable[str]) -> None:
        """Set the paths of all source files, published or not."""
        self._siblings.clear()
        self._found.clear()
        for path in paths:
            stem, _suffix = posixpath.splitext(path)
            self._siblings.setdefault(stem, set()).add("")
            if (found := _SUFFIX.fullmatch(stem)) and (tag := language_tag(found["code"])):
                self._siblings.setdefault(found["name"], set()).add(tag)

    def of_path(self, path: str) -> FileLanguage:
        """Return the language of the file at `path` in the site.

        A suffix is a language if `postil_languages` has it, or if there is the same file in another language or without
        a suffix; then it has two letters, perhaps with a territory. Else it is part of the name: `v1.is.md`.
        """
        if path not in self._found:
            self._found[path] = self._of_path(path)
        return self._found[path]

    def _of_path(self, path: str) -> FileLanguage:
        tag, path = self._of_folder(path)
        stem, suffix = posixpath.splitext(path)
        found = _SUFFIX.fullmatch(stem)
        code = language_tag(found["code"]) if found else ""
        if not found or not code:
            return FileLanguage(tag, path)
        is_translation = len(code.partition("-")[0]) == 2 and self._siblings.get(found["name"], {code}) != {code}  # noqa: PLR2004 - letters
        if code in self.folders or is_translation:
            return FileLanguage(code, found["name"] + suffix)
        return FileLanguage(tag, path)

    def _of_folder(self, path: str) -> FileLanguage:
        """Return the language of a file by its folder, if that is one of `postil_languages`."""
        if not self.folders:
            return FileLanguage("", path)
        for tag, folder in self.folders.items():
            if folder and path.startswith(f"{folder}/"):
                parent, name = posixpath.split(folder)
                originals = self.folders.get(self.site) or (self.roots[0] if folder in self.roots else parent)
                base = parent if name.lower() == tag.lower() else originals
                return FileLanguage(tag, posixpath.join(base, path.removeprefix(f"{folder}/")))
        for root in (*self.roots, ""):
            start = f"{root}/" if root else ""
            first, slash, rest = path.removeprefix(start).partition("/")
            if not slash or not path.startswith(start):
                continue
            tag = next((tag for tag in self.folders if tag.lower() == first.lower().replace("_", "-")), "")
            if tag and not self.folders[tag]:
                return FileLanguage(tag, start + rest)
        return FileLanguage("", path)

    def of_document(self, path: str, front: FrontMatter | None, *, is_post: bool = True) -> str:
        """Return the language of a document by its front matter, else by its path; empty if it is that of the site."""
        own = language_tag(front.languages[0]) if front and len(front.languages) == 1 else ""
        tag = own or self.of_path(path).tag or (self.default if is_post else "")
        return "" if self.is_of_site(tag) else tag

    def is_of_site(self, tag: str) -> bool:
        """Return whether `tag` is the language of the site."""
        return not tag or tag.lower() == self.site.lower()

    def key(self, path: str, front: FrontMatter | None) -> str:
        """Return the key that a document shares with its translations."""
        return (front.translation_key if front else "") or posixpath.splitext(self.of_path(path).path)[0]

    def blog(self, language: str) -> str:
        """Return the language of the blog for documents in `language`: empty for that of the site."""
        return language if language in self.folders else ""

    def folder_of_blog(self, blog: str) -> str:
        """Return the folder of the site in which the pages of the blog in a language are; empty for the root."""
        return self.blog_folders.get(blog, "")

    def folder(self, language: str) -> str:
        """Return the folder of the site with the pages of the blog for documents in `language`; empty for the root."""
        return self.folder_of_blog(self.blog(language))

    def docname(self, path: str, language: str, default: str) -> str:
        """Return the docname of a file without front matter; `default` is the one by its path alone."""
        if not self.folders:
            return default
        name = posixpath.splitext(self.of_path(path).path)[0] if language == self.blog(language) else default
        if not self.blog(language) and (name == self.root_doc or name in _SINGLE_PAGES):
            return name
        return posixpath.join(self.folder(language), name)

    def name_for_url(self, path: str, default: str) -> str:
        """Return the docname by which a permalink names a file without `postil_languages`: `walk.de/index`.

        For `walk/index.de`, that keeps the names of its translations apart; else it is `default`.
        """
        found = self.of_path(path)
        folder, name = posixpath.split(posixpath.splitext(found.path)[0])
        if self.folders or name != "index" or not folder or default == f"{folder}/{name}":
            return default
        return f"{folder}.{found.tag.lower()}/index"
