"""Quarto: a website or blog project, with the results of its code that are committed in `_freeze`."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

from postil.frozen import frozen
from postil.importers.engines.quarto_cells import (
    code_options,
    convert_cells,
    convert_frozen,
    convert_inline_values,
    frozen_result,
)
from postil.importers.engines.quarto_config import Project, read_project
from postil.importers.engines.quarto_shortcodes import Shortcodes
from postil.importers.markdown.conversion import Conversion
from postil.importers.markdown.documents import Parts, make_document, split_document
from postil.importers.markdown.links import SiteIndex, replace_links
from postil.importers.markdown.notebooks import Notebook, image_of_notebook, read_notebook
from postil.importers.markdown.posts import make_post
from postil.importers.markdown.site import menu_setting
from postil.importers.markdown.site_files import shallowest, site_files, url_path
from postil.importers.model import ImportedSite, NotUnderstood, Place
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.markdown.documents import Document
    from postil.importers.model import ImportedPost, Reference
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_SUFFIXES = (".qmd", ".md", ".rmd", ".ipynb")
_FILES_OF_PROJECT = frozenset({"readme", "license", "licence", "contributing", "changelog"})
# What says how Quarto renders a document.
_RENDERING = tuple(
    (  # noqa: SIM905 - one name a line is a long list
        "format execute editor editor_options jupyter freeze listing about knitr engine filters toc toc-depth "
        "toc-title "
        "toc-location number-sections csl nocite link-citations page-layout title-block-banner "
        "title-block-style "
        "code-fold code-tools code-summary output-file output theme css kernelspec params comments sidebar "
        "website project bibliography citation search from resources include-in-header include-before-body "
        "include-after-body title-block-categories "
    ).split()
)


def looks_like(source: Source) -> bool:
    """Return whether the source has a project of Quarto."""
    return bool(shallowest(source, "_quarto.yml", "_quarto.yaml"))


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in a project."""
    project = read_project(source)
    if project is None:
        raise SourceError(f"{source.name} has no _quarto.yml")
    return _Reader(source, project).read()


@frozen
class _Item:
    """A document, and what Quarto made of it."""

    document: Document
    url: str
    frozen: str | None
    lines: list[str]
    """The lines of the file."""
    notebook: Notebook
    """The notebook that the document is, or an empty one."""


