"""The directives `postlist` and `post`, with ABlog's options."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import NoUri
from sphinx.util.docutils import SphinxDirective

from postil.blog.listing import (
    KINDS,
    LAYOUTS,
    ORDERS,
    omits_posts,
    post_marker,
    postlist,
    select_posts,
    shows_excerpts,
    within_excerpt,
)
from postil.blog.title_nodes import title_nodes
from postil.build.domain import post_domain
from postil.build.text_language import LocalizedPostTransform, post_language, text_language
from postil.diagnostics import Subtype, warn
from postil.html_builders import builds_html_pages
from postil.i18n import format_date, text_direction
from postil.pages.nodes import html_fragment, text_in_language
from postil.pages.render import (
    ID_PREFIX,
    IS_PARTIAL,
    PostRenderer,
    excerpt_nodes,
    fill_in_root_of_links,
    resolve_parts,
    root_path,
)
from postil.pages.templates import PageRenderer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.application import Sphinx

    from postil.blog.index import Index
    from postil.blog.post import Post, Term


def _comma_separated(argument: str | None) -> list[str]:
    return [item.strip() for item in (argument or "").split(",") if item.strip()]


class PostList(SphinxDirective):
    """List posts: `{postlist} 5` lists the newest five; options select those of a tag, a category, an author."""

    optional_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        **dict.fromkeys(KINDS, _comma_separated),
        **{f"exclude-{name}": _comma_separated for name in KINDS},
        "sections": _comma_separated,
        "order": directives.unchanged,
        "layout": directives.unchanged,
        "format": directives.unchanged,
        "date": directives.unchanged,
        "sort": directives.flag,
        "excerpts": directives.flag,
        "list-style": directives.unchanged,
        "expand": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return a placeholder, which the list replaces once all posts have been read."""
        options = dict(self.options)
        for flag in ("sort", "excerpts"):
            options[flag] = flag in self.options
        options["length"] = self._parse_length()
        options["format"] = self._parse_format()
        options["order"] = self._parse_choice("order", ORDERS, "")
        options["layout"] = self._parse_choice("layout", LAYOUTS, "list")
        node = postlist("", options=options)
        self.set_source_info(node)
        return [node]

    def _parse_length(self) -> int | None:
        if not self.arguments:
            return None
        if re.fullmatch("[0-9]{1,6}", self.arguments[0]):
            return int(self.arguments[0])
        message = f"`postlist {self.arguments[0]}`: not a number; all posts are listed"
        warn(Subtype.DIRECTIVE, message, location=self.get_location())
        return None

    def _parse_choice(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.options.get(name, default)
        if value in (default, *choices):
            return str(value)
        message = f"`{name}: {value}` is invalid; use one of {', '.join(choices)}; the option is ignored"
        warn(Subtype.DIRECTIVE, message, location=self.get_location())
        return default

    def _parse_format(self) -> str:
        value = self.options.get("format", postlist.FORMAT)
        try:
            unknown = {key for _, key, _, _ in Formatter().parse(value) if key is not None} - postlist.FIELDS
        except ValueError:
            unknown = {value}
        if not unknown:
            return str(value)
        names = ", ".join(sorted(postlist.FIELDS))
        found = ", ".join(sorted(unknown))
        message = f"`format`: unknown field {found}; use {names}; the default `{postlist.FORMAT}` is used"
        warn(Subtype.DIRECTIVE, message, location=self.get_location())
        return postlist.FORMAT


class PostDirective(SphinxDirective):
    """Make the section around it a post: `{post} 2024-03-24`. Its content is the excerpt."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        ("tags", "author", "category", "location", "language", "redirect", "title", "image", "excerpt", "exclude",
         "nocomments", "canonical_link", "external_link"),
        directives.unchanged,
    )  # fmt: skip

    def run(self) -> list[nodes.Node]:
        """Return a marker with the options; the domain reads it once the whole document has been parsed."""
        values = {key: (value or "").strip() for key, value in self.options.items()}
        if self.arguments:
            values["date"] = self.arguments[0].strip()
        marker = post_marker("", values=values, line=self.lineno, excerpt=bool(self.content))
        self.set_source_info(marker)
        marker += self.parse_content_to_nodes(allow_section_headings=True)
        return [marker]


class ResolvePostLists(LocalizedPostTransform):
    """Replace the placeholders of `postlist` by lists of posts."""

    # After the page's own references are resolved (10), so that those of excerpts are not resolved twice.
    default_priority = 12

    def run(self, **kwargs: Any) -> None:
        """Replace all placeholders of the document."""
        for node in list(self.document.findall(postlist)):
            node.replace_self(self._build_lists(node))

    def _build_lists(self, node: postlist) -> list[nodes.Node]:
        """Return the list, and a link to all posts if there are more of them."""
        index, options, docname = post_domain(self.env).index, node["options"], self.env.docname
        is_page = builds_html_pages(self.app.builder) and not self.document.get(IS_PARTIAL)
        posts = select_posts(index, options, docname=docname)
        found: list[nodes.Node] = [self._build_list(node, posts, index)]
        if is_page and not self.config.postil.ablog_rules and omits_posts(index, options, posts, docname=docname):
            language = text_language(self.env, docname)
            link = PageRenderer(self.app, docname, language=language).render("postil/all-posts.html")
            found.append(html_fragment("", html=link))
        return found

    def _build_list(self, node: postlist, posts: Sequence[Post], index: Index) -> nodes.Element:
        is_excerpt = self.document.get(IS_PARTIAL) and not self.document.get(ID_PREFIX)
        options = within_excerpt(node["options"]) if is_excerpt else node["options"]
        layout = options["layout"]
        if posts and layout != "list" and builds_html_pages(self.app.builder):
            return self._render_layout(posts, layout, level=1 + _section_depth(node))
        options = options | {"excerpts": shows_excerpts(options)}
        if layout == "titles":
            options["format"] = "{title}"
        style = options.get("list-style", "none")
        listing = nodes.bullet_list(classes=[f"postlist-style-{style}", "postlist"])
        for post in posts:
            item = nodes.list_item("", self._title_line(index, post, options), classes=["ablog-post"])
            if options["excerpts"]:
                item += self._excerpt(post, options.get("expand"))
            listing += item
        if posts:
            return listing
        return nodes.inline("", "", classes=["postlist"])

    def _render_layout(self, posts: Sequence[Post], layout: str, *, level: int) -> html_fragment:
        """Return posts rendered with the template of a layout; `level` is that of their headings."""
        post_renderer = PostRenderer(self.app)
        docname = self.env.docname
        renderer = PageRenderer(self.app, docname, post_renderer, language=text_language(self.env, docname))
        html = renderer.render(f"postil/{layout}.html", posts=posts, level=min(level, 6))
        post_renderer.save()
        return html_fragment("", html=html)

    def _title_line(self, index: Index, post: Post, options: dict[str, Any]) -> nodes.paragraph:
        line = nodes.paragraph("", "", classes=["ablog-post-title"])
        for text, key, _, _ in Formatter().parse(options["format"]):
            line += nodes.Text(text)
            if key == "date" and post.date:
                pattern = options.get("date") or self.config.postil.post_date_format
                line += nodes.Text(format_date(post.date, language=self.config.language, pattern=pattern))
            elif key == "title":
                line += self._link_to_post(post)
            elif key in KINDS:
                line += self._term_links(index.terms_of(post, KINDS[key]))
        return line

    def _link_to_post(self, post: Post, text: str = "") -> nodes.Node:
        children = [] if text else title_nodes(post.title_spans)
        if not text:
            children = self._in_language_of(post, children or [nodes.Text(post.title)], "bdi")
        text = "" if children else text
        if post.external_link:
            return nodes.reference("", text, *children, refuri=post.external_link)
        return self._link_to_page(post.docname, text, *children, anchor=post.anchor)

    def _in_language_of(self, post: Post, children: list[nodes.Node], tag: str) -> list[nodes.Node]:
        """Return nodes of a post in an element with its language, if that is not the language of the page."""
        language = post_language(post, self.config)
        if language == text_language(self.env, self.env.docname) or not builds_html_pages(self.app.builder):
            return children
        return [text_in_language("", *children, lang=language, dir=text_direction(language), tag=tag)]

    def _link_to_page(self, docname: str, text: str, *children: nodes.Node, anchor: str = "") -> nodes.Node:
        """Return a link to a page; in formats without pages, a link to the published site or else the text alone."""
        try:
            uri = self.app.builder.get_relative_uri(self.env.docname, docname)
        except NoUri:
            base = self.config.postil.blog_baseurl
            if not base:
                return nodes.inline("", text, *children)
            uri = f"{base.rstrip('/')}/{docname}.html"
        return nodes.reference("", text, *children, refuri=f"{uri}#{anchor}" if anchor else uri, internal=True)

    def _term_links(self, terms: Sequence[Term]) -> list[nodes.Node]:
        links: list[nodes.Node] = []
        for term in terms:
            links += [nodes.Text(", ")] if links else []
            links.append(self._link_to_page(term.docname, term.label))
        return links

    def _excerpt(self, post: Post, expand: str | None) -> list[nodes.Node]:
        excerpt: list[nodes.Node] = []
        if post.docname != self.env.docname:
            document = resolve_parts(self.app, post.docname, excerpt_nodes(self.app, post))
            fill_in_root_of_links(document, root_path(self.app.builder, self.env.docname))
            for node in [child for child in document.children if isinstance(child, nodes.Element)]:
                node["classes"].append("ablog-post-excerpt")
                excerpt.append(node)
            excerpt = self._in_language_of(post, excerpt, "div") if excerpt else []
            if post.image and self.config.postil.ablog_rules:  # in ABlog, it is part of the excerpt
                excerpt.append(_image(post.image))
        if expand:
            link = self._link_to_post(post, expand)
            excerpt.append(nodes.paragraph("", "", link, classes=["ablog-post-expand"]))
        return excerpt


def _image(path: str) -> nodes.image:
    """Return an image; the title of its post stands before it, so it needs no alternative text."""
    kind = "?" if "://" in path else "*"
    return nodes.image("", uri=path, candidates={kind: path}, alt="", classes=["ablog-post-excerpt"])


def _section_depth(node: nodes.Node) -> int:
    """Return the number of sections around a node, at least 1."""
    depth, parent = 0, node.parent
    while parent is not None:
        depth += isinstance(parent, nodes.section)
        parent = parent.parent
    return max(depth, 1)


def setup(app: Sphinx) -> None:
    """Register the directives, instead of ABlog's."""
    app.add_node(postlist)
    app.add_node(post_marker)
    app.add_directive("postlist", PostList, override=True)
    app.add_directive("post", PostDirective, override=True)
    app.add_post_transform(ResolvePostLists)
