"""Related posts: those that share terms and rare words with a post."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from postil.blog.post import Kind, Post
from postil.slug import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

# The weight of a shared term of each kind; that of a word is 1.
WEIGHTS: Mapping[Kind, int] = {Kind.TAG: 6, Kind.CATEGORY: 2}
# Words in more posts than this are ignored.
MAX_POSTS_OF_WORD = 20
# The number of words of a post to compare, the rarest first.
MAX_WORDS = 12
# Of the posts with a frequent term, how total newer and older ones to compare.
NEARBY = 20
# The score of a word that one post has. Scores are integers, so that their sum does not depend on the order.
WORD_SCORE = 1_000_000
# The lowest score of related posts without a common tag: a few rare words.
MIN_SCORE = 1 * WORD_SCORE

TopicText: TypeAlias = "tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]"
"""What is compared: the words of a post; its terms, after the name of their kind; its series."""
RelatedPositions: TypeAlias = "Sequence[Sequence[int]]"
"""For each text, the positions of others."""


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
    return [[posts[i] for i in positions] for positions in (find_positions or find_related_positions)(texts, count)]


def find_related_positions(texts: Sequence[TopicText], count: int) -> RelatedPositions:
    """Return for each text the positions of up to `count` related ones, the most related first."""
    posts_by_feature: dict[tuple[str, str], list[int]] = defaultdict(list)
    features = [sorted(_features_of(words, terms)) for words, terms, _series in texts]
    for position, features_of_post in enumerate(features):
        for feature in features_of_post:
            posts_by_feature[feature].append(position)
    max_posts = max(2, min(MAX_POSTS_OF_WORD, len(texts) // 5))
    scores_of = {
        feature: round(WORD_SCORE * (1 if feature[0] == "word" else WEIGHTS[Kind(feature[0])]) / len(row) ** 0.5)
        for feature, row in posts_by_feature.items()
    }
    series = [series for _words, _terms, series in texts]
    found = []
    for position, features_of_post in enumerate(features):
        related = _most_related(
            position, features_of_post, posts_by_feature, scores_of, max_posts=max_posts, total=len(texts)
        )
        others = (other for other in related if not (series[position] and series[other] == series[position]))
        found.append(tuple(islice(others, count)))
    return found


def _most_related(
    position: int,
    features: Iterable[tuple[str, str]],
    posts_by_feature: Mapping[tuple[str, str], Sequence[int]],
    scores_of: Mapping[tuple[str, str], int],
    *,
    max_posts: int,
    total: int,
) -> list[int]:
    """Return the positions of the posts that share most with the one at `position`, the most related first.

    `scores_of` has the score of each shared feature; `total` is the number of posts.
    """
    words = [(len(posts_by_feature[feature]), feature) for feature in features if feature[0] == "word"]
    words = sorted(word for word in words if 1 < word[0] <= max_posts)[:MAX_WORDS]
    terms = [feature for feature in features if feature[0] != "word"]
    scores: dict[int, int] = defaultdict(int)
    tagged: set[int] = set()
    for feature in [*terms, *(feature for _count, feature in words)]:
        row, value = posts_by_feature[feature], scores_of[feature]
        if len(row) > NEARBY:
            middle = bisect_left(row, position)
            row = row[max(0, middle - NEARBY) : middle + NEARBY + 1]
        for other in row:
            scores[other] += value
        if feature[0] == Kind.TAG:
            tagged.update(row)
    scores.pop(position, None)
    # Sorted by score, then distance in time, then position; as one number each, which sorts faster.
    ranks = [
        (abs(other - position) - score * total) * total + other
        for other, score in scores.items()
        if score >= MIN_SCORE or other in tagged
    ]
    return [rank % total for rank in sorted(ranks)]


def _features_of(words: Iterable[str], terms: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    """Return the terms and words of a post, each with its kind."""
    return {(kind, fold(label)) for kind, *labels in terms for label in labels} | {("word", word) for word in words}
