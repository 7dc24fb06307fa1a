"""Add to the page of a post what its author did not write: byline, related posts, neighbours, comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.builders.html import StandaloneHTMLBuilder

from postil.blog.citation import cite_post
from postil.blog.post import Kind
from postil.build.domain import post_domain
from postil.build.post_end import end_of_post
from postil.build.text_language import in_language, page_language, post_language, text_language
from postil.config.options import site_root_url
from postil.html_builders import builds_html_pages
from postil.i18n import text_direction
from postil.pages.footnotes import footnote_item, footnote_section
from postil.pages.nodes import html_fragment, post_content, post_section
from postil.pages.owner_navigation import navigation_of_owner
from postil.pages.render import IS_PARTIAL, find_section
from postil.pages.templates import PageRenderer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from postil.blog.citation import Citation
    from postil.blog.post import Post
    from postil.build.owner_templates import OwnerTemplates
    from postil.config.options import Options


def add_page_parts(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add bylines, footers and comments to the posts of a document."""
    if doctree.get(IS_PARTIAL) or not builds_html_pages(app.builder):
        return
    domain = post_domain(app.env)
    around = page_language(app.env, docname)
    posts = domain.index.by_docname.get(docname, ())
    language = text_language(app.env, docname)
    first = next(doctree.findall(nodes.section), None)
    if not posts and language.lower() != around.lower() and first is not None:
        set_language(doctree, first, language, around=around)
    for post in posts:
        register_cover_image(app, post)
        found = find_section(doctree, post.anchor)
        section = found if isinstance(found, nodes.section) else next(found.findall(nodes.section), None)
        if section is None:
            continue
        language = post_language(post, app.config)
        if language.lower() != around.lower():
            section = set_language(doctree, section, language, around=around)
        with in_language(app.config, language):
            add_parts(app, doctree, section, post)


def add_parts(app: Sphinx, doctree: nodes.document, section: nodes.section, post: Post) -> None:
    """Add the byline of a post to its section, and what is below it to the document, in its language."""
    options, templates = app.config.postil, post_domain(app.env).owner_templates
    language, around = post_language(post, app.config), page_language(app.env, post.docname)
    renderer = PageRenderer(app, post.docname, language=language)
    byline = renderer.render("postil/byline.html", post=post) + render_entry_data(app, post)
    mark_up_entry(section, html_fragment("", html=byline))
    end = Markup("") if post.anchor else render_footer(app, renderer, post)
    if allows_comments(post, options) and not shows_comments_itself(templates, options):
        end += render_comments(app, renderer, post)
    if end and language.lower() != around.lower():
        end = Markup('<div class="postil-end" lang="{}" dir="{}">{}</div>').format(
            language, text_direction(language), end
        )
    if end:
        doctree.append(html_fragment("", html=end))


def set_language(doctree: nodes.document, section: nodes.section, language: str, *, around: str) -> nodes.section:
    """Replace a section by one in another language than the page `around` it, and return it; so are its footnotes."""
    direction = text_direction(language)
    localized = post_section("", *section.children, **section.attributes, lang=language, dir=direction)
    section.replace_self(localized)
    # The notes of a document are below its section.
    whole = doctree if localized.parent is doctree else localized
    for notes in whole.findall(footnote_section):
        notes["lang"], notes["dir"] = language, direction
    for note in whole.findall(footnote_item):
        note["classes"].append(f"language-{language}")  # docutils writes it as the attribute `lang`
        if direction != text_direction(around):
            note["dir"] = direction
    return localized


def mark_up_entry(section: nodes.section, byline: html_fragment) -> None:
    """Add the byline below a post's title, and mark up the section as an h-entry (microformats.org)."""
    title, *rest = section.children
    section["classes"] += ["h-entry"]
    section.children = []
    section += [title, byline, post_content("", *rest)]


def render_entry_data(app: Sphinx, post: Post) -> Markup:
    """Return the invisible properties of a post's h-entry: its title, its tags and its absolute URL.

    The heading itself cannot be the title: themes add links and icons to it.
    """
    html = _data("p-name", post.title)
    # The visible tags are at the end of the page, outside the entry.
    tags = post_domain(app.env).index.terms_of(post, Kind.TAG)
    html += Markup("").join(_data("p-category", tag.label) for tag in tags)
    url = own_url(app, post)
    if not url or post.anchor:
        return html
    return html + _data("u-url u-uid", post.canonical_link or url)


def _data(name: str, value: str) -> Markup:
    return Markup(f'<data class="{name}" value="{escape(value)}"></data>')  # noqa: S704 - escaped


def own_url(app: Sphinx, post: Post) -> str:
    """Return the absolute URL of a post's page; empty if the URL of the site is unknown."""
    base = site_root_url(app.config.postil)
    return urljoin(base, app.builder.get_target_uri(post.docname)) if base else ""


def render_footer(app: Sphinx, renderer: PageRenderer, post: Post) -> Markup:
    """Return the footer of a post: tags, author, series, related posts, backlinks and neighbours."""
    domain, options = post_domain(app.env), app.config.postil
    end = end_of_post(
        domain.index, post, domain.backlinks_of(post.docname), shows_neighbours=options.post_show_prev_next
    )
    return renderer.render(
        "postil/post-footer.html",
        post=post,
        own_navigation=navigation_of_owner(domain.owner_templates),
        citation=citation_of(app, post) if options.postil_cite else None,
        **end._asdict(),
    )


def citation_of(app: Sphinx, post: Post) -> Citation:
    """Return how to cite a post."""
    options: Options = app.config.postil
    return cite_post(
        post,
        authors=[term.label for term in post_domain(app.env).index.terms_of(post, Kind.AUTHOR)],
        site=options.site_title or options.blog_title,
        url=post.canonical_link or own_url(app, post),
    )


def allows_comments(post: Post, options: Options) -> bool:
    """Return whether a post has comments: it is published, has a page of its own, and its author allows them."""
    return bool(options.postil_comments) and post.comments and not post.draft and not post.anchor


def shows_comments_itself(templates: OwnerTemplates, options: Options) -> bool:
    """Return whether the owner's page template has the comments of Disqus, as ABlog's does."""
    return options.postil_comments.engine == "disqus" and templates.pages_mention("disqus_thread")


def render_comments(app: Sphinx, renderer: PageRenderer, post: Post) -> Markup:
    """Return the comments section of a post, with the settings that the script needs to load the comments."""
    options: Options = app.config.postil
    settings = options.postil_comments.settings(
        # ABlog's identifier, so that a blog that moves from ABlog keeps its comments.
        identifier=f"/{re.sub(r'(^|(?<=/))index$', '', post.docname).strip('/')}/",
        url=own_url(app, post),
        title=post.title,
        language=post_language(post, app.config),
    )
    return renderer.render("postil/comments.html", post=post, comments=options.postil_comments, settings=settings)


def register_cover_image(app: Sphinx, post: Post) -> None:
    """Have the builder copy a post's cover image, as it copies the images in the text."""
    if post.image in app.env.images and isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.images[post.image] = app.env.images[post.image][1]


def setup(app: Sphinx) -> None:
    """Add the parts once references are resolved."""
    app.connect("doctree-resolved", add_page_parts)
