"""Jekyll: a site goes in, and is built without a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from folders import body_of, import_folder, photo
from jekyll_site import FILES

from postil.importers.engines.jekyll import looks_like
from postil.importers.source import open_source
from postil.testing import Built, main_content, outline

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

HEADER = "---\ntitle: A\n---\n"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("jekyll")
    return folder, import_folder("jekyll", folder, FILES)


def test_the_site_builds_without_warnings_and_keeps_its_urls(built: Built) -> None:
    assert built.warnings == []
    assert {
        "essays/stone/2024/03/24/walk/index.html",
        "essays/2024/03/01/The-Gate/index.html",
        "2024/02/01/page/index.html",
        "walks/mill/index.html",
        "about/index.html",
        "old/walk.html",
    } <= set(built.files())


def test_the_words_notes_and_images_are_there(built: Built) -> None:
    page = main_content(built, "essays/stone/2024/03/24/walk/index")
    text = " ".join(page.get_text().split())

    for words in (
        "Words of Bo and Cy.", "A note.", "The bridge.", "Old stones", "Both banks", "One bank",
        "A note in the margin.",
        "# not a heading", "{% for post in site.posts %}", "{{ page.title }}", "Said once.", "Ada Lovelace, Letters",
        "The toll is seven pence.", "The long board", "The flood.", "The water of 1852.", "A hint.",
        "Strong in HTML.",
    ):  # fmt: skip
        assert words in text, words
    assert len(page.select("img")) == 5
    hrefs = " ".join(str(link["href"]) for link in page.select("a[href]"))
    for link in (
        "The-Gate/index.html#arch",
        "walks/mill/",
        "about/index",
        "plan.pdf",
        "youtube.com/watch?v=abc123",
        "v=xyz789",
    ):
        assert link in hrefs, link
    assert page.select_one("strong")
    assert "Not seen" not in text
    assert outline(main_content(built, "2024/02/01/page/index")).startswith("p(See a(the walk) and strong(bold) .)")


def test_front_matter_and_settings(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    header = yaml.safe_load((folder / "posts/2024-03-24-walk/index.md").read_text("utf-8").split("---\n")[1])

    assert (header["categories"], header["tags"], header["authors"]) == (["essays", "stone"], ["rivers"], ["Ada"])
    assert "draft: true" in (folder / "posts/idea/index.md").read_text("utf-8")
    assert "authors" not in (folder / "posts/pages/mill/index.md").read_text("utf-8")
    assert report.settings == {
        "blog_title": "Bridges & Rivers",
        "blog_baseurl": "https://bridges.example/blog",
        "language": "en",
        "blog_default_author": "Ada L.",
        "postil_timezone": "America/New_York",
        "postil_permalink": "{category}/{year}/{month}/{day}/{slug}/",
    }
    assert report.left_out == {
        "templates": 1,
        "files that no post refers to": 1,
        "files in _data": 1,
        "files in _posts without a date, which Jekyll does not publish": 1,
    }


def test_what_is_not_understood_has_its_line(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    lines = (folder / "old/_posts/2024-03-24-walk.markdown").read_text("utf-8").split("\n")

    found = {item.construct: lines[item.place.line - 1] for item in report.not_understood}

    assert set(found) == {'{% include board.html title="The long board" %}', "{% if site.flood %}"}
    assert all(construct == line for construct, line in found.items())


@pytest.mark.parametrize(
    ("config", "path", "header", "url"),
    [
        ("", "_posts/2024-03-01-Two_Words.v2.md", "", "/2024/03/01/Two_Words.v2.html"),
        ("permalink: pretty", "a/_posts/2024-3-1-x.md", "", "/a/2024/03/01/x/"),
        ("permalink: none", "_posts/2024-03-01-x.md", "category: Stone", "/stone/x.html"),
        ("permalink: ordinal", "_posts/2024-03-01-x.md", "", "/2024/061/x.html"),
        ("permalink: weekdate", "_posts/2024-03-01-x.md", "", "/2024/W09/Fri/x.html"),
        ("permalink: /blog/:title", "_posts/2024-03-01-x.md", "", "/blog/x"),
        ("permalink: /:year/:title.html", "_posts/2024-03-01-x.md", "permalink: /own/", "/own/"),
        ("timezone: Asia/Tokyo", "_posts/2024-03-01-x.md", "date: 2024-03-01 20:00:00 +0000", "/2024/03/02/x.html"),
        ("permalink: pretty", "about.md", "", "/about/"),
        ("", "team/us.md", "", "/team/us.html"),
        ("collections: {walks: {output: true}}", "_walks/a/b.md", "", "/walks/a/b.html"),
        ("", "source/_posts/2024-03-01-x.markdown", "", "/2024/03/01/x.html"),
    ],
)
def test_urls(tmp_path: Path, config: str, path: str, header: str, url: str) -> None:
    files = {
        "_config.yml": config,
        "_posts/2020-01-01-other.md": HEADER,
        path: f"---\ntitle: A\n{header}\n---\nWords.\n",
    }
    if path.startswith("source/"):
        del files["_posts/2020-01-01-other.md"]

    import_folder("jekyll", tmp_path, files)

    written = "".join(file.read_text("utf-8") for file in (tmp_path / "posts").rglob("index.md"))
    assert f"permalink: {url}\n" in written


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{% include a.md %}", "<!-- {% include a.md %} -->"),
        ("{% include nothing.html %}", "<!-- {% include nothing.html %} -->"),
        ("{% include ../_config.yml %}", "<!-- {% include ../_config.yml %} -->"),
        ("A {% include sidenote.html note='Deep.' %} B", "A^[Deep.] B"),
        ("{% img left /a/p.jpg 300 200 'A title' 'An alt' %}",
         '![An alt](p.jpg "A title"){width=300 height=200 align=left}'),
        ("{% img /a/p.jpg The old bridge %}", "![The old bridge](p.jpg)"),
        ("{% post_url 2020-01-01-gone %}", "/2020-01-01-gone"),
        ("At {% post_url 2024-03-01-a %}.", "At /2024/03/01/a.html."),
        ("[f]({% link a/p.jpg %})", "[f](p.jpg)"),
        ('![p](/a/a photo.jpg "T")', '![p](a-photo.jpg "T")'),
        ("`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`"),
        ("{% raw %}{{ x }}{% endraw %}", "{% raw %}{{ x }}{% endraw %}"),
        ("{% include_code x.rb %}", "```rb\nputs 1\n```"),
        ("{{ content | strip_html }}", "<!-- {{ content | strip_html }} -->"),
        ("{{ '/a/' | absolute_url }}", "/a/"),
        ("{% pullquote %}\nSaid.\n{% endpullquote %}", "> Said."),
        ("![x][r]\n\n[r]: {{ site.url }}/a/p.jpg", "[r]: p.jpg"),
    ],
)  # fmt: skip
def test_liquid(tmp_path: Path, written: str, expected: str) -> None:
    files: dict[str, str | bytes] = {
        "_config.yml": "url: https://bridges.example\n",
        "_posts/2024-03-01-a.md": f"{HEADER}{written}\n",
        "_includes/a.md": "{% include b.md %}",
        "_includes/b.md": "{% include a.md %}",
        "_includes/nothing.html": "<script>count()</script>",
        "a/p.jpg": photo(),
        "a/a photo.jpg": photo(),
        "downloads/code/x.rb": "puts 1\n",
    }

    assert expected in body_of(tmp_path, "jekyll", files)


def test_a_site_is_recognized(tmp_path: Path) -> None:
    import_folder("jekyll", tmp_path, {"_config.yml": "", "_posts/2024-03-01-a.md": HEADER})

    assert looks_like(open_source(tmp_path / "old"))
    assert not looks_like(open_source(tmp_path / "posts"))