class _Reader:
    """Reads documents, which link to each other."""

    def __init__(self, source: Source, project: Project) -> None:
        self._source, self._project = source, project
        self._facts = project.facts()
        self._index = SiteIndex(source, self._facts.url, (project.base,))
        self._variables = project.variables()
        self._problems: list[NotUnderstood] = []

    def read(self) -> ImportedSite:
        """Return the site."""
        items, listings = [], 0
        for path in site_files(self._source, self._project.base, *_SUFFIXES):
            if path.startswith(self._project.output) or self._is_no_page(path):
                continue
            item = self._item(path)
            if item and not item.document.text.strip() and "listing" in item.document.front.unknown:
                listings += 1
            elif item:
                items.append(item)
                aliases = [urljoin(item.url, alias) for alias in item.document.front.aliases]
                self._index.add(path, item.url, *aliases)
        if not items:
            raise SourceError(f"{self._source.name} has no documents")
        posts = tuple(self._post(item) for item in items)
        left_out = {"pages with a list of posts": listings}
        problems = (*self._project.problems, *self._problems)
        settings = {**self._facts.settings, "postil_menu": self._menu(items)}
        return ImportedSite("quarto", replace(self._facts, settings=settings), posts, problems, left_out)

    def _menu(self, items: list[_Item]) -> dict[str, str]:
        titles = {item.document.path: item.document.front.title for item in items}
        links = []
        for label, href in self._project.menu():
            is_path = not re.match(r"[\w+.-]+:|/", href)
            path = f"{self._project.base}{href}" if is_path else href
            links.append((label or titles.get(path) or href, f"/{href}" if is_path else href))
        pages = [item.url for item in items if item.document.front.date is None]
        return menu_setting(links, self._index, pages)

    def _is_no_page(self, path: str) -> bool:
        name = posixpath.basename(path)
        return name.startswith("_") or name.partition(".")[0].lower() in _FILES_OF_PROJECT

    def _item(self, path: str) -> _Item | None:
        try:
            text = self._source.read_text(path)
        except SourceError as error:
            self._problems.append(NotUnderstood(Place(path), str(error), "nothing"))
            return None
        problems: list[NotUnderstood] = []
        stem = path.removeprefix(self._project.base).rpartition(".")[0]
        frozen = frozen_result(self._source, f"{self._project.base}_freeze/{stem}/execute-results/html.json")
        notebook = Notebook()
        if path.lower().endswith(".ipynb"):
            notebook = read_notebook(text, path, problems)
            text = notebook.front_matter + notebook.text
        parts = split_document(text if frozen is None else frozen, path, problems)
        if frozen is not None:
            own = split_document(text, path, problems) if not parts.raw.values else parts
            frozen, parts = parts.text, Parts(own.raw, parts.text)
        document = make_document(parts, path, problems, defaults=self._project.defaults(path))
        self._problems += document.problems
        return _Item(document, self._url(document, stem), frozen, text.split("\n"), notebook)

    def _url(self, document: Document, stem: str) -> str:
        output = document.front.unknown.get("output-file")
        if isinstance(output, str) and output:
            stem = posixpath.join(posixpath.dirname(stem), output.removesuffix(".html"))
        folder, name = posixpath.split(stem)
        path = f"{folder}/" if name == "index" and folder else "" if name == "index" else f"{stem}.html"
        return url_path(f"/{path}")

    def _post(self, item: _Item) -> ImportedPost:
        document, front = item.document, item.document.front
        conversion = Conversion(document.place)
        resolve = partial(self._resolve, item)
        text = document.text if item.frozen is not None else convert_inline_values(document.text, conversion)
        text = Shortcodes(
            path=document.path,
            base=self._project.base,
            source=self._source,
            conversion=conversion,
            front_matter=document.raw.extra,
            variables=self._variables,
            target=lambda target: self._mark(resolve(target), target, conversion),
        ).replace_all(text)
        text = replace_links(text, resolve, conversion)
        options = code_options(document.raw.extra)
        is_frozen = item.frozen is not None
        text = convert_frozen(text, conversion) if is_frozen else convert_cells(text, options, conversion)
        self._problems += _located(conversion.problems, item) if is_frozen else conversion.problems
        if document.front.unknown.get("about"):
            self._problems.append(
                NotUnderstood(Place(document.path), "about", "the text of the page without its links")
            )
        image = resolve(front.image) if front.image else None
        folder, name = posixpath.split(document.path.rpartition(".")[0])
        post = make_post(
            document,
            conversion,
            text,
            url=item.url,
            slug=(posixpath.basename(folder) if name == "index" else name) or "home",
            is_page=front.date is None and not front.draft,
            image=image,
            more_tags=front.categories,
            left_out=_RENDERING,
        )
        files, names = self._bibliography(document)
        return replace(
            post,
            categories=(),
            other_urls=tuple(urljoin(item.url, alias) for alias in front.aliases),
            extra={**post.extra, **({"bibliography": names} if names else {})},
            files=files,
        )

    def _resolve(self, item: _Item, target: str) -> Reference | None:
        """Return what a link in a document means; frozen figures are in another folder than the document says."""
        path = item.document.path
        folder, name = posixpath.split(path.rpartition(".")[0])
        prefix = f"{name}_files/"
        plain = unquote(target).removeprefix("./")
        if found := image_of_notebook(item.notebook, path, plain):
            return found
        if item.frozen is not None and plain.startswith(prefix):
            inner = posixpath.join(folder.removeprefix(self._project.base.rstrip("/")).lstrip("/"), name)
            target = f"/_freeze/{inner}/{plain.removeprefix(prefix)}"
            return self._index.resolve(target, path=path, url=item.url)
        return self._index.resolve(target, path=path, url=item.url)

    @staticmethod
    def _mark(reference: Reference | None, target: str, conversion: Conversion) -> str:
        return conversion.reference(reference) if reference else target

    def _bibliography(self, document: Document) -> tuple[Mapping[str, bytes], list[str]]:
        """Return the BibTeX files of a document, which are copied next to it, and their names."""
        value: Any = document.raw.extra.get("bibliography")
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        files: dict[str, bytes] = {}
        for name in names:
            root, folder = self._project.base, posixpath.dirname(document.path)
            path = root + name.lstrip("/") if str(name).startswith("/") else posixpath.join(folder, str(name))
            path = posixpath.normpath(path)
            if path not in self._source.files:
                self._problems.append(NotUnderstood(Place(document.path), f"bibliography {name}", "no citations of it"))
                continue
            file = re.sub(r"[^\w.-]", "-", posixpath.basename(path))
            files[file] = self._source.read(path)
        return files, list(files)


def _located(problems: list[NotUnderstood], item: _Item) -> list[NotUnderstood]:
    """Return problems in frozen results with the lines of the document from which Quarto made them."""
    frozen = item.document.text.split("\n")
    numbers = {line.strip(): number for number, line in reversed(list(enumerate(item.lines, start=1)))}
    found = []
    for problem in problems:
        index = problem.place.line - item.document.place.line
        text = frozen[index].strip() if 0 <= index < len(frozen) else ""
        found.append(replace(problem, place=Place(item.document.path, numbers.get(text, 1) if text else 1)))
    return found
