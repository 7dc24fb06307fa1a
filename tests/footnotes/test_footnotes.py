"""Footnotes, from Markdown to the page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import feedparser
import html5lib
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]


class Case(NamedTuple):
    """What is written, what the text shows (`{1}` for a reference), what the notes show, and what is warned of."""

    written: str
    text: str
    notes: list[str]
    warnings: list[str] = []
    tags: str = ""
    """A selector that finds something in a note."""


# A note that starts on the line after its label, by how much that line is indented.
NEXT_LINE = {
    "one": "[^a]:\n A.",
    "two": "[^a]:\n  A.",
    "three": "[^a]:\n   A.",
    "four": "[^a]:\n    A.",
    "tab": "[^a]:\n\tA.",
    "space-after": "[^a]: \t\n  A.",
    "blank": "[^a]:\n\n    A.",
    "blank-and-tab": "[^a]:\n\n\tA.",
    "indented-itself": " [^a]:\n   A.",
}
EMPTY = "WARNING: the footnote `[^a]` has no text; indent its lines by four spaces"
SHALLOW = (
    "WARNING: the line after the footnote `[^a]` is indented by {} and not part of the footnote; "
    "indent it by four spaces, or not at all"
)
CASES = {
    **{
        f"next-line-{name}": Case(f"One[^a].\n\n{text}\n\nTwo.", "One{1}. Two.", ["1 A. ↩"])
        for name, text in NEXT_LINE.items()
    },
    **{
        f"next-line-{name}-in-{outer}": Case(
            f"{first}One[^a].\n{rest.rstrip()}\n" + "".join(f"{rest}{line}\n" for line in text.split("\n")),
            "One{1}.",
            ["1 A. ↩"],
        )
        for name, text in NEXT_LINE.items()
        for outer, first, rest in (("list", "* ", "  "), ("quote", "> ", "> "))
        if "tab" not in name
    },
    "next-line-paragraphs": Case(
        "One[^a].\n\n[^a]:\n  A.\n\n  B.\n\nTwo.", "One{1}. Two.", ["1 A. B. ↩"], tags="p + p"
    ),
    "next-line-code": Case(
        "One[^a].\n\n[^a]:\n  ```text\n  a\n      b\n  ```\n\nTwo.", "One{1}. Two.", ["1 a b ↩"], tags="pre"
    ),
    "next-line-list": Case("One[^a].\n\n[^a]:\n  * b\n  * c\n", "One{1}.", ["1 b c ↩"], tags="li + li"),
    "next-line-notes": Case(
        "One[^a], two[^b].\n\n[^a]:\n  A.\n[^b]:\n  B.\n", "One{1}, two{2}.", ["1 A. ↩", "2 B. ↩"]
    ),
    "next-line-not-indented": Case("One[^a].\n\n[^a]:\nA.", "One{1}. A.", ["1 ↩"], [f"8: {EMPTY}"]),
    "empty": Case("One[^a].\n\n[^a]:\n\nTwo.", "One{1}. Two.", ["1 ↩"], [f"8: {EMPTY}"]),
    "empty-but-for-a-comment": Case("One[^a].\n\n[^a]: <!-- later -->", "One{1}.", ["1 ↩"], [f"8: {EMPTY}"]),
    "empty-and-blank": Case("One[^a].\n\n[^a]:\n\n  A.", "One{1}. A.", ["1 ↩"], [f"8: {EMPTY}"]),
    **{
        f"goes-on-by-{spaces}": Case(
            f"One[^a].\n\n[^a]: A.\n\n{' ' * spaces}Two.", "One{1}. Two.", ["1 A. ↩"], [f"10: {SHALLOW.format(spaces)}"]
        )
        for spaces in (1, 2, 3)
    },
    "goes-on-by-2-in-a-list": Case(
        "* One[^a].\n\n  [^a]: A.\n\n    Two.", "One{1}. Two.", ["1 A. ↩"], [f"10: {SHALLOW.format(2)}"]
    ),
    "goes-on-by-a-list": Case("One[^a].\n\n[^a]: A.\n\n * Two.", "One{1}. Two.", ["1 A. ↩"]),
    "goes-on-by-a-note": Case("One[^a][^b].\n\n[^a]: A.\n\n  [^b]: B.", "One{1}{2}.", ["1 A. ↩", "2 B. ↩"]),
    "order": Case(
        "One[^a], two[^3], three[^1].\n\n[^1]: Uno.\n\n[^a]: A.\n\n[^3]: Tre.",
        "One{1}, two{2}, three{3}.",
        ["1 A. ↩", "2 Tre. ↩", "3 Uno. ↩"],
    ),
    "words-as-labels": Case(
        "One[^on-fees], two[^Zürich], three[^日本].\n\n[^日本]: J.\n[^Zürich]: Z.\n[^on-fees]: F.",
        "One{1}, two{2}, three{3}.",
        ["1 F. ↩", "2 Z. ↩", "3 J. ↩"],
    ),
    "defined-first": Case("[^a]: A.\n\nOne[^a].", "One{1}.", ["1 A. ↩"]),
    "several-references": Case(
        "One[^a], two[^b], three[^a].\n\n[^a]: A.\n\n[^b]: B.",
        "One{1}, two{2}, three{1}.",
        ["1 A. ↩1 ↩2", "2 B. ↩"],
    ),
    "inline": Case("One^[*in* text], two[^a].\n\n[^a]: A.", "One{1}, two{2}.", ["1 in text ↩", "2 A. ↩"], tags="em"),
    "inline-brackets": Case(
        "One^[a [link](https://example.org) in], two^[`]` and \\] and [x]].",
        "One{1}, two{2}.",
        ["1 a link in ↩", "2 ] and ] and [x] ↩"],
        tags="a[href='https://example.org']",
    ),
    "inline-in-inline": Case("One^[a^[b] c] d.", "One{1} d.", ["1 a{2} c ↩", "2 b ↩"]),
    "inline-with-tags": Case("One^[a <b>b</b> {kbd}`c` ^[<i>d</i>]].", "One{1}.", ["1 a b c {2} ↩", "2 d ↩"], tags="b"),
    "inline-in-caption": Case(
        'One^[a].\n\n![P](p.png "See^[b *c*^[d]] it[^e]")\n\nTwo^[f].\n\n[^e]: E.',
        "One{1}. See{2} it{3} Two{4}.", ["1 a ↩", "2 b c{5} ↩", "3 E. ↩", "4 f ↩", "5 d ↩"],
    ),
    "inline-in-alternative": Case("![See^[a] *it*](p.png)\n\nTwo.", "See{1} it Two.", ["1 a ↩"]),
    "in-caption-that-repeats": Case(
        'One two.\n\n![P](p.png "One two[^a]")\n\n[^a]: A.', "One two. One two{1}", ["1 A. ↩"]
    ),
    "inline-in-note": Case("One[^a].\n\n[^a]: A^[b].", "One{1}.", ["1 A{2}. ↩", "2 b ↩"]),
    "inline-in-emphasis": Case("*One^[a] two* **x^[b]**", "One{1} two x{2}", ["1 a ↩", "2 b ↩"]),
    "inline-across-lines": Case("One^[a\nb] two.", "One{1} two.", ["1 a b ↩"]),
    "inline-in-link": Case("[One^[a] two](https://example.org).", "One two{1}.", ["1 a ↩"]),
    "not-inline": Case("`^[a]` \\^[b] ^ [c] ^[] x^[open", "^[a] ^[b] ^ [c] ^[] x^[open", []),
    "notes-of-notes": Case(
        "One[^a], two[^b].\n\n[^a]: A[^c].\n\n[^b]: B.\n\n[^c]: C[^b][^d].\n\n[^d]: D[^a].",
        "One{1}, two{2}.",
        ["1 A{3}. ↩1 ↩2", "2 B. ↩1 ↩2", "3 C{2}{4}. ↩", "4 D{1}. ↩"],
    ),
    "paragraphs": Case("One[^a].\n\n[^a]: A.\n\n    B.", "One{1}.", ["1 A. B. ↩"], tags="p + p"),
    "list": Case("One[^a].\n\n[^a]: A.\n    * b\n    * c\n        * d", "One{1}.", ["1 A. b c d ↩"], tags="ul ul li"),
    "code": Case("One[^a].\n\n[^a]:\n    ```python\n    x = 1\n    ```", "One{1}.", ["1 x = 1 ↩"], tags="pre"),
    "table": Case(
        "One[^a].\n\n[^a]: A.\n\n    | b | c |\n    |---|---|\n    | d | e |", "One{1}.", ["1 A. b c d e ↩"], tags="table td"  # noqa: E501
    ),
    "mathematics": Case("One[^a].\n\n[^a]: A $x$.\n\n    $$\n    y\n    $$", "One{1}.", ["1 A x. y ↩"], tags="math[display]"),  # noqa: E501
    "admonition": Case(
        "One[^a].\n\n[^a]: A.\n\n    :::{tip}\n    B[^b].\n    :::\n\n[^b]: C.",
        "One{1}.",
        ["1 A. Tip B{2}. ↩", "2 C. ↩"],
        tags=".admonition p",
    ),
    "picture": Case(
        "One[^a].\n\n[^a]: A.\n\n    ![W](p.png 'Words')", "One{1}.", ["1 A. Words ↩"], tags="figure img[alt='W']"
    ),
    "quote": Case("> One[^a].\n>\n> [^a]: A.\n\nTwo[^a].", "One{1}. Two{1}.", ["1 A. ↩1 ↩2"]),
    "only-a-note-in-a-quote": Case("> [^a]: A.\n\nTwo[^a].", "Two{1}.", ["1 A. ↩"]),
    "item": Case("* One[^a].\n\n  [^a]: A.\n* Two^[b].", "One{1}. Two{2}.", ["1 A. ↩", "2 b ↩"]),
    "cells": Case("| a^[b] | c[^d] |\n|---|---|\n| e[^d] | f |\n\n[^d]: D.", "a{1} c{2} e{2} f", ["1 b ↩", "2 D. ↩1 ↩2"]),  # noqa: E501
    "in-admonition": Case(":::{note}\nOne[^a] ^[b].\n\n[^a]: A.\n:::", "Note One{1} {2}.", ["1 A. ↩", "2 b ↩"]),
    "caption": Case(
        ":::{figure} p.png\n:alt: P\n\nOne[^a] ^[b].\n:::\n\n[^a]: A.", "One{1} {2}.", ["1 A. ↩", "2 b ↩"]
    ),
    "heading": Case("## One[^a] two^[b]\n\nThree.\n\n[^a]: A.", "One{1} two{2} Three.", ["1 A. ↩", "2 b ↩"]),
    "brackets": Case("One [[^a]], two ([^b]), [[^a], [^b]].\n\n[^a]: A.\n\n[^b]: B.", "One{1}, two ({2}),{1}, {2}.", ["1 A. ↩1 ↩2", "2 B. ↩1 ↩2"]),  # noqa: E501
    "no-note": Case(
        "One[^a],\ntwo[^x].\n\n[^a]: A.",
        "One{1}, two[^x].",
        ["1 A. ↩"],
        ["7: WARNING: the footnote `[^x]` is not defined; the reference is shown as written"],
    ),
    "no-reference": Case(
        "One[^a].\n\n[^z]: Z[^y].\n\n[^y]: Y.\n\n[^a]: A.",
        "One{1}.",
        ["1 A. ↩", "2 Z{3}.", "3 Y. ↩"],
        ["8: WARNING: nothing refers to the footnote `[^z]`; it is shown after the others"],
    ),
    "a-circle": Case(
        "One.\n\n[^a]: A[^b].\n\n[^b]: B[^a].",
        "One.",
        ["1 A{2}. ↩", "2 B{1}. ↩"],
        ["8: WARNING: nothing refers to the footnote `[^a]`; it is shown after the others"],
    ),
    "two-of-a-label": Case(
        "One[^a].\n\n[^a]: First.\n\n[^a]: Second.",
        "One{1}.",
        ["1 First. Second. ↩"],
        ["10: WARNING: duplicate footnote `[^a]`; its text is added to the first one, in line 8"],
    ),
    "unnumbered": Case(
        "One[^a], two[^7], three^[{-} *in* line], four[^d].\n\n"
        "[^a]: {-} A *b*.\n\n[^7]: Seven {-}.\n\n[^d]:\n  {-}\n  Dee.",
        "One{⊕}, two{1}, three{⊕}, four{⊕}.",
        ["⊕ A b. ↩", "1 Seven {-}. ↩", "⊕ in line ↩", "⊕ Dee. ↩"],
    ),
    "label-of-a-target": Case("(a)=\n## Two\n\nOne[^a] [x](#a).\n\n[^a]: A.", "Two One{1} x.", ["1 A. ↩"]),
}  # fmt: skip
RST = {
    "labels": Case(
        "One [#b]_, two [#a]_, three [7]_.\n\n.. [#a] Aye.\n.. [#b] Bee.\n.. [7] Seven.",
        "One {1}, two {2}, three {3}.",
        ["1 Bee. ↩", "2 Aye. ↩", "3 Seven. ↩"],
    ),
    "without-labels": Case(
        "One [#]_, two [*]_, three [#]_, four [*]_.\n\n.. rubric:: Footnotes\n\n.. [#] Aye.\n.. [#] Bee.\n.. [*] Sea.\n.. [*] Dee.",  # noqa: E501
        "One {1}, two {*}, three {2}, four {†}. Footnotes",
        ["1 Aye. ↩", "* Sea. ↩", "2 Bee. ↩", "† Dee. ↩"],
    ),
    "too-few": Case(
        "One [#]_,\ntwo [#]_.\n\n.. [#] Aye.",
        "One {1}, two [#]_.",
        ["1 Aye. ↩"],
        ["7: WARNING: the footnote `[#]_` is not defined; the reference is shown as written"],
    ),
    "citations": Case(
        "One [#]_ and [CIT]_.\n\n.. [#] Aye.\n.. [CIT] Sea.", "One {1} and [CIT]. CIT Sea.", ["1 Aye. ↩"]
    ),
}


def shown(element: Any) -> str:
    """Return an element's words, references as `{1}`; without the word joiner after a formula."""
    copy = BeautifulSoup(str(element), "lxml")
    for hidden in copy.select(".fn-bracket, .headerlink, .postil-byline, h1, annotation, script"):
        hidden.decompose()
    for mark in copy.select("[role=doc-noteref]"):
        mark.string = "{" + mark.get_text() + "}"
    return " ".join(copy.get_text().replace("\N{WORD JOINER}", "").split())


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, png: bytes) -> Built:
    """Return a site with a post for each case."""
    site = SiteBuilder(tmp_path_factory.mktemp("cases"), theme="basic")
    head = "---\ntitle: A post\ndate: 2024-03-24\n---\n\n"
    posts: dict[str, str | bytes | None] = {f"{name}.md": f"{head}{case.written}\n" for name, case in CASES.items()}
    posts |= {f"r-{name}.rst": f"A post\n======\n\n:date: 2024-03-24\n\n{case.written}\n" for name, case in RST.items()}
    return site.build(posts=posts | {"p.png": png})


