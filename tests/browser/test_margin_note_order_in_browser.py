"""The order and the numbers of margin notes: they follow the text, whatever comes before a reference."""

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
BESIDE = (900, 1000, 1280, 1600, 1800)
# What may come right before a reference.
BEFORE = {
    "words": "words",
    "code": "`code`",
    "bold": "**bold**",
    "italics": "*Title of a book*",
    "both": "***both***",
    "link": "[a link](https://example.org/)",
    "formula": "$x^2$",
    "quoted": '"quoted"',
    "mark": "words{sup}`2`",
}


def after_each(form: str) -> str:
    """Return a paragraph for each two of `BEFORE`, each followed by a reference, on one line."""
    parts: list[str] = []
    for one in BEFORE.values():
        parts.extend(form.format(one, other) for other in BEFORE.values())
    return "\n\n".join(parts) + "\n"


PLACES = f"""\
## A heading^[In a heading.] with `code`^[After code.] and words.^[After words.]

### *Slanted*^[At the end.]

Words with `code`^[One.] and words.^[Two.] More **bold**^[Three.] and *slanted.*^[Four.] End.^[Five.]

:::{{margin}}
An aside with a note.^[Six.]
:::

A paragraph beside it.^[Seven.]

| A | B | C |
|---|---|---|
| Cell^[In a cell.] {SENTENCE} | `code`^[In the next.] | *c*^[And the third.] |
| **Row**^[In the next row.] | Two^[Two.] lines {SENTENCE}^[At the end of a cell.] | c^[The last.] |

* An item^[In an item.] `code`^[After code.]
    * *Below*^[Below.] it^[Again.]

> **Quoted**^[Quoted.] words^[Words.]
"""
SCREEN = " ".join(f"{word}^[Note after {word}.] {SENTENCE}" for word in [*BEFORE.values(), "one", "*two*", "`3`"])


def essay_with_footnotes(count: int) -> str:
    """Return an essay with `count` footnotes, long and short, one to three in a paragraph."""
    words = list(BEFORE.values())
    notes = [f"{words[n % len(words)]}^[{SENTENCE * (n % 4 + 1)}] {SENTENCE * (n % 3)}" for n in range(count)]
    return "\n\n".join(" ".join(notes[n : n + n % 3 + 1]) for n in range(0, count, 3)) + "\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a built site's posts."""
    conf = 'myst_enable_extensions = ["colon_fence", "dollarmath", "smartquotes"]\n'
    site = SiteBuilder(tmp_path_factory.mktemp("order"), conf=conf)
    posts = {
        "each.md": after_each("See {}^[A note.] and {}.^[A note.]"),
        "row.md": after_each("See {}^[A.]^[B.] and {}^[C.], {{sup}}`1`^[D.]"),
        "places.md": PLACES,
        "screen.md": SCREEN * 2,
        "many.md": essay_with_footnotes(120),
    }
    built = site.build(posts={name: HEAD.format(name) + text for name, text in posts.items()})
    assert built.warnings == []
    return built.outdir / "posts"


SHOWN = """() => {
  const host = document.querySelector(".postil-notes").parentElement;
  const references = [...host.querySelectorAll("a[role=doc-noteref]")];
  return references.map((mark) => {
    const note = document.querySelector(mark.hash), label = note.querySelector(".label");
    const words = document.createRange();
    words.selectNodeContents(label);
    const box = note.getBoundingClientRect(), number = label.getBoundingClientRect();
    const lines = new Set([...words.getClientRects()].filter((one) => one.width).map((one) => Math.round(one.top)));
    const numberIn = (element) => Number(element.textContent.replace(/\\D/g, ""));
    return {number: numberIn(mark), shown: numberIn(label), lines: lines.size,
      top: box.top, bottom: box.bottom, mark: mark.getBoundingClientRect().bottom,
      apart: box.left - number.right, text: number.left - (host.getBoundingClientRect().right
        - parseFloat(getComputedStyle(host).paddingRight))};
  });
}"""


