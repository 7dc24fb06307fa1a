"""Translations, dates, word counts and reading time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import postil
from postil.i18n import LOCALE, catalogue_names, count_words, format_date, load_translations, reading_minutes

if TYPE_CHECKING:
    from collections.abc import Callable

    from babel.messages.catalog import Message

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two, three.", 3),
        ("a - b", 2),
        ("机器学习", 2),
        ("床前明月光，疑是地上霜。", 5),
        ("机器 learning", 2),
        ("한국어 글", 2),
    ],
)
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words


def test_reading_minutes() -> None:
    assert [reading_minutes(words, speed=240) for words in (0, 100, 360, 361, 2400)] == [1, 1, 2, 2, 10]


@pytest.mark.parametrize(
    ("language", "pattern", "shown"),
    [
        ("en", "", "March 24, 2024"),
        ("de", "", "24. März 2024"),
        ("zh_CN", "", "2024年3月24日"),
        ("pt-BR", "", "24 de março de 2024"),
        ("xx", "", "March 24, 2024"),
        ("en", "%d.%m.%y", "24.03.24"),
    ],
)
def test_show_date(language: str, pattern: str, shown: str) -> None:
    assert format_date(datetime(2024, 3, 24, 23, tzinfo=UTC), language=language, pattern=pattern) == shown


def test_a_date_is_shown_in_its_own_time_zone() -> None:
    """Two sites in one process may show the same moment in two time zones."""
    moment = datetime(2024, 1, 1, 23, 30, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=1)))

    assert [format_date(when, language="en") for when in (moment, there)] == ["January 1, 2024", "January 2, 2024"]
    assert [format_date(when, language="en", pattern="%d %H") for when in (moment, there)] == ["01 23", "02 00"]


# --- the catalogue --------------------------------------------------------------------------------------------------

PACKAGE = Path(postil.__file__).parent
LANGUAGES = sorted(path.name for path in (PACKAGE / "locale").iterdir() if path.is_dir())


@cache
def messages_in_the_code() -> frozenset[str]:
    """Return the message ids that the code and the templates use."""
    found: set[str] = set()
    jinja = "jinja2.ext:babel_extract"
    for pattern, method in (("**/*.py", "python"), ("templates/**/*.html", jinja), ("templates/**/*.css", jinja)):
        for path in sorted(PACKAGE.glob(pattern)):
            with path.open("rb") as file:
                messages = extract(method, file, keywords={"_": None, "ngettext": (1, 2)})
                found |= {first_of(message) for _, message, *_ in messages}
    return frozenset(found)


def catalogue(path: Path) -> dict[str, Message]:
    with path.open("rb") as file:
        messages = list(read_po(file))
    return {first_of(message.id): message for message in messages if message.id}


def first_of(words: object) -> str:
    """Return the message id; of a plural, the singular."""
    return str(words[0]) if isinstance(words, list | tuple) else str(words)


def test_the_pot_file_has_all_messages() -> None:
    assert set(catalogue(PACKAGE / "locale/postil.pot")) == messages_in_the_code()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_all_messages(language: str) -> None:
    found = catalogue(PACKAGE / "locale" / language / "LC_MESSAGES/postil.po")

    assert set(found) == messages_in_the_code()
    for words, message in found.items():
        texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
        assert all(texts), words
        assert not message.fuzzy
        assert len(texts) == (found_plurals(language) if message.pluralizable else 1)
        for text in map(str, texts):
            # A plural form can be for one number only, such as “one post” or a dual.
            placeholders = sorted(re.findall(r"%(?:\(\w+\))?s", text))
            assert placeholders == sorted(re.findall(r"%(?:\(\w+\))?s", words)) or message.pluralizable
            assert text.count("%") == len(placeholders)


def found_plurals(language: str) -> int:
    """Return how many plural forms the catalogue of a language has."""
    with (PACKAGE / "locale" / language / "LC_MESSAGES/postil.po").open("rb") as file:
        return read_po(file).num_plurals


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms(language: str) -> None:
    """Numbers have the same form as in Unicode's CLDR, and a form without a number is for one number only."""
    translations = load_translations(language, LOCALE)
    categories = Locale.parse(language).plural_form
    numbers: dict[str, list[int]] = {}
    for number in range(300):
        numbers.setdefault(translations.ngettext("%s post", "%s posts", number), []).append(number)
    by_category: dict[str, set[int]] = {}
    for number in range(300):
        by_category.setdefault(categories(number), set()).add(number)

    assert all(any(set(found) >= group for found in numbers.values()) for group in by_category.values())
    assert all(len(found) == 1 for text, found in numbers.items() if "%s" not in text)


