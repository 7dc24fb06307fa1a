"""Make the variable `ablog` for the templates of a site, and `env.ablog_posts` for its extensions."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from postil.ablog_compat.event_handlers import is_disconnected
from postil.ablog_compat.post_info import AblogPosts
from postil.ablog_compat.template_objects import Blog
from postil.build.domain import post_domain
from postil.config.ablog_rules import ABLOG_OPTIONS
from postil.config.options import site_root_url
from postil.config.sphinx_compat import is_set_by_owner
from postil.pages.render import PostRenderer, excerpt_nodes, find_section, root_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

    from postil.blog.index import Index
    from postil.blog.post import Post

# The theme that provides the icons of Font Awesome, also to the themes that inherit from it.
_ICON_THEME = "pydata_sphinx_theme"


class BlogForTemplates:
    """Makes the variable `ablog`, once for all pages that a process writes in one build."""

    def __init__(self) -> None:
        self._made: tuple[Index, int, dict[str, Blog]] | None = None

    def get(self, app: Sphinx, pagename: str) -> Blog:
        """Return the blog of a page. Each process has its own: the cache of excerpts is a file that it opens."""
        index, process = post_domain(app.env).index, os.getpid()
        if self._made is None or self._made[0] is not index or self._made[1] != process:
            self._made = (index, process, {})
        blog, made = index.blog_of_page(pagename), self._made[2]
        if blog.path not in made:
            made[blog.path] = make_blog(app, blog)
        return made[blog.path]


def make_blog(app: Sphinx, index: Index, post_renderer: PostRenderer | None = None) -> Blog:
    """Return the variable `ablog` for the posts of `index`; `post_renderer` can be shared by the pages of a build."""
    render = partial(render_post, app, post_renderer or PostRenderer(app))
    return Blog(index, template_options(app), render_post=render, read_nodes=partial(read_nodes, app))


def render_post(
    app: Sphinx, post_renderer: PostRenderer, post: Post, pagename: str, *, full: bool, absolute: bool
) -> Markup:
    """Return the excerpt or the `full` text of a post as HTML for a page, as ABlog's `to_html` does."""
    root = site_root_url(app.config.postil) if absolute else root_path(app.builder, pagename)
    if full:
        return post_renderer.full_text(post, root=root)
    excerpt = post_renderer.excerpt(post, root=root)
    return Markup('<div class="ablog-post-excerpt">{}</div>').format(excerpt) if excerpt else Markup("")


def read_nodes(app: Sphinx, post: Post, full: bool) -> list[nodes.Element] | nodes.Element:  # noqa: FBT001
    """Return the excerpt of a post as nodes, or its whole section."""
    if full:
        return find_section(app.env.get_doctree(post.docname), post.anchor)
    return excerpt_nodes(app, post)


def template_options(app: Sphinx) -> Mapping[str, Any]:
    """Return the options that templates see, under ABlog's names: as conf.py sets them, else ABlog's defaults."""
    config, options = app.config, app.config.postil
    values = {name: value for name, value in vars(options).items() if name not in ABLOG_OPTIONS}
    values |= {name: config[name] for name in ABLOG_OPTIONS if name in config}
    values |= {"blog_title": options.blog_title, "blog_baseurl": options.blog_baseurl, "blog_path": options.blog_path}
    names = ("fontawesome_link_cdn", "fontawesome_css_file")
    own_icons = is_set_by_owner(config, "fontawesome_included") and config.fontawesome_included
    return values | {"fontawesome": bool(own_icons or any(values.get(name) for name in names) or theme_has_icons(app))}


def theme_has_icons(app: Sphinx) -> bool:
    """Return whether the theme provides the icons of Font Awesome."""
    theme = getattr(app.builder, "theme", None)
    return theme is not None and any(folder.name == _ICON_THEME for folder in theme.get_theme_dirs())


def set_ablog_posts(app: Sphinx) -> None:
    """Set `env.ablog_posts`, which extensions of the site read."""
    env: Any = app.env
    if is_disconnected(app):
        env.ablog_posts = AblogPosts(app.env, partial(read_nodes, app))


def setup(app: Sphinx) -> None:
    """Set `env.ablog_posts` before documents are read."""
    app.connect("builder-inited", set_ablog_posts, priority=110)
