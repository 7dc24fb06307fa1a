"""Markdown in, figures out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from bs4 import Tag

from postil.images.alt_text import is_file_name
from postil.images.attributes import read_attributes
from postil.images.caption_text import repeats

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>'
SEED = Path(__file__).parents[3] / "shared" / "seed" / "leaving-facebook-meta" / "index.md"


@pytest.fixture
def build(plain_site: SiteBuilder, post: Post, png: bytes) -> Callable[..., Built]:
    """Return a function that builds a site of one post with two pictures and a drawing beside it."""

    def run(text: str, *, builder: str = "html", **options: object) -> Built:
        files = {"p.png": png, "q.png": png, "two words.png": png, "zwölf.png": png, "d.svg": SVG}
        plain_site.conf = "".join(f"{key} = {value!r}\n" for key, value in options.items())
        return plain_site.build(posts={"a.md": post(text), **files}, builder=builder)

    return run


def body(built: Built, name: str = "posts/a") -> Tag:
    """Return what stands below the byline, and the notes."""
    article = built.article(name)
    for part in article.select(".postil-byline, .headerlink, .postil-neighbours, h1"):
        part.decompose()
    found = article.select_one("[role=main], main, div.body")
    assert found
    return found


def shape(tag: Tag) -> str:
    """Return the elements and the text in `tag` in short: `figure(a(img))`."""
    kept = {"figure", "figcaption", "img", "a", "p", "li", "td", "blockquote", "em", "strong", "code", "math", "aside"}
    parts = []
    for child in tag.children:
        if not isinstance(child, Tag):
            parts.append(" ".join(str(child).split()))
            continue
        inner = shape(child)
        if child.name == "div" and "postil-row" in child.get_attribute_list("class"):
            parts.append(f"row({inner})")
        elif child.name in kept and not (child.name == "p" and child.find_parent("figcaption")):
            parts.append(f"{child.name}({inner})" if inner else child.name)
        else:
            parts.append(inner)
    return " ".join(filter(None, parts))


FIGURE = "figure(a(img))"
CAPTIONED = "figure(a(img) figcaption({}))"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('![A](p.png "T")', CAPTIONED.format("T"), id="title"),
        pytest.param("![A](p.png)", CAPTIONED.format("A"), id="alt"),
        pytest.param("![A](<two words.png>)", CAPTIONED.format("A"), id="name with a space"),
        pytest.param("![A](d.svg)", CAPTIONED.format("A"), id="svg"),
        pytest.param('![A](p.png "An *old* **map**, `x` and $x$")', "figure(a(img) figcaption(An em(old) strong(map) , code(x) and math(x)))", id="markup"),  # noqa: E501
        pytest.param("![An *old* `map`](p.png)", CAPTIONED.format("An em(old) code(map)"), id="markup in alt"),
        pytest.param('![A](p.png "[link](https://example.org)")', CAPTIONED.format("a(link)"), id="link in title"),
        pytest.param("![A](p.png 'He said \"so\"')", CAPTIONED.format("He said “so”"), id="quotes"),
        pytest.param("![A <b>x</b> & y](p.png)", CAPTIONED.format("A x & y"), id="html in alt"),
        pytest.param("![A](p.png 'The <b> *tag*')", CAPTIONED.format("The <b> em(tag)"), id="html in title"),
        pytest.param("![A](p.png '<script>x()</script>')", CAPTIONED.format("<script>x()</script>"), id="script"),
        pytest.param("![A](zwölf.png)", CAPTIONED.format("A"), id="name in another script"),
        pytest.param("![![A](q.png)](p.png)", CAPTIONED.format("A"), id="picture in alt"),
        pytest.param("[![A](p.png)](a.md){.margin}", CAPTIONED.format("A"), id="attributes of a link"),
        pytest.param("![🗺️](p.png)", CAPTIONED.format("🗺️"), id="emoji"),
        pytest.param('![A](p.png "1. First")', CAPTIONED.format("1. First"), id="no list"),
        pytest.param('![A](p.png "# 5 *is* it")', CAPTIONED.format("# 5 em(is) it"), id="no heading"),
        pytest.param("![A][r]\n\n[r]: p.png 'T'", CAPTIONED.format("T"), id="by reference"),
        pytest.param("![A](p.png) ![B](q.png)", f"row({CAPTIONED.format('A')} {CAPTIONED.format('B')})", id="row"),
        pytest.param("![A](p.png)\n![B](q.png)", f"row({CAPTIONED.format('A')} {CAPTIONED.format('B')})", id="lines"),
        pytest.param("![A](p.png)\\\n![B](q.png)", f"row({CAPTIONED.format('A')} {CAPTIONED.format('B')})", id="break"),
        pytest.param("Words.\n![A](p.png)", f"p(Words.) {CAPTIONED.format('A')}", id="last line"),
        pytest.param("Words.\\\n![A](p.png)", f"p(Words.) {CAPTIONED.format('A')}", id="after a hard break"),
        pytest.param("Words.\n![A](p.png)\n![B](q.png)", f"p(Words.) row({CAPTIONED.format('A')} {CAPTIONED.format('B')})", id="last lines"),  # noqa: E501
        pytest.param("Words ![A](p.png)", "p(Words img)", id="at the end of a line"),
        pytest.param("![A](p.png)\nWords.", "p(img Words.)", id="first line"),
        pytest.param("![A](p.png) and ![B](q.png)", "p(img and img)", id="text between"),
        pytest.param("[![A](p.png)](https://example.org)", CAPTIONED.format("A"), id="link"),
        pytest.param("[![A](p.png)](#b)\n\n(b)=\nWords.", "figure(a(img) figcaption(A)) p(Words.)", id="link within"),
        pytest.param("[![A](p.png)](a.md)", CAPTIONED.format("A"), id="link to a page"),
        pytest.param("[![A](p.png) more](https://example.org)", "p(a(img more))", id="picture in a link's text"),
        pytest.param("* item\n\n  ![A](p.png)", f"li(p(item) {CAPTIONED.format('A')})", id="list"),
        pytest.param("* ![A](p.png)", f"li({CAPTIONED.format('A')})", id="first in a list"),
        pytest.param("> ![A](p.png)", f"blockquote({CAPTIONED.format('A')})", id="quote"),
        pytest.param("|a|\n|-|\n| ![A](p.png) |", "p(a) td(p(img))", id="table"),
        pytest.param("## ![A](p.png)", "img", id="heading"),
        pytest.param("Old map:\n\n![Old  map.](p.png)", f"p(Old map:) {FIGURE}", id="repeats"),
        pytest.param("## Old map\n\n![Old map](p.png)", f"Old map {FIGURE}", id="repeats the heading"),
        pytest.param("A map.\n![A map](p.png)", f"p(A map.) {FIGURE}", id="repeats its own paragraph"),
        pytest.param("Roadmap\n\n![map](p.png)", f"p(Roadmap) {CAPTIONED.format('map')}", id="part of a word"),
        pytest.param("```{figure} p.png\n:alt: A\n\nC *c*\n```", CAPTIONED.format("C em(c)"), id="figure directive"),
        pytest.param("```{image} p.png\n:alt: A\n```", CAPTIONED.format("A"), id="image directive"),
        pytest.param("```{image} p.png\n:alt: A\n:target: https://example.org\n```", CAPTIONED.format("A"), id="image with a target"),  # noqa: E501
        pytest.param(":::{figure-md}\n![A](p.png)\n\nC\n:::", CAPTIONED.format("C"), id="figure-md"),
        pytest.param('<img src="p.png" alt="A">', CAPTIONED.format("A"), id="img"),
        pytest.param('<a href="https://example.org"><img src="p.png" alt="A"></a>', CAPTIONED.format("A"), id="a"),
        pytest.param('<p align="center">\n<img src="p.png" alt="A" width="50">\n</p>', CAPTIONED.format("A"), id="img in p"),  # noqa: E501
        pytest.param('<figure><img src="p.png" alt="A"><figcaption>C <em>c</em></figcaption></figure>', CAPTIONED.format("C em(c)"), id="html"),  # noqa: E501
        pytest.param('<figure>\n<a href="https://example.org"><img src="p.png" alt="A"></a>\n</figure>', FIGURE, id="html without caption"),  # noqa: E501
        pytest.param('Words <img src="p.png" alt="A"> words', "p(Words img words)", id="img in a line"),
        pytest.param('Words\n<img src="p.png" alt="A">', f"p(Words) {CAPTIONED.format('A')}", id="img on last line"),
        pytest.param('<div class="x">\n<img src="p.png" alt="A"> words\n</div>', "img words", id="img in other html"),
        pytest.param("Words[^1]\n\n[^1]: Note.\n    ![A](p.png)", "NOTE", id="note"),
    ],
)  # fmt: skip
def test_constructs(build: Callable[..., Built], text: str, expected: str) -> None:
    built = build(text)
    found = body(built)

    assert built.warnings == []
    if expected == "NOTE":
        note = found.select_one("aside.footnote")
        assert note
        assert CAPTIONED.format("A") in shape(note)
    else:
        assert shape(found) == expected
    for image in found.select("img"):
        assert image["alt"]
        assert (built.outdir / "posts" / unquote(str(image["src"]))).resolve().is_file()


def test_every_construct_in_other_formats(build: Callable[..., Built]) -> None:
    text = (
        "![A](p.png){width=50% .wide}\n\n![A](p.png) ![B](q.png)\n\nWords[^1]\n![C](p.png){align=left}\n\n"
        '<img src="q.png" alt="D">\n\n[^1]: Note\n    ![E](p.png)\n'
    )
    for builder in ("latex", "text", "epub", "singlehtml", "dirhtml", "xml"):
        built = build(text, builder=builder, version="1", epub_author="A", epub_publisher="P", epub_copyright="C")
        assert [line for line in built.warnings if "EPUB3" not in line] == [], builder


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("alt", [CAPTIONED.format("T"), CAPTIONED.format("A")]),
        ("title", [CAPTIONED.format("T"), FIGURE]),
        ("none", [FIGURE, FIGURE]),
    ],
)
def test_captions_are_the_owners_choice(build: Callable[..., Built], option: str, expected: list[str]) -> None:
    found = body(build('![A](p.png "T")\n\n![A](p.png)', postil_figure_captions=option))

    assert shape(found) == " ".join(expected)


def test_an_unknown_choice_of_captions(build: Callable[..., Built]) -> None:
    built = build("Words.", postil_figure_captions="both")

    assert len(built.warnings) == 1
    assert "`postil_figure_captions = 'both'` is invalid: expected 'title' or 'alt' or 'none'" in built.warnings[0]


@pytest.mark.parametrize(
    ("braces", "expected"),
    [
        ("{width=50%}", {"style": "width: 50%"}),
        ('{width="50%"}', {"style": "width: 50%"}),
        ("{: width='50%'}", {"style": "width: 50%"}),
        ("{w=300}", {"style": "width: 300px"}),
        ("{width=12.5em}", {"style": "width: 12.5em"}),
        ("{.wide}", {"class": "wide"}),
        ("{.margin}", {"class": "margin"}),
        ("{.wide width=50% #fig-x}", {"class": "wide", "id": "fig-x", "style": "width: 50%"}),
        ("{#fig-x}", {"id": "fig-x"}),
        ("{align=left}", {"class": "align-left"}),
        ("{ align=right }", {"class": "align-right"}),
    ],
)
def test_attributes(build: Callable[..., Built], braces: str, expected: dict[str, str]) -> None:
    for text in (
        f"![A](p.png){braces}",
        f"![A](p.png)\n{braces}",
        f"[![A](p.png){braces}](https://example.org)",
    ):
        built = build(text)
        found = body(built)
        figure = found.select_one("figure")

        assert built.warnings == []
        assert figure
        assert "{" not in found.get_text()
        for key, value in expected.items():
            assert value in (figure[key] if key == "class" else [figure[key]])


@pytest.mark.parametrize("braces", ["{#fig-x .wide}", "{#fig-x .wide width=50%}", "{: .wide #fig-x}"])
def test_attributes_on_the_line_before(build: Callable[..., Built], braces: str) -> None:
    found = body(build(f"{braces}\n![A](p.png)"))
    figure = found.select_one("figure")

    assert figure
    assert "{" not in found.get_text()
    assert figure["id"] == "fig-x"
    assert "wide" in figure["class"]


def test_a_label_before_the_figure(build: Callable[..., Built]) -> None:
    built = build("(fig-x)=\n![A](p.png)\n\nSee {ref}`fig-x`.")

    assert built.warnings == []
    assert body(built).select_one('a[href="#fig-x"]').get_text() == "A"  # type: ignore[union-attr]


@pytest.mark.parametrize("braces", ["{width=50% and more}", "{}", "{ }", "{50%}", "{.wide"])
def test_braces_that_are_no_attributes_are_text(build: Callable[..., Built], braces: str) -> None:
    assert braces.replace(" ", "") in body(build(f"![A](p.png){braces}")).get_text().replace(" ", "") or braces in (
        "{}", "{ }",  # MyST takes them
    )  # fmt: skip


def test_a_length_that_is_none(build: Callable[..., Built]) -> None:
    built = build("Words.\n\n![A](p.png){width=50%%}")

    assert len(built.warnings) == 1
    assert re.search(
        r"a\.md:8: WARNING: `width=50%%` is not a valid width; it is ignored \[postil\.figure\]", built.warnings[0]
    )


@pytest.mark.parametrize("text", ["{width=50%}", "{: .wide #a}", "{a=1 b='x y' .c}"])
def test_read_attributes(text: str) -> None:
    found = read_attributes(text + " rest")

    assert found
    assert (text + " rest")[found[1] :] == " rest"


@pytest.mark.parametrize("kind", ["[](#fig-x)", "{ref}`fig-x`", "{numref}`fig-x`"])
@pytest.mark.parametrize("numfig", [False, True])
def test_references(build: Callable[..., Built], kind: str, numfig: bool) -> None:  # noqa: FBT001
    built = build(f"![Z](q.png)\n\n![A](p.png){{#fig-x width=50%}}\n\nSee {kind}.", numfig=numfig)
    link = body(built).select_one('a.internal[href="#fig-x"]')

    if kind.startswith("{numref}") and not numfig:
        assert "numfig is disabled" in built.warnings[0]
        return
    assert built.warnings == []
    assert link
    assert link.get_text() == ("Fig. 2" if numfig and "{ref}" not in kind else "A")
    assert [number.get_text().strip() for number in body(built).select(".caption-number")] == (
        ["Fig. 1", "Fig. 2"] if numfig else []
    )


def test_references_from_another_post(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = "numfig = True\n"
    text = "[](a.md#fig-x), [](#fig-x) and {numref}`fig-x`\n"
    built = plain_site.build(
        posts={"a.md": post("![A](p.png){#fig-x}"), "b.md": post(text, title="B"), "p.png": png}, parallel=2
    )

    assert built.warnings == []
    links = body(built, "posts/b").select('a[href="a.html#fig-x"]')
    assert [link.get_text() for link in links][-1] == "Fig. 1"
    assert len(links) == 3


def test_references_follow_the_numbers(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = "numfig = True\n"
    posts = {"a.md": post("![A](p.png){#fig-x}"), "b.md": post("{numref}`fig-x`\n", title="B")}
    first = body(plain_site.build(posts={**posts, "p.png": png}), "posts/b").get_text()
    second = body(plain_site.build(posts={"a.md": post("![Z](p.png)\n\n![A](p.png){#fig-x}")}), "posts/b").get_text()

    assert [text.strip() for text in (first, second)] == ["Fig. 1", "Fig. 2"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("![](p.png)", 6, "the image p.png has no alt text; describe it, or add {role=presentation}"),
        ("Words\n![](p.png)", 7, "no alt text; .*"),
        ("Words [\n![](p.png)](https://example.org) x", 7, "no alt text; .*"),
        ('Words.\n\n<img src="p.png">', 8, "no alt text; .*"),
        ("![p.png](p.png)", 6, "“p.png” looks like a file name; describe the image instead"),
        ("![IMG_1234.JPG](p.png)", 6, "“IMG_1234.JPG” looks like a file name; describe the image instead"),
        ("```{figure} p.png\n\nCaption\n```", 6, "no alt text; .*"),
        ('![](p.png "T")', 6, "no alt text; .*"),
    ],
)
def test_a_picture_without_words(build: Callable[..., Built], text: str, line: int, words: str) -> None:
    built = build(text)

    assert len(built.warnings) == 1
    assert re.search(rf"posts/a\.md:{line}: WARNING: .*{words} \[postil\.figure\]", built.warnings[0])
    assert "png" not in str(body(built).select("img")[0].get("alt", "")) or "png" in text.split("]", maxsplit=1)[0]


def test_the_warning_can_be_silenced(build: Callable[..., Built]) -> None:
    assert build("![](p.png)", suppress_warnings=["postil.figure"]).warnings == []


@pytest.mark.parametrize(
    "text", ["![](p.png){role=presentation}", "![](p.png){role=none width=5%}", '<img src="p.png" alt="">']
)
def test_a_picture_that_is_decoration(build: Callable[..., Built], text: str) -> None:
    built = build(text)
    found = body(built)

    assert built.warnings == []
    assert shape(found) == "figure(img)"
    assert found.select_one("img")["alt"] == ""  # type: ignore[index]


def test_pictures_of_other_sites(build: Callable[..., Built]) -> None:
    found = body(build("![A](https://example.org/a.png)\n\n![B](data:image/png;base64,AAAA)"))

    assert shape(found) == "figure(a(img) figcaption(A)) figure(img figcaption(B))"
    assert found.select_one("a.postil-enlarge")["href"] == "https://example.org/a.png"  # type: ignore[index]


@pytest.mark.parametrize("text", ["![A man](no.png)", "Words.\n![A man](no.png)", '<img src="no.png" alt="A man">'])
def test_missing_files(build: Callable[..., Built], text: str) -> None:
    built = build(text)
    found = body(built)

    assert [re.sub(r".*?(?=a\.md)", "", line) for line in built.warnings] == [
        f"a.md:{7 if 'Words' in text else 6}: WARNING: image file not readable: ../posts/no.png [image.not_readable]"
    ]
    assert found.get_text().count("A man") == 1
    assert found.select_one(".postil-missing-image")
    assert not found.select("img")


def test_a_folder_is_no_picture(site: SiteBuilder, post: Post) -> None:
    site.write({"posts/dir.png/x.md": "# X\n"})
    built = site.build(posts={"a.md": post("Words.\n\n![A man](dir.png)\n")})
    message = "the image ../posts/dir.png is a folder; name a file [postil.picture]"

    assert [found for found in built.warnings if re.search(rf"a\.md:\d+: WARNING: {re.escape(message)}", found)]
    assert built.article("posts/a").select_one(".postil-missing-image").get_text() == "A man"  # type: ignore[union-attr]


def test_a_missing_file_keeps_its_caption(build: Callable[..., Built]) -> None:
    found = body(build('![A man](no.png "The *man* himself"){#fig-x}\n\n[](#fig-x)'))

    assert shape(found) == "figure(p(A man) figcaption(The em(man) himself)) p(a(The man himself))"


@pytest.mark.parametrize(
    "text",
    [
        "<div><img src='https://example.org/p.png' onclick='x()' alt='A'></div>",
        "<picture>\n<source srcset='https://e.org/p.png'><img src='https://e.org/p.png' alt='A'>\n</picture>",
        "<!-- <img src='p.png'> -->",
        "<video src='p.png'></video>",
    ],
)
def test_html_that_is_not_understood_stays(build: Callable[..., Built], text: str) -> None:
    built = build(text)

    assert built.warnings == []
    assert text in built.read("posts/a.html")


@pytest.mark.parametrize(
    "text",
    [
        "<picture><source srcset='gone.webp'><img srcset='gone.png 2x' sizes='9px' src='p.png' alt='A'></picture>",
        "<picture>\n  <source srcset='gone.avif 1x, gone.webp 2x'>\n  <img src='p.png' alt='A'>\n</picture>",
        "<figure><picture><source srcset='gone.webp'><img src='p.png' alt='A'></picture></figure>",
        "Words <picture class='x'><source srcset='gone.webp'><img src='p.png' alt='A'></picture> words.",
        "Words\n<a href='b'><picture><source srcset='gone.webp'><img src='p.png' alt='A'></picture></a>",
    ],
)
def test_other_files_of_a_picture_are_left_out(build: Callable[..., Built], text: str) -> None:
    """A browser would take one of them, and they are no part of the site."""
    built = build(text)
    found = body(built)

    assert built.warnings == []
    assert [(image["src"], image["alt"]) for image in found.select("img")] == [("../_images/p.png", "A")]
    assert "gone" not in str(found)
    assert found.get_text().lower().count("words") == text.lower().count("words")
    assert found.select("figure") or not text.startswith("<")


def test_a_picture_for_dark_pages_stays(build: Callable[..., Built]) -> None:
    source = '<source srcset="../dark.png" media="(prefers-color-scheme: dark)">'
    built = build(f"<picture>\n{source}\n<img src='p.png' alt='A'>\n</picture>")

    [warning] = built.warnings
    message = "`../dark.png` in a `<source>` is not copied to the output; add the file to `html_extra_path`"
    assert warning.endswith(f"WARNING: {message} [postil.picture]")
    found = body(built).select_one("picture source")
    assert found
    assert len(body(built).select("picture")) == 1
    assert (found["srcset"], found["media"]) == ("../dark.png", "(prefers-color-scheme: dark)")


@pytest.mark.parametrize("text", ["{}", "Words {} words.", "> - {} words", '{"', "| a |\n| - |\n| {} words |"])
def test_alternative_text_keeps_code_and_formulas(build: Callable[..., Built], text: str) -> None:
    picture = "![Use `foo` and $x^2$ *now*](p.png)"
    built = build(picture.replace(")", ' "T")') if text == '{"' else text.format(picture))
    [image] = body(built).select("img")

    assert built.warnings == []
    assert image["alt"] == "Use foo and x^2 now"


@pytest.mark.parametrize("outer", ["{}", "<div>{}</div>", "Words {} words.", "| a |\n| - |\n| {} |"])
def test_html_with_more_than_a_node_holds_leads_to_its_picture(build: Callable[..., Built], outer: str) -> None:
    tag = """<img src='p.png' alt="A" width="9" style="float: right; width: 9px" data-x='"<' hidden>"""
    built = build(outer.format(tag))
    [image] = body(built).select("img")

    assert built.warnings == []
    assert (image["src"], image["alt"], image["data-x"], image["hidden"]) == ("../_images/p.png", "A", '"<', "")
    assert (image["style"], image["width"]) == ("float: right; width: 9px", "9")


def test_html_that_links_a_picture_to_itself(build: Callable[..., Built]) -> None:
    built = build('<a href="p.png"><img src="p.png" alt="A"></a>\n\nOr <a href="p.png"><img src="p.png" alt="B"></a>')

    assert [link["href"] for link in body(built).select("a:has(img)")] == ["../_images/p.png"]


def test_html_keeps_its_attributes(build: Callable[..., Built]) -> None:
    text = (
        '<figure class="wide" id="Fig-x">\n  <img src="p.png" alt="A" style="width: 50%" title="T" class="c">\n'
        '  <figcaption>See <a href="https://example.org">there</a>,<br>10 &lt; 20</figcaption>\n</figure>'
    )
    figure = body(build(text)).select_one("figure")

    assert figure
    assert {"wide", "postil-figure"} <= set(figure["class"])
    assert figure["id"] == "fig-x"
    assert figure["style"] == "width: 50%"
    assert figure.select_one("img.c")
    assert " ".join(figure.select_one("figcaption").get_text(" ").split()) == "See there , 10 < 20"  # type: ignore[union-attr]


def test_notes_in_captions(build: Callable[..., Built]) -> None:
    built = build('![A](p.png "See[^n] *it*") \n\nWords[^m].\n\n[^m]: M note.\n\n[^n]: N note.\n')
    found = body(built)

    assert built.warnings == []
    reference = found.select_one("figcaption a.footnote-reference")
    assert reference
    note = found.select_one(str(reference["href"]).replace("#", "aside#"))
    assert note
    assert "N note." in note.get_text()
    identifiers = [str(tag["id"]) for tag in built.page("posts/a").select("[id]")]
    assert len(identifiers) == len(set(identifiers))


def test_a_caption_that_is_a_note(build: Callable[..., Built]) -> None:
    built = build('![A](p.png "[^n]")\n\n[^n]: N note.\n')

    assert built.warnings == []
    assert body(built).select_one("figcaption a.footnote-reference")


def test_links_and_roles_in_captions_are_told_at_their_line(build: Callable[..., Built]) -> None:
    built = build('Words.\n\n![A](p.png "See {doc}`nowhere` *x*")')

    assert len(built.warnings) == 1
    assert "posts/a.md:8: WARNING: unknown document" in built.warnings[0]


def test_enlarge_leads_to_the_file_and_the_script_is_where_it_is_needed(build: Callable[..., Built]) -> None:
    built = build("![A](p.png){width=50%}")
    page = built.page("posts/a")
    link = page.select_one("figure > a.postil-enlarge")

    assert link
    assert (built.outdir / "posts" / str(link["href"])).resolve().is_file()
    scripts = [script for script in page.select("script[src]") if "postil-figures" in str(script["src"])]
    assert len(scripts) == 1
    assert scripts[0].has_attr("defer")
    for other in ("index", "blog", "search"):
        assert "postil-figures" not in built.read(f"{other}.html")


def test_a_link_of_the_authors_stays(build: Callable[..., Built]) -> None:
    found = body(build("[![A](p.png)](https://example.org)"))

    assert [link["href"] for link in found.select("figure a")] == ["https://example.org"]


def test_excerpts_pass_figures_over(build: Callable[..., Built]) -> None:
    built = build("![A man](p.png)\n\n![B](p.png) ![C](q.png)\n\n![D](no.png)\n\nFirst words.\n\nMore.")
    excerpt = built.article("blog").select_one(".postil-excerpt")

    assert excerpt
    assert excerpt.get_text().strip() == "First words."


def test_feeds_show_figures_with_whole_addresses(build: Callable[..., Built]) -> None:
    feed = build('![A](p.png "T *t*"){#fig-x width=50%}').read("blog/atom.xml")

    assert 'href="https://example.org/_images/p.png"' in feed.replace("&quot;", '"')
    assert "https://example.org/_images/p.png" in feed
    assert "T &lt;em&gt;t&lt;/em&gt;" in feed
    assert "../" not in feed


def test_restructuredtext(plain_site: SiteBuilder, png: bytes) -> None:
    text = (
        "A post\n======\n\n:date: 2024-03-24\n\n.. image:: p.png\n   :alt: A\n   :align: left\n   :name: fig-x\n\n"
        '.. figure:: p.png\n   :alt: B\n\n   C *c*\n\nA |x| b, :ref:`fig-x`.\n\n.. raw:: html\n\n   <img src="p.png">'
        "\n\n"
        ".. |x| image:: p.png\n   :alt: X\n"
    )
    built = plain_site.build(posts={"a.rst": text, "p.png": png})
    found = body(built)

    assert built.warnings == []
    assert shape(found) == ("figure(a(img) figcaption(A)) figure(a(img) figcaption(C em(c))) p(A img b, a(A) .) img")
    assert found.select("figure")[0]["id"] == "fig-x"
    assert '<img src="p.png">' in built.read("posts/a.html")


def test_pictures_that_code_drew_are_left_alone(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = 'extensions = ["postil", "myst_nb"]\nnb_execution_mode = "off"\n'
    point = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
    notebook = (
        '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": "---\\ntitle: N\\ndate: 2024-03-24\\n---\\n'
        'Words.\\n\\n![A](p.png \\"T *t*\\")"}, {"cell_type": "code", "execution_count": 1, "metadata": {},'
        ' "source": "x",'
        f' "outputs": [{{"output_type": "display_data", "metadata": {{}}, "data": {{"image/png": "{point}"}}}}]}}],'
        ' "metadata": {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},'
        ' "nbformat": 4, "nbformat_minor": 4}'
    )
    built = plain_site.build(posts={"a.ipynb": notebook, "p.png": png})

    assert built.warnings == []
    assert len(body(built).select("figure")) == 1
    assert len(body(built).select("img")) == 2


def test_a_figure_in_the_seeds_note(site: SiteBuilder, png: bytes) -> None:
    if not SEED.is_file():
        pytest.skip("the essay is not here")
    built = site.build(posts={"essay/index.md": SEED.read_text("utf-8"), "essay/selfie.png": png})
    note = built.article("posts/essay/index").select("aside.footnote")[2]

    assert built.warnings == []
    assert len(note.select("figure img")) == 1
    assert not note.select("figcaption")
    assert not note.select("p img")


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("A map", "Here is a map.", False),
        ("Six", "A gallery of six:", False),
        ("A map", "a MAP:", True),
        ("A map", "We drew this. A map:", True),
        ("We drew this. A map", "Words. We drew this! A map", True),
        ("The map", "The “map”…", True),
        ("map", "A map. Words", False),
        ("Map", "Roadmap", False),
        ("", "Words", False),
        ("🗺️", "🗺️", False),
        ("map", "", False),
        ("a map of Rome", "of Rome", False),
    ],
)
def test_repeats(text: str, before: str, expected: bool) -> None:  # noqa: FBT001
    assert repeats(text, before) is expected


@pytest.mark.parametrize(
    ("text", "uri", "expected"),
    [
        ("p.png", "p.png", True),
        ("IMG_1234", "img/IMG_1234.jpg", True),
        ("IMG_1234.JPG", "x.jpg", True),
        ("map", "map.svg", False),
        ("The file map.svg in an editor", "e.png", False),
        ("Node.js", "node.svg", False),
        ("", "p.png", False),
    ],
)
def test_file_names(text: str, uri: str, expected: bool) -> None:  # noqa: FBT001
    assert is_file_name(text, uri) is expected


HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "figures.md").read_text("utf-8")


@pytest.mark.parametrize("example", re.findall(r"^```markdown\n(.*?)^```$", HOW_TO, re.DOTALL | re.MULTILINE))
def test_examples_of_the_how_to(plain_site: SiteBuilder, post: Post, png: bytes, example: str) -> None:
    names = re.findall(r"[\w-]+\.(?:jpg|png)", example)
    built = plain_site.build(posts={"a.md": post(example), **dict.fromkeys(names, png)})
    found = body(built)

    assert built.warnings == []
    assert len(found.select("figure img")) == len(names)
    assert "{" not in found.get_text()


def test_figures_in_notes_on_paper(build: Callable[..., Built], plain_site: SiteBuilder) -> None:
    plain_site.write({"docs/index.md": "# Home\n\n```{toctree}\nposts/a\n```\n"})
    built = build("Words[^1]\n\n[^1]: Note\n\n    ![E](p.png)\n", builder="latex")
    tex = next(built.outdir.glob("*.tex")).read_text("utf-8")

    assert built.warnings == []
    assert "begin{figure}" not in tex
    assert "includegraphics" in tex
    assert "emphasis{E}" in tex


@pytest.mark.parametrize(
    ("label", "alt"),
    [
        ("Where $x < y$ holds", "Where x < y holds"),
        ("A `List<int>` in memory", "A List<int> in memory"),
        ("Both `<b>` and $a<b>c$", "Both <b> and a<b>c"),
        ("1 < 2 and `code`", "1 < 2 and code"),
    ],
)
def test_less_than_in_code_and_formulas_is_no_tag(
    plain_site: SiteBuilder, post: Post, png: bytes, label: str, alt: str
) -> None:
    """A formula or code with `<` stays in the caption and in the alternative text (quarto-dev/quarto-cli#7592)."""
    built = plain_site.build({"a.md": post(f"Text.\n\n![{label}](p.png)\n"), "p.png": png})
    figure = built.article("posts/a").select_one("figure")

    assert figure is not None
    assert str(figure.select_one("img")["alt"]) == alt  # type: ignore[index]
    assert len(figure.select("figcaption code, figcaption math")) == label.count("`") // 2 + label.count("$") // 2


def test_a_sized_image_in_a_line_has_its_id_once(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    """Nobody asked for a link to the file (quarto-dev/quarto-cli#9535)."""
    built = plain_site.build({"a.md": post('Words ![a](p.png){#here width="9px"} in a line.\n'), "p.png": png})
    article = built.article("posts/a")

    assert [found.name for found in article.select("#here")] == ["img"]
    assert not article.select("a:has(img)")