def test_counts_without_a_number() -> None:
    arabic = load_translations("ar", LOCALE)
    assert [arabic.ngettext("%s post", "%s posts", n) for n in (1, 2, 3)] == ["مقالة واحدة", "مقالتان", "%s مقالات"]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("de_AT", ["de_AT", "de"]),
        ("pt-BR", ["pt_BR", "pt"]),
        ("zh", ["zh", "zh_CN"]),
        ("zh-Hans-SG", ["zh_Hans_SG", "zh", "zh_CN"]),
        ("zh_HK", ["zh_HK", "zh", "zh_TW"]),
        ("zh-Hant", ["zh_Hant", "zh", "zh_TW"]),
        ("zh_TW", ["zh_TW", "zh"]),
    ],
)
def test_catalogue_of_a_language(language: str, names: list[str]) -> None:
    assert catalogue_names(language) == names


def test_translations_and_plurals(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_cards = False\n"  # 23 of them in each language take longer than the rest
    tags = {n: "x" if n < 3 else "y" for n in range(1, 24)}
    posts = {f"{n}.md": post(title=f"P{n}", date=f"2024-01-{n:02}", tags=tag) for n, tag in tags.items()}
    for language, words in (
        ("ru", ["23 записи, страница 2 из 2", "2 записи", "21 запись", "Все записи"]),
        ("de_AT", ["23 Beiträge, Seite 2 von 2", "2 Beiträge", "21 Beiträge", "Alle Beiträge"]),
        ("en", ["23 posts, page 2 of 2", "2 posts", "21 posts", "All posts"]),
        ("sv", ["23 posts, page 2 of 2", "2 posts", "21 posts", "All posts"]),
    ):
        built = plain_site.build(posts=posts, overrides={"language": language})
        names = ("blog/page/2", "blog/tag/x", "blog/tag/y")
        counts = [built.article(name).select_one(".postil-listing-count") for name in names]
        found = [count.get_text() for count in counts if count]
        assert [*found, built.article("blog").h1.get_text()] == words  # type: ignore[union-attr]
        assert built.warnings == []


@pytest.mark.parametrize(
    ("language", "formats", "caption"),
    [("ar", {}, "شكل 1"), ("ja", {}, "図 1"), ("en", {}, "Fig. 1"), ("ar", {"figure": "صورة %s"}, "صورة 1")],
)
def test_numbers_of_figures(
    site: SiteBuilder, post: Post, language: str, formats: dict[str, str], caption: str
) -> None:
    """Also in languages that Sphinx has no word for."""
    site.conf = f'language = "{language}"\nnumfig = True\nnumfig_format = {formats}\n'
    built = site.build({"a.md": post('![A](p.svg "A bridge")\n'), "p.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})

    number = built.page("posts/a").select_one(".caption-number")
    assert number
    assert number.get_text().strip() == caption


def test_sidebars_are_translated(site: SiteBuilder, post: Post) -> None:
    site.conf = 'language = "it"\nhtml_sidebars = {"**": ["postil/recentposts.html", "ablog/tagcloud.html"]}\n'
    built = site.build(posts={"a.md": post(tags=["x"]), "b.md": post(title="B")})

    headings = built.page("posts/a").select(".postil-sidebar h3")
    assert [heading.get_text() for heading in headings] == ["Articoli recenti", "Etichette"]