@pytest.mark.parametrize("name", [*CASES, *(f"r-{name}" for name in RST)])
def test_footnotes_on_the_page(cases: Built, name: str) -> None:
    case = CASES.get(name) or RST[name.removeprefix("r-")]
    article = cases.article(f"posts/{name}")
    section = article.select_one("section.postil-notes")
    if section:
        section.extract()
    notes = section.select("aside.postil-note") if section else []

    assert shown(article.select_one("section")) == case.text
    assert [shown(note) for note in notes] == case.notes
    found = [warning for warning in cases.warnings if f"/{name}." in warning]
    told = [warning.split(f"/{name}.", 1)[1].split(":", 1)[1] for warning in found]
    assert [message.removesuffix(" [postil.note]") for message in told] == case.warnings
    assert not case.tags or any(note.select(case.tags) for note in notes)


@pytest.mark.parametrize("name", [*CASES, *(f"r-{name}" for name in RST)])
def test_links_between_references_and_footnotes(cases: Built, name: str) -> None:
    page = cases.page(f"posts/{name}")
    ids = [str(element["id"]) for element in page.select("[id]")]
    marks = page.select("sup > a[role=doc-noteref]")
    backs = page.select("a[role=doc-backlink].postil-back")

    assert len(ids) == len(set(ids))
    for mark in marks:
        note = page.find(id=str(mark["href"])[1:])
        assert note
        assert note["role"] == "doc-footnote"
        assert note.select_one(".label").get_text() == mark.get_text()  # type: ignore[union-attr]
        assert [back for back in note.select(".postil-back") if back["href"] == f"#{mark['id']}"]
    assert len(backs) == len(marks)
    assert not page.select("a a")


