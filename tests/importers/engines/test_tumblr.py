# ruff: noqa: E501 - lines as programs write them
"""Tumblr: posts in each form in which it gives them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from folders import photo
from hostile import VALUES
from tumblr_export import FIRST, PHOTO, POSTS, first_version, page, posts_xml, second_version, url

from postil.importers.run import ImportFailedError, ImportRequest, run_import
from postil.testing import SiteBuilder, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

# What each post of `POSTS` becomes.
BODIES = [
    "Seven arches[^1], and [another walk](../2024-03-03-slug-2/index.md)\n\n[^1]: Counted twice.",
    f'![Left]({PHOTO.format(1)} "Left") ![]({PHOTO.format(2)})\n\nTwo **piers**',
    "> Water runs\n\n— [Bo](https://rivers.example/w)",
    "[The flood](https://rivers.example/flood)\n\nIt rose",
    "**A:** Far?\\\n**B:** No.",
    "Clouds: Drops\n\n![](https://a.tumblr.com/rain.mp3)\n\nRain",
    "https://www.youtube.com/watch?v=abc\n\nA film",
    "> **Cy:**\n>\n> How \\<old>?\n\nNobody knows.",
    "Soon",
]


def run(folder: Path, **files: str | bytes) -> Report:
    """Import files, whose names have `__` for a dot."""
    source = folder / "export"
    source.mkdir(exist_ok=True)
    for name, content in files.items():
        (source / name.replace("__", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
    return run_import(ImportRequest("auto", [source], folder / "posts"))


def texts(folder: Path) -> dict[str, tuple[dict[str, Any], str]]:
    """Return the front matter and the body of each post, by the name of its folder."""
    found = {}
    for path in sorted((folder / "posts").rglob("index.md")):
        _start, header, body = path.read_text("utf-8").split("---\n", 2)
        found[path.parent.name] = (yaml.safe_load(header), body.strip())
    return found


@pytest.mark.parametrize(
    ("name", "content"),
    [("posts__xml", posts_xml()), ("posts__js", first_version()), ("posts__json", second_version())],
)
def test_all_types_of_posts(tmp_path: Path, name: str, content: str) -> None:
    report = run(tmp_path, **{name: content})
    # the zone of the blog is an hour ahead, so that the day is another; the post made of blocks is tested below
    found = {key: value for key, value in texts(tmp_path).items() if key != "2024-03-11-blocks"}

    assert list(found) == [f"2024-03-{number + 1:02}-slug-{number}" for number in range(1, len(POSTS) + 1)]
    for (header, body), expected in zip(found.values(), BODIES, strict=True):
        is_first = "json" not in name
        assert body == (expected.replace("**Cy:**\n>\n> How", "Cy: How") if is_first else expected)
        assert header["tags"] == ["Walks", "c++"]
    first, last = found["2024-03-02-slug-1"][0], found["2024-03-10-slug-9"][0]
    assert (first["title"], first["permalink"]) == ("The bridge & co", f"/post/{FIRST}/slug-1")
    assert first["aliases"] == [f"/post/{FIRST}"]
    assert (last["title"], last["draft"]) == ("An idea", True)
    titles = ["The bridge & co", "Two piers", "Water runs", "The flood", "Overheard", "Clouds: Drops", "A film"]
    assert [header["title"] for header, _body in found.values()][:7] == titles
    assert "How <old>?" in found["2024-03-09-slug-8"][0]["title"]
    assert report.settings == {
        "blog_title": "Walks & talks",
        "blog_baseurl": "https://walks.tumblr.com",
        "postil_timezone": "Europe/Berlin",
    }


def test_blocks(tmp_path: Path) -> None:
    report = run(tmp_path, posts__json=second_version())
    header, body = texts(tmp_path)["2024-03-11-blocks"]

    assert body.split("\n\n") == [
        "> [eve](https://eve.tumblr.com):\n>\n> Before",
        "Seven **old *arches*** of [stone](https://rivers.example/stone)",
        "<!-- more -->",
        "- One\n  - Deep",
        "1. Two",
        f'![An arch]({PHOTO.format(4)} "The first")',
        f"![]({PHOTO.format(5)}) ![]({PHOTO.format(6)})",
        "> [**The ebb**](https://rivers.example/ebb)\\\n> It fell\\\n> Rivers",
        "https://vimeo.com/123",
        "Clouds: Drops",
        "![](https://a.tumblr.com/x.mp3)",
        "Which?",
        "- Left\n- Right",
        "> **dee:**\n>\n> > Asked",
    ]
    assert header["title"] == "Arches"
    place = report.not_understood[0].place
    assert [item.construct for item in report.not_understood] == ['block "poll" in “Arches”']
    assert url(10, "blocks") in second_version().split("\n")[place.line - 1]


def packed(files: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A whole export: pages in a zip file in the zip file, `posts.xml`, and the images."""
    text = f'<p>From its page<img src="../media/{FIRST}_0.jpg"> and <a href="https://walks.tumblr.com/post/{FIRST + 1}/x">two</a>, <a href="https://else.tumblr.com/post/999999999/x">else</a></p>'
    pages = {f"html/{FIRST}.html": page("The bridge", text, "March 2nd, 2024 12:30am"), "posts_index.html": "<p>x</p>",
             "html/200000001.html": page("", "<p>Only a page</p>", "July 5th, 2012 10:05pm"), "posts.xml": posts_xml()}  # fmt: skip
    media = {f"media/{name}.jpg": photo() for name in (f"{FIRST}_0", f"{FIRST + 1}_0", f"{FIRST + 1}_1")}
    files: dict[str, str | bytes] = {"posts.zip": packed(dict(pages)), "payload-0.json": "[]", **media}
    path = tmp_path / "export.zip"
    path.write_bytes(packed(files))
    return path


