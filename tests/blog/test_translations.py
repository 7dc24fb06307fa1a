"""Translations of posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from postil.blog.index import Index
from postil.blog.post import Post
from postil.blog.translations import Versions, without_second_versions


def version(language: str, *, key: str = "walk", draft: bool = False, unlisted: bool = False) -> Post:
    """Return a post in a language."""
    date = datetime(2024, 1, 1, tzinfo=UTC)
    return Post(f"{key}.{language}", language=language, translation_key=key, date=date, draft=draft, unlisted=unlisted)


def test_translations_are_in_the_order_of_the_languages() -> None:
    posts = [version(tag) for tag in ("ar", "de", "", "ja", "fr")]
    all_posts = [*posts, version("de", key="other"), Post("alone")]
    index = Index(all_posts, versions=Versions(all_posts, ["ja", "", "de"]))

    assert [post.language for post in index.translations(posts[1])] == ["ja", "", "ar", "fr"]
    assert [post.language for post in index.translations(posts[2])] == ["ja", "de", "ar", "fr"]
    assert not index.translations(Post("alone"))


def test_unlisted_translations_are_not_shown() -> None:
    unlisted, english = version("de", unlisted=True), version("")
    index = Index([unlisted, english])

    assert not index.translations(english)
    assert index.translations(unlisted) == [english]


def test_two_versions_in_one_language_are_one_translation() -> None:
    english, one, two = version(""), version("de"), replace(version("de"), docname="z")

    assert Index([english, one, two]).translations(english) == [one]


def test_a_second_version_in_one_language_is_an_essay_of_its_own() -> None:
    english, one, two = version(""), version("de"), replace(version("de"), docname="z")
    hidden = replace(version("de", unlisted=True), docname="b")

    own = without_second_versions([english, hidden, one, two])
    assert own == [english, hidden, one, replace(two, translation_key="")]
    # A draft does not take the place of a published version.
    draft = replace(version("de", draft=True), docname="a")
    assert without_second_versions([draft, one]) == [replace(draft, translation_key=""), one]
