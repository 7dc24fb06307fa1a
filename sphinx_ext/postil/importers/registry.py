"""The engines that blogs can be imported from."""

from __future__ import annotations

import difflib
import importlib
from dataclasses import field
from typing import TYPE_CHECKING, Protocol, cast

from postil.frozen import frozen

if TYPE_CHECKING:
    from postil.importers.model import ImportedSite
    from postil.importers.source import Source


@frozen
class ReadOptions:
    """What a person chose on the command line."""

    media: Source | None = None
    """A backup of the images that the export only names."""
    comments: bool = False
    """Whether comments are kept in a file next to their post."""
    url: str = ""
    """The URL of the old site, for exports that do not name it."""


class Reader(Protocol):
    """What the module of an engine has."""

    def looks_like(self, source: Source) -> bool:
        """Return whether a source is probably of this engine; cheap, and never raises."""

    def read(self, source: Source, options: ReadOptions) -> ImportedSite:
        """Return the site in a source; raise SourceError if there is none."""


@frozen
class Engine:
    """An engine, by the name of its module in `importers.engines`."""

    name: str
    title: str
    source: str
    """What to name on the command line."""
    packages: bool = field(default=True, kw_only=True)
    """Whether reading it needs the packages of `postil[import]`."""
    other_names: tuple[str, ...] = field(default=(), kw_only=True)

    def load(self) -> Reader:
        """Return its module; raise ImportError if a package is missing."""
        return cast("Reader", importlib.import_module(f"postil.importers.engines.{self.name}"))


# In the order in which they are tried: an engine comes before those that also understand its sources.
ENGINES: tuple[Engine, ...] = (
    Engine("jekyll", "Jekyll", "the folder of the site, with _config.yml and _posts", packages=False),
    Engine("eleventy", "Eleventy", "the folder of the site, with eleventy.config.js", packages=False),
    Engine("zola", "Zola", "the folder of the site, with config.toml and content", packages=False),
    Engine("hugo", "Hugo", "the folder of the site, with hugo.toml or config.toml", packages=False),
    Engine("quarto", "Quarto", "the folder with _quarto.yml", packages=False),
    Engine("pelican", "Pelican", "the folder with pelicanconf.py", packages=False),
    Engine(
        "mkdocs", "Material for MkDocs", "the folder with mkdocs.yml", packages=False, other_names=("mkdocs-material",)
    ),
    Engine("ablog", "ABlog", "the folder with conf.py", packages=False),
    Engine("nikola", "Nikola", "the folder with conf.py", packages=False),
    Engine(
        "astro",
        "Astro or Next.js",
        "the folder with astro.config or next.config",
        packages=False,
        other_names=("next",),
    ),
    Engine("obsidian", "Obsidian", "the vault, or a folder of it", packages=False),
    Engine("squarespace", "Squarespace", "the XML file of Settings > Import & Export"),
    Engine("wordpress", "WordPress", "the XML files of Tools > Export, also gzipped or in a zip file"),
    Engine("substack", "Substack", "the zip file of Settings > Exports"),
    Engine("medium", "Medium", "the zip file of Settings > Security and apps > Download your information"),
    Engine(
        "ghost", "Ghost", "the JSON file of Settings > Migration tools > Export, alone or in a zip file with the images"
    ),
    Engine("tumblr", "Tumblr", "the folder or zip file of Settings > Blog > Export"),
    Engine("buttondown", "Buttondown", "the zip file of Settings > Export"),
    Engine("blogger", "Blogger", "the file of Settings > Back up content, or the folder of Google Takeout"),
    Engine("feed", "a feed", "an Atom, RSS or JSON feed, as a file or a folder of files"),
)


class UnknownEngineError(Exception):
    """The name of an engine that there is not; the message says which there are."""


def engine_named(name: str) -> Engine:
    """Return the engine with a name, whatever its case; raise UnknownEngineError if there is none."""
    names = {name: engine for engine in ENGINES for name in (engine.name, *engine.other_names)}
    if found := names.get(name.lower()):
        return found
    near = difflib.get_close_matches(name.lower(), names, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UnknownEngineError(f"there is no importer {name!r}{hint} Importers: {', '.join(names)}")


def detect_engine(source: Source) -> Engine | None:
    """Return the first engine that a source looks like."""
    return next((engine for engine in ENGINES if engine.load().looks_like(source)), None)
