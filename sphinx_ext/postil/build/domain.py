"""Keep the posts, and say which pages must be written again when they change."""

from __future__ import annotations

import os
import posixpath
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from docutils import nodes
from docutils.utils import get_source_line
from sphinx import addnodes
from sphinx.domains import Domain
from sphinx.util import docname_join

from postil.images.cache import ImageCache
from postil.images.avatar import find_avatars
from postil.config.clock import current_time
from postil.config.read import line_of_option
from postil.config.sphinx_compat import folders_of_owner
from postil.diagnostics import Subtype, warn
from postil.blog.excerpt import plain_text, extract_excerpt
from postil.images.figures import find_image, assign_image_names
from postil.file_digests import FileDigests
from postil.file_names import escape_unprintable
from postil.front_matter.parse import FrontMatter, parse_front_matter, title_from_path
from postil.project.git_dates import read_git_dates
from postil.blog.index import Index
from postil.front_matter.keys import NAMES, normalize_key
from postil.blog.listing import RECENT_COUNT, SIDEBARS, resolve_label, post_marker, postlist, select_posts, shows_excerpts
from postil.blog.menu import MenuLink, find_menu
from postil.images.image import why_not_shown
from postil.images.missing import why_not_published
from postil.project.mounted_project import MountedProject, UnmountedProject
from postil.blog.pagination import first_page
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import DigestCache, Kind, Post, digest
from postil.project.source_files import StatusCache
from postil.project.source_read import current_file_status, string_metadata
from postil.blog.related import find_related_positions
from postil.build.site_files import assets_digest, static_digest, templates_digest
from postil.front_matter.source import RawFrontMatter
from postil.i18n import count_words, reading_minutes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from postil.images.avatar import Avatar
    from postil.config.options import Options
    from postil.images.image import ImageInfo
    from postil.blog.related import RelatedPositions, TopicText
    from postil.front_matter.status import FileStatus


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


def make_index(
    posts: Iterable[Post],
    options: Options,
    now: datetime,
    *,
    root_doc: str = "index",
    changed: Mapping[str, datetime] = MappingProxyType({}),
    kept: dict[str, Any] | None = None,
) -> Index:
    """Compute what posts are to each other; those that are not published yet are in it only if the owner shows them.

    `changed` says when the file of a document was last changed, for posts that do not say it themselves. `kept` holds
    from one build to the next which posts are related.
    """
    known = {
        Kind.AUTHOR: options.blog_authors,
        Kind.LANGUAGE: options.blog_languages,
        Kind.LOCATION: options.blog_locations,
    }
    dated = (
        post.with_update(changed[post.docname]) if post.docname in changed and not post.updated else post
        for post in posts
    )
    judged = (_judge(post, now) for post in dated)
    shown = (post for post in judged if options.postil_drafts or not post.draft)
    return Index(
        shown,
        path=options.blog_path,
        posts_page=root_doc if options.postil_home else "",
        profiles=known,
        related=options.postil_related,
        within_series=options.postil_neighbours == "series",
        find_positions=partial(cached_related, {} if kept is None else kept),
    )


def cached_related(kept: dict[str, Any], texts: Sequence[TopicText], count: int) -> RelatedPositions:
    """Return what `find_related_positions` does, and keep it: finding it takes as long as all else that a small edit does."""
    look = digest(repr((texts, count)))
    if kept.get("look") != look:
        kept.update(look=look, places=find_related_positions(texts, count))
    return cast("RelatedPositions", kept["places"])


def _judge(post: Post, now: datetime) -> Post:
    """Return the post as it is at `now`: what is undated, in the future or expired is not for readers."""
    if post.updated and post.updated > now:
        post = replace(post, updated=None)
    scheduled = not post.draft and post.date is not None and post.date > now
    expired = not post.draft and post.expires is not None and post.expires <= now
    held = scheduled or expired or post.date is None
    return replace(post, draft=True, scheduled=scheduled, expired=expired and not scheduled) if held else post


