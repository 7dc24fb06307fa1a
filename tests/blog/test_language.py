"""The language of a post."""

from __future__ import annotations

import pytest
from babel import Locale

from postil.blog.language import language_attributes
from postil.blog.post import Post
from postil.language_tags import language_tag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("de", "de"), ("pt_br", "pt-BR"), ("zh-hans-cn", "zh-Hans-CN"), ("EN-us", "en-US"), ("German", "de"),
        ("es-419", "es-419"), (" arabic ", "ar"), ("Elvish", ""), ("xx", ""), ("c++", ""), ("", ""),
        ('de" onload="x', ""),
    ],
)  # fmt: skip
def test_language_tag(name: str, tag: str) -> None:
    assert language_tag(name) == tag


def test_codes_count_before_names() -> None:
    """`ga` is Irish, though the language with the code `gaa` is named “Ga”."""
    codes = {code for code, _name in Locale("en").languages.items() if len(code) in (2, 3)}
    assert {code for code in codes if language_tag(code) != code} == set()


@pytest.mark.parametrize(
    ("language", "site", "attributes"),
    [
        ("he", "en", {"lang": "he", "dir": "rtl"}),
        ("en", "he", {"lang": "en", "dir": "ltr"}),
        ("fr", "en", {"lang": "fr", "dir": "ltr"}),
        ("pt-BR", "pt_br", {}),
        ("", "en", {}),
    ],
)
def test_only_another_language_has_attributes(language: str, site: str, attributes: dict[str, str]) -> None:
    post = Post("a", language=language)

    assert language_attributes(post, site) == attributes
