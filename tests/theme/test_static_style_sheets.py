"""postil's own style sheets: colors and directions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import postil

STATIC = Path(postil.__file__).parent / "static"
SHEETS = sorted(STATIC.glob("*.css"))


def declarations(sheet: Path) -> list[str]:
    """Return the declarations of a style sheet, without its comments and selectors."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    return [part.strip() for block in re.findall(r"\{([^{}]*)\}", text) for part in block.split(";") if part.strip()]


COLORS = (
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
    r"|(?<![-\w])(?:white|black|gr[ae]y|red|blue|green)(?![-\w])"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_all_colors_are_variables_of_the_theme(sheet: Path) -> None:
    assert re.search(COLORS, "color: #fff") and re.search(COLORS, "0 0 rgb(0 0 0)")  # noqa: PT018 - the pattern itself

    assert [part for part in declarations(sheet) if re.search(COLORS, part, re.IGNORECASE)] == []


SIDES = (
    r"(?:margin|padding|border|inset)-(?:left|right)|^(?:left|right|top|bottom)\s*:"
    r"|(?:float|text-align|clear)\s*:\s*(?:left|right)"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_style_sheets_use_logical_properties(sheet: Path) -> None:
    """In languages that are written from right to left, the layout is mirrored."""
    assert [part for part in declarations(sheet) if re.search(SIDES, part)] == []
