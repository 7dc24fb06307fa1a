"""The domain: posts, lists and references of all documents, which Sphinx stores between builds."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from sphinx.domains import Domain

from postil.blog.index import Index
from postil.blog.links import SiteLinks, SitePaths
from postil.blog.post import DigestCache, Post
from postil.build.owner_templates import OwnerTemplates, find_owner_templates
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
    from postil.build.backlinks import Backlinks
    from postil.build.blog_index import IndexInputs
    from postil.build.card_digests import CardDigests
    from postil.build.changes import Changes, ContentBefore
    from postil.build.link_sentences import LinkSentence
    from postil.images.avatar import Avatar
    from postil.images.image import ImageInfo


# The data that is stored for each document.
_DATA_OF_DOCUMENTS = (
    "posts",
    "postlists",
    "references",
    "links",
    "link_sentences",
    "paths",
    "source_paths",
    "image_lines",
    "written_images",
    "files_read",
    "labels",
    "noindex",
    "left_out",
    "placeholders",
    "languages",
)


class Backlink(NamedTuple):
    """A page that refers to a post, with the sentence that does so, if there is one."""

    docname: str
    title: str
    sentence: LinkSentence | None = None


class PostDomain(Domain):
    """The posts of a site, and what pages show of them."""

    name = "postil"
    label = "postil"
    initial_data: ClassVar[dict[str, Any]] = {
        # document -> its posts
        "posts": {},
        # document -> the options of its `postlist` directives
        "postlists": {},
        # source file -> its publishing status: the front matter cache
        "statuses": {},
        # document -> the targets of its references to others
        "references": {},
        # document -> those of the targets that lead to pages
        "links": {},
        # document -> those of the targets that are in a sentence -> that sentence
        "link_sentences": {},
        # document -> those of the targets that are written as paths
        "paths": {},
        # document -> the path of its file in the site
        "source_paths": {},
        # which posts are related, and a digest of the texts from which that was computed
        "related_posts": {},
        # document -> image -> its line
        "image_lines": {},
        # document -> its images as written -> the paths of their files, if another engine names them so
        "written_images": {},
        # document -> the files it was read from -> a digest of the content of each, as read
        "files_read": {},
        # file -> its time stamps, when they were checked, and the digest of its content
        "file_digests": {},
        # a digest of the owner's code with which documents were read
        "code_digest": "",
        # document -> its labels, and what Sphinx stores for each
        "labels": {},
        # documents that search engines must not index -> whether they are unlisted, also in the site's search
        "noindex": {},
        # documents of which text is left out -> how many of its parts
        "left_out": {},
        # documents at `blog_path` without content of their own
        "placeholders": {},
        # document -> its language, and the key that it shares with its translations
        "languages": {},
        # how the folder of the site moved since documents were read
        "moves": [],
    }
    data_version = 30

    # The following is computed in each build, when all documents are read.
    index = Index(())
    """The index of the posts."""
    links = SiteLinks(Index(()), SitePaths({}))
    """What links lead to."""
    duplicate_labels: Mapping[str, Sequence[str]] = MappingProxyType({})
    """The documents of each label that several of them define."""
    referenced_objects: Callable[[], Mapping[str, Sequence[object]]]
    """Returns where functions, equations and other objects are, by the last words of their names."""
    excerpt_dependencies: Callable[[], Mapping[str, str]]
    """Returns, for each document, a digest of what the references and images in its excerpt depend on, if any."""
    summaries: Mapping[tuple[str, str], str] = MappingProxyType({})
    """Key of a post -> its summary with the text of its references, if it has any."""
    content_before: ContentBefore | None = None
    """What pages showed of other documents before this build read some of them."""
    changes: Changes | None = None
    """What of that changed; None if any page may be outdated."""
    index_inputs: IndexInputs | None = None
    """From what the index was computed; None if it is not complete."""
    backlinks: Backlinks
    """The pages that link to each post."""
    git_dates: Mapping[str, datetime] = MappingProxyType({})
    """Document -> the date of the last commit that changed its file, if git was asked and has one."""
    images: Mapping[str, ImageInfo] = MappingProxyType({})
    """The images of the site by their path from the source folder, if they are processed."""
    avatars: Mapping[str, Avatar] = MappingProxyType({})
    """The avatars of authors by their names."""
    card_digest: CardDigests
    """Returns a digest of what the card of a post shows."""
    menus: Mapping[str, Sequence[MenuLink]] = MappingProxyType({"": ()})
    """The links at the top of each page, by the language of its blog."""
    has_more_pages = False
    """Whether toctrees contain pages that are neither posts nor in the menu."""
    owner_templates = OwnerTemplates([], [])
    """The templates of the owner and of the theme."""
    code_reads_posts = False
    """Whether the owner's code reads `env.ablog_posts`, so that any page can show any post."""
    page_size = 1
    """The number of posts per page of a list."""
    posts_documents: Mapping[str, Index] = MappingProxyType({})
    """The documents that show the list of all posts of a blog, with that blog."""
    shared_digest = ""
    """A digest of what every page shows: templates, navigation, posts in a sidebar."""
    static_digest = ""
    """A digest of the files that are copied unchanged."""
    common_digest = ""
    """A digest of everything from which `page_digests` are computed, except the documents as they were read."""
    list_names: AbstractSet[str] = frozenset()
    """The names of the lists that are generated for the blogs of a site in several languages."""
    page_digests: Callable[[AbstractSet[str]], Mapping[str, str]]
    """Returns, for each of some documents, a digest of what its page shows of other documents."""

    def setup(self) -> None:
        """Start without the state of other builds of this process."""
        super().setup()
        self.env.project = UnmountedProject(self.env.project.srcdir, self.env.project.source_suffix)
        self.digest_cache = DigestCache()
        self.file_digests = FileDigests(self.data["file_digests"])
        self.expected_files: dict[str, set[str]] = {}
        """Document -> files that it depends on according to Sphinx, but that it was not read from yet."""

    @property
    def posts(self) -> dict[str, tuple[Post, ...]]:
        """The posts of each document."""
        return cast("dict[str, tuple[Post, ...]]", self.data["posts"])

    def backlinks_of(self, docname: str) -> Sequence[Backlink]:
        """Return the pages that link to a document with a post; none if they are not shown."""
        return self.backlinks.of(docname) if self.env.config.postil.postil_backlinks else ()

    def summary(self, post: Post) -> str:
        """Return the plain text of a post's excerpt, with the text of its references."""
        return self.summaries.get(post.key, post.summary)

    @property
    def postlists(self) -> dict[str, list[dict[str, Any]]]:
        """The options of the `postlist` directives in each document."""
        return cast("dict[str, list[dict[str, Any]]]", self.data["postlists"])

    @property
    def files_read(self) -> dict[str, dict[str, bytes]]:
        """The files that each document was read from, with digests of their content as it was read."""
        return cast("dict[str, dict[str, bytes]]", self.data["files_read"])

    def clear_doc(self, docname: str) -> None:
        """Remove the data of a document that was deleted or is about to be read again."""
        for name in _DATA_OF_DOCUMENTS:
            self.data[name].pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Add the data of the documents that another process has read."""
        for name in _DATA_OF_DOCUMENTS:
            self.data[name].update({doc: otherdata[name][doc] for doc in docnames if doc in otherdata[name]})
        paths = {path for docname in docnames for path in otherdata["files_read"].get(docname, ())}
        self.data["file_digests"].update(
            {path: otherdata["file_digests"][path] for path in paths & otherdata["file_digests"].keys()}
        )

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Return nothing: `postil.pages.labels` resolves the blog's labels that no document defines."""
        return []


