"""Convert TeX to MathML with docutils, whose converter has no documented interface."""

from __future__ import annotations

from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml


def render_mathml(tex: str, *, block: bool) -> str:
    """Return TeX as a MathML element.

    Raises docutils' MathError for TeX that is invalid or that docutils does not support.

    Touches: `docutils.utils.math`, known with `tex2mathml` and `MathError` in docutils 0.22; the import fails without
    them. Some invalid TeX raises other errors in it, which become MathErrors here.
    """
    try:
        return str(tex2mathml(tex, as_block=block))
    except MathError:
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise MathError(f"it cannot be parsed ({error})") from error
