"""Slugs of posts. Those that other engines make are in `project/test_permalinks_of_engines.py`."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.post_slug import SlugStyle, decoded_path, slug_of_name, slug_of_title, typed_slug
from postil.slug import slugify
from postil.transliteration import to_ascii

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


@pytest.mark.parametrize(
    ("language", "name", "slug"),
    [
        ("de", "Über die Größe", "ueber-die-groesse"),
        ("de-AT", "Äpfel", "aepfel"),
        ("sv", "Öl på ön", "ol-pa-on"),
        ("fi", "Hyvää yötä", "hyvaa-yota"),
        ("tr", "İstanbul ışığı", "istanbul-isigi"),
        ("da", "Ærø og Århus", "aeroe-og-aarhus"),
        ("ru", "Объём щуки", "obem-shchuki"),
        ("uk", "Київ, їжак і яблуко", "kyiv-yizhak-i-yabluko"),
        ("bg", "Щъркел", "shtarkel"),
        ("sr", "Љубав", "ljubav"),
        ("el", "Ψυχή του ουρανού", "psychi-tou-ouranou"),
        ("ar", "العربية", "alarbya"),
        ("he", "שלום עולם", "shlvm-vlm"),
        ("zh_CN", "北京 blog 上海", "bei-jing-blog-shang-hai"),
        ("ja", "この本", "kono-ben"),
        ("ko", "서울", "seoul"),
        ("vi", "Đường Việt", "duong-viet"),
        ("en", "Über", "uber"),
        ("", "Über", "uber"),
        ("xx", "Über", "uber"),
    ],
)
def test_ascii_by_the_rules_of_a_language(language: str, name: str, slug: str) -> None:
    assert slug_of_name(name, SlugStyle.ASCII, language) == slug
    assert slug_of_name(unicodedata.normalize("NFD", name), SlugStyle.ASCII, language) == slug
    assert slugify(name, language) == slug or not language


@given(st.text(), st.sampled_from(["", "de", "el", "uk", "zh", "ar"]))
def test_ascii_slugs_are_ascii_in_any_language(text: str, language: str) -> None:
    for slug in (slug_of_title(text, SlugStyle.ASCII, language), to_ascii(text, language)):
        assert slug.isascii()
    assert slugify(text, language or "en").isascii()
    assert bool(slugify(text, language or "en")) == bool(slugify(text))
