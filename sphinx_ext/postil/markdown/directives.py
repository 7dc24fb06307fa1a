"""Directives and roles that fail or that nothing knows: their source is shown, as MyST and docutils would drop it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives, roles
from sphinx.transforms import SphinxTransform

from postil.lazy_regex import lazy_regex
from postil.markdown.remarks import Remark, add_remark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docutils.parsers.rst import Directive
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx

# Directives of MyST-NB in a file that it does not read as a notebook: they return nothing.
_NOTEBOOK_CELLS = frozenset({"code-cell", "raw-cell"})
_OPTION = lazy_regex(r"\s*:?([\w-]+):(?:\s+(.*))?$")
# Messages about a title that is shown nevertheless.
_TITLE_IS_SHOWN = lazy_regex(r"Title (?:underline|overline) too short")


def find_directive(renderer: Any, name: str) -> type[Directive] | None:
    """Return the class of a directive; None if nothing knows it."""
    found: type[Directive] | None = directives.directive(name, renderer.language_module_rst, renderer.document)[0]
    return found


def run_directive(
    renderer: Any,
    run: Callable[..., list[nodes.Node]],
    name: str,
    first_line: str,
    content: str,
    position: int,
    **more: Any,
) -> list[nodes.Node]:
    """Run a directive as MyST does; if it fails, return its source as well, and likewise content that it ignores."""
    result = run(name, first_line, content, position, **more)
    found = find_directive(renderer, name)
    failed = not any(not isinstance(node, nodes.system_message) for node in result)
    if failed and (result or name in _NOTEBOOK_CELLS or found is None):
        for message in result:
            remove_sources(message)
        text = "\n".join(filter(str.strip, [first_line, content.strip("\n")]))
        language = (first_line.split() or ["none"])[0] if name in _NOTEBOOK_CELLS else "none"
        source = nodes.literal_block(text, text, language=language)
        source.source, source.line = renderer.document["source"], position
        return [*result, source] if text else result
    if found is not None:
        keys, body = split_options(content, has_options=bool(found.option_spec))
        _note_unknown_options(renderer, found, keys, position)
        if not found.has_content and body.strip() and not failed:
            result = [*result, *_parse_body(renderer, body, position + content[: content.rfind(body)].count("\n"))]
    return result


def split_options(content: str, *, has_options: bool) -> tuple[list[str], str]:
    """Return the lines of options at the start of a directive's content, without the first colon, and its body."""
    lines = content.split("\n")
    if not has_options:
        return [], content
    if content.startswith("---"):
        end = next((number for number, line in enumerate(lines[1:], 1) if line.startswith("---")), len(lines))
        return lines[1:end], "\n".join(lines[end + 1 :])
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    count = start
    while count < len(lines) and lines[count].lstrip().startswith(":") and not lines[count].lstrip().startswith(":::"):
        count += 1
    return [line.lstrip()[1:] for line in lines[start:count]], "\n".join(lines[count:] if count > start else lines)


def _note_unknown_options(renderer: Any, directive: type[Directive], lines: Sequence[str], position: int) -> None:
    """Remember the options that a directive does not have: MyST's warning does not name their values."""
    known = directive.option_spec or {}
    for number, line in enumerate(lines, 1):
        match = _OPTION.match(line)
        if match and match[2] and match[1] not in known:
            construct = f"the unknown option `:{match[1]}: {match[2]}`"
            add_remark(renderer.document, Remark.LEFT_OUT, construct, position + number)


def _parse_body(renderer: Any, body: str, line: int) -> list[nodes.Node]:
    """Return content as Markdown that a directive does not allow."""
    holder = nodes.container()
    with renderer.current_node_context(holder):
        renderer.nested_render_text(body, line)
    return list(holder.children)


def remove_sources(message: nodes.Node) -> None:
    """Remove the source from a message, where it is shown elsewhere."""
    if isinstance(message, nodes.system_message):
        message.children = [child for child in message.children if not isinstance(child, nodes.literal_block)]


def render_role(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a role; the text of one that is unknown or fails is shown as code."""
    count = len(renderer.current_node)
    renderer.render_myst_role(token)
    added = renderer.current_node.children[count:]
    if any(not isinstance(node, nodes.system_message) for node in added):
        return
    name = token.meta["name"]
    if added or roles.role(name, renderer.language_module_rst, 0, renderer.reporter)[0] is None:
        renderer.current_node += nodes.literal(token.content, token.content)


class ShowSourceOfErrors(SphinxTransform):
    """Show the source in docutils' messages, which Sphinx drops: it is what could not be parsed."""

    # Before Sphinx removes the messages, and before posts are collected (880).
    default_priority = 860
    searched_nodes = (nodes.problematic, nodes.system_message)

    def apply(self, **kwargs: Any) -> None:
        """Put the source of each message in its place, and remove the links to messages."""
        for problematic in self.document.findall(nodes.problematic):
            problematic.attributes.pop("refid", None)
        for message in list(self.document.findall(nodes.system_message)):
            if _TITLE_IS_SHOWN.match(message.astext().partition(") ")[2] or message.astext()):
                continue
            sources = [child for child in message.children if isinstance(child, nodes.literal_block)]
            if not sources or isinstance(message.parent, nodes.TextElement):
                continue
            remove_sources(message)
            parent = message.parent
            index = parent.index(message)
            for source in sources:
                source["language"] = "none"
                source.source, source.line = message.get("source"), message.get("line")
            parent[index + 1 : index + 1] = sources


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    renderer: Any = md.renderer
    renderer.run_directive = partial(run_directive, renderer, renderer.run_directive)
    md.add_render_rule("render_myst_role", render_role, fmt="docutils")


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(ShowSourceOfErrors)
