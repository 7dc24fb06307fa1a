"""Letters of the site's own: a pair that comes with a package, or files of the owner's. Nothing is asked of a host."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from postil.cache_files import write_atomically
from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.pages.builders import builds_html_pages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

# Changes with the way in which files are made.
FORM = 1
STYLE = "postil-typeface.css"
FOLDER = "postil-typeface"
# The family, style and weight of a file, by what `postil_fonts` calls it.
_PARTS = {
    "text": ("text", "normal", 400),
    "italic": ("text", "italic", 400),
    "bold": ("text", "normal", 600),
    "heading": ("heading", "normal", 400),
    "label": ("label", "normal", 400),
}
# The pair that `postil[fonts]` brings: Source Serif and Source Sans, under the SIL Open Font License.
_SOURCE = (
    ("text", "normal", 400, "font_source_serif_pro", "SourceSerifPro-Regular"),
    ("text", "italic", 400, "font_source_serif_pro", "SourceSerifPro-It"),
    ("text", "normal", 600, "font_source_serif_pro", "SourceSerifPro-Semibold"),
    ("label", "normal", 400, "font_source_sans_pro", "SourceSansPro-Regular"),
    ("label", "normal", 600, "font_source_sans_pro", "SourceSansPro-Semibold"),
)
# Which letters a file holds. A page that needs none of a range does not load its file.
_RANGES = {
    "latin": "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2000-206F,U+2074,U+20AC,U+2122,U+2212,U+FEFF,U+FFFD",
    "more": "U+100-130,U+132-151,U+154-24F,U+1E00-1EFF,U+20A0-20AB,U+20AD-20CF,U+2113,U+2190-2193",
}
_KINDS = {".woff2": "woff2", ".woff": "woff", ".ttf": "truetype", ".otf": "opentype"}


@dataclass(frozen=True)
class FontFace:
    """One file of a family."""

    family: str
    style: str
    weight: str
    file: str
    range: str = ""
    first: bool = False
    """Whether every page needs it at once."""

    @property
    def rule(self) -> str:
        """What tells browsers of it. Until it is there, they show the system's letters."""
        kind = _KINDS[Path(self.file).suffix.lower()]
        letters = f"\n  unicode-range: {self.range};" if self.range else ""
        return (
            f'@font-face {{\n  font-family: "postil {self.family}";\n  font-style: {self.style};\n'
            f"  font-weight: {self.weight};\n  font-display: swap;\n"
            f'  src: url("{FOLDER}/{quote(self.file)}") format("{kind}");{letters}\n}}\n'
        )


def style_sheet(faces: Sequence[FontFace]) -> str:
    """Return the style sheet that brings `faces`, and sets the parts of the book theme's pages in them."""
    families = dict.fromkeys(face.family for face in faces)
    system = {"text": "var(--postil-serif)", "heading": "var(--postil-text)", "label": "var(--postil-sans)"}
    parts = "".join(f'  --postil-{family}: "postil {family}", {system[family]};\n' for family in families)
    # As specific as the theme's own rules, and after them.
    return "".join(face.rule for face in faces) + f":root:root {{\n{parts}}}\n"


def owner_fonts(fonts: Mapping[str, str]) -> list[FontFace]:
    """Return the faces of the owner's files; one with `variable` or `wght` in its name has all weights."""
    found = []
    for part, path in fonts.items():
        family, style, weight = _PARTS[part]
        name = Path(path).name
        every = re.search("variable|wght", name, re.IGNORECASE) is not None
        first = part in ("text", "heading")
        found.append(FontFace(family, style, "100 900" if every else str(weight), name, first=first))
    return found


def bundled_fonts() -> list[FontFace]:
    """Return the faces of the pair that `postil[fonts]` brings."""
    return [
        FontFace(
            family, style, str(weight), f"{name}.{letters}.woff2", letters_range,
            first=letters == "latin" and style == "normal" and weight == 400,  # noqa: PLR2004 - that of plain text
        )
        for family, style, weight, _package, name in _SOURCE
        for letters, letters_range in _RANGES.items()
    ]  # fmt: skip


def write_bundled_fonts(folder: Path) -> None:
    """Write the files of the pair into `folder`; those that are there stay.

    Raise ImportError without `postil[fonts]`.
    """
    from fontTools import subset  # noqa: PLC0415 - an extra
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    for _family, _style, _weight, package, name in _SOURCE:
        for letters, letters_range in _RANGES.items():
            path = folder / f"{name}.{letters}.woff2"
            if path.exists():
                continue
            # The time of the change in a file would make two builds differ.
            font = TTFont(BytesIO(files(package).joinpath("files", f"{name}.ttf").read_bytes()), recalcTimestamp=False)
            features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "onum", "tnum", "lnum"]
            options = subset.Options(hinting=False, layout_features=features)
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=subset.parse_unicodes(letters_range))
            cutter.subset(font)
            font.flavor = "woff2"
            made = BytesIO()
            font.save(made)
            write_atomically(path, made.getvalue())


def add_fonts(app: Sphinx) -> None:
    """Put the style sheet and the files where Sphinx finds static files."""
    fonts = app.config.postil.postil_fonts
    if fonts == "system" or not builds_html_pages(app.builder) or app.config.html_theme != "sphinx_book_theme":
        return
    root = Path(app.doctreedir, f"{FOLDER}-{FORM}-{'source' if fonts == 'source' else 'own'}")
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    faces = bundled_fonts() if fonts == "source" else owner_fonts(fonts)
    location = line_of_option(Path(app.confdir, "conf.py"), "postil_fonts")
    try:
        if fonts == "source":
            write_bundled_fonts(folder)
        else:
            copy_owner_fonts([Path(app.confdir, path) for path in fonts.values()], folder)
    except ImportError:
        message = "`postil_fonts = 'source'` needs `pip install 'postil[fonts]'`; the system's letters are used"
        warn(Subtype.CONFIG, message, location=location)
        return
    except OSError as error:
        warn(Subtype.CONFIG, f"`postil_fonts`: {error}; the system's letters are used", location=location)
        return
    sheet = root / STYLE
    text = style_sheet(faces)
    if not sheet.exists() or sheet.read_text("utf-8") != text:
        write_atomically(sheet, text.encode())
    app.config.html_static_path = [*app.config.html_static_path, str(root)]
    # After postil's own.
    app.add_css_file(STYLE, priority=510)


def copy_owner_fonts(paths: Sequence[Path], folder: Path) -> None:
    """Copy the owner's files into `folder`, and take away what was there before."""
    for path in paths:
        shutil.copyfile(path, folder / path.name)
    for old in set(folder.iterdir()) - {folder / path.name for path in paths}:
        old.unlink()


def preload_fonts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let browsers load the letters of the text before they have read the style sheets."""
    fonts = app.config.postil.postil_fonts
    if fonts == "system" or "pathto" not in context or not any(STYLE in str(sheet) for sheet in context["css_files"]):
        return
    for face in bundled_fonts() if fonts == "source" else owner_fonts(fonts):
        if not face.first:
            continue
        address = context["pathto"](f"_static/{FOLDER}/{quote(face.file)}", resource=True)
        kind = Path(face.file).suffix.lower().removeprefix(".")
        link = Markup('\n<link rel="preload" href="{}" as="font" type="font/{}" crossorigin>').format(address, kind)
        context["metatags"] = str(context.get("metatags") or "") + str(link)


def setup(app: Sphinx) -> None:
    """Bring the letters after the style sheets that they are for."""
    app.connect("builder-inited", add_fonts, priority=600)
    app.connect("html-page-context", preload_fonts, priority=420)
