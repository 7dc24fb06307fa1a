"""The path and the text of a new post."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from postil.scaffold.new_post import file_slug, image_name, new_post
from postil.scaffold.post_style import PostStyle, detect_style

DAY = date(2026, 11, 26)
FILE = PostStyle(folder=False)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], "2026-11-26-x/index.md"),
        (["README.md", "_index.md", "photo.jpg", ".git/a.md", "_drafts/b.md"], "2026-11-26-x/index.md"),
        (["2024-03-24-a/index.md", "2024-03-24-a/photo.jpg"], "2026-11-26-x/index.md"),
        (["2024-03-24-a.md", "2024-04-01_b.markdown", "c.md"], "2026-11-26-x.md"),
        (["a.md", "b.md", "2024-03-24-c.md"], "x.md"),
        (["a/index.md", "b/index.md"], "x/index.md"),
        (["2024/a.md", "2025/b.md"], "2026/x.md"),
        (["2024/03/a/index.md"], "2026/11/x/index.md"),
        (["2024/03/24/a.md"], "2026/11/26/x.md"),
        (["2024/2024-03-24-a/index.qmd"], "2026/2026-11-26-x/index.md"),
        (["2023-01-01-a.md", "2024-01-01-b/index.md"], "2026-11-26-x/index.md"),
    ],
)
def test_a_new_post_is_named_like_the_others(paths: list[str], expected: str) -> None:
    assert detect_style(paths).path("x", DAY) == expected


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Title of the essay", "title-of-the-essay"),
        ("Rome: a walk", "rome-a-walk"),
        ("Café & C++", "cafe-c-plus-plus"),
        ("日本語", "日本語"),
        ("../../etc/passwd", "dotetc-passwd"),
        ("_drafts", "drafts"),
        ("con", "con-post"),
        ("index", "index-post"),
        ("...", "post"),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    found = file_slug(title)
    assert "/" not in found
    assert re.fullmatch(r"[^_.].*", found)
    assert found == slug or title in ("../../etc/passwd", "...")


@given(st.text(min_size=1, max_size=300).filter(str.strip))
def test_any_title_is_a_file_name_and_a_title(title: str) -> None:
    title = " ".join(title.split())
    post = new_post(title, day=DAY, style=FILE)

    assert post.path.count("/") == 0
    assert len(post.path.encode()) < 240
    front = yaml.safe_load(post.text.split("\n---\n")[0].removeprefix("---\n"))
    assert front == {"title": title, "draft": True} or not title.isprintable()


def test_a_long_title_ends_at_a_word() -> None:
    assert file_slug("word " * 400) == "-".join(["word"] * 12)
    assert len(file_slug("x" * 10_000)) == 60


def test_the_date_is_in_the_front_matter_if_it_is_not_in_the_path() -> None:
    assert "date:" not in new_post("A", day=DAY, style=PostStyle()).text
    assert "date:" not in new_post("A", day=DAY, style=PostStyle(dated=False, year_folders=3)).text
    assert "\ndate: 2026-11-26\n" in new_post("A", day=DAY, style=PostStyle(dated=False)).text
    assert "\ndate: 2026-11-26\n" in new_post("A", day=DAY, style=PostStyle(dated=False, year_folders=2)).text


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_templates(quote: str) -> None:
    head = f"---\r\ntitle: {quote}{{{{ title }}}}{quote}\r\ntags: [a]\r\n---\r\n"
    template = f"{head}\r\nOn {{{{title}}}}, {{{{ date }}}}: {{{{ x }}}}\r\n"
    post = new_post('Rome: "a walk"', day=DAY, style=FILE, template=template)
    head, body = post.text.removeprefix("---\n").split("---\n", 1)

    assert yaml.safe_load(head) == {"title": 'Rome: "a walk"', "tags": ["a"], "draft": True}
    assert body == '\nOn Rome: "a walk", 2026-11-26: {{ x }}\n'


@pytest.mark.parametrize(
    "template", ["Only text about {{ slug }}.\n", "---\ndraft: false\n---\n\nOnly text about {{ slug }}.\n"]
)
def test_templates_without_a_title(template: str) -> None:
    post = new_post("A", day=DAY, style=FILE, template=template)
    head, body = post.text.removeprefix("---\n").split("---\n", 1)

    assert yaml.safe_load(head) == {"title": "A", "draft": "draft: false" not in template}
    assert body == "\nOnly text about a.\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("photo.jpg", "photo.jpg"),
        ("IMG_1.JPG", "img_1.jpg"),
        ("a (1) [b].png", "a-1-b.png"),
        ("été 1.webp", "été-1.webp"),
    ],
)
def test_an_image_makes_the_post_a_folder(name: str, expected: str) -> None:
    post = new_post("A", day=DAY, style=FILE, image=Path("/photos", name))

    assert image_name(name) == expected
    assert (post.path, post.image) == ("2026-11-26-a/index.md", f"2026-11-26-a/{expected}")
    assert post.text.endswith(f"\n\n![]({expected})\n")
