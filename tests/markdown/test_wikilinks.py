"""Links and embeds of Obsidian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


WALK = "2024-01-01-walk.md"


def links(site: SiteBuilder, post: Post, text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the text and the URL of each link in a post, and the warnings."""
    walk = post("## The gate\n\nWords.\n", title='Who? 50% & "me" #1', date="2024-01-01", aliases=["Other name"])
    built = site.build({WALK: walk, "notes/index.md": post(title="Notes"), "a.md": post(f"{text}\n", title="Here")})
    content = main_content(built).select("div.e-content a.reference")
    return [(link.get_text(), str(link["href"])) for link in content], built.warnings


PAGE = "2024-01-01-walk.html"


@pytest.mark.parametrize(
    ("text", "shown", "url"),
    [
        ("[[2024-01-01-walk]]", "2024-01-01-walk", PAGE),
        ("[[walk]]", "walk", PAGE),
        ("[[WALK.md]]", "WALK.md", PAGE),
        ("[[ walk | some words ]]", "some words", PAGE),
        ("[[posts/2024-01-01-walk|x]]", "x", PAGE),
        ("[[other NAME]]", "other NAME", PAGE),
        ("[[walk#The gate]]", "walk > The gate", f"{PAGE}#the-gate"),
        ("[[walk#Part#The gate|there]]", "there", f"{PAGE}#the-gate"),
        ("[[walk#^block]]", "walk", PAGE),
        ("[[notes]]", "notes", "notes/index.html"),
        ("[[#Below]]\n\n## Below", "Below", "#below"),
        ("[[Here]]", "Here", "#"),
        ("a | b\n--|--\n1 | [[walk\\|c]]", "c", PAGE),
        ("> [[walk]]", "walk", PAGE),
        ("- [[walk]]", "walk", PAGE),
        ("*[[walk]]*", "walk", PAGE),
        ("## [[walk]]", "walk", PAGE),
        (":::{note}\n[[walk]]\n:::", "walk", PAGE),
        ("![[walk]]", "Who? 50% & “me” #1", PAGE),
        ("[[x]](https://example.org)", "[x]", "https://example.org"),
        ("[[x]]\n\n[x]: https://example.org", "x", "https://example.org"),
    ],
)
def test_links(plain_site: SiteBuilder, post: Post, text: str, shown: str, url: str) -> None:
    found, warnings = links(plain_site, post, text)

    assert warnings == []
    assert found == [(shown, url)]


def test_title_with_signs(plain_site: SiteBuilder, post: Post) -> None:
    """A title can have any sign but `#`, which begins a heading, and the brackets."""
    other = post(title='Who? 50% & "me" <b>')
    built = plain_site.build({"b.md": other, "a.md": post('[[Who? 50% & "me" <b>]]\n')})

    assert built.warnings == []
    assert main_content(built).select_one('a.reference[href="b.html"]')


@pytest.mark.parametrize(
    "text", ["[[nothing here]]", "![[nothing here]]", "[[walks|nothing here]]", "[[100%?|nothing here]]"]
)
def test_link_to_nothing(plain_site: SiteBuilder, post: Post, text: str) -> None:
    """The words stay, with a warning at the line."""
    found, [warning] = links(plain_site, post, f"Words\n\n{text}\n")

    assert found == []
    assert "nothing here" in main_content(plain_site.build({})).get_text()
    assert f"the link to '[[{text.strip('!').split('|')[0].strip('[]')}]]' leads nowhere" in warning
    assert "a.md:8" in warning


@pytest.mark.parametrize("text", ["`[[walk]]`", r"\[[walk]]", "[[]]", "[[ ]]", "[[a\nb]]", "[[walk]", "#tag"])
def test_text(plain_site: SiteBuilder, post: Post, text: str) -> None:
    found, warnings = links(plain_site, post, text)

    assert (found, warnings) == ([], [])
    assert text.strip("`\\") in main_content(plain_site.build({})).get_text()


def test_footnote_in_brackets(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({WALK: post(), "a.md": post("Word[[^1]].\n\n[^1]: See [[walk]].\n")})

    assert built.warnings == []
    assert built.article("posts/a").select_one(f'aside a[href="{PAGE}"]')


@pytest.mark.parametrize(
    ("words", "alt", "width", "height"),
    [("", "", "", ""), ("|3", "", "3", ""), ("|An image", "An image", "", ""), ("|A b|3x2", "A b", "3", "2")],
)
def test_images(plain_site: SiteBuilder, post: Post, png: bytes, words: str, alt: str, width: str, height: str) -> None:
    plain_site.write({"posts/My image.png": png})
    built = plain_site.build({"a.md": post(f"Text ![[My image.png{words}]] text.\n")})
    image = main_content(built).select_one("img")

    assert built.warnings == []
    assert image is not None
    assert image["alt"] == alt
    assert image["src"].endswith(".png")  # type: ignore[union-attr]
    if width:
        assert f"width: {width}px" in str(image.parent) or image["width"] == width
    if height:
        assert image["height"] == height


def test_page_that_appears_is_renamed_and_vanishes(plain_site: SiteBuilder, post: Post) -> None:
    """The page with the link is written again each time, with its backlink."""
    plain_site.build({"a.md": post("[[The gate]]\n", title="A"), "b.md": post(title="B")})
    for title, is_link in (("The gate", True), ("The wall", False), ("the GATE", True), (None, False)):
        built = plain_site.build({"b.md": post(title=title) if title else None})
        assert bool(main_content(built).select_one('a.reference[href="b.html"]')) is is_link
        assert len(built.lasting_warnings) == (not is_link)
        assert plain_site.differences(built) == []
        if is_link:
            assert "a.html" in str(built.article("posts/b").select(".postil-backlinks, aside, section, nav"))


def test_markdown_copy(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = "postil_markdown = True\n"
    site.write({"posts/x.png": png})
    text = "[[walk]] [[walk#The gate|words]] [[nothing]] ![[x.png|Alt|30]] %%hidden%% 50%%\n\n%%\nhidden\n\nhidden\n%%"
    built = site.build({WALK: post("## The gate\n"), "a.md": post(text)})
    copy = built.read("posts/a.md")

    assert "[walk](2024-01-01-walk.md) [words](2024-01-01-walk.md#the-gate) [[nothing]] ![Alt](" in copy
    assert "hidden" not in copy
    assert "50%%" in copy


def test_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-wikilinks", "-obsidian_comments"]\n'

    assert "[[walk]] a %%b%%" in plain_site.build({"a.md": post("[[walk]] a %%b%%\n")}).read("posts/a.html")