def collect_posts(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the post that a document is, or the posts that stand in it, and the lists it shows."""
    env, options = app.env, app.config.postil
    docname, domain = env.docname, post_domain(app.env)
    if options_of_lists := [node["options"] for node in doctree.findall(postlist)]:
        domain.lists[docname] = options_of_lists
    references = list(doctree.findall(addnodes.pending_xref))
    targets = {str(node.get("reftarget", "")) for node in references}
    # Sphinx does not read a table of contents again because an entry has moved.
    targets |= {f"/{name}" for node in doctree.findall(addnodes.toctree) for name in node["includefiles"]}
    if targets:
        domain.data["refs"][docname] = sorted(targets)
    if labels := own_labels(env, docname, (name for name, explicit in doctree.nametypes.items() if explicit)):
        domain.data["labels"][docname] = labels
    if links := {str(node.get("reftarget", "")) for node in references if _leads_to_page(node)}:
        domain.data["links"][docname] = sorted(links)
    if lines := {
        path: get_source_line(image)[1]
        for image in reversed(list(doctree.findall(nodes.image)))
        for kind, path in (image.get("candidates") or {}).items()
        if kind != "?"
    }:
        domain.data["lines"][docname] = lines
    path = document_path(env, docname)
    domain.data["paths"][docname] = path
    verdict = current_file_status(env)
    note_showing(env, docname, verdict)
    posts = read_marked_posts(doctree, docname, options=options)
    posts = tuple(_with_image(post, env, post.source) for post in posts)
    if verdict.front_matter is not None:
        line = line_of_key(verdict.raw, "aliases") if verdict.raw else 1
        source = f"{env.doc2path(docname)}:{line}"
        post = read_post(doctree, docname, verdict.front_matter, options=options, source=source)
        name = posixpath.basename(path.removesuffix("/index"))
        line = line_of_key(verdict.raw, "feed_id") if verdict.raw else 1
        of_id = f"{env.doc2path(docname)}:{line}" if post.feed_id else ""
        posts = (replace(post, path=path, label=verdict.front_matter.slug or name, feed_id_source=of_id),)
        line = line_of_key(verdict.raw, "image") if verdict.raw else 1
        posts = tuple(_with_image(post, env, f"{env.doc2path(docname)}:{line}") for post in posts)
        kept = env.metadata[docname]
        kept.update({key: value for key, value in string_metadata(verdict).items() if key not in kept})
    if posts:
        domain.posts[docname] = posts
        if options.post_auto_orphan:
            env.metadata[docname]["orphan"] = ""


def note_showing(env: BuildEnvironment, docname: str, verdict: FileStatus) -> None:
    """Keep which documents search engines are to leave out, and let the site's own search leave out the unlisted."""
    if verdict.unlisted or verdict.noindex:
        post_domain(env).data["noindex"][docname] = verdict.unlisted
    if verdict.unlisted:
        env.metadata[docname]["nosearch"] = ""  # Sphinx's own key


def document_path(env: BuildEnvironment, docname: str) -> str:
    """Return the place of a document's file in the site, without suffix."""
    return env.project.default_docname(docname) if isinstance(env.project, MountedProject) else docname


def _leads_to_page(node: addnodes.pending_xref) -> bool:
    return node.get("reftype") in ("doc", "ref", "any", "myst", "numref")


def _with_image(post: Post, env: BuildEnvironment, location: str) -> Post:
    """Return a post with its image as a path in the site; warn and return it without one if there is no such file."""
    image = find_image(env, post.docname, post.image)
    if post.image and not image:
        why = why_not_published(env, post.docname, post.image) or "is not a picture that is there"
        message = f"`image: {escape_unprintable(' '.join(post.image.split())[:80])}` {why}; left out"
        warn(Subtype.FRONT_MATTER, message, location=location)
    return replace(post, image=image)


def line_of_key(head: RawFrontMatter, name: str) -> int:
    """Return the line of a key of front matter, however it is spelled; 1 if it is not there."""
    lines = [line for spelling, line in head.lines.items() if NAMES.get(normalize_key(spelling)) == name]
    return min(lines, default=1)


def read_marked_posts(doctree: nodes.document, docname: str, *, options: Options) -> tuple[Post, ...]:
    """Return the posts that `post` directives make of sections, and leave the directives' content in their place."""
    markers = list(doctree.findall(post_marker))
    posts: list[Post] = []
    for marker in markers:
        section = marker.parent
        while section is not None and not isinstance(section, nodes.section):
            section = section.parent
        anchor = section["ids"][0] if section is not None and len(markers) > 1 else ""
        values, line = marker["values"], marker["line"]
        if any(post.anchor == anchor for post in posts):
            message = "the section is a post already; this directive makes no second one of it"
            warn(Subtype.DIRECTIVE, message, location=marker)
            marker.replace_self(marker.children)
            continue
        head = RawFrontMatter(values, dict.fromkeys(values, line), empty_is_true=True)
        front, problems = parse_front_matter(head, path=docname, zone=options.postil_timezone)
        for problem in problems:
            warn(Subtype.FRONT_MATTER, problem.message, location=marker)
        if front.date is None and not problems:
            warn(Subtype.FRONT_MATTER, "the post has no date and is held back: `{post} 2024-03-24`", location=marker)
        if marker["excerpt"]:
            front = replace(front, description=front.description or plain_text(marker.children))
        marker.replace_self([] if "exclude" in values else marker.children)
        source = f"{doctree.get('source')}:{line}"
        whole: nodes.Element = section if section is not None else doctree
        posts.append(read_post(whole, docname, front, options=options, source=source, anchor=anchor, own_title=True))
    return tuple(posts)


def _words_of(title: nodes.Element) -> str:
    """Return a heading as text, without the numbers of notes in it."""
    return "".join(
        text.astext() for text in title.findall(nodes.Text) if not isinstance(text.parent, nodes.footnote_reference)
    )


def _text_of(doctree: nodes.Element) -> str:
    """Return a document's text, without messages about it: docutils says some of them once for all documents."""
    if not any(True for _ in doctree.findall(nodes.system_message)):
        return doctree.astext()
    copy = doctree.deepcopy()
    for message in list(copy.findall(nodes.system_message)):
        message.parent.remove(message)
    return copy.astext()


def read_post(
    doctree: nodes.Element,
    docname: str,
    front: FrontMatter,
    *,
    options: Options,
    source: str,
    anchor: str = "",
    own_title: bool = False,
) -> Post:
    """Return the post that a document is by its front matter and its text; `doctree` is not changed."""
    length = options.post_auto_excerpt if front.excerpt_length is None else front.excerpt_length
    excerpt = extract_excerpt(doctree, length)
    zone = options.postil_timezone
    date = front.date.when.astimezone(zone) if front.date else None
    updated = front.updated.when.astimezone(zone) if front.updated else None
    heading = next((_words_of(node) for node in doctree.findall(nodes.title)), "")
    title = (front.title if own_title else "") or heading or front.title or title_from_path(docname)
    look = "".join(node.pformat() for node in excerpt)
    settled = not any(isinstance(part, addnodes.pending_xref | nodes.image) for e in excerpt for part in e.findall())
    return Post(
        docname=docname,
        anchor=anchor,
        title=" ".join(title.split()),
        date=date,
        has_time=bool(front.date and front.date.has_time),
        updated=updated if updated and (date is None or updated.date() > date.date()) else None,
        draft=front.draft,
        expires=front.expires.when if front.expires else None,
        words=count_words(_text_of(doctree)),
        tags=front.tags,
        categories=front.categories,
        authors=front.authors or options.blog_default_author,
        locations=front.locations or options.blog_default_location,
        languages=front.languages or options.blog_default_language,
        series=front.series,
        pinned=front.pinned,
        unlisted=front.unlisted,
        feed_id=front.feed_id,
        description=front.description,
        summary=front.description or plain_text(excerpt),
        excerpt_digest=digest(repr((front.description, length, look))),
        excerpt_is_self_contained=settled or bool(front.description),
        excerpt_length=front.excerpt_length,
        image=front.image,
        notes=front.notes,
        comments=front.comments,
        canonical_link=front.canonical_link,
        external_link=front.external_link,
        aliases=front.aliases,
        source=source,
    )


def git_dates_of_documents(app: Sphinx) -> dict[str, datetime]:
    """Return when git last saw a change of each document's file, in the site's time zone; say what it cannot tell."""
    project, zone = app.project, app.config.postil.postil_timezone
    mounts = project.mounts.values() if isinstance(project, MountedProject) else ()
    found = read_git_dates([Path(app.srcdir), *mounts])
    for problem in found.problems:
        conf = Path(app.confdir, "conf.py")
        message = f"`postil_updated_from_git`: {problem}; what it does not date stays without a date of change"
        warn(Subtype.GIT, message, location=line_of_option(conf, "postil_updated_from_git"))
    files = {docname: Path(app.env.doc2path(docname)).resolve() for docname in app.env.found_docs}
    return {docname: found.dates[file].astimezone(zone) for docname, file in files.items() if file in found.dates}


def page_digests(
    domain: PostDomain,
    index: Index,
    *,
    options: Options,
    docnames: Iterable[str],
    overall: object,
    images: Mapping[str, tuple[set[str], str]],
    image_info: Mapping[str, ImageInfo],
) -> dict[str, str]:
    """Return, for each document, a digest of what its page shows that is not its own.

    `overall` stands for what every page shows: the templates, and the newest posts if they are in a sidebar. `images`
    are all images with the documents that show them and their names in the output; `image_info` are the processed ones.
    """
    shown: dict[str, list[object]] = {docname: [overall] for docname in docnames}
    for path, (users, name) in sorted(images.items()):
        for docname in users & shown.keys():
            shown[docname].append((name, image_info.get(path)))
    series = {term: digest(repr([p.title_digest for p in posts])) for term, posts in index.terms(Kind.SERIES).items()}
    for post in index.all_posts:
        around = index.neighbours(post)
        beside = [p.title_digest if p else None for p in (around.newer, around.older)]
        # Their order is the author's, who changes the document to change it.
        terms = [(term.label, term.docname) for term in index.all_terms_of(post)]
        parts = [series[term] for term in index.terms_of(post, Kind.SERIES)]
        related = [p.title_digest for p in index.related(post)]
        linked = list(domain.backlinks.get(post.docname, ()))
        state = (post.draft, post.scheduled, post.expired)
        updated = post.updated and post.updated.isoformat()
        shown[post.docname].append((beside, terms, state, updated, parts, related, linked))
    for docname, targets in domain.data["refs"].items():
        shown[docname].append([reference_meaning(target, docname, domain.env, index) for target in targets])
    card = domain.card
    if options.postil_home and index.posts_page in shown:
        first = first_page(index, size=options.postil_page_size)
        shown[index.posts_page].append(first.content(card))
    for docname, lists in domain.lists.items():
        for chosen in lists:
            posts = select_posts(index, chosen, docname=docname)
            cards = [card(post) for post in posts] if shows_excerpts(chosen) else ()
            of_posts = [index.terms_of(post, kind) for post in posts for kind in Kind]
            shown[docname].append(([post.title_digest for post in posts], of_posts, cards))
    return {docname: domain.digests.of(docname, what) for docname, what in shown.items()}


def card_digests(
    domain: PostDomain, images: Mapping[str, tuple[set[str], str]], *, speed: int
) -> Callable[[Post], str]:
    """Return what tells whether a post looks the same in a listing, the templates and the site's options apart.

    Of its length a card shows the minutes alone. A post stands in several listings and is looked at once.
    """
    index = domain.index
    found: dict[tuple[str, str], str] = {}

    def card(post: Post) -> str:
        """Return a digest of what a card shows of `post`."""
        if post.key not in found:
            seen = (post.card_digest, reading_minutes(post.words, speed=speed))
            name = images[post.image][1] if post.image in images else ""
            image = (name, domain.images.get(post.image))
            behind = domain.behind.get(post.docname, "")
            # Their order is the post's own, and in its look.
            terms = [(term.label, term.docname, term.link) for term in index.all_terms_of(post)]
            found[post.key] = domain.digests.of(post.key, (seen, terms, index.part(post), image, behind))
        return found[post.key]

    return card


def excerpt_source_digests(domain: PostDomain, index: Index, images: Mapping[str, tuple[set[str], str]]) -> Mapping[str, str]:
    """Return, for documents with references or images in an excerpt, a digest of what those come from."""
    wanted = {post.docname for post in index.all_posts if not post.excerpt_is_self_contained}
    found: dict[str, list[object]] = {docname: [] for docname in sorted(wanted)}
    for docname, parts in found.items():
        parts += [reference_meaning(target, docname, domain.env, index) for target in domain.data["refs"].get(docname, ())]
    for path, (users, name) in sorted(images.items()):
        for docname in users & found.keys():
            found[docname].append((path, name, domain.images.get(path)))
    return {docname: digest(repr(parts)) for docname, parts in found.items()}


def find_backlinks(domain: PostDomain, index: Index) -> Mapping[str, Sequence[Backlink]]:
    """Return, for each document of a post, the pages that refer to it: posts first, newest first, then others."""
    env = domain.env
    labels = env.get_domain("std").data
    order = {post.docname: place for place, post in reversed(list(enumerate(index.posts)))}
    found: dict[str, set[str]] = {}
    for docname, targets in domain.data["links"].items():
        for target in targets:
            names = {target, docname_join(docname, target)}
            names |= {
                labels[kind][target.lower()][0] for kind in ("labels", "anonlabels") if target.lower() in labels[kind]
            }
            if target in index.by_label and target.lower() not in labels["labels"]:
                names.add(index.by_label[target].docname)
            for name in names & index.by_docname.keys() - {docname}:
                found.setdefault(name, set()).add(docname)
    titles = {docname: posts[0].title for docname, posts in index.by_docname.items() if not posts[0].anchor}
    return {
        name: [
            Backlink(docname, titles.get(docname) or env.titles[docname].astext())
            for docname in sorted(users, key=lambda docname: (order.get(docname, len(order)), docname))
            if docname in env.titles and not domain.data["noindex"].get(docname)
        ]
        for name, users in found.items()
    }


def navigation_content(env: BuildEnvironment) -> list[tuple[str, str, str, list[str]]]:
    """Return what the site's navigation is made of: documents in toctrees with their titles and headings."""
    names = {env.config.root_doc, *env.toctree_includes}
    names.update(child for children in env.toctree_includes.values() for child in children)
    return [
        (name, env.titles[name].astext(), env.tocs[name].astext(), list(env.toctree_includes.get(name, ())))
        for name in sorted(names & env.found_docs)
        if name in env.titles and name in env.tocs
    ]


def reference_meaning(target: str, docname: str, env: BuildEnvironment, index: Index) -> object:
    """Return what a reference's text and address come from, as far as it is another document's: its title, a label."""
    names = {target, docname_join(docname, target)} & env.found_docs
    standard = env.get_domain("std").data
    labels = [standard[kind].get(target.lower()) for kind in ("labels", "anonlabels")]
    titles = sorted(env.titles[name].astext() for name in names if name in env.titles)
    numbers = [_numbers(env, label[0], label[1]) for label in labels if label]
    term = [standard["objects"].get(("term", name)) for name in (target, target.lower())]
    return titles, labels, numbers, term, resolve_label(index, target, documents=env.found_docs)


def _numbers(env: BuildEnvironment, docname: str, anchor: str) -> list[object]:
    """Return the numbers of a section or figure."""
    figures = [numbers.get(anchor) for _kind, numbers in sorted(env.toc_fignumbers.get(docname, {}).items())]
    sections = env.toc_secnumbers.get(docname, {})
    return [*figures, sections.get(f"#{anchor}"), sections.get("")]


def own_labels(env: BuildEnvironment, docname: str, names: Iterable[str]) -> dict[str, list[object]]:
    """Return what Sphinx knows of the labels of the document that it just read: with a title, and without one."""
    standard = env.get_domain("std").data
    found = {name: [standard[kind].get(name) for kind in ("labels", "anonlabels")] for name in names}
    return {name: kept for name, kept in found.items() if any(each and each[0] == docname for each in kept)}


def settle_labels(labels: Mapping[str, Mapping[str, Sequence[Any]]], standard: dict[str, Any]) -> None:
    """Let a label that several documents have be that of the last by name, as in a clean build.

    Sphinx takes the one that it reads last, and forgets the label when that document goes.
    """
    for docname in sorted(labels):
        for name, kept in labels[docname].items():
            for kind, entry in zip(("labels", "anonlabels"), kept, strict=True):
                if entry and entry[0] == docname:
                    standard[kind][name] = entry


def update_index(app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
    """Compute the index, and all that tells which pages are outdated because of others; the builder asks it."""
    domain = post_domain(env)
    settle_labels(domain.data["labels"], env.get_domain("std").data)
    project = app.project
    now = project.rules.now if isinstance(project, MountedProject) else current_time()
    posts = [post for group in domain.posts.values() for post in group]
    domain.changed = git_dates_of_documents(app) if app.config.postil.postil_updated_from_git else {}
    root_doc = app.config.root_doc
    domain.index = make_index(
        posts, app.config.postil, now, root_doc=root_doc, changed=domain.changed, kept=domain.data["related"]
    )
    domain.images = process_images(app, env)
    files = {path: image.published_file for path, image in domain.images.items() if image.published_file}
    suffixes = {path: Path(file).suffix for path, file in files.items()}
    assign_image_names(env.images, suffixes)
    domain.avatars = find_avatars(app.config.postil.blog_authors, Path(app.confdir))
    domain.behind = excerpt_source_digests(domain, domain.index, env.images)
    domain.backlinks = find_backlinks(domain, domain.index) if app.config.postil.postil_backlinks else {}
    domain.card = card_digests(domain, env.images, speed=app.config.postil.postil_reading_speed)
    everywhere = shows_posts_everywhere(getattr(app.config, "html_sidebars", {}))
    # Templates of the owner's may show anything of a post.
    own_templates = bool(folders_of_owner(app, app.config.templates_path) or getattr(app.config, "html_theme_path", ()))
    beside = sidebar_content(domain.index, whole=own_templates) if everywhere else ()
    templates, assets = templates_digest(app, domain.files), assets_digest(app, domain.files)
    domain.menu, unknown = find_menu(
        domain.index,
        app.config.postil.postil_menu,
        home=root_doc,
        documents=env.found_docs,
        title=lambda docname: env.titles[docname].astext(),
    )
    for target in unknown:
        line = line_of_option(Path(app.confdir, "conf.py"), "postil_menu")
        name = " ".join(target.split())
        warn(Subtype.CONFIG, f"`postil_menu`: there is no page {name}; the menu goes without it", location=line)
    for docname in {link.target for link in domain.menu} | {NOT_FOUND_PAGE, domain.index.path}:
        if docname in env.found_docs:
            env.metadata[docname].setdefault("orphan", "")  # readers find it without a table of contents
    domain.more_pages = has_more_pages(env, domain.menu, domain.index)
    avatars = [avatar.data for avatar in domain.avatars.values()]
    domain.static = static_digest(app, domain.files, (avatar.path for avatar in domain.avatars.values()))
    around = (beside, navigation_content(env), domain.menu, domain.more_pages, avatars)
    domain.overall = digest(repr((domain.data["code"], templates, assets, *around)))
    names = sorted((path, name, sorted(users)) for path, (users, name) in env.images.items())
    images = sorted(domain.images.items())
    posts_now = [post.fingerprint for post in domain.index.all_posts]
    parts = (posts_now, names, images, sorted(env.found_docs), domain.overall, app.config.postil)
    domain.basis = digest(repr(parts))
    domain.files.forget_others()
    make = partial(
        page_digests,
        domain,
        domain.index,
        options=app.config.postil,
        docnames=env.found_docs,
        overall=domain.overall,
        images=env.images,
        image_info=domain.images,
    )
    domain.shown = cache(make)
    return ()


def has_more_pages(env: BuildEnvironment, menu: Iterable[MenuLink], index: Index) -> bool:
    """Return whether the site's contents name any page that is neither a post nor in the menu."""
    named = {name for children in env.toctree_includes.values() for name in children}
    return bool((named & env.found_docs) - {link.target for link in menu} - index.by_docname.keys())


def sidebar_content(index: Index, *, whole: bool) -> tuple[object, ...]:
    """Return what sidebars show of the blog; `whole`: what they might show if they are not postil's own."""
    posts = [(post, post.draft) for post in index.posts] if whole else []
    terms = [[(term, len(posts)) for term, posts in index.terms(kind).items()] for kind in Kind]
    # One more than the list of recent posts has, because the page's own is not in it.
    return [post.title_digest for post in index.published[: RECENT_COUNT + 1]], terms, posts


def process_images(app: Sphinx, env: BuildEnvironment) -> Mapping[str, ImageInfo]:
    """Process the images of the site and return them; none if the builder or the site's owner does not want that."""
    if app.builder.name not in ("html", "dirhtml") or not app.config.postil.postil_images:
        return {}
    files = {path: Path(os.path.normpath(Path(app.srcdir, path))) for path in env.images}
    found = ImageCache(image_cache_folder(app.doctreedir), post_domain(env).files).process(files.values())
    for path, file in sorted(files.items()):
        if file in found and found[file].problem:
            users = sorted(env.images[path][0])
            line = post_domain(env).data["lines"].get(users[0], {}).get(path) if users else None
            where = f"{env.doc2path(users[0])}:{line}" if line else users[0] if users else None
            why = why_not_shown(path)
            warn(Subtype.PICTURE, f"{path}: {found[file].problem}{why and f'; it {why}'}", location=where)
    return {path: found[file] for path, file in files.items() if file in found}


def image_cache_folder(doctreedir: Path) -> Path:
    """Return the folder that caches processed images between builds."""
    return Path(doctreedir, "postil-images")


def shows_posts_everywhere(sidebars: Mapping[str, Iterable[str]]) -> bool:
    """Return whether a sidebar template of the blog is among those that the owner chose."""
    names = [name for templates in sidebars.values() if not isinstance(templates, str) for name in templates]
    return any(name.startswith(("postil/", "ablog/")) or name in SIDEBARS for name in names)


def share_front_matter_cache(app: Sphinx) -> None:
    """Let the project's memory of files be part of what is kept between builds."""
    project, domain = app.project, post_domain(app.env)
    if isinstance(project, MountedProject):
        project.statuses = StatusCache(project.rules, domain.files, domain.data["statuses"])


def setup(app: Sphinx) -> None:
    """Register the domain and the events that fill it."""
    app.add_domain(PostDomain)
    app.connect("builder-inited", share_front_matter_cache, priority=110)
    app.connect("doctree-read", collect_posts, priority=700)
    # After figures have their numbers (600), which excerpts may show.
    app.connect("env-get-updated", update_index, priority=700)
