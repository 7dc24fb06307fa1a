"""The margin: where the text is, and how wide notes, figures and captions beside it are."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

HEAD = "---\ntitle: {}\ndate: 2024-03-24\n---\n\n"
SENTENCE = "The bridge over the river was built in the year of the great flood. "
IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 5" width="900" height="500"/>'
# What a note can start with.
STARTS = {
    "image": "![A bridge](p.svg)",
    "captioned": '![A bridge](p.svg "In the morning, from the left bank.")',
    "film": "![A walk](walk.mp4)",
    "formula": "$$\n\\frac{a}{b}\n$$",
    "code": "```python\nbridge = 7\n```",
    "table": "| A | B |\n    |---|---|\n    | 1 | 2 |",
    "list": "* The bridge",
    "words": "The bridge.",
    "fraction": "$\\frac{a}{b}$ of it.",
}
# Blocks with a reference in a line.
REFERENCES = {
    "heading": "## A heading^[N.]",
    "code-in-heading": "## A `heading`^[N.]",
    "cell": f"| A | B |\n|---|---|\n| C^[N.] | {SENTENCE * 2} |",
    "second-line-of-cell": f"| A | B |\n|---|---|\n| C | {SENTENCE * 2}^[N.] |",
    "callout": f"> [!NOTE]\n> {SENTENCE * 3}^[N.]",
    "item": f"* A\n  * B\n    1. {SENTENCE * 2}^[N.]",
    "link": "[A link^[N.]](https://example.org) and more",
    "bold": "**Bold^[N.]** and more",
    "formula": "$\\frac{a}{b}$^[N.] and more",
    "raised": "x{sup}`2`^[N.]",
    "lowered": "x{sub}`2`^[N.]",
    "start": "^[N.] at the start",
    "icon": "![A bridge](p.svg){width=1em}^[N.] and more",
    "definition": f"Term\n: {SENTENCE * 2}^[N.]",
    "caption": "```{figure} p.svg\n:alt: A bridge\n\nA caption.[^caption]\n```\n\n[^caption]: N.",
    "pull-quote": f":::{{pull-quote}}\n{SENTENCE}^[N.]\n:::",
    "div": "<div>\n\nWords.^[N.]\n\n</div>",
    "wrapped": f"{SENTENCE * 2} `a_name_that_is_too_long_for_the_line`^[N.]",
}
KINDS = f"""\
{SENTENCE * 4}[^note]

[^note]: {SENTENCE}

## A figure

{SENTENCE}

![The mark of the toll-keeper](p.svg "The mark."){{.margin}}

{SENTENCE * 20}

:::{{margin}} Aside
{SENTENCE}
:::

{SENTENCE * 20}

{{.wide}}
| A | B |
|---|---|
| {SENTENCE} | {SENTENCE} |

![A bridge](p.svg){{.wide}}
"""


SYNTAX = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]


def starts_of_notes() -> str:
    """Return a text with a note for each of `STARTS`, each with words after it."""
    paragraphs = [f"{SENTENCE} Here.[^{name}]\n\n{(SENTENCE * 12 + chr(10) * 2) * 2}" for name in STARTS]
    notes = [
        f"[^{name}]:\n    {start.replace(chr(10), chr(10) + '    ')}\n\n    Words.\n" for name, start in STARTS.items()
    ]
    return "\n\n".join([*paragraphs, *notes]).replace("        |", "    |")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a built site's posts."""
    site = SiteBuilder(tmp_path_factory.mktemp("margin"), conf=f"myst_enable_extensions = {SYNTAX}\n")
    posts = {
        "kinds.md": HEAD.format("Kinds") + KINDS,
        "references.md": HEAD.format("References") + f"\n\n{SENTENCE * 6}\n\n".join([*REFERENCES.values(), "End."]),
        "starts.md": HEAD.format("Starts") + starts_of_notes(),
        "none.md": HEAD.format("None") + SENTENCE * 20,
        "end.md": HEAD.format("End").replace("date", "notes: end\ndate") + f"{SENTENCE}[^a]\n\n[^a]: A.\n",
        "p.svg": IMAGE,
        "walk.mp4": "",
    }
    built = site.build(posts=posts)
    assert [warning for warning in built.warnings if "walk.mp4" not in warning] == []
    return built.outdir / "posts"


CAPTIONS = f"""\
{SENTENCE * 9}

## Bridges

![A bridge](p.svg "In the morning.")

{SENTENCE * 3}[^note]

![A bridge](flat.svg "{SENTENCE * 4}")

![A bridge](flat.svg "{SENTENCE}")

> ![A bridge](p.svg "In a quotation.")

![A bridge](p.svg "With a width."){{width=50%}}

![A bridge](p.svg "Wide."){{.wide}}

![One](p.svg "One.") ![Two](p.svg "Two.")

[^note]: {SENTENCE}
"""
MANY = "".join(f"`{number}`^[{SENTENCE * (number % 3 + 1)}] {SENTENCE * (number % 2)}" for number in range(40))


