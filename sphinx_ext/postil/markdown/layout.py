"""Quarto's layout: figures of several images, columns, sets of tabs, content wider than the text.

Columns are postil's rows of images; on a phone they are below each other. Tabs need a script: they are `<details>`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.lazy_regex import lazy_regex
from postil.markdown.callout_nodes import callout_summary, folded_callout
from postil.markdown.code_fences import set_name
from postil.markdown.divs import add_div_handler, render_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    from postil.markdown.info_strings import Info

CAPTIONED, COLUMNS = "postil_captioned", "postil_columns"
"""Attributes of divs: whether their last paragraph is a caption, and how many columns they have."""
_LAYOUT_OPTIONS = ("layout-ncol", "layout-nrow", "layout")
WIDE_CLASSES = (
    "column-page", "column-screen", "column-screen-inset", "column-screen-inset-shaded", "column-page-inset",
    "column-body-outset", "column-page-left", "column-page-right",
)  # fmt: skip
_ROWS = lazy_regex(r"\[([^\[\]]*)\]")


def render_layout(renderer: Any, token: SyntaxTreeNode, info: Info) -> None:
    """Render a div with a layout; what is in it is arranged when its images are figures."""
    classes = dict.fromkeys(filter(None, [info.name or info.language, *info.classes]))
    container = nodes.container(is_div=True, classes=list(classes))
    renderer.add_line_and_source_path(container, token)
    container[CAPTIONED] = info.id.startswith(("fig-", "tbl-"))
    container[COLUMNS] = 2 if "columns" in classes else count_columns(info.options)
    set_name(renderer, container, info.id)
    with renderer.current_node_context(container, append=True):
        renderer.nested_render_text(token.content, token.map[0] if token.map else 0)
        for key in ("title", "caption", "fig-cap", "tbl-cap"):
            if info.options.get(key):
                render_title(renderer, token, info.options[key])
    if not classes.keys().isdisjoint(WIDE_CLASSES):
        for image in container.findall(nodes.image):
            image["classes"].append("wide")


def count_columns(options: Mapping[str, str]) -> int:
    """Return the number of columns of a layout; 0 if it has none, -1 if all is in one row."""
    if options.get("layout-ncol", "").isdecimal():
        return int(options["layout-ncol"])
    if options.get("layout-nrow") == "1":
        return -1
    rows = [row.split(",") for row in _ROWS.findall(options.get("layout", ""))]
    return max((len(row) for row in rows), default=0)


def render_tabs(renderer: Any, token: SyntaxTreeNode, info: Info) -> None:
    """Render a set of tabs: each heading starts one, and the first one is open."""
    holder = nodes.container()
    with renderer.current_node_context(holder):
        renderer.nested_render_text(token.content, token.map[0] if token.map else 0)
    level = next((child.get("level") for child in holder.children if isinstance(child, nodes.rubric)), None)
    group = nodes.container(is_div=True, classes=["postil-tabs"])
    renderer.add_line_and_source_path(group, token)
    set_name(renderer, group, info.id)
    parent: nodes.Element = group
    for child in list(holder.children):
        if isinstance(child, nodes.rubric) and child.get("level") == level:
            title = callout_summary("", "", *child.children, ids=child["ids"], names=child["names"])
            parent = folded_callout("", title, open=parent is group, classes=["postil-tab"])
            parent.source, parent.line = child.source, child.line
            group += parent
        else:
            parent += child
    renderer.current_node += group


def add_rules(md: MarkdownIt) -> None:
    """Add Quarto's layout to a Markdown parser."""
    for name in (*_LAYOUT_OPTIONS, *WIDE_CLASSES, "columns", "#fig", "#tbl"):
        add_div_handler(md, name, render_layout)
    add_div_handler(md, "panel-tabset", render_tabs)
