"""Descriptions, summaries in feeds and `llms.txt` have the words that a page shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from postil.blog.excerpt import text_without_notes
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]

REFERENCES = {
    "doc": "After {doc}`bridge` it rains.",
    "doc-words": "After {doc}`the bridge <bridge>` it rains.",
    "link": "After [](bridge.md) it rains.",
    "link-heading": "After [](bridge.md#the-arches) it rains.",
    "ref": "After {ref}`the-plan` it rains.",
    "wikilink": "After [[The Old Bridge]] it rains.",
    "term": "After {term}`span` it rains.",
    "role": "Press {kbd}`Ctrl`, {abbr}`HTML (words)` and {sub}`x`.",
    "substitution": "After {{ town }} it rains.",
    "note": "It rains.[^a]^[b] Then it snows.\n\n[^a]: A.",
    "description": "Nothing here [](bridge.md).",
}
EXPECTED = {
    "doc": "After The Old Bridge it rains.",
    "doc-words": "After the bridge it rains.",
    "link": "After The Old Bridge it rains.",
    "link-heading": "After The arches it rains.",
    "ref": "After The plan. it rains.",
    "wikilink": "After The Old Bridge it rains.",
    "term": "After span it rains.",
    "role": "Press Ctrl, HTML and x.",
    "substitution": "After Ponte it rains.",
    "note": "It rains. Then it snows.",
    "description": "In my own words.",
}
BRIDGE = "Words.\n\n## The arches\n\n![Arches](p.png 'The plan.'){#the-plan}\n\n```{glossary}\nspan\n: A width.\n```\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, png: bytes) -> Built:
    """Return a site with a post for each kind of reference."""
    site = SiteBuilder(tmp_path_factory.mktemp("summaries"), theme="basic")
    site.conf = 'myst_enable_extensions = ["substitution"]\nmyst_substitutions = {"town": "Ponte"}\n'
    day = "---\ndate: 2024-03-24\n{}---\n\n# {}\n\n{}\n"
    posts: dict[str, str | bytes | None] = {
        f"{name}.md": day.format("description: In my own words.\n" if name == "description" else "", name, text)
        for name, text in REFERENCES.items()
    }
    return site.build(posts={**posts, "bridge.md": day.format("", "The Old Bridge", BRIDGE), "p.png": png})


@pytest.mark.parametrize("name", REFERENCES)
def test_the_summary_has_the_words_of_the_page(built: Built, name: str) -> None:
    description = built.page(f"posts/{name}").select_one('meta[name="description"]')
    items = {item["title"]: item for item in json.loads(built.read("blog/feed.json"))["items"]}

    assert description
    assert description["content"] == items[name]["summary"] == EXPECTED[name]
    assert f"posts/{name}.md): {EXPECTED[name]}\n" in built.read("llms.txt")


def test_summaries_follow_what_they_refer_to(plain_site: SiteBuilder, post: Post) -> None:
    """After an edit elsewhere, all files are those of a clean build."""
    plain_site.build(posts={"a.md": post("After [](b.md) it rains.\n"), "b.md": post(title="Bridge")})
    built = plain_site.build(posts={"b.md": post(title="Tower")})

    for name in ("posts/a.html", "blog/atom.xml", "blog/feed.json", "llms.txt"):
        assert "After Tower it rains." in built.read(name)
    assert plain_site.differences(built) == []


def test_text_of_a_page_without_the_marks_of_notes() -> None:
    mark = nodes.footnote_reference("", "1")
    paragraph = nodes.paragraph("", "", nodes.Text("It "), nodes.emphasis("", "rains", mark), nodes.Text(".\nYes."))

    assert text_without_notes(paragraph) == "It rains. Yes."
