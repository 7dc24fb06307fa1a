"""Every option, in one frozen dataclass: its default, what it may be, and what it is for.

A value of the wrong kind is one warning at its line in conf.py, and that option's default.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from postil.blog.comments import Comments, read_comments
from postil.blog.permalink import check_pattern
from postil.blog.post import Author
from postil.diagnostics import Subtype, warn
from postil.file_names import OUTPUT_FILES, OUTPUT_FOLDERS, is_too_long
from postil.safe_urls import is_link

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.blog.menu import MenuEntry

# A validator returns the value to use, or raises ValueError with what it should have been.
Validator = Callable[[Any], Any]


def _one_of(kind: type, what: str) -> Validator:
    def validate(value: Any) -> Any:
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise ValueError(what)
        return value

    return validate


def _list(value: Any, what: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(what)  # noqa: TRY004 - a validator says so, whatever is wrong
    return value


_text = _one_of(str, "text")
_flag = _one_of(bool, "True or False")


def _text_or_none(value: Any) -> str:
    return str(_text(value)) if value is not None and value is not False else ""


_SITE = "the address of a site, such as `https://example.org/notes/`"


def _site(value: Any) -> str:
    address = _text_or_none(value).strip()
    if address and not re.match(r"(?i)https?://[^\s/?#]+[^\s?#]*$", address):
        raise ValueError(_SITE)
    try:
        urlsplit(address)
    except ValueError:  # `https://[`
        raise ValueError(_SITE) from None
    return address


def _whole_number(value: Any) -> int:
    if isinstance(value, str) and value.isdigit():
        value = int(value)  # from the command line
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("a whole number from 1")
    return value


def _choice(*words: str) -> Validator:
    def validate(value: Any) -> Any:
        if value not in words:
            raise ValueError(" or ".join(repr(word) for word in words))
        return value

    return validate


def _count_or_none(value: Any) -> int | None:
    return None if value is None else _whole_number(value)


def _number_or_zero(value: Any) -> int:
    if value in (0, "0") and not isinstance(value, bool):
        return 0
    try:
        return _whole_number(value)
    except ValueError:
        raise ValueError("a whole number from 0") from None


def _time_zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (ValueError, KeyError, OSError) as error:
        raise ValueError("the name of a time zone, such as 'Europe/Berlin'") from error


def _mounts(value: Any) -> Mapping[str, str] | None:
    if value is None:
        return None
    parts = [part for pair in value.items() for part in pair] if isinstance(value, dict) else [None]
    if not all(isinstance(part, str) and part for part in parts):
        raise ValueError("a dictionary such as {'posts': '../posts'}")
    prefixes = {prefix.strip("/"): folder for prefix, folder in value.items()}
    if not all(_is_path(prefix) for prefix in prefixes):
        raise ValueError("a dictionary whose keys are folder names, such as {'posts': '../posts'}")
    return prefixes


def _is_path(path: str) -> bool:
    """Return whether pages can lie at a path: it is not hidden, nor in a folder that Sphinx keeps for its own files."""
    plain = re.fullmatch(r"[\w.-]+(/[\w.-]+)*", path) and not is_too_long(path)
    return (
        bool(plain) and not re.search(r"(^|/)\.", path) and path.partition("/")[0] not in OUTPUT_FOLDERS | OUTPUT_FILES
    )


def _path(value: Any) -> str:
    """Return a path within the site, without slashes at its ends."""
    path = str(_text(value)).strip("/")
    if path in ("search", "genindex") or not _is_path(path):
        raise ValueError("a path within the site, such as 'blog'")
    return path


_PEOPLE = "a dictionary such as {'ada': ('Ada Lovelace', 'https://example.org')} or {'ada': {'name': 'Ada Lovelace'}}"


def _pattern(value: Any) -> str:
    return check_pattern(_text_or_none(value)) if value else ""


def _people(value: Any) -> Mapping[str, Author]:
    """Return ABlog's `{"key": ("Full name", "link")}`, or `{"key": {"name": …}}`, as authors."""
    people = {}
    for key, person in _one_of(dict, "a dictionary")(value).items():
        match person:
            case [str(name), str(link)]:
                people[str(key)] = Author(name, link)
            case [str(name), None] | [str(name)]:
                people[str(key)] = Author(name)
            case {"name": str()}:
                people[str(key)] = _author(person)
            case _:
                raise ValueError(_PEOPLE)
        if not people[str(key)].name.strip():
            raise ValueError(f"{_PEOPLE}; the name of {str(key)!r} is empty")
    return people


