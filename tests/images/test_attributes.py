"""Attributes of images in braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.images.attributes import read_attributes
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


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
def test_attributes_after_an_image(build: Callable[..., Built], braces: str, expected: dict[str, str]) -> None:
    for text in (
        f"![A](p.png){braces}",
        f"![A](p.png)\n{braces}",
        f"[![A](p.png){braces}](https://example.org)",
    ):
        built = build(text)
        found = main_content(built)
        figure = found.select_one("figure")

        assert built.warnings == []
        assert figure
        assert "{" not in found.get_text()
        for key, value in expected.items():
            assert value in (figure[key] if key == "class" else [figure[key]])


@pytest.mark.parametrize("braces", ["{#fig-x .wide}", "{#fig-x .wide width=50%}", "{: .wide #fig-x}"])
def test_attributes_on_the_line_before(build: Callable[..., Built], braces: str) -> None:
    found = main_content(build(f"{braces}\n![A](p.png)"))
    figure = found.select_one("figure")

    assert figure
    assert "{" not in found.get_text()
    assert figure["id"] == "fig-x"
    assert "wide" in figure["class"]


@pytest.mark.parametrize("braces", ["{width=50% and more}", "{}", "{ }", "{50%}", "{.wide"])
def test_braces_without_valid_attributes_are_text(build: Callable[..., Built], braces: str) -> None:
    text = main_content(build(f"![A](p.png){braces}")).get_text()

    assert braces.replace(" ", "") in text.replace(" ", "") or braces in ("{}", "{ }")  # MyST removes empty braces


def test_invalid_length_is_a_warning(build: Callable[..., Built]) -> None:
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


def test_inline_image_with_a_size_has_its_id_once(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    """Nobody asked for a link to the file (quarto-dev/quarto-cli#9535)."""
    built = plain_site.build({"a.md": post('Words ![a](p.png){#here width="9px"} in a line.\n'), "p.png": png})
    article = built.article("posts/a")

    assert [found.name for found in article.select("#here")] == ["img"]
    assert not article.select("a:has(img)")


@pytest.mark.parametrize(
    "image", ["Words ![A plan](p.png){#my-id} here.", 'Words ![A *plan*](p.png){#my-id width="9px"}.']
)
def test_links_without_text_show_the_alt_text_of_inline_images(build: Callable[..., Built], image: str) -> None:
    built = build(f"{image}\n\nSee [](#my-id) and [it](#my-id).\n")

    assert [a.get_text() for a in main_content(built).select('a[href="#my-id"]')] == ["A plan", "it"]


@pytest.mark.parametrize(
    ("image", "alt", "caption"),
    [
        ('![The *bridge*.](p.png){fig-alt="Seven arches"}', "Seven arches", "The <em>bridge</em>."),
        ('![Cap](p.png){alt="Seven arches"}', "Seven arches", "Cap"),
        ('![Cap](p.png){: alt="Seven arches"}', "Seven arches", "Cap"),
        ('![Cap](p.png "Tooltip"){alt="Seven arches"}', "Seven arches", "Cap"),
        ('![](p.png){fig-alt="Seven arches"}', "Seven arches", None),
        ('![](p.png "Title"){fig-alt="Seven arches"}', "Seven arches", "Title"),
        ('![Seven arches](p.png){fig-cap="The `bridge`"}', "Seven arches", "The <code"),
        ('![Other](p.png){fig-alt="Seven arches" fig-cap="Cap"}', "Seven arches", "Cap"),
        ('![Cap](p.png){fig-alt=""}', "", "Cap"),
        ('![image](p.png){fig-alt="Seven arches"}', "Seven arches", None),
        ('[![Cap](p.png){fig-alt="Seven arches"}](https://example.org)', "Seven arches", "Cap"),
        ('![Cap][r]{fig-alt="Seven arches"}\n\n[r]: p.png', "Seven arches", "Cap"),
    ],
)
def test_alt_text_apart_from_the_caption(build: Callable[..., Built], image: str, alt: str, caption: str) -> None:
    built = build(image)
    [figure] = main_content(built).select("figure")

    assert built.warnings == []
    assert "alt text" not in built.log or not caption
    assert figure.select_one("img")["alt"] == alt  # type: ignore[index]
    found = figure.select_one("figcaption")
    assert (found is not None) is (caption is not None)
    assert caption is None or caption in str(found)


@pytest.mark.parametrize("place", ["Words {} here.", "| a |\n|---|\n| {} |", "- x {} y", "Words[^n].\n\n[^n]: A {} b."])
def test_alt_text_of_inline_images(build: Callable[..., Built], place: str) -> None:
    built = build(place.format('![Cap](p.png){fig-alt="Seven arches" loading=lazy}'))

    assert built.warnings == []
    assert {img["alt"] for img in built.article("posts/a").select("img")} == {"Seven arches"}


@pytest.mark.parametrize("option", ["title", "none"])
def test_caption_beside_an_alt_text_follows_the_option(build: Callable[..., Built], option: str) -> None:
    built = build('![Cap](p.png){fig-alt="Arches"}', postil_figure_captions=option)

    assert bool(main_content(built).select("figcaption")) is (option == "title")


@pytest.mark.parametrize(
    ("braces", "part"),
    [
        ('{fig-align="left"}', "align-left"),
        ("{fig-align=right}", "align-right"),
        ("{fig-align=right width=40%}", "align-right"),
        ("{fig-align=right width=80%}", "align-default"),
        ("{fig-align=center .rounded}", "align-center"),
        ("{width=300px}", "width: 300px"),
        ('{: style="width: 300px; border: 0"}', "width: 300px"),
        ('{style="max-width:50%; float: right"}', "width: 50%"),
        ('{style="float: right"}', "align-right"),
    ],
)
def test_keys_of_other_engines(build: Callable[..., Built], braces: str, part: str) -> None:
    built = build(f"![A view](p.png){braces}")

    assert built.warnings == []
    assert part in str(main_content(built).select_one("figure"))


@pytest.mark.parametrize(
    "braces",
    [
        "{.lightbox}",
        '{lightbox="true"}',
        "{.rounded .shadow}",
        "{fig-align=default}",
        "{group=g}",
        '{fig-env="figure*"}',
        '{fig-scap="Short"}',
        "{data-x=1 onclick=alert}",
        '{: loading="lazy" }',
        '{style="position: fixed"}',
    ],
)
def test_unknown_attributes_are_harmless(build: Callable[..., Built], braces: str) -> None:
    built = build(f"![A view](p.png){braces}")
    text = str(main_content(built).select_one("figure"))

    assert built.warnings == []
    assert "{" not in text
    assert "onclick" not in text
    assert "position" not in text
