"""The terms of posts: tags, categories, authors …, and years and months, with the names of their pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from postil.blog.post import Author, Kind, Post, Term
from postil.slug import fold, unique_slugs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# The folder of each kind in the blog's path, as in ABlog. The pages of years are in the blog's own folder.
FOLDERS: Mapping[Kind, str] = {
    Kind.TAG: "tag",
    Kind.CATEGORY: "category",
    Kind.AUTHOR: "author",
    Kind.SERIES: "series",
    Kind.LOCATION: "location",
    Kind.LANGUAGE: "language",
    Kind.YEAR: "archive",
    Kind.MONTH: "archive",
}


def group_by_term(
    kind: Kind, posts: Iterable[Post], *, path: str, profiles: Mapping[str, Author], ascii_language: str = ""
) -> Mapping[Term, Sequence[Post]]:
    """Return the terms of `kind` with their posts, sorted by name; years and months newest first.

    `path` is that of the blog; `profiles` are the authors, languages … of conf.py, by key. With `ascii_language`, slugs
    are in ASCII, by the rules of that language.
    """
    groups: dict[str, dict[tuple[str, str], Post]] = defaultdict(dict)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for post in posts:
        for label in post.labels(kind):
            name = name_of_term(label, profiles)
            folded = fold(name)
            groups[folded][post.key] = post
            spellings[folded][name] += 1
    # The label of a term is its most frequent spelling; of several, the first in order.
    names = {key: min(counts, key=lambda name: (-counts[name], name)) for key, counts in spellings.items()}
    slugs = unique_slugs(names.values(), ascii_language)
    in_time = kind in (Kind.YEAR, Kind.MONTH)
    folder = path if in_time else f"{path}/{FOLDERS[kind]}"
    # The page of March 2024 is `2024/03`, in the folder of the year.
    paths = {name: name.replace("-", "/") if kind is Kind.MONTH else slugs[name] for name in names.values()}
    links = {author.name: author.link for author in profiles.values()}
    terms = {
        Term(kind, name, slugs[name], f"{folder}/{paths[name]}", links.get(name, "")): tuple(groups[key].values())
        for key, name in names.items()
    }
    ordered = sorted(terms, key=lambda term: (fold(term.label), term.label), reverse=in_time)
    return {term: terms[term] for term in ordered}


def name_of_term(label: str, profiles: Mapping[str, Author]) -> str:
    """Return the full name of a key in conf.py, or the label itself."""
    return profiles[label].name if label in profiles else label
