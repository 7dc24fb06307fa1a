"""Eleventy: a site goes in, and is built without a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from eleventy_site import FILES
from folders import body_of, import_folder

from postil.importers.engines.eleventy import looks_like
from postil.importers.engines.eleventy_data import literals_of
from postil.importers.source import open_source
from postil.testing import Built, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("eleventy")
    return folder, import_folder("eleventy", folder, FILES)


@pytest.mark.long
def test_the_site_builds_without_warnings_and_keeps_its_urls(built: Built) -> None:
    assert built.warnings == []
    assert {
        "essays/2024-03-24-walk/index.html",
        "essays/the-gate/index.html",
        "2024/02/mill/index.html",
        "in-html.html",
        "about/index.html",
    } <= set(built.files())


@pytest.mark.long
def test_the_words_notes_and_images_are_there(built: Built) -> None:
    page = main_content(built, "essays/2024-03-24-walk/index")
    text = " ".join(page.get_text().split())

    for words in (
        "Words of Bo.", "A note.", "The side, seen from the mill.", "Mind the step.", "High water.", "Said once.",
        "Ada Lovelace", "in the margin", "The flood of 1852.", "{{ title }}",
    ):  # fmt: skip
        assert words in text, words
    assert len(page.select("img")) == 2
    hrefs = " ".join(str(link["href"]) for link in page.select("a[href]"))
    for link in ("the-gate/index.html#arch", "2024/02/mill/", "plan.pdf", "youtube.com/watch?v=abc123"):
        assert link in hrefs, link


def test_front_matter_and_settings(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    mill = yaml.safe_load((folder / "posts/2024-02-01-mill/index.md").read_text("utf-8").split("---\n")[1])

    assert (mill["title"], mill["tags"], mill["authors"]) == ("The mill", ["stone"], ["Ada"])
    assert report.settings == {
        "blog_title": "Bridges & Rivers",
        "blog_baseurl": "https://bridges.example",
        "language": "en",
        "blog_default_author": "Ada L.",
    }
    assert [(item.place.line, item.construct) for item in report.not_understood] == [
        (3, "permalink: /{{ title | shout }}/"),
        (37, "{% toll 7 %}"),
    ]
    assert report.left_out == {"templates": 1, "files that no post refers to": 1}


@pytest.mark.parametrize(
    ("path", "header", "url"),
    [
        ("posts/2024-03-01-x.md", "", "/posts/x/"),
        ("posts/x/index.md", "date: 2024-03-01", "/posts/x/"),
        ("posts/2024-03-01-x.md", "permalink: /a/b.html", "/a/b.html"),
        ("posts/2024-03-01-x.md", "permalink: '{{ page.filePathStem }}/index.html'", "/posts/x/"),
        (
            "posts/2024-03-01-x.md",
            "permalink: '/{{ page.date | date(\"yyyy/LL\") }}/{{ title | slug }}/'",
            "/2024/03/be-it/",
        ),
        ("posts/2024-03-01-x.md", "eleventyComputed:\n  permalink: '/c/{{ page.fileSlug }}/'", "/c/x/"),
        ("posts/2024-03-01-x.md", "permalink: '/{% if a %}b{% endif %}/'", "/posts/x/"),
    ],
)  # fmt: skip
def test_urls(tmp_path: Path, path: str, header: str, url: str) -> None:
    import_folder("eleventy", tmp_path, {".eleventy.js": "", path: f"---\ntitle: Be it\n{header}\n---\nWords.\n"})

    (written,) = (tmp_path / "posts").rglob("index.md")
    assert f"permalink: {url}\n" in written.read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('{% image "./a.jpg", "An arch", "(min-width: 30em) 50vw" %}', "![An arch](a.jpg)"),
        ('{% image src="./a.jpg", alt="An arch", subtitle="In spring" %}', '![An arch](a.jpg "In spring")'),
        ('{% include "loop.njk" %}', '<!-- {% include "loop.njk" %} -->'),
        ('{% include "../secret.md" %}', '<!-- {% include "../secret.md" %} -->'),
        ('{{ "words" | shout }}', '<!-- {{ "words" | shout }} -->'),
        ("{{ site.title | upper }}", "BRIDGES"),
        ("{{ eleventy.env.SECRET }}", "<!-- {{ eleventy.env.SECRET }} -->"),
    ],
)
def test_tags(tmp_path: Path, written: str, expected: str) -> None:
    files: dict[str, str | bytes] = {
        ".eleventy.js": "",
        "_data/site.json": '{"title": "Bridges"}',
        "_includes/loop.njk": "{% for x in y %}{{ x }}{% endfor %}",
        "posts/2024-03-01-a.md": f"---\ntitle: A\n---\n{written}\n",
        "posts/a.jpg": b"a",
        "secret.md": "Not here.",
    }

    assert expected in body_of(tmp_path, "eleventy", files)


def test_scripts_are_read_and_not_run() -> None:
    script = 'export default { title: "A \\"b\\"", tags: ["x", \'y\'], n: 3, deep: { name: `B` }, f: () => g() }'

    assert literals_of(script) == {"title": 'A "b"', "tags": ["x", "y"], "n": "3", "deep": {"name": "B"}}


def test_a_site_is_recognized(tmp_path: Path) -> None:
    import_folder("eleventy", tmp_path, {"eleventy.config.js": "", "a.md": "A"})

    assert looks_like(open_source(tmp_path / "old"))
    assert not looks_like(open_source(tmp_path / "posts"))
