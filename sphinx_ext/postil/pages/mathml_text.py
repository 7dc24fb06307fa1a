"""Formulas for feed readers, of which many remove MathML: simple ones as HTML, others with their TeX source."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import escape
from itertools import pairwise

from postil.lazy_regex import lazy_regex

# Between two operands, these have space around them.
_INFIX = frozenset("=≠≈≡≅∼≃<>≤≥≪≫∈∉⊂⊆⊃⊇→←↔⇒⇐⇔↦+−-±∓×·⋅÷∪∩∧∨∣∥∝:∘⊕⊗")  # noqa: RUF001 - operators
# Function application and the like, which are not visible.
_INVISIBLE = lazy_regex("[\u2061-\u2064]")
_MATH = lazy_regex(r"(<math\b[^>]*>)(.*)(</math>)", re.DOTALL)


def html_of_formula(mathml: str) -> str | None:
    """Return a formula of letters, numbers, operators and scripts as HTML; None for any other."""
    try:
        return _html(ET.fromstring(mathml)).strip()  # noqa: S314 - MathML that postil wrote
    except (ET.ParseError, ValueError):
        return None


def with_source(mathml: str, tex: str) -> str:
    """Return a formula with its source, which is the text of MathML that a feed reader does not know."""
    source = f'<annotation encoding="application/x-tex">{escape(tex)}</annotation>'
    return _MATH.sub(
        lambda found: f"{found[1]}<semantics><mrow>{found[2]}</mrow>{source}</semantics>{found[3]}", mathml
    )


def _html(element: ET.Element) -> str:
    """Return an element as HTML; raise ValueError if HTML has nothing like it."""
    name, text = element.tag.rpartition("}")[2], _INVISIBLE.sub("", element.text or "")
    if name in ("math", "mrow", "mstyle"):
        return _row(list(element))
    if name == "mi":
        upright = len(text) != 1 or element.get("mathvariant") == "normal" or not text.isalpha()
        return escape(text) if upright else f"<i>{escape(text)}</i>"
    if name in ("mn", "mo", "mtext"):
        return escape(text)
    if name == "mspace":
        return " "
    tags = {"msub": ["sub"], "msup": ["sup"], "msubsup": ["sub", "sup"]}.get(name)
    if tags is None or len(element) != len(tags) + 1:
        raise ValueError(name)
    scripts = zip(tags, list(element)[1:], strict=True)
    return _html(element[0]) + "".join(f"<{tag}>{_html(script).strip()}</{tag}>" for tag, script in scripts)


def _row(elements: list[ET.Element]) -> str:
    parts = [_html(element) for element in elements]
    for number, (before, element) in enumerate(pairwise(elements), start=1):
        if element.text in _INFIX and not _is_operator(before):
            parts[number] = f" {parts[number]} "
    return re.sub(r"\s+", " ", "".join(parts))


def _is_operator(element: ET.Element) -> bool:
    """Return whether an element is an operator or an opening bracket, after which a sign is no infix."""
    return element.tag.rpartition("}")[2] == "mo" and (element.text or "") not in (")", "]", "}", "!", "′")  # noqa: RUF001 - a prime
