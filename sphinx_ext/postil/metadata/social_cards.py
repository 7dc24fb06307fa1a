"""Generate social cards, for posts without a cover image that previews show; they are cached for later builds."""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from postil.blog.language import language_attributes
from postil.blog.post import Kind, digest
from postil.build.domain import post_domain
from postil.cache_files import digest_of, write_if_changed
from postil.i18n import format_date, text_direction
from postil.images.image import CARD_FOLDER
from postil.pages.cover_image import preview_image
from postil.theme.palettes import palette_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.blog.post import Post
    from postil.build.exact_output import ExactOutput
    from postil.config.options import Options
    from postil.metadata.card_fonts import CardFont

# To be increased when cards are drawn differently.
VERSION = 7
# Source Sans Pro, under the SIL Open Font License, has Latin, Greek and Cyrillic.
_FONT_PACKAGE = "font_source_sans_pro"
# The scripts of East Asia are from this code point on in Unicode; Source Sans Pro does not have them.
_EAST_ASIAN = 0x2E80
# From Hebrew to Burmese: scripts from right to left, and those whose characters take other forms in their words. They
# need the layout engine of complex scripts, and fonts of the system too.
_COMPLEX = range(0x0590, 0x10A0)
# The colours of themes: background, text and accent.
_COLORS: Mapping[str, tuple[str, str, str]] = {
    "sphinx_book_theme": ("#ffffff", "#222832", "#0a7d91"),
    "pydata_sphinx_theme": ("#ffffff", "#222832", "#0a7d91"),
    "furo": ("#ffffff", "#000000", "#0a4bff"),
    "alabaster": ("#ffffff", "#3e4349", "#004b6b"),
}
_DEFAULT_COLORS = ("#ffffff", "#1f2328", "#355f7c")


def has_card(options: Options, post: Post) -> bool:
    """Return whether a post without a cover image gets a card: it is published and has a page of its own."""
    enabled = options.postil_cards and bool(options.blog_baseurl)
    return enabled and not post.draft and not post.anchor


def card_path(post: Post, folder: str) -> str:
    """Return the path of a post's card in the output; `folder` is that of images."""
    return f"{folder}/{CARD_FOLDER}/{post.docname}.png"


def card_url(post: Post, folder: str) -> str:
    """Return the URL of a post's card, relative to the site's root."""
    return quote(card_path(post, folder))


def card_colors(config: Config) -> dict[str, str]:
    """Return the colours of cards: those of `postil_card_colors`, else of the palette, else of the theme."""
    colors = dict(zip(("background", "text", "accent"), _COLORS.get(config.html_theme, _DEFAULT_COLORS), strict=True))
    variables = (config.html_theme_options or {}).get("light_css_variables", {})  # furo's
    brand = variables.get("color-brand-primary", "") if isinstance(variables, dict) else ""
    if isinstance(brand, str) and brand.startswith("#"):
        colors["accent"] = brand
    if palette := palette_of(config):
        light = palette["light"]
        colors = {"background": light.background, "text": light.text, "accent": light.link}
    return colors | dict(config.postil.postil_card_colors)


def generate_social_cards(app: Sphinx, output: ExactOutput) -> dict[str, Path | None]:
    """Return the cached files of all cards, by their path in the output; None for a card that is up to date."""
    options, index = app.config.postil, post_domain(app.env).index
    posts = {
        card_path(post, output.builder.imagedir): post
        for post in index.all_posts
        if has_card(options, post) and preview_image(post, app.env, folder=output.builder.imagedir) is None
    }
    if not posts:
        return {}
    cards = CardCache(app)
    files: dict[str, Path | None] = dict.fromkeys(posts)
    note = output.record.record_generated
    sources = {name: cards.source_digest(post) for name, post in posts.items()}
    outdated = [name for name in posts if not note(name, sources[name])]
    # Posts of the same title, date and author share a card.
    to_draw = {sources[name]: posts[name] for name in outdated}
    drawn = {source: cards.card(post, source) for source, post in to_draw.items()}
    files.update((name, drawn[sources[name]]) for name in outdated)
    cards.remove_unused()
    return files