def test_deeply_nested_lists(plain_site: SiteBuilder, post: Post) -> None:
    text = "\n".join(f"{'  ' * level}- level{level} word^[note{level} word]" for level in range(30))
    built = plain_site.build(posts={"a.md": post(text)})
    shown = built.article("posts/a").get_text()

    assert built.warnings == []
    assert [level for level in range(30) if f"level{level} word" not in shown or f"note{level} word" not in shown] == []


def test_headings_without_footnote_numbers_elsewhere(site: SiteBuilder, post: Post) -> None:
    text = "(here)=\n## One[^5] two^[b *c*]\n\n[](#here) {ref}`here` [](#one-two)\n\n[^5]: A.\n"
    index = "# Home[^5]\n\n```{toctree}\nposts/a\n```\n\n```{postlist}\n```\n\n{ref}`there`\n\n[^5]: N.\n"
    built = site.build(
        posts={"a.md": post(f"# Three[^5]\n\n{text}", title="", tags=["x"])},
        docs={"index.md": index, "p.md": "---\norphan: true\n---\n\n(there)=\n# Four[^1]\n\n[^1]: B.\n"},
    )
    page = built.page("posts/a")

    assert built.warnings == []
    assert [link.get_text() for link in page.select("article p > a.reference")] == ["One two"] * 3
    for name in ("posts/a", "index", "p", "blog"):
        whole = built.page(name)
        for part in [whole.title, *whole.select("nav, .bd-sidebar-primary, .bd-sidebar-secondary")]:
            assert not re.search(r"\d", re.sub(r"20\d\d|Ctrl", "", part.get_text())), (name, part)  # type: ignore[union-attr]
    assert page.title
    assert page.title.get_text().startswith("Three")
    assert built.titles("index") == ["March 24, 2024 - Three"]
    assert "Four" in built.article("index").select("p > a.reference")[-1].get_text().split()


