"""Compute the index of the posts once all documents are read, and the digests that depend on it."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from postil.blog.menu import FEED, find_menu
from postil.blog.page_languages import PageLanguages
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import digest
from postil.build.backlinks import Backlinks
from postil.build.blog_index import IndexInputs, compute_index, home_of_blog, home_pages, posts_read_again
from postil.build.card_digests import CardDigests
from postil.build.changes import find_changes
from postil.build.domain import document_at, post_domain
from postil.build.duplicate_labels import assign_duplicate_labels, find_duplicate_labels
from postil.build.git_dates import git_dates_of_documents
from postil.build.page_digests import (
    excerpt_dependency_digests,
    has_more_pages,
    navigation_content,
    page_digests,
    posts_content,
    shows_posts_in_sidebar,
    sidebar_content,
)
from postil.build.page_versions import names_of_lists
from postil.build.posts_document import find_posts_documents
from postil.build.referenced_objects import objects_by_word
from postil.build.second_versions import warn_of_second_versions
from postil.build.site_files import assets_digest, static_digest, templates_digest
from postil.build.site_images import process_images
from postil.build.site_links import compute_site_links
from postil.config.clock import current_time
from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.i18n import CATALOG, interface_language
from postil.images.avatar import find_avatars
from postil.images.files import assign_image_names
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.blog.menu import MenuLink
    from postil.blog.post import Post
    from postil.build.domain import PostDomain
    from postil.config.options import Options

_ = get_translation(CATALOG)


def update_index(app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
    """Compute the index, what pages show of other documents, and the digests that tell which pages are outdated."""
    domain, options = post_domain(env), app.config.postil
    assign_duplicate_labels(domain.data["labels"], env.get_domain("std").data)
    domain.duplicate_labels = find_duplicate_labels(domain.data["labels"])
    domain.referenced_objects = cache(partial(objects_by_word, env))
    project = app.project
    inputs = IndexInputs(
        read=dict(env.all_docs),
        documents=frozenset(env.found_docs),
        homes=home_pages(options, root_doc=app.config.root_doc, documents=env.found_docs),
        git_dates=git_dates_of_documents(app) if options.postil_updated_from_git else {},
        now=project.rules.now if isinstance(project, MountedProject) else current_time(),
    )
    changes = domain.changes = find_changes(env, domain.content_before)
    before, domain.index_inputs, domain.content_before = domain.index_inputs, None, None
    known = domain.card_digest if before else None
    changed: Mapping[tuple[str, str], Post] = {}
    if changes and before == inputs._replace(read=changes.read_before):
        changed = posts_read_again(
            domain.index, {docname: domain.posts.get(docname, ()) for docname in changes.documents}
        )
        domain.index = domain.index.with_posts(changed)
        domain.links.forget_found()
        domain.backlinks.update(changes.documents)
    else:
        compute_blog(app, env, inputs)
        known = None
    warn_of_second_versions(env, domain)
    domain.posts_documents = find_posts_documents(app, domain)
    update_images(app, env)
    # On demand: a build that changes nothing does not need it.
    domain.excerpt_dependencies = cache(partial(excerpt_dependency_digests, domain, domain.index, env.images))
    domain.card_digest = CardDigests(domain, env.images, speed=options.postil_reading_speed)
    if known:
        domain.card_digest.keep(known, changed=changed)
    update_menu(app, env)
    update_digests(app, env)
    domain.index_inputs = inputs
    # No document has to be read again because of all this.
    return ()


def compute_blog(app: Sphinx, env: BuildEnvironment, inputs: IndexInputs) -> None:
    """Compute the index from all posts, and what follows from it: what links lead to, backlinks, the names of lists."""
    domain, options = post_domain(env), app.config.postil
    domain.git_dates = inputs.git_dates
    domain.index = compute_index(
        (post for posts in domain.posts.values() for post in posts),
        options,
        inputs.now,
        homes=inputs.homes,
        page_languages=PageLanguages(
            domain.data["languages"],
            unlisted={name for name, unlisted in domain.data["noindex"].items() if unlisted},
            site=options.site_language,
        ),
        language=app.config.language,
        git_dates=inputs.git_dates,
        related_cache=domain.data["related_posts"],
    )
    domain.page_size = list_page_size(domain, options)
    blogs = domain.index.all_blogs if options.languages else ()
    domain.list_names = names_of_lists(blogs, size=domain.page_size)
    domain.links = compute_site_links(env, domain.index, options)
    domain.backlinks = Backlinks(domain)


def list_page_size(domain: PostDomain, options: Options) -> int:
    """Return the number of posts per page of a list; a list with the owner's template has one page, as in ABlog."""
    own = domain.owner_templates.find("ablog/collection.html")
    return max(1, *(len(blog.posts) for blog in domain.index.all_blogs)) if own else options.postil_page_size


