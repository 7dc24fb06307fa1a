"""The one door to ABlog.

ABlog gives its options, the `update` directive and its translations. Its handlers keep their state in one object per
process and its transform ends builds over a picture's name, so postil takes them out and does their work itself.
ABlog has no public way to load it without them: what is touched here is tested with the versions pyproject.toml allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ablog
import ablog.post
from docutils import nodes
from sphinx.locale import get_translation

from postil.blog.post import Kind, Post, Term
from postil.build.domain import post_domain
from postil.diagnostics import Subtype, warn
from postil.front_matter.dates import parse_date
from postil.i18n import CATALOG, show_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sphinx.application import Sphinx

    from postil.blog.index import Index

_ = get_translation(CATALOG)


def disconnect_ablog(app: Sphinx) -> None:
    """Load ABlog and remove its event handlers and its transform."""
    app.setup_extension("ablog")
    try:
        listeners = app.events.listeners
        own = {
            listener.id
            for registered in listeners.values()
            for listener in registered
            if handler_package(listener.handler) == "ablog"
        }
        app.registry.get_transforms().remove(ablog.post.CheckFrontMatter)
    except (AttributeError, ValueError):
        message = f"ABlog {ablog.__version__} is not what postil knows; its own pages may stand beside postil's"
        warn(Subtype.COMPATIBILITY, message)
        return
    for listener_id in own:
        app.disconnect(listener_id)
    app.extensions["ablog"].parallel_read_safe = True


def handler_package(handler: object) -> str:
    """Return which package the handler of an event is from; what `conf.py` defines is from none."""
    return (getattr(handler, "__module__", "") or "").partition(".")[0]


def collect_updates(app: Sphinx, doctree: nodes.document) -> None:
    """Date the `update` directives of a document, and let the last of them be when its post was updated."""
    options, docname = app.config.postil, app.env.docname
    latest: datetime | None = None
    for node in doctree.findall(ablog.post.UpdateNode):
        try:
            when = parse_date(node["date"], options.postil_timezone).when.astimezone(options.postil_timezone)
        except ValueError:
            message = f"`update {node['date']}` is not a date such as 2024-03-24; it is shown as it is"
            warn(Subtype.DIRECTIVE, message, location=node)
            shown = node["date"]
        else:
            shown = show_date(when, language=app.config.language, pattern=options.post_date_format)
            latest = max(latest, when) if latest else when
        node.insert(0, nodes.title("", _("Updated on %s") % shown))
        node["classes"] = ["note", "update"]
    domain = post_domain(app.env)
    if latest and docname in domain.posts:
        domain.posts[docname] = tuple(post.with_update(latest) for post in domain.posts[docname])


@dataclass(frozen=True)
class Collection:
    """What ABlog's templates know as a collection: the posts of one term."""

    term: Term
    posts: Sequence[Post]
    sizes: tuple[int, int]
    """The fewest and the most posts of any term of its kind."""

    def __str__(self) -> str:
        return self.term.label

    def __len__(self) -> int:
        return len(self.posts)

    def __iter__(self) -> Iterator[Post]:
        return iter(self.posts)

    @property
    def name(self) -> str:
        """The term's name."""
        return self.term.label

    @property
    def docname(self) -> str:
        """The page that lists the posts."""
        return self.term.docname

    path = docname

    @property
    def href(self) -> str:
        """The address that the site's owner gave the term."""
        return self.term.link

    def relsize(self, maxsize: int = 5, minsize: int = 1) -> int:
        """Return how large the term is in a tag cloud, from `minsize` to `maxsize`."""
        fewest, most = self.sizes
        if fewest == most:
            return round((maxsize - minsize) / 2 + minsize)
        return int((len(self) - fewest) / (most - fewest) * (maxsize - minsize) + minsize)


@dataclass(frozen=True)
class Catalog:
    """What ABlog's templates know as a catalog: all terms of one kind."""

    collections: Sequence[Collection]
    docname: str

    def __len__(self) -> int:
        return len(self.collections)

    def __iter__(self) -> Iterator[Collection]:
        return iter(self.collections)

    @property
    def path(self) -> str:
        """The page that lists the terms."""
        return self.docname


class Blog:
    """What ABlog's templates, and those that sites made from them, know as `ablog`."""

    def __init__(self, index: Index, options: Mapping[str, Any]) -> None:
        """Show `index` under ABlog's names; other attributes are the owner's `options`."""
        self._index, self._options = index, options
        self.start = index.start
        self.posts = index.published
        self.drafts = index.drafts
        self.fontawesome = False
        self.tags = self._catalog(Kind.TAG)
        self.category = self._catalog(Kind.CATEGORY)
        self.author = self._catalog(Kind.AUTHOR)
        self.location = self._catalog(Kind.LOCATION)
        self.language = self._catalog(Kind.LANGUAGE)
        self.series = self._catalog(Kind.SERIES)
        self.archive = self._catalog(Kind.YEAR)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._options[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __len__(self) -> int:
        return len(self._index.posts)

    def __contains__(self, docname: str) -> bool:
        return docname in self._index.by_docname

    def __getitem__(self, docname: str) -> Post:
        return self._index.by_docname[docname][0]

    @property
    def feed_path(self) -> str:
        """The address of the feed."""
        return f"{self._index.path}/atom.xml"

    def recent(self, num: int | None, docname: str = "", **_labels: Any) -> list[Post]:
        """Return the newest `num` posts but for the one at `docname`."""
        return [post for post in self.posts if post.docname != docname][:num]

    def _catalog(self, kind: Kind) -> Catalog:
        terms = self._index.terms(kind)
        counts = [len(posts) for posts in terms.values()]
        sizes = (min(counts), max(counts)) if counts else (0, 0)
        return Catalog([Collection(term, posts, sizes) for term, posts in terms.items()], self._index.page(kind))


def setup(app: Sphinx) -> None:
    """Bring ABlog, and give `update` directives their dates after the posts are collected."""
    disconnect_ablog(app)
    app.connect("doctree-read", collect_updates, priority=710)
