"""Dates, counts and messages in the language of the site."""

from __future__ import annotations

import gettext
import re
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sphinx
from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import escape
from sphinx.locale import get_translator, translators
from sphinx.util.i18n import format_date as strftime_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sphinx.application import Sphinx

# The words that the owner of a site has changed: by language, texts by message, one for each plural form.
SiteWords = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]

CATALOG = "postil"
LOCALE = Path(__file__).parent / "locale"
# The folders of catalogues in the packages of Sphinx, its extensions and its themes.
_FOLDERS = ("locale", "locales", "translations", "theme/*/static/locales")
# The language of `interface_language`; empty outside of it.
_language: ContextVar[str] = ContextVar("postil_interface_language", default="")
# The site's own catalogues within `interface_language`, which can be nested.
_site_catalogs: ContextVar[Mapping[tuple[str, str], NullTranslations] | None] = ContextVar(
    "postil_site_catalogs", default=None
)
# The script and the regions with traditional Chinese.
_TRADITIONAL = frozenset({"HANT", "TW", "HK", "MO"})


class SiteCatalogs(NamedTuple):
    """What is known of the catalogues of a site, stored with that of postil."""

    language: str = ""
    folders: tuple[str, ...] = ()
    """The folders with those of Sphinx, its extensions and its themes, in any language."""
    words: SiteWords = ()
    """The words of postil's that the owner has changed."""


def format_date(when: datetime, *, language: str, pattern: str = "") -> str:
    """Return a date in the long format of `language`, or in the `strftime` format `pattern`."""
    language = _language.get() or language
    if pattern:
        return strftime_date(pattern, date=when, language=language)
    return _long_date(when.date(), language)


@lru_cache(maxsize=4096)  # the date of a post appears in lists, feeds and copies
def _long_date(day: date, language: str) -> str:
    return babel_date(day, "long", locale=_locale(language))


def format_day(when: datetime, language: str) -> str:
    """Return a date without its year in the format of `language`."""
    return _day(when.month, when.day, _language.get() or language)


@lru_cache(maxsize=4096)  # the day of a post appears in the archive and in the lists of its year and its month
def _day(month: int, day: int, language: str) -> str:
    leap_year = 2000  # it has all days
    return format_skeleton("MMMMd", date(leap_year, month, day), locale=_locale(language))


def format_month(month: str, *, language: str) -> str:
    """Return a month such as `2024-03` in the format of `language`."""
    first = date.fromisoformat(f"{month}-01")
    return format_skeleton("yMMMM", first, locale=_locale(_language.get() or language))


