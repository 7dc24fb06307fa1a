"""Keep the posts, and say which pages must be written again when they change."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from sphinx.domains import Domain

from postil.blog.index import Index
from postil.blog.post import DigestCache, Post
from postil.file_digests import FileDigests
from postil.project.mounted_project import MountedProject, UnmountedProject
from postil.project.source_files import StatusCache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from docutils import nodes
    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from postil.blog.menu import MenuLink
    from postil.images.avatar import Avatar
    from postil.images.image import ImageInfo


class Backlink(NamedTuple):
    """A page that refers to a post."""

    docname: str
    title: str


class PostDomain(Domain):
    """The posts of a site."""

    name = "postil"
    label = "postil"
    # `refs`: document -> the targets of its references to others; `links`: those of them that lead to pages.
    # `posts`: document -> its posts. `lists`: document -> the options of its lists of posts.
    # `statuses`: the publishing status of each source file. `paths`: document -> its file's place.
    initial_data: ClassVar[dict[str, Any]] = {
        "posts": {},
        "lists": {},
        "statuses": {},
        "refs": {},
        "links": {},
        "paths": {},
        "related": {},
        "lines": {},
        "files": {},
        "known": {},
        "code": "",
        "labels": {},
        "noindex": {},
    }
    # `related`: which posts are related, and a digest of what that was found from.
    # `lines`: document -> its images, and the line of each.
    # `files`: document -> the files it was read from, and a digest of the content of each, as read.
    # `known`: file -> its time stamps, when they were looked at, and the digest of its content.
    # `labels`: document -> its labels, and what Sphinx knows of each.
    # `code`: a digest of the owner's code, with which documents were read.
    # `noindex`: the documents that search engines are to leave out, and the site's own search if they are unlisted.
    data_version = 13
    index = Index(())
    """All that can be asked of the posts; made anew when all documents are read."""
    behind: Mapping[str, str] = MappingProxyType({})
    """Document -> a digest of what the references and images in its excerpt come from, if it has any."""
    backlinks: Mapping[str, Sequence[Backlink]] = MappingProxyType({})
    """Document of a post -> the pages that refer to it."""
    changed: Mapping[str, datetime] = MappingProxyType({})
    """When the files of documents were last changed, as far as git was asked and knows; asked anew in each build."""
    images: Mapping[str, ImageInfo] = MappingProxyType({})
    """The images of the site by their path from the source folder, if they are processed."""
    avatars: Mapping[str, Avatar] = MappingProxyType({})
    """The avatars of authors by their names."""
    card: Callable[[Post], str]
    """Tells of a post, by a digest, whether it looks the same in a listing; made anew with the index."""
    menu: Sequence[MenuLink] = ()
    """The links at the top of each page."""
    more_pages = False
    """Whether the site's contents name pages that are neither posts nor in the menu."""
    overall = ""
    """A digest of what every page shows: templates, navigation, posts in a sidebar; made anew with the index."""
    static = ""
    """A digest of the files that are copied as they are, likewise."""
    basis = ""
    """A digest of all that `shown` is made from, the documents apart; made anew with the index."""
    shown: Callable[[], Mapping[str, str]]
    """Returns, for each document, a digest of what its page shows that is not its own; made anew with the index."""

    def setup(self) -> None:
        """Begin with nothing known of other builds of this process."""
        super().setup()
        self.env.project = UnmountedProject(self.env.project.srcdir, self.env.project.source_suffix)
        self.digests = DigestCache()
        self.files = FileDigests(self.data["known"])
        self.expected: dict[str, set[str]] = {}

    @property
    def posts(self) -> dict[str, tuple[Post, ...]]:
        """The posts of each document."""
        return cast("dict[str, tuple[Post, ...]]", self.data["posts"])

    @property
    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The options of the lists of posts in each document."""
        return cast("dict[str, list[dict[str, Any]]]", self.data["lists"])

    @property
    def files_read(self) -> dict[str, dict[str, bytes]]:
        """The files that each document was read from, with digests of their content as it was read."""
        return cast("dict[str, dict[str, bytes]]", self.data["files"])

    def clear_doc(self, docname: str) -> None:
        """Forget the posts of a document that is gone or about to be read again."""
        for name in ("posts", "lists", "refs", "links", "paths", "lines", "files", "labels", "noindex"):
            self.data[name].pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over the posts and lists that another process has read."""
        for name in ("posts", "lists", "refs", "links", "paths", "lines", "files", "labels", "noindex"):
            self.data[name].update({doc: otherdata[name][doc] for doc in docnames if doc in otherdata[name]})
        paths = {path for docname in docnames for path in otherdata["files"].get(docname, ())}
        self.data["known"].update({path: otherdata["known"][path] for path in paths & otherdata["known"].keys()})

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Return nothing: the blog's labels step in where no document has one, in `postil.reference`."""
        return []


def post_domain(env: BuildEnvironment) -> PostDomain:
    """Return the environment's posts."""
    return cast("PostDomain", env.get_domain("postil"))


def document_path(env: BuildEnvironment, docname: str) -> str:
    """Return the place of a document's file in the site, without suffix."""
    return env.project.default_docname(docname) if isinstance(env.project, MountedProject) else docname


def share_front_matter_cache(app: Sphinx) -> None:
    """Let the project's memory of files be part of what is kept between builds."""
    project, domain = app.project, post_domain(app.env)
    if isinstance(project, MountedProject):
        project.statuses = StatusCache(project.rules, domain.files, domain.data["statuses"])


def setup(app: Sphinx) -> None:
    """Register the domain."""
    app.add_domain(PostDomain)
    app.connect("builder-inited", share_front_matter_cache, priority=110)
