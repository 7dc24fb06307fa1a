"""Whether a page has a margin, and the options for what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import Tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 5" width="900" height="500"/>'
IN_THE_MARGIN = {
    "note": "A.[^a]\n\n[^a]: B.\n",
    "inline-note": "A.^[B.]\n",
    "image": "![P](p.svg){.margin}\n",
    "quarto-image": "![P](p.svg){.column-margin}\n",
    "margin-caption": '![P](p.svg "A title."){.margin-caption}\n',
    "figure": "```{figure} p.svg\n:alt: P\n:figclass: margin-caption\n\nA caption.\n```\n",
    "block": "```{margin}\nA.\n```\n",
    "div": "::: {.column-margin}\nA.\n:::\n",
    "span": "A.[B.]{.aside}\n",
}
ELSEWHERE = {
    "words": "A.\n",
    "captioned": '![P](p.svg "A title.")\n',
    "wide": '![P](p.svg "A title."){.wide}\n',
    "sized": '![P](p.svg "A title."){width=50%}\n',
    "quoted": '> ![P](p.svg "A title.")\n',
}


def pages_with(built: Built, name: str) -> set[str]:
    """Return the posts whose `<body>` has a class."""
    found = set()
    for path in built.files("posts"):
        body = built.page(path).body
        assert isinstance(body, Tag)
        if name in body.get_attribute_list("class"):
            found.add(path.removeprefix("posts/").removesuffix(".html"))
    return found


def test_pages_with_a_margin(site: SiteBuilder, post: Post) -> None:
    """They are those with content in the margin; with captions there, pages with captions too."""
    posts: dict[str, str | bytes | None] = {
        f"{name}.md": post(text) for name, text in {**IN_THE_MARGIN, **ELSEWHERE}.items()
    }
    posts |= {"p.svg": SVG, "end.md": post(IN_THE_MARGIN["note"], notes="end")}
    built = site.build(posts=posts)

    assert built.warnings == []
    assert pages_with(built, "postil-margin") == {*IN_THE_MARGIN}
    assert pages_with(built, "postil-captions-beside") == set()
    assert not built.page("posts/note").select("[data-sides]")
    figure = built.page("posts/margin-caption").select_one("figure")
    assert figure
    assert "margin-caption" in figure.get_attribute_list("class")
    site.conf = 'postil_figure_caption_position = "margin"\npostil_notes_sides = "both"\n'
    again = site.build()
    assert again.warnings == []
    assert pages_with(again, "postil-margin") == {*IN_THE_MARGIN, "captioned"}
    assert pages_with(again, "postil-captions-beside") == {*IN_THE_MARGIN, *ELSEWHERE, "end"}
    assert again.page("posts/note").select(".postil-notes[data-sides=both]")


def test_a_page_without_its_last_note_has_no_margin(site: SiteBuilder, post: Post) -> None:
    built = site.build(posts={"a.md": post(IN_THE_MARGIN["note"])})
    assert pages_with(built, "postil-margin") == {"a"}
    assert pages_with(site.build(posts={"a.md": post("A.\n")}), "postil-margin") == set()
