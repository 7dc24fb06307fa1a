"""The static files of a site: which ones there are, and which ones a build has written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postil.blog.post import digest
from postil.build.domain import post_domain
from postil.build.page_file import file_signature, is_newer_than, relative_name
from postil.cache_files import remove_file

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.builders.html import StandaloneHTMLBuilder

# Suffixes of templates, which Sphinx renders as it copies static files, and removes from their names.
_TEMPLATES = ("_t", ".jinja")
# Static files that Sphinx generates.
_SPHINX_FILES = frozenset({"pygments.css", "pygments_dark.css", "translations.js", "opensearch.xml"})
# Static files that postil generates: the style sheet and the script that all pages share.
_POSTIL_FILES = frozenset({"styles/postil-pages.css", "scripts/postil-pages.js"})
# The scripts by which Sphinx's search finds other forms of a word are named after a language and this.
_STEMMER = "stemmer.js"


def static_names(builder: StandaloneHTMLBuilder) -> set[str]:
    """Return the static files that a site may have, relative to their folder in the output."""
    config = builder.config
    folders = [Path(path, "static") for path in builder.theme.get_theme_dirs()]
    folders += [Path(builder.confdir, entry) for entry in config.html_static_path]
    names = set(_names_in(folders)) | _SPHINX_FILES | _POSTIL_FILES
    names |= {Path(name).name for name in (config.html_logo, config.html_favicon) if name and "://" not in name}
    return names | {name.removesuffix(ending) for name in names for ending in _TEMPLATES}


def extra_names(builder: StandaloneHTMLBuilder) -> set[str]:
    """Return the files that Sphinx copies from `html_extra_path`, relative to the output folder."""
    return set(_names_in(Path(builder.confdir, entry) for entry in builder.config.html_extra_path))


def _names_in(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the names of files; for folders, the files below them relative to the folder."""
    for path in paths:
        if path.is_file():
            yield path.name
        else:
            yield from (file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())


class StaticFiles:
    """The folder of static files in the output, while a build writes it."""

    def __init__(self, outdir: Path, *, started: float, unwritten: AbstractSet[str] = frozenset()) -> None:
        """`started` is the time at which the build began, in seconds since the epoch; `unwritten` are older files."""
        self._outdir, self._started, self._unwritten = outdir, started, unwritten
        self._folder = outdir / "_static"

    def remove_old(self, names: Iterable[str]) -> None:
        """Remove the static files among `names`, unless an extension has written them during this build.

        Sphinx does not remove files that the theme or the owner no longer has.
        """
        for name in sorted(names):
            path = self._outdir / name
            if name.startswith("_static/") and path.is_file() and not self._is_new(path):
                remove_file(self._outdir, name)

    def signatures(self) -> dict[Path, object]:
        """Return the signatures of the files that were in the folder before this build."""
        return {path: file_signature(path) for path in self._files() if not self._is_new(path)}

    def written_by_extensions(self, known: Container[str]) -> list[str]:
        """Return the files that this build has written, relative to the output folder, without `known` ones.

        Before Sphinx copies its files, these are files of extensions.
        """
        new = (path for path in self._files() if self._is_new(path) and relative_name(path, self._folder) not in known)
        return sorted(relative_name(path, self._outdir) for path in new)

    def find_written(self, known: Container[str], *, before: Mapping[Path, object]) -> set[str]:
        """Return the files that belong to the site, relative to the output folder.

        These are the `known` ones, stemmers, and those whose signature is not the one in `before`.
        """
        return {
            f"_static/{name}"
            for path in self._files()
            if (name := relative_name(path, self._folder)) in known
            or name.endswith(_STEMMER)
            or before.get(path) != file_signature(path)
        }

    def _is_new(self, path: Path) -> bool:
        return is_newer_than(path, self._started) and relative_name(path, self._outdir) not in self._unwritten

    def _files(self) -> Collection[Path]:
        return [path for path in self._folder.rglob("*") if path.is_file()]


def digest_of_inputs(builder: StandaloneHTMLBuilder, settings: str) -> str:
    """Return a digest of what pages are made from besides documents; `settings` is that of the options."""
    domain = post_domain(builder.env)
    return digest(f"{domain.shared_digest} {domain.static_digest} {settings}")
