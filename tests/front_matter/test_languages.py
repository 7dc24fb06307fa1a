"""The languages of source files by their paths."""

from __future__ import annotations

import pytest

from postil.front_matter.languages import SourceLanguages
from postil.front_matter.parse import FrontMatter

LISTED = {"en": "", "de": "", "pt-BR": "", "fr": "artikel"}


@pytest.mark.parametrize(
    ("path", "paths", "language", "without"),
    [
        ("posts/walk.de.md", ["posts/walk.md"], "de", "posts/walk.md"),
        ("posts/walk.de.md", ["posts/walk.fr.md"], "de", "posts/walk.md"),
        ("posts/walk.de.md", ["posts/walk.rst"], "de", "posts/walk.md"),
        ("posts/walk/index.de.md", ["posts/walk/index.md"], "de", "posts/walk/index.md"),
        ("posts/walk.pt-br.markdown", ["posts/walk.md"], "pt-BR", "posts/walk.markdown"),
        ("posts/walk.zh_TW.ipynb", ["posts/walk.md"], "zh-TW", "posts/walk.ipynb"),
        ("posts/walk.DE.rst", ["posts/walk.md"], "de", "posts/walk.rst"),
        # Part of the name: there is no other version, or it is no language.
        ("posts/v1.is.md", [], "", "posts/v1.is.md"),
        ("posts/v1.is.md", ["posts/v2.md", "v1.md"], "", "posts/v1.is.md"),
        ("posts/walk.xx.md", ["posts/walk.md"], "", "posts/walk.xx.md"),
        ("posts/walk.old.md", ["posts/walk.md"], "", "posts/walk.old.md"),
        ("posts/.de.md", ["posts/.md"], "", "posts/.de.md"),
        ("posts/de/walk.md", ["posts/walk.md"], "", "posts/de/walk.md"),
    ],
)
def test_language_of_path(path: str, paths: list[str], language: str, without: str) -> None:
    languages = SourceLanguages(site="en")
    languages.set_paths([path, *paths])

    assert languages.of_path(path) == (language, without)


@pytest.mark.parametrize(
    ("path", "language", "without"),
    [
        ("posts/walk.de.md", "de", "posts/walk.md"),
        ("posts/walk.is.md", "", "posts/walk.is.md"),
        ("posts/de/walk.md", "de", "posts/walk.md"),
        ("posts/pt_br/2024/walk.md", "pt-BR", "posts/2024/walk.md"),
        ("notes/de/walk.md", "de", "notes/walk.md"),
        ("de/index.md", "de", "index.md"),
        ("de/posts/walk.md", "de", "posts/walk.md"),
        ("posts/de/walk.pt-BR.md", "pt-BR", "posts/walk.md"),
        ("artikel/walk.md", "fr", "walk.md"),
        ("posts/fr/walk.md", "", "posts/fr/walk.md"),
        ("posts/it/walk.md", "", "posts/it/walk.md"),
        ("posts/travel/de/walk.md", "", "posts/travel/de/walk.md"),
        ("posts/de.md", "", "posts/de.md"),
    ],
)
def test_listed_language_of_path(path: str, language: str, without: str) -> None:
    assert SourceLanguages(site="en", folders=LISTED, roots=("posts", "notes")).of_path(path) == (language, without)


def test_a_folder_of_posts_in_another_language_has_the_keys_of_the_first() -> None:
    languages = SourceLanguages(site="en", folders={"en": "", "de": "artikel"}, roots=("posts", "artikel"))

    assert languages.key("artikel/a.md", None) == languages.key("posts/a.md", None) == "posts/a"


def test_folders_of_two_languages_have_the_same_keys() -> None:
    languages = SourceLanguages(site="en", folders={"en": "essays", "de": "artikel", "fr": "essays-fr/fr"})

    assert languages.key("essays/a.md", None) == languages.key("artikel/a.md", None) == "essays/a"
    assert languages.key("essays-fr/fr/a.md", None) == "essays-fr/a"


@pytest.mark.parametrize(
    ("own", "language"), [(("fr",), "fr"), (("French",), "fr"), (("Elvish",), "de"), (("fr", "it"), "de"), ((), "de")]
)
def test_front_matter_comes_before_the_path(own: tuple[str, ...], language: str) -> None:
    languages = SourceLanguages(site="en", folders={"de": ""}, default="it")

    assert languages.of_document("walk.de.md", FrontMatter(languages=own)) == language
    assert languages.of_document("walk.md", FrontMatter(languages=own)) == ("fr" if language == "fr" else "it")
    assert languages.of_document("walk.md", FrontMatter(languages=("en",))) == ""
    assert languages.of_document("walk.md", None, is_post=False) == ""


def test_key_in_front_matter() -> None:
    assert SourceLanguages().key("posts/a.md", FrontMatter(translation_key="walk")) == "walk"


@pytest.mark.parametrize(
    ("path", "language", "docname", "with_prefix"),
    [
        ("posts/walk.md", "", "posts/walk", "en/posts/walk"),
        ("posts/walk.en.md", "", "posts/walk", "en/posts/walk"),
        ("posts/walk.de.md", "de", "de/posts/walk", "de/posts/walk"),
        ("posts/walk/index.pt-br.md", "pt-BR", "pt-br/posts/walk/index", "pt-br/posts/walk/index"),
        ("posts/spaziergang.md", "de", "de/posts/spaziergang", "de/posts/spaziergang"),
        ("index.md", "", "index", "index"),
        ("index.de.md", "de", "de/index", "de/index"),
        ("404.md", "", "404", "404"),
        # A language that is not listed is part of the blog in the site's language.
        ("posts/walk.it.md", "it", "posts/walk.it", "en/posts/walk.it"),
    ],
)
def test_docname_in_a_blog_per_language(path: str, language: str, docname: str, with_prefix: str) -> None:
    folders = {tag: tag.lower() for tag in LISTED if tag != "en"}
    languages = SourceLanguages(site="en", folders=LISTED, roots=("posts",), blog_folders={"": "", **folders})
    prefixed = SourceLanguages(site="en", folders=LISTED, roots=("posts",), blog_folders={"": "en", **folders})
    default = path.rpartition(".")[0]

    assert languages.docname(path, language, default) == docname
    assert prefixed.docname(path, language, default) == with_prefix
    assert SourceLanguages(site="en").docname(path, language, default) == default
