"""Nodes that postil adds to a page, in HTML only: raw HTML beside the text, and the element around a post's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class html_fragment(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """Rendered HTML, in the attribute `html`. It is not part of the text: it is not indexed and not in excerpts."""


class post_section(nodes.section):  # noqa: N801
    """The section of a post in another language than the site's: the attributes `lang` and `dir`."""


class text_in_language(nodes.General, nodes.Element):  # noqa: N801
    """Text in another language than the page: the attributes `lang`, `dir`, and `tag`, `div` or `bdi`."""


class post_content(nodes.General, nodes.Element):  # noqa: N801
    """The text of a post, without title and byline."""


def visit_html_fragment(translator: Any, node: html_fragment) -> None:
    """Write a fragment unchanged."""
    translator.body.append(node["html"])
    raise nodes.SkipNode


def skip_html_fragment(translator: Any, node: html_fragment) -> None:
    """Omit a fragment, in other formats."""
    raise nodes.SkipNode


def visit_post_section(translator: Any, node: post_section) -> None:
    """Open a section as Sphinx does, with the language and the direction of its text."""
    translator.visit_section(node)
    attributes = f'<section lang="{translator.attval(node["lang"])}" dir="{node["dir"]}" '
    translator.body[-1] = translator.body[-1].replace("<section ", attributes, 1)


def depart_post_section(translator: Any, node: post_section) -> None:
    """Close a section as Sphinx does."""
    translator.depart_section(node)


def visit_text_in_language(translator: Any, node: text_in_language) -> None:
    """Open the element around a text, which has its own language and direction."""
    translator.body.append(f'<{node["tag"]} lang="{translator.attval(node["lang"])}" dir="{node["dir"]}">')


def depart_text_in_language(translator: Any, node: text_in_language) -> None:
    """Close the element around a text."""
    translator.body.append(f"</{node['tag']}>")


def visit_post_content(translator: Any, node: post_content) -> None:
    """Open the element around a post's text."""
    translator.body.append('<div class="e-content">\n')


def depart_post_content(translator: Any, node: post_content) -> None:
    """Close the element around a post's text."""
    translator.body.append("</div>\n")


def setup(app: Sphinx) -> None:
    """Register the nodes."""
    app.add_node(
        html_fragment,
        html=(visit_html_fragment, None),
        latex=(skip_html_fragment, None),
        text=(skip_html_fragment, None),
    )
    app.add_node(post_section, html=(visit_post_section, depart_post_section))
    app.add_node(text_in_language, html=(visit_text_in_language, depart_text_in_language))
    app.add_node(post_content, html=(visit_post_content, depart_post_content))
