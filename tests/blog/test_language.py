"""The language of a post."""

from __future__ import annotations

import pytest

from postil.blog.language import language_attributes, language_tag
from postil.blog.post import Post


@pytest.mark.parametrize(
    ("languages", "tag"),
    [
        (["de"], "de"), (["pt_BR"], "pt-BR"), (["zh-Hans-CN"], "zh-Hans-CN"), (["EN-us"], "en-us"), (["German"], "de"),
        ([" arabic "], "ar"), ([], ""), (["de", "fr"], ""), (["Elvish"], ""), (["xx"], ""), (["c++"], ""), ([""], ""),
        (['de" onload="x'], ""),
    ],
)  # fmt: skip
def test_language_tag(languages: list[str], tag: str) -> None:
    assert language_tag(languages).lower() == tag.lower()


@pytest.mark.parametrize(
    ("language", "site", "attributes"),
    [
        ("he", "en", {"lang": "he", "dir": "rtl"}),
        ("en", "he", {"lang": "en", "dir": "ltr"}),
        ("fr", "en", {"lang": "fr", "dir": "ltr"}),
        ("pt-br", "pt_BR", {}),
        ("English", "en", {}),
        ("", "en", {}),
    ],
)
def test_only_another_language_has_attributes(language: str, site: str, attributes: dict[str, str]) -> None:
    post = Post("a", languages=(language,) if language else ())

    assert language_attributes(post, site) == attributes
