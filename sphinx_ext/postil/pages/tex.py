"""Convert TeX to MathML, with math-core, which knows what LaTeX and MathJax know, or else with docutils.

math-core reports what it does not know; other libraries show it as letters. What math-core lacks, and is easily
said in other TeX, is rewritten first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from docutils.utils.math import MathError

from postil.pages.docutils_compat import render_mathml

try:
    from math_core import LatexError, LatexToMathML
except ImportError:  # no wheel for the platform, for example PyPy: docutils converts what it can
    LatexToMathML = None  # type: ignore[assignment,misc]

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Macros = tuple[tuple[str, str], ...]

# What is between braces, which may have braces in it, and these in turn.
_IN_BRACES = r"((?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.)*\})*\})*)"
# Environments that number their lines in LaTeX; here, Sphinx does. Others are written as one that math-core has.
_ENVIRONMENTS = {
    "align": "align*", "alignat": "align*", "alignat*": "align*", "flalign": "align*", "flalign*": "align*",
    "equation": "equation*", "gather": "gather*", "multline": "multline*", "split": "aligned", "alignedat": "aligned",
    "displaymath": "equation*", "math": "equation*",
}  # fmt: skip
_WITH_COUNT = frozenset({"alignat", "alignat*", "alignedat"})
_MACRO_NAME = re.compile(r"[A-Za-z]+|[^A-Za-z\s\\{}]")
# References are links, which are no part of a formula.
_REFERENCE = re.compile(r"\\(?:eq)?ref\b")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-z]+\*?)\}(\s*\{\d+\})?")
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)[A-Za-z]+;")
_TEXT = re.compile(r"\\(?:text|mbox|hbox|textrm|textnormal)\s*\{([^{}]*[$_&#^~][^{}]*)\}")


def _environment(match: re.Match[str]) -> str:
    verb, name, count = match.groups()
    if name.startswith("eqnarray"):
        return r"\begin{array}{rcl}" if verb == "begin" else r"\end{array}"
    kept = "" if name in _WITH_COUNT else count or ""
    return rf"\{verb}{{{_ENVIRONMENTS.get(name, name)}}}{kept}"


def _definition(match: re.Match[str]) -> str:
    parameters = "".join(f"#{number}" for number in range(1, int(match[3] or 0) + 1))
    return rf"\def{match[1] or match[2]}{parameters}"


def _text(match: re.Match[str]) -> str:
    r"""Return `\text{if $x$}` as `\text{if }x`, and signs in the text with backslashes."""
    parts = re.split(r"(?<!\\)\$", match[1])
    if len(parts) % 2 == 0:
        return match[0]
    words = (re.sub(r"(?<!\\)([_&#])", r"\\\1", part) for part in parts[::2])
    texts = [rf"\text{{{part}}}" if part else "" for part in words]
    formulas = [f"{{{part}}}" for part in parts[1::2]]
    return "".join(text + formula for text, formula in zip(texts, [*formulas, ""], strict=True))


# What math-core does not have, and what is written instead, in this order.
_REWRITTEN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"\\label\s*\{{{_IN_BRACES}\}}", ""),
        (r"\\require\s*\{[^{}]*\}", ""),
        (rf"\\tag\*\s*\{{{_IN_BRACES}\}}", r"\\qquad\\text{\1}"),
        (rf"\\tag\s*\{{{_IN_BRACES}\}}", r"\\qquad\\text{(\1)}"),
        (rf"\\substack\s*\{{{_IN_BRACES}\}}", r"\\begin{subarray}{c}\1\\end{subarray}"),
        (r"\\(?:new|renew|provide)command\*?\s*(?:\{\s*(\\[A-Za-z]+)\s*\}|(\\[A-Za-z]+))(?:\s*\[(\d)\])?(?!\s*\[)",
         _definition),
        (rf"\\DeclareMathOperator\s*\{{\s*(\\[A-Za-z]+)\s*\}}\s*\{{{_IN_BRACES}\}}", r"\\def\1{\\operatorname{\2}}"),
        (_TEXT.pattern, _text),
        (r"\\[mh]box(?![A-Za-z])", r"\\text"),
        (r"\\(?:vcenter|tiny|small|normalsize|large|Large|LARGE|huge|Huge|displaylimits)(?![A-Za-z])", ""),
        (r"\\left\s*<", r"\\left\\langle "),
        (r"\\right\s*>", r"\\right\\rangle "),
        (r"\\(?:hdots|dotsc|dotso)(?![A-Za-z])", r"\\ldots "),
        (r"\\dots[bmi](?![A-Za-z])", r"\\cdots "),
        (r"\\mathds(?![A-Za-z])", r"\\mathbb"),
        (r"\\pmb(?![A-Za-z])", r"\\boldsymbol"),
        (r"\\hfill(?![A-Za-z])", r"\\quad "),
        (r"\\kern(?=\s*-?[\d.]+\s*mu)", r"\\mkern"),
        (rf"\\textcolor\s*\{{\s*#([0-9A-Fa-f]{{6}})\s*\}}\s*\{{{_IN_BRACES}\}}", r"{\\color[HTML]{\1}\2}"),
        (r"\\color\s*\{\s*#([0-9A-Fa-f]{6})\s*\}", r"\\color[HTML]{\1}"),
    )
)  # fmt: skip


_STYLE = re.compile(r'(?:displaystyle|scriptlevel)="[^"]*"')
_FRACTION = re.compile(r"<mfrac\b[^>]*>|</mfrac>")
_TABLE_LEVEL = re.compile(r'(<mtable\b[^>]*) scriptlevel="0"')


def to_mathml(tex: str, *, block: bool, macros: Macros = ()) -> str:
    """Return TeX as a MathML element with the TeX in `alttext`. Raises docutils' MathError if that is not possible."""
    if "ref" in tex and _REFERENCE.search(tex):
        raise MathError(r"references to equations, `\eqref`, belong in the text")
    mathml = _mathml(tex, block, macros)
    # XHTML and XML, in EPUBs and feeds, have no other entities.
    if "&" in mathml:
        mathml = _ENTITY.sub(lambda match: unescape(match[0]), mathml)
    if "displaystyle=" in mathml:
        mathml = valid_styles(mathml)
    return mathml.replace("<math ", f'<math alttext="{escape(tex.strip())}" ', 1)


