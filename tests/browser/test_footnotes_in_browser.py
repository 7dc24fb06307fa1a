"""Footnotes on the page: in the margin, opened by a tap, without JavaScript, printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]

REPOSITORY = Path(__file__).parents[2]
SEED = REPOSITORY.parent / "shared" / "seed" / "leaving-facebook-meta" / "index.md"
LOOKALIKE = REPOSITORY / "tests" / "roots" / "lookalike" / "index.md"
ESSAY = SEED if SEED.is_file() else LOOKALIKE
WIDTHS = (1600, 1280, 1000, 768, 390, 320)
PAGES = ("essay", "forty", "rich", "margins/index")
# What `make test` checks: the pages with most notes in all windows, each page with notes in the margin and without.
QUICK = {("forty", 1600), ("forty", 1000), ("forty", 320), *(("rich", width) for width in WIDTHS)}
QUICK |= {(name, width) for name in PAGES for width in (1280, 390)}
HEAD = "---\ntitle: {}\ndate: 2024-03-24\n---\n\n"
SENTENCE = "The bridge over the river was built in the year of the great flood and has stood there since. "
RICH = f"""\
{SENTENCE * 3}Two notes[^list] on one line[^code] and a third^[A short one.].

## A heading^[Of the heading.] with a note

> {SENTENCE} Quoted[^quoted].
>
> [^quoted]: From *The bridge*, with a note of its own[^deep].

:::{{margin}} Aside
{SENTENCE * 2}
:::

Text beside the theme's margin[^beside]. {SENTENCE * 4}

* Item^[In an item.]
    * Item below^[In an item below.]

| A | B |
|---|---|
| Cell^[In a cell.] | {SENTENCE} |

:::{{note}}
Admonition[^admonition].
:::

<div class="full-width" style="background: #ddd; color: #222; height: 5rem">Wide</div>

After what is wide^[{SENTENCE * 3}]. {SENTENCE * 3}

<details><summary>More</summary>

Hidden^[Of what is hidden.]. {SENTENCE * 5}

</details>

Again the list[^list]. {SENTENCE * 6}

The last line has the longest note[^list2].

