"""Write formulas as MathML, which browsers render without JavaScript or third-party requests.

What cannot be written as MathML, MathJax renders, if the site's owner asked for it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils.math import MathError
from sphinx.util.math import get_node_equation_number

from postil.config.sphinx_compat import is_set_by_owner
from postil.diagnostics import Subtype, warn
from postil.html_builders import builds_html_pages
from postil.pages.mathjax_compat import load_mathjax, write_for_mathjax
from postil.pages.mathml_text import html_of_formula, with_source
from postil.pages.render import IS_FEED

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.pages.tex import Macros

RENDERER = "mathml"
MATHJAX = "mathjax"
# MathJax's own name for elements that it renders although they are in one that it ignores, as all of MyST's text is.
_MATHJAX_CLASS = "mathjax_process"
# Without it, browsers break lines between a formula, which is a box, and the comma or the period after it.
_WORD_JOINER = "\N{WORD JOINER}"


def visit_inline_math(app: Sphinx, translator: Any, node: nodes.math) -> None:
    """Write an inline formula."""
    mathml = _mathml(app, translator, node, block=False)
    if translator.document.get(IS_FEED):
        translator.body.append(html_of_formula(mathml) or with_source(mathml, node.astext()))
        raise nodes.SkipNode
    # A box that can scroll, because `math` has none.
    formula = f'<span class="postil-formula">{mathml}</span>'
    if _has_text_after(node):
        formula = f'<span class="postil-joined">{formula}{_WORD_JOINER}</span>'
    translator.body.append(formula)
    raise nodes.SkipNode


def _has_text_after(node: nodes.math) -> bool:
    """Return whether a character other than a space follows a formula, such as a comma."""
    following = node.next_node(descend=False, siblings=True)
    return isinstance(following, nodes.Text) and not following.astext()[:1].isspace()


def visit_math_block(app: Sphinx, translator: Any, node: nodes.math_block) -> None:
    """Write a displayed formula, with its equation number if it has one."""
    mathml = _mathml(app, translator, node, block=True)
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    formula = with_source(mathml, node.astext()) if translator.document.get(IS_FEED) else mathml
    if node["number"]:
        formula = f'<div class="postil-equation">{formula}</div>'  # scrolls without its number
    translator.body.append(f"{formula}</div>\n")
    raise nodes.SkipNode


def _mathml(app: Sphinx, translator: Any, node: nodes.math | nodes.math_block, *, block: bool) -> str:
    """Return a formula as MathML. If that fails, write it for MathJax and skip the node, or return its source."""
    from postil.pages.tex import to_mathml  # noqa: PLC0415 - slow to load, and many sites have no formulas

    tex = node.astext()
    try:
        return to_mathml(tex, block=block, macros=_macros(app.config))
    except MathError as error:
        if app.config.postil.mathjax:
            node["classes"].append(_MATHJAX_CLASS)
            write_for_mathjax(app, translator, node)
            raise nodes.SkipNode from None
        reason = " ".join(str(error).split()).rstrip(".")
        message = f"invalid or unsupported TeX, shown as source: {reason}; "
        message += "to have MathJax render it, list `sphinx.ext.mathjax` in `extensions`"
        warn(Subtype.FORMULA, message, location=node)
        tag = "pre" if block else "code"
        return f'<{tag} class="postil-tex">{translator.encode(tex)}</{tag}>'


def _macros(config: Config) -> Macros:
    """Return the site's macros, which are in the options of MathJax."""
    from postil.pages.tex import site_macros  # noqa: PLC0415 - as above

    options = (getattr(config, name, None) for name in ("mathjax4_config", "mathjax3_config", "mathjax2_config"))
    return next((macros for each in options if isinstance(each, dict) and (macros := site_macros(each))), ())


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load MathJax on pages with formulas for it: in the text, or in the excerpts of a listing."""
    used = f"{_MATHJAX_CLASS} math " in str(context.get("body", ""))
    if used and builds_html_pages(app.builder) and app.config.html_math_renderer == RENDERER:
        load_mathjax(app, pagename, templatename, context)


def choose_renderer(app: Sphinx, config: Config) -> None:
    """Keep the renderer of an extension that the site lists for its formulas, such as `sphinx.ext.imgmath`."""
    own = [name for name in app.registry.html_inline_math_renderers if name not in (RENDERER, MATHJAX)]
    if own and not is_set_by_owner(config, "html_math_renderer"):
        config.html_math_renderer = own[-1]


def setup(app: Sphinx) -> None:
    """Register the renderer, which is postil's default for `html_math_renderer`."""
    inline, block = partial(visit_inline_math, app), partial(visit_math_block, app)
    app.add_html_math_renderer(RENDERER, (inline, None), (block, None))
    app.connect("config-inited", choose_renderer, priority=55)
    app.connect("html-page-context", load_script, priority=600)
