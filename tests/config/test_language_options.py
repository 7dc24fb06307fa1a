"""The options for languages."""

from __future__ import annotations

from typing import Any

import pytest

from postil.blog.language import Language
from postil.config.language_options import languages
from postil.config.options import Options
from postil.config.site_languages import with_site_language


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ({"en": "English", "pt_br": {"name": "Português", "folder": "/posts/pt/"}},
         {"en": Language("English"), "pt-BR": Language("Português", "posts/pt")}),
        ({"de": "posts/de"}, {"de": Language("Deutsch", "posts/de")}),
        ({"de": " \n"}, {"de": Language("Deutsch")}),
        ({"German": ""}, {"de": Language("Deutsch")}),
        ({}, {}),
    ],
)  # fmt: skip
def test_languages(value: Any, tags: dict[str, Language]) -> None:
    assert languages(value) == tags


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (["de"], "expected a dictionary"),
        ({"de": 1}, "expected a dictionary"),
        ({"xx": "Nothing"}, "'xx' is not the tag of a language"),
        ({1: "One"}, "1 is not the tag of a language"),
        ({"de": {"title": "x"}}, "the keys of a language are name and folder"),
        ({"de": {"folder": "../x"}}, "expected a path in the site"),
        ({"de_at": "A", "de-AT": "B"}, "two of the tags are the same language"),
        ({"de": "posts/x", "fr": "/posts/x/"}, "two languages have the same folder"),
    ],
)
def test_invalid_languages(value: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        languages(value)


@pytest.mark.parametrize(
    ("language", "listed", "site", "order"),
    [
        ("en", {"de": "Deutsch", "en": "English"}, "en", ["de", "en"]),
        ("en_US", {"de": "Deutsch", "en": "English"}, "en", ["de", "en"]),
        ("pt_BR", {"pt": "Português", "pt-BR": "Português do Brasil"}, "pt-BR", ["pt", "pt-BR"]),
        ("en", {"de": "Deutsch"}, "en", ["en", "de"]),
        ("en_GB", {}, "en-GB", []),
    ],
)
def test_language_of_the_site(language: str, listed: dict[str, str], site: str, order: list[str]) -> None:
    options = with_site_language(Options(postil_languages=languages(listed)), language)

    assert options.site_language == site
    assert list(options.languages) == order
    assert options.blog_folders.get("") == ("" if order else None)