def valid_styles(mathml: str) -> str:
    """Return MathML with `displaystyle` and `scriptlevel` on elements that may have them in HTML.

    Those of fractions move to an `mstyle` around each. Tables lose the level, which is the one that they have anyway
    unless they are in an exponent.
    """
    styled: list[bool] = []  # of the fractions that are open, the innermost last

    def replace(found: re.Match[str]) -> str:
        """Return the tag of a fraction, with that of the `mstyle` around it."""
        if found[0] == "</mfrac>":
            return "</mfrac></mstyle>" if styled.pop() else "</mfrac>"
        styles = " ".join(_STYLE.findall(found[0]))
        styled.append(bool(styles))
        tag = re.sub(rf" (?:{_STYLE.pattern})", "", found[0])
        return f"<mstyle {styles}>{tag}" if styles else tag

    return _FRACTION.sub(replace, _TABLE_LEVEL.sub(r"\1", mathml))


def _mathml(tex: str, block: bool, macros: Macros) -> str:  # noqa: FBT001 - private
    converter = _converter(macros)
    if converter is None:
        return render_mathml(tex, block=block)
    source = in_environments(tex)
    try:
        return str(converter.convert_with_local_state(source, displaystyle=block))
    except LatexError:
        try:
            return str(converter.convert_with_local_state(rewrite(source), displaystyle=block))
        except LatexError as error:
            try:
                return render_mathml(tex, block=block)
            except MathError:
                raise MathError(re.sub(r"^\d+: ", "", str(error))) from error


def in_environments(tex: str) -> str:
    r"""Return TeX with environments of math-core; lines, `a &= b \\ c &= d`, are in one, as Sphinx has them."""
    if "\\begin" in tex:
        tex = _ENVIRONMENT.sub(_environment, tex)
    if ("\\\\" in tex or "&" in tex) and (has_columns := has_lines(tex)) is not None:
        name = "aligned" if has_columns else "gathered"
        return rf"\begin{{{name}}}{tex}\end{{{name}}}"
    return tex


def rewrite(tex: str) -> str:
    """Return TeX without what math-core does not have."""
    for pattern, replacement in _REWRITTEN:
        tex = pattern.sub(replacement, tex)
    return tex


def has_lines(tex: str) -> bool | None:
    r"""Return whether the lines of a formula, `\\`, have columns, `&`; None if all are in environments or braces."""
    depth, found = 0, None
    for match in re.finditer(r"\\begin(?![A-Za-z])|\\end(?![A-Za-z])|\\\\|\\.|[{}&]", tex, re.DOTALL):
        sign = match[0]
        depth += (sign in {"\\begin", "{"}) - (sign in {"\\end", "}"})
        if depth == 0 and sign == "&":
            return True
        if depth == 0 and sign == "\\\\":
            found = False
    return found


@lru_cache(maxsize=8)
def _converter(macros: Macros) -> LatexToMathML | None:
    """Return a converter that knows the macros; without them if one is invalid, so that it alone is unknown."""
    if LatexToMathML is None:
        return None
    options: Any = {"fancy_error": False, "allow_unreliable_rendering": True, "xml_namespace": True}
    try:
        return LatexToMathML(**options, macros=dict(macros))
    except LatexError:
        return LatexToMathML(**options)


def site_macros(config: Mapping[str, Any]) -> Macros:
    r"""Return the macros in the options of MathJax, `{"tex": {"macros": {"RR": "\\mathbb{R}", "v": ["#1", 1]}}}`."""
    found: dict[str, str] = {}
    for tex in (config.get("tex"), config.get("TeX")):
        macros = (tex.get("macros") or tex.get("Macros")) if isinstance(tex, dict) else None
        for name, value in macros.items() if isinstance(macros, dict) else ():
            # A third item is the default of an optional argument, which math-core does not have.
            definition = value[0] if isinstance(value, (list, tuple)) and len(value) in {1, 2} else value
            if isinstance(definition, str) and _MACRO_NAME.fullmatch(str(name)):
                found[str(name)] = definition
    return tuple(sorted(found.items()))
