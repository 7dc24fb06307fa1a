"""`postil publish`: a draft becomes a post of today."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from postil.editing.changes import CannotChangeError
from postil.editing.posts import find_post, list_posts, posts_as_json
from postil.editing.publish import publish_post
from postil.editing.tags import rename_tag
from postil.front_matter.parse import Status
from postil.project.source_facts import source_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.editing.conftest import Files

WHEN = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


def publish(files: Files, name: str = "mill", *, has_time: bool = False) -> dict[str, str]:
    """Publish a post, and return the texts of all files but the home page."""
    post = find_post(name, files.sources)
    publish_post(post, WHEN, files.sources, files.project, has_time=has_time).apply()
    files.project.discover()
    assert not files.project.unpublished
    texts = files.read()
    del texts["docs/index.md"]
    return texts


@pytest.mark.parametrize(
    ("name", "front", "new_name", "new_front"),
    [
        ("mill.md", "draft: true\n", "mill.md", "date: 2026-11-26\n"),
        ("mill.md", "draft: true # for now\ndate: 2024-01-02\n", "mill.md", "date: 2026-11-26\n"),
        ("2024-01-02-mill.md", "draft: yes\n", "2026-11-26-mill.md", ""),
        ("2024-1-2-mill/index.md", "draft: yes\n", "2026-11-26-mill/index.md", ""),
        ("2024-01-02-mill.md", "date: 2024-01-02\ndraft: 1\n", "2026-11-26-mill.md", "date: 2026-11-26\n"),
        ("2024-mill.md", "draft: 1\n", "2024-mill.md", "date: 2026-11-26\n"),
        ("mill.md", "published: false\n", "mill.md", "date: 2026-11-26\n"),
        ("mill.md", "status: draft\ntags: [a]\n", "mill.md", "tags: [a]\ndate: 2026-11-26\n"),
        ("mill.md", "wip: true\nunlisted: false\n", "mill.md", "unlisted: false\ndate: 2026-11-26\n"),
        ("mill.md", "", "mill.md", "date: 2026-11-26\n"),
        ("mill.md", "date: 2090-01-01\n", "mill.md", "date: 2026-11-26\n"),
        ("mill.md", "date: 2020-01-01\npubDate: 2090-01-01\n", "mill.md", "date: 2026-11-26\npubDate: 2026-11-26\n"),
        ("_drafts/mill.md", "", "mill.md", "date: 2026-11-26\n"),
    ],
)  # fmt: skip
def test_what_hides_it_goes_and_the_date_is_set(
    make_files: Callable[..., Files], name: str, front: str, new_name: str, new_front: str
) -> None:
    files = make_files({f"posts/{name}": _post(front)})

    assert publish(files) == {f"posts/{new_name}": _post(new_front)}


def _post(front: str) -> str:
    return f"---\ntitle: Mill\n{front}---\n\nText.\n"


DRAFT, PUBLISHED = _post("draft: true\n"), _post("")


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        # all versions are drafts: they are renamed together, and the other one stays a draft
        (
            {"2024-01-02-mill.md": DRAFT, "2024-01-02-mill.de.md": DRAFT},
            "mill.de",
            {"2026-11-26-mill.md": DRAFT, "2026-11-26-mill.de.md": PUBLISHED},
        ),
        (
            {"2024-01-02-mill/index.md": DRAFT, "2024-01-02-mill/index.de.md": DRAFT},
            "mill",
            {"2026-11-26-mill/index.md": PUBLISHED, "2026-11-26-mill/index.de.md": DRAFT},
        ),
        # the original is published, so its name stays
        (
            {"2024-01-02-mill/index.md": PUBLISHED, "2024-01-02-mill/index.de.md": DRAFT},
            "mill.de",
            {"2024-01-02-mill/index.md": PUBLISHED, "2024-01-02-mill/index.de.md": PUBLISHED},
        ),
        (
            {"mill.md": _post("date: 2024-01-02\n"), "mill.de.md": DRAFT},
            "mill.de",
            {"mill.md": _post("date: 2024-01-02\n"), "mill.de.md": _post("date: 2026-11-26\n")},
        ),
    ],
)
def test_translations(
    make_files: Callable[..., Files], before: dict[str, str], name: str, after: dict[str, str]
) -> None:
    files = make_files({f"posts/{path}": text for path, text in before.items()})
    post = find_post(name, files.sources)
    publish_post(post, WHEN, files.sources, files.project, has_time=False).apply()
    texts = files.read()
    del texts["docs/index.md"]

    assert texts == {f"posts/{path}": text for path, text in after.items()}


def test_a_time_is_written_if_it_is_given(make_files: Callable[..., Files]) -> None:
    files = make_files({"posts/mill.md": "---\ndraft: true\n---\nText"})

    assert publish(files, has_time=True) == {"posts/mill.md": "---\ndate: 2026-11-26 08:30\n---\nText"}


def test_links_to_a_draft_follow_it(make_files: Callable[..., Files]) -> None:
    files = make_files(
        {
            "posts/2024-01-02-mill/index.md": "---\ntitle: Mill\ndraft: true\n---\n![](a.png)\n",
            "posts/2024-01-02-mill/a.png": "",
            "posts/2024-01-01-walk.md": "---\ntitle: Walk\n---\n[mill](2024-01-02-mill/index.md)\n",
        }
    )

    after = publish(files)

    assert after["posts/2024-01-01-walk.md"].endswith("[mill](2026-11-26-mill/index.md)\n")
    assert "posts/2026-11-26-mill/a.png" in after


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: Mill\ndate: 2024-01-01\n", "is published already"),
        ("params:\n  draft: true\n", "mill.md:2: `params.draft: true` marks the post as a draft"),
        ("title: [\n", "mill.md can't be read as a post; `postil check` says why"),
    ],
)
def test_what_cannot_be_published_is_said_and_nothing_changes(
    make_files: Callable[..., Files], front: str, message: str
) -> None:
    files = make_files({"posts/mill.md": f"---\n{front}---\nText\n"})
    before = files.read()

    with pytest.raises(CannotChangeError) as error:
        publish(files)
    assert message in str(error.value)
    assert files.read() == before


POSTS = {
    "posts/2024-05-01-a.md": "---\ntitle: A\ntags: [rivers, mills]\ncategories: Walks\n---\nText\n",
    "posts/2024-06-01-b.md": "---\ntags: Rivers\n---\n\n# The second\n",
    "posts/2090-01-01-later.md": "---\ntags: mills\n---\nText\n",
    "posts/idea.md": "---\ntitle: Idea\ndraft: true\ntags:\n- mills\n---\nText\n",
}


@pytest.mark.parametrize(
    ("selection", "titles"),
    [
        ({}, ["Idea", "Later", "The second", "Das A", "A"]),
        ({"language": "de"}, ["Das A"]),
        ({"language": ""}, ["Idea", "Later", "The second", "A"]),
        ({"statuses": [Status.DRAFT]}, ["Idea"]),
        ({"statuses": [Status.SCHEDULED, Status.DRAFT]}, ["Idea", "Later"]),
        ({"tags": ["rivers"]}, ["The second", "A"]),
        ({"tags": ["rivers", "mills"]}, ["A"]),
        ({"categories": ["walks"]}, ["A"]),
    ],
)
def test_posts_are_listed_newest_first(
    make_files: Callable[..., Files], selection: dict[str, object], titles: list[str]
) -> None:
    files = make_files({**POSTS, "posts/2024-05-01-a.de.md": "---\ntitle: Das A\n---\nText\n"})

    posts = list_posts(files.sources, lambda file: f"{file.stem}.html", **selection)  # type: ignore[arg-type]

    assert [post.source.title for post in posts] == titles
    shown = posts_as_json(posts, "https://example.org/", lambda file: file.name)
    assert all(f'"title": "{title}"' in shown for title in titles)


def test_a_tag_that_is_left_in_a_file_is_said(make_files: Callable[..., Files]) -> None:
    files = make_files({**POSTS, "posts/2024-01-01-x.md": '{\n  "tags": ["mills"]\n}\n\nText\n'})

    changes = rename_tag("mills", "rivers", files.sources)

    assert not changes.is_complete
    assert "2024-01-01-x.md:2: not changed" in changes.notes[0]
    assert len(changes.texts) == 3
    assert rename_tag("Rivers", "rivers", files.sources).is_complete


def test_posts_that_cannot_be_read_are_listed(make_files: Callable[..., Files]) -> None:
    files = make_files({"posts/2024-06-01-open.md": "---\ntitle: Open\n\nText\n", "posts/latin.md": ""})
    (files.folder / "posts/latin.md").write_bytes(b"---\ntitle: caf\xe9\n---\nText\n")
    files.project.discover()

    posts = list_posts(list(source_facts(files.project)), lambda _file: "", statuses=[Status.UNREADABLE])

    assert [post.source.title for post in posts] == ["Open", "Latin"]


def test_a_tag_is_renamed_everywhere_and_merged(make_files: Callable[..., Files]) -> None:
    directive = "```{postlist}\n:tags: mills, walks\n:exclude-tags: mills\r\n```\n"
    files = make_files({**POSTS, "docs/index.md": f"# Home\n\nThe word mills.\n\n{directive}"})

    changes = rename_tag("mills", "rivers", files.sources)
    changes.apply()

    before, after = POSTS, files.read()
    assert after == {
        "docs/index.md": "# Home\n\nThe word mills.\n\n" + directive.replace("mills", "rivers"),
        "posts/2024-05-01-a.md": before["posts/2024-05-01-a.md"].replace("[rivers, mills]", "[rivers]"),
        "posts/2024-06-01-b.md": before["posts/2024-06-01-b.md"],
        "posts/2090-01-01-later.md": before["posts/2090-01-01-later.md"].replace("mills", "rivers"),
        "posts/idea.md": before["posts/idea.md"].replace("mills", "rivers"),
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Mills", "x", "did you mean `mills`?"),
        ("nope", "x", "no post has the tag `nope`"),
        ("mills", "a, b", "no comma"),
        ("mills", "mills", "the tag `mills` has this name already"),
    ],
)
def test_a_tag_that_cannot_be_renamed(make_files: Callable[..., Files], old: str, new: str, message: str) -> None:
    with pytest.raises(CannotChangeError, match=message.replace("?", r"\?")):
        rename_tag(old, new, make_files(POSTS).sources)
