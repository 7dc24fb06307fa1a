"""Related posts: those that share terms and rare words with a post."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
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
# The kinds of features, in the order in which they count.
_KINDS = (*(kind.value for kind in WEIGHTS), "word")

TopicText: TypeAlias = "tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]"
"""What is compared: the words of a post; its terms, after the name of their kind; its series."""
Feature: TypeAlias = "tuple[str, str]"
"""A term after the name of its kind, or a word after `word`."""
RelatedPositions: TypeAlias = "Sequence[Sequence[int]]"
"""For each text, the positions of others."""


def find_related(
    posts: Sequence[Post],
    count: int,
    find_positions: Callable[[Sequence[TopicText], int], RelatedPositions] | None = None,
) -> RelatedPositions:
    """Return for each of `posts`, which are newest first, the positions of up to `count` related ones.

    The most related come first. `find_positions` is `find_related_positions`, or a version of it with a cache. The
    time grows with the number of posts, not with its square.
    """
    if not count:
        return [()] * len(posts)
    texts = [
        (post.topic, tuple((kind.value, *post.labels(kind)) for kind in WEIGHTS), fold(post.series)) for post in posts
    ]
    return (find_positions or find_related_positions)(texts, count)


def find_related_positions(
    texts: Sequence[TopicText], count: int, without_first: RelatedPositions = ()
) -> RelatedPositions:
    """Return for each text the positions of up to `count` related ones, the most related first.

    If it is known, `without_first` is what this returns for all texts but the first, that of a new post. Then only the
    texts that share something with that one are compared again.
    """
    posts_by_feature: dict[Feature, list[int]] = defaultdict(list)
    features = [_features_of(words, terms) for words, terms, _series in texts]
    for position, features_of_post in enumerate(features):
        for feature in features_of_post:
            posts_by_feature[feature].append(position)
    max_posts = _max_posts_of_word(len(texts))
    known = without_first if max_posts == _max_posts_of_word(len(texts) - 1) else ()
    # Words that too many posts had before count for nothing, now as before.
    changed = {
        feature
        for feature in (features[0] if known else ())
        if feature[0] != "word" or len(posts_by_feature[feature]) - 1 <= max_posts
    }
    shared = {
        feature: row
        for feature, row in posts_by_feature.items()
        if len(row) > 1 and (feature[0] != "word" or len(row) <= max_posts)
    }
    # The order in which the features of a post count: its tags, its categories, and its words, the rarest first.
    ordered = sorted(shared, key=lambda feature: (_KINDS.index(feature[0]), len(shared[feature]), feature))
    places = {feature: place for place, feature in enumerate(ordered)}
    rows = [(shared[feature], _score(feature[0], len(shared[feature]))) for feature in ordered]
    tag_count = sum(feature[0] == Kind.TAG for feature in ordered)
    term_count = sum(feature[0] != "word" for feature in ordered)
    series = [series for _words, _terms, series in texts]
    found = []
    for position, features_of_post in enumerate(features):
        if known and position and changed.isdisjoint(features_of_post):
            found.append(tuple(other + 1 for other in known[position - 1]))
            continue
        own = sorted(places[feature] for feature in features_of_post if feature in places)
        tags, terms = bisect_left(own, tag_count), bisect_left(own, term_count)
        scores: dict[int, int] = {}
        _add_scores(scores, position, [rows[place] for place in own[:tags]])
        tagged = set(scores)
        _add_scores(scores, position, [rows[place] for place in own[tags : terms + MAX_WORDS]])
        scores.pop(position, None)
        related = {other: score for other, score in scores.items() if score >= MIN_SCORE or other in tagged}
        if series[position]:
            related = {other: score for other, score in related.items() if series[other] != series[position]}
        found.append(_best(related, position, count))
    return found


def _max_posts_of_word(posts: int) -> int:
    """Return how many of a number of posts may have a word that counts."""
    return max(2, min(MAX_POSTS_OF_WORD, posts // 5))


def _score(kind: str, posts: int) -> int:
    """Return the score of a feature that a number of posts share."""
    weight = 1 if kind == "word" else WEIGHTS[Kind(kind)]
    score: int = round(WORD_SCORE * weight / posts**0.5)
    return score


def _add_scores(scores: dict[int, int], position: int, rows: Iterable[tuple[Sequence[int], int]]) -> None:
    """Add to the scores of other posts what they share with the one at `position`: the posts of each feature."""
    for row, score in rows:
        near = row
        if len(row) > NEARBY:
            middle = bisect_left(row, position)
            near = row[max(0, middle - NEARBY) : middle + NEARBY + 1]
        for other in near:
            scores[other] = scores.get(other, 0) + score


def _best(scores: Mapping[int, int], position: int, count: int) -> tuple[int, ...]:
    """Return the positions of the `count` posts with the highest scores; of equal ones, the nearest to `position`."""
    # Comparing scores first is much faster than sorting all posts.
    lowest = sorted(scores.values(), reverse=True)[:count][-1:]
    best = [other for other, score in scores.items() if score >= lowest[0]] if lowest else []
    return tuple(sorted(best, key=lambda other: (-scores[other], abs(other - position), other))[:count])


def _features_of(words: Iterable[str], terms: Iterable[Sequence[str]]) -> set[Feature]:
    """Return the terms and words of a post, each with its kind."""
    return {(kind, fold(label)) for kind, *labels in terms for label in labels} | {("word", word) for word in words}