def test_each_mistake_is_one_warning(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("One[^x].\n\n[^a]: A.\n\n[^a]: B.\n")})

    assert len(built.warnings) == 3
    assert all("posts/a.md:" in warning and "[postil.note]" in warning for warning in built.warnings)
    quiet = plain_site.build(overrides={"suppress_warnings": ["postil.note"]}, posts={"a.md": post("Two[^x].\n")})
    assert quiet.warnings == []


@pytest.mark.parametrize(("numbering", "numbers"), [("appearance", "123456"), ("labels", "143256")])
def test_numbering(plain_site: SiteBuilder, post: Post, numbering: str, numbers: str) -> None:
    plain_site.conf = f"postil_notes_numbering = {numbering!r}\n"
    text = "A[^w], b[^4], c[^3], d^[D], e^[E], f[^6].\n\n[^3]: C.\n[^4]: B.\n[^w]: A.\n[^6]: F.\n"
    built = plain_site.build(posts={"a.md": post(text)})
    page = built.article("posts/a")

    assert built.warnings == []
    assert "".join(re.findall(r"\{(\d)\}", shown(page.select_one("section p")))) == numbers
    assert "".join(shown(note)[0] for note in page.select("aside.postil-note")) == numbers
    entry = BeautifulSoup(feedparser.parse(built.read("blog/atom.xml")).entries[0].content[0].value, "lxml")
    assert "".join(re.findall(r"\d", shown(entry.select_one("p")))) == numbers


