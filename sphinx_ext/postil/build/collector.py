"""Collect the posts of a document when Sphinx has read it: from its front matter, and from its `post` directives."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from postil.blog.excerpt import extract_excerpt, plain_text
from postil.blog.listing import post_marker, postlist
from postil.blog.post import Post, digest
from postil.blog.title_nodes import spans_of_title
from postil.blog.untitled import UNTITLED_CLASS
from postil.build.blog_index import paths_of_blogs
from postil.build.directive_posts import (
    ignore_directives,
    merged_with_directive,
    sections_of_directives,
    take_excerpt,
)
from postil.build.domain import document_path, path_without_language, post_domain
from postil.build.post_image import with_image
from postil.build.posts_document import is_placeholder, names_at
from postil.build.references import collect_references
from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.parse import FrontMatter, title_from_path
from postil.i18n import count_words
from postil.language_tags import language_tag
from postil.project.mounted_project import MountedProject
from postil.project.references import WRITTEN
from postil.project.source_read import current_file_status, current_language, string_metadata
from postil.title_markup import title_text

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.config.options import Options
    from postil.front_matter.raw import RawFrontMatter
    from postil.front_matter.status import FileStatus
    from postil.project.document_language import DocumentLanguage


def collect_posts(app: Sphinx, doctree: nodes.document) -> None:
    """Store the posts of the document that was just read, and what other pages need to know of it."""
    env, options = app.env, app.config.postil
    docname, domain = env.docname, post_domain(env)
    collect_references(env, doctree)
    path = document_path(env, docname)
    domain.data["source_paths"][docname] = path
    status = current_file_status(env)
    domain.data["languages"][docname] = language = current_language(env)
    collect_visibility(env, docname, status)
    posts = read_posts(env, doctree, status, path=path, options=options)
    posts = tuple(with_language(post, language, options) for post in posts)
    if status.front_matter is not None:
        metadata = env.metadata[docname]
        metadata.update({key: value for key, value in string_metadata(status).items() if key not in metadata})
    if not posts and any(docname in names_at(path) for path in paths_of_blogs(options)) and is_placeholder(doctree):
        domain.data["placeholders"][docname] = True
    if posts:
        domain.posts[docname] = posts
    if status.orphan or (posts and options.post_auto_orphan):
        env.metadata[docname]["orphan"] = ""


def with_language(post: Post, document: DocumentLanguage, options: Options) -> Post:
    """Return a post with the language of its document; of a section, that which its directive gives it."""
    tag = document.tag
    if post.anchor and len(post.languages) == 1 and (own := language_tag(post.languages[0])):
        tag = "" if own.lower() == options.site_language.lower() else own
    return replace(
        post,
        language=tag,
        translation_key="" if post.anchor else document.key,
        # Words in the excerpt, such as “Note” and “Figure”, are in this language.
        excerpt_digest=digest(f"{post.excerpt_digest} {tag}") if tag else post.excerpt_digest,
    )


def collect_visibility(env: BuildEnvironment, docname: str, status: FileStatus) -> None:
    """Store whether search engines must not index a document; exclude unlisted ones from the site's own search too."""
    if status.unlisted or status.noindex:
        post_domain(env).data["noindex"][docname] = status.unlisted
    if status.unlisted:
        env.metadata[docname]["nosearch"] = ""  # Sphinx's own key


def read_posts(
    env: BuildEnvironment, doctree: nodes.document, status: FileStatus, *, path: str, options: Options
) -> tuple[Post, ...]:
    """Return the posts of a document: the document itself, or sections of it with `post` directives."""
    docname, markers = env.docname, list(doctree.findall(post_marker))
    front_matter = status.front_matter
    if len(markers) > 1 and front_matter and front_matter.date and not front_matter.date_is_from_name:
        ignore_directives(markers)
        markers = []
    if len(markers) > 1:
        return tuple(
            read_section_post(env, doctree, section, marker, front_matter, options=options)
            for marker, section, front_matter in sections_of_directives(markers, docname, options=options)
        )
    marker = markers[0] if markers else None
    if marker is None:
        front_matter, excerpt = status.front_matter or status.fallback, None
    else:
        front_matter = merged_with_directive(marker, status, docname, options=options)
        excerpt = take_excerpt(marker, doctree, "")
    if front_matter is None:
        return ()
    post = read_document_post(
        env, doctree, status, front_matter, path=path, options=options, directive=marker, excerpt=excerpt
    )
    return (post,)


def read_section_post(
    env: BuildEnvironment,
    doctree: nodes.document,
    section: nodes.section | None,
    marker: nodes.Element,
    front_matter: FrontMatter,
    *,
    options: Options,
) -> Post:
    """Return the post that one of several `post` directives makes of the section around it."""
    anchor = section["ids"][0] if section is not None else ""
    excerpt = take_excerpt(marker, doctree, anchor)
    part = doctree if section is None else section
    source = f"{doctree.get('source')}:{marker['line']}"
    post = read_post(
        part, env.docname, front_matter, options=options, source=source, anchor=anchor, own_title=True, excerpt=excerpt
    )
    return with_image(post, part, env, source, default_number=options.post_auto_image)


