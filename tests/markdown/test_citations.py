"""Citations as in Pandoc, and the list of references."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from postil.markdown import bibliography_files
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

BIB = r"""
@book{knuth1984, author = {Knuth, Donald E.}, title = {The {\TeX}book}, year = 1984, publisher = {Addison-Wesley}}
@article{mueller:2020,
  author = {M{\"u}ller, J{\"o}rg and van der Berg, Anna}, title = {On rivers \& <bridges>},
  journaltitle = {Annals}, date = {2020-05-01}, volume = 3, number = 2, pages = {12--34}, doi = {10.1000/xyz}
}
@online{page, title = {A page}, url = {javascript:alert(1)}}
@misc{many, author = {A, B and C, D and E, F}, title = {Many?}, year = 2001}
@report{bank, author = {{World Bank}}, title = {Report}, year = 2011}
"""
KNUTH = "Donald E. Knuth, The TeXbook (1984)"
# Markdown -> the text, with [n] for footnotes, and the footnotes.
TEXTS: dict[str, tuple[str, list[str]]] = {
    "So [@knuth1984].": ("So[1].", [f"{KNUTH}."]),
    "So [@knuth1984, p. 5].": ("So[1].", [f"{KNUTH}, p. 5."]),
    "So [see *also* @knuth1984, pp. 33-35; and @bank].": (
        "So[1].",
        [f"See also {KNUTH}, pp. 33-35; and World Bank, Report (2011)."],
    ),
    "Knuth [-@knuth1984, p. 5].": ("Knuth[1].", ["The TeXbook (1984), p. 5."]),
    "As @knuth1984 says": ("As Knuth (1984)[1] says", [f"{KNUTH}."]),
    "As @knuth1984 [p. 5] says": ("As Knuth (1984)[1] says", [f"{KNUTH}, p. 5."]),
    "As @mueller:2020.": (
        "As Müller & van der Berg (2020)[1].",
        ["Jörg Müller, Anna van der Berg, On rivers & <bridges>, Annals (2020)."],
    ),
    "As @{many} and @page": ("As A et al. (2001)[1] and A page[2]", ["B A, D C, F E, Many? (2001).", "A page."]),
    "A^[See @knuth1984 [p. 5].] b": ("A[1] b", ["See Knuth (1984, p. 5)."]),
    "A[^1] b\n\n[^1]: Or [see @knuth1984, p. 5].": ("A[1] b", ["Or (see Knuth 1984, p. 5)."]),
    "A^[First.] b [@knuth1984] c^[Last.]": ("A[1] b[2] c[3]", ["First.", f"{KNUTH}.", "Last."]),
    "me@knuth1984.org, `@knuth1984`, \\@knuth1984": ("me@knuth1984.org, @knuth1984, @knuth1984", []),
    "@knuth1984@mastodon.social": ("@knuth1984@mastodon.social", []),
    "[@knuth1984](https://example.org/)": ("@knuth1984", []),
    "[write me@knuth1984.org]": ("[write me@knuth1984.org]", []),
}


@pytest.fixture
def build(plain_site: SiteBuilder, post: Post) -> Callable[..., Built]:
    def build_post(text: str, *, builder: str = "html", **front: object) -> Built:
        home = "# Home\n\n```{toctree}\nposts/a\n```\n"
        front = {"bibliography": "refs.bib"} | front
        return plain_site.build({"a.md": post(text, **front), "refs.bib": BIB}, {"index.md": home}, builder=builder)

    return build_post


def text_of(tag: Tag) -> str:
    for part in tag.select(".postil-back, .label, .headerlink"):
        part.decompose()
    return " ".join(tag.get_text().split())


def references(built: Built, name: str = "posts/a") -> list[str]:
    return [text_of(item) for item in main_content(built, name).select(".postil-references > li")]


@pytest.mark.parametrize("text", TEXTS)
def test_citation(build: Callable[..., Built], text: str) -> None:
    built = build(text)
    article = main_content(built)
    first = article.select_one(".e-content p")

    assert built.warnings == []
    assert first
    assert (text_of(first), [text_of(note) for note in article.select("aside.postil-note")]) == TEXTS[text]
    assert all(article.select_one(str(link["href"])) for link in article.select('a[href^="#ref-"]'))


def test_list_of_references(build: Callable[..., Built]) -> None:
    built = build("@page @knuth1984 @mueller:2020 @many\n\n## More\n\nWords\n")
    article = main_content(built)

    assert references(built) == [
        "A page. javascript:alert(1)",
        "A, B; C, D; E, F (2001). Many?",
        "Knuth, Donald E. (1984). The TeXbook. Addison-Wesley.",
        "Müller, Jörg; van der Berg, Anna (2020). On rivers & <bridges>. Annals 3 (2), 12–34. https://doi.org/10.1000/xyz",
    ]
    assert [text_of(title) for title in article.select("h2")] == ["More", "References", "Notes"]
    assert not article.select('a[href^="javascript"]')


def test_work_with_the_key_of_a_cross_reference(plain_site: SiteBuilder, post: Post) -> None:
    bib = "@book{sec-report, title={Report}}"
    built = plain_site.build({"a.md": post("@sec-report [@sec-report]\n", bibliography="r.bib"), "r.bib": bib})

    assert built.warnings == []
    assert len(main_content(built).select("aside")) == 2


PLACES = {
    "div": "::: {#refs}\n:::\n\nEnd.",
    "directive": "```{bibliography}\n```\n\nEnd.",
    "directive-of-colons": ":::{bibliography}\n:::\n\nEnd.",
    "class": "::: {.bibliography #sources}\n[Here](#sources).\n:::\n\nEnd.",
    "heading": "## Literatur\n\n## More\n\nEnd.",
}


@pytest.mark.parametrize("place", PLACES)
def test_place_of_the_list(build: Callable[..., Built], place: str) -> None:
    built = build(f"@knuth1984\n\n{PLACES[place]}")
    text = text_of(main_content(built))

    assert built.warnings == []
    assert len(references(built)) == 1
    assert text.index("Addison") < text.index("End.")
    assert "References" not in text


def test_a_place_for_the_list_without_a_bibliography(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("Words.\n\n:::{bibliography}\nMore words.\n:::\n")})

    assert len(built.warnings) == 1
    assert (
        "a.md:8: WARNING: a list of references, but this page has no bibliography [postil.citation]"
        in built.warnings[0]
    )
    assert "More words." in text_of(main_content(built))


@pytest.mark.parametrize(
    "text",
    [
        "## Head @bank",
        "- @bank",
        "> @bank",
        "| a |\n|---|\n| @bank |",
        "![See @bank](p.png)",
        "*@bank*",
        ":::note\n@bank\n:::",
    ],
)
def test_places_of_citations(build: Callable[..., Built], text: str) -> None:
    built = build(f"Words.\n\n{text}\n")

    assert [warning for warning in built.warnings if "p.png" not in warning] == []
    assert "World Bank (2011)" in text_of(main_content(built))
    assert references(built) == ["World Bank (2011). Report."]


def test_unknown_keys_stay_with_a_warning(build: Callable[..., Built]) -> None:
    built = build("@nobody and [see @nothing, p. 3; @knuth1984; -@none].\n")

    article = main_content(built)
    assert text_of(article.select("p")[0]) == "@nobody and[1]."
    assert text_of(article.select("aside")[0]) == f"See @nothing, p. 3; {KNUTH}; -@none."
    [warning] = built.warnings
    assert "a.md:7: WARNING: the bibliography has no `nobody`, `nothing`, `none`; " in warning


@pytest.mark.parametrize("text", ["Ask @ada [or @bob] and [@both].", "```python\n@media\n```\n\n[@x]"])
def test_without_a_bibliography_nothing_changes(build: Callable[..., Built], text: str) -> None:
    built = build(text, bibliography="")

    assert built.warnings == []
    assert not main_content(built).select(".postil-references, aside")
    assert all(
        word in main_content(built).get_text() for word in text.replace("```python", "").split() if "`" not in word
    )


def test_option_and_several_files(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_bibliography = "all.bib"\n'
    own = "@book{own, author={Own, A}, title={Mine}, year=2020}\n"
    posts = {"x/index.md": post("@own @knuth1984", bibliography=["own.bib"]), "x/own.bib": own}
    built = plain_site.build({**posts, "b.md": post("@bank", title="B")}, {"all.bib": BIB})

    assert built.warnings == []
    assert len(references(built, "posts/x/index")) == 2
    assert references(built, "posts/b") == ["World Bank (2011). Report."]


def test_a_change_of_the_file_rebuilds_its_posts(
    build: Callable[..., Built], plain_site: SiteBuilder, post: Post
) -> None:
    text = {"a.md": post("@knuth1984 @new", bibliography="refs.bib"), "b.md": post("Words", title="B")}
    assert "no `new`" in plain_site.build({**text, "refs.bib": BIB}).warnings[0]
    built = plain_site.build({"refs.bib": BIB.replace("TeX}book", "TeX} book") + "@book{new, title={New}}"})

    assert built.warnings == []
    assert references(built) == ["Knuth, Donald E. (1984). The TeX book. Addison-Wesley.", "New."]


@pytest.mark.parametrize(
    ("bib", "message"),
    [
        (None, "posts/a.md:4: WARNING: the bibliography `refs.bib` does not exist"),
        ("@book{knuth1984, title={Open", "posts/refs.bib:1: WARNING: syntax error"),
        (BIB + BIB, "posts/refs.bib:1: WARNING: repeated bibliography entry"),
    ],
)
def test_problems_of_the_file(plain_site: SiteBuilder, post: Post, bib: str | None, message: str) -> None:
    built = plain_site.build({"a.md": post("Words @knuth1984\n", bibliography="refs.bib"), "refs.bib": bib})

    assert message in built.warnings[0]
    assert all("[postil.citation]" in warning for warning in built.warnings)


def test_without_the_package(build: Callable[..., Built], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibliography_files, "has_parser", lambda: False)
    built = build("Words @knuth1984 [@bank]\n")

    [warning] = built.warnings
    assert "a.md:4: WARNING: install `postil[citations]`" in warning
    assert "Words @knuth1984 [@bank]" in main_content(built).get_text()


def test_feed_and_description(build: Callable[..., Built]) -> None:
    built = build("As @knuth1984 says.\n")
    feed = unescape(built.read("blog/atom.xml"))
    description = built.page("posts/a").select_one("meta[name=description]")

    assert "Addison-Wesley" in feed
    assert 'href="https://example.org/posts/a.html#ref-knuth1984"' in feed
    assert description
    assert str(description["content"]).startswith("As Knuth (1984) says.")


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_other_builders(build: Callable[..., Built], builder: str) -> None:
    built = build("As @knuth1984 says [@bank].\n", builder=builder)
    page = {"latex": "blog.tex", "epub": "posts/a.xhtml", "text": "posts/a.txt"}[builder]

    assert [warning for warning in built.warnings if "EPUB3" not in warning] == []
    assert "World Bank" in built.read(page)


def test_cross_references_are_no_citations(build: Callable[..., Built]) -> None:
    text = "As @knuth1984 says, @fig-one and [@fig-one] show it.\n\n![A figure](p.svg){#fig-one}\n"
    built = build(text)

    assert [warning for warning in built.warnings if "bibliography" in warning] == []
    assert len(main_content(built).select("p a[href='#fig-one']")) == 2