@pytest.mark.parametrize(
    ("conf", "front", "place"),
    [("", {}, "margin"), ("end", {}, "end"), ("", {"notes": "end"}, "end"), ("end", {"notes": "Margin"}, "margin")],
)
def test_postil_notes_option(plain_site: SiteBuilder, post: Post, conf: str, front: dict[str, str], place: str) -> None:
    plain_site.conf = f"postil_notes = {conf!r}\n" if conf else ""
    built = plain_site.build(
        posts={"a.md": post("A[^a].\n\n[^a]: A.\n", **front), "b.md": post("No note.")},
        docs={"p.md": f"---\norphan: true\n{json.dumps(front)[1:-1]}\n---\n\n# P\n\nA^[b].\n".replace('"', "")},
    )

    assert built.warnings == []
    for name in ("posts/a", "p"):
        page = built.page(name)
        expected = place if name == "posts/a" or front.get("notes") != "Margin" else conf
        assert [section["data-notes"] for section in page.select("section.postil-notes")] == [expected]
        scripts = page.select("script[src*='postil-notes.js']")
        assert len(scripts) == (expected == "margin")
        assert all("defer" in script.attrs for script in scripts)
    assert not built.page("posts/b").select("script[src*='postil-notes.js'], .postil-notes")


def test_invalid_notes_options(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_notes = 'left'\npostil_notes_numbering = 3\n"
    built = plain_site.build(posts={"a.md": post("A^[b].", notes="top")})

    assert len(built.warnings) == 3
    assert "`postil_notes = 'left'` is invalid: expected 'margin' or 'end'" in built.warnings[0]
    assert "posts/a.md:4: WARNING: `notes: top` is not one of margin, end; ignored" in built.warnings[2]
    assert built.page("posts/a").select("section[data-notes=margin]")


def test_changed_notes_key_rebuilds_the_page(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("A^[b].")})
    before = built.read("posts/a.html")
    plain_site.build(posts={"a.md": post("A^[b].", notes="end")})

    assert built.page("posts/a").select("section[data-notes=end]")
    plain_site.build(posts={"a.md": post("A^[b].")})
    assert built.read("posts/a.html") == before


