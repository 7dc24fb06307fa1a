"""Related posts after a new one: those that share nothing with it stay as they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.blog.related import TopicText, find_related_positions

LETTERS = "abcdefgh"
# Few words and terms, so that many posts share some, and some words are in too many posts.
TEXTS = st.tuples(
    st.lists(st.sampled_from([*LETTERS, *"vwxyz"]), max_size=5, unique=True).map(tuple),
    st.tuples(
        st.lists(st.sampled_from(LETTERS), max_size=2).map(lambda labels: ("tag", *labels)),
        st.lists(st.sampled_from("ab"), max_size=1).map(lambda labels: ("category", *labels)),
    ),
    st.sampled_from(["", "", "one", "two"]),
)


@given(st.lists(TEXTS, min_size=1, max_size=40), st.integers(min_value=1, max_value=7))
def test_only_posts_that_share_something_with_a_new_one_are_compared_again(texts: list[TopicText], count: int) -> None:
    for older in (texts[1:], [*texts[1:], *texts]):
        known = find_related_positions(older, count)
        assert find_related_positions([texts[0], *older], count, known) == find_related_positions(
            [texts[0], *older], count
        )
