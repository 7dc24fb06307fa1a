"""Accessibility of the theme's pages: landmarks, labels, color mode, text direction; and console messages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pydata_sphinx_theme
import pytest

from postil.i18n import text_direction
from postil.theme.pydata_theme_compat import use_system_color_mode, without_console_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

SCRIPT = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/scripts/pydata-sphinx-theme.js"


def test_scripts_have_no_console_messages() -> None:
    assert without_console_messages('a(),console.log("[PST]: Here."),b()') == "a(),void 0,b()"
    assert without_console_messages("console.log(`[PST]: ${e} mode.`);") == "void 0;"
    # Errors and messages of others stay, and so does a message with a call in it.
    kept = 'console.error("[PST] Bad"),console.log("mine"),console.log(`[PST] ${f("x")}`)'
    assert without_console_messages(kept) == kept
    assert "[PST]: Changed to" not in without_console_messages(SCRIPT.read_text("utf-8"))


def test_unsupported_script_is_a_warning(site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.theme.pydata_theme_compat.without_console_messages", lambda text: text)
    built = site.build(overrides={"suppress_warnings": []})

    assert len([warning for warning in built.warnings if "may write messages to the console" in warning]) == 1


def test_pages_have_a_color_mode_before_scripts_load(site: SiteBuilder) -> None:
    head = str(site.build().page("index").head)

    assert 'localStorage.getItem("mode") || "auto"' in head
    assert 'matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"' in head
    owners = 'dataset.mode = localStorage.getItem("mode") || "dark"'
    assert use_system_color_mode(owners) == owners


@pytest.mark.parametrize(("language", "written"), [("ar", "rtl"), ("he", "rtl"), ("de_AT", "ltr"), ("xx-yy", "ltr")])
def test_text_direction(language: str, written: str) -> None:
    assert text_direction(language) == written


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "basic", "furo"])
def test_pages_in_right_to_left_languages(site: SiteBuilder, post: Post, theme: str) -> None:
    site.theme = theme
    posts = {"a.md": post()}

    assert site.build(posts, overrides={"language": "en"}).page("posts/a").select_one("[dir]") is None
    html = site.build(posts, overrides={"language": "ar"}).page("posts/a").html
    assert html
    assert html["lang"] == "ar"
    assert html["dir"] == "rtl"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("he", ["חיפוש…", "דילוג לתוכן הראשי", "תוכן עניינים"]),
        ("en", ["Search...", "Skip to main content", "Contents"]),
        ("de", ["Suche…", "Zum Hauptinhalt springen", "Inhalt"]),
    ],
)
def test_words_of_the_theme_are_translated(site: SiteBuilder, post: Post, language: str, words: list[str]) -> None:
    """Where the theme and Sphinx have no translation, postil has."""
    page = site.build({"a.md": post("Text.\n\n## Part\n")}, overrides={"language": language}).page("posts/a")

    field = page.select_one("form.bd-search input[type=search]")
    assert field
    assert field["placeholder"] == field["aria-label"]
    parts = [page.select_one(selector) for selector in ("#pst-skip-link", ".onthispage")]
    assert [field["placeholder"], *(part.get_text().strip() for part in parts if part)] == words


def test_sidebar_is_a_landmark(site: SiteBuilder, post: Post) -> None:
    home = "# Home\n\n```{toctree}\npage\n```\n"
    page = site.build({"a.md": post()}, docs={"index.md": home, "page.md": "# Page\n"}).page("page")

    assert page.select_one("#pst-primary-sidebar > aside[aria-label]")
    for button in page.select("button.search-button-field"):
        assert not button.has_attr("aria-label")
    assert "[PST]" not in str(site.build().page("search"))


def test_each_page_has_a_description(site: SiteBuilder, post: Post) -> None:
    posts = {"a.md": post("Words.\n", title="A", tags=["x"]), "b.md": post("More.\n", title="B & C", tags=["x"])}
    page = site.build(posts, docs={"index.md": "# Home\n\nThe *first* words.\n\nOthers.\n"}).page

    def descriptions(name: str) -> list[str]:
        return [str(tag["content"]) for tag in page(name).select('meta[name="description"]')]

    assert descriptions("index") == ["The first words."]
    assert descriptions("posts/a") == ["Words."]
    assert descriptions("blog/tag/x") == ["Posts tagged “x”: A, B & C"]
    assert descriptions("blog/tag") == ["Tags: x"]
    assert len(descriptions("search")) == len(descriptions("genindex")) == len(descriptions("404")) == 1
    site.write({"docs/index.md": "---\nmyst:\n  html_meta:\n    description: Mine\n---\n\n# Home\n\nWords.\n"})
    assert [str(tag["content"]) for tag in site.build().page("index").select('meta[name="description"]')] == ["Mine"]