class CardCache:
    """Cards in a folder beside the doctrees; those that are not there are drawn."""

    def __init__(self, app: Sphinx) -> None:
        """Use the site's name, colours and font."""
        self._app = app
        self._folder = Path(app.doctreedir, "postil-cards")
        font = app.config.postil.postil_card_font
        self._custom_fonts = [str(Path(app.confdir, font))] if font else []
        self._site = app.config.postil.blog_title
        self._colors = card_colors(app.config)
        self._used: set[str] = set()

    def source_digest(self, post: Post) -> str:
        """Return a digest of all that a post's card depends on, and note that the card is used."""
        content = (post.title, _authors(self._app, post), post.date, _language(self._app, post))
        source = digest(f"{content!r} {self._settings}")
        self._used.add(source)
        return source

    def card(self, post: Post, source: str) -> Path:
        """Return the cached file of a post's card, a PNG; `source` is its `source_digest`."""
        byline = _byline(self._app, post)
        # Few titles need fonts of the system, and to look for them is slow.
        text = f"{post.title}{byline}{self._site}"
        system_fonts = any(ord(character) >= _EAST_ASIAN for character in text)
        complex_scripts = any(ord(character) in _COMPLEX for character in text)
        # Fonts of the system may have been installed or removed since.
        for name in self._cached.get(source, ()) if not (system_fonts or complex_scripts) else ():
            path = self._folder / name
            if name == _file_name(source, path.read_bytes()):
                return path
        right_to_left = text_direction(_language(self._app, post)) == "rtl"
        content = self._draw(
            post.title, byline, right_to_left=right_to_left, system_fonts=system_fonts, complex_scripts=complex_scripts
        )
        path = self._folder / _file_name(source, content)
        write_if_changed(path, content)
        return path

    def remove_unused(self) -> None:
        """Remove the cards of no post from the folder."""
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.name.partition(".")[0] not in self._used:
                path.unlink()

    def _draw(
        self, title: str, byline: str, *, right_to_left: bool, system_fonts: bool, complex_scripts: bool
    ) -> bytes:
        # Pillow is slow to import, and most builds draw no card.
        from postil.metadata.card_drawing import Card, draw_card  # noqa: PLC0415

        card = Card(title=title, byline=byline, site=self._site, right_to_left=right_to_left, **self._colors)
        bold, regular = (
            self._fonts(weight, system=system_fonts, complex_scripts=complex_scripts)
            for weight in ("Semibold", "Regular")
        )
        return draw_card(card, bold, regular)

    def _fonts(self, weight: str, *, system: bool, complex_scripts: bool) -> list[CardFont]:
        from postil.metadata.card_fonts import find_fonts  # noqa: PLC0415 - as above

        key = (weight, system, complex_scripts)
        if key not in self._loaded_fonts:
            self._loaded_fonts[key] = find_fonts(
                self._font_files(weight), system=system, complex_scripts=complex_scripts
            )
        return self._loaded_fonts[key]

    def _font_files(self, weight: str) -> list[str]:
        """Return the files of `postil_card_font` and of Source Sans Pro."""
        return [*self._custom_fonts, *packaged_card_fonts(self._font_folders, weight)]

    @cached_property
    def _loaded_fonts(self) -> dict[tuple[str, bool, bool], list[CardFont]]:
        return {}

    @cached_property
    def _cached(self) -> Mapping[str, list[str]]:
        """The names of the files in the cache, by the digest of the sources in them."""
        names: dict[str, list[str]] = {}
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            names.setdefault(path.name.partition(".")[0], []).append(path.name)
        return names

    @cached_property
    def _font_digests(self) -> list[tuple[str, bytes]]:
        """The names of the font files, and digests of their content."""
        files = post_domain(self._app.env).file_digests
        paths = (*self._font_files("Semibold"), *self._font_files("Regular"))
        return [(Path(path).name, files.of(path)) for path in paths]

    @cached_property
    def _settings(self) -> str:
        """A representation of what all cards depend on."""
        config = self._app.config
        dates = (config.language, config.postil.post_date_format)
        packages = (version("pillow"), version("babel"))
        return repr((VERSION, packages, self._site, self._colors, self._font_digests, dates))

    @cached_property
    def _font_folders(self) -> list[Path]:
        return card_font_folders()


def card_font_folders() -> list[Path]:
    """Return the folders of Source Sans Pro; none if it is not installed."""
    spec = find_spec(_FONT_PACKAGE)
    return [Path(folder, "files") for folder in spec.submodule_search_locations or ()] if spec else []


def packaged_card_fonts(folders: Iterable[Path], weight: str) -> list[str]:
    """Return the files of Source Sans Pro in a weight."""
    return [str(folder / f"SourceSansPro-{weight}.ttf") for folder in folders]


def _file_name(source: str, content: bytes) -> str:
    """Return the name of a card in the cache. It has a digest of the content, so that a damaged card is drawn again."""
    return f"{source}.{digest_of(content)}.png"


def _language(app: Sphinx, post: Post) -> str:
    """Return the language of a post's card."""
    return language_attributes(post, app.config.language).get("lang", str(app.config.language))


def _authors(app: Sphinx, post: Post) -> list[str]:
    return [term.label for term in post_domain(app.env).index.terms_of(post, Kind.AUTHOR)]


def _byline(app: Sphinx, post: Post) -> str:
    """Return the authors and the date of a post, on one line."""
    names = _authors(app, post)
    pattern = app.config.postil.post_date_format
    date = format_date(post.date, language=_language(app, post), pattern=pattern) if post.date else ""
    return " · ".join(part for part in (", ".join(names), date) if part)
