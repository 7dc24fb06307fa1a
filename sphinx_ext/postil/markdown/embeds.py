"""The URL of a film, a post or a song alone in a paragraph becomes a card that loads it, if the site wants embeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import is_directive_registered

from postil.blog.embeds import embed_of
from postil.blog.players import player
from postil.markdown.extras import enabled_extras

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

# Where the films of sites are, by the names of directives.
_FILMS = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}


class EmbedLinks(SphinxTransform):
    """Replace paragraphs that are nothing but the URL of something to embed."""

    default_priority = 350

    def apply(self, **kwargs: Any) -> None:
        """Replace the paragraphs of a document, except in notes and tables, which are narrow."""
        options = self.config.postil
        if not options.postil_embeds or "embeds" not in enabled_extras(options.postil_markdown_extras):
            return
        for paragraph in list(self.document.findall(nodes.paragraph)):
            if not isinstance(paragraph.parent, nodes.footnote | nodes.entry) and (link := _only_link(paragraph)):
                node = embed_node(link)
                if node is not None:
                    node.source, node.line = paragraph.source, paragraph.line
                    paragraph.replace_self(node)


def _only_link(paragraph: nodes.paragraph) -> nodes.reference | None:
    """Return the link that a paragraph consists of, if its text is its URL, or if a tag of another engine made it."""
    children = [child for child in paragraph.children if child.astext().strip()]
    if len(children) != 1:
        return None
    [child] = children
    if isinstance(child, player) and child["kind"] == "link":
        link = child.children[0]
        return link if isinstance(link, nodes.reference) else None
    text = child.astext().strip()
    if isinstance(child, nodes.Text) and text.startswith(("https://", "http://")) and " " not in text:
        return nodes.reference(text, text, refuri=text)
    is_bare = isinstance(child, nodes.reference) and child.get("refuri") in (text, f"https://{text}", f"http://{text}")
    return child if is_bare else None  # type: ignore[return-value]


def embed_node(link: nodes.reference) -> player | None:
    """Return a player around a link; None if there is nothing to embed."""
    found = embed_of(str(link["refuri"]))
    if found is None:
        return None
    link.parent = None
    return player("", "", link, kind="embed", label=link.astext(), site=found.site, src=found.src, height=found.height)


class _AnyOption(dict[str, Any]):
    """A specification of options that accepts all: those of other engines have many, and none matters to a link."""

    def __bool__(self) -> bool:
        return True  # an empty specification is none

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> Any:
        return lambda argument: argument


class FilmDirective(Directive):
    """`.. youtube:: id`, as in Pelican and Nikola: a link to the film, or a card."""

    required_arguments = 1
    final_argument_whitespace = False
    option_spec: ClassVar[Any] = _AnyOption()
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a paragraph with the link."""
        target = self.arguments[0]
        url = target if target.startswith(("https://", "http://")) else _FILMS[self.name.lower()].format(target)
        link = nodes.reference(url, url, refuri=url)
        paragraph = nodes.paragraph("", "", player("", "", link, kind="link", label=url))
        paragraph.source, paragraph.line = self.state_machine.get_source_and_line(self.lineno)
        return [paragraph]


def register_directives(app: Sphinx, config: Config) -> None:
    """Register the directives for films, unless another extension has."""
    for name in _FILMS:
        if not is_directive_registered(name):
            app.add_directive(name, FilmDirective)


def setup(app: Sphinx) -> None:
    """Register the transform; the directives once all extensions are loaded."""
    app.add_transform(EmbedLinks)
    app.connect("config-inited", register_directives, priority=900)