def test_pages_with_their_images_and_the_data_of_the_interface(export: Path, tmp_path: Path) -> None:
    run_import(ImportRequest("auto", [export], tmp_path / "posts"))
    found = texts(tmp_path)

    header, body = found["2024-03-02-slug-1"]
    assert body == (
        f"From its page![]({FIRST}_0.jpg) and [two](../2024-03-03-slug-2/index.md), "
        "[else](https://else.tumblr.com/post/999999999/x)"
    )
    assert (header["title"], header["permalink"], header["tags"]) == (
        "The bridge",
        f"/post/{FIRST}/slug-1",
        ["Walks", "c++"],
    )
    assert found["2024-03-03-slug-2"][1].startswith(f'![Left]({FIRST + 1}_0.jpg "Left") ![]({FIRST + 1}_1.jpg)')
    assert found["2012-07-05-200000001"][0]["title"] == "Only a page"


def test_pages_of_other_programs_are_not_read_beside_the_data(tmp_path: Path) -> None:
    post = json.loads(second_version())["response"]["posts"][1]
    files = {
        f"{FIRST + 1}__html": "<html><body><header>Walks</header><p>Page</p></body></html>",
        "post__json": json.dumps(post),
    }
    run(tmp_path, **files)

    assert [body for _header, body in texts(tmp_path).values()] == [BODIES[1]]


@pytest.mark.long
def test_it_builds_without_warnings(export: Path, tmp_path: Path) -> None:
    run_import(ImportRequest("auto", [export], tmp_path / "posts"))
    (tmp_path / "posts.json").write_text(second_version())
    run_import(ImportRequest("tumblr", [tmp_path / "posts.json"], tmp_path / "posts"))
    built = SiteBuilder(tmp_path, theme="basic").build()

    assert built.warnings == []
    assert "Only a page" in main_content(built, "post/200000001").get_text()


@pytest.mark.parametrize(
    "content", ['{"reblog_key": ', '{"reblog_key": 1, "posts": []}', 'var x = {"post_url": };', "<tumblr"]
)
def test_broken_files_are_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / ("a.xml" if content[0] == "<" else "a.json")).write_text(content)

    with pytest.raises(ImportFailedError, match=r"JSON|XML|no posts"):
        run_import(ImportRequest("tumblr", [tmp_path], tmp_path / "posts"))


def test_hostile_values_are_text_or_nothing(tmp_path: Path) -> None:
    values = list(VALUES)
    good: dict[str, Any] = json.loads(second_version())["response"]["posts"][-1] | {"reblog_key": "x"}
    posts: list[Any] = [*values]
    small = good | {"content": good["content"][:2], "trail": []}
    for name in small:
        posts += [
            small | {"id_string": str(300000000 + len(posts) + number), name: value}
            for number, value in enumerate(values)
        ]
    for block in list(good["content"]):
        changed = [block | {name: value} for name in block for value in values[::2]]
        posts.append(
            good
            | {
                "id_string": str(300000000 + len(posts)),
                "content": [*values, *changed],
                "layout": [{"display": [{"blocks": values}]}, *values],
            }
        )
    types = ("photo", "quote", "link", "chat", "audio", "video", "answer", "regular", "postcard")
    posts += [{"id": 400000000 + number, "type": kind, **dict.fromkeys(("photos", "dialogue", "player", "caption", "text"), value)}
              for number, (kind, value) in enumerate((kind, value) for kind in types for value in values)]  # fmt: skip

    report = run(tmp_path, posts__json=json.dumps({"response": {"blog": values, "posts": posts}}))

    assert report.counts["posts"] + report.counts["drafts"] > len(posts) * 0.8
    assert {path.name for path in tmp_path.iterdir()} == {"export", "posts"}