@pytest.fixture(scope="module")
def optional_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a built site's posts, with captions in the margin and notes on both sides."""
    conf = 'postil_notes_sides = "both"\npostil_figure_caption_position = "margin"\n'
    posts = {
        "captions.md": HEAD.format("Captions") + CAPTIONS,
        "many.md": HEAD.format("Many") + MANY,
        "p.svg": IMAGE,
        "flat.svg": IMAGE.replace("500", "30").replace("9 5", "9 0.3"),
    }
    built = SiteBuilder(tmp_path_factory.mktemp("optional"), conf=conf).build(posts=posts)
    assert built.warnings == []
    path = built.outdir / "posts" / "rtl.html"
    path.write_text((path.parent / "many.html").read_text("utf-8").replace("<html", '<html dir="rtl"', 1), "utf-8")
    return path.parent


LEVELS = """() => [...document.querySelectorAll(".postil-notes > .postil-note")].map((note) => {
  const first = note.querySelector(":scope > :not(.label)").getBoundingClientRect();
  const mark = document.querySelector(`a[role=doc-noteref][href="#${note.id}"]`).getBoundingClientRect();
  return [note.id, first.top - mark.top];
})"""


@pytest.mark.parametrize("width", [900, 1280])
def test_a_note_is_level_with_its_reference_whatever_it_starts_with(open_page: Open, pages: Path, width: int) -> None:
    page = open_page(pages / "starts.html", width)
    # Images that load when they are near have their size all the same.
    levels: dict[str, float] = dict(page.evaluate(LEVELS))

    assert len(levels) == len(STARTS)
    assert {name: level for name, level in levels.items() if not -30 < level < 12} == {}


BASELINES = """() => [...document.querySelectorAll("a[role=doc-noteref]")].map((reference) => {
  const baseline = (insert) => {
    const probe = document.createElement("span");
    probe.style = "display: inline-block; width: 0; height: 0";
    insert(probe);
    const {bottom} = probe.getBoundingClientRect();
    probe.remove();
    return bottom;
  };
  const line = baseline((probe) => reference.parentElement.before(probe));
  return baseline((probe) => document.querySelector(`${reference.hash} p`).prepend(probe)) - line;
})"""


@pytest.mark.parametrize("width", [900, 1280])
def test_a_note_is_level_with_its_reference_wherever_that_is(open_page: Open, pages: Path, width: int) -> None:
    """The baseline of its first line is that of the line with the reference."""
    levels: list[float] = open_page(pages / "references.html", width).evaluate(BASELINES)

    assert len(levels) == len(REFERENCES)
    assert {name: level for name, level in zip(REFERENCES, levels, strict=True) if abs(level) > 2} == {}


EDGES = """() => Object.fromEntries([".e-content", ".postil-note", "figure.margin", "figure.margin img", "aside.margin"]
  .map((name) => {
    const {left, right} = document.querySelector(name).getBoundingClientRect();
    return [name, [left, right]];
  }
))"""


@pytest.mark.parametrize("width", [900, 1000, 1280, 1600])
def test_the_margin_is_one_column(open_page: Open, pages: Path, width: int) -> None:
    """Notes, figures and margin blocks are in one column, at least 32 pixels from the edge of the window."""
    edges: dict[str, Any] = open_page(pages / "kinds.html", width).evaluate(EDGES)
    text, note = edges.pop(".e-content"), edges[".postil-note"]

    assert text[0] >= 32
    assert text[1] + 30 < note[0]
    assert note[1] <= width - 31.5
    assert note[1] - note[0] > 180
    for edge in edges.values():
        assert edge == pytest.approx(note, abs=1)
    if width >= 1280:  # room on both sides
        assert text[0] == pytest.approx(width - text[1], abs=12)


@pytest.mark.parametrize("width", [900, 1280])
def test_wide_blocks_end_where_the_margin_does(open_page: Open, pages: Path, width: int) -> None:
    page = open_page(pages / "kinds.html", width)
    text, note, table, figure = (
        page.locator(name).first.evaluate(
            "each => [each.getBoundingClientRect().left, each.getBoundingClientRect().right]"
        )
        for name in (".e-content", ".postil-note", ".pst-scrollable-table-container", "figure.wide")
    )

    assert table == pytest.approx([text[0], note[1]], abs=1)
    if width < 1200:
        assert figure == pytest.approx(table, abs=1)
    else:
        assert figure[0] < text[0]
        assert figure[1] > text[1]


