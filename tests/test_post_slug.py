"""Slugs of posts. Those that other engines make are in `project/test_permalinks_of_engines.py`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.post_slug import SlugStyle, decoded_path, slug_of_name, slug_of_title, typed_slug

STYLES = st.sampled_from(list(SlugStyle))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("hello", "hello"),
        ("Two_Words.v2", "Two_Words.v2"),
        ("a---b", "a---b"),
        ("/a/b/", "a/b"),
        ("x" * 240, "x" * 240),
        ("%E4%BD%A0", "你"),
        ("My%20walk", "My walk"),
        ("it's-(a)-walk,~100$!", "it's-(a)-walk,~100$!"),
        # No URL has these as they are.
        ("My walk", ""),
        ("a?b", ""),
        ("a#b", ""),
        ("a//b", ""),
        ("../a", ""),
        ("a/./b", ""),
        ("%2e%2e/a", ""),
        ("a\x7fb", ""),
        ("", ""),
        ("/", ""),
    ],
)
def test_typed_slug(text: str, slug: str) -> None:
    assert typed_slug(text) == slug


@given(st.text(), STYLES)
def test_derived_slugs_are_valid_in_urls(text: str, style: SlugStyle) -> None:
    # Hugo keeps a `#` in both; the permalink is refused with a warning then.
    for slug in (slug_of_name(text, style).replace("#", ""), slug_of_title(text, style).replace("#", "")):
        assert "/" not in slug
        assert not slug.strip(".") or decoded_path(slug) is not None
        assert style is SlugStyle.KEEP or slug == slug.lower()
        assert style is not SlugStyle.ASCII or slug.isascii()


@given(st.text(alphabet="abcXYZ019-_.~!$&'()+,;=@é你", min_size=1).filter(lambda text: text.strip(".- ")))
def test_what_a_url_can_have_is_kept(text: str) -> None:
    assert typed_slug(text) == text
