"""The theme's style sheets follow the direction of the text."""

from __future__ import annotations

import pytest

from postil.theme.directions import follow_direction


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("dd{margin-left:30px}", "dd{margin-inline-start:30px}"),
        ("ul{padding-right:0;padding-left:2rem}", "ul{padding-inline-end:0;padding-inline-start:2rem}"),
        ("p{border-left:1px solid}", "p{border-inline-start:1px solid}"),
        ("p{border-right-color:red}", "p{border-inline-end-color:red}"),
        ("a.left-prev{float:left;clear:right}", "a.left-prev{float:inline-start;clear:inline-end}"),
        ("td{text-align:left!important}", "td{text-align:start!important}"),
        ("td{text-align:right}", "td{text-align:end}"),
        ("@media (min-width:1px){p{left:0}}", "@media (min-width:1px){p{inset-inline-start:0}}"),
        # What is not a property, or is a side that is meant.
        ("p{--left:1px;transition:margin-left .25s;background:url(left) left}",) * 2,
        ("p{justify-content:left}",) * 2,
        ("p{left:50%;transform:translateX(-50%)}",) * 2,
        ("img.align-left{float:left;margin-right:1em}",) * 2,
        (".text-right{text-align:right}",) * 2,
        ("p{border-top-left-radius:1px}",) * 2,
    ],
)  # fmt: skip
def test_sides(rule: str, expected: str) -> None:
    assert follow_direction(rule) == expected