def test_footnotes_in_feeds(plain_site: SiteBuilder, post: Post) -> None:
    text = "A[^a] [there](#part) b[^a].\n\n## Part\n\nC^[d].\n\n[^a]: A.\n"
    one = "## One\n\n```{post} 2024-01-01\n```\n\nA[^a].\n\n"
    two = "## Two\n\n```{post} 2024-01-02\n```\n\nB[^a]^[c].\n\n"
    docs = {"p.md": f"# P\n\n{one}{two}[^a]: A^[deep].\n"}
    built = plain_site.build(posts={"a.md": post(text), "b/index.md": post(text), "b.x.md": post(text)}, docs=docs)
    feed = feedparser.parse(built.read("blog/atom.xml"), sanitize_html=False)
    entries = [entry.content[0].value for entry in feed.entries]
    ids: list[str] = []

    assert len(entries) == 5
    for content in entries:
        entry = BeautifulSoup(content, "lxml")
        own = [str(element["id"]) for element in entry.select("[id*='--note-']")]
        marks = entry.select("[role=doc-noteref], [role=doc-backlink]")
        assert marks
        assert {str(mark["href"]) for mark in marks} == {f"#{name}" for name in own}
        assert "deep" in content or "Part" in content
        assert all(str(a["href"]).startswith(("https://example.org/", "#")) for a in entry.select("a[href]"))
        assert not entry.select("[id^=note-]")
        ids += own
    assert len(ids) == len(set(ids))


