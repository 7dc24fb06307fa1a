"""The options for what is around the text of a post: its end, the footer of pages, what readers can set themselves."""

from __future__ import annotations

from postil.config.link_validators import html, labelled_links, license_link
from postil.config.option_field import option_field as _option
from postil.config.validators import boolean
from postil.frozen import frozen


@frozen
class ReaderOptions:
    """The options for readers, which only pages depend on."""

    postil_author_box: bool = _option(
        True,
        boolean,
        "Show the author at the end of a post: image, biography and links, if `blog_authors` has a biography or an "
        "image.",
        rebuild="html",
    )
    postil_cite: bool = _option(
        False, boolean, "Show how to cite a post at its end, with a BibTeX entry.", rebuild="html"
    )
    postil_subscribe: str = _option(
        "",
        html,
        "HTML to show at the end of each post and below the posts on the home page, such as the form of a newsletter.",
        rebuild="html",
    )
    postil_footer_links: tuple[tuple[str, str], ...] = _option(
        {},
        labelled_links,
        "Links in the footer of each page, next to that to the feed: `{'Mastodon': 'https://example.social/@ada'}`.",
        rebuild="html",
    )
    postil_license: tuple[str, str] = _option(
        "",
        license_link,
        "The licence of the site, in the footer: `'CC BY 4.0'` or another licence of Creative Commons, any other text, "
        "or text and URL: `('MIT', 'https://…')`.",
        rebuild="html",
    )
    postil_link_previews: bool = _option(
        True,
        boolean,
        "Show a preview of what a link to this site leads to while the mouse or the keyboard focus is on it: a page, a "
        "heading, a figure, a footnote or a citation.",
        rebuild="html",
    )
    postil_reader_settings: bool = _option(
        True,
        boolean,
        "In sphinx-book-theme, let readers set text size, font, width and colours with a button in the header, which "
        "replaces the light/dark switch.",
        rebuild="html",
    )
