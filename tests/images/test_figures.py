"""Figures from images that stand alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


SEED = Path(__file__).parents[3] / "shared" / "seed" / "leaving-facebook-meta" / "index.md"
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
        pytest.param("![![A](q.png)](p.png)", CAPTIONED.format("A"), id="image in alt"),
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
        pytest.param("[![A](p.png) more](https://example.org)", "p(a(img more))", id="image in a link's text"),
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
        pytest.param("```{image} p.png\n:alt: A\n```", "img", id="image directive"),
        pytest.param("```{image} p.png\n:alt: A\n:target: https://example.org\n```", "a(img)", id="image with a target"),  # noqa: E501
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
def test_figures_from_markdown_and_html(build: Callable[..., Built], text: str, expected: str) -> None:
    built = build(text)
    found = main_content(built)

    assert built.warnings == []
    if expected == "NOTE":
        note = found.select_one("aside.footnote")
        assert note
        assert CAPTIONED.format("A") in outline(note)
    else:
        assert outline(found) == expected
    for image in found.select("img"):
        assert image["alt"]
        assert (built.outdir / "posts" / unquote(str(image["src"]))).resolve().is_file()


def test_other_builders_have_no_warnings(build: Callable[..., Built]) -> None:
    text = (
        "![A](p.png){width=50% .wide}\n\n![A](p.png) ![B](q.png)\n\nWords[^1]\n![C](p.png){align=left}\n\n"
        '<img src="q.png" alt="D">\n\n[^1]: Note\n    ![E](p.png)\n'
    )
    for builder in ("latex", "text", "epub", "singlehtml", "dirhtml", "xml"):
        built = build(text, builder=builder, version="1", epub_author="A", epub_publisher="P", epub_copyright="C")
        assert [line for line in built.warnings if "EPUB3" not in line] == [], builder


def test_label_before_a_figure(build: Callable[..., Built]) -> None:
    built = build("(fig-x)=\n![A](p.png)\n\nSee {ref}`fig-x`.")

    assert built.warnings == []
    assert main_content(built).select_one('a[href="#fig-x"]').get_text() == "A"  # type: ignore[union-attr]


def test_images_of_other_sites_and_data_urls(build: Callable[..., Built]) -> None:
    found = main_content(build("![A](https://example.org/a.png)\n\n![B](data:image/png;base64,AAAA)"))

    assert outline(found) == "figure(a(img) figcaption(A)) figure(img figcaption(B))"
    assert found.select_one("a.postil-enlarge")["href"] == "https://example.org/a.png"  # type: ignore[index]


def test_lightbox_links_to_the_file_and_its_script_is_only_on_pages_with_figures(build: Callable[..., Built]) -> None:
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


def test_an_authors_link_is_kept(build: Callable[..., Built]) -> None:
    found = main_content(build("[![A](p.png)](https://example.org)"))

    assert [link["href"] for link in found.select("figure a")] == ["https://example.org"]


def test_excerpts_skip_figures(build: Callable[..., Built]) -> None:
    built = build("![A man](p.png)\n\n![B](p.png) ![C](q.png)\n\n![D](no.png)\n\nFirst words.\n\nMore.")
    excerpt = built.article("blog").select_one(".postil-excerpt")

    assert excerpt
    assert excerpt.get_text().strip() == "First words."


def test_feeds_have_absolute_image_urls(build: Callable[..., Built]) -> None:
    feed = build('![A](p.png "T *t*"){#fig-x width=50%}').read("blog/atom.xml")

    assert 'href="https://example.org/_images/p.png"' in feed.replace("&quot;", '"')
    assert "https://example.org/_images/p.png" in feed
    assert "T &lt;em&gt;t&lt;/em&gt;" in feed
    assert "../" not in feed


def test_restructuredtext(plain_site: SiteBuilder, png: bytes) -> None:
    text = (
        "A post\n======\n\n:date: 2024-03-24\n\n.. image:: p.png\n   :alt: A\n   :align: left\n\n"
        ".. figure:: p.png\n   :alt: B\n   :name: fig-x\n\n   C *c*\n\nA |x| b, :ref:`fig-x`.\n\n"
        '.. raw:: html\n\n   <img src="p.png">\n\n'
        ".. |x| image:: p.png\n   :alt: X\n"
    )
    built = plain_site.build(posts={"a.rst": text, "p.png": png})
    found = main_content(built)

    assert built.warnings == []
    assert outline(found) == ("img figure(a(img) figcaption(C em(c))) p(A img b, a(C c) .) img")
    assert found.select("figure")[0]["id"] == "fig-x"
    assert '<img src="../_images/p.png">' in built.read("posts/a.html")


def test_substitutions_in_restructuredtext_are_images(plain_site: SiteBuilder, png: bytes) -> None:
    text = "A post\n======\n\n:date: 2024-03-24\n\n|x|\n\n|x| |y|\n\n"
    text += "".join(f".. |{name}| image:: {name}.png\n   :alt: {name}\n" for name in "xy")
    built = plain_site.build(posts={"a.rst": text, "x.png": png, "y.png": png})

    assert built.warnings == []
    assert outline(main_content(built)) == "p(img) p(img img)"


def test_notebook_output_is_not_changed(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
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
    assert len(main_content(built).select("figure")) == 1
    assert len(main_content(built).select("img")) == 2


def test_figure_in_a_footnote_of_the_seed(site: SiteBuilder, png: bytes) -> None:
    if not SEED.is_file():
        pytest.skip("the essay is not here")
    built = site.build(posts={"essay/index.md": SEED.read_text("utf-8"), "essay/selfie.png": png})
    note = built.article("posts/essay/index").select("aside.footnote")[2]

    assert built.warnings == []
    assert len(note.select("figure img")) == 1
    assert not note.select("figcaption")
    assert not note.select("p img")


HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "figures.md").read_text("utf-8")


@pytest.mark.parametrize("example", re.findall(r"^```markdown\n(.*?)^```$", HOW_TO, re.DOTALL | re.MULTILINE))
def test_examples_in_the_how_to(plain_site: SiteBuilder, post: Post, png: bytes, example: str) -> None:
    names = re.findall(r"[\w-]+\.(?:jpg|png)", example)
    media = re.findall(r"[\w-]+\.(?:mp4|mp3)", example)
    built = plain_site.build(posts={"a.md": post(example), **dict.fromkeys([*names, *media], png)})
    found = main_content(built)

    assert built.warnings == []
    assert len(found.select("figure img")) == len(names)
    assert len(found.select("video, audio")) == len(media)
    assert "{" not in found.get_text()


def test_figures_in_footnotes_in_latex(build: Callable[..., Built], plain_site: SiteBuilder) -> None:
    plain_site.write({"docs/index.md": "# Home\n\n```{toctree}\nposts/a\n```\n"})
    built = build("Words[^1]\n\n[^1]: Note\n\n    ![E](p.png)\n", builder="latex")
    tex = next(built.outdir.glob("*.tex")).read_text("utf-8")

    assert built.warnings == []
    assert "begin{figure}" not in tex
    assert "includegraphics" in tex
    assert "emphasis{E}" in tex