def post_domain(env: BuildEnvironment) -> PostDomain:
    """Return the domain of an environment."""
    return cast("PostDomain", env.get_domain("postil"))


def document_path(env: BuildEnvironment, docname: str) -> str:
    """Return the path of a document's file in the site, without suffix."""
    return env.project.default_docname(docname) if isinstance(env.project, MountedProject) else docname


def document_at(env: BuildEnvironment, name: str) -> str:
    """Return the docname of the document whose file has the path `name`, without suffix; empty if there is none."""
    if isinstance(env.project, MountedProject) and (docname := env.project.docname_at(name)):
        return docname
    return name if name in env.found_docs else ""


def path_without_language(env: BuildEnvironment, docname: str) -> str:
    """Return the path of a document's file without suffix and language, which its translations share."""
    return env.project.path_without_language(docname) if isinstance(env.project, MountedProject) else docname


def share_front_matter_cache(app: Sphinx) -> None:
    """Store the front matter cache of the project in the domain, so that the next build has it."""
    project, domain = app.project, post_domain(app.env)
    if isinstance(project, MountedProject):
        project.statuses = StatusCache(project.rules, domain.file_digests, domain.data["statuses"])


def set_owner_templates(app: Sphinx) -> None:
    """Set the templates of the site, once the builder has loaded the theme."""
    post_domain(app.env).owner_templates = find_owner_templates(app)


def setup(app: Sphinx) -> None:
    """Register the domain."""
    app.add_domain(PostDomain)
    app.connect("builder-inited", set_owner_templates, priority=100)
    app.connect("builder-inited", share_front_matter_cache, priority=110)
