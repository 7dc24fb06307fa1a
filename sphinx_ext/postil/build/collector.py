"""Collect the posts of a document when Sphinx has read it: from its front matter, and from its `post` directives."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import get_source_line
from sphinx import addnodes

from postil.blog.excerpt import extract_excerpt, plain_text
from postil.blog.listing import (
    post_marker,
    postlist,
)
from postil.blog.post import Post, digest
from postil.build.domain import document_path, post_domain
from postil.build.duplicate_labels import labels_of_document
from postil.diagnostics import Subtype, warn
from postil.file_names import escape_unprintable
from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.parse import FrontMatter, parse_front_matter, title_from_path
from postil.front_matter.source import RawFrontMatter
from postil.i18n import count_words
from postil.images.files import find_image
from postil.images.missing import why_not_published
from postil.project.source_read import current_file_status, string_metadata

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.config.options import Options
    from postil.front_matter.status import FileStatus


def collect_posts(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the post that a document is, or the posts that stand in it, and the lists it shows."""
    env, options = app.env, app.config.postil
    docname, domain = env.docname, post_domain(app.env)
    if options_of_lists := [node["options"] for node in doctree.findall(postlist)]:
        domain.postlists[docname] = options_of_lists
    references = list(doctree.findall(addnodes.pending_xref))
    targets = {str(node.get("reftarget", "")) for node in references}
    # Sphinx does not read a table of contents again because an entry has moved.
    targets |= {f"/{name}" for node in doctree.findall(addnodes.toctree) for name in node["includefiles"]}
    if targets:
        domain.data["references"][docname] = sorted(targets)
    if labels := labels_of_document(env, docname, (name for name, explicit in doctree.nametypes.items() if explicit)):
        domain.data["labels"][docname] = labels
    if links := {str(node.get("reftarget", "")) for node in references if _leads_to_page(node)}:
        domain.data["links"][docname] = sorted(links)
    if lines := {
        path: get_source_line(image)[1]
        for image in reversed(list(doctree.findall(nodes.image)))
        for kind, path in (image.get("candidates") or {}).items()
        if kind != "?"
    }:
        domain.data["image_lines"][docname] = lines
    path = document_path(env, docname)
    domain.data["source_paths"][docname] = path
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


def _leads_to_page(node: addnodes.pending_xref) -> bool:
    return node.get("reftype") in ("doc", "ref", "any", "myst", "numref")


def _with_image(post: Post, env: BuildEnvironment, location: str) -> Post:
    """Return a post with its image as a path in the site; warn and return it without one if there is no such file."""
    image = find_image(env, post.docname, post.image)
    if post.image and not image:
        why = why_not_published(env, post.docname, post.image) or "names a file that was not found"
        name = escape_unprintable(" ".join(post.image.split())[:80])
        message = f"`image: {name}` {why}; the post has no image"
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


def setup(app: Sphinx) -> None:
    """Register the event handler."""
    app.connect("doctree-read", collect_posts, priority=700)
