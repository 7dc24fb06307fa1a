"""Compute the index of the posts once all documents are read, and the digests that depend on it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from sphinx.locale import get_translation

from postil.blog.index import Index
from postil.blog.menu import FEED, find_menu
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import Kind, Post, digest
from postil.blog.related import find_related_positions
from postil.build.backlinks import find_backlinks
from postil.build.domain import post_domain
from postil.build.duplicate_labels import assign_duplicate_labels, find_duplicate_labels
from postil.build.git_dates import git_dates_of_documents
from postil.build.page_digests import (
    card_digests,
    excerpt_dependency_digests,
    has_more_pages,
    navigation_content,
    page_digests,
    posts_content,
    shows_posts_in_sidebar,
    sidebar_content,
)
from postil.build.page_versions import translated_documents
from postil.build.posts_document import find_posts_document
from postil.build.site_files import assets_digest, static_digest, templates_digest
from postil.build.site_images import process_images
from postil.build.site_links import compute_site_links
from postil.config.clock import current_time
from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.i18n import CATALOG
from postil.images.avatar import find_avatars
from postil.images.files import assign_image_names
from postil.post_slug import SlugStyle
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.blog.related import RelatedPositions, TopicText
    from postil.build.domain import PostDomain
    from postil.config.options import Options

_ = get_translation(CATALOG)


def compute_index(
    posts: Iterable[Post],
    options: Options,
    now: datetime,
    *,
    root_doc: str = "index",
    language: str = "en",
    git_dates: Mapping[str, datetime] = MappingProxyType({}),
    related_cache: dict[str, Any] | None = None,
) -> Index:
    """Compute the index of posts. Unpublished posts are in it only if the owner builds drafts.

    `git_dates` maps documents to the dates of their last commits, for posts without an `updated` date.
    `related_cache` stores between builds which posts are related.
    """
    profiles = {
        Kind.AUTHOR: options.blog_authors,
        Kind.LANGUAGE: options.blog_languages,
        Kind.LOCATION: options.blog_locations,
    }
    dated = (
        post.with_update(git_dates[post.docname]) if post.docname in git_dates and not post.updated else post
        for post in posts
    )
    current = (with_status(post, now) for post in dated)
    included = (post for post in current if options.postil_drafts or not post.draft)
    return Index(
        included,
        path=options.blog_path,
        posts_page=root_doc if options.postil_home else "",
        profiles=profiles,
        related=options.postil_related,
        within_series=options.postil_neighbours == "series",
        languages=["" if tag == options.site_language else tag for tag in options.languages],
        find_positions=partial(find_related_cached, {} if related_cache is None else related_cache),
        ascii_language=language if options.postil_slug_style is SlugStyle.ASCII else "",
    )


def find_related_cached(stored: dict[str, Any], texts: Sequence[TopicText], count: int) -> RelatedPositions:
    """Return what `find_related_positions` returns, cached between builds in `stored`.

    Finding related posts takes as long as everything else after a small edit.
    """
    source = digest(repr((texts, count)))
    if stored.get("digest") != source:
        stored.update(digest=source, positions=find_related_positions(texts, count))
    return cast("RelatedPositions", stored["positions"])


def with_status(post: Post, now: datetime) -> Post:
    """Return the post with its status at `now`: an undated, scheduled or expired post is treated as a draft."""
    if post.updated and post.updated > now:
        post = replace(post, updated=None)
    scheduled = not post.draft and post.date is not None and (post.scheduled_for or post.date) > now
    expired = not post.draft and post.expires is not None and post.expires <= now
    unpublished = scheduled or expired or post.date is None
    if not unpublished:
        return post
    return replace(post, draft=True, scheduled=scheduled, expired=expired and not scheduled)


def update_index(app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
    """Compute the index, what pages show of other documents, and the digests that tell which pages are outdated."""
    domain, options = post_domain(env), app.config.postil
    assign_duplicate_labels(domain.data["labels"], env.get_domain("std").data)
    domain.duplicate_labels = find_duplicate_labels(domain.data["labels"])
    project = app.project
    now = project.rules.now if isinstance(project, MountedProject) else current_time()
    domain.git_dates = git_dates_of_documents(app) if options.postil_updated_from_git else {}
    domain.index = compute_index(
        (post for posts in domain.posts.values() for post in posts),
        options,
        now,
        root_doc=app.config.root_doc,
        language=app.config.language,
        git_dates=domain.git_dates,
        related_cache=domain.data["related_posts"],
    )
    domain.documents_by_key = translated_documents(env)
    domain.page_size = list_page_size(domain, options)
    domain.posts_document = find_posts_document(app, domain)
    domain.links = compute_site_links(env, domain.index, options)
    update_images(app, env)
    domain.excerpt_dependencies = excerpt_dependency_digests(domain, domain.index, env.images)
    domain.backlinks = find_backlinks(domain, domain.index) if options.postil_backlinks else {}
    domain.card_digest = card_digests(domain, env.images, speed=options.postil_reading_speed)
    update_menu(app, env)
    update_digests(app, env)
    # No document has to be read again because of all this.
    return ()


def list_page_size(domain: PostDomain, options: Options) -> int:
    """Return the number of posts per page of a list; a list with the owner's template has one page, as in ABlog."""
    own = domain.owner_templates.find("ablog/collection.html")
    return max(len(domain.index.posts), 1) if own else options.postil_page_size


