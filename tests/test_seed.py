"""The essay that the project started from, and a similar one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from postil.testing import Built, SiteBuilder

HERE = Path(__file__).parent
SEED = HERE.parents[1] / "shared" / "seed" / "leaving-facebook-meta" / "index.md"
LOOKALIKE = HERE / "roots" / "lookalike" / "index.md"
ESSAYS = [LOOKALIKE, *([SEED] if SEED.is_file() else [])]


@pytest.fixture(params=ESSAYS, ids=lambda path: path.parent.name)
def essay(request: pytest.FixtureRequest) -> str:
    """Return the text of an essay."""
    path: Path = request.param
    return path.read_text("utf-8")


def build(site: SiteBuilder, essay: str, **more: bytes) -> Built:
    files = {f"essay/{name.replace('_', '.')}": content for name, content in more.items()}
    return site.build(posts={"essay/index.md": essay, **files})


def title_of(essay: str) -> str:
    found = re.search(r'^title: "(.*)"$', essay, re.MULTILINE)
    assert found
    return found[1]


def links_of(essay: str) -> list[str]:
    return re.findall(r"(?<!!)\[[^\]]*\]\(([^)]*)\)", essay)


def words(text: str) -> str:
    """Return the letters and digits of a text: the build changes quotes and punctuation."""
    return re.sub(r"\W+", "", text)


def test_the_title_is_the_only_h1(site: SiteBuilder, essay: str) -> None:
    page = build(site, essay).page("posts/essay/index")

    assert [h1.find(string=True) for h1 in page.select("h1")] == [title_of(essay)]
    assert page.title
    assert title_of(essay) in page.title.get_text()


def test_date_is_in_the_language_of_the_site(site: SiteBuilder, essay: str) -> None:
    date = re.search(r"date: '(\d{4}-\d\d-\d\d)'", essay)
    assert date
    time = build(site, essay).page("posts/essay/index").select_one(".postil-byline time")

    assert time
    assert time["datetime"] == date[1]
    assert time.get_text() == {"2024-03-24": "March 24, 2024", "2023-05-07": "May 7, 2023"}[date[1]]


def test_it_is_in_all_lists_and_the_feed(site: SiteBuilder, essay: str) -> None:
    built = build(site, essay)
    year = essay.split("date: '")[1][:4]

    for listing in ("index", "blog", f"blog/{year}", "blog/archive"):
        assert any(title_of(essay) in title for title in built.titles(listing)), listing
    assert f"<title>{title_of(essay)}</title>" in built.read("blog/atom.xml")


def test_every_link_is_on_the_page_once(site: SiteBuilder, essay: str) -> None:
    article = build(site, essay).article("posts/essay/index")
    hrefs = [str(a["href"]) for a in article.select("a[href]")]

    assert len(links_of(essay)) >= 10
    assert {link: hrefs.count(link) for link in links_of(essay)} == dict.fromkeys(links_of(essay), 1)


def test_footnotes_are_complete(site: SiteBuilder, essay: str) -> None:
    article = build(site, essay).article("posts/essay/index")
    notes = article.select("aside.footnote")
    written = re.split(r"^\[\^\d\]: ", essay, flags=re.MULTILINE)[1:]

    assert len(notes) == len(written) == 3
    for note, text in zip(notes, written, strict=True):
        bare = re.sub(r"\]\([^)]*\)|[![]", "", text)
        assert words(bare) in words(note.get_text())
        assert len(note.select("ul > li")) == text.count("    * ")


def test_brackets_around_references_are_removed(site: SiteBuilder, essay: str) -> None:
    article = build(site, essay).article("posts/essay/index")

    text = re.sub(r"\s", "", article.get_text())
    assert not re.search(r"\[\[\d|\d\]\]", text)
    assert len(re.findall(r"\[\d\]", text)) == 6  # each number at its reference and at its note


def test_nested_lists_stay_nested(site: SiteBuilder, essay: str) -> None:
    article = build(site, essay).article("posts/essay/index")

    assert len(article.select("ol > li > ul > li > ul > li")) == 2
    assert len(article.select("ol > li > ul > li")) == 4


def test_a_missing_image_is_one_warning_and_its_alt_text(site: SiteBuilder, essay: str) -> None:
    built = build(site, essay)
    line = next(number for number, text in enumerate(essay.split("\n"), 1) if "selfie.png" in text)
    note = built.article("posts/essay/index").select("aside.footnote")[2]
    alt = essay.rsplit("![", 1)[1].split("](", 1)[0]

    assert len(built.warnings) == 1
    assert re.search(rf"posts/essay/index\.md:{line}: WARNING: .*selfie\.png", built.warnings[0])
    assert not note.select("img")
    placed = note.select_one(".postil-missing-image")
    assert placed
    assert words(placed.get_text()) == words(alt)


def test_an_image_has_no_second_caption(site: SiteBuilder, essay: str, png: bytes) -> None:
    built = build(site, essay, selfie_png=png)
    note = built.article("posts/essay/index").select("aside.footnote")[2]
    alt = essay.rsplit("![", 1)[1].split("](", 1)[0]

    assert built.warnings == []
    image = note.select_one("img")
    assert image
    assert (built.outdir / "posts/essay" / str(image["src"])).resolve().is_file()
    assert words(str(image["alt"])) == words(alt)
    assert words(note.get_text()).count(words(alt)) == 1