def test_excerpts_without_footnotes(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("A^[b *c*] d[^e].\n\n[^e]: E.\n")})

    excerpt = built.article("blog").select_one(".postil-excerpt")
    assert excerpt
    assert excerpt.get_text().strip() == "A d."


@pytest.mark.parametrize(
    ("builder", "name"),
    [("text", "posts/a.txt"), ("latex", "blog.tex"), ("epub", "posts/a.xhtml"), ("singlehtml", "index.html")],
)
def test_other_builders_render_footnotes(plain_site: SiteBuilder, post: Post, builder: str, name: str) -> None:
    text = "A[^9], b^[inline *words*], c[^list].\n\n[^list]: Before.\n\n    * one\n    * two\n\n[^9]: Nine.\n"
    built = plain_site.build(
        posts={"a.md": post(text)}, docs={"index.md": "# Home\n\n```{toctree}\nposts/a\n```\n"}, builder=builder
    )
    output = built.read(name)

    assert [warning for warning in built.warnings if "epub" not in warning and "EPUB" not in warning] == []
    for words in ("Nine.", "inline", "Before.", "two"):
        assert output.count(words) == 1, words
    assert "postil-notes" not in output
    if builder == "text":
        assert "A[1], b[2], c[3]." in output
        assert output.index("[1] Nine.") < output.index("[2] inline") < output.index("[3] Before.")
    if builder == "latex":
        assert re.findall(r"\\begin\{footnote\}\[(\d)\]", output) == ["1", "2", "3"]


@pytest.mark.parametrize("theme", ["alabaster", "furo", "pydata_sphinx_theme"])
def test_other_themes(site: SiteBuilder, post: Post, theme: str) -> None:
    site.theme = theme
    built = site.build(posts={"a.md": post("A[^a].\n\n[^a]: A.\n")})

    assert built.warnings == []
    assert len(built.page("posts/a").select("section.postil-notes > aside.footnote")) == 1


