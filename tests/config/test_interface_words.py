"""Words of the interface that the owner has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.config.interface_words import resolve_words
from postil.config.language_options import strings
from postil.i18n import load_translations

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("given", "language", "singular", "number", "shown"),
    [
        ({"en": {"min read": "minutes"}}, "en", "%s min read", None, "%s minutes"),
        ({"en": {"%s min read": "about %s minutes"}}, "en-GB", "%s min read", None, "about %s minutes"),
        ({"en": {"Tags": "Topics"}, "en-GB": {"Tags": "Subjects"}}, "en_GB", "Tags", None, "Subjects"),
        ({"en": {"Tags": "Topics"}}, "de", "Tags", None, "Schlagwörter"),
        ({"German": {"Tags": "Themen"}}, "de_AT", "Tags", None, "Themen"),
        ({"zh_TW": {"Tags": "主題"}}, "zh_HK", "Tags", None, "主題"),
        ({"sv": {"Tags": "Etiketter"}}, "sv", "Tags", None, "Etiketter"),
        ({"sv": {"Tags": "Etiketter"}}, "sv", "Archive", None, "Archive"),
        ({"en": {"%s post": ["%s note", "%s notes"]}}, "en", "%s post", 1, "%s note"),
        ({"en": {"post": ["note", "notes"]}}, "en", "%s post", 2, "%s notes"),
        ({"en": {"posts": "in all"}}, "en", "%s post", 1, "%s in all"),
        ({"pl": {"posts": ["%s esej", "%s eseje", "%s esejów"]}}, "pl", "%s post", 5, "%s esejów"),
        ({"he": {"posts": ["מאמר אחד", "%s מאמרים"]}}, "he", "%s post", 1, "מאמר אחד"),
        ({"en": {"by": "100%"}}, "en", "by", None, "100%"),
        ({"en": {"%(title)s, page %(number)s": "%(title)s"}}, "en", "%(title)s, page %(number)s", None, "%(title)s"),
    ],
)  # fmt: skip
def test_words(given: dict[str, object], language: str, singular: str, number: int | None, shown: str) -> None:
    problems: list[str] = []
    translations = load_translations(language, words=resolve_words(strings(given), problems.append))
    text = translations.gettext(singular) if number is None else translations.ngettext(singular, "%s posts", number)

    assert (text, problems) == (shown, [])


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"en": {"Achives": "Old"}}, "'Achives', which is not a word of postil; did you mean 'Archives'?"),
        ({"de": {"Nothing of the kind": "Nichts"}}, "'Nothing of the kind', which is not a word of postil"),
        ({"en": {"min read": "100% of %s"}}, "needs the same placeholders as '%s min read'"),
        ({"en": {"min read": "%s of %s"}}, "needs the same placeholders"),
        ({"en": {"page %(number)s of %(all)s": "%(page)s"}}, "needs the same placeholders"),
    ],
)
def test_unusable_words(given: dict[str, object], problem: str) -> None:
    problems: list[str] = []

    assert not any(words for _language, words in resolve_words(strings(given), problems.append))
    assert len(problems) == 1
    assert problem in problems[0]


@pytest.mark.parametrize(
    "given", [[], {"en": "Topics"}, {"xx": {"Tags": "T"}}, {"en": {"Tags": 1}}, {1: {}}, {"en": {"Tags": []}}]
)
def test_invalid_values(given: object) -> None:
    with pytest.raises(ValueError, match="expected a dictionary"):
        strings(given)


def test_pages_change_with_the_words(site: SiteBuilder, post: Post) -> None:
    """In a later build too, and one misspelled word is one warning at its line."""
    posts = {"a.md": post(tags=["x"]), "b.md": post(language="de")}
    assert "1 min read" in site.build(posts).read("posts/a.html")
    site.conf = 'postil_strings = {"en": {"min read": "minutes", "Tagz": "Topics"}}\n'
    built = site.build(posts)

    assert "1 minutes" in built.read("posts/a.html")
    assert len(built.warnings) == 1
    assert "conf.py:" in built.warnings[0]
    assert "did you mean 'Tags'?" in built.warnings[0]
    assert "1 minutes" not in site.build(posts, overrides={"postil_strings": {}}).read("posts/a.html")
