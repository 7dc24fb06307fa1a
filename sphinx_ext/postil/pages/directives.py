"""The directives `postlist`, `post` and `update`, with ABlog's options."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from postil.blog.listing import KINDS, LAYOUTS, ORDERS, post_marker, postlist, select_posts, shows_excerpts
from postil.build.domain import post_domain
from postil.diagnostics import Subtype, warn
from postil.i18n import show_date
from postil.pages.render import Renderer, excerpt_of, resolve_parts, root_path, set_root_placeholder
from postil.pages.templates import PageRenderer, builds_html_pages, fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.application import Sphinx

    from postil.blog.index import Index
    from postil.blog.post import Post, Term


def _words(argument: str | None) -> list[str]:
    return [word.strip() for word in (argument or "").split(",") if word.strip()]


class PostList(SphinxDirective):
    """List posts: `{postlist} 5` the newest five, by options those of a tag, a category, an author."""

    optional_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        **dict.fromkeys(KINDS, _words),
        **{f"exclude-{name}": _words for name in KINDS},
        "sections": _words,
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
        """Return a place for the list, which is known only when all posts have been read."""
        options = dict(self.options)
        for flag in ("sort", "excerpts"):
            options[flag] = flag in self.options
        options["length"] = self._length()
        options["format"] = self._format()
        options["order"] = self._one_of("order", ORDERS, "")
        options["layout"] = self._one_of("layout", LAYOUTS, "list")
        node = postlist("", options=options)
        self.set_source_info(node)
        return [node]

    def _length(self) -> int | None:
        if not self.arguments:
            return None
        if re.fullmatch("[0-9]{1,6}", self.arguments[0]):
            return int(self.arguments[0])
        message = f"`postlist {self.arguments[0]}` is not a number of posts; all are listed"
        warn(Subtype.DIRECTIVE, message, location=self.get_location())
        return None

    def _one_of(self, name: str, words: Sequence[str], default: str) -> str:
        wanted = self.options.get(name, default)
        if wanted in (default, *words):
            return str(wanted)
        message = f"`{name}` is one of {', '.join(words)}, not {wanted}; the posts are listed without it"
        warn(Subtype.DIRECTIVE, message, location=self.get_location())
        return default

    def _format(self) -> str:
        wanted = self.options.get("format", postlist.FORMAT)
        try:
            unknown = {key for _, key, _, _ in Formatter().parse(wanted) if key is not None} - postlist.FIELDS
        except ValueError:
            unknown = {wanted}
        if not unknown:
            return str(wanted)
        names = ", ".join(sorted(postlist.FIELDS))
        message = f"`format` knows {names}, not {', '.join(sorted(unknown))}; `{postlist.FORMAT}` is used"
        warn(Subtype.DIRECTIVE, message, location=self.get_location())
        return postlist.FORMAT


class PostDirective(SphinxDirective):
    """Make the section that it stands in a post: `{post} 2024-03-24`. Its content is the excerpt."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        ("tags", "author", "category", "location", "language", "redirect", "title", "image", "excerpt", "exclude",
         "nocomments", "canonical_link", "external_link"),
        directives.unchanged,
    )  # fmt: skip

    def run(self) -> list[nodes.Node]:
        """Return a place that remembers the options; the domain reads them once the document is whole."""
        values = {key: (value or "").strip() for key, value in self.options.items()}
        if self.arguments:
            values["date"] = self.arguments[0].strip()
        marker = post_marker("", values=values, line=self.lineno, excerpt=bool(self.content))
        self.set_source_info(marker)
        marker += self.parse_content_to_nodes(allow_section_headings=True)
        return [marker]


