"""Quarto: the configuration of the project and of its folders."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postil.importers.markdown.config import list_of, mapping_of, read_config, text_of
from postil.importers.markdown.site_files import folder_of, parents, shallowest
from postil.importers.model import NotUnderstood, SiteFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.source import Source

_PROJECT = ("_quarto.yml", "_quarto.yaml")
_FOLDER = ("_metadata.yml", "_metadata.yaml")
# Keys of the project that are defaults of each document.
_SHARED = ("author", "format", "execute", "bibliography")


@dataclass
class Project:
    """A project of Quarto."""

    source: Source
    base: str
    """The folder of the project, with a slash at its end; empty for the root."""
    values: Mapping[str, Any]
    problems: list[NotUnderstood] = field(default_factory=list)
    _folders: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def output(self) -> str:
        """The folder that Quarto writes, with a slash at its end."""
        name = text_of(self.values, "project.output-dir") or "_site"
        return f"{posixpath.normpath(self.base + name)}/"

    def facts(self) -> SiteFacts:
        """Return what the project says about the site."""
        site = mapping_of(self.values, "website", "book")
        repository = text_of(site, "comments.utterances.repo")
        settings = {
            "blog_default_author": _author(self.values.get("author")),
            "postil_comments": {"engine": "utterances", "repo": repository} if repository else None,
        }
        return SiteFacts(
            text_of(site, "title") or text_of(self.values, "title"),
            text_of(site, "site-url").rstrip("/"),
            text_of(site, "description"),
            text_of(self.values, "lang").partition("-")[0],
            settings,
        )

    def menu(self) -> list[tuple[str, str]]:
        """Return the names and targets of the menu; a name is empty if it is that of the page."""
        navigation = mapping_of(mapping_of(self.values, "website"), "navbar")
        items = [item for side in ("left", "right") for item in list_of(navigation, side)]
        links = [{"href": item} if isinstance(item, str) else item for item in items if isinstance(item, str | dict)]
        return [(text_of(link, "text"), text_of(link, "href", "file")) for link in links]

    def defaults(self, path: str) -> dict[str, Any]:
        """Return the front matter that all documents in the folder of `path` share."""
        found: dict[str, Any] = {key: self.values[key] for key in _SHARED if key in self.values}
        bibliographies = _in_root(found.pop("bibliography", None), "")
        for folder in parents(folder_of(path), self.base):
            values = dict(self._folder(folder))
            bibliographies += _in_root(values.pop("bibliography", None), folder.removeprefix(self.base))
            found = _merged(found, values)
        return found | ({"bibliography": bibliographies} if bibliographies else {})

    def _folder(self, folder: str) -> dict[str, Any]:
        if folder not in self._folders:
            name = next((folder + name for name in _FOLDER if folder + name in self.source.files), "")
            self._folders[folder] = read_config(self.source, name, self.problems) if name else {}
        return self._folders[folder]

    def variables(self) -> dict[str, Any]:
        """Return the values of `{{< var … >}}`."""
        path = f"{self.base}_variables.yml"
        return read_config(self.source, path, self.problems) if path in self.source.files else {}


def read_project(source: Source) -> Project | None:
    """Return the project in a source; None if there is none."""
    path = shallowest(source, *_PROJECT)
    if not path:
        return None
    problems: list[NotUnderstood] = []
    return Project(source, folder_of(path), read_config(source, path, problems), problems)


def _in_root(value: Any, folder: str) -> list[str]:
    """Return the files of a bibliography as paths from the root of the project, with a slash at the start."""
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [name if name.startswith("/") else f"/{folder}{name}" for name in names if isinstance(name, str)]


def _merged(outer: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    """Return mappings merged, the inner one above the outer."""
    result = dict(outer)
    for key, value in inner.items():
        known = result.get(key)
        result[key] = _merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return result


def _author(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return text_of({"author": first}, "author", "author.name")