def test_the_text_is_in_the_middle_where_the_margin_is_empty(open_page: Open, pages: Path) -> None:
    """On pages without notes in the margin, in narrower windows, and without the script that moves notes there."""
    for name, width, script in [
        ("none", 1000, True),
        ("end", 1000, True),
        ("kinds", 860, True),
        ("kinds", 1000, False),
    ]:
        page = open_page(pages / f"{name}.html", width, java_script_enabled=script)
        box = page.locator(".e-content").bounding_box()
        assert box
        assert box["x"] == pytest.approx(width - box["x"] - box["width"], abs=2), (name, width)


@pytest.mark.parametrize("width", [1000, 1280])
def test_nothing_moves_when_the_script_comes(open_page: Open, pages: Path, width: int) -> None:
    page = open_page(pages / "kinds.html", width)
    shifts = page.evaluate("""() => new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries().map((one) => one.value)))
        .observe({type: "layout-shift", buffered: true});
      setTimeout(() => done([]), 300);
    })""")

    assert sum(shifts) < 0.001


@pytest.mark.parametrize("width", [390, 1280])
def test_the_reference_is_highlighted_after_the_way_back(open_page: Open, pages: Path, width: int) -> None:
    """Until the reader moves on."""
    page = open_page(pages / "kinds.html", width)
    page.locator("#note-note-ref").click()
    page.locator("#note-note .postil-back").dispatch_event("click")
    mark = page.locator("#note-note-ref")

    assert mark.evaluate("mark => getComputedStyle(mark).boxShadow") != "none"
    page.mouse.wheel(0, 100)
    page.wait_for_timeout(50)
    assert mark.evaluate("mark => getComputedStyle(mark).boxShadow") == "none"


@pytest.mark.parametrize("name", ["kinds", "end"])
def test_the_reference_is_highlighted_after_the_link_of_an_endnote(open_page: Open, pages: Path, name: str) -> None:
    page = open_page(pages / f"{name}.html", 390, java_script_enabled=False)
    page.locator(".postil-back").click()
    mark = page.locator(".postil-mark a")

    assert mark.evaluate("mark => getComputedStyle(mark).boxShadow") != "none"


SIDES = """() => {
  const {left, right} = document.querySelector(".e-content").getBoundingClientRect();
  const notes = [...document.querySelectorAll(".postil-note")].map((note) => {
    const {left, right, top, bottom} = note.getBoundingClientRect();
    const label = note.querySelector(".label").getBoundingClientRect();
    return {left: Math.min(left, label.left), right: Math.max(right, label.right), top, bottom};
  });
  return [[left, right, document.documentElement.scrollWidth], notes];
}"""


@pytest.mark.parametrize("name", ["many", "rtl"])
def test_notes_on_both_sides(open_page: Open, optional_pages: Path, name: str) -> None:
    """Where a note has less room on one side, it is on the other; from the top, their order is that of the text."""
    page = open_page(optional_pages / f"{name}.html", 1700)
    (left, right, width), notes = page.evaluate(SIDES)
    before = [note for note in notes if note["right"] < left]
    after = [note for note in notes if note["left"] > right]

    assert width == 1700
    assert len(before) + len(after) == len(notes) == 40
    assert len(before) > 9
    assert len(after) > 9
    for side in (before, after):
        assert all(one["bottom"] < other["top"] for one, other in pairwise(side))
        assert min(note["left"] for note in side) >= 30
        assert max(note["right"] for note in side) <= 1670
    assert all(one["top"] <= other["top"] for one, other in pairwise(notes))
    page.set_viewport_size({"width": 1000, "height": 900})
    page.wait_for_timeout(150)
    (left, right, width), notes = page.evaluate(SIDES)
    assert width == 1000
    assert len({note["left"] > right for note in notes}) == 1


BOXES = """() => [".bd-article figcaption", ".postil-figure a.postil-enlarge", ".postil-note"].map((name) =>
  [...document.querySelectorAll(name)].map((each) => each.getBoundingClientRect().toJSON()))"""


@pytest.mark.parametrize("width", [900, 1280, 390])
def test_captions_in_the_margin(open_page: Open, optional_pages: Path, width: int) -> None:
    """Level with their images, or below a note; as wide as notes; captions of other figures stay below."""
    captions, images, (note,) = open_page(optional_pages / "captions.html", width).evaluate(BOXES)

    assert len(captions) == len(images) == 8
    beside, below = (captions[:3], captions[3:]) if width > 880 else ([], captions)
    for caption, image in zip(beside, images, strict=False):
        assert (caption["left"], caption["right"]) == pytest.approx((note["left"], note["right"]), abs=1)
        # Or below the note before it, if that needs the space.
        level = [image["top"], note["bottom"] + 14]
        assert any(caption["top"] == pytest.approx(top, abs=8) for top in level)
    assert all(one["bottom"] < other["top"] for one, other in pairwise(beside))
    assert all(note["top"] > caption["bottom"] or note["bottom"] < caption["top"] for caption in beside)
    for caption, image in zip(below, images[len(beside) :], strict=True):
        assert caption["top"] >= image["bottom"]
