"""Write formulas as MathML, which browsers render without JavaScript or third-party requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils.math import MathError
from sphinx.util.math import get_node_equation_number

from postil.diagnostics import Subtype, warn
from postil.pages.docutils_compat import render_mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx

RENDERER = "mathml"


def visit_inline_math(translator: Any, node: nodes.math) -> None:
    """Write an inline formula."""
    # A box that can scroll, because `math` has none.
    translator.body.append('<span class="postil-formula">')
    _write_formula(translator, node, block=False)
    translator.body.append("</span>")
    raise nodes.SkipNode


def visit_math_block(translator: Any, node: nodes.math_block) -> None:
    """Write a displayed formula, with its equation number if it has one."""
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    _write_formula(translator, node, block=True)
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _write_formula(translator: Any, node: nodes.Element, *, block: bool) -> None:
    """Write a formula, or its TeX source with a warning."""
    tex = node.astext()
    try:
        translator.body.append(render_mathml(tex, block=block))
    except MathError as error:
        message = f"invalid or unsupported TeX, shown as source: {' '.join(str(error).split())}"
        warn(Subtype.FORMULA, message, location=node)
        tag = "pre" if block else "code"
        translator.body.append(f'<{tag} class="postil-tex">{translator.encode(tex)}</{tag}>')


def setup(app: Sphinx) -> None:
    """Register the renderer, which is postil's default for `html_math_renderer`."""
    app.add_html_math_renderer(RENDERER, (visit_inline_math, None), (visit_math_block, None))
