"""Slugs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.slug import MAX_LENGTH, fold, slugify, unique_slugs


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Python", "python"),
        ("machine learning", "machine-learning"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("TCP/IP", "tcp-ip"),
        ("a / b", "a-b"),
        ("++", "plus-plus"),
        ("🚀", "rocket"),
        ("🚀 Launch", "launch"),
        ("机器学习", "机器学习"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("йога", "йога"),
        ("が", "が"),
        ("ガイド", "ガイド"),
        ("हिन्दी", "हिन्दी"),
        ("தமிழ்", "தமிழ்"),
        ("#python", "python"),
        (".NET", "dot-net"),
        ("Node.js", "nodejs"),
        ("R&D", "rd"),
        ("???", "question-mark-question-mark-question-mark"),
        ("  a -- b  ", "a-b"),
        ("<script>", "script"),
        ("0\x80\U0001133b\x85\U0001133b", "0"),  # a mark of another script, after characters that are no letters
    ],
)
def test_slug(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text())
def test_a_slug_is_valid_in_urls_and_is_its_own_slug(text: str) -> None:
    slug = slugify(text)

    assert len(slug) <= MAX_LENGTH
    assert not set(slug) & set("/\\?#%&<>\"' ")
    assert slugify(slug) == slug


@given(st.lists(st.text(max_size=8), max_size=12), st.randoms())
def test_slugs_are_unique_in_any_order_of_labels(labels: list[str], random: object) -> None:
    slugs = unique_slugs(labels)
    shuffled = labels[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert len(set(slugs.values())) == len(set(labels)) == len(slugs)
    assert "index" not in slugs.values()
    assert unique_slugs(shuffled) == slugs


def test_fold() -> None:
    assert fold(" Machine  Learning ") == fold("machine learning")
    assert fold("C") != fold("C++")
