"""Which posts are about the same as another: those that share terms with it, and rare words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from postil.blog.post import Kind, Post
from postil.slug import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

# What sharing a term of each kind is worth, against 1 for a word.
WEIGHTS: Mapping[Kind, int] = {Kind.TAG: 6, Kind.CATEGORY: 2}
# A word that more posts than this have says nothing of any of them.
COMMON = 20
# How many words of a post are looked at, the rarest first.
WORDS = 12
# Of a term that many posts have, how many before and after one in time are looked at.
NEAR = 20
# What a word that one post alone has is worth in whole numbers, whose sum does not depend on their order.
WORD = 1_000_000
# What two posts without a tag in common must share at the least: a few rare words.
ENOUGH = 1 * WORD

TopicText: TypeAlias = "tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]"
"""What is looked at of a post: its words; its terms, after the name of their kind; its series."""
RelatedPositions: TypeAlias = "Sequence[Sequence[int]]"
"""For each text the places of others."""


def find_related(
    posts: Sequence[Post],
    count: int,
    find_positions: Callable[[Sequence[TopicText], int], RelatedPositions] | None = None,
) -> list[Sequence[Post]]:
    """Return for each of `posts`, which are newest first, up to `count` related posts, the most related first.

    `find_positions` is `find_related_positions`, or a version of it with a cache. The time grows with the number of
    posts, not with its square.
    """
    if not count:
        return [()] * len(posts)
    texts = [
        (post.topic, tuple((kind.value, *post.labels(kind)) for kind in WEIGHTS), fold(post.series)) for post in posts
    ]
    return [[posts[place] for place in places] for places in (find_positions or find_related_positions)(texts, count)]


def find_related_positions(texts: Sequence[TopicText], count: int) -> RelatedPositions:
    """Return for each text the places of up to `count` others that are most like it."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    features = [sorted(_features_of(words, terms)) for words, terms, _series in texts]
    for place, own in enumerate(features):
        for feature in own:
            holders[feature].append(place)
    usual = max(2, min(COMMON, len(texts) // 5))
    worth = {
        feature: round(WORD * (1 if feature[0] == "word" else WEIGHTS[Kind(feature[0])]) / len(row) ** 0.5)
        for feature, row in holders.items()
    }
    series = [series for _words, _terms, series in texts]
    found = []
    for place, own in enumerate(features):
        likely = _best(place, own, holders, worth, usual=usual, many=len(texts))
        others = (other for other in likely if not (series[place] and series[other] == series[place]))
        found.append(tuple(islice(others, count)))
    return found


def _best(
    place: int,
    features: Iterable[tuple[str, str]],
    holders: Mapping[tuple[str, str], Sequence[int]],
    worth: Mapping[tuple[str, str], int],
    *,
    usual: int,
    many: int,
) -> list[int]:
    """Return the places of the posts that share most with the one at `place`, the best first.

    `worth` is what it counts for two posts that they share a feature; `many` is the number of posts.
    """
    words = [(len(holders[feature]), feature) for feature in features if feature[0] == "word"]
    words = sorted(word for word in words if 1 < word[0] <= usual)[:WORDS]
    terms = [feature for feature in features if feature[0] != "word"]
    scores: dict[int, int] = defaultdict(int)
    tagged: set[int] = set()
    for feature in [*terms, *(feature for _count, feature in words)]:
        row, value = holders[feature], worth[feature]
        if len(row) > NEAR:
            middle = bisect_left(row, place)
            row = row[max(0, middle - NEAR) : middle + NEAR + 1]
        for other in row:
            scores[other] += value
        if feature[0] == Kind.TAG:
            tagged.update(row)
    scores.pop(place, None)
    # In one number each, as sorting does little else: the score, then how near in time, then which.
    ranks = [
        (abs(other - place) - score * many) * many + other
        for other, score in scores.items()
        if score >= ENOUGH or other in tagged
    ]
    return [rank % many for rank in sorted(ranks)]


def _features_of(words: Iterable[str], terms: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    """Return a post's terms and words, each with its kind."""
    return {(kind, fold(label)) for kind, *labels in terms for label in labels} | {("word", word) for word in words}