def test_inline_footnotes_with_myst_nb(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "extensions.append('myst_nb')\nnb_execution_mode = 'off'\n"
    built = plain_site.build(posts={"a.md": post("A^[b], c[^d].\n\n[^d]: D.\n")})

    assert built.warnings == []
    assert [shown(note) for note in built.article("posts/a").select(".postil-note")] == ["1 b ↩", "2 D. ↩"]


def test_no_inline_footnotes_in_commonmark(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "myst_commonmark_only = True\n"
    built = plain_site.build(posts={"a.md": post("A^[b].")})

    assert "A^[b]." in built.article("posts/a").get_text()


def test_unsupported_parser_is_not_changed(
    plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if MyST made its Markdown by another name: one warning, and notes as MyST reads them."""
    monkeypatch.setattr("postil.markdown.myst_compat._PARSER_FACTORY", "another_name")
    built = plain_site.build(posts={"a.md": post("A^[b], c[^d].\n\n[^d]: D.\n")})

    assert len(built.warnings) == 1
    assert "postil.compatibility" in built.warnings[0]
    assert [shown(note) for note in built.article("posts/a").select(".postil-note")] == ["1 D. ↩"]


def test_two_sites_in_one_process(tmp_path: Any, post: Post) -> None:
    """MyST itself is not changed: a site without postil reads `^[…]` as text."""
    SiteBuilder(tmp_path / "one", theme="basic").build(posts={"a.md": post("A^[b].")})
    other = SiteBuilder(tmp_path / "two")
    other.write({"docs/conf.py": "extensions = ['myst_parser']\nhtml_theme = 'basic'\n"})
    built = other.build(docs={"index.md": "# Home\n\nA^[b].\n"})

    assert "A^[b]." in built.article("index").get_text()


def test_footnotes_for_other_formats_only(plain_site: SiteBuilder, post: Post) -> None:
    text = "A[^a].\n\n:::{only} latex\nB[^b].\n:::\n\n:::{only} html\nC[^c].\n:::\n\n[^a]: A.\n[^b]: B.\n[^c]: C.\n"
    page = plain_site.build(posts={"a.md": post(text)}).article("posts/a")

    assert [shown(note)[2:] for note in page.select(".postil-note")] == ["A. ↩", "C. ↩"]


def words_in_blocks(depth: int) -> st.SearchStrategy[list[str]]:
    """Return blocks of Markdown as lines, with `R` where a reference may stand and `I` where an inline note may."""
    paragraph = st.sampled_from(["Words R here.", "*Words I* here R.", "R", "Words **I R** and `code`.", "Words."])
    plain = paragraph.map(lambda line: [line])
    table = paragraph.map(lambda line: [f"| a I | {line} |", "|---|---|", "| R | b |"])
    if depth == 0:
        return plain | table
    inner = st.lists(words_in_blocks(depth - 1), min_size=1, max_size=2).map(joined)
    items = st.lists(inner, min_size=1, max_size=2)
    bullets = items.map(lambda blocks: joined([indented(lines, "* ") for lines in blocks]))
    numbers = items.map(lambda blocks: joined([indented(lines, "1. ") for lines in blocks]))
    quote = inner.map(lambda lines: [f"> {line}".rstrip() for line in lines])
    fence = ":" * (3 + depth)
    admonition = inner.map(lambda lines: [f"{fence}{{note}}", *lines, fence])
    definition = inner.map(lambda lines: ["D", "", *(f"    {line}".rstrip() for line in lines)])
    return plain | table | bullets | numbers | quote | admonition | definition


def joined(blocks: list[list[str]]) -> list[str]:
    return [line for number, lines in enumerate(blocks) for line in ([""] if number else []) + lines]


def indented(lines: list[str], mark: str) -> list[str]:
    return [mark + lines[0], *((" " * len(mark) + line).rstrip() for line in lines[1:])]


def filled(lines: list[str]) -> tuple[str, list[str]]:
    """Return the text with notes in it, and one word of each note."""
    count = 0
    labels: list[str] = []
    found: list[str] = []
    text = []
    for line in lines:
        out = []
        for part in re.split(r"(\b[RID]\b)", line):
            count += 1
            if part == "I":
                out.append(f"x^[inline *word{count}x* there]")
                found.append(f"word{count}x")
            elif part == "R":
                out.append(f"y[^l{count}]")
                labels.append(f"l{count}")
            elif part == "D":
                out.append(f"[^l{count}]: word{count}x ")
                found.append(f"word{count}x")
                labels.append(f"=l{count}")
            else:
                out.append(part)
        text.append("".join(out))
    defined = [label[1:] for label in labels if label[0] == "="]
    for label in labels:
        if label[0] != "=":
            text += ["", f"[^{label}]: One word{label}x.", "", f"    * two{label}x"]
            found += [f"word{label}x", f"two{label}x"]
    text += ["", " ".join(f"z[^{label}]" for label in defined)]
    return "\n".join(text) + "\n", found


# A site takes seconds, so that to look for the smallest text that fails would take minutes.
@settings(
    max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(st.lists(st.lists(words_in_blocks(3), min_size=1, max_size=3).map(joined), min_size=12, max_size=12))
def test_every_footnote_appears_once_in_any_nesting(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]
) -> None:
    head = "---\ntitle: A post\ndate: 2024-03-24\n---\n\n"
    site = SiteBuilder(tmp_path_factory.mktemp("nestings"), theme="basic")
    written = {f"p{number}": filled(lines) for number, lines in enumerate(texts)}
    built = site.build(posts={f"{name}.md": head + text for name, (text, _words) in written.items()})

    assert built.warnings == []
    for name, (text, words) in written.items():
        page = built.read(f"posts/{name}.html")
        html5lib.HTMLParser(strict=True).parse(page)
        body = page.split('role="main">', 1)[1].split('<div class="clearer">', 1)[0]
        shown_words = BeautifulSoup(body, "lxml").get_text()
        notes = "".join(note.get_text() for note in BeautifulSoup(body, "lxml").select(".postil-note"))
        for word in words:
            assert (shown_words.count(word), notes.count(word)) == (1, 1), text
