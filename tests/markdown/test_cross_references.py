"""References to figures, tables, sections, formulas and listings, as in Quarto."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

# The end of each post: one target of each kind.
TARGETS = """

![The bridge](p.png){#fig-bridge}

| a | b |
|---|---|
| 1 | 2 |

: Days {#tbl-days}

$$
x = 1
$$ {#eq-one}

(sec-ops)=
## Operations

Words.
"""
# Markdown -> the text without and with `numfig`.
TEXTS = {
    "@fig-bridge": ("Figure “The bridge”", "Fig. 1"),
    "@tbl-days.": ("Table “Days”.", "Table 1."),
    "@eq-one": ("Equation (1)", "Equation (1)"),
    "@sec-ops": ("Section “Operations”", "Section “Operations”"),
    "(@fig-bridge)": ("(Figure “The bridge”)", "(Fig. 1)"),
    "-@fig-bridge": ("The bridge", "1"),
    "-@eq-one": ("(1)", "(1)"),
    "[@fig-bridge]": ("Figure “The bridge”", "Fig. 1"),
    "[-@tbl-days]": ("Days", "1"),
    "[Plate @fig-bridge]": ("Plate The bridge", "Plate 1"),
    "[@fig-bridge; @tbl-days]": ("Figure “The bridge”, Table “Days”", "Fig. 1, Table 1"),
    "*@fig-bridge*": ("Figure “The bridge”", "Fig. 1"),
    "@Fig-bridge": ("@Fig-bridge", "@Fig-bridge"),
    r"\@fig-bridge": ("@fig-bridge", "@fig-bridge"),
    "`@fig-bridge`": ("@fig-bridge", "@fig-bridge"),
    "me@fig-bridge.org": ("me@fig-bridge.org", "me@fig-bridge.org"),
    "@fig-bridge@example.org": ("@fig-bridge@example.org", "@fig-bridge@example.org"),
    "[@fig-bridge](https://example.org/)": ("@fig-bridge", "@fig-bridge"),
    "@figure and @mention": ("@figure and @mention", "@figure and @mention"),
}


@pytest.fixture
def build(plain_site: SiteBuilder, post: Post, png: bytes) -> Callable[..., Built]:
    def build_post(text: str, *, numfig: bool = False, **front: object) -> Built:
        plain_site.conf = f"numfig = {numfig}\n"
        return plain_site.build({"a.md": post(text, **front), "p.png": png})

    return build_post


def first_paragraph(built: Built) -> Tag:
    found = main_content(built).select_one(".e-content p")
    assert found
    return found


@pytest.mark.parametrize("numfig", [False, True])
@pytest.mark.parametrize("text", TEXTS)
def test_reference(build: Callable[..., Built], text: str, numfig: bool) -> None:  # noqa: FBT001
    built = build(f"See {text} here.{TARGETS}", numfig=numfig)

    assert built.warnings == []
    assert first_paragraph(built).get_text() == f"See {TEXTS[text][numfig]} here."
    description = built.page("posts/a").select_one("meta[name=description]")
    assert description
    assert str(description["content"]).startswith(f"See {TEXTS[text][numfig]} here.")


@pytest.mark.parametrize("numfig", [False, True])
def test_links_lead_to_the_targets(build: Callable[..., Built], numfig: bool) -> None:  # noqa: FBT001
    built = build(f"@fig-bridge @tbl-days @eq-one @sec-ops{TARGETS}", numfig=numfig)
    article = main_content(built)

    found = [article.select_one(str(link["href"])) for link in first_paragraph(built).select("a")]
    assert [tag.name for tag in found if tag] == ["figure", "table", "div", "section"]


PLACES = {
    "note": "Words[^1].\n\n[^1]: See @fig-bridge.",
    "inline note": "Words^[See @fig-bridge.].",
    "list": "- See @fig-bridge.",
    "quotation": "> See @fig-bridge.",
    "table": "| a |\n|---|\n| See @fig-bridge. |",
    "caption": "![See @fig-bridge.](p.png)",
    "heading": "## See @fig-bridge.",
    "emphasis": "*See @fig-bridge.*",
    "div": "::: {.box}\nSee @fig-bridge.\n:::",
}


@pytest.mark.parametrize("place", PLACES)
def test_places(build: Callable[..., Built], place: str) -> None:
    built = build(PLACES[place] + TARGETS)

    assert built.warnings == []
    assert "See Figure “The bridge”." in main_content(built).get_text()
    assert main_content(built).select('a.reference[href="#fig-bridge"]')


def test_unknown_reference_stays_with_a_warning(build: Callable[..., Built]) -> None:
    built = build("Words\nand @fig-brigde & @b.\n")

    assert "@fig-brigde & @b." in first_paragraph(built).get_text()
    [warning] = built.warnings
    assert "a.md:7: WARNING: nothing on this page has the id `fig-brigde`; `@fig-brigde` is shown as" in warning
    assert warning.endswith("[postil.reference]")


def test_titles_are_shortened_and_escaped(build: Callable[..., Built]) -> None:
    built = build(f"@sec-ops{TARGETS.replace('Operations', 'One < two & ' + 'words ' * 20)}")

    assert first_paragraph(built).get_text() == f"Section “One < two & {'words ' * 7}words…”"


def test_language(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = 'language = "de"\n'
    built = plain_site.build({"a.md": post(f"@fig-bridge{TARGETS}"), "p.png": png})

    assert first_paragraph(built).get_text() == "Abbildung „The bridge“"


def test_same_ids_in_two_posts(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    """An id belongs to its page, also for formulas."""
    text = f"@fig-bridge @eq-one{TARGETS}"
    posts: dict[str, str | bytes | None] = {
        "a.md": post(text),
        "b.md": post(text.replace("The bridge", "The other"), title="B"),
        "p.png": png,
    }
    built = plain_site.build(posts)

    assert built.warnings == []
    for name, title in (("a", "The bridge"), ("b", "The other")):
        links = main_content(built, f"posts/{name}").select(".e-content p a")
        assert links[0].get_text() == f"Figure “{title}”"
        assert all(str(link["href"]).startswith("#") for link in links)


def test_numbers_follow_an_edit(build: Callable[..., Built]) -> None:
    build(f"@fig-bridge{TARGETS}", numfig=True)
    built = build(f"@fig-bridge\n\n![First](p.png 'First'){TARGETS}", numfig=True)

    assert first_paragraph(built).get_text() == "Fig. 2"


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("$$ a $$ {#eq-x}", "(1)"),
        ("$$\na\n+ b\n$$ {#eq-x}", "(1)"),
        ("$$a\n$$ {#eq-x .wide}", "(1)"),
        ("> $$\n> a\n> $$ {#eq-x}", "(1)"),
        ("- item\n\n  $$\n  a\n  $$ {#eq-x}", "(1)"),
        ("$$\na\n$$ (eq-x)", "(1)"),
        ("$$\na \\label{eq-x}\n$$", "(1)"),
        ("```{math}\n:label: eq-x\na\n```", "(1)"),
    ],
)
def test_formula_with_id(build: Callable[..., Built], formula: str, shown: str) -> None:
    built = build(f"-@eq-x\n\n{formula}\n")

    assert built.warnings == []
    assert first_paragraph(built).get_text() == shown
    assert "$$" not in main_content(built).get_text()


def test_feed(build: Callable[..., Built]) -> None:
    feed = unescape(build(f"See @fig-bridge.{TARGETS}").read("blog/atom.xml"))

    assert 'href="https://example.org/posts/a.html#fig-bridge"' in feed


def test_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-cross_references"]\n'
    built = plain_site.build({"a.md": post("See @fig-bridge.\n")})

    assert built.warnings == []
    assert first_paragraph(built).get_text() == "See @fig-bridge."


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_other_builders(plain_site: SiteBuilder, post: Post, png: bytes, builder: str) -> None:
    home = "# Home\n\n```{toctree}\nposts/a\n```\n"
    posts: dict[str, str | bytes | None] = {
        "a.md": post(f"@fig-bridge @tbl-days @eq-one @sec-ops{TARGETS}"),
        "p.png": png,
    }
    built = plain_site.build(posts, {"index.md": home}, builder=builder)

    assert [warning for warning in built.warnings if "EPUB3" not in warning] == []


@pytest.mark.parametrize(
    ("fence", "shown"),
    [
        ("```{r}\n#| label: fig-plot\n#| fig-cap: 'A plot'\nplot(1)\n```", "Figure “A plot”"),
        ('```{#lst-a .python lst-cap="Code"}\nx\n```', "Listing “Code”"),
        ('```python {#lst-a title="a.py"}\nx\n```', "Listing “a.py”"),
        ("```{.python #lst-a}\nx\n```", "Listing"),
    ],
)
def test_code(build: Callable[..., Built], fence: str, shown: str) -> None:
    name = "fig-plot" if "fig-plot" in fence else "lst-a"
    built = build(f"@{name}\n\n{fence}\n")

    assert [warning for warning in built.warnings if "code cells" not in warning] == []
    assert first_paragraph(built).get_text() == shown
