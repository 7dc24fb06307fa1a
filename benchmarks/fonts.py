"""Generate the font files in the package: subsets of open fonts, from the packages in the dependency group `fonts`.

    pip install --group fonts
    npm pack @fontsource/stix-two-math@5.3.0
    python benchmarks/fonts.py fontsource-stix-two-math-5.3.0.tgz

The subsets have other names inside, because the licenses of some fonts reserve the names for the unmodified files.
"""

from __future__ import annotations

import sys
import tarfile
from dataclasses import dataclass, field
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from postil.theme.font_sets import FONT_SETS, SUBSETS, font_file
from postil.theme.math_font import MATH_FONTS

PACKAGE = Path(__file__).parent.parent / "sphinx_ext" / "postil"
TEXT_FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "onum", "pnum", "lnum", "tnum", "smcp", "c2sc"]
LABEL_FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "lnum", "tnum"]
MATH_FEATURES = ["ssty", "dtls", "flac", "kern", "mark", "mkmk", "ccmp", "rtlm"]
MATH_FILE = "package/files/stix-two-math-latin-400-normal.woff2"
# The name records that stay: copyright and license.
LEGAL_NAMES = (0, 13, 14)


@dataclass(frozen=True)
class Source:
    """A font file of a package."""

    package: str
    file: str
    axes: dict[str, float] = field(default_factory=dict)
    """The values of the axes of a variable font."""
    scale: float = 1
    """How much larger to draw the characters, so that fonts of all sets look equally large."""


SERIF, SERIF_ITALIC = "SourceSerif4[opsz,wght]", "SourceSerif4-Italic[opsz,wght]"
# By the set and the face: family, style and weight.
SOURCES = {
    ("source", "text", "normal", 400): Source("fontpkg_source_serif_4", SERIF, {"opsz": 18, "wght": 400}),
    ("source", "text", "italic", 400): Source("fontpkg_source_serif_4", SERIF_ITALIC, {"opsz": 18, "wght": 400}),
    ("source", "text", "normal", 600): Source("fontpkg_source_serif_4", SERIF, {"opsz": 18, "wght": 600}),
    ("source", "label", "normal", 400): Source("fontpkg_source_sans_3", "SourceSans3[wght]", {"wght": 400}),
    ("source", "label", "normal", 600): Source("fontpkg_source_sans_3", "SourceSans3[wght]", {"wght": 600}),
    ("garamond", "text", "normal", 400): Source("fontpkg_eb_garamond", "EBGaramond[wght]", {"wght": 415}, 1.13),
    ("garamond", "text", "italic", 400): Source("fontpkg_eb_garamond", "EBGaramond-Italic[wght]", {"wght": 415}, 1.13),
    ("garamond", "text", "normal", 600): Source("fontpkg_eb_garamond", "EBGaramond[wght]", {"wght": 600}, 1.13),
    ("garamond", "label", "normal", 400): Source("fontpkg_alegreya_sans", "AlegreyaSans-Regular", {}, 1.08),
    ("garamond", "label", "normal", 600): Source("fontpkg_alegreya_sans", "AlegreyaSans-Bold", {}, 1.08),
}


def write_subset(font: TTFont, path: Path, *, unicodes: str, features: list[str], name: str) -> None:
    """Write the characters `unicodes` of a font, as WOFF2, under another name."""
    subsetter = subset.Subsetter(subset.Options(hinting=False, layout_features=features, notdef_outline=True))
    subsetter.populate(unicodes=subset.parse_unicodes(unicodes))
    subsetter.subset(font)
    records = font["name"]
    records.names = [record for record in records.names if record.nameID in LEGAL_NAMES]
    for name_id, text in ((1, name), (2, "Regular"), (4, name), (6, name.replace(" ", ""))):
        records.setName(text, name_id, 3, 1, 0x409)
    font.flavor = "woff2"
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    print(f"{path.stat().st_size / 1000:6.1f} kB  {path.relative_to(PACKAGE)}")


def open_source(source: Source) -> TTFont:
    """Return a font of a package, with one weight, and scaled."""
    data = files(source.package).joinpath("files", f"{source.file}.ttf").read_bytes()
    # A time stamp in the file would make two runs differ.
    font: Any = TTFont(BytesIO(data), recalcTimestamp=False)
    if source.axes:
        font = instancer.instantiateVariableFont(font, source.axes)
    font["head"].unitsPerEm = round(font["head"].unitsPerEm / source.scale)
    return font


def main(math_package: str) -> None:
    """Write all font files, and the license of each set beside them."""
    for set_name, faces in FONT_SETS.items():
        folder = PACKAGE / "fonts" / set_name
        licenses = []
        for face in faces:
            source = SOURCES[set_name, *face]
            features = TEXT_FEATURES if face.family == "text" else LABEL_FEATURES
            for subset_name, unicodes in SUBSETS.items():
                write_subset(
                    open_source(source), folder / font_file(face, subset_name),
                    unicodes=unicodes, features=features, name=f"postil {face.family}",
                )  # fmt: skip
            licenses.append(files(source.package).joinpath("LICENSE").read_text("utf-8").strip())
        (folder / "LICENSE.txt").write_text("\n\n\n".join(dict.fromkeys(licenses)) + "\n", "utf-8")
    with tarfile.open(math_package) as archive:
        member, license_member = archive.extractfile(MATH_FILE), archive.extractfile("package/LICENSE")
        if member is None or license_member is None:
            raise SystemExit(f"{math_package} has no {MATH_FILE} or no license")
        data, license_text = member.read(), license_member.read()
    for name, unicodes in MATH_FONTS.items():
        font = TTFont(BytesIO(data), recalcTimestamp=False)
        path = PACKAGE / "static" / name
        write_subset(font, path, unicodes=unicodes, features=MATH_FEATURES, name="postil math")
    (PACKAGE / "static" / "postil-math-license.txt").write_bytes(license_text)


if __name__ == "__main__":
    main(sys.argv[1])
