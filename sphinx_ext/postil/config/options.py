"""All options in one frozen dataclass, each with its default, its validator and its help text."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import Field, fields
from typing import TYPE_CHECKING, Any

from postil.config.language_options import LanguageOptions
from postil.config.option_field import option_field as _option
from postil.config.reader_options import ReaderOptions
from postil.config.validators import (
    BYLINE,
    authors,
    boolean,
    byline,
    card_colors,
    choice,
    comments,
    feed_id_start,
    fonts,
    menu,
    mounts,
    non_negative_integer,
    optional_boolean,
    optional_positive_integer,
    optional_string,
    path_in_site,
    permalink_patterns,
    positive_integer,
    site_url,
    slug_style,
    string,
    strings,
    time_zone,
)
from postil.frozen import frozen
from postil.post_slug import SlugStyle  # noqa: TC001 - dataclass fields are read at run time

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from postil.blog.comments import Comments
    from postil.blog.menu import MenuEntry
    from postil.blog.post import Author


@frozen
class Options(LanguageOptions, ReaderOptions):
    """The options of a site. Names are those in conf.py, and ABlog's names where ABlog has the option."""

    postil_mounts: Mapping[str, str] | None = _option(
        None,
        mounts,
        "Maps paths in the site to folders outside of the source folder, relative to conf.py. Not set: "
        "`{'posts': '../posts'}` if that folder exists.",
    )
    postil_timezone: ZoneInfo = _option(
        "UTC", time_zone, "The time zone of dates without one, and in which all dates are shown."
    )
    postil_drafts: bool = _option(
        False, boolean, "Show drafts and scheduled posts, with a badge. They are not in feeds."
    )
    postil_reading_speed: int = _option(240, positive_integer, "Words per minute, for the reading time in the byline.")
    postil_updated_from_git: bool = _option(
        False, boolean, "For posts without `updated` in the front matter, use the date of the last commit."
    )
    postil_comments: Comments = _option(
        None, comments, "The comment service: `{'engine': 'utterances', 'repo': 'ada/blog'}`."
    )
    postil_cards: bool = _option(True, boolean, "Generate social cards for posts without an image.")
    postil_card_colors: Mapping[str, str] = _option(
        {}, card_colors, "Colours of social cards: `background`, `text`, `accent`. Not set: the palette's."
    )
    postil_card_font: str = _option(None, optional_string, "A font file for social cards, relative to conf.py.")
    postil_sitemap: bool = _option(True, boolean, "Write `sitemap.xml`, and `robots.txt` if there is none.")
    postil_markdown: bool = _option(True, boolean, "Put a Markdown copy next to each post: `<post>.md`.")
    postil_llms: bool = _option(True, boolean, "Write `llms.txt`, a list of the posts for programs that read text.")
    postil_permalink: Mapping[str, str] = _option(
        "",
        permalink_patterns,
        "The URL pattern of posts: `'{year}/{month}/{slug}'`; or one for each folder: `{'posts': '{year}/{slug}/', "
        "'notes': 'notes/{name}'}`. Not set: the path of the file.",
    )
    postil_permalink_keys: bool = _option(
        True,
        boolean,
        "Publish posts at the `permalink`, `url` or `path` in their front matter; False: redirect from there.",
    )
    postil_slug_style: SlugStyle = _option(
        "keep",
        slug_style,
        "How `postil_permalink` derives slugs from names: `'keep'` upper case and dots, lower case with the letters of "
        "all scripts (`'unicode'`), or a to z, digits and `-` only (`'ascii'`), by the rules of the language. "
        "With `'ascii'`, tags and other terms have such slugs too.",
    )
    postil_percent_comments: bool = _option(
        False,
        boolean,
        "A line that starts with `%` is a comment, as in MyST; False: it is text, as in other Markdown.",
    )
    postil_markdown_extras: tuple[str, ...] = _option(
        [],
        strings,
        "The Markdown of other engines: `['-sub']` turns one construct off, a list of names turns only these on, "
        "`['none']` none, and `'module:function'` adds one of your own. Not set: all.",
    )
    postil_bibliography: tuple[str, ...] = _option(
        [], strings, "BibTeX files with the works that posts cite, `'refs.bib'` or a list, relative to conf.py."
    )
    postil_light: bool = _option(
        True,
        boolean,
        "In sphinx-book-theme, load one style sheet and one script per page, and use inline SVG icons.",
    )
    postil_home: bool = _option(
        False,
        boolean,
        "Show the first page of all posts on the home page, below its text, instead of on `blog.html`.",
    )
    postil_menu: tuple[MenuEntry, ...] | None = _option(
        None,
        menu,
        "The menu links in the header: `['blog-posts', 'about']`, or `{'Essays': 'blog-posts'}`. Not set: "
        "posts, archives, tags and `about`; `[]`: no menu, and the theme's own header.",
    )
    postil_sidebar: str = _option(
        "pages",
        choice("pages", "all", "none"),
        "Where to show the navigation sidebar: on non-blog pages that are not in the menu (`'pages'`), on "
        "`'all'` pages, or on `'none'`.",
    )
    postil_byline: tuple[str, ...] = _option(
        list(BYLINE),
        byline,
        "The items of the byline, under a post's title; `tags` are shown at the end of the post.",
    )
    postil_fonts: str | Mapping[str, str] = _option(
        "system",
        fonts,
        "The fonts in sphinx-book-theme: `'system'` fonts, Source Serif with Source Sans (`'source'`), EB Garamond "
        "with Alegreya Sans (`'garamond'`), or your own files: `{'text': 'fonts/text.woff2'}`.",
    )
    postil_palette: str = _option(
        "neutral",
        choice("neutral", "paper", "ink", "sepia", "sage"),
        "The colours in sphinx-book-theme, light and dark: the theme's own (`'neutral'`), warm white with rust "
        "(`'paper'`), cool white with dark blue (`'ink'`), light brown (`'sepia'`), or pale green (`'sage'`).",
    )
    postil_page_size: int = _option(
        20,
        positive_integer,
        "The number of posts per page of a list; older posts follow on `page/2` and so on.",
    )
    postil_related: int = _option(3, non_negative_integer, "The number of related posts at the end of a post; 0: none.")
    postil_neighbours: str = _option(
        "all",
        choice("all", "series"),
        "What the newer and older post links lead to: the next of `'all'` posts, or, for a part of a series, "
        "the next part of the `'series'`.",
    )
    postil_backlinks: bool = _option(True, boolean, "Show backlinks at the end of a post: the pages that link to it.")
    postil_untitled: str = _option(
        "warn",
        choice("warn", "allow"),
        "Posts without a title: `'warn'`, they get one from the file name, with a warning; `'allow'`, they are shown "
        "without a title. Posts with an empty `title`, or only numbers in the file name, always are.",
    )
    postil_images: bool = _option(
        True,
        boolean,
        "Add image dimensions, generate responsive and high-DPI versions, and strip GPS and EXIF data.",
    )
    postil_embeds: bool = _option(
        False,
        boolean,
        "Show the URL of a film, a song or a post that is alone in a paragraph as a card that loads it at a click.",
    )
    postil_figure_captions: str = _option(
        "auto",
        choice("auto", "title", "alt", "none"),
        "The caption of an image: `'auto'`, its title, else alt text of four or more words; `'title'`, its title only; "
        "`'alt'`, its title, else any alt text; `'none'`, no caption.",
    )
    postil_figure_caption_position: str = _option(
        "below",
        choice("below", "margin"),
        "Where captions of figures are: `'below'` the image, or in the `'margin'` next to it, if there is room.",
        rebuild="html",
    )
    postil_figure_pages: str = _option(
        "posts",
        choice("posts", "all"),
        "Where images in a paragraph of their own become figures with captions: on `'posts'`, or on `'all'` pages.",
    )
    postil_notes: str = _option(
        "margin",
        choice("margin", "end"),
        "Where footnotes are shown: in the `'margin'` (without room for one, at a tap), or at the `'end'` of the post.",
        rebuild="html",
    )
    postil_notes_sides: str = _option(
        "one",
        choice("one", "both"),
        "Where margin notes are in very wide windows: on `'one'` side of the text, or on `'both'`, each where it is "
        "closer to its reference.",
        rebuild="html",
    )
    postil_notes_numbering: str = _option(
        "appearance",
        choice("appearance", "labels"),
        "How footnotes are numbered: 1, 2, 3 in the order of `'appearance'` in the text, or by their `'labels'`.",
    )
    postil_search: str = _option(
        "sphinx",
        choice("sphinx", "pagefind"),
        "The search engine: `'sphinx'`, which loads the whole index, or `'pagefind'`, which loads only the "
        "parts it needs.",
        rebuild="html",
    )
    blog_title: str = _option(
        "Blog", string, "The blog's title: in feeds, and as `html_title` if neither that nor `project` is set."
    )
    blog_baseurl: str = _option("", site_url, "The URL of the site. Feeds need it. Not set: `html_baseurl`.")
    blog_path: str = _option("blog", path_in_site, "The path of the archive, tag pages and feeds.")
    blog_authors: Mapping[str, Author] = _option(
        {},
        authors,
        "Authors by the key that posts use: `{'ada': ('Ada Lovelace', 'https://…')}`, or `{'ada': {'name': "
        "'Ada Lovelace', 'bio': '…'}}`.",
    )
    blog_languages: Mapping[str, Author] = _option({}, authors, "Languages by key, as in `blog_authors`.")
    blog_locations: Mapping[str, Author] = _option({}, authors, "Locations by key, as in `blog_authors`.")
    blog_default_author: tuple[str, ...] = _option(None, strings, "The author of posts without one.")
    blog_default_language: tuple[str, ...] = _option(None, strings, "The language of posts without one.")
    blog_default_location: tuple[str, ...] = _option(None, strings, "The location of posts without one.")
    blog_post_pattern: tuple[str, ...] = _option(
        [],
        strings,
        "Files that are posts, in addition to those in mounted folders and in `posts/`: glob patterns, as in "
        "`exclude_patterns`.",
    )
    blog_archive_titles: bool = _option(False, optional_boolean, "List titles only.")
    postil_feed_id: str = _option(
        "",
        feed_id_start,
        "The start of the ids of posts in feeds, if it is not the site's URL, so that they stay when the blog moves: "
        "the site's old URL, or a tag URI such as `'tag:example.org,2024:'`.",
    )
    blog_feed_archives: bool = _option(
        True,
        boolean,
        "Generate feeds for each tag, author, series and so on; False: only for the whole blog.",
    )
    blog_feed_fulltext: bool = _option(
        True, boolean, "Feeds contain whole posts; False: excerpts. Under ABlog's rules, the default is False."
    )
    blog_feed_length: int | None = _option(
        20,
        optional_positive_integer,
        "The number of posts in a feed; None: all. Under ABlog's rules, the default is None.",
    )
    blog_feed_titles: bool = _option(False, optional_boolean, "Feeds contain titles and summaries only.")
    blog_feed_subtitle: str = _option(None, optional_string, "The subtitle of the feed.")
    post_auto_excerpt: int = _option(1, non_negative_integer, "The number of paragraphs in an excerpt; 0: none.")
    post_auto_image: int = _option(
        0, non_negative_integer, "The image of posts without one: the number of an image in their text; 0: none."
    )
    post_auto_orphan: bool = _option(True, boolean, "Don't warn about posts missing from a toctree.")
    post_date_format: str = _option(
        "", string, "A `strftime` format for dates. Not set: the long format of the site's language."
    )
    post_show_prev_next: bool = _option(
        True, boolean, "Show links to the newer and the older post at the end of a post."
    )
    post_redirect_refresh: int = _option(0, non_negative_integer, "Delay in seconds before a redirect page forwards.")
    site_title: str = ""
    """The site's own title. This is no option: it is `html_title`, `project` or `blog_title`."""
    mathjax: bool = False
    """Whether MathJax renders what MathML cannot. This is no option: conf.py asks for it, or ABlog's rules hold."""
    ablog_rules: bool = False
    """Whether the site follows ABlog's rules. This is no option: it follows from conf.py (`config/ablog_rules.py`)."""


def option_fields() -> list[Field[Any]]:
    """Return the fields of `Options` that are options in conf.py."""
    return [option for option in fields(Options) if option.metadata]


def site_root_url(options: Options) -> str:
    """Return the URL of the site's root, with a slash at its end; empty if it is not known."""
    return options.blog_baseurl.rstrip("/") + "/" if options.blog_baseurl else ""


def is_own_url(url: str, options: Options) -> bool:
    """Return whether an absolute URL is one of this site, with `http` or `https`."""
    base = site_root_url(options).partition("://")[2]
    return bool(base) and f"{url.partition('//')[2]}/".startswith(base)
