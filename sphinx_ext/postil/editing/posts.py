"""The posts of a site: list them, and find the one that a name means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from postil.editing.changes import CannotChangeError
from postil.front_matter.dates import name_without_date
from postil.front_matter.parse import Status
from postil.frozen import frozen
from postil.slug import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from postil.project.source_facts import SourceFacts

# How many candidates an error names.
_MAX_NAMED = 5


@frozen
class ListedPost:
    """A post in a list of posts."""

    source: SourceFacts
    url: str = ""
    """Its URL relative to the root of the site; empty if it is not published."""

    @property
    def status(self) -> Status:
        """Whether it is published."""
        return self.source.status

    @property
    def date(self) -> datetime | None:
        """When it was or will be published."""
        front = self.source.front
        date = front and (front.scheduled_for or front.date)
        return date.when if date else None

    @property
    def tags(self) -> Sequence[str]:
        """Its tags."""
        return self.source.front.tags if self.source.front else ()


def list_posts(
    sources: Iterable[SourceFacts],
    url_of: Callable[[Path], str],
    *,
    statuses: Iterable[Status] = (),
    tags: Iterable[str] = (),
    categories: Iterable[str] = (),
    language: str | None = None,
) -> list[ListedPost]:
    """Return the posts, newest first and undated ones before them; with `statuses`, only those with one of these.

    A post must have all `tags` and all `categories`, in any case. With a `language`, which is empty for that of the
    site, only posts in it.
    """
    wanted = set(statuses)
    found = []
    for source in sources:
        front = source.front
        if not _is_post(source) or (wanted and source.status not in wanted) or language not in (None, source.language):
            continue
        own_tags, own_categories = (front.tags, front.categories) if front else ((), ())
        if {*map(fold, tags)} <= {*map(fold, own_tags)} and {*map(fold, categories)} <= {*map(fold, own_categories)}:
            found.append(ListedPost(source, url_of(source.file)))
    dated = sorted((post for post in found if post.date), key=_timestamp, reverse=True)
    return [*(post for post in found if not post.date), *dated]


def _is_post(source: SourceFacts) -> bool:
    """Return whether a file is a post, or can't be read as one."""
    return source.front is not None or source.status is Status.UNREADABLE


def _timestamp(post: ListedPost) -> float:
    return post.date.timestamp() if post.date else 0


def posts_as_json(
    posts: Iterable[ListedPost], base: str, name_of: Callable[[Path], str], *, site_language: str = "en"
) -> str:
    """Return posts as JSON: a list of objects. `base` is the URL of the site."""
    objects = [
        {
            "file": name_of(post.source.file),
            "title": post.source.title,
            "date": post.date.isoformat() if post.date else None,
            "status": post.status.value,
            "tags": list(post.tags),
            "categories": list(post.source.front.categories) if post.source.front else [],
            "language": post.source.language or site_language,
            "url": f"{base}{post.url}" if post.url else None,
        }
        for post in posts
    ]
    return json.dumps(objects, indent=2, ensure_ascii=False)


def post_name(source: SourceFacts) -> str:
    """Return the name of a post: that of its file without suffix, or of its folder if the file is its index."""
    return source.name


def find_post(name: str, sources: Sequence[SourceFacts]) -> SourceFacts:
    """Return the post that `name` means: a file, a folder, the name of either with or without date, or the title.

    Part of a name is enough if no other post has it. Raises CannotChangeError.
    """
    posts = [source for source in sources if _is_post(source)]
    given = Path(name).resolve()
    by_file = [each for each in posts if given in (each.file, each.file.parent) and _is_own(each, given)]
    word = fold(name.strip("/").removesuffix("/index.md").rpartition("/")[2].removesuffix(".md"))
    for matching in (
        by_file,
        [each for each in posts if name in (each.path, each.path.rpartition(".")[0])],
        [each for each in posts if fold(post_name(each)) == word],
        [each for each in posts if fold(name_without_date(post_name(each))) == word],
        [each for each in posts if fold(each.title) == fold(name)],
        [each for each in posts if word in fold(post_name(each)) or fold(name) in fold(each.title)],
    ):
        if len(matching) == 1:
            return matching[0]
        if matching:
            names = ", ".join(post_name(each) for each in matching[:_MAX_NAMED])
            more = ", …" if len(matching) > _MAX_NAMED else ""
            raise CannotChangeError(f"{name} can mean {len(matching)} posts: {names}{more}")
    raise CannotChangeError(f"there is no post {name}; `postil list` shows all")


def find_source(name: str, sources: Sequence[SourceFacts]) -> SourceFacts:
    """Return the post or the page that `name` means; a page is named by its file. Raises CannotChangeError."""
    given = Path(name).resolve()
    found = next((each for each in sources if each.file == given), None)
    return found or find_post(name, sources)


def _is_own(source: SourceFacts, given: Path) -> bool:
    """Return whether a path is that of a post: its file, or the folder that is its own."""
    return source.file == given or source.file.stem == "index"  # of its translations, `index.de` is the file
