"""The index with other versions of posts: the same as one that is computed from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.blog.index import Index
from postil.blog.post import Kind, Post
from postil.blog.terms import TermGroups
from postil.blog.translations import Versions

WORDS = st.sampled_from(["", "apple", "pear", "plum"])


@st.composite
def posts(draw: st.DrawFn) -> list[Post]:
    """Return posts in two languages, some of them translations, drafts, unlisted or parts of a series."""
    return [
        Post(
            f"p{number}",
            anchor=draw(st.sampled_from(["", "", "part"])),
            title=f"T{number}",
            date=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 400))),
            tags=tuple(draw(st.lists(st.sampled_from(["x", "X", "y"]), max_size=2))),
            language=draw(st.sampled_from(["", "", "de", "fr"])),
            translation_key=draw(st.sampled_from(["", "", "k"])),
            series=draw(st.sampled_from(["", "S"])),
            draft=draw(st.booleans()),
            unlisted=draw(st.booleans()),
            pinned=draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 6)))
    ]


def index_of(posts: list[Post]) -> Index:
    """Return an index with a blog of its own for one of two other languages."""
    versions = Versions([post for post in posts if not post.unlisted], ["", "de"])
    german = Index([post for post in posts if post.language == "de"], path="de/blog", versions=versions)
    return Index(posts, versions=versions, blogs={"de": german}, within_series=True)


def content(index: Index) -> dict[str, Any]:
    """Return everything that an index and its parts compute."""

    def computed(value: object) -> dict[str, Any]:
        names = [name for name, kind in vars(type(value)).items() if isinstance(kind, cached_property)]
        return {name: getattr(value, name) for name in names}

    found = {name: list(vars(index)[name]) for name in ("all_posts", "posts", "_own_versions")}
    groups = computed(vars(index)["_groups"])
    versions = {key: dict(group) for key, group in vars(vars(index)["_versions"])["_by_key"].items()}
    blogs = {tag: content(blog) for tag, blog in index.blogs.items()}
    return computed(index) | found | {"groups": groups, "versions": versions, "blogs": blogs}


@settings(max_examples=60, deadline=None)
@given(posts=posts(), data=st.data(), is_computed=st.booleans())
def test_index_with_other_versions_of_posts_is_as_a_new_one(
    posts: list[Post],
    data: st.DataObject,
    is_computed: bool,  # noqa: FBT001 - Hypothesis gives it
) -> None:
    index = index_of(posts)
    if is_computed:
        content(index)
    for number in data.draw(st.lists(st.integers(0, len(posts) - 1), max_size=3)):
        text: dict[str, Any] = {
            "words": data.draw(st.integers(0, 9)),
            "image": data.draw(WORDS),
            "excerpt_digest": data.draw(WORDS),
        }
        new = posts[number].with_text_of(replace(posts[number], **text))
        assert new.is_listed_like(posts[number])
        posts[number] = new
        index = index.with_posts({new.key: new})

    assert content(index) == content(index_of(posts))


@pytest.mark.parametrize(
    "other",
    [
        {"title": "New"}, {"tags": ("x",)}, {"series": "S"}, {"draft": True}, {"unlisted": True}, {"aliases": ("/a",)},
        {"language": "de"}, {"translation_key": "k"}, {"pinned": True}, {"updated": datetime(2024, 2, 2, tzinfo=UTC)},
        {"summary": "A lighthouse"}, {"label": "l"}, {"canonical_link": "https://example.org"},
    ],
    ids=lambda other: next(iter(other)),
)  # fmt: skip
def test_what_lists_show_of_a_post(other: dict[str, Any]) -> None:
    post = Post("p", title="T", date=datetime(2024, 1, 1, tzinfo=UTC))

    assert not post.is_listed_like(replace(post, **other))
    assert post.is_listed_like(replace(post, words=9, source="p.md:3", image="a.png", excerpt_digest="1"))


def test_groups_of_terms_keep_other_terms() -> None:
    one, other = (Post(name, tags=(name,)) for name in "ab")
    groups = TermGroups([one, other], [one, other], list, path="blog", profiles={})
    new = groups.with_posts({one.key: replace(one, words=5)})

    assert [posts[0].words for posts in new.once[Kind.TAG].values()] == [5, 0]
    assert [posts[0].words for posts in groups.once[Kind.TAG].values()] == [0, 0]