def without_scripts(people: Mapping[str, Author]) -> tuple[Mapping[str, Author], list[str]]:
    """Return `people` without the links that could run a script, and those links."""
    safe: dict[str, Author] = {}
    left_out: list[str] = []
    for key, person in people.items():
        urls = [person.link, *(url for _label, url in person.links)]
        left_out += [url for url in urls if not is_link(url)]
        links = tuple((label, url) for label, url in person.links if is_link(url))
        safe[key] = replace(person, link=person.link if is_link(person.link) else "", links=links)
    return safe, left_out


def _author(person: Mapping[str, Any]) -> Author:
    """Return an author who is declared by a dictionary."""
    texts = {key: value for key, value in person.items() if key != "links"}
    links = person.get("links") or {}
    pairs = links.items() if isinstance(links, dict) else links
    unknown = set(texts) - {"name", "link", "avatar", "bio", "fediverse"}
    if unknown or not all(value is None or isinstance(value, str) for value in texts.values()):
        raise ValueError(f"{_PEOPLE}; the keys are name, link, avatar, bio, links and fediverse")
    try:
        found = tuple((str(label), str(address)) for label, address in pairs)
    except (TypeError, ValueError):
        raise ValueError(f"{_PEOPLE}; links are a dictionary: {{'Code': 'https://example.org'}}") from None
    return Author(**{key: (value or "").strip() for key, value in texts.items()}, links=found)


def _colors(value: Any) -> Mapping[str, str]:
    """Return colours of cards: a part of `background`, `text` and `accent`, in hexadecimal."""
    colors = _one_of(dict, "a dictionary such as {'accent': '#0a7d91'}")(value)
    for part, color in colors.items():
        known = part in ("background", "text", "accent") and isinstance(color, str)
        if not known or not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
            raise ValueError("a dictionary of `background`, `text` and `accent`, each such as '#0a7d91'")
    return dict(colors)


_MENU = "a list of pages, such as ['blog-posts', 'about'], or a dictionary {'Essays': 'blog-posts'}"


def _menu(value: Any) -> tuple[MenuEntry, ...] | None:
    if value is None:
        return None
    if value is False:
        return ()
    pairs = value.items() if isinstance(value, dict) else [("", target) for target in _list(value, _MENU)]
    entries = tuple((words, target) for words, target in pairs)
    if not all(isinstance(part, str) for entry in entries for part in entry) or not all(entry[1] for entry in entries):
        raise ValueError(_MENU)
    return entries


FONT_PARTS = ("text", "italic", "bold", "heading", "label")
_FONTS = "'system', 'source', or a dictionary of font files: {'text': 'fonts/text.woff2', 'heading': …}"


def _fonts(value: Any) -> str | Mapping[str, str]:
    if value in ("system", "source"):
        return str(value)
    if not isinstance(value, dict) or not value or not set(value) <= set(FONT_PARTS):
        raise ValueError(f"{_FONTS}; the parts are {', '.join(FONT_PARTS)}")
    if not all(isinstance(path, str) and re.search(r"(?i)\.(woff2?|ttf|otf)$", path) for path in value.values()):
        raise ValueError(f"{_FONTS}; a file is one of woff2, woff, ttf and otf")
    return dict(value)


BYLINE = ("avatar", "author", "date", "updated", "time", "series", "category", "tags")