def read_document_post(
    env: BuildEnvironment,
    doctree: nodes.document,
    status: FileStatus,
    front_matter: FrontMatter,
    *,
    path: str,
    options: Options,
    directive: nodes.Element | None = None,
    excerpt: list[nodes.Element] | None = None,
) -> Post:
    """Return the post that the document is according to its front matter and its `post` directive, if there is one."""
    docname = env.docname

    def location(key: str) -> str:
        """Return the file and the line of a key."""
        line = line_of_key(status.raw, key) if status.raw else None
        return f"{env.doc2path(docname)}:{line or (directive['line'] if directive else 1)}"

    post = read_post(
        doctree,
        docname,
        front_matter,
        options=options,
        source=location("aliases"),
        own_title=directive is not None and status.front_matter is None,
        excerpt=excerpt,
    )
    post = replace(
        post,
        path=path,
        label=posixpath.basename(front_matter.slug or path_without_language(env, docname).removesuffix("/index")),
        aliases=with_own_url(env, docname, status, front_matter.aliases),
        feed_id_source=location("feed_id") if post.feed_id else "",
    )
    line = status.raw.lines.get(front_matter.image_key) if status.raw else None
    place = f"{env.doc2path(docname)}:{line}" if line else location("image")
    return with_image(post, doctree, env, place, key=front_matter.image_key, default_number=options.post_auto_image)


def with_own_url(env: BuildEnvironment, docname: str, status: FileStatus, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the aliases of a document and the URL in its front matter.

    A builder may give its page another suffix, or `postil_permalink_keys` another URL. No page redirects to itself.
    """
    url = env.project.own_url(docname, status) if isinstance(env.project, MountedProject) else ""
    return (*aliases, url) if url and url not in aliases else aliases


def line_of_key(raw: RawFrontMatter, name: str) -> int | None:
    """Return the line of a front matter key, in whichever spelling; None if it is missing."""
    lines = [line for spelling, line in raw.lines.items() if NAMES.get(normalize_key(spelling)) == name]
    return min(lines, default=None)


def _text_without_messages(doctree: nodes.Element) -> str:
    """Return a document's text without system messages, of which docutils reports some only once per process."""
    if not any(True for _ in doctree.findall(nodes.system_message)):
        return doctree.astext()
    copy = doctree.deepcopy()
    for message in list(copy.findall(nodes.system_message)):
        message.parent.remove(message)
    return copy.astext()


def read_post(
    doctree: nodes.Element,
    docname: str,
    front_matter: FrontMatter,
    *,
    options: Options,
    source: str,
    anchor: str = "",
    own_title: bool = False,
    excerpt: list[nodes.Element] | None = None,
) -> Post:
    """Return the post that consists of a front matter and a document or section, which is not changed.

    `own_title`: the title of the front matter takes precedence over the heading. `excerpt` is the excerpt if it is not
    the beginning of the text.
    """
    length = options.post_auto_excerpt if front_matter.excerpt_length is None else front_matter.excerpt_length
    if excerpt is None:
        excerpt = extract_excerpt(doctree, length)
    zone = options.postil_timezone
    date = front_matter.date.when.astimezone(zone) if front_matter.date else None
    updated = front_matter.updated.when.astimezone(zone) if front_matter.updated else None
    heading = next((spans_of_title(node) for node in doctree.findall(nodes.title)), ())
    title = (
        (front_matter.title if own_title else "")
        or title_text(heading)
        or front_matter.title
        or title_from_path(docname)
    )
    excerpt_source = "".join(node.pformat() for node in excerpt)
    inner = [part for node in excerpt for part in node.findall(nodes.Element)]
    has_dependencies = any(
        isinstance(part, addnodes.pending_xref | nodes.image | nodes.raw | postlist) or WRITTEN in part.attributes
        for part in inner
    )
    return Post(
        docname=docname,
        anchor=anchor,
        title=" ".join(title.split()),
        title_spans=heading if title == title_text(heading) and any(kinds for _text, kinds in heading) else (),
        untitled=any(UNTITLED_CLASS in section["classes"] for section in doctree.findall(nodes.section)),
        date=date,
        has_time=bool(front_matter.date and front_matter.date.has_time),
        updated=updated if updated and (date is None or updated.date() > date.date()) else None,
        draft=front_matter.draft,
        scheduled_for=front_matter.scheduled_for.when if front_matter.scheduled_for else None,
        expires=front_matter.expires.when if front_matter.expires else None,
        words=count_words(_text_without_messages(doctree)),
        tags=front_matter.tags,
        categories=front_matter.categories,
        authors=front_matter.authors or options.blog_default_author,
        locations=front_matter.locations or options.blog_default_location,
        languages=front_matter.languages or options.blog_default_language,
        series=front_matter.series,
        pinned=front_matter.pinned,
        unlisted=front_matter.unlisted,
        feed_id=front_matter.feed_id,
        description=front_matter.description,
        summary=front_matter.description or plain_text(excerpt),
        summary_is_resolved=bool(front_matter.description) or not any(map(is_resolved_later, inner)),
        excerpt_digest=digest(repr((front_matter.description, length, excerpt_source))),
        excerpt_is_self_contained=not has_dependencies or bool(front_matter.description),
        excerpt_length=front_matter.excerpt_length,
        image=front_matter.image,
        notes=front_matter.notes,
        comments=front_matter.comments,
        canonical_link=front_matter.canonical_link,
        external_link=front_matter.external_link,
        doi=front_matter.doi,
        aliases=front_matter.aliases,
        source=source,
    )


def is_resolved_later(node: nodes.Element) -> bool:
    """Return whether a node gets its text once all documents are read, as references and nodes of extensions do."""
    is_of_extension = not type(node).__module__.startswith(("docutils.", "sphinx."))
    return isinstance(node, addnodes.pending_xref | nodes.pending) or WRITTEN in node.attributes or is_of_extension


def setup(app: Sphinx) -> None:
    """Register the event handler."""
    app.connect("doctree-read", collect_posts, priority=700)
