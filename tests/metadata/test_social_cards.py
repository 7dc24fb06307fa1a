"""Social cards."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from PIL import Image, ImageDraw

from postil.cache_files import write_if_changed
from postil.config.options import Options
from postil.metadata.card_drawing import Card, draw_card
from postil.metadata.card_fonts import can_draw_complex_scripts, choose_font, find_fonts
from postil.metadata.card_png import FIRST_COLUMN, compress_rows, new_rows, write_png
from postil.metadata.card_text import STEPS
from postil.metadata.social_cards import CardCache, card_colors, card_font_folders, packaged_card_fonts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.config import Config

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def image_file(kind: str = "PNG", width: int = 300, height: int = 300) -> bytes:
    """Return an image file."""
    file = BytesIO()
    Image.new("RGB", (width, height)).save(file, kind)
    return file.getvalue()


def card(title: str, byline: str = "Ada") -> bytes:
    faces = find_fonts([], system=True)
    return draw_card(Card(title, byline, "S", "#ffffff", "#000000", "#0a7d91"), faces, faces)


def test_size_and_format_of_cards() -> None:
    image = Image.open(BytesIO(card("A title")))

    assert (image.size, image.format) == ((1200, 630), "PNG")
    assert card("A title") == card("A title") != card("Another")


def test_png_files_have_the_pixels_of_their_parts() -> None:
    parts = [new_rows(30, height) for height in (1, 40, 3)]
    expected = Image.new("P", (30, 44))
    for part, top in zip(parts, (0, 1, 41), strict=True):
        for row in range(part.height):
            left = FIRST_COLUMN + row % 7
            part.paste(row % 16, (left, row, FIRST_COLUMN + 30, row + 1))
        expected.paste(part.crop((FIRST_COLUMN, 0, FIRST_COLUMN + 30, part.height)), (0, top))
    palette = bytes(range(48))
    expected.putpalette(palette)

    found = Image.open(BytesIO(write_png(30, palette, map(compress_rows, parts))))

    assert (found.mode, found.size, found.convert("RGB").tobytes()) == (
        "P",
        (30, 44),
        expected.convert("RGB").tobytes(),
    )


@pytest.mark.parametrize("text", ["AVATAR To. Yes, fjord", "Größe – Łódź (jj)", "e\u0301 Ёж Ωμέγα", " ", ""])
def test_lines_of_glyphs_look_as_pillow_draws_them(text: str) -> None:
    """Glyphs are put together with the kerning of their font."""
    for card_font in find_fonts(packaged_card_fonts(card_font_folders(), "Semibold"), system=False):
        font, pillow = card_font.at(50), card_font._load(50)  # noqa: SLF001 - Pillow's own
        size = (600, font.height)
        expected, found = Image.new("L", size), Image.new("P", size)
        ImageDraw.Draw(expected).text((9, 0), text, 255, pillow)
        font.draw(text, found, 9)

        assert font.length(text) == pillow.getlength(text)
        levels = [(level * STEPS + 127) // 255 for level in expected.tobytes()]
        assert list(found.tobytes()) == levels


def test_characters_that_fonts_lack_are_omitted() -> None:
    assert card("\U0001f389 Party") == card("Party")
    assert card("\ue000") == card("") == card("שלום") != card("x")  # no boxes, and nothing backwards
    assert card("word " * 100) != card("word " * 3)


@pytest.mark.parametrize("right_to_left", [False, True])
def test_the_text_of_a_card_starts_at_the_edge_of_its_language(*, right_to_left: bool) -> None:
    """The coloured bar is at that edge too."""
    fonts = find_fonts([], system=False)
    drawn = draw_card(Card("A", "B", "C", "#fff", "#000", "#f00", right_to_left=right_to_left), fonts, fonts)
    image = Image.open(BytesIO(drawn)).convert("RGB")
    text = image.crop((40, 0, 1160, 630)).convert("L").point([255 * (level < 128) for level in range(256)]).getbbox()

    assert text
    assert (text[0] < 60, text[2] > 1060) == (not right_to_left, right_to_left), text
    assert [image.getpixel((x, 300)) == (255, 0, 0) for x in (2, 1197)] == [not right_to_left, right_to_left]


@pytest.mark.skipif(not can_draw_complex_scripts(), reason="this Pillow cannot")
def test_words_from_right_to_left_are_drawn_as_they_are_read() -> None:
    """With a font of the system: the forms that letters have within their word, and the first one at the right."""
    fonts = find_fonts([], system=False, complex_scripts=True)
    found = choose_font(fonts, "C++ في سلام")
    if found is None:
        pytest.skip("no font with Arabic")
    font = found[0].at(50)

    assert font.length("سلام", right_to_left=True) < sum(map(font.length, "سلام"))


def test_cards_are_drawn_once(plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = CardCache._draw  # noqa: SLF001 - what is costly

    def count(self: CardCache, title: str, byline: str, **options: bool) -> bytes:
        drawn.append(title)
        return draw(self, title, byline, **options)

    monkeypatch.setattr(CardCache, "_draw", count)
    posts: dict[str, str | bytes | None] = {f"{name}.md": post(title=name) for name in ("A", "B")}
    built = plain_site.build({**posts, "c.md": post(title="C", image="p.png"), "p.png": image_file()})
    assert sorted(drawn) == ["A", "B"]
    assert built.files("_images/cards", ".png") == ["_images/cards/posts/A.png", "_images/cards/posts/B.png"]

    plain_site.build({"A.md": post("Other words.\n", title="A"), "B.md": post(title="New")})
    assert drawn[2:] == ["New"]
    plain_site.build({"A.md": None})
    assert built.files("_images/cards", ".png") == ["_images/cards/posts/B.png"]
    assert len(list((plain_site.folder / "build/doctrees/html/postil-cards").iterdir())) == 1
    plain_site.build(overrides={"postil_cards": False})
    assert not (built.outdir / "_images/cards").exists()


def test_custom_colours_of_cards(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_card_colors = {"accent": "#ff0000"}\n'
    built = plain_site.build({"a.md": post()})
    image = Image.open(built.outdir / "_images/cards/posts/a.png")

    assert image.convert("RGB").getpixel((2, 2)) == (255, 0, 0)


def test_posts_with_the_same_card_write_it_once(
    plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same title, date and author make the same card."""
    written: list[Path] = []

    def write(path: Path, content: bytes) -> None:
        written.append(path)
        write_if_changed(path, content)

    monkeypatch.setattr("postil.metadata.social_cards.write_if_changed", write)
    built = plain_site.build(posts={f"{number}.md": post(title="Same") for number in range(6)})

    assert len(written) == 1
    assert len(list((built.outdir / "_images" / "cards").rglob("*.png"))) == 6


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"postil_palette": "sepia"}, {"background": "#f4ecd8", "text": "#3b2f20", "accent": "#7d3c0b"}),
        ({"postil_palette": "sepia", "postil_card_colors": {"text": "#000000"}}, {"text": "#000000"}),
    ],
)
def test_colors_are_those_of_the_palette(options: dict[str, Any], expected: dict[str, str]) -> None:
    config = SimpleNamespace(html_theme="sphinx_book_theme", html_theme_options={}, postil=Options(**options))

    assert card_colors(cast("Config", config)).items() >= expected.items()