def text_direction(language: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    try:
        return Locale.parse(language.replace("-", "_")).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def count_posts(count: int) -> str:
    """Return “2 posts” in the language of the site."""
    # Not with `%`: some languages write one and two as words, without a number.
    return get_translator(CATALOG).ngettext("%s post", "%s posts", count).replace("%s", str(count))


@cache  # compiling it is slow, and many builds read no text
def _unspaced_character() -> re.Pattern[str]:
    """Return a pattern for scripts without spaces, of which two characters take about as long to read as one word."""
    return re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def count_words(text: str) -> int:
    """Return the number of words in `text`; in scripts without spaces, two characters count as one word."""
    unspaced = 0
    if not text.isascii() and _unspaced_character().search(text):
        text, unspaced = _unspaced_character().subn(" ", text)
    words = text.split()
    # Most have nothing but letters; the others may be nothing but punctuation.
    others = [word for word in words if not word.isalnum()]
    without_letters = sum(not (word[0].isalnum() or any(map(str.isalnum, word))) for word in others)
    return len(words) - without_letters + (unspaced + 1) // 2


def reading_minutes(words: int, *, speed: int) -> int:
    """Return the reading time of `words` in minutes, at least one, at `speed` words per minute."""
    return max(1, round(words / speed))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def load_translations(language: str, folder: Path = LOCALE, *, words: SiteWords = ()) -> NullTranslations:
    """Return postil's translations into `language`, from the .po file in `folder`; English if there is none.

    `words` are those that the owner of the site has changed. They are kept, so that other languages have theirs.
    """
    names = catalogue_names(language)
    found = next((path for name in names if (path := folder / name / "LC_MESSAGES" / f"{CATALOG}.po").is_file()), None)
    own = dict(words)
    changed = {text: forms for name in reversed(names) for text, forms in own.get(name.replace("_", "-").lower(), ())}
    if not found and not changed:
        translations = NullTranslations()
    else:
        catalog = read_po(BytesIO(found.read_bytes()), locale=found.parts[-3]) if found else Catalog(_locale(names[-1]))
        for text, forms in changed.items():
            plural, count = messages()[text], catalog.num_plurals
            all_forms = (*forms, *forms[-1:] * count)[:count]
            catalog.delete(text)  # `add` keeps what is there
            catalog.add((text, plural) if plural else text, all_forms if plural else forms[0])
        compiled = BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        translations = GNUTranslations(compiled)
    # `incomplete`: words without a translation are English words in another language.
    attributes = {"site_words": words, "incomplete": not found and names[-1] != "en"}
    vars(translations).update(attributes)
    return translations


@lru_cache(maxsize=1)
def messages() -> Mapping[str, str]:
    """Return all messages of postil, with their plurals; those without one have an empty plural."""
    with (LOCALE / f"{CATALOG}.pot").open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    pairs = [(one, "") if isinstance(one, str) else (one[0], one[1]) for one in ids]
    return dict(pairs)


def catalogue_names(language: str) -> Sequence[str]:
    """Return the names of the catalogues for a language, the best one first: `de_AT` uses that of `de`."""
    code, *rest = re.split("[-_]", language)
    names = [language.replace("-", "_"), code]
    if code == "zh":
        names.append("zh_TW" if _TRADITIONAL & {part.upper() for part in rest} else "zh_CN")
    return list(dict.fromkeys(names))


@contextmanager
def interface_language(tag: str) -> Iterator[None]:
    """Translate messages and format dates in the language `tag`: of postil, of Sphinx, its extensions and its themes.

    Without a tag, the language stays that of the site.
    """
    if not tag:
        yield
        return
    own, site = dict(translators), _site_catalogs.get() or dict(translators)
    found = getattr(site.get(("general", CATALOG)), "site", SiteCatalogs())
    if tag.lower() == found.language.replace("_", "-").lower():
        translators.update(site)
    else:
        names = [name for name in site if name[0] == "general"]
        translators.update({name: load_catalog(name[1], tag, found.folders, found.words) for name in names})
    tokens = _language.set(tag), _site_catalogs.set(site)
    try:
        yield
    finally:
        _language.reset(tokens[0])
        _site_catalogs.reset(tokens[1])
        translators.clear()
        translators.update(own)


def current_language(site_language: str) -> str:
    """Return the language of messages: that of `interface_language`, else `site_language`."""
    return _language.get() or site_language


@lru_cache(maxsize=256)
def load_catalog(catalog: str, language: str, folders: tuple[str, ...], words: SiteWords = ()) -> NullTranslations:
    """Return the translations of a catalogue into `language`, from the first of `folders` that has each message.

    `words` are those of postil's catalogue that the owner of the site has changed.
    """
    if catalog == CATALOG:
        return load_translations(language, words=words)
    found: NullTranslations = NullTranslations()
    for path in (
        path for folder in folders for path in gettext.find(catalog, folder, catalogue_names(language), all=True)
    ):
        with Path(path).open("rb") as file:
            translations = GNUTranslations(file)
        if type(found) is NullTranslations:
            found = translations
        else:
            found.add_fallback(translations)
    return found


def theme_text(message: str, catalog: str = "sphinx") -> str:
    """Translate a message of a theme; with postil's catalogue, if the theme's has no translation.

    Templates of themes do not escape words, and postil's can be those of the owner, in `postil_strings`.
    """
    text = get_translator(catalog).gettext(message)
    own = get_translator(CATALOG).gettext(message) if text == message else message
    return escape(own) if own != message else text


class _CurrentTranslations:
    """Sphinx's translations for its templates, in the language of `interface_language` or else of the site."""

    def gettext(self, message: str) -> str:
        """Translate a message."""
        return theme_text(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Translate a message that has a number."""
        return get_translator("sphinx").ngettext(singular, plural, number)


def find_catalogs(app: Sphinx) -> None:
    """Find the folders with catalogues for `interface_language`, which templates follow as well."""
    modules = [extension.module for extension in app.extensions.values()]
    packages = {Path(module.__file__).parent for module in modules if getattr(module, "__file__", None)}
    packages.add(Path(sphinx.__file__).parent)
    found = [Path(app.srcdir, folder) for folder in app.config.locale_dirs]
    found += [path for package in sorted(packages) for name in _FOLDERS for path in sorted(package.glob(name))]
    own: Any = translators["general", CATALOG]
    own.site = SiteCatalogs(str(app.config.language), tuple(map(str, found)), own.site_words)
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if environment is not None and hasattr(environment, "install_gettext_translations"):
        environment.install_gettext_translations(_CurrentTranslations())


def setup(app: Sphinx) -> None:
    """Register postil's message catalogue with Sphinx.

    `app.add_message_catalog` reads compiled catalogues only, and adds to those of a site built earlier in the process.
    """
    translators["general", CATALOG] = load_translations(app.config.language)
    app.connect("builder-inited", find_catalogs, priority=900)
