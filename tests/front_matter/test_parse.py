"""What authors say of their posts, in the words of every engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.front_matter.keys import KEYS
from postil.front_matter.parse import FrontMatter, Problem, Status, parse_front_matter, title_from_path
from postil.front_matter.site_dates import DateReader
from postil.front_matter.source import read_raw_front_matter

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def read(yaml: str, path: str = "posts/a.md") -> tuple[FrontMatter, list[Problem]]:
    return parse_front_matter(read_raw_front_matter(f"---\n{yaml}\n---\n", ".md"), path=path, dates=DateReader(UTC))


def front(yaml: str, path: str = "posts/a.md") -> FrontMatter:
    """Return front matter that has no problem."""
    found, problems = read(yaml, path)
    assert problems == []
    return found


@pytest.mark.parametrize("key", ["date", "pubDate", "publishDate", "date_published", "Date"])
def test_date(key: str) -> None:
    moment = front(f"{key}: 2024-03-24").date
    assert moment
    assert moment.when == datetime(2024, 3, 24, tzinfo=UTC)


def test_date_comes_from_the_name_if_there_is_none() -> None:
    for path in ("posts/2024-03-24-hello.md", "posts/2024-03-24-hello/index.md"):
        moment = front("title: A", path).date
        assert moment
        assert moment.when == datetime(2024, 3, 24, tzinfo=UTC)
    assert front("date: 2023-01-01", "posts/2024-03-24-hello.md").date != front("", "posts/2024-03-24-hello.md").date
    assert front("title: A", "posts/hello.md").date is None


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("draft:", "draft: false"),
        ("draft: ~", "draft: false"),
        ("draft: null", "draft: false"),
        ("isDraft:", "isDraft: false"),
        ("published:", "published: true"),
    ],
)
def test_a_key_without_a_value_does_not_publish(line: str, instead: str) -> None:
    found, problems = read(f"date: 2024-03-24\n{line}")

    assert found.status(NOW) is Status.DRAFT
    assert [problem.line for problem in problems] == [3]
    assert f"`{instead}`" in problems[0].message


@pytest.mark.parametrize(
    "path",
    [
        "posts/2024-3-9-hello.md",
        "posts/2024-03-9_hello.md",
        "posts/2024-3-9.md",
        "posts/2024-3-09 hello/index.md",
        "posts/2024/03/09/hello/index.md",
        "posts/2024/3/9/hello.md",
        "posts/2024/03/09-hello.md",
        "posts/2024-03-09/hello.md",
    ],
)
def test_dates_in_names_and_folders(path: str) -> None:
    moment = front("title: A", path).date
    assert moment
    assert moment.when == datetime(2024, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "path",
    [
        "posts/2024-13-9-a.md",
        "posts/2024/03/a.md",
        "posts/2024-03-09-trip/map.md",
        "posts/12024/03/09/a.md",
        "posts/2024-3-9a.md",
    ],
)
def test_names_and_folders_without_a_date(path: str) -> None:
    assert front("title: A", path).date is None


@pytest.mark.parametrize(
    "line",
    [
        "path: 2014/12/12/Timeline",
        "path: /blog/2014/12/12/Timeline/",
        "url: /2014/12/12/timeline.html",
        "permalink: /2014-12-12-timeline/",
        "permalink: /2014/12/12/",
    ],
)
def test_date_in_the_url(line: str) -> None:
    moment = front(line).date
    assert moment
    assert moment.when == datetime(2014, 12, 12, tzinfo=UTC)


def test_the_date_of_the_name_comes_before_that_of_the_url_and_the_folders() -> None:
    moment = front("path: 2014/12/12/a", "posts/2013/01/01/2015-05-30-a.md").date
    assert moment
    assert moment.when.year == 2015


@pytest.mark.parametrize("key", ["updated", "lastmod", "last_modified_at", "modified", "date-modified", "updatedDate"])
def test_updated(key: str) -> None:
    moment = front(f"{key}: 2024-04-01").updated
    assert moment
    assert moment.when.day == 1


@pytest.mark.parametrize(
    ("yaml", "tags"),
    [
        ("tags: a, b", ("a", "b")),
        ("tags: [a, b]", ("a", "b")),
        ("tags:\n  - a\n  - b", ("a", "b")),
        ("tags: a\nkeywords: [b, a]", ("a", "b")),
        ("tags: 2024", ("2024",)),
        ("tags: [2024, 1.10, no, ~, '']", ("2024", "1.10", "no")),
        ("tags: ~", ()),
        ("tags:", ()),
        ("tag: machine learning", ("machine learning",)),
    ],
)
def test_tags(yaml: str, tags: tuple[str, ...]) -> None:
    assert front(yaml).tags == tags


@pytest.mark.parametrize(
    ("yaml", "categories"),
    [
        ("category: Paris", ("Paris",)),
        ("categories: Paris, London", ("Paris", "London")),
        ('categories: [Paris, "Paris, France"]', ("Paris", "Paris, France")),
        ("category: a\ncategories: [b]", ("b", "a")),
    ],
)
def test_categories(yaml: str, categories: tuple[str, ...]) -> None:
    assert front(yaml).categories == categories


def test_authors() -> None:
    assert front("author: Ada").authors == ("Ada",)
    assert front("authors: [Ada, Bob]").authors == ("Ada", "Bob")
    assert front("author:\n  - name: Ada\n    url: https://example.org").authors == ("Ada",)
    assert front("author: {name: Ada}").authors == ("Ada",)


@pytest.mark.parametrize("key", ["description", "summary", "subtitle", "excerpt"])
def test_description(key: str) -> None:
    assert front(f"{key}: |\n  Two\n  lines").description == "Two lines"


def test_ablog_excerpt_is_a_number() -> None:
    assert front("excerpt: 2").excerpt_length == 2
    assert front("excerpt: 2\ndescription: A").description == "A"


@pytest.mark.parametrize(
    ("yaml", "status"),
    [
        ("date: 2024-03-24", Status.PUBLISHED),
        ("date: 2024-03-24\ndraft: false", Status.PUBLISHED),
        ("date: 2024-03-24\ndraft: true", Status.DRAFT),
        ("date: 2024-03-24\ndraft: yes", Status.DRAFT),
        ("date: 2024-03-24\npublished: true", Status.PUBLISHED),
        ("date: 2024-03-24\npublished: false", Status.DRAFT),
        ("date: 2024-03-24\nstatus: draft", Status.DRAFT),
        ("date: 2024-03-24\nstatus: published", Status.PUBLISHED),
        ("published: 2020-01-01", Status.PUBLISHED),
        ("published: 2030-01-01", Status.SCHEDULED),
        ("date: 2024-01-01\npublishDate: 2030-01-01", Status.SCHEDULED),
        ("published_at: 2030-01-01\ndate: 2024-01-01", Status.SCHEDULED),
        ("date: 2024-01-01\npubDate: 2024-01-02\npublishDate: 2030-01-01", Status.SCHEDULED),
        ("date: 2024-01-01\npublished: 2030-01-01", Status.SCHEDULED),
        ("date: 2024-01-01\npublishDate: 2024-01-02", Status.PUBLISHED),
        ("date: 2024-01-02\npublishDate: 2024-01-01", Status.PUBLISHED),
        ("date: 2024-01-01\npublishDate: soon", Status.PUBLISHED),
        ("date: 2024-03-24\nstatus: first draft", Status.DRAFT),
        ("date: 2024-03-24\nstatus: draft-2", Status.DRAFT),
        ("date: 2024-03-24\nstatus: pending_review", Status.DRAFT),
        ("date: 2024-03-24\nstatus: drafted", Status.DRAFT),
        ("date: 2024-03-24\nstatus: To do", Status.DRAFT),
        ("date: 2024-03-24\nstatus: unfinished", Status.DRAFT),
        ("date: 2024-03-24\nstatus: not published", Status.DRAFT),
        ("date: 2024-03-24\nstatus: evergreen", Status.PUBLISHED),
        ("date: 2024-06-01 00:00 +00:00", Status.PUBLISHED),
        ("date: 2024-06-01 00:00 -01:00", Status.SCHEDULED),
        ("date: 2024-06-01 01:00 +02:00", Status.PUBLISHED),
        ("title: A", Status.UNDATED),
    ],
)
def test_status(yaml: str, status: Status) -> None:
    assert front(yaml).status(NOW) is status


def test_a_folder_of_drafts() -> None:
    assert front("date: 2024-03-24", "posts/_drafts/a.md").status(NOW) is Status.DRAFT


def test_published_as_a_date_is_the_date() -> None:
    moment = front("published: 2020-01-01").date
    assert moment
    assert moment.when.year == 2020


def test_an_invalid_date_makes_a_draft_even_with_a_date_in_the_name() -> None:
    found, problems = read("date: soon", "posts/2024-03-24-a.md")

    assert found.status(NOW) is Status.DRAFT
    assert [(p.line, p.makes_draft) for p in problems] == [(2, True)]
    assert "soon" in problems[0].message
    assert "treated as a draft" in problems[0].message


@pytest.mark.parametrize(
    ("yaml", "aliases"),
    [
        ("aliases: [/old/, old.html, /a/b]", ("old/", "old.html", "a/b")),
        ("redirect_from: /2020/01/hello/index.html", ("2020/01/hello/",)),
        ("redirect: a, b", ("a", "b")),
    ],
)
def test_aliases(yaml: str, aliases: tuple[str, ...]) -> None:
    assert front(yaml).aliases == aliases


@pytest.mark.parametrize(
    ("yaml", "image"),
    [
        ("image: cover.png", "cover.png"),
        ("cover: cover.png", "cover.png"),
        ("thumbnail: cover.png", "cover.png"),
        ("images: [cover.png, b.png]", "cover.png"),
        ("cover:\n  image: cover.png\n  alt: A", "cover.png"),
        ("image: 1", "1"),
    ],
)
def test_image(yaml: str, image: str) -> None:
    assert front(yaml).image == image


def test_other_keys() -> None:
    found = front(
        "slug: hello\nseries: S\npinned: true\nlanguage: en\nlocation: Paris\ncomments: false\nblogpost: true\n"
        "canonical_link: https://example.org/a\nexternal_link: https://example.org/b\nlayout: post"
    )

    assert (found.slug, found.series, found.pinned, found.comments) == ("hello", "S", True, False)
    assert (found.languages, found.locations, found.blogpost) == (("en",), ("Paris",), True)
    assert found.canonical_link == "https://example.org/a"
    assert found.external_link == "https://example.org/b"
    assert found.unknown == {"layout": "post"}
    assert front("nocomments: true").comments is False
    assert front("nocomments: ~").comments is True
    assert front("title: yes").title == "yes"
    assert front("title: 2024").title == "2024"


WRONG = {
    "title": "{a: b}",
    "date": "soon",
    "expires": "never",
    "updated": "later",
    "tags": "{a: b}",
    "categories": "[[a, b]]",
    "authors": "{mail: x}",
    "description": "[a, b]",
    "doi": "zenodo",
    "draft": "perhaps",
    "published": "perhaps",
    "status": "{a: b}",
    "private": "perhaps",
    "visibility": "members",
    "render": "perhaps",
    "build": "fast",
    "unlisted": "perhaps",
    "listed": "perhaps",
    "noindex": "perhaps",
    "sitemap": "perhaps",
    "robots": "{a: b}",
    "feed_id": "a b",
    "blogpost": "perhaps",
    "slug": "a b/c d",
    "permalink": "https://example.org/",
    "aliases": "https://example.org/",
    "image": "{a: b}",
    "series": "[a, b]",
    "pinned": "2",
    "language": "{a: b}",
    "translation_key": "{a: b}",
    "location": "{a: b}",
    "notes": "[below]",
    "comments": "perhaps",
    "nocomments": "perhaps",
    "canonical_link": "javascript:alert(1)",
    "external_link": "example.org",
}


@pytest.mark.parametrize("key", [key.name for key in KEYS])
def test_an_invalid_value_is_one_problem_with_its_line(key: str) -> None:
    found, problems = read(f"layout: post\n{key}: {WRONG[key]}\n")

    assert [problem.line for problem in problems] == [3]
    assert f"`{key}:" in problems[0].message
    assert "; " in problems[0].message  # what was used instead
    assert found.blogpost is None


def test_repeated_key() -> None:
    found, problems = read("title: A\ntitle: B")

    assert found.title == "B"
    assert [(problem.line, "twice" in problem.message) for problem in problems] == [(3, True)]


def test_title_from_path() -> None:
    assert title_from_path("posts/2024-03-24-hello_big-world.md") == "Hello big world"
    assert title_from_path("posts/hello/index.md") == "Hello"


VALUE = st.recursive(
    st.none() | st.text(max_size=20) | st.just("2024-03-24") | st.just("true"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([key.name for key in KEYS]), VALUE))
def test_any_values_give_front_matter(values: dict[str, object]) -> None:
    from postil.front_matter.source import RawFrontMatter  # noqa: PLC0415

    head = RawFrontMatter(values, dict.fromkeys(values, 1), extra=values)  # type: ignore[arg-type]
    found, problems = parse_front_matter(head, path="posts/a.md", dates=DateReader(UTC))

    assert isinstance(found, FrontMatter)
    assert all(problem.message for problem in problems)


@pytest.mark.parametrize("key", ["external_link", "external_url", "externalUrl", "link", "linkpost"])
def test_spellings_of_the_external_link(key: str) -> None:
    assert front(f"{key}: https://example.org/a").external_link == "https://example.org/a"


@pytest.mark.parametrize("key", ["canonical_link", "canonical_url", "canonical", "canonical-url", "canonicalURL"])
def test_spellings_of_the_canonical_link(key: str) -> None:
    assert front(f"{key}: https://example.org/a").canonical_link == "https://example.org/a"


@pytest.mark.parametrize("line", ["link: about", "canonical-url: true", "canonical: /posts/a/"])
def test_links_that_mean_something_else_are_ignored(line: str) -> None:
    found = front(line)
    assert (found.external_link, found.canonical_link) == ("", "")


@pytest.mark.parametrize("key", ["description", "summary", "lede", "tagline", "blurb", "dek"])
def test_spellings_of_the_description(key: str) -> None:
    assert front(f"{key}: What it says.").description == "What it says."


@pytest.mark.parametrize(
    "key", ["image", "banner_image", "hero", "hero_image", "thumbnail", "ogImage", "twitterImage", "featureImage"]
)
def test_spellings_of_the_image(key: str) -> None:
    assert front(f"{key}: a.png").image == "a.png"


@pytest.mark.parametrize("line", ["cover: {image: a.png, alt: A}", "hero: {src: a.png}"])
def test_the_image_in_a_mapping(line: str) -> None:
    assert front(line).image == "a.png"


def test_the_settings_of_an_image_are_no_image() -> None:
    assert front("cover: {hidden: true}\nimages: [a.png]").image == "a.png"
