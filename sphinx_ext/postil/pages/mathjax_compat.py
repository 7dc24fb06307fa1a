"""Have Sphinx write a formula for MathJax, and load MathJax, on sites whose formulas are MathML."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.ext.mathjax import install_mathjax

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def write_for_mathjax(app: Sphinx, translator: Any, node: nodes.math | nodes.math_block) -> None:
    """Write a formula as `sphinx.ext.mathjax` does, with the changes that MyST-Parser makes to it.

    Touches: `html_inline_math_renderers` and `html_block_math_renderers` of the registry. Known in Sphinx 8 to 9.
    Without them, the build fails with an AttributeError or a KeyError.
    """
    is_block = isinstance(node, nodes.math_block)
    registry = app.registry
    renderers: Any = registry.html_block_math_renderers if is_block else registry.html_inline_math_renderers
    visit, _depart = renderers["mathjax"]
    try:
        visit(translator, node)
    except nodes.SkipNode:
        return


def load_mathjax(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any]) -> None:
    """Load MathJax on a page, with the options of the site.

    Touches: `sphinx.ext.mathjax.install_mathjax`, which does nothing unless MathJax is the renderer of the site, and
    reads `format`, `math_renderer_name` and `add_js_file` of the builder, and `html_assets_policy` of the registry.
    Known in Sphinx 8 to 9. Without it, the import fails.
    """
    builder: Any = app.builder
    stand_in = SimpleNamespace(
        builder=SimpleNamespace(format="html", math_renderer_name="mathjax", add_js_file=builder.add_js_file),
        registry=SimpleNamespace(html_assets_policy="always"),
        add_js_file=app.add_js_file,
        config=app.config,
        confdir=app.confdir,
        env=app.env,
    )
    install_mathjax(cast("Sphinx", stand_in), pagename, templatename, context, None)
