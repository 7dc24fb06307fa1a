"""Diagrams of Mermaid, as on GitHub, in Obsidian, Quarto and Hugo; drawn in the build, or else shown as code.

The directive of `sphinxcontrib-mermaid` loads Mermaid in the browser, by default from another host; if it is loaded, it
is used instead. `dot` in Quarto's braces is a diagram if `sphinx.ext.graphviz` is loaded.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.util.logging import getLogger

from postil.cache_files import digest_of, write_atomically
from postil.diagnostics import Subtype, warn
from postil.lazy_regex import lazy_regex
from postil.markdown.code_fences import add_fence_handler, cell_options, notebook_cell, set_name, with_title
from postil.markdown.directives import find_directive
from postil.markdown.mermaid_compat import DrawingError, draw, installed_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.markdown.info_strings import Info

logger = getLogger(__name__)
_MERMAID = "mermaid"
# Documents are read again when this changes, because what they show depends on it.
_VERSION = "postil_mermaid_version"
# The key in the metadata of a document whose diagrams are shown as code.
_AS_CODE = "postil_diagrams_as_code"
_VIEW_BOX = lazy_regex(r'<svg\b[^>]*?\bviewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_SIZE = lazy_regex(r'(<svg\b[^>]*?) width="100%"')
# Mermaid's own words for those who do not see the diagram.
_DESCRIPTION = lazy_regex(r"^\s*acc(?:Title|Descr)\s*:\s*(.+)$", re.MULTILINE)
_CAPTIONS = ("fig-cap", "caption", "title")
_ALTS = ("fig-alt", "alt")
# Characters that need no escape in a URL that is in double quotes.
_SAFE = "!'()*,/:;=@~"


class diagram(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A diagram, drawn in `svg`, for HTML; its children are its code and its caption, for other formats."""


def render_diagram(renderer: Any, token: SyntaxTreeNode, info: Info) -> bool:
    """Render a fence in the language `mermaid`, and `{mermaid}`, if no directive of that name is loaded."""
    name = (info.name or info.language).lower()
    if name == "dot" and info.name and not info.is_escaped and find_directive(renderer, "graphviz"):
        return _render_dot(renderer, token)
    if name != _MERMAID or info.is_escaped or info.raw_format or find_directive(renderer, _MERMAID):
        return False
    content, options = _read(token.content)
    options = {**info.options, **options}
    line = token.map[0] if token.map else 0
    code = nodes.literal_block(content, content, language="none")
    renderer.add_line_and_source_path(code, token)
    caption = next((options[key] for key in _CAPTIONS if options.get(key)), "")
    block = with_title(code, caption) if caption else code
    env = renderer.document.settings.env
    svg = _draw(env, content, line=f"{renderer.document['source']}:{line}")
    if svg:
        alt = next((options[key] for key in _ALTS if options.get(key)), "") or _described(content, caption)
        node: nodes.Element = diagram("", block, svg=svg, alt=alt)
    else:
        env.metadata[env.docname][_AS_CODE] = "true"
        node = block
    node["classes"] += [each for each in info.classes if each != _MERMAID]
    set_name(renderer, node, info.id or options.get("label", ""))
    renderer.current_node.append(node)
    return True


def _read(content: str) -> tuple[str, dict[str, str]]:
    """Return a diagram without its options, in Quarto's syntax or in that of directives, and the options."""
    return notebook_cell(content) if content.lstrip().startswith(":") else cell_options(content)


def _described(content: str, caption: str) -> str:
    """Return the alternative text of a diagram: the author's description; else its caption, else its code."""
    return ". ".join(_DESCRIPTION.findall(content)) or caption or " ".join(content.split())


def _render_dot(renderer: Any, token: SyntaxTreeNode) -> bool:
    code, options = cell_options(token.content)
    head = [f":{key}: {' '.join(value.split())}" for key, value in _directive_options(options).items()]
    if token.token is not None:
        token.token.content = "\n".join([*head, "", code] if head else [code])
    renderer.render_directive(token, "graphviz", "")
    return True


def _directive_options(options: Mapping[str, str]) -> dict[str, str]:
    found = {"caption": "fig-cap", "alt": "fig-alt", "name": "label"}
    return {key: options[name] for key, name in found.items() if options.get(name)}


def _draw(env: Any, source: str, *, line: str) -> str:
    """Return a diagram as SVG, from the cache if it was drawn before; empty if it cannot be drawn."""
    program = env.config[_VERSION]
    if not program or not source.strip():
        return ""
    name = digest_of(f"{program}\n{source}".encode())
    path = Path(env.doctreedir, "postil-diagrams", f"{name}.svg")
    if path.is_file():
        return path.read_text("utf-8")
    try:
        svg = with_size(draw(source))
    except DrawingError as error:
        warn(Subtype.DIAGRAM, f"invalid diagram, shown as code: {error}", location=line)
        return ""
    write_atomically(path, svg.encode())
    return svg


def with_size(svg: str) -> str:
    """Return SVG with its width and height in pixels, which an image needs."""
    size = _VIEW_BOX.search(svg)
    width, height = (round(float(size[1])), round(float(size[2]))) if size else (0, 0)
    return _SIZE.sub(rf'\1 width="{width}" height="{height}"', svg, count=1) if size else svg


def visit_diagram(translator: Any, node: diagram) -> None:
    """Write a diagram as an image within the page: an image runs no scripts and loads nothing."""
    size = _VIEW_BOX.search(node["svg"])
    attributes = f' width="{round(float(size[1]))}" height="{round(float(size[2]))}"' if size else ""
    url = f"data:image/svg+xml,{quote(node['svg'], safe=_SAFE)}"
    translator.body.append(translator.starttag(node, "figure", CLASS="postil-diagram"))
    translator.body.append(
        f'<img class="dark-light" alt="{escape(node["alt"])}" src="{escape(url)}"{attributes} decoding="async" />'
    )
    caption = next(iter(node.findall(nodes.caption)), None)
    if caption is not None:
        translator.body.append("<figcaption>")
        for child in caption.children:
            child.walkabout(translator)
        translator.body.append("</figcaption>")
    translator.body.append("</figure>\n")
    raise nodes.SkipNode


def pass_through(translator: Any, node: diagram) -> None:
    """Write the code of a diagram, in other formats."""


def note_program(_app: Sphinx, config: Config) -> None:
    """Note the program that draws diagrams."""
    config[_VERSION] = installed_version()


def report_code(app: Sphinx, exception: Exception | None) -> None:
    """Say at the end of a build how to draw the diagrams that are shown as code."""
    count = sum(_AS_CODE in metadata for metadata in app.env.metadata.values()) if exception is None else 0
    if count and not app.config[_VERSION]:
        pages = "1 page" if count == 1 else f"{count} pages"
        logger.info("Mermaid diagrams on %s are shown as code; to draw them, install postil[mermaid]", pages)


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    add_fence_handler(md, render_diagram)


def setup(app: Sphinx) -> None:
    """Register the node and the handlers."""
    other = (pass_through, pass_through)
    app.add_node(diagram, html=(visit_diagram, None), latex=other, text=other, man=other, texinfo=other)
    app.add_config_value(_VERSION, "", "env")
    app.connect("config-inited", note_program)
    app.connect("build-finished", report_code)
