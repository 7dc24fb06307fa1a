"""All posts in order, with their terms, neighbours and series. Computed from the posts, never stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from postil.blog.post import Author, Kind, Post, Term
from postil.blog.related import find_related
from postil.slug import fold, unique_slugs

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from postil.blog.related import RelatedPositions, TopicText

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
# How many more related posts to find than are shown, in place of posts that a page links to elsewhere at its end.
SPARE_RELATED = 4


@dataclass(frozen=True)
class Neighbours:
    """The next newer and the next older post."""

    newer: Post | None = None
    older: Post | None = None


class Index:
    """The posts of a blog, with everything that is computed from all of them, whatever order they come in."""

    def __init__(
        self,
        posts: Iterable[Post],
        *,
        path: str = "blog",
        posts_page: str = "",
        related: int = 3,
        within_series: bool = False,
        profiles: Mapping[Kind, Mapping[str, Author]] | None = None,
        find_positions: Callable[[Sequence[TopicText], int], RelatedPositions] | None = None,
        ascii_language: str = "",
        languages: Sequence[str] = (),
    ) -> None:
        """Index `posts`. `path` is that of the blog; `profiles` has the authors, languages … of conf.py, by key.

        `posts_page` is the document that lists all posts, if it is not the one at `path`. `related` is the number of
        related posts to find; with `within_series`, the neighbours of a part of a series are its other parts.
        `find_positions` finds related posts, and can cache them. With `ascii_language`, the slugs of terms are in
        ASCII, by the rules of that language. `languages` are tags in the order of the owner, with an empty one for the
        language of the site.
        """
        self._related_count, self._within_series, self._find_positions = related, within_series, find_positions
        self._ascii_language = ascii_language
        self.path, self._languages = path, languages
        self.posts_page = posts_page or path
        self._profiles = profiles or {}
        self.all_posts: Sequence[Post] = sorted(posts, key=newest_first)
        """Every post that has a page."""
        self.posts: Sequence[Post] = [post for post in self.all_posts if not post.unlisted]
        """The posts in lists, terms and feeds, without unlisted ones."""

    @cached_property
    def published(self) -> Sequence[Post]:
        """The posts without drafts, which `postil_drafts` adds."""
        return [post for post in self.posts if not post.draft]

    @cached_property
    def listed(self) -> Sequence[Post]:
        """The posts in the order of lists: pinned posts first."""
        return pinned_first(self.posts)

    @cached_property
    def drafts(self) -> Sequence[Post]:
        """Drafts and scheduled posts, if `postil_drafts` is set."""
        return [post for post in self.posts if post.draft]

    def translations(self, post: Post) -> Sequence[Post]:
        """Return the translations of a post, in the order of the languages. None of them is unlisted.

        Drafts are among them only if `postil_drafts` adds drafts to the site.
        """
        versions = self._versions.get(post.translation_key, ()) if post.translation_key else ()
        return [version for version in versions if version.language != post.language]

    @cached_property
    def _versions(self) -> Mapping[str, Sequence[Post]]:
        """The listed posts of each translation key, one for each language, in the order of the languages."""
        found: dict[str, dict[str, Post]] = defaultdict(dict)
        for post in self.posts:
            if post.translation_key:
                found[post.translation_key].setdefault(post.language, post)
        ranks = {tag: rank for rank, tag in enumerate(self._languages)}
        return {
            key: sorted(versions.values(), key=lambda post: (ranks.get(post.language, len(ranks)), post.language))
            for key, versions in found.items()
        }

    def terms_page(self, kind: Kind) -> str:
        """Return the document name of the page with all terms of `kind`."""
        return f"{self.path}/{FOLDERS[kind]}"

    def terms(self, kind: Kind) -> Mapping[Term, Sequence[Post]]:
        """Return the terms of `kind` with their posts, sorted by name; years newest first."""
        return self._terms[kind]

    def months(self, year: Term) -> Mapping[Term, Sequence[Post]]:
        """Return the months of a year with their posts, newest first."""
        months = self._terms[Kind.MONTH].items()
        return {term: posts for term, posts in months if term.label.startswith(f"{year.label}-")}

    def terms_of(self, post: Post, kind: Kind) -> Sequence[Term]:
        """Return the terms of a post, in the order of its front matter."""
        labels = post.labels(kind)
        if not labels:
            return ()
        by_label = self._by_label[kind]
        names = (fold(self._name(kind, label)) for label in labels)
        # There is no page for a term that only unlisted posts have.
        return list(dict.fromkeys(by_label[name] for name in names if name in by_label))

    def all_terms_of(self, post: Post) -> Sequence[Term]:
        """Return the terms of a post of all kinds, sorted by kind and name."""
        return self._terms_of_posts.get(post.key, ())

    def find(self, kind: Kind, label: str) -> Term | None:
        """Return the term with this label, key or slug, or None."""
        term = self._by_label[kind].get(fold(self._name(kind, label)))
        return term or next((term for term in self._terms[kind] if term.slug == label), None)

    def profile(self, term: Term) -> Author | None:
        """Return the profile of an author, language or location in conf.py, or None."""
        return next(
            (profile for profile in self._profiles.get(term.kind, {}).values() if profile.name == term.label), None
        )

    def neighbours(self, post: Post) -> Neighbours:
        """Return the next newer and older post; with `within_series`, of a part of a series the next parts."""
        if self._within_series and post.series:
            return self._neighbours_in_series.get(post.key, Neighbours())
        return self._neighbours.get(post.key, Neighbours())

    def parts(self, post: Post) -> Sequence[Post]:
        """Return all parts of a post's series, in reading order: the oldest first."""
        term = next(iter(self.terms_of(post, Kind.SERIES)), None)
        return self._parts[term] if term and not post.unlisted else ()

    def part(self, post: Post) -> int:
        """Return the number of a post in its series, from 1; 0 if it has no series."""
        return self._part_numbers.get(post.key, 0)

    def related(self, post: Post, without: Container[tuple[str, str]] = ()) -> Sequence[Post]:
        """Return the related posts of a post, the most related first, but not those with a key in `without`."""
        found = (related for related in self._related.get(post.key, ()) if related.key not in without)
        return list(islice(found, self._related_count))

    @cached_property
    def by_docname(self) -> Mapping[str, Sequence[Post]]:
        """The posts of each document, newest first."""
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.all_posts:
            found[post.docname].append(post)
        return found

    @cached_property
    def by_label(self) -> Mapping[str, Post]:
        """Posts by their labels in ABlog: the name of the file or folder; of two posts, the newer one.

        Labels are also in lower case, as Sphinx gives the target of a `{ref}`.
        """
        labels = {post.label or _label_of(post): post for post in reversed(self.all_posts)}
        return {label.lower(): post for label, post in labels.items()} | labels

    @cached_property
    def by_page(self) -> Mapping[str, Term]:
        """Terms by the document names of their pages."""
        return {term.docname: term for terms in self._terms.values() for term in terms}

    @cached_property
    def _neighbours(self) -> Mapping[tuple[str, str], Neighbours]:
        return _neighbours_in(self.posts)

    @cached_property
    def _neighbours_in_series(self) -> Mapping[tuple[str, str], Neighbours]:
        rows = [_neighbours_in(posts) for posts in self._terms[Kind.SERIES].values()]
        return {key: neighbours for row in rows for key, neighbours in row.items()}

    @cached_property
    def _parts(self) -> Mapping[Term, Sequence[Post]]:
        return {term: posts[::-1] for term, posts in self._terms[Kind.SERIES].items()}

    @cached_property
    def _part_numbers(self) -> Mapping[tuple[str, str], int]:
        return {post.key: number for parts in self._parts.values() for number, post in enumerate(parts, start=1)}

    @cached_property
    def _related(self) -> Mapping[tuple[str, str], Sequence[Post]]:
        count = self._related_count and self._related_count + SPARE_RELATED
        found = find_related(self.posts, count, self._find_positions)
        return {post.key: related for post, related in zip(self.posts, found, strict=True)}

    @cached_property
    def _by_label(self) -> Mapping[Kind, Mapping[str, Term]]:
        return {kind: {fold(term.label): term for term in terms} for kind, terms in self._terms.items()}

    @cached_property
    def _terms_of_posts(self) -> Mapping[tuple[str, str], Sequence[Term]]:
        found: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for terms in self._terms.values():
            for term, posts in terms.items():
                for post in posts:
                    found[post.key].append(term)
        return found

    @cached_property
    def _terms(self) -> Mapping[Kind, Mapping[Term, Sequence[Post]]]:
        return {kind: self._terms_of_kind(kind) for kind in Kind}

    def _terms_of_kind(self, kind: Kind) -> Mapping[Term, Sequence[Post]]:
        groups: dict[str, dict[tuple[str, str], Post]] = defaultdict(dict)
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for post in self.posts:
            for label in post.labels(kind):
                name = self._name(kind, label)
                folded = fold(name)
                groups[folded][post.key] = post
                spellings[folded][name] += 1
        # The label of a term is its most frequent spelling; of several, the first in order.
        names = {key: min(counts, key=lambda name: (-counts[name], name)) for key, counts in spellings.items()}
        slugs = unique_slugs(names.values(), self._ascii_language)
        in_time = kind in (Kind.YEAR, Kind.MONTH)
        folder = self.path if in_time else f"{self.path}/{FOLDERS[kind]}"
        # The page of March 2024 is `2024/03`, in the folder of the year.
        paths = {name: name.replace("-", "/") if kind is Kind.MONTH else slugs[name] for name in names.values()}
        links = {author.name: author.link for author in self._profiles.get(kind, {}).values()}
        terms = {
            Term(kind, name, slugs[name], f"{folder}/{paths[name]}", links.get(name, "")): tuple(groups[key].values())
            for key, name in names.items()
        }
        ordered = sorted(terms, key=lambda term: (fold(term.label), term.label), reverse=in_time)
        return {term: terms[term] for term in ordered}

    def _name(self, kind: Kind, label: str) -> str:
        """Return the full name of a key in conf.py, or the label itself."""
        profiles = self._profiles.get(kind, {})
        return profiles[label].name if label in profiles else label


def pinned_first(posts: Iterable[Post]) -> Sequence[Post]:
    """Return posts with pinned posts first, else in the same order."""
    return sorted(posts, key=lambda post: not post.pinned)


def _neighbours_in(posts: Sequence[Post]) -> Mapping[tuple[str, str], Neighbours]:
    row = [None, *posts, None]
    return {post.key: Neighbours(newer, older) for newer, post, older in zip(row, posts, row[2:], strict=False)}


def _label_of(post: Post) -> str:
    folder, _slash, name = post.docname.rpartition("/")
    return folder.rpartition("/")[2] if name == "index" else name


def newest_first(post: Post) -> tuple[bool, float, str, str]:
    """Return a sort key: undated drafts first, then the newest; then by document name, so that the order is fixed."""
    return (post.date is not None, -post.date.timestamp() if post.date else 0.0, post.docname, post.anchor)
