"""Cards for posts without a picture of their own: drawn once, and kept for later builds."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from postil.blog.post import Kind, digest
from postil.build.domain import post_domain
from postil.cache_files import digest_of, write_if_changed
from postil.i18n import format_date
from postil.images.image import CARDS
from postil.pages.cover_image import preview_image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.blog.post import Post
    from postil.build.builders import ExactHTMLBuilder
    from postil.config.options import Options
    from postil.metadata.card_drawing import CardFont

# Changes with the way in which cards are drawn.
FORM = 4
# Source Sans Pro, under the SIL Open Font License: Latin, Greek and Cyrillic.
_SHIPPED = "font_source_sans_pro"
# Where the scripts of East Asia start in Unicode; no font that is shipped here has them.
_WIDE = 0x2E80
# The colours of themes, as far as they have one of their own: background, text, and what stands out.
_COLORS: Mapping[str, tuple[str, str, str]] = {
    "sphinx_book_theme": ("#ffffff", "#222832", "#0a7d91"),
    "pydata_sphinx_theme": ("#ffffff", "#222832", "#0a7d91"),
    "furo": ("#ffffff", "#000000", "#0a4bff"),
    "alabaster": ("#ffffff", "#3e4349", "#004b6b"),
}
_PLAIN = ("#ffffff", "#1f2328", "#355f7c")


def has_card(options: Options, post: Post) -> bool:
    """Return whether a card is drawn for a post: a page has one if it is one post and has no picture."""
    wanted = options.postil_cards and bool(options.blog_baseurl)
    return wanted and not post.draft and not post.anchor


def card_file(post: Post, folder: str) -> str:
    """Return a post's card as a file in the output; `folder` is that of pictures."""
    return f"{folder}/{CARDS}/{post.docname}.png"


def card_path(post: Post, folder: str) -> str:
    """Return the address of a post's card, relative to the site's first folder."""
    return quote(card_file(post, folder))


def card_colors(config: Config) -> dict[str, str]:
    """Return the colours of cards: the owner's, else those of the theme."""
    colors = dict(zip(("background", "text", "accent"), _COLORS.get(config.html_theme, _PLAIN), strict=True))
    variables = (config.html_theme_options or {}).get("light_css_variables", {})  # furo's
    brand = variables.get("color-brand-primary", "") if isinstance(variables, dict) else ""
    if isinstance(brand, str) and brand.startswith("#"):
        colors["accent"] = brand
    return colors | dict(config.postil.postil_card_colors)


def generate_social_cards(app: Sphinx, builder: ExactHTMLBuilder) -> dict[str, Path | None]:
    """Return where the cards of all posts without a picture of their own are kept, by their file in the output.

    None stands for a card that is as it was.
    """
    options, index = app.config.postil, post_domain(app.env).index
    posts = {
        card_file(post, builder.imagedir): post
        for post in index.all_posts
        if has_card(options, post) and preview_image(post, app.env, folder=builder.imagedir) is None
    }
    if not posts:
        return {}
    drawer = CardMaker(app)
    files: dict[str, Path | None] = dict.fromkeys(posts)
    note = builder.record.note_made
    new = [name for name, post in posts.items() if not note(name, drawer.look(post))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # Pillow lets other threads run while it packs
        files.update(zip(new, pool.map(drawer.card, (posts[name] for name in new)), strict=True))
    drawer.forget_others()
    return files


class CardMaker:
    """Draws cards, or finds them among those that were drawn before."""

    def __init__(self, app: Sphinx) -> None:
        """Take the site's name, colours and font."""
        self._app = app
        self._store = Path(app.doctreedir, "postil-cards")
        own = app.config.postil.postil_card_font
        self._own = [str(Path(app.confdir, own))] if own else []
        self._site = app.config.postil.blog_title
        self._colors = card_colors(app.config)
        self._used: set[str] = set()

    def look(self, post: Post) -> str:
        """Return a digest of all that a post's card is made from, and count the card among those in use."""
        parts = (post.title, _authors(self._app, post), post.date, *self._surroundings)
        look = digest(repr(parts))
        self._used.add(look)
        return look

    def card(self, post: Post) -> Path:
        """Return where a post's card is kept, a PNG file."""
        byline = _byline(self._app, post)
        # Fonts of the system are slow to look for, and only a few titles need them.
        wide = any(ord(sign) >= _WIDE for sign in f"{post.title}{byline}{self._site}")
        look = self.look(post)
        for kept in self._store.glob(f"{look}.*.png") if not wide else ():  # those fonts may have come or gone
            if kept.name == _name(look, kept.read_bytes()):
                return kept
        content = self._draw(post.title, byline, wide=wide)
        kept = self._store / _name(look, content)
        write_if_changed(kept, content)
        return kept

    def forget_others(self) -> None:
        """Remove the cards that no post has any more."""
        for path in self._store.iterdir() if self._store.is_dir() else ():
            if path.name.partition(".")[0] not in self._used:
                path.unlink()

    def _draw(self, title: str, byline: str, *, wide: bool) -> bytes:
        # Pillow takes a moment to load, and most builds draw nothing.
        from postil.metadata.card_drawing import Card, draw_card  # noqa: PLC0415

        card = Card(title=title, byline=byline, site=self._site, **self._colors)
        return draw_card(card, self._faces("Semibold", wide=wide), self._faces("Regular", wide=wide))

    def _faces(self, weight: str, *, wide: bool) -> list[CardFont]:
        from postil.metadata.card_drawing import find_fonts  # noqa: PLC0415 - as above

        key = (weight, wide)
        if key not in self._found:
            self._found[key] = find_fonts(self._files(weight), system=wide)
        return self._found[key]

    def _files(self, weight: str) -> list[str]:
        """Return the owner's font and the shipped one."""
        return [*self._own, *(str(folder / f"SourceSansPro-{weight}.ttf") for folder in self._shipped)]

    @cached_property
    def _found(self) -> dict[tuple[str, bool], list[CardFont]]:
        return {}

    @cached_property
    def _fonts(self) -> list[tuple[str, bytes]]:
        """The names of the font files, and digests of their content."""
        files = post_domain(self._app.env).files
        return [(Path(path).name, files.of(path)) for path in (*self._files("Semibold"), *self._files("Regular"))]

    @cached_property
    def _surroundings(self) -> tuple[object, ...]:
        """What cards are made from besides posts."""
        config = self._app.config
        dates = (config.language, config.postil.post_date_format)
        return (FORM, version("pillow"), version("babel"), self._site, self._colors, self._fonts, dates)

    @cached_property
    def _shipped(self) -> list[Path]:
        spec = find_spec(_SHIPPED)
        return [Path(folder, "files") for folder in spec.submodule_search_locations or ()] if spec else []


def _name(look: str, content: bytes) -> str:
    """Return what a card is called in the cache: its content is in the name, so that a damaged card is drawn again."""
    return f"{look}.{digest_of(content)}.png"


def _authors(app: Sphinx, post: Post) -> list[str]:
    return [term.label for term in post_domain(app.env).index.terms_of(post, Kind.AUTHOR)]


def _byline(app: Sphinx, post: Post) -> str:
    """Return who wrote a post, and when, on one line."""
    names = _authors(app, post)
    pattern = app.config.postil.post_date_format
    date = format_date(post.date, language=app.config.language, pattern=pattern) if post.date else ""
    return " · ".join(part for part in (", ".join(names), date) if part)