@pytest.mark.parametrize(
    "name", ["each", "row", "places", *(pytest.param(name, marks=pytest.mark.long) for name in ("screen", "many"))]
)
def test_notes_are_in_the_order_of_the_text(open_page: Open, pages: Path, name: str) -> None:
    """From the top, the numbers are 1, 2, 3; each is on one line, between the text and its note."""
    page = open_page(pages / f"{name}.html", BESIDE[0])
    for width in BESIDE:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        assert page.locator(".postil-beside").count() == 1, width
        notes: list[dict[str, Any]] = page.evaluate(SHOWN)

        from_the_top = [note["number"] for note in sorted(notes, key=lambda note: note["top"])]
        assert from_the_top == list(range(1, len(notes) + 1)), width
        assert [note["shown"] for note in notes] == list(range(1, len(notes) + 1))
        assert {note["lines"] for note in notes} == {1}, width
        assert all(3 < note["apart"] < 20 and note["text"] > 0 for note in notes), width
        assert all(one["bottom"] < other["top"] for one, other in pairwise(notes)), width


@pytest.mark.parametrize("width", [390, 320])
def test_numbers_of_endnotes_do_not_wrap(open_page: Open, pages: Path, width: int) -> None:
    notes: list[dict[str, Any]] = open_page(pages / "many.html", width).evaluate(SHOWN)

    assert {note["lines"] for note in notes} == {1}
    assert all(note["apart"] < 0 for note in notes)  # within the note's own padding


ASIDES = f"""\
{SENTENCE * 2}Numbered.[^one] Not numbered.[^aside] {SENTENCE} Numbered.[^two] {SENTENCE * 4}

`Code`[^other] and words.[^three]

[^one]: One.
[^aside]: {{-}} An aside. {SENTENCE}
[^two]: Two.
[^other]: {{-}} Another.
[^three]: Three.
"""


def test_footnotes_without_a_number(open_page: Open, tmp_path: Path) -> None:
    """In the margin there is no mark at the text or the note; on a phone a mark opens the note."""
    built = SiteBuilder(tmp_path).build(posts={"a.md": HEAD.format("Asides") + ASIDES})
    page = open_page(built.outdir / "posts" / "a.html", 1400)
    signs = page.locator(".postil-mark-unnumbered a, .postil-note-unnumbered > .label")

    assert signs.count() == 4
    for sign in signs.all():
        box = sign.bounding_box()
        assert not box or box["width"] < 2
    tops: list[float] = page.locator(".postil-note").evaluate_all(
        "notes => notes.map((note) => note.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    line = page.get_by_text("Not numbered.").evaluate("element => element.getBoundingClientRect().top")
    assert tops[1] - line < 150
    assert "⊕" not in page.locator(".postil-note").nth(1).inner_text()
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(150)
    page.locator("#note-aside-ref").click()
    assert page.locator("#note-aside").is_visible()
    assert page.locator("#note-aside-ref").inner_text().strip("[]") == "⊕"


@pytest.mark.parametrize("width", [1280, 1600])
def test_a_caption_in_the_margin_is_as_wide_as_notes(open_page: Open, tmp_path: Path, width: int) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 5" width="900" height="500"/>'
    figure = "```{figure} p.svg\n:alt: P\n:figclass: margin-caption\n:figwidth: 60%\n:align: right\n\nA caption.\n```\n"
    # Without a heading there is no list of headings, and a script of the theme fails beside a caption in the margin.
    text = f"## Part\n\n{SENTENCE * 9}[^a]\n\n{figure}\n{SENTENCE * 30}\n\n[^a]: {SENTENCE}\n"
    built = SiteBuilder(tmp_path).build(posts={"a.md": HEAD.format("A") + text, "p.svg": svg})
    page = open_page(built.outdir / "posts" / "a.html", width)
    caption, note, image = (
        page.locator(each).bounding_box() for each in ("figcaption", ".postil-note", "figure.margin-caption img")
    )

    assert caption
    assert note
    assert image
    assert abs(caption["width"] - note["width"]) < 2
    assert abs(caption["x"] - note["x"]) < 2
    assert abs(caption["y"] - image["y"]) < 30
