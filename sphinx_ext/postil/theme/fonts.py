"""Web fonts for the option `postil_fonts`: a set of fonts in the package, or the owner's files."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from postil.cache_files import write_atomically
from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.frozen import frozen
from postil.html_builders import builds_book_theme_pages
from postil.theme.font_sets import FONT_SETS, SUBSETS, font_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

STYLE_SHEET = "postil-typeface.css"
FOLDER = "postil-typeface"
_PACKAGED = Path(__file__).parent.parent / "fonts"
# The family, style and weight of a file, by its key in `postil_fonts`.
_OWNER_FACES = {
    "text": ("text", "normal", 400),
    "italic": ("text", "italic", 400),
    "bold": ("text", "normal", 600),
    "heading": ("heading", "normal", 400),
    "label": ("label", "normal", 400),
}
_FORMATS = {".woff2": "woff2", ".woff": "woff", ".ttf": "truetype", ".otf": "opentype"}


@frozen
class FontFace:
    """One font file of a family."""

    family: str
    style: str
    weight: str
    file: str
    unicode_range: str = ""
    preload: bool = False
    """Whether every page needs it at once."""
    size: int = 100
    """A percentage: see `font_sets.Face`."""

    @property
    def rule(self) -> str:
        """The `@font-face` rule. Browsers show a system font until the file has loaded."""
        font_format = _FORMATS[Path(self.file).suffix.lower()]
        unicode_range = f"\n  unicode-range: {self.unicode_range};" if self.unicode_range else ""
        size_adjust = f"\n  size-adjust: {self.size}%;" if self.size != 100 else ""  # noqa: PLR2004 - percent
        return (
            f'@font-face {{\n  font-family: "postil {self.family}";\n  font-style: {self.style};\n'
            f"  font-weight: {self.weight};\n  font-display: swap;\n"
            f'  src: url("{FOLDER}/{quote(self.file)}") format("{font_format}");{unicode_range}{size_adjust}\n}}\n'
        )


def style_sheet(faces: Sequence[FontFace]) -> str:
    """Return the style sheet with the rules of `faces`, and the variables by which postil's style sheets use them."""
    families = dict.fromkeys(face.family for face in faces)
    fallbacks = {"text": "var(--postil-serif)", "heading": "var(--postil-text)", "label": "var(--postil-sans)"}
    variables = "".join(f'  --postil-{family}: "postil {family}", {fallbacks[family]};\n' for family in families)
    # As specific as postil's own rule, and after it; a reader's choice of the other font is more specific.
    return "".join(face.rule for face in faces) + f":root {{\n{variables}}}\n"


def owner_fonts(fonts: Mapping[str, str]) -> list[FontFace]:
    """Return the faces of the owner's files; one with `variable` or `wght` in its name is a variable font."""
    faces = []
    for key, path in fonts.items():
        family, style, weight = _OWNER_FACES[key]
        name = Path(path).name
        is_variable = re.search("variable|wght", name, re.IGNORECASE) is not None
        weights = "100 900" if is_variable else str(weight)
        faces.append(FontFace(family, style, weights, name, preload=key in ("text", "heading")))
    return faces


def packaged_fonts(name: str) -> list[FontFace]:
    """Return the faces of a set of fonts in the package."""
    return [
        FontFace(
            face.family, face.style, str(face.weight), font_file(face, subset), unicode_range,
            preload=subset == "latin" and face.style == "normal" and face.weight == 400,  # noqa: PLR2004 - regular text
            size=face.size,
        )
        for face in FONT_SETS[name]
        for subset, unicode_range in SUBSETS.items()
    ]  # fmt: skip


def font_faces(fonts: str | Mapping[str, str]) -> list[FontFace]:
    """Return the faces for a value of `postil_fonts`; none for system fonts."""
    if isinstance(fonts, str):
        return packaged_fonts(fonts) if fonts in FONT_SETS else []
    return owner_fonts(fonts)


def add_fonts(app: Sphinx) -> None:
    """Write the style sheet and the fonts into a cache folder, and add that to the static files of the site."""
    fonts = app.config.postil.postil_fonts
    if fonts == "system" or not builds_book_theme_pages(app):
        return
    packaged = isinstance(fonts, str)
    root = Path(app.doctreedir, f"{FOLDER}-{fonts if packaged else 'own'}")
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    faces = font_faces(fonts)
    paths = sorted((_PACKAGED / fonts).iterdir()) if packaged else [Path(app.confdir, path) for path in fonts.values()]
    try:
        copy_fonts(paths, folder)
    except OSError as error:
        location = line_of_option(Path(app.confdir, "conf.py"), "postil_fonts")
        warn(Subtype.CONFIG, f"`postil_fonts`: {error}; falling back to system fonts", location=location)
        return
    sheet = root / STYLE_SHEET
    text = style_sheet(faces)
    if not sheet.exists() or sheet.read_text("utf-8") != text:
        write_atomically(sheet, text.encode())
    app.config.html_static_path = [*app.config.html_static_path, str(root)]
    # After postil's other style sheets.
    app.add_css_file(STYLE_SHEET, priority=510)


def copy_fonts(paths: Sequence[Path], folder: Path) -> None:
    """Copy font files, and their license, into `folder`, and remove those of an earlier build."""
    for path in paths:
        shutil.copyfile(path, folder / path.name)
    for old in set(folder.iterdir()) - {folder / path.name for path in paths}:
        old.unlink()


def preload_fonts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let browsers load the fonts of the text before they have read the style sheets."""
    fonts = app.config.postil.postil_fonts
    if (
        fonts == "system"
        or "pathto" not in context
        or not any(STYLE_SHEET in str(sheet) for sheet in context["css_files"])
    ):
        return
    for face in font_faces(fonts):
        if not face.preload:
            continue
        add_preload(context, f"{FOLDER}/{quote(face.file)}")


def add_preload(context: dict[str, Any], path: str) -> None:
    """Add a link to the head of a page with which browsers load a font early; `path` is its URL in the static files."""
    url = context["pathto"](f"_static/{path}", resource=True)
    font_format = PurePosixPath(path).suffix.lower().removeprefix(".")
    link = Markup('\n<link rel="preload" href="{}" as="font" type="font/{}" crossorigin>').format(url, font_format)
    context["metatags"] = str(context.get("metatags") or "") + str(link)


def setup(app: Sphinx) -> None:
    """Add the fonts after the style sheets that use them."""
    app.connect("builder-inited", add_fonts, priority=600)
    app.connect("html-page-context", preload_fonts, priority=420)
