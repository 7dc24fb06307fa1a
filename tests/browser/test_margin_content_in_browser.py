"""Figures and captions in the margin among notes, formulas with numbers, and notes of right-to-left posts."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

HEAD = "---\ntitle: {}\ndate: 2024-03-24\n{}\n---\n\n"
SENTENCE = "The bridge over the river was built in the year of the great flood. "
IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 5" width="900" height="500"/>'
MARGIN = f"""{(SENTENCE * 2).rstrip()}^[One note about it.] It had nine arches.^[{SENTENCE}]

![The mark of the keeper](p.svg "The mark."){{.margin}}

{SENTENCE.rstrip()}^[After the figure.]

![The mill and its weir](p.svg "The mill."){{.margin-caption}}

## A part

{SENTENCE * 9}

![A plan of the town](p.svg "The plan."){{.wide}}
"""
# A figure that a note could only push into the wide block below it.
TIGHT = f"""{SENTENCE.rstrip()}^[{SENTENCE * 3}]

![The mark of the keeper](p.svg){{.margin}}

{SENTENCE * 5}

![A plan of the town](p.svg "The plan."){{.wide}}
"""
FORMULA = f"{SENTENCE}\n\n$$\ny = {' + '.join('x_1' for _ in range(40))}\n$$ (long)\n\n$$\nz\n$$ (short)\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a built site's posts."""
    conf = 'myst_enable_extensions = ["dollarmath", "attrs_inline"]\n'
    site = SiteBuilder(tmp_path_factory.mktemp("content"), conf=conf)
    site.write({"posts/p.svg": IMAGE})
    built = site.build(
        posts={
            "margin.md": HEAD.format("Margin", "") + MARGIN,
            "tight.md": HEAD.format("Tight", "") + TIGHT,
            "formula.md": HEAD.format("Formula", "") + FORMULA,
            "short.md": HEAD.format("Short", "") + f"Words.^[{SENTENCE}]\n",
            "hebrew.md": HEAD.format("קשתות", "language: he") + "הנהר.^[הערה]\n\n## פרק\n",
        }
    )
    assert built.warnings == []
    return built.outdir / "posts"


BOXES = """() => {
    const box = (one) => (({top, bottom}) => ({top, bottom}))(one.getBoundingClientRect());
    const list = (what) => [...document.querySelectorAll(what)].map(box);
    return {notes: list(".postil-note"), marks: list(".postil-mark"), figure: list("figure.margin")[0],
            caption: list(".margin-caption figcaption")[0], wide: list("figure.wide")[0]};
}"""


@pytest.mark.parametrize("width", [1000, 1280])
def test_a_figure_in_the_margin_makes_space_for_the_notes_before_it(open_page: Open, pages: Path, width: int) -> None:
    """Content of the margin is in the order of the text; if there is no space, the figure stays."""
    page = open_page(pages / "margin.html", width)
    found = page.evaluate(BOXES)
    first, second, third = found["notes"]

    assert abs(first["top"] - found["marks"][0]["top"]) < 12
    ordered = [first, second, found["figure"], third]
    assert all(one["bottom"] <= other["top"] for one, other in itertools.pairwise(ordered))
    assert found["caption"]["top"] >= third["bottom"]
    assert page.locator(".onthispage").evaluate("one => getComputedStyle(one, '::after').content") == '""'

    found = open_page(pages / "tight.html", width).evaluate(BOXES)
    blocks = sorted([found["notes"][0], found["figure"], found["wide"]], key=lambda box: box["top"])
    assert all(one["bottom"] <= other["top"] for one, other in itertools.pairwise(blocks))


def test_on_a_phone_a_margin_caption_is_below_its_image(open_page: Open, pages: Path) -> None:
    page = open_page(pages / "margin.html", 390)
    image, caption = (page.locator(f".margin-caption {each}").bounding_box() for each in ("img", "figcaption"))

    assert image
    assert caption
    assert caption["y"] >= image["y"] + image["height"]
    assert abs(caption["x"] + caption["width"] / 2 - 195) < 2


def test_a_long_formula_scrolls_beside_its_number(open_page: Open, pages: Path) -> None:
    page = open_page(pages / "formula.html", 390)
    formula, number = (page.locator(f"#equation-long {each}").bounding_box() for each in (".postil-equation", ".eqno"))

    assert formula
    assert number
    assert formula["x"] + formula["width"] <= number["x"]
    stops = page.locator(".postil-equation").evaluate_all("all => all.map((one) => one.tabIndex)")
    assert stops == [0, -1]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_number_of_a_note_is_where_its_text_starts(open_page: Open, pages: Path) -> None:
    for width in (390, 1280):
        page = open_page(pages / "hebrew.html", width)
        note, label = (page.locator(f".postil-note {each}").first.bounding_box() for each in ("p", ".label"))
        assert note
        assert label
        assert note["x"] + note["width"] <= label["x"] + 1
        assert label["x"] + label["width"] < width - 8


def test_nothing_moves_when_notes_go_into_the_margin(open_page: Open, pages: Path) -> None:
    """What follows a short post is in view before the script has come."""
    page = open_page(pages / "short.html", 1280)
    shifts = page.evaluate("""() => new Promise((done) => new PerformanceObserver((list) =>
        done(list.getEntries().length)).observe({type: "layout-shift", buffered: true}) || setTimeout(done, 200, 0))""")

    assert page.locator(".postil-beside .postil-note").count() == 1
    assert shifts == 0
    assert not page.locator("html.postil-notes-later").count()
