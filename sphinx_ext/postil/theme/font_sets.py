"""The fonts in the package, for the option `postil_fonts`. All are under the SIL Open Font License.

`source` is Source Serif with Source Sans; `garamond` is EB Garamond with Alegreya Sans. `benchmarks/fonts.py` generates
the files.
"""

from __future__ import annotations

from typing import NamedTuple


class Face(NamedTuple):
    """One face of a set of fonts."""

    family: str
    """`text` or `label`."""
    style: str
    weight: int
    size: int = 100
    """The percentage of its size at which the browser draws it, so that both fonts of a set look equally large."""


_FACES = (
    Face("text", "normal", 400),
    Face("text", "italic", 400),
    Face("text", "normal", 600),
    Face("label", "normal", 400),
    Face("label", "normal", 600),
)
FONT_SETS = {
    "source": _FACES,
    "garamond": tuple(face._replace(size=107) if face.family == "label" else face for face in _FACES),
}
# The characters in a subset. Browsers load a subset only for a page with one of its characters.
SUBSETS = {
    "latin": "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2000-206F,U+2074,U+20AC,U+2122,U+2212,U+FEFF,U+FFFD",
    "more": "U+100-130,U+132-151,U+154-24F,U+1E00-1EFF,U+20A0-20AB,U+20AD-20CF,U+2113,U+2190-2193",
}


def font_file(face: Face, subset: str) -> str:
    """Return the name of the file of a face."""
    style = "" if face.style == "normal" else f"-{face.style}"
    return f"{face.family}-{face.weight}{style}.{subset}.woff2"