[^list]: Books:

    * *The bridge*, {SENTENCE}
    * [The river](https://example.org/a-very-long-url-that-does-not-break-by-itself/index.html)

    1. one
    2. two

[^code]: In code:

    ```python
    bridge = {{"name": "a name that is longer than the column is wide, by far, and must not reach out"}}
    ```

    | Year | Height of the water | Bridges | Boats | Mills | Names |
    |---|---|---|---|---|---|
    | 1342 | 1234567890 | 1234567890 | 1234567890 | 1234567890 | 1234567890 |

[^deep]: Deep down.
[^beside]: Beside the theme's margin. {SENTENCE}
[^admonition]: $x^2$ in an admonition.

    :::{{tip}}
    {SENTENCE}
    :::

[^list2]: {SENTENCE * 12}

    {SENTENCE * 12}
"""


def essay_with_forty_footnotes() -> str:
    """Return an essay with forty footnotes, short and long, close together and far apart."""
    parts = []
    for number in range(1, 41):
        if number % 8 == 1:
            parts.append(f"## Part {number // 8 + 1}")
        parts.append(f"{SENTENCE * (number % 4 + 2)}Note[^n{number}] {SENTENCE * (number % 3)}")
    notes = [f"[^n{number}]: {SENTENCE * (number % 5 + 1)}" for number in range(40, 0, -1)]
    return "\n\n".join([*parts, *notes]) + "\n"


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a built site's posts."""
    margins = REPOSITORY / "posts" / "why-notes-belong-in-margins"
    site = SiteBuilder(tmp_path_factory.mktemp("notes"))
    posts: dict[str, str | bytes | None] = {
        "essay.md": ESSAY.read_text("utf-8"),
        "forty.md": HEAD.format("Forty notes") + essay_with_forty_footnotes(),
        "rich.md": HEAD.format("Rich notes") + RICH,
        "end.md": HEAD.format("Endnotes").replace("date", "notes: end\ndate") + "A[^a] b[^a].\n\n[^a]: A.\n",
    }
    posts |= {f"margins/{path.name}": path.read_bytes() for path in margins.iterdir()}
    docs = {"index.md": "# Home\n\n```{toctree}\nposts/forty\nposts/rich\n```\n"}
    built = site.build(posts=posts, docs=docs)
    assert [warning for warning in built.warnings if "not readable" not in warning and "an-essay" not in warning] == []
    return built.outdir / "posts"


@pytest.fixture
def show(open_page: Open, pages: Path) -> Open:
    """Return a function that opens a post by its name."""
    return lambda name, *arguments, **options: open_page(pages / f"{name}.html", *arguments, **options)


GEOMETRY = """() => {
  const box = (e) => {
    const {left, right, top, bottom} = e.getBoundingClientRect();
    return {left, right, top: top + scrollY, bottom: bottom + scrollY};
  };
  const seen = (e) => {  // without what a box that scrolls hides
    const part = box(e);
    for (let around = e.parentElement; !around.matches(".postil-note"); around = around.parentElement)
      if (getComputedStyle(around).overflowX !== "visible") {
        const {left, right} = box(around);
        part.left = Math.max(part.left, left);
        part.right = Math.min(part.right, right);
      }
    return part;
  };
  const host = document.querySelector(".postil-notes").parentElement;
  const style = getComputedStyle(host), outer = box(host);
  return {
    beside: host.classList.contains("postil-beside"),
    text: {left: outer.left + parseFloat(style.paddingLeft), right: outer.right - parseFloat(style.paddingRight)},
    end: outer.bottom, width: document.documentElement.clientWidth, wide: document.documentElement.scrollWidth,
    around: [...document.querySelectorAll(".full-width, aside.margin, .postil-neighbours, footer, .prev-next-footer")]
      .filter((e) => e.getClientRects().length).map(box),
    notes: [...document.querySelectorAll(".postil-note")].map((note) => {
      const mark = host.querySelector(`a[role=doc-noteref][href="#${CSS.escape(note.id)}"]`);
      const shown = mark && mark.getClientRects().length;
      const text = [...note.querySelectorAll("p")][0];
      const line = document.createRange();
      line.selectNodeContents(text); // its first line is level with the reference
      const inner = [...note.querySelectorAll("p, li, img, pre, table, .label")].map(seen);
      return {...box(note), id: note.id, mark: shown ? box(mark) : null, label: box(note.querySelector(".label")),
        line: {top: line.getClientRects()[0].top + scrollY, bottom: line.getClientRects()[0].bottom + scrollY},
        innerLeft: Math.min(...inner.map((b) => b.left)), innerRight: Math.max(...inner.map((b) => b.right))};
    }),
  };
}"""


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """Return whether two boxes do not overlap."""
    beside = one["right"] <= other["left"] + 0.5 or other["right"] <= one["left"] + 0.5
    return beside or one["bottom"] <= other["top"] + 0.5 or other["bottom"] <= one["top"] + 0.5


@pytest.mark.parametrize(
    ("name", "width"),
    [
        pytest.param(name, width, marks=() if (name, width) in QUICK else pytest.mark.long)
        for name in PAGES
        for width in WIDTHS
    ],
)
def test_margin_notes_are_next_to_their_references(show: Open, name: str, width: int) -> None:
    found: Any = show(name, width).evaluate(GEOMETRY)
    notes = found["notes"]

    if (name, width) != ("rich", 1000):  # there the theme's `full-width` is wider than the page
        assert found["wide"] <= found["width"]
    assert found["beside"] is (width >= 1000)
    for number, note in enumerate(notes):
        assert note["innerRight"] <= found["width"], note
        assert note["bottom"] <= found["end"] + 0.5, note
        assert all(apart(note, other) for other in notes[:number]), note
        assert all(apart(note, other) for other in found["around"]), note
        if found["beside"]:
            assert note["innerLeft"] >= found["text"]["right"], note
            assert note["left"] - note["label"]["right"] < 20, note
    if not found["beside"]:
        return
    level = 0
    for note in notes:
        above = [other["bottom"] for other in [*notes, *found["around"]] if other is not note and other["bottom"] <= note["top"] + 1]  # fmt: skip # noqa: E501
        free = not above or note["top"] - max(above) > 20
        if free and note["mark"]:
            assert abs(note["line"]["bottom"] - note["mark"]["bottom"]) < 14, note
            level += 1
    assert level >= (3 if name == "forty" else 1)


def test_the_first_line_of_a_note_is_level_with_its_reference(show: Open) -> None:
    """To the pixel."""
    page = show("essay", 1280)
    lines = page.evaluate("""() => [...document.querySelectorAll(".postil-mark")].slice(0, 1).map((mark) => {
      const style = "display: inline-block; width: 0; height: 0";
      const probe = () => Object.assign(document.createElement("span"), {style});
      const one = probe(), other = probe();
      mark.before(one);
      const note = document.querySelector(mark.firstChild.getAttribute("href"));
      note.querySelector("p").prepend(other);
      return [one.getBoundingClientRect().bottom, other.getBoundingClientRect().bottom];
    })""")

    assert lines
    assert all(abs(one - other) <= 1.5 for one, other in lines)


@pytest.mark.parametrize("width", [1600, 1280])
def test_the_table_of_contents_collapses_next_to_notes(show: Open, width: int) -> None:
    page = show("forty", width)
    page.mouse.move(5, 500)
    for place in (0.2, 0.6):
        page.evaluate(f"window.scrollTo(0, document.body.scrollHeight * {place})")
        page.wait_for_timeout(200)
        contents = page.locator(".bd-sidebar-secondary").bounding_box()
        assert contents
        assert contents["y"] + contents["height"] <= 49  # a line at the top of the window


def test_notes_move_with_the_text(show: Open) -> None:
    """When `<details>` opens, and when the window gets narrower and wide again."""
    page = show("rich", 1280)
    page.locator("summary").click()
    page.wait_for_timeout(200)
    page.locator("details .postil-mark a").click()
    page.wait_for_timeout(200)
    note = page.locator(".postil-note", has_text="Of what is hidden").bounding_box()
    mark = page.locator("details .postil-mark").bounding_box()
    assert note
    assert mark
    assert -2 < note["y"] - mark["y"] < 60
    page.set_viewport_size({"width": 700, "height": 900})
    page.wait_for_timeout(200)
    assert not page.locator(".postil-beside").count()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(200)
    found: Any = page.evaluate(GEOMETRY)
    assert found["beside"]
    assert all(apart(one, other) for one in found["notes"] for other in found["notes"] if one is not other)


def test_a_later_reference_moves_its_note(show: Open) -> None:
    """A margin note is level with the reference that the reader activated last."""
    page = show("rich", 1280)
    again = page.locator('a[href="#note-list"]').nth(1)
    again.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    again.click()
    page.wait_for_timeout(100)
    note, mark = page.locator("#note-list").bounding_box(), again.bounding_box()

    assert note
    assert mark
    assert abs(note["y"] - mark["y"]) < 80
    assert abs(page.evaluate("scrollY") - before) < 200
    assert page.evaluate("document.activeElement.id") == "note-list"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "note-list-ref-2"


def opened(page: Page) -> list[str]:
    """Return the ids of the notes that are open."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('.postil-open')].map((note) => note.id)")
    return found


def has_opaque_background(page: Page, selector: str) -> bool:
    """Return whether the background of an element is opaque."""
    found: str = page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).backgroundColor")
    return found != "transparent" and not found.startswith("rgba")


@pytest.mark.parametrize(
    ("action", "width"),
    [
        ("click", 860), ("tap", 320),
        *(pytest.param("click", width, marks=pytest.mark.long) for width in (768, 390, 320)),
        *(pytest.param("tap", width, marks=pytest.mark.long) for width in (860, 768, 390)),
    ],
)  # fmt: skip
def test_a_number_opens_its_note_in_place(show: Open, width: int, action: str) -> None:
    page = show("forty", width, height=700, has_touch=action == "tap")
    for number in (1, 7, 20, 40):
        mark = page.locator(f"#note-n{number}-ref")
        mark.evaluate("element => element.scrollIntoView({block: 'center'})")
        before = page.evaluate("[scrollY, document.documentElement.scrollHeight]")
        place = mark.bounding_box()
        getattr(mark, action)()
        note = page.locator(f"#note-n{number}")
        box = note.bounding_box()
        assert opened(page) == [f"note-n{number}"]
        assert has_opaque_background(page, ".postil-open")
        assert page.evaluate("scrollY") == before[0]
        assert page.evaluate("document.documentElement.scrollHeight") >= before[1]
        assert mark.bounding_box() == place
        assert box
        assert place
        assert 0 < box["y"] - place["y"] < 40 or box["y"] + box["height"] <= place["y"]
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 700
        assert mark.get_attribute("aria-expanded") == "true"
        getattr(mark, action)()
        assert opened(page) == []
        assert mark.get_attribute("aria-expanded") == "false"
        assert page.evaluate("[scrollY, document.documentElement.scrollHeight]") == before


def test_a_long_note_scrolls(show: Open) -> None:
    page = show("rich", 320, height=600)
    mark = page.locator("#note-list2-ref")
    mark.scroll_into_view_if_needed()
    mark.click()
    note = page.locator("#note-list2")
    size = note.evaluate("note => [note.clientHeight, note.scrollHeight, note.clientWidth, note.scrollWidth]")

    assert size[0] < size[1]
    assert size[2] == size[3]
    note.evaluate("note => note.scrollTo(0, 9999)")
    page.locator(".postil-close").click()
    assert opened(page) == []


@pytest.mark.parametrize("action", ["Escape", "close", "elsewhere", "back"])
def test_closing_a_note(show: Open, action: str) -> None:
    page = show("rich", 390)
    mark = page.locator("#note-list-ref")
    mark.click()
    assert opened(page) == ["note-list"]
    if action == "Escape":
        page.keyboard.press("Escape")
    elif action == "close":
        page.get_by_role("button", name="Close").click()
    elif action == "back":
        page.locator("#note-list .postil-back").first.click()
    else:
        page.locator("h1").click()
    assert opened(page) == []
    assert page.evaluate("document.activeElement.id") == ("" if action == "elsewhere" else "note-list-ref")


def test_keyboard(show: Open) -> None:
    """Tab reaches the reference, Enter opens, Tab goes through the note and on from the reference."""
    page = show("rich", 390)
    page.locator("#note-list-ref").focus()
    page.keyboard.press("Enter")
    assert opened(page) == ["note-list"]
    assert page.evaluate("document.activeElement.id") == "note-list"
    seen = []
    for _ in range(9):
        page.keyboard.press("Tab")
        if not opened(page):
            break
        seen.append(page.evaluate("document.activeElement.className"))
    assert "postil-close" in seen
    assert page.evaluate("document.activeElement.id") == "note-code-ref"
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert opened(page) == []
    assert page.evaluate("document.activeElement.id") == "note-code-ref"


def test_no_keyboard_trap(show: Open) -> None:
    """In the margin: Tab leads from a note that was entered back to its reference, else on through the notes."""
    page = show("rich", 1280)
    page.locator("#note-deep-ref").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "note-deep"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('#note-deep')")
    page.locator("#note-list .postil-back").last.focus()
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("Boolean(document.activeElement.closest('.bd-article > section:not(.postil-notes)'))")
        )
        if page.evaluate("Boolean(document.activeElement.closest('.postil-neighbours, footer'))"):
            break
    assert not any(seen)
    assert len(seen) < 60


def test_a_note_in_a_note(show: Open) -> None:
    page = show("rich", 390)
    page.locator("#note-quoted-ref").click()
    page.locator("#note-deep-ref").click()
    assert opened(page) == ["note-quoted", "note-deep"]
    page.keyboard.press("Escape")
    assert opened(page) == ["note-quoted"]
    assert page.evaluate("document.activeElement.id") == "note-deep-ref"
    page.keyboard.press("Escape")
    assert opened(page) == []


def test_references_stay_links(show: Open) -> None:
    """With a modifier key they open a new tab or window, as links do."""
    page = show("rich", 390)
    with page.context.expect_page() as other:
        page.locator("#note-list-ref").click(modifiers=["ControlOrMeta"])
    assert other.value.url.endswith("#note-list")
    assert opened(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_without_javascript(show: Open, width: int) -> None:
    page = show("rich", width, java_script_enabled=False)
    mark = page.locator("#note-list-ref")
    assert page.locator(".postil-notes h2").is_visible()
    mark.click()
    assert page.url.endswith("#note-list")
    box = page.locator("#note-list").bounding_box()
    assert box
    assert 0 <= box["y"] < 900
    page.locator("#note-list .postil-back").first.click()
    assert page.url.endswith("#note-list-ref")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_url_with_the_id_of_a_note(show: Open, width: int) -> None:
    page = show("forty", width, part="#note-n30")
    page.wait_for_timeout(200)
    box = page.locator("#note-n30").bounding_box()

    assert box
    assert 0 <= box["y"] < 900


@pytest.mark.parametrize("width", [1280, 390])
def test_printed_notes_are_at_the_end(show: Open, width: int, tmp_path: Path) -> None:
    page = show("forty", width)
    if width == 390:
        page.locator("#note-n1-ref").click()
    page.emulate_media(media="print")
    page.wait_for_timeout(200)
    last = page.locator(".bd-article > section > .e-content > section").last.bounding_box()
    boxes = [note.bounding_box() for note in page.locator(".postil-note").all()]
    labels = [label.inner_text().strip() for label in page.locator(".postil-note > .label").all()]

    assert last
    assert len(boxes) == 40
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops)
    assert tops[0] >= last["y"] + last["height"]
    assert labels == [str(number) for number in range(1, 41)]
    assert not page.locator(".postil-close:visible").count()
    paper = tmp_path / "paper.pdf"
    page.pdf(path=paper)
    assert paper.stat().st_size > 10_000


def test_endnotes(show: Open) -> None:
    page = show("end", 1600)

    assert not page.locator(".postil-beside, .postil-tap, script[src*='postil-notes']").count()
    page.locator("#note-a .postil-back").nth(1).click()
    assert page.url.endswith("#note-a-ref-2")


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("rich", 1280, "light"), ("rich", 1280, "dark"), ("rich", 390, "light"), ("rich", 390, "dark"),
        ("essay", 390, "dark"), ("end", 1280, "light"),
        *(pytest.param("essay", width, "light", marks=pytest.mark.long) for width in (1280, 390)),
        *(pytest.param("end", width, "dark", marks=pytest.mark.long) for width in (1280, 390)),
        pytest.param("essay", 1280, "dark", marks=pytest.mark.long),
        pytest.param("end", 390, "light", marks=pytest.mark.long),
    ],
)  # fmt: skip
def test_axe_reports_no_problem(show: Open, name: str, width: int, scheme: str) -> None:
    page = show(name, width, color_scheme=scheme)
    if width == 390 and name != "end":
        page.locator("a[role=doc-noteref]").first.click()
        page.wait_for_timeout(300)
    options = {"resultTypes": ["violations"]}
    result = Axe().run(page, context={"include": ["article"]}, options=options)

    assert [(rule["id"], rule["nodes"]) for rule in result.response["violations"]] == []


@pytest.mark.parametrize("width", [1600, 1280, 390])
def test_right_to_left(open_page: Open, pages: Path, width: int) -> None:
    """On a right-to-left page, margin notes are on the left of the text."""
    path = pages / "rtl.html"
    path.write_text((pages / "essay.html").read_text("utf-8").replace("<html", '<html dir="rtl"', 1), "utf-8")
    page = open_page(path, width)
    found: Any = page.evaluate(GEOMETRY)

    assert found["wide"] <= found["width"]
    if found["beside"]:
        assert all(note["right"] <= found["text"]["left"] for note in found["notes"])
        assert all(note["left"] >= 0 for note in found["notes"])


@pytest.mark.parametrize("theme", ["alabaster", "furo", "basic", "pydata_sphinx_theme"])
def test_other_themes(open_page: Open, tmp_path: Path, theme: str) -> None:
    site = SiteBuilder(tmp_path, theme=theme)
    built = site.build(posts={"essay.md": ESSAY.read_text("utf-8")})
    for width in (1600, 1000, 390):
        page = open_page(built.outdir / "posts" / "essay.html", width)
        found: Any = page.evaluate(GEOMETRY)
        notes = found["notes"]
        assert all(note["innerRight"] <= found["width"] for note in notes)
        assert all(apart(one, other) for one in notes for other in notes if one is not other)
        if found["beside"]:
            assert all(note["innerLeft"] >= found["text"]["right"] for note in notes)
            continue
        mark = page.locator("a[role=doc-noteref]").first
        mark.click()
        assert len(opened(page)) == 1
        assert has_opaque_background(page, ".postil-open")
        box = page.locator(".postil-open").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
