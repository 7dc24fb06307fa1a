"""Ghost: an export goes in, and is built without a warning."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from folders import photo
from ghost_export import FULL, HTML, LEXICAL, export, lexical, paragraph, post
from hostile import VALUES

from postil.importers.run import ImportFailedError, ImportRequest, run_import
from postil.testing import Built, main_content

if TYPE_CHECKING:
    from postil.importers.report import Report

EXPORTS = Path(__file__).parents[4] / "shared" / "exports" / "ghost"


def run(folder: Path, content: str, **options: Any) -> Report:
    """Import an export into `folder`/posts."""
    folder.mkdir(exist_ok=True)
    (folder / "export.json").write_text(content, "utf-8")
    return run_import(ImportRequest("ghost", [folder / "export.json"], folder / "posts", **options))


def body_of(folder: Path, **fields: Any) -> str:
    """Return the Markdown that a post becomes."""
    run(folder, export(post(1, "a", **fields)))
    return next(folder.glob("posts/*-a/index.md")).read_text("utf-8").split("---\n", 2)[2].strip()


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("ghost")
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        archive.writestr("data/bridges.ghost.2024.json", FULL)
        archive.writestr("content/images/2024/03/arch.jpg", photo())
        archive.writestr("content/images/2024/03/pier.jpg", photo())
        archive.writestr("content/files/2024/03/map.pdf", b"%PDF-1.4")
    request = ImportRequest("auto", [folder / "export.zip"], folder / "posts", url="https://bridges.example")
    return folder, run_import(request)


def words_of(html: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", re.sub(r"<[^>]*>", " ", html)))


@pytest.mark.long
def test_the_site_builds_without_warnings_and_keeps_its_urls(built: Built) -> None:
    assert built.warnings == []
    paths = {"lexical", "mobiledoc", "html", "about", "email/u7"}
    assert {f"{path}/index.html" for path in paths} <= set(built.files())


def texts_in(value: Any) -> list[str]:
    """Return what people wrote in a text of Lexical."""
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    if not isinstance(value, dict):
        return []
    names = [
        "text",
        "title",
        "caption",
        "description",
        "author",
        "publisher",
        "heading",
        "header",
        "subheader",
        "content",
        "calloutText",
        "fileTitle",
        "fileCaption",
        "textValue",
        "buttonText",
        "productTitle",
        "productDescription",
        "disclaimer",
    ]
    own = [text for name, text in value.items() if name in names and isinstance(text, str)]
    return own + [text for item in value.values() for text in texts_in(item)]


@pytest.mark.long
def test_lexical(built: Built) -> None:
    page = main_content(built, "lexical/index")
    shown, html = page.get_text(), str(page)

    assert {word for text in texts_in(json.loads(LEXICAL)) for word in words_of(text)} - words_of(html) == set()
    for words in ("How the <river> rose", "has <them> *all*.", "if a < b:", "★★★★☆", "Dear reader"):
        assert (words in shown) == (words != "Dear reader"), words
    assert len(page.select("a.footnote-reference, a[role=doc-noteref]")) == 3
    assert {image["alt"] for image in page.select("img")} >= {"Seven arches", "A pier", "pier"}
    urls = {str(link.get("href")) for link in page.select("a")}
    assert urls >= {f"https://rivers.example/{path}" for path in ("flood", "age", "walk", "boots", "stay")}
    assert {"https://www.youtube.com/watch?v=abc", "https://twitter.com/a/status/1"} <= urls
    assert page.select("li li")
    assert page.select("details")


@pytest.mark.long
def test_mobiledoc(built: Built) -> None:
    page = main_content(built, "mobiledoc/index")

    for words in ("Older", "both", "the newer", "seven", "One", "Two", "A pier", "Aside", "Older note.", "By Bo"):
        assert words in " ".join(page.get_text().split()), words
    assert len(page.select("img")) == 2


@pytest.mark.long
def test_cards_in_html(built: Built) -> None:
    page = main_content(built, "html/index")

    assert words_of(HTML) - {"Subscribe", "0", "00", "1", "MB", "2"} - words_of(str(page)) == set()
    assert "0:00" not in page.get_text()
    assert "Subscribe" not in page.get_text()
    assert len(page.select("img")) == 2
    urls = {str(link.get("href")) for link in page.select("a")}
    assert {"https://rivers.example/ebb", "https://rivers.example/go", "https://vimeo.com/123"} <= urls


def test_front_matter_and_files(imported: tuple[Path, Report]) -> None:
    posts = imported[0] / "posts"
    # the zone of the site is an hour ahead, so that the day is another
    header = yaml.safe_load((posts / "2024-03-02-lexical/index.md").read_text().split("---\n")[1])

    assert header["date"].isoformat() == "2024-03-02T00:30:00+01:00"
    assert (header["tags"], header["authors"], header["image"]) == (
        ["Walks", "Stone & Brick"],
        ["Bo", "Ada L."][::-1],
        "arch.jpg",
    )
    assert (header["description"], header["permalink"]) == ("Seven arches.", "/lexical/")
    assert {path.name for path in (posts / "2024-03-02-lexical").iterdir()} == {
        "arch.jpg",
        "index.md",
        "map.pdf",
        "pier.jpg",
    }
    assert "draft: true" in (posts / "2024-03-06-an-idea/index.md").read_text()
    assert "draft: true" in (posts / "2024-03-07-for-some/index.md").read_text()


def test_report(imported: tuple[Path, Report]) -> None:
    _folder, report = imported
    found = [item.construct for item in report.not_understood]

    assert found == [
        "text for e-mails only in “Lexical”",
        'card "signup" in “Lexical”',
        'card "weather" in “Lexical”',
        'atom "counter" in “Older & wiser”',
        "code injection in “Html”",
        'card "signup" in “Html”',
        "post for paying readers in “For-some”",
        "post for e-mails only in “Letter”",
    ]
    lines = FULL.split("\n")
    assert {lines[item.place.line - 1].split('"')[1] for item in report.not_understood} == {"id"}
    assert report.counts["notes"] == 4
    assert report.settings == {
        "blog_title": "Bridges & Rivers",
        "blog_baseurl": "https://bridges.example",
        "language": "en",
        "postil_timezone": "Europe/Berlin",
    }


@pytest.mark.parametrize(
    ("fields", "markdown"),
    [
        ({"lexical": lexical(), "html": "<p>x</p>"}, "x"),
        ({"lexical": "{broken", "html": "<p>x</p>"}, "x"),
        ({"lexical": "[1]", "mobiledoc": '{"sections": [[1, "p", [[0, [], 0, "m"]]]]}'}, "m"),
        ({"markdown": "old *x*[^1]\n\n[^1]: Deep."}, "old *x*[^1]\n\n[^1]: Deep."),
        ({"lexical": lexical({"type": "image", "src": "/a.jpg", "title": "T"})}, '![T](/a.jpg "T")'),
        ({"lexical": lexical({"type": "callout", "calloutText": "<p>a</p><p>b</p>"})}, "> [!note]\n> a\n>\n> b"),
        ({"lexical": lexical({"type": "aside", "children": [{"type": "text", "text": "q"}]})}, "> q"),
        ({"lexical": lexical({"type": "novel", "children": [paragraph("kept")]})}, "kept"),
        ({"mobiledoc": '{"markups": [["script"]], "sections": [[1, "p", [[0, [0, 9], 5, "m"]]], [10, 7], 3]}'}, "m"),
    ],
)  # fmt: skip
def test_formats(tmp_path: Path, fields: dict[str, str], markdown: str) -> None:
    assert body_of(tmp_path, **fields) == markdown


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ('<figure><img src="/a.jpg"><figcaption>Left</figcaption></figure><p>Two <b>piers</b></p>', "Two piers"),
        ("<blockquote>Said</blockquote><!-- x --><p>Own words</p>", "Own words"),
        ("<blockquote>Said</blockquote>", "Said"),
        ('<iframe src="https://www.youtube.com/embed/abc"></iframe><p>A film</p>', "A film"),
        ('<img src="/a.jpg">', "a"),
        (f"<p>{'word ' * 30}</p>", "word " * 11 + "word …"),
        (f"<p>{'x' * 100}</p>", "x" * 60 + " …"),
    ],
)
def test_posts_without_a_title_have_their_first_words(tmp_path: Path, html: str, title: str) -> None:
    run(tmp_path, export(post(1, "a", html=html, title="")))
    header = next(tmp_path.glob("posts/*-a/index.md")).read_text("utf-8").split("---\n")[1]

    assert yaml.safe_load(header)["title"] == title


@pytest.mark.parametrize(
    ("settings", "routes", "url"),
    [
        ({}, "", "/a/"),
        ({"permalinks": "/:year/:month/:slug/"}, "", "/2024/03/a/"),
        ({}, "collections:\n  /blog/:\n    permalink: /blog/{slug}/\n", "/blog/a/"),
        (
            {},
            "collections:\n  /x/: {permalink: '/x/{slug}/', filter: 'tag:x'}\n  /: {permalink: '/{year}/{slug}/'}",
            "/2024/a/",
        ),
    ],
)  # fmt: skip
def test_urls_of_posts(tmp_path: Path, settings: dict[str, str], routes: str, url: str) -> None:
    (tmp_path / "export.json").write_text(export(post(1, "a", html="x"), settings=settings))
    (tmp_path / "redirects.json").write_text(
        json.dumps([{"from": "^/old/$", "to": url}, {"from": "/(x|y)", "to": "/z"}])
    )
    if routes:
        (tmp_path / "routes.yaml").write_text(routes)

    run_import(ImportRequest("ghost", [tmp_path], tmp_path / "posts"))

    header = next(tmp_path.glob("posts/*/index.md")).read_text()
    assert f"permalink: {url}" in header
    assert "- /old/" in header


def test_images_without_the_url_of_the_site_are_reported(tmp_path: Path) -> None:
    report = run(tmp_path, export(post(1, "a", html='<img src="__GHOST_URL__/content/images/a.jpg">')))

    assert [item.construct for item in report.not_understood] == ["images of the site in “A”"]
    assert "](/content/images/a.jpg)" in next(tmp_path.glob("posts/*/index.md")).read_text()


@pytest.mark.parametrize("name", ["content/images/2024/a.jpg", "images/2024/a.jpg", "2024/a.jpg", "2024/a_o.jpg"])
def test_images_in_a_backup(tmp_path: Path, name: str) -> None:
    path = tmp_path / "backup" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(photo())
    html = '<img src="__GHOST_URL__/content/images/size/w600/2024/a.jpg"><img src="https://else.example/2024/a.jpg">'
    run(tmp_path, export(post(1, "a", html=html)), media=tmp_path / "backup")

    body = next(tmp_path.glob("posts/*/index.md")).read_text("utf-8")
    assert f"![]({path.name})" in body
    assert "![](https://else.example/2024/a.jpg)" in body


@pytest.mark.parametrize(
    "content",
    [
        "{",
        '{"db": [{"data": {"posts": []}}]}',
        '{"db": 5, "data": 3, "lexical": 1}',
        "[" * 100_000,
        '{"data": {"posts_meta": ' + "[" * 100_000,
    ],
)
def test_other_files_are_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(ImportFailedError, match=r"Ghost export|JSON"):
        run(tmp_path, content)


def test_broken_json_has_its_line(tmp_path: Path) -> None:
    with pytest.raises(ImportFailedError, match=r"export\.json:4: this is not JSON"):
        run(tmp_path, '{"db": [\n{"data":\n{"posts":\n oops}}]}')


def test_hostile_values_are_text_or_nothing(tmp_path: Path) -> None:
    """Each field has each wrong type once; all posts are imported, and nothing is written elsewhere."""
    names = [*post(1, "a"), "page", "feature_image", "custom_excerpt", "canonical_url", "author_id"]
    values = list(VALUES)
    rows = [
        post(number % 28 + 1, f"p{number}") | {name: value} for number, name in enumerate(names) for value in values
    ]
    for number, row in enumerate(rows):
        row["uuid"] = row["uuid"] if row["uuid"] in values else f"v{number}"
    deep: dict[str, Any] = {"type": "text", "text": "bottom"}
    for _number in range(200):
        deep = {"type": "paragraph", "children": [deep, *values]}
    fields = ("src", "html", "images", "metadata", "heading", "caption", "url")
    names = ["image", "gallery", "bookmark", "toggle", "embed", "file", "product"]
    cards = [{"type": name, **dict.fromkeys(fields, value)} for value in values for name in names]
    broken = json.dumps({"root": {"children": [deep, *values, *cards]}})
    tables = dict.fromkeys(("users", "tags", "posts_tags", "posts_authors", "posts_meta", "comments"), values)
    content = export(*rows, post(1, "deep", lexical=broken), {"title": "bare"}, *values, tables=tables)

    report = run(tmp_path, content.encode("utf-8", "replace").decode())

    assert report.counts["posts"] + report.counts["pages"] + report.counts["drafts"] > len(rows) * 0.8
    assert {path.name for path in tmp_path.iterdir()} == {"export.json", "posts"}
    assert "bottom" in next(tmp_path.glob("posts/*-deep/index.md")).read_text()


@pytest.mark.long
def test_ten_thousand_posts_with_one_slug(tmp_path: Path) -> None:
    rows = [
        post(1, "same", id=str(number), uuid=f"u{number}", html=f"<p>Text {number}</p>") for number in range(10_000)
    ]

    report = run(tmp_path, export(*rows))

    assert report.counts["posts"] == 10_000
    assert len(list((tmp_path / "posts").iterdir())) == 10_001


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="these exports are not part of the repository")
def test_exports_of_others(tmp_path: Path) -> None:
    report = run_import(ImportRequest("auto", [EXPORTS / "ghost.json"], tmp_path / "posts"))

    assert report.counts["posts"] == 3
    assert report.not_understood == []
