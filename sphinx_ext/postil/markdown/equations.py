r"""Equations that are numbered and referred to in TeX: `\label{x}` in a formula, `\eqref{x}` in the text.

MyST gives each `\begin{align}` a random label, so that no two builds would be the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx

_LABEL = lazy_regex(r"\\label\s*\{([^{}]*)\}")
_REFERENCE = lazy_regex(r"\\(?:eq)?ref\{([^{}\n]+)\}")
_REFERENCE_TOKEN = "postil_equation_reference"  # noqa: S105 - a kind of token
_COUNT = "postil_unlabelled_equations"


def local_label(docname: str, label: str) -> str:
    r"""Return the label of an equation in Sphinx: a `\label` is known in its own post only, as in MathJax."""
    return f"{label.strip()}@{docname}"


def render_math_block(renderer: Any, token: SyntaxTreeNode) -> None:
    r"""Render a displayed formula; one with `\label` has a number."""
    labels = _LABEL.findall(token.content)
    if not labels:
        renderer.render_math_block(token)
        return
    add_equation(renderer, token, _LABEL.sub("", token.content).strip("\n"), labels, nowrap=False)


def render_amsmath(renderer: Any, token: SyntaxTreeNode) -> None:
    r"""Render an environment, `\begin{align}`; one without a star has a number."""
    labels = _LABEL.findall(token.content)
    if token.meta["numbered"] == "*" and not labels:
        renderer.render_amsmath(token)
        return
    if not labels:
        number = renderer.md_env[_COUNT] = renderer.md_env.get(_COUNT, 0) + 1
        labels = [f"{number}"]
    add_equation(renderer, token, _LABEL.sub("", token.content), labels, nowrap=True)


def add_equation(renderer: Any, token: SyntaxTreeNode, tex: str, labels: list[str], *, nowrap: bool) -> None:
    """Add a numbered formula; all its labels refer to its one number."""
    docname = renderer.sphinx_env.docname
    first, *others = dict.fromkeys(local_label(docname, label) for label in labels)
    node = nodes.math_block(tex, tex, nowrap=nowrap, number=None, label=first)
    node["classes"] += ["amsmath"] if nowrap else []
    renderer.add_line_and_source_path(node, token)
    target = renderer.add_math_target(node)
    equations = renderer.sphinx_env.get_domain("math").equations
    for label in others:
        equations[label] = equations[first]
        target["ids"].append(nodes.make_id(f"equation-{label}"))
    renderer.add_line_and_source_path(target, token)
    renderer.current_node.extend([target, node])


def equation_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    r"""Parse `\eqref{x}`."""
    if state.src[state.pos] != "\\" or (match := _REFERENCE.match(state.src, state.pos, state.posMax)) is None:
        return False
    if not silent:
        token = state.push(_REFERENCE_TOKEN, "", 0)
        token.content, token.markup = match[1], match[0]
    state.pos = match.end()
    return True


def render_reference(renderer: Any, token: SyntaxTreeNode) -> None:
    r"""Render `\eqref{x}` as a reference to an equation of this post."""
    add_reference(renderer, token, token.content, token.markup)


def render_math_inline(renderer: Any, token: SyntaxTreeNode) -> None:
    r"""Render an inline formula; `$\eqref{x}$` is a reference."""
    match = _REFERENCE.fullmatch(token.content.strip())
    if match:
        add_reference(renderer, token, match[1], match[0])
    else:
        renderer.render_math_inline(token)


def add_reference(renderer: Any, token: SyntaxTreeNode, label: str, source: str) -> None:
    """Add a reference to an equation."""
    docname = renderer.sphinx_env.docname
    node = addnodes.pending_xref(
        source,
        nodes.literal("", source),
        refdomain="math",
        reftype="eq",
        reftarget=local_label(docname, label),
        refdoc=docname,
        refexplicit=False,
        refwarn=True,
        postil_label=label.strip(),
    )
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)


class ChooseEquations(SphinxTransform):
    r"""Let `\eqref{x}` refer to an equation with MyST's `(x)` if no `\label{x}` is in the post."""

    default_priority = 200
    searched_nodes = (addnodes.pending_xref,)

    def apply(self, **kwargs: Any) -> None:
        """Choose the equations, once all of the post are known."""
        equations = self.env.domains.math_domain.equations
        for reference in self.document.findall(addnodes.pending_xref):
            label = reference.attributes.pop("postil_label", None)
            if label is not None and reference["reftarget"] not in equations:
                reference["reftarget"] = label


def add_equations(md: MarkdownIt) -> None:
    """Render equations with labels that are the same in each build."""
    md.add_render_rule("render_amsmath", render_amsmath, fmt="docutils")


def add_references(md: MarkdownIt) -> None:
    """Add the rules for labels and references."""
    if "math_inline" in md.get_all_rules()["inline"]:
        md.inline.ruler.before("math_inline", _REFERENCE_TOKEN, equation_reference)
        md.add_render_rule(f"render_{_REFERENCE_TOKEN}", render_reference, fmt="docutils")
        md.add_render_rule("render_math_block", render_math_block, fmt="docutils")
        md.add_render_rule("render_math_inline", render_math_inline, fmt="docutils")


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(ChooseEquations)