class ResolvePostLists(SphinxPostTransform):
    """Put the posts where the lists are."""

    # After the page's own references are resolved (10), so that those of excerpts are not resolved twice.
    default_priority = 12

    def run(self, **kwargs: Any) -> None:
        """Replace every place of a list by the list."""
        for node in list(self.document.findall(postlist)):
            node.replace_self(self._make_list(node))

    def _make_list(self, node: postlist) -> nodes.Element:
        options = node["options"]
        domain = post_domain(self.env)
        index = domain.index
        posts = select_posts(index, options, docname=self.env.docname)
        layout = options["layout"]
        if posts and layout != "list" and builds_html_pages(self.app.builder):
            return self._fill_in(posts, layout, level=1 + _depth(node))
        options = options | {"excerpts": shows_excerpts(options)}
        if layout == "titles":
            options["format"] = "{title}"
        style = options.get("list-style", "none")
        listing = nodes.bullet_list(classes=[f"postlist-style-{style}", "postlist"])
        for post in posts:
            item = nodes.list_item("", self._line(index, post, options), classes=["ablog-post"])
            if options["excerpts"]:
                item += self._excerpt(post, options.get("expand"))
            listing += item
        if posts:
            return listing
        return nodes.inline("", "", classes=["postlist"])

    def _fill_in(self, posts: Sequence[Post], layout: str, *, level: int) -> fragment:
        """Return posts as a template shows them; headings are of `level`."""
        renderer = Renderer(self.app)
        maker = PageRenderer(self.app, self.env.docname, renderer)
        html = maker.render(f"postil/{layout}.html", posts=posts, level=min(level, 6))
        renderer.save()
        return fragment("", html=html)

    def _line(self, index: Index, post: Post, options: dict[str, Any]) -> nodes.paragraph:
        line = nodes.paragraph("", "", classes=["ablog-post-title"])
        for text, key, _, _ in Formatter().parse(options["format"]):
            line += nodes.Text(text)
            if key == "date" and post.date:
                pattern = options.get("date") or self.config.postil.post_date_format
                line += nodes.Text(show_date(post.date, language=self.config.language, pattern=pattern))
            elif key == "title":
                line += self._link(post)
            elif key in KINDS:
                line += self._term_links(index.terms_of(post, KINDS[key]))
        return line

    def _link(self, post: Post, text: str = "") -> nodes.Node:
        if post.external_link:
            return nodes.reference("", text or post.title, refuri=post.external_link)
        return self._reference(post.docname, text or post.title, anchor=post.anchor)

    def _reference(self, docname: str, text: str, *, anchor: str = "") -> nodes.Node:
        """Return a link to a page; in a format that has no such page, one to the published site, or the words."""
        try:
            uri = self.app.builder.get_relative_uri(self.env.docname, docname)
        except NoUri:
            base = self.config.postil.blog_baseurl
            if not base:
                return nodes.Text(text)
            uri = f"{base.rstrip('/')}/{docname}.html"
        return nodes.reference("", text, refuri=f"{uri}#{anchor}" if anchor else uri, internal=True)

    def _term_links(self, terms: Sequence[Term]) -> list[nodes.Node]:
        links: list[nodes.Node] = []
        for term in terms:
            links += [nodes.Text(", ")] if links else []
            links.append(self._reference(term.docname, term.label))
        return links

    def _excerpt(self, post: Post, expand: str | None) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        if post.docname != self.env.docname:
            document = resolve_parts(self.app, post.docname, excerpt_of(self.app, post))
            set_root_placeholder(document, root_path(self.app.builder, self.env.docname))
            for node in [child for child in document.children if isinstance(child, nodes.Element)]:
                node["classes"].append("ablog-post-excerpt")
                found.append(node)
        if expand:
            link = self._link(post, expand)
            found.append(nodes.paragraph("", "", link, classes=["ablog-post-expand"]))
        return found


def _depth(node: nodes.Node) -> int:
    """Return in how many sections a node stands."""
    depth, parent = 0, node.parent
    while parent is not None:
        depth += isinstance(parent, nodes.section)
        parent = parent.parent
    return max(depth, 1)


def setup(app: Sphinx) -> None:
    """Register the directives in place of ABlog's."""
    app.add_node(postlist)
    app.add_node(post_marker)
    app.add_directive("postlist", PostList, override=True)
    app.add_directive("post", PostDirective, override=True)
    app.add_post_transform(ResolvePostLists)
