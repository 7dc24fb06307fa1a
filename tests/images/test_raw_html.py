"""Images in raw HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    "text",
    [
        "<div><img src='https://example.org/p.png' onclick='x()' alt='A'></div>",
        "<picture>\n<source srcset='https://e.org/p.png'><img src='https://e.org/p.png' alt='A'>\n</picture>",
        "<!-- <img src='p.png'> -->",
        "<video controls src='https://example.org/p.mp4'></video>",
    ],
)
def test_html_that_cannot_be_converted_is_kept(build: Callable[..., Built], text: str) -> None:
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
        "Words\n<a href='http://b.de'><picture><source srcset='gone.webp'><img src='p.png' alt='A'></picture></a>",
    ],
)
def test_sources_of_a_picture_element_are_removed(build: Callable[..., Built], text: str) -> None:
    """A browser would take one of them, and they are no part of the site."""
    built = build(text)
    found = main_content(built)

    assert built.warnings == []
    assert [(image["src"], image["alt"]) for image in found.select("img")] == [("../_images/p.png", "A")]
    assert "gone" not in str(found)
    assert found.get_text().lower().count("words") == text.lower().count("words")
    assert found.select("figure") or not text.startswith("<")


def test_source_for_dark_mode_is_kept(build: Callable[..., Built]) -> None:
    source = '<source srcset="dark.png" media="(prefers-color-scheme: dark)">'
    built = build(f"<picture>\n{source}\n<img src='p.png' alt='A'>\n</picture>")
    found = main_content(built).select_one("picture source")

    assert found
    assert len(main_content(built).select("picture")) == 1
    assert (found["srcset"], found["media"]) == ("dark.png", "(prefers-color-scheme: dark)")
    assert len(built.warnings) == 1
    assert "the link to 'dark.png' leads nowhere" in built.warnings[0]


@pytest.mark.parametrize("outer", ["{}", "<div>{}</div>", "Words {} words.", "| a |\n| - |\n| {} |"])
def test_extra_html_attributes_are_kept(build: Callable[..., Built], outer: str) -> None:
    tag = """<img src='p.png' alt="A" width="9" style="float: right; width: 9px" data-x='"<' hidden>"""
    built = build(outer.format(tag))
    [image] = main_content(built).select("img")

    assert built.warnings == []
    assert (image["src"], image["alt"], image["data-x"], image["hidden"]) == ("../_images/p.png", "A", '"<', "")
    assert (image["style"], image["width"]) == ("float: right; width: 9px", "9")


def test_link_of_an_image_to_itself(build: Callable[..., Built]) -> None:
    built = build('<a href="p.png"><img src="p.png" alt="A"></a>\n\nOr <a href="p.png"><img src="p.png" alt="B"></a>')

    assert [link["href"] for link in main_content(built).select("a:has(img)")] == ["../_images/p.png"]


def test_html_figure_keeps_its_attributes(build: Callable[..., Built]) -> None:
    text = (
        '<figure class="wide" id="Fig-x">\n  <img src="p.png" alt="A" style="width: 50%" title="T" class="c">\n'
        '  <figcaption>See <a href="https://example.org">there</a>,<br>10 &lt; 20</figcaption>\n</figure>'
    )
    figure = main_content(build(text)).select_one("figure")

    assert figure
    assert {"wide", "postil-figure"} <= set(figure["class"])
    assert figure["id"] == "fig-x"
    assert figure["style"] == "width: 50%"
    assert figure.select_one("img.c")
    assert " ".join(figure.select_one("figcaption").get_text(" ").split()) == "See there , 10 < 20"  # type: ignore[union-attr]


DATA = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.mark.parametrize("src", ["?s=100", "?", "#", "#top", "", " ", DATA, f" {DATA}", "data:,"])
@pytest.mark.parametrize("outer", ["{}", "<p>{}</p>", "Words {} words.", '<a href="https://example.org">{}<br></a>'])
def test_an_image_that_names_no_file_is_left_alone(build: Callable[..., Built], src: str, outer: str) -> None:
    tag = f'<img src="{src}" width="100px;" alt=""/>'
    built = build(outer.format(tag))

    assert built.warnings == []
    assert tag in built.read("posts/a.html")


def test_other_images_beside_one_without_a_file_are_copied(build: Callable[..., Built]) -> None:
    found = main_content(
        build('<p><img src="?s=1" alt=""> <img data-src="x.png" alt=""> <img src="p.png" alt="A"></p>')
    )

    assert [image.get("src") for image in found.select("img")] == ["?s=1", None, "../_images/p.png"]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "path", ["_static/s.png", "_static/deep/s.png", "_static/made-by-a-theme.png", "e.png", "deep/two%20words.png?v=1"]
)
def test_files_that_are_copied_to_the_output_anyway_are_left_alone(
    plain_site: SiteBuilder, post: Post, png: bytes, path: str, builder: str
) -> None:
    files = ["static/s.png", "static/deep/s.png", "extra/e.png", "extra/deep/two words.png"]
    plain_site.conf = 'html_static_path = ["static"]\nhtml_extra_path = ["extra"]\n'
    plain_site.write({f"docs/{name}": png for name in files})
    up = "../" if builder == "html" else "../../"
    built = plain_site.build(posts={"a.md": post(f'<img src="{up}{path}" alt="A">\n')}, builder=builder)

    assert built.warnings == []
    assert f'<img src="{up}{path}" alt="A">' in built.read(
        "posts/a.html" if builder == "html" else "posts/a/index.html"
    )


def test_a_static_file_that_is_a_source_file_too_is_an_image(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = 'html_static_path = ["_static"]\n'
    built = plain_site.build({"a.md": post('<img src="/_static/s.png" alt="A">\n')}, {"_static/s.png": png})

    assert [image["src"] for image in main_content(built).select("figure img")] == ["../_images/s.png"]


def test_a_page_is_updated_when_a_static_file_is_gone_or_comes(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = 'html_extra_path = ["extra"]\n'
    plain_site.write({"docs/extra/e.png": png})
    posts = {"a.md": post('<img src="../e.png" alt="Arches">\n')}
    shown = [bool(main_content(plain_site.build(posts)).select("img"))]
    for content in (None, png):
        plain_site.write({"docs/extra/e.png": content})
        built = plain_site.build()
        shown.append(bool(main_content(built).select("img")))
        assert plain_site.differences(built) == []

    assert shown == [True, False, True]


@pytest.mark.parametrize("conf", ["", "postil_page_size = 20"])
def test_on_an_ablog_site_a_missing_file_in_html_is_no_warning(plain_site: SiteBuilder, png: bytes, conf: str) -> None:
    """ABlog leaves raw HTML alone. If the file comes, it is copied."""
    plain_site.conf = f"{conf}\n"
    built = plain_site.build(docs={"page.md": '# Page\n\n<div><img src="later.png" alt="A"> Words</div>\n'})
    warnings = [line for line in built.warnings if "later.png" in line]
    before = main_content(built, "page")
    plain_site.write({"docs/later.png": png})
    later = plain_site.build()

    assert len(warnings) == bool(conf)
    assert bool(before.select('img[src="later.png"]')) != bool(conf)
    assert not before.select("div > p")
    assert main_content(later, "page").select('img[src="_images/later.png"]')
    assert plain_site.differences(later) == []
