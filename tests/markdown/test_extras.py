"""The list of constructs of other dialects, and those without a test module of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.markdown.extras import EXTRAS, are_reusable, enabled_extras, load_extras
from postil.testing import SiteBuilder, main_content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ([], [*EXTRAS]),
        (["-sub"], [name for name in EXTRAS if name != "sub"]),
        (["sup"], ["sup"]),
        (["sub", "-sub"], []),
        (["mine.markdown:add"], [*EXTRAS, "mine.markdown:add"]),
        (["sup", "mine.markdown:add"], ["sup", "mine.markdown:add"]),
        (["none"], []),
    ],
)
def test_enabled(option: list[str], expected: list[str]) -> None:
    assert list(enabled_extras(option)) == expected


def test_all_constructs_can_be_loaded() -> None:
    """A build checks only those of the site's own."""
    assert len(load_extras([])) == len([path for path in EXTRAS.values() if path])


@pytest.mark.parametrize(
    ("option", "reusable"), [([], True), (["sup"], True), (["none"], True), (["mine.markdown:add"], False)]
)
def test_parsers_with_constructs_of_others_are_not_shared(option: list[str], *, reusable: bool) -> None:
    assert are_reusable(option) is reusable


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("H~2~O", "H<sub>2</sub>O"),
        ("2^nd^ of May", "2<sup>nd</sup> of May"),
        ("a ~ b ~ c ^ d ^ e", "a ~ b ~ c ^ d ^ e"),
        ("`a~b~` and ~~struck~~", "<s>struck</s>"),
        (r"a\~b\~", "a~b~"),
        (r"x~a\ b~ y^\*^", "x<sub>a b</sub> y<sup>*</sup>"),
        ("~~a~~ b~c~", "<s>a</s> b<sub>c</sub>"),
    ],
)
def test_sub_and_superscript(plain_site: SiteBuilder, post: Post, text: str, html: str) -> None:
    built = plain_site.build({"a.md": post(f"{text} and words\n")})

    assert built.warnings == []
    assert html in str(main_content(built))


def test_inline_footnote_wins_over_superscript(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("Words^[A note.] and 2^nd^.\n")})

    assert built.warnings == []
    assert len(built.article("posts/a").select("aside.postil-note")) == 1
    assert [tag.get_text() for tag in main_content(built).select("p > sup")][1:] == ["nd"]


def test_construct_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-sub"]\n'

    assert "H~2~O 2<sup>nd</sup>" in str(main_content(plain_site.build({"a.md": post("H~2~O 2^nd^\n")})))


def test_own_construct(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'import sys\nsys.path.insert(0, __file__[:-7])\npostil_markdown_extras = ["shouting:add_rules"]\n'
    code = (
        "def shout(state):\n    for token in state.tokens:\n        token.content = token.content.upper()\n"
        "def add_rules(md):\n    md.core.ruler.before('inline', 'shouting', shout)\n"
    )
    plain_site.write({"docs/shouting.py": code})
    built = plain_site.build({"a.md": post("Quiet words\n")})

    assert built.warnings == []
    assert "QUIET WORDS" in str(main_content(built))


@pytest.mark.parametrize("name", ["nothing.here:add", "postil.slug:nothing"])
def test_construct_that_cannot_be_loaded(plain_site: SiteBuilder, post: Post, name: str) -> None:
    plain_site.conf = f"postil_markdown_extras = [{name!r}]\n"
    [warning] = plain_site.build({"a.md": post("H~2~O\n")}).warnings

    assert f"`{name}` can't be loaded" in warning
    assert "[postil.config]" in warning


@pytest.mark.parametrize(("name", "hint"), [("superscripts", "the names are"), ("-subs", "the names are")])
def test_construct_that_does_not_exist(plain_site: SiteBuilder, post: Post, name: str, hint: str) -> None:
    plain_site.conf = f"postil_markdown_extras = [{name!r}]\n"
    [warning] = plain_site.build({"a.md": post("Words\n")}).warnings

    assert f"there is no `{name}`; {hint}" in warning


def test_markdown_of_a_site_for_ablog_is_that_of_myst(tmp_path: Path) -> None:
    text = "---\nblogpost: true\ndate: 2024-01-01\n---\n\n# A\n\nH~2~O\n\n% a comment\n\nEnd.\n"
    site = SiteBuilder(tmp_path, theme="basic")
    site.write({"docs/notes/a.md": text})
    article = main_content(site.build(), "notes/a").get_text()

    assert "H~2~O" in article
    assert "comment" not in article
