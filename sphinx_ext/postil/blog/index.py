"""All posts in order, with their terms, neighbours and series. Computed from the posts, never stored."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from postil.blog.neighbours import Neighbours, neighbours_at
from postil.blog.page_languages import PageLanguages
from postil.blog.post import Author, Kind, Post, Term, label_of, newest_first, pinned_first
from postil.blog.related import find_related
from postil.blog.terms import FOLDERS, TermGroups, name_of_term
from postil.blog.translations import Versions
from postil.slug import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from postil.blog.related import RelatedPositions, TopicText

# How many more related posts to find than are shown, in place of posts that a page links to elsewhere at its end.
SPARE_RELATED = 4

# The attributes of an index with posts: in order, and by a name.
_SEQUENCES = frozenset(
    {"all_posts", "_own_versions", "posts", "published", "listed_versions", "published_versions", "listed", "drafts"}
)
_BY_NAME = frozenset({"by_label", "_shown"})


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
        versions: Versions | None = None,
        blogs: Mapping[str, Index] | None = None,
        page_languages: PageLanguages | None = None,
    ) -> None:
        """Index `posts`. `path` is that of the blog; `profiles` has the authors, languages … of conf.py, by key.

        `posts_page` is the document that lists all posts, if it is not the one at `path`. `related` is the number of
        related posts to find; with `within_series`, the neighbours of a part of a series are its other parts.
        `find_positions` finds related posts, and can cache them. With `ascii_language`, the slugs of terms are in
        ASCII, by the rules of that language. `versions` are the translations of the posts. `blogs` are the blogs in
        other languages, whose posts are among `posts`; `page_languages` are the languages of documents.
        """
        self._related_count, self._within_series, self._find_positions = related, within_series, find_positions
        self.path, self.blogs, self.page_languages = path, blogs or {}, page_languages or PageLanguages()
        self.posts_page = posts_page or path
        self._profiles = profiles or {}
        self.all_posts: Sequence[Post] = sorted(posts, key=newest_first)
        """Every post that has a page, in whatever language."""
        self._versions = versions or Versions(self.listed_versions)
        self._own_versions = [post for post in self.listed_versions if post.language not in self.blogs]
        self.posts: Sequence[Post] = self._versions.once(self._own_versions)
        """The posts in lists, terms and feeds: without unlisted ones, and each essay once."""
        self._groups = TermGroups(
            self.posts,
            self._own_versions,
            self._versions.once,
            path=path,
            profiles=self._profiles,
            ascii_language=ascii_language,
        )

    def with_posts(self, posts: Mapping[tuple[str, str], Post]) -> Index:
        """Return this index with other versions of posts, by their keys; each `is_listed_like` the one before.

        What is known of their order, their terms and of related posts stays the same.
        """
        found, known = copy(self), vars(self)
        values = vars(found)
        values |= {name: [posts.get(post.key, post) for post in known[name]] for name in _SEQUENCES & known.keys()}
        for name in _BY_NAME & known.keys():
            values[name] = {key: posts.get(post.key, post) for key, post in known[name].items()}
        values["by_docname"] = by_docname = defaultdict(list, self.by_docname)
        for docname in {docname for docname, _anchor in posts} & self.by_docname.keys():
            by_docname[docname] = [posts.get(post.key, post) for post in self.by_docname[docname]]
        values["blogs"] = {tag: blog.with_posts(posts) for tag, blog in self.blogs.items()}
        values["_versions"], values["_groups"] = self._versions.with_posts(posts), self._groups.with_posts(posts)
        return found

    @cached_property
    def published(self) -> Sequence[Post]:
        """The posts without drafts, which `postil_drafts` adds."""
        return [post for post in self.posts if not post.draft]

    @cached_property
    def listed_versions(self) -> Sequence[Post]:
        """The posts of all blogs, in all languages, without unlisted ones."""
        return [post for post in self.all_posts if not post.unlisted]

    @cached_property
    def published_versions(self) -> Sequence[Post]:
        """The same without drafts."""
        return [post for post in self.listed_versions if not post.draft]

    @cached_property
    def listed(self) -> Sequence[Post]:
        """The posts in the order of lists: pinned posts first."""
        return pinned_first(self.posts)

    @cached_property
    def drafts(self) -> Sequence[Post]:
        """Drafts and scheduled posts, if `postil_drafts` is set."""
        return [post for post in self._own_versions if post.draft]

    @property
    def all_blogs(self) -> Sequence[Index]:
        """The blog in the language of the site, then those in other languages."""
        return [self, *self.blogs.values()]

    def language_of_page(self, docname: str) -> str:
        """Return the tag of the language of a page, generated or not; empty if it is that of the site."""
        if docname in self.page_languages:
            return self.page_languages.tag(docname)
        return next((tag for tag, blog in self.blogs.items() if blog.has_page(docname)), "")

    def blog_of_page(self, docname: str) -> Index:
        """Return the blog that a page is part of: the one in its language."""
        return self.blogs.get(self.language_of_page(docname), self)

    def has_page(self, docname: str) -> bool:
        """Return whether a name is that of a page that is generated for this blog."""
        return docname in (self.path, self.posts_page) or docname.startswith(f"{self.path}/")

    def translations(self, post: Post) -> Sequence[Post]:
        """Return the translations of a post, in the order of the languages. None of them is unlisted.

        Drafts are among them only if `postil_drafts` adds drafts to the site.
        """
        return self._versions.translations(post)

    def in_language(self, post: Post, language: str) -> Post:
        """Return the version of a post in a language; the post itself if there is none."""
        return self._versions.in_language(post, language)

    def terms_page(self, kind: Kind) -> str:
        """Return the document name of the page with all terms of `kind`."""
        return f"{self.path}/{FOLDERS[kind]}"

    def terms(self, kind: Kind) -> Mapping[Term, Sequence[Post]]:
        """Return the terms of `kind` with their posts, sorted by name; years newest first."""
        return self._groups.once[kind]

    def has_terms(self, kind: Kind) -> bool:
        """Return whether there are terms of `kind`, without computing them."""
        return any(post.labels(kind) for post in self._own_versions)

    def months(self, year: Term) -> Mapping[Term, Sequence[Post]]:
        """Return the months of a year with their posts, newest first."""
        months = self._groups.once[Kind.MONTH].items()
        return {term: posts for term, posts in months if term.label.startswith(f"{year.label}-")}

    def terms_of(self, post: Post, kind: Kind) -> Sequence[Term]:
        """Return the terms of a post, in the order of its front matter."""
        if blog := self.blogs.get(post.language):
            return blog.terms_of(post, kind)
        labels = post.labels(kind)
        if not labels:
            return ()
        by_label = self._groups.by_label[kind]
        names = (fold(name_of_term(label, self._profiles.get(kind, {}))) for label in labels)
        # There is no page for a term that only unlisted posts have.
        return list(dict.fromkeys(by_label[name] for name in names if name in by_label))

    def all_terms_of(self, post: Post) -> Sequence[Term]:
        """Return the terms of a post of all kinds, sorted by kind and name."""
        return self.blogs.get(post.language, self)._groups.of_posts.get(post.key, ())  # noqa: SLF001 - also an index

    def versions_of(self, term: Term) -> Sequence[Post]:
        """Return the posts of a term in all languages."""
        return self._groups.versions[term.kind][term]

    def find(self, kind: Kind, label: str) -> Term | None:
        """Return the term with this label, key or slug, or None."""
        term = self._groups.by_label[kind].get(fold(name_of_term(label, self._profiles.get(kind, {}))))
        return term or next((term for term in self._groups.once[kind] if term.slug == label), None)

    def profile(self, term: Term) -> Author | None:
        """Return the profile of an author, language or location in conf.py, or None."""
        profiles = self._profiles.get(term.kind, {}).values()
        return next((profile for profile in profiles if profile.name == term.label), None)

    def neighbours(self, post: Post) -> Neighbours:
        """Return the next newer and older post; with `within_series`, of a part of a series the next parts.

        Of an essay in several languages, it is the version in the language of `post` if there is one.
        """
        if blog := self.blogs.get(post.language):
            return blog.neighbours(post)
        if self._within_series and post.series:
            parts, number = self.parts(post)[::-1], self.part(post)
            around = neighbours_at(parts, len(parts) - number) if number else Neighbours()
        else:
            position = self._positions.get(self._shown_for(post).key)
            around = Neighbours() if position is None else neighbours_at(self.posts, position)
        return Neighbours(*(other and self.in_language(other, post.language) for other in around))

    def parts(self, post: Post) -> Sequence[Post]:
        """Return all parts of a post's series, in reading order: the oldest first."""
        if blog := self.blogs.get(post.language):
            return blog.parts(post)
        term = next(iter(self.terms_of(post, Kind.SERIES)), None)
        if not term or post.unlisted:
            return ()
        return [self.in_language(part, post.language) for part in self._groups.once[Kind.SERIES][term][::-1]]

    def part(self, post: Post) -> int:
        """Return the number of a post in its series, from 1; 0 if it has no series."""
        if blog := self.blogs.get(post.language):
            return blog.part(post)
        return self._part_numbers.get(post.key, 0)

    def related(self, post: Post, without: Container[tuple[str, str]] = ()) -> Sequence[Post]:
        """Return the related posts of a post, the most related first, but not those with a key in `without`."""
        if blog := self.blogs.get(post.language):
            return blog.related(post, without)
        position = self._positions.get(self._shown_for(post).key)
        found = () if position is None else self._related[position]
        related = (self.in_language(self.posts[each], post.language) for each in found)
        return list(islice((each for each in related if each.key not in without), self._related_count))

    def _shown_for(self, post: Post) -> Post:
        """Return the version of a post in lists."""
        return post if not post.translation_key or post.unlisted else self._shown.get(post.translation_key, post)

    @cached_property
    def _shown(self) -> Mapping[str, Post]:
        """The posts in lists that stand for other versions, by their translation keys."""
        return {post.translation_key: post for post in self.posts if self._versions.translations(post)}

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
        # Of translations, which have the same label, the one in the language of the site.
        oldest_first = self.all_posts[::-1]
        posts = sorted(oldest_first, key=lambda post: not post.language)
        labels = {post.label or label_of(post): post for post in posts}
        return {label.lower(): post for label, post in labels.items()} | labels

    @cached_property
    def by_page(self) -> Mapping[str, Term]:
        """Terms by the document names of their pages, in all languages."""
        own = {term.docname: term for terms in self._groups.once.values() for term in terms}
        return {name: term for blog in self.blogs.values() for name, term in blog.by_page.items()} | own

    @cached_property
    def _positions(self) -> Mapping[tuple[str, str], int]:
        """The positions of the posts in lists, by their keys."""
        return {post.key: position for position, post in enumerate(self.posts)}

    @cached_property
    def _part_numbers(self) -> Mapping[tuple[str, str], int]:
        """The numbers of parts, also of their translations."""
        found: dict[tuple[str, str], int] = {}
        for term, posts in self._groups.once[Kind.SERIES].items():
            numbers = {post.key: number for number, post in enumerate(posts[::-1], start=1)}
            keys = {post.translation_key: numbers[post.key] for post in posts}
            others = {post.key: keys[post.translation_key] for post in self._groups.versions[Kind.SERIES][term]}
            found |= others | numbers
        return found

    @cached_property
    def _related(self) -> RelatedPositions:
        """For each of the posts in lists, the positions of those that are related."""
        count = self._related_count and self._related_count + SPARE_RELATED
        return find_related(self.posts, count, self._find_positions)
