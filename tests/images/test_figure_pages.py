"""Images on pages that are not posts stay images, unless the site wants figures there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# Each with its outline on a page, and on a page of a site with figures on all pages.
MARKDOWN = {
    "![A](p.png)": ("p(img)", "figure(a(img) figcaption(A))"),
    '![A](p.png "T")': ("p(img)", "figure(a(img) figcaption(T))"),
    "[![A](p.png)](https://example.org)": ("p(a(img))", "figure(a(img) figcaption(A))"),
    "![A](p.png) ![B](q.png)": ("p(img img)", "row(figure(a(img) figcaption(A)) figure(a(img) figcaption(B)))"),
    "Words\n![A](p.png)": ("p(Words img)", "p(Words) figure(a(img) figcaption(A))"),
    "* ![A](p.png)": ("li(p(img))", "li(figure(a(img) figcaption(A)))"),
    '<img src="p.png" alt="A">': ("img", "figure(a(img) figcaption(A))"),
    '<p align="center">\n<img src="p.png" alt="A">\n</p>': ("p(img)", "figure(a(img) figcaption(A))"),
    '<a href="https://example.org"><img src="p.png" alt="A"></a>': ("p(a(img))", "figure(a(img) figcaption(A))"),
    "```{image} p.png\n:alt: A\n```": ("img", "img"),
    "```{image} p.png\n:alt: A\n:target: https://example.org\n```": ("a(img)", "a(img)"),
    "```{image} p.png\n:alt: A\n```\n\n```{image} q.png\n:alt: B\n```": ("img img", "img img"),
    "```{figure} p.png\n:alt: A\n\nC\n```": ("figure(a(img) figcaption(C))", "figure(a(img) figcaption(C))"),
    ":::{figure-md}\n![A](p.png)\n\nC\n:::": ("figure(a(img) figcaption(C))", "figure(a(img) figcaption(C))"),
}


@pytest.mark.parametrize("pages", ["posts", "all"])
@pytest.mark.parametrize("text", MARKDOWN)
def test_images_on_pages(plain_site: SiteBuilder, png: bytes, text: str, pages: str) -> None:
    plain_site.conf = f'postil_figure_captions = "alt"\npostil_figure_pages = "{pages}"\n'
    built = plain_site.build(docs={"page.md": f"# Page\n\n{text}\n", "p.png": png, "q.png": png})

    assert [line for line in built.warnings if "toctree" not in line] == []
    assert outline(main_content(built, "page")) == MARKDOWN[text][pages == "all"]


def test_what_an_author_says_of_an_image_on_a_page_is_kept(plain_site: SiteBuilder, png: bytes) -> None:
    text = '![A](p.png "T"){width=50% .round #map}\n\n![](p.png){role=presentation}\n\n[Map](#map)\n'
    built = plain_site.build(docs={"page.md": f"# Page\n\n{text}", "p.png": png})
    images = main_content(built, "page").select("img")

    assert [line for line in built.warnings if "toctree" not in line] == []
    assert [(image["alt"], image.get("id")) for image in images] == [("A", "map"), ("", None)]
    assert images[0]["style"] == "width: 50%;"
    assert images[0]["class"] == ["round"]


@pytest.mark.parametrize(
    "directive", ["```{post} 2024-03-24\n```\n\n", "```{post} 2024-03-24\n```\n\nWords.\n\n## S\n\n"]
)
def test_a_page_with_a_post_directive_is_a_post(plain_site: SiteBuilder, png: bytes, directive: str) -> None:
    built = plain_site.build(docs={"page.md": f'# Page\n\n{directive}![A](p.png "Title")\n', "p.png": png})

    assert main_content(built, "page").select("figure figcaption")


def test_a_page_that_becomes_a_post_gets_its_figures(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.build(docs={"page.md": "# Page\n\n![A](p.png)\n", "p.png": png})
    built = plain_site.build(docs={"page.md": post("![A](p.png)\n", blogpost=True)})

    assert main_content(built, "page").select("figure")
    assert plain_site.differences(built) == []


def test_the_option_changes_pages_in_an_incremental_build(plain_site: SiteBuilder, png: bytes) -> None:
    plain_site.build(docs={"page.md": "# Page\n\n![A](p.png)\n", "p.png": png})
    plain_site.conf = 'postil_figure_pages = "all"\n'
    built = plain_site.build()

    assert main_content(built, "page").select("figure")
    assert plain_site.differences(built) == []


def test_on_an_ablog_site_an_image_with_a_size_links_to_its_file(plain_site: SiteBuilder, png: bytes) -> None:
    text = "# Page\n\n```{image} p.png\n:alt: A\n:width: 50%\n:class: round\n```\n"
    built = plain_site.build(docs={"page.md": text, "p.png": png})

    assert outline(main_content(built, "page")) == "a(img)"
    assert main_content(built, "page").select_one('a.round[href="_images/p.png"] > img.round')


@pytest.mark.parametrize(("conf", "expected"), [("", None), ("postil_page_size = 20", "1")])
def test_on_an_ablog_site_images_have_only_the_size_that_its_authors_gave(
    plain_site: SiteBuilder, png: bytes, conf: str, expected: str | None
) -> None:
    """Its style sheets may set one dimension, and an attribute for the other would distort the image."""
    plain_site.conf = f"{conf}\n"
    built = plain_site.build(docs={"page.md": "# Page\n\n```{image} p.png\n:alt: A\n```\n", "p.png": png})
    [image] = main_content(built, "page").select("img")

    assert (image.get("width"), image.get("height")) == (expected, expected)


def test_on_an_ablog_site_html_images_get_no_links(plain_site: SiteBuilder, png: bytes) -> None:
    text = '# Page\n\n<p align="center"><img src="p.png" alt="A" width="9" class="x"></p>\n'
    built = plain_site.build(docs={"page.md": text, "p.png": png})
    [image] = main_content(built, "page").select("img")

    assert image["class"] == ["x"]
    assert not main_content(built, "page").select("a:has(img)")
