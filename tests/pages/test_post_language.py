"""Posts in another language than the site's: their pages, cards and feed entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]

TEXT = "הנהר.[^n]\n\n## פרק\n\nעוד.\n\n[^n]: הערה\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return an English site with a post in Hebrew, one in French and one in English."""
    site = SiteBuilder(tmp_path_factory.mktemp("languages"))
    head = "---\ntitle: {0}\ndate: 2024-03-0{1}\n{2}\n---\n\n"
    return site.build(
        posts={
            "he.md": head.format("קשתות", 3, "language: he") + TEXT,
            "fr.md": head.format("Le pont", 2, "locale: fr_FR") + "Sous le pont.\n",
            "en.md": head.format("A bridge", 1, "lang: English") + "Under the bridge.[^n]\n\n[^n]: A note.\n",
        }
    )


@pytest.mark.parametrize(("name", "language"), [("he", ("he", "rtl")), ("fr", ("fr-FR", "ltr")), ("en", (None, None))])
def test_the_article_has_the_language(built: Built, name: str, language: tuple[str | None, str | None]) -> None:
    page = built.page(f"posts/{name}")
    article = page.select_one("section.h-entry")
    card = built.page("blog").select_one(f".postil-card:has(a[href='posts/{name}.html'])")

    assert article
    assert card
    assert (article.get("lang"), article.get("dir")) == language
    assert (card.get("lang"), card.get("dir")) == language
    assert [part.get("lang") for part in page.select(".postil-notes")] == ([] if name == "fr" else [language[0]])
    assert [note.get("lang") for note in page.select(".postil-note")] == ([] if name == "fr" else [language[0]])
    # Notes are outside of the article.
    assert [note.get("dir") for note in page.select(".postil-note")] == ([] if name == "fr" else [language[1]])


def test_feed_entries_have_the_language(built: Built) -> None:
    items = {item["title"]: item for item in json.loads(built.read("blog/feed.json"))["items"]}
    entries = etree.fromstring(built.read("blog/atom.xml").encode()).findall("{*}entry")
    tags = {entry.findtext("{*}title"): entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in entries}

    assert {title: item.get("language") for title, item in items.items()} == tags
    assert tags == {"קשתות": "he", "Le pont": "fr-FR", "A bridge": None}
    assert items["קשתות"]["content_html"].startswith('<div lang="he" dir="rtl">')
    assert '<div lang="he" dir="rtl">' in built.read("blog/rss.xml").replace("&lt;", "<").replace("&gt;", ">")


def test_metadata_has_the_language(built: Built) -> None:
    assert '"inLanguage": "he"' in built.read("posts/he.html").replace('":"', '": "')
    assert 'content="fr_FR"' in built.read("posts/fr.html")