def update_images(app: Sphinx, env: BuildEnvironment) -> None:
    """Process the images and the avatars of the site, and choose the names of image files in the output."""
    domain = post_domain(env)
    domain.images = process_images(app, env)
    files = {path: image.published_file for path, image in domain.images.items() if image.published_file}
    assign_image_names(env.images, {path: Path(file).suffix for path, file in files.items()})
    domain.avatars = find_avatars(app.config.postil.blog_authors, Path(app.confdir))


def update_menu(app: Sphinx, env: BuildEnvironment) -> None:
    """Compute the menu, and let Sphinx accept that its pages are in no toctree; warn about unknown pages."""
    domain = post_domain(env)
    domain.menu, unknown = find_menu(
        domain.index,
        app.config.postil.postil_menu,
        home=app.config.root_doc,
        documents=env.found_docs,
        title=lambda docname: env.titles[docname].astext(),
        feed=_("Feed") if app.config.postil.blog_baseurl else "",
    )
    for target in unknown:
        line = line_of_option(Path(app.confdir, "conf.py"), "postil_menu")
        name = " ".join(target.split())
        problem = "there is no feed without `blog_baseurl`" if target == FEED else f"unknown page “{name}”"
        warn(Subtype.CONFIG, f"`postil_menu`: {problem}; item skipped", location=line)
    for docname in {link.target for link in domain.menu} | {NOT_FOUND_PAGE, domain.index.path, domain.posts_document}:
        if docname in env.found_docs:
            env.metadata[docname].setdefault("orphan", "")
    domain.has_more_pages = has_more_pages(env, domain.menu, domain.index)


def update_digests(app: Sphinx, env: BuildEnvironment) -> None:
    """Compute the digests of what all pages show and of static files; those of each page are computed on demand."""
    domain, files = post_domain(env), post_domain(env).file_digests
    domain.static_digest = static_digest(app, files, (avatar.path for avatar in domain.avatars.values()))
    shared = (
        domain.data["code_digest"],
        templates_digest(app, files),
        assets_digest(app, files),
        shared_blog_content(app, domain),
        navigation_content(env),
        domain.menu,
        domain.has_more_pages,
        [avatar.data_url for avatar in domain.avatars.values()],
    )
    domain.shared_digest = digest(repr(shared))
    inputs = (
        [post.fingerprint for post in domain.index.all_posts],
        sorted((path, name, sorted(users)) for path, (users, name) in env.images.items()),
        sorted(domain.images.items()),
        sorted(env.found_docs),
        domain.shared_digest,
        domain.static_digest,  # links lead to these files
        app.config.postil,
    )
    domain.page_inputs_digest = digest(repr(inputs))
    files.forget_others()
    domain.page_digests = cache(
        partial(
            page_digests,
            domain,
            domain.index,
            options=app.config.postil,
            docnames=env.found_docs,
            shared=domain.shared_digest,
            images=env.images,
            image_info=domain.images,
        )
    )


def shared_blog_content(app: Sphinx, domain: PostDomain) -> tuple[object, ...]:
    """Return what all pages may show of the blog: what sidebars show, and what the owner's templates can show."""
    shown: tuple[object, ...] = ()
    if shows_posts_in_sidebar(getattr(app.config, "html_sidebars", {}), getattr(app.config, "html_theme_options", {})):
        shown = sidebar_content(domain.index)
    templates = domain.owner_templates
    if templates.show_blog or domain.code_reads_posts:
        full = templates.mention("fulltext") or templates.mention("doctree") or domain.code_reads_posts
        shown += (sidebar_content(domain.index), posts_content(domain, domain.index.all_posts, full=full))
    return shown


def setup(app: Sphinx) -> None:
    """Register the event handler."""
    # After Sphinx numbers figures (600): excerpts may contain figure numbers.
    app.connect("env-get-updated", update_index, priority=700)
