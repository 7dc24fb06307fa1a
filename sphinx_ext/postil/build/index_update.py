"""Compute the index of the posts once all documents are read, and the digests that depend on it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from postil.blog.index import Index
from postil.blog.menu import find_menu
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import Kind, Post, digest
from postil.blog.related import find_related_positions
from postil.build.backlinks import find_backlinks
from postil.build.domain import post_domain
from postil.build.duplicate_labels import settle_labels
from postil.build.git_dates import git_dates_of_documents
from postil.build.page_digests import (
    card_digests,
    excerpt_source_digests,
    has_more_pages,
    navigation_content,
    page_digests,
    shows_posts_everywhere,
    sidebar_content,
)
from postil.build.site_files import assets_digest, static_digest, templates_digest
from postil.build.site_images import process_images
from postil.config.clock import current_time
from postil.config.read import line_of_option
from postil.config.sphinx_compat import folders_of_owner
from postil.diagnostics import Subtype, warn
from postil.images.avatar import find_avatars
from postil.images.files import assign_image_names
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.blog.related import RelatedPositions, TopicText
    from postil.config.options import Options


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
    """Return what `find_related_positions` returns, cached between builds in `kept`.

    Finding related posts takes as long as everything else after a small edit.
    """
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
    avatars = [avatar.data_url for avatar in domain.avatars.values()]
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


def setup(app: Sphinx) -> None:
    """Register the event handler."""
    # After figures have their numbers (600), which excerpts may show.
    app.connect("env-get-updated", update_index, priority=700)
