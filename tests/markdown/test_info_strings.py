"""Info strings of fences and divs, in all dialects."""

from __future__ import annotations

import pytest

from postil.markdown.info_strings import Info, parse_div_info, parse_info

FENCES = {
    "": Info(),
    "python": Info(language="python"),
    "python {hl_lines=[2]}": Info(language="python", options={"hl_lines": "[2]"}, rest="{hl_lines=[2]}"),
    'js title="a b.js"': Info(language="js", options={"title": "a b.js"}, rest='title="a b.js"'),
    "js:x.js": Info(language="js", options={"filename": "x.js"}),
    "rust,linenos": Info(language="rust", options={"linenos": ""}),
    "python{1,3}": Info(language="python", options={"1": "", "3": ""}, rest="{1,3}"),
    "{r}": Info(name="r", in_braces=True),
    "{r setup, include=FALSE}": Info(name="r", options={"setup": "", "include": "FALSE"}, in_braces=True),
    '{r, fig.cap="a, b", fig.dim=c(6, 4)}': Info(
        name="r", options={"fig.cap": "a, b", "fig.dim": "c(6, 4)"}, in_braces=True
    ),
    "{python echo=false}": Info(name="python", options={"echo": "false"}, in_braces=True),
    "{.text}": Info(language="text", classes=("text",), in_braces=True),
    '{#a .python .numberLines startFrom="5"}': Info(
        language="python", id="a", classes=("python", "numberLines"), options={"startfrom": "5"}, in_braces=True
    ),
    "{.python filename='a.py'}": Info(
        language="python", classes=("python",), options={"filename": "a.py"}, in_braces=True
    ),
    "{=html}": Info(raw_format="html", in_braces=True),
    "{ =latex }": Info(raw_format="latex", in_braces=True),
    "{{python}}": Info(name="python", in_braces=True, is_escaped=True),
    "{note} A title": Info(name="note", rest="A title", in_braces=True),
    "{note": Info(rest="{note"),
    '{.a title="}"}': Info(language="a", classes=("a",), options={"title": "}"}, in_braces=True),
}  # fmt: skip
DIVS = {
    "": Info(),
    "note": Info(language="note"),
    "note A title": Info(language="note", rest="A title"),
    "note[A title]": Info(language="note", rest="A title"),
    "note[A title]{.wide #n}": Info(language="note", id="n", classes=("wide",), rest="A title"),
    'tip{title="A b"}': Info(language="tip", options={"title": "A b"}),
    'tip title="A b"': Info(language="tip", options={"title": "A b"}),
    "{.a .b #c d=e}": Info(language="a", id="c", classes=("a", "b"), options={"d": "e"}, in_braces=True),
    "{#fig-x layout-ncol=2}": Info(id="fig-x", options={"layout-ncol": "2"}, in_braces=True),
    "{.a} :::": Info(language="a", classes=("a",), in_braces=True),
    "{note} A title": Info(name="note", rest="A title", in_braces=True),
}


@pytest.mark.parametrize("text", FENCES)
def test_info_of_a_fence(text: str) -> None:
    assert parse_info(text) == FENCES[text]
    assert parse_info(f"  {text} ") == FENCES[text]


@pytest.mark.parametrize("text", DIVS)
def test_info_of_a_div(text: str) -> None:
    assert parse_div_info(text) == DIVS[text]


def test_title_has_several_names() -> None:
    assert [parse_info(f'{{.js {key}="A"}}').title for key in ("title", "caption", "filename")] == ["A"] * 3
