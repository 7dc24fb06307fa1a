"""The margin: where the text is, and how wide notes, figures and captions beside it are."""

from __future__ import annotations

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
"""


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
    site = SiteBuilder(
        tmp_path_factory.mktemp("margin"), conf='myst_enable_extensions = ["colon_fence", "dollarmath"]\n'
    )
    posts = {
        "kinds.md": HEAD.format("Kinds") + KINDS,
        "starts.md": HEAD.format("Starts") + starts_of_notes(),
        "none.md": HEAD.format("None") + SENTENCE * 20,
        "end.md": HEAD.format("End").replace("date", "notes: end\ndate") + f"{SENTENCE}[^a]\n\n[^a]: A.\n",
        "p.svg": IMAGE,
        "walk.mp4": "",
    }
    built = site.build(posts=posts)
    assert [warning for warning in built.warnings if "walk.mp4" not in warning] == []
    return built.outdir / "posts"


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
