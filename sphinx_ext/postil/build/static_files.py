"""The files of a site that are no documents: which ones the theme and the owner bring, and what pages are made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postil.blog.post import digest
from postil.build.domain import post_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

# What Sphinx fills in as it copies a static file, and leaves out of the file's name.
_TEMPLATES = ("_t", ".jinja")
# What Sphinx writes into the folder of static files by itself.
_OF_SPHINX = frozenset({"pygments.css", "pygments_dark.css", "translations.js", "opensearch.xml"})
# What is written there besides: postil's style sheet and script of all pages.
_OF_POSTIL = frozenset({"styles/postil-pages.css", "scripts/postil-pages.js"})
# The scripts by which Sphinx's search finds other forms of a word end in this, with a language before it.
STEMMER = "stemmer.js"


def static_names(builder: StandaloneHTMLBuilder) -> set[str]:
    """Return the static files that a site may have, relative to their folder in the output."""
    config = builder.config
    folders = [Path(path, "static") for path in builder.theme.get_theme_dirs()]
    folders += [Path(builder.confdir, entry) for entry in config.html_static_path]
    names = set(_names_in(folders)) | _OF_SPHINX | _OF_POSTIL
    names |= {Path(name).name for name in (config.html_logo, config.html_favicon) if name and "://" not in name}
    return names | {name.removesuffix(ending) for name in names for ending in _TEMPLATES}


def extra_names(builder: StandaloneHTMLBuilder) -> set[str]:
    """Return the files that Sphinx copies from `html_extra_path`, relative to the output folder."""
    return set(_names_in(Path(builder.confdir, entry) for entry in builder.config.html_extra_path))


def _names_in(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the names of files, and of those in folders relative to the folder."""
    for path in paths:
        if path.is_file():
            yield path.name
        else:
            yield from (file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())


def digest_of_inputs(builder: StandaloneHTMLBuilder, settings: str) -> str:
    """Return a digest of what pages are made from besides documents; `settings` is that of the options."""
    domain = post_domain(builder.env)
    return digest("\0".join([str(builder.outdir), domain.overall, domain.static, settings]))
