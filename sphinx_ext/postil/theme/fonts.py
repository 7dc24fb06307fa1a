"""Web fonts for the option `postil_fonts`: Source Serif and Source Sans, or the owner's files."""

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
from postil.html_builders import builds_html_pages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

# Increase it when font files are generated in another way, so that cached ones are not used.
CACHE_VERSION = 1
STYLE_SHEET = "postil-typeface.css"
FOLDER = "postil-typeface"
# The family, style and weight of a file, by its key in `postil_fonts`.
_OWNER_FACES = {
    "text": ("text", "normal", 400),
    "italic": ("text", "italic", 400),
    "bold": ("text", "normal", 600),
    "heading": ("heading", "normal", 400),
    "label": ("label", "normal", 400),
}
# The fonts of the packages in `postil[fonts]`, under the SIL Open Font License: family, style, weight, package, file.
_BUNDLED_FACES = (
    ("text", "normal", 400, "font_source_serif_pro", "SourceSerifPro-Regular"),
    ("text", "italic", 400, "font_source_serif_pro", "SourceSerifPro-It"),
    ("text", "normal", 600, "font_source_serif_pro", "SourceSerifPro-Semibold"),
    ("label", "normal", 400, "font_source_sans_pro", "SourceSansPro-Regular"),
    ("label", "normal", 600, "font_source_sans_pro", "SourceSansPro-Semibold"),
)
# The characters in a subset. Browsers load a subset only for a page with one of its characters.
_SUBSETS = {
    "latin": "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2000-206F,U+2074,U+20AC,U+2122,U+2212,U+FEFF,U+FFFD",
    "more": "U+100-130,U+132-151,U+154-24F,U+1E00-1EFF,U+20A0-20AB,U+20AD-20CF,U+2113,U+2190-2193",
}
_FORMATS = {".woff2": "woff2", ".woff": "woff", ".ttf": "truetype", ".otf": "opentype"}


@dataclass(frozen=True)
class FontFace:
    """One font file of a family."""

    family: str
    style: str
    weight: str
    file: str
    unicode_range: str = ""
    preload: bool = False
    """Whether every page needs it at once."""

    @property
    def rule(self) -> str:
        """The `@font-face` rule. Browsers show a system font until the file has loaded."""
        font_format = _FORMATS[Path(self.file).suffix.lower()]
        unicode_range = f"\n  unicode-range: {self.unicode_range};" if self.unicode_range else ""
        return (
            f'@font-face {{\n  font-family: "postil {self.family}";\n  font-style: {self.style};\n'
            f"  font-weight: {self.weight};\n  font-display: swap;\n"
            f'  src: url("{FOLDER}/{quote(self.file)}") format("{font_format}");{unicode_range}\n}}\n'
        )


def style_sheet(faces: Sequence[FontFace]) -> str:
    """Return the style sheet with the rules of `faces`, and the variables by which postil's style sheets use them."""
    families = dict.fromkeys(face.family for face in faces)
    fallbacks = {"text": "var(--postil-serif)", "heading": "var(--postil-text)", "label": "var(--postil-sans)"}
    variables = "".join(f'  --postil-{family}: "postil {family}", {fallbacks[family]};\n' for family in families)
    # As specific as the theme's own rules, and after them.
    return "".join(face.rule for face in faces) + f":root:root {{\n{variables}}}\n"


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


def bundled_fonts() -> list[FontFace]:
    """Return the faces of `postil_fonts = "source"`."""
    return [
        FontFace(
            family, style, str(weight), f"{name}.{subset}.woff2", unicode_range,
            preload=subset == "latin" and style == "normal" and weight == 400,  # noqa: PLR2004 - regular text
        )
        for family, style, weight, _package, name in _BUNDLED_FACES
        for subset, unicode_range in _SUBSETS.items()
    ]  # fmt: skip


def write_bundled_fonts(folder: Path) -> None:
    """Write the subsets of the fonts into `folder`, except files that exist.

    Raise ImportError if `postil[fonts]` is not installed.
    """
    from fontTools import subset  # noqa: PLC0415 - an extra
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    for _family, _style, _weight, package, name in _BUNDLED_FACES:
        for subset_name, unicode_range in _SUBSETS.items():
            path = folder / f"{name}.{subset_name}.woff2"
            if path.exists():
                continue
            # A time stamp in the file would make two builds differ.
            font = TTFont(BytesIO(files(package).joinpath("files", f"{name}.ttf").read_bytes()), recalcTimestamp=False)
            features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "onum", "tnum", "lnum"]
            options = subset.Options(hinting=False, layout_features=features)
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=subset.parse_unicodes(unicode_range))
            subsetter.subset(font)
            font.flavor = "woff2"
            data = BytesIO()
            font.save(data)
            write_atomically(path, data.getvalue())


def add_fonts(app: Sphinx) -> None:
    """Write the style sheet and the fonts into a cache folder, and add that to the static files of the site."""
    fonts = app.config.postil.postil_fonts
    if fonts == "system" or not builds_html_pages(app.builder) or app.config.html_theme != "sphinx_book_theme":
        return
    root = Path(app.doctreedir, f"{FOLDER}-{CACHE_VERSION}-{'source' if fonts == 'source' else 'own'}")
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
        message = "`postil_fonts = 'source'` needs `pip install 'postil[fonts]'`; falling back to system fonts"
        warn(Subtype.CONFIG, message, location=location)
        return
    except OSError as error:
        warn(Subtype.CONFIG, f"`postil_fonts`: {error}; falling back to system fonts", location=location)
        return
    sheet = root / STYLE_SHEET
    text = style_sheet(faces)
    if not sheet.exists() or sheet.read_text("utf-8") != text:
        write_atomically(sheet, text.encode())
    app.config.html_static_path = [*app.config.html_static_path, str(root)]
    # After postil's other style sheets.
    app.add_css_file(STYLE_SHEET, priority=510)


def copy_owner_fonts(paths: Sequence[Path], folder: Path) -> None:
    """Copy the owner's files into `folder`, and remove those of an earlier build."""
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
    for face in bundled_fonts() if fonts == "source" else owner_fonts(fonts):
        if not face.preload:
            continue
        url = context["pathto"](f"_static/{FOLDER}/{quote(face.file)}", resource=True)
        font_format = Path(face.file).suffix.lower().removeprefix(".")
        link = Markup('\n<link rel="preload" href="{}" as="font" type="font/{}" crossorigin>').format(url, font_format)
        context["metatags"] = str(context.get("metatags") or "") + str(link)


def setup(app: Sphinx) -> None:
    """Add the fonts after the style sheets that use them."""
    app.connect("builder-inited", add_fonts, priority=600)
    app.connect("html-page-context", preload_fonts, priority=420)