def update_images(app: Sphinx, env: BuildEnvironment) -> None:
    """Process the images and the avatars of the site, and choose the names of image files in the output."""
    domain = post_domain(env)
    domain.images = process_images(app, env)
    files = {path: image.published_file for path, image in domain.images.items() if image.published_file}
    assign_image_names(env.images, {path: Path(file).suffix for path, file in files.items()})
    domain.avatars = find_avatars(app.config.postil.blog_authors, Path(app.confdir))


def update_menu(app: Sphinx, env: BuildEnvironment) -> None:
    """Compute the menu, and let Sphinx accept that its pages are in no toctree; warn about unknown pages."""
    domain, options = post_domain(env), app.config.postil
    menus: dict[str, Sequence[MenuLink]] = {}
    for tag, blog in [("", domain.index), *domain.index.blogs.items()]:
        with interface_language(tag):
            menus[tag], unknown = find_menu(
                blog,
                options.postil_menu,
                home=app.config.root_doc if not tag else home_of_blog(options, tag),
                documents=env.found_docs,
                document=partial(document_at, env),
                title=lambda docname: env.titles[docname].astext(),
                feed=_("Feed") if options.blog_baseurl else "",
                version=partial(domain.index.page_languages.in_language, tag),
            )
        for target in unknown if not tag else ():
            line = line_of_option(Path(app.confdir, "conf.py"), "postil_menu")
            name = " ".join(target.split())
            problem = "there is no feed without `blog_baseurl`" if target == FEED else f"unknown page “{name}”"
            warn(Subtype.CONFIG, f"`postil_menu`: {problem}; item skipped", location=line)
    domain.menus = menus
    links = [link for menu in menus.values() for link in menu]
    homes = [f"{folder}/index" for folder in options.blog_folders.values() if folder]
    paths = [blog.path for blog in domain.index.all_blogs]
    linked = {*(link.target for link in links), *paths, *homes}
    for docname in {*linked, NOT_FOUND_PAGE, *domain.posts_documents}:
        if docname in env.found_docs:
            env.metadata[docname].setdefault("orphan", "")
    # Readers reach a translation from the other versions of the page.
    reached = {app.config.root_doc, *linked, *(name for names in env.toctree_includes.values() for name in names)}
    for docname in domain.index.page_languages.versions_of(reached) & env.found_docs:
        env.metadata[docname].setdefault("orphan", "")
    domain.has_more_pages = has_more_pages(env, links, domain.index)


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
        domain.menus,
        [(blog.path, blog.posts_page) for blog in domain.index.all_blogs],
        domain.has_more_pages,
        [avatar.data_url for avatar in domain.avatars.values()],
    )
    domain.shared_digest = digest(repr(shared))
    inputs = (
        statuses(domain),
        sorted(domain.posts_documents),
        sorted(domain.data["languages"].items()),
        sorted((path, name, sorted(users)) for path, (users, name) in env.images.items()),
        sorted(domain.images.items()),
        sorted(env.found_docs),
        domain.shared_digest,
        domain.static_digest,  # links lead to these files
        app.config.postil,
    )
    domain.common_digest = digest(repr(inputs))
    files.forget_others()
    domain.page_digests = partial(
        page_digests,
        domain,
        domain.index,
        options=app.config.postil,
        shared=domain.shared_digest,
        images=env.images,
        image_info=domain.images,
    )


def statuses(domain: PostDomain) -> tuple[object, ...]:
    """Return in what the posts of the index are not as they were read, because of the time, git or other versions.

    These are the keys of posts that are left out, and the changed values of others. Posts themselves are as they were
    while no document is read again.
    """
    read = {post.key: post for posts in domain.posts.values() for post in posts}
    changed = [
        (
            post.key,
            post.draft,
            post.scheduled,
            post.expired,
            post.updated and post.updated.isoformat(),
            post.translation_key,
        )
        for post in domain.index.all_posts
        if read.pop(post.key, None) is not post
    ]
    return sorted(read), changed


def shared_blog_content(app: Sphinx, domain: PostDomain) -> tuple[object, ...]:
    """Return what all pages may show of the blog: what sidebars show, and what the owner's templates can show."""
    shown: tuple[object, ...] = ()
    if shows_posts_in_sidebar(getattr(app.config, "html_sidebars", {}), getattr(app.config, "html_theme_options", {})):
        shown = tuple(sidebar_content(blog) for blog in domain.index.all_blogs)
    templates = domain.owner_templates
    if templates.show_blog or domain.code_reads_posts:
        full = templates.mention("fulltext") or templates.mention("doctree") or domain.code_reads_posts
        shown += (
            *(sidebar_content(blog) for blog in domain.index.all_blogs),
            posts_content(domain, domain.index.all_posts, full=full),
        )
    return shown


def setup(app: Sphinx) -> None:
    """Register the event handler."""
    # After Sphinx numbers figures (600): excerpts may contain figure numbers.
    app.connect("env-get-updated", update_index, priority=700)
