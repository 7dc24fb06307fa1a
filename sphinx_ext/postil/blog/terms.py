"""The terms of posts: tags, categories, authors …, and years and months, with the names of their pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from postil.blog.post import Author, Kind, Post, Term
from postil.slug import fold, unique_slugs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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


class TermGroups:
    """The terms of a blog with their posts."""

    def __init__(
        self,
        posts: Sequence[Post],
        versions: Sequence[Post],
        once: Callable[[Sequence[Post]], Sequence[Post]],
        *,
        path: str,
        profiles: Mapping[Kind, Mapping[str, Author]],
        ascii_language: str = "",
    ) -> None:
        """Group `posts` by years and months, and `versions` by all else.

        `versions` are posts in all languages, of which `once` leaves one of each essay. `path`, `profiles` by kind and
        `ascii_language` are as in `group_by_term`.
        """
        self._posts, self._all_versions, self._once = posts, versions, once
        self._path, self._profiles, self._ascii_language = path, profiles, ascii_language

    @cached_property
    def versions(self) -> Mapping[Kind, Mapping[Term, Sequence[Post]]]:
        """The terms of each kind with their posts in all languages."""
        return {
            kind: group_by_term(
                kind,
                self._posts if kind in (Kind.YEAR, Kind.MONTH) else self._all_versions,
                path=self._path,
                profiles=self._profiles.get(kind, {}),
                ascii_language=self._ascii_language,
            )
            for kind in Kind
        }

    @cached_property
    def once(self) -> Mapping[Kind, Mapping[Term, Sequence[Post]]]:
        """The terms of each kind with their posts, each essay once."""
        return {
            kind: {term: tuple(self._once(posts)) for term, posts in terms.items()}
            for kind, terms in self.versions.items()
        }

    @cached_property
    def of_posts(self) -> Mapping[tuple[str, str], Sequence[Term]]:
        """The terms of each post, by its key."""
        found: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for terms in self.versions.values():
            for term, posts in terms.items():
                for post in posts:
                    found[post.key].append(term)
        return found

    @cached_property
    def by_label(self) -> Mapping[Kind, Mapping[str, Term]]:
        """The terms of each kind by their labels."""
        return {kind: {fold(term.label): term for term in terms} for kind, terms in self.once.items()}

    def with_posts(self, posts: Mapping[tuple[str, str], Post]) -> TermGroups:
        """Return the same terms with other versions of posts, by their keys; these have the same terms as before."""
        changed = {term for key in posts for term in self.of_posts.get(key, ())}
        found = copy(self)
        for name in ("versions", "once"):
            vars(found)[name] = {
                kind: {
                    term: tuple(posts.get(post.key, post) for post in group) if term in changed else group
                    for term, group in groups.items()
                }
                for kind, groups in getattr(self, name).items()
            }
        return found


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
