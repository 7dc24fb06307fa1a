"""Hugo: a site goes in, and is built without a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from folders import body_of, import_folder
from hugo_site import FILES

from postil.importers.engines.hugo import looks_like
from postil.importers.run import ImportFailedError
from postil.importers.source import open_source
from postil.testing import Built, main_content, outline

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

CONFIG = 'baseURL = "https://bridges.example/"\n'


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("hugo")
    return folder, import_folder("hugo", folder, FILES)


def test_the_site_builds_without_warnings_and_keeps_its_urls(built: Built) -> None:
    assert built.warnings == []
    assert {
        "2024/03/a-walk-part-1.2/index.html",
        "2024/03/the-gate/index.html",
        "de/2024/03/das-tor/index.html",
        "notes/mill/index.html",
        "about/index.html",
        "old/walk/index.html",
    } <= set(built.files())


def test_the_words_notes_and_images_are_there(built: Built) -> None:
    page = main_content(built, "2024/03/a-walk-part-1.2/index")
    text = " ".join(page.get_text().split())

    for words in (
        "Words, Bo and Ada L.", "A note with", "The bridge.", "# not a heading", "{{ .Title }}", "Mind the gate.",
        "Words on the left.", "Words on the right.", "Left bank", "Seven pence a foot", "Words in a box.",
        "Before after.", "The flood of 1852.", '{{< figure src="a.png" >}}', "A film.",
    ):  # fmt: skip
        assert words in text, words
    assert len(page.select("img")) == 5
    assert {"Seven arches", "Old stones", "One", "Two"} <= {str(image["alt"]) for image in page.select("img")}
    hrefs = " ".join(str(link["href"]) for link in page.select("a[href]"))
    for link in (
        "the-gate/",
        "notes/mill/",
        "about/",
        "plan.pdf",
        "youtube.com/watch?v=abc123",
        "gist.github.com/ada/12345",
    ):
        assert link in hrefs, link
    assert page.select_one("video")
    assert "row(" in outline(page)


def test_links_lead_to_files_and_code_stays(imported: tuple[Path, Report]) -> None:
    text = (imported[0] / "posts/2024-03-24-walk/index.md").read_text("utf-8")

    assert "[the gate](../2024-03-01-the-gate/index.md#arch)" in text
    assert "[about](../pages/about/index.md)" in text
    assert '{{< highlight go "linenos=table" >}}' in text
    assert '<!-- {{< badge "new" >}} -->' in text


def test_front_matter_and_settings(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    header = yaml.safe_load((folder / "posts/2024-03-24-walk/index.md").read_text("utf-8").split("---\n")[1])

    assert header["tags"] == ["rivers", "walks", "stone"]
    assert (header["description"], header["image"], header["aliases"]) == (
        "Seven arches.",
        "bridge.jpg",
        ["/old/walk/"],
    )
    assert header["date"].isoformat() == "2024-03-24T23:30:00-05:00"
    assert report.settings == {
        "blog_title": "Bridges & Rivers",
        "blog_baseurl": "https://bridges.example/blog",
        "language": "en",
        "blog_default_author": "Ada L.",
        "postil_timezone": "Europe/Rome",
        "postil_permalink": "{year}/{month}/{slug_or_title}/",
        "postil_slug_style": "unicode",
        "postil_menu": {"Essays": "blog-posts", "About": "about/index"},
        "postil_languages": {"en": "English", "de": "Deutsch"},
    }
    assert "permalink" not in (folder / "posts/idea/index.md").read_text("utf-8")


def test_what_is_not_understood_has_its_line(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    lines = (folder / "old/content/posts/walk.md").read_text("utf-8").split("\n")
    found = {item.construct: lines[item.place.line - 1] for item in report.not_understood}

    board = '{{< toll-board price="7" text="Seven pence a foot" >}}'
    assert found == {
        board: board,
        '{{< badge "new" >}}': 'Before {{< badge "new" >}} after.',
    }
    assert report.left_out == {"pages without text": 2, "files that no post refers to": 1}


@pytest.mark.parametrize(
    ("config", "path", "header", "url"),
    [
        ({}, "posts/Hello World.md", "", "/posts/hello-world/"),
        ({}, "posts/2024/hello.md", "slug: other", "/posts/2024/other/"),
        ({}, "posts/hello/index.md", "url: /x/y.html", "/x/y.html"),
        ({"hugo.toml": CONFIG + "uglyURLs = true\n"}, "posts/hello.md", "", "/posts/hello.html"),
        ({"hugo.toml": CONFIG + "disablePathToLower = true\n"}, "posts/Hello.md", "", "/posts/Hello/"),
        ({"config.yaml": "permalinks:\n  posts: /:sections/:year/:title/\n"}, "posts/a/b.md", "title: Be it",
         "/posts/a/2024/be-it/"),
        ({"hugo.json": '{"permalinks": {"page": {"posts": "/:section/:day/:filename/"}}}'}, "posts/a/b.md", "",
         "/posts/01/b/"),
        ({"config/_default/hugo.toml": CONFIG, "config/_default/permalinks.toml": 'posts = "/p/:slug"'}, "posts/a.md",
         "title: A", "/p/a/"),
        ({"hugo.toml": CONFIG + 'defaultContentLanguage = "it"\n[languages.fr]\ncontentDir = "content/french"\n'},
         "french/posts/a.md", "", "/fr/posts/a/"),
        ({"hugo.toml": CONFIG + "defaultContentLanguageInSubdir = true\n"}, "posts/a.en.md", "", "/en/posts/a/"),
    ],
)  # fmt: skip
def test_urls(tmp_path: Path, config: dict[str, str], path: str, header: str, url: str) -> None:
    post = f"---\ndate: 2024-03-01\n{header}\n---\nWords.\n"

    import_folder("hugo", tmp_path, {**(config or {"hugo.toml": CONFIG}), f"content/{path}": post})

    (written,) = (tmp_path / "posts").rglob("index.md")
    assert f"permalink: {url}\n" in written.read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('{{< include "a.md" >}}', "{{< include"),
        ('{{% readfile file="/snippet.go" code="true" lang="go" %}}', "```go\nfmt\n```"),
        ("A {{< sidenote >}}the note{{< /sidenote >}} B", "A^[the note] B"),
        ('{{< quote author="Ada" >}}Words.{{< /quote >}}', "> Words.\n>\n> — Ada"),
        ('{{< gallery dir="/photos" >}}', "![](a.jpg) ![](b.jpg)"),
        ('{{< gallery match="*.jpg" >}}x{{< /gallery >}}', "![](c.jpg)"),
        ("{{< mermaid >}}\ngraph LR\n{{< /mermaid >}}", "```mermaid\ngraph LR\n```"),
        ("{{< own >}} words", "<!-- {{< own >}} -->\n words"),
        ("- {{< own >}} words", "- <!-- {{< own >}} -->\n   words"),
        ('{{< tabs >}}{{< tab tabName="One" >}}Words{{< /tab >}}{{< /tabs >}}', "## One\n\nWords"),
        ("{{< /own >}}", "<!-- {{< /own >}} -->"),
        ('[x]({{< ref "gone.md" >}})', "[x](gone.md)"),
        ("{{ .Site.Title }}", "{{ .Site.Title }}"),
        ('{{< own "a --> b" >}}', "a --> b"),
        ('{{< figure src="photo.jpg" attr="Bo" attrlink="https://bo.example/" link="/a/" >}}',
         '[![](photo.jpg "[Bo](<https://bo.example/>)")](/a/)'),
        ("`{{< own >}}` and\n\n~~~\n{{< own >}}\n~~~", "`{{< own >}}` and\n\n~~~\n{{< own >}}\n~~~"),
    ],
)  # fmt: skip
def test_shortcodes(tmp_path: Path, written: str, expected: str) -> None:
    files: dict[str, str | bytes] = {
        "hugo.toml": CONFIG,
        "content/posts/p/index.md": f"---\ntitle: P\ndate: 2024-03-01\n---\n{written}\n",
        "content/posts/p/c.jpg": b"c",
        "static/photos/a.jpg": b"a",
        "static/photos/b.jpg": b"b",
        "static/snippet.go": "fmt\n",
        "a.md": '{{< include "b.md" >}}',
        "b.md": '{{< include "a.md" >}}',
    }

    assert expected in body_of(tmp_path, "hugo", files)


def test_a_site_is_recognized(tmp_path: Path) -> None:
    with pytest.raises(ImportFailedError, match=r"hugo\.toml"):
        import_folder("hugo", tmp_path, {"content/a.md": "A"})
    import_folder("hugo", tmp_path / "b", {"hugo.toml": "", "content/posts/a.md": "A"})
    assert looks_like(open_source(tmp_path / "b/old"))
    assert not looks_like(open_source(tmp_path / "old"))