def _byline(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not set(value) <= set(BYLINE):
        raise ValueError(f"a list of {', '.join(map(repr, BYLINE))}")
    return tuple(value)


def _keys(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("a word or a list of words")
    return tuple(items)


def _option(default: Any, validate: Validator, what: str, *, rebuild: str = "env") -> Any:
    metadata = {"default": default, "validate": validate, "help": what, "rebuild": rebuild}
    return field(default_factory=lambda: validate(default), metadata=metadata)


@dataclass(frozen=True)
class Options:
    """What a site's owner chose. Names are those in conf.py; ABlog's word is used wherever it has one."""

    postil_mounts: Mapping[str, str] | None = _option(
        None, _mounts, "Folders outside the source folder, by the path they get in the site, relative to conf.py. "
        "Not set: `{'posts': '../posts'}` if there is such a folder.")  # fmt: skip
    postil_timezone: ZoneInfo = _option(
        "UTC", _time_zone, "The zone of dates that name none, and in which all dates are shown.")  # fmt: skip
    postil_drafts: bool = _option(
        False, _flag, "Show drafts and scheduled posts, with a badge. They stay out of feeds.")  # fmt: skip
    postil_reading_speed: int = _option(
        240, _whole_number, "Words a minute, for the reading time in the byline.")  # fmt: skip
    postil_updated_from_git: bool = _option(
        False, _flag, "Where the front matter has no `updated`, take the date of the last commit.")  # fmt: skip
    postil_comments: Comments = _option(
        None, read_comments, "The service for comments: `{'engine': 'utterances', 'repo': 'ada/blog'}`.")  # fmt: skip
    postil_cards: bool = _option(
        True, _flag, "Draw a picture for previews of posts that have none of their own.")  # fmt: skip
    postil_card_colors: Mapping[str, str] = _option(
        {}, _colors, "Colours of these pictures: `background`, `text`, `accent`. Not set: the theme's.")  # fmt: skip
    postil_card_font: str = _option(
        None, _text_or_none, "A font file for these pictures, relative to conf.py.")  # fmt: skip
    postil_sitemap: bool = _option(True, _flag, "Write `sitemap.xml`, and `robots.txt` if there is none.")
    postil_markdown: bool = _option(True, _flag, "Put a Markdown copy beside each post: `<post>.md`.")
    postil_llms: bool = _option(True, _flag, "Write `llms.txt`, a list of the posts for programs that read text.")
    postil_permalink: str = _option(
        "", _pattern, "The pattern of posts' addresses: `'{year}/{month}/{slug}'`. Not set: the path of the file."
    )
    postil_light: bool = _option(
        True, _flag, "Let pages of the book theme load one style sheet and one script, and draw icons in place."
    )
    postil_home: bool = _option(
        False, _flag, "Show the first page of all posts on the home page, below its text, in place of "
        "`blog.html`.")  # fmt: skip
    postil_menu: tuple[MenuEntry, ...] | None = _option(
        None, _menu, "The links at the top of each page: `['blog-posts', 'about']`, or `{'Essays': 'blog-posts'}`. "
        "Not set: posts, archives, tags and `about`; `[]`: the theme's own top.")  # fmt: skip
    postil_sidebar: str = _option(
        "pages", _choice("pages", "all", "none"), "Where the site's contents stand beside the text: on `'pages'` that "
        "neither are the blog's nor stand in the menu, on `'all'`, or on `'none'`.")  # fmt: skip
    postil_byline: tuple[str, ...] = _option(
        list(BYLINE), _byline, "What stands under a post's title; the `tags`, at its end.")  # fmt: skip
    postil_fonts: str | Mapping[str, str] = _option(
        "system", _fonts, "The letters of the book theme's pages: those of the reader's `'system'`, the pair that "
        "`postil[fonts]` brings, `'source'`, or your files: `{'text': 'fonts/text.woff2'}`.")  # fmt: skip
    postil_page_size: int = _option(
        20, _whole_number, "How many posts a page of a listing shows; the others follow on `page/2` "
        "and so on.")  # fmt: skip
    postil_related: int = _option(
        3, _number_or_zero, "How many related posts are named at the foot of a post; 0: none.")  # fmt: skip
    postil_neighbours: str = _option(
        "all", _choice("all", "series"), "What a post's newer and older one are: the next of `'all'`, or, "
        "for a part of a series, the next parts of the `'series'`.")  # fmt: skip
    postil_backlinks: bool = _option(
        True, _flag, "Name the pages that link to a post at its foot.")  # fmt: skip
    postil_images: bool = _option(
        True, _flag, "Give pictures their size, make copies for small and for fine screens, and take out where they "
        "were taken.")  # fmt: skip
    postil_figure_captions: str = _option(
        "alt", _choice("title", "alt", "none"), "What stands below a picture: `'title'`, its title alone; `'alt'`, "
        "its title, else its alternative text; `'none'`, nothing.")  # fmt: skip
    postil_notes: str = _option(
        "margin", _choice("margin", "end"), "Where notes stand: beside the text where there is room and else at a tap, "
        "or at the end of the post.", rebuild="html")  # fmt: skip
    postil_notes_numbering: str = _option(
        "appearance", _choice("appearance", "labels"), "Notes have the numbers 1, 2, 3 in the order of the text, "
        "or those that their labels are.")  # fmt: skip
    postil_search: str = _option(
        "sphinx", _choice("sphinx", "pagefind"), "What searches the site: `'sphinx'`, whose index is fetched whole, or "
        "`'pagefind'`, of which a reader fetches the part they need.", rebuild="html")  # fmt: skip
    blog_title: str = _option("Blog", _text, "The blog's name: in feeds, and where `html_title` is not set.")
    blog_baseurl: str = _option(
        "", _site, "Where the site is published. Feeds need it. `html_baseurl` does as well.")  # fmt: skip
    blog_path: str = _option("blog", _path, "The path under which archive, tag pages and feed stand.")
    blog_authors: Mapping[str, Author] = _option(
        {}, _people, "Authors by the key that posts use: `{'ada': ('Ada Lovelace', 'https://…')}`, or "
        "`{'ada': {'name': 'Ada Lovelace', 'bio': '…'}}`.")  # fmt: skip
    blog_languages: Mapping[str, Author] = _option({}, _people, "Languages by key, as `blog_authors`.")
    blog_locations: Mapping[str, Author] = _option({}, _people, "Locations by key, as `blog_authors`.")
    blog_default_author: tuple[str, ...] = _option(None, _keys, "Who wrote a post that does not say.")
    blog_default_language: tuple[str, ...] = _option(None, _keys, "The language of a post that does not say.")
    blog_default_location: tuple[str, ...] = _option(None, _keys, "The location of a post that does not say.")
    blog_post_pattern: tuple[str, ...] = _option(
        [], _keys, "Which files are posts beside those in mounted folders and in `posts/`: "
        "patterns as in `exclude_patterns`.")  # fmt: skip
    blog_archive_titles: bool = _option(
        False, lambda value: False if value is None else _flag(value), "Lists show titles alone.")  # fmt: skip
    blog_feed_archives: bool = _option(
        True, _flag, "Feeds for each tag, author, series and so on; False: for the whole blog alone.")  # fmt: skip
    blog_feed_fulltext: bool = _option(True, _flag, "Feeds hold whole posts; False: excerpts.")
    blog_feed_length: int | None = _option(20, _count_or_none, "How many posts a feed holds; None: all.")
    blog_feed_titles: bool = _option(
        False, lambda value: _flag(value or False), "Feeds hold titles and summaries alone.")  # fmt: skip
    blog_feed_subtitle: str = _option(None, _text_or_none, "The feed's second line.")
    post_auto_excerpt: int = _option(
        1, _number_or_zero, "How many paragraphs of a post its excerpt has; 0: none.")  # fmt: skip
    post_auto_orphan: bool = _option(True, _flag, "Do not ask that posts stand in a toctree.")
    post_date_format: str = _option(
        "", _text, "A `strftime` format for dates. Not set: the long form of the site's language.")  # fmt: skip
    post_show_prev_next: bool = _option(True, _flag, "Link the newer and the older post at the foot of a post.")
    post_redirect_refresh: int = _option(
        0, _number_or_zero, "Seconds before an old address leads on.")  # fmt: skip


# What a blog needs of Sphinx, MyST and the theme. Reasons stand beside each.
DEFAULTS: Mapping[str, Any] = {
    "html_theme": "sphinx_book_theme",
    # The theme sets this itself after Sphinx compared the options, which makes every build a full one.
    "fontawesome_included": True,
    # Mathematics without a script, and without one from another host.
    "html_math_renderer": "mathml",
    "exclude_patterns": ["_build", "Thumbs.db", ".DS_Store", ".venv"],
    "myst_enable_extensions": [
        "amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "strikethrough", "tasklist",
    ],
    # Pandoc's rule, so that "$5 and $10" stays money.
    "myst_dmath_allow_space": False,
    "myst_dmath_allow_digits": False,
    # Links to headings within a post, as every other engine has them.
    "myst_heading_anchors": 3,
    # An image in a line is no link to its file, which would have the image's id a second time; figures have a link.
    "html_scaled_image_link": False,
    # Notes are set off by style, not by a rule that ends the text.
    "myst_footnote_transition": False,
}  # fmt: skip


def owner_set(config: Config, name: str) -> bool:
    """Return whether the site's owner gave the option `name` a value, in conf.py or on the command line.

    Sphinx has no public way to tell a value from an equal default. Its themes use the same attribute.
    """
    return name in getattr(config, "_raw_config", {}) or name in config.overrides


def owner_names(config: Config) -> list[str]:
    """Return the names that conf.py or the command line sets, whether or not they are options."""
    raw: Mapping[str, Any] = getattr(config, "_raw_config", {})
    names = [name for name, value in raw.items() if not callable(value) and not isinstance(value, ModuleType)]
    return list(dict.fromkeys([*names, *config.overrides]))


def owner_folders(app: Sphinx, folders: Iterable[str]) -> list[Path]:
    """Return the folders in a list such as `templates_path` that are neither postil's nor the theme's."""
    theme = getattr(app.builder, "theme", None)
    known = [
        Path(__file__).parent.parent,
        *(Path(folder).resolve() for folder in (theme.get_theme_dirs() if theme else ())),
    ]
    places = [Path(app.confdir, folder).resolve() for folder in folders]
    return [place for place in places if not any(place.is_relative_to(folder) for folder in known)]


def read_options(config: Config, conf_file: Path) -> Options:
    """Return the owner's choices; a value that is not of its kind is a warning and the default."""
    chosen: dict[str, Any] = {}
    for option in fields(Options):
        if not owner_set(config, option.name):
            continue
        value = config[option.name]
        try:
            chosen[option.name] = option.metadata["validate"](value)
            if isinstance(value, str) and isinstance(config.values[option.name].default, list):
                config[option.name] = [value]  # ABlog takes one pattern for a list of one; Sphinx checks for a list
        except ValueError as error:
            default = option.metadata["default"]
            warn(
                Subtype.CONFIG,
                f"`{option.name} = {value!r}` is not {error}; {default!r} is used",
                location=line_of_option(conf_file, option.name),
            )
            config[option.name] = config.values[option.name].default  # for Sphinx's own check, and ABlog's templates
    for name in ("blog_authors", "blog_languages", "blog_locations"):
        chosen[name], left_out = without_scripts(chosen.get(name, {}))
        for url in left_out:
            message = f"`{name}`: {url!r} is neither a web nor a mail URL; this link is left out"
            warn(Subtype.CONFIG, message, location=line_of_option(conf_file, name))
    return Options(**chosen)


def current_time(environ: Mapping[str, str] = os.environ) -> datetime:
    """Return now, or the moment that SOURCE_DATE_EPOCH names (reproducible-builds.org), in UTC."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch) if epoch.isdigit() else int(time.time()), tz=UTC)


def line_of_option(conf_file: Path, name: str) -> str:
    """Return `path:line` of the last assignment to `name` in conf.py; line 1 if there is none to be seen."""
    try:
        lines = conf_file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return f"{conf_file}:1"
    found = [number for number, line in enumerate(lines, start=1) if re.match(rf"\s*{name}\s*[:=]", line)]
    return f"{conf_file}:{found[-1] if found else 1}"


def fill_in(config: Config, options: Options, environ: Mapping[str, str] = os.environ) -> Options:
    """Give `config` the defaults of a blog where its owner set nothing; return the options with the same."""
    if not owner_set(config, "source_suffix"):
        # Sphinx adds the parsers' suffixes to its own default, which every later site in the process would get.
        config.source_suffix = {".rst": "restructuredtext"}
    for name, value in DEFAULTS.items():
        if name in config and not owner_set(config, name):
            config[name] = value
    if config.html_theme == "sphinx_book_theme" and isinstance(config.html_theme_options, dict):
        # The theme's sidebar has a search field; it would show a second one in a bar of its own.
        # What belongs to manuals, a download of the source and the whole screen, is not asked for.
        plain = {"navbar_persistent": [], "use_download_button": False, "use_fullscreen_button": False}
        config.html_theme_options = plain | config.html_theme_options
        if options.postil_menu != () and not owner_set(config, "html_sidebars"):
            # Name and search stand at the top of the page.
            config.html_sidebars = {"**": ["sbt-sidebar-nav.html"]}
    if "myst.strikethrough" not in config.suppress_warnings:
        # It says that ~~struck~~ text shows in HTML only, each time it is used.
        config.suppress_warnings = [*config.suppress_warnings, "myst.strikethrough"]
    named = [config[name] for name in ("html_title", "project") if owner_set(config, name)]
    named = [options.blog_title, *named] if owner_set(config, "blog_title") else [*named, options.blog_title]
    title = next((name for name in named if isinstance(name, str) and name.strip()), "Blog")
    baseurl = options.blog_baseurl or config.html_baseurl or environ.get("READTHEDOCS_CANONICAL_URL", "")
    names = ", ".join(author.name for author in options.blog_authors.values())
    # Sphinx's own stand-ins ("Author name not set", "… documentation") would be printed on every page.
    for name, value in (
        ("project", title),
        ("author", names),
        ("html_title", title),
        ("html_baseurl", baseurl),
    ):
        if not owner_set(config, name) or config[name] is None:  # None says nothing either
            config[name] = value
    changed: dict[str, Any] = {"blog_title": title, "blog_baseurl": baseurl}
    if not owner_set(config, "postil_comments") and owner_set(config, "disqus_shortname") and config.disqus_shortname:
        changed["postil_comments"] = _disqus(config)
    return Options(**{option.name: getattr(options, option.name) for option in fields(Options)} | changed)


def _disqus(config: Config) -> Comments:
    """Return what ABlog's option for comments means."""
    try:
        return read_comments({"engine": "disqus", "shortname": config.disqus_shortname})
    except ValueError as error:
        warn(Subtype.CONFIG, f"`disqus_shortname = {config.disqus_shortname!r}` is not {error}; there are no comments")
        return Comments()


def is_font(path: Path) -> bool:
    """Return whether a file begins as fonts do: OpenType 1.9, WOFF 1.0 and 2.0."""
    try:
        with path.open("rb") as file:
            return file.read(4) in (b"\0\1\0\0", b"OTTO", b"ttcf", b"true", b"wOFF", b"wOF2")
    except OSError:
        return False


def read_config(app: Sphinx, config: Config) -> None:
    """Keep the options as `config.postil`, where every room finds them, and set what the owner left open."""
    conf_file = Path(app.confdir, "conf.py")
    config.postil = fill_in(config, read_options(config, conf_file))
    font = config.postil.postil_card_font
    if font and not is_font(Path(app.confdir, font)):
        message = f"`postil_card_font = {font!r}` is not the file of a font; the one that comes with postil is used"
        warn(Subtype.CONFIG, message, location=line_of_option(conf_file, "postil_card_font"))
        config.postil = replace(config.postil, postil_card_font="")


def register_options(app: Sphinx) -> None:
    """Tell Sphinx of the options that ABlog does not have; `read_options` checks their kinds."""
    for option in fields(Options):
        if option.name not in app.config:
            app.add_config_value(option.name, option.metadata["default"], option.metadata["rebuild"], types=Any)


def setup(app: Sphinx) -> None:
    """Register postil's options and read them before any other extension reads its own."""
    register_options(app)
    app.connect("config-inited", read_config, priority=50)


def site_root_url(options: Options) -> str:
    """Return the address of the site's first folder, with a slash at its end; empty if it is not known."""
    return options.blog_baseurl.rstrip("/") + "/" if options.blog_baseurl else ""
