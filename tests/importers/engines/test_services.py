# ruff: noqa: E501 - lines as programs write them
"""Each service: an export goes in, and comes out with every word, note, image and URL, and builds without a warning."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import lookalikes
import pytest
import yaml
from folders import write_files

from postil.cli.main import main
from postil.importers.registry import ENGINES, detect_engine
from postil.importers.run import ImportFailedError, ImportRequest, run_import
from postil.importers.source import open_source
from postil.testing import SiteBuilder, main_content

if TYPE_CHECKING:
    from postil.importers.report import Report

EXPORTS = Path(__file__).parents[4] / "shared" / "exports"
SERVICES = ["substack", "medium", "ghost", "blogger", "squarespace", "tumblr", "buttondown", "feed"]
# The old URL of the first post on a postil site, and whether the export names the image's file.
URLS = {
    "substack": "/p/bridge", "medium": "/the-bridge-abcdefabcd11", "ghost": "/bridge/", "blogger": "/2024/03/bridge.html",
    "squarespace": "/blog/bridge", "tumblr": "/post/100000001", "buttondown": "/walks/archive/bridge/", "feed": "/bridge/",
}  # fmt: skip


def run(service: str, source: Path, folder: Path, **options: object) -> Report:
    return run_import(ImportRequest(service, [source], folder, **options))  # type: ignore[arg-type]


def imported(service: str, folder: Path) -> Report:
    """Import the look-alike of a service into `folder`/posts."""
    source = write_files(folder / "export", getattr(lookalikes, service)())
    return run(service, source, folder / "posts", media=source)


def text_of(folder: Path, name: str) -> str:
    return next(path for path in (folder / "posts").rglob("index.md") if name in path.parent.name).read_text("utf-8")


@pytest.mark.parametrize("service", SERVICES)
def test_every_word_note_image_and_url(service: str, tmp_path: Path) -> None:
    report = imported(service, tmp_path)
    text = text_of(tmp_path, "bridge")
    header = yaml.safe_load(text.split("---\n")[1])

    assert [words for words in lookalikes.WORDS if words not in text.replace("*", "")] == []
    assert header["permalink"] == URLS[service]
    assert str(header["title"]).startswith("The bridge")
    assert "[^1]" in text
    assert "[^1]: Counted twice." in text
    assert "```" in text
    assert report.counts["notes"] >= 1
    images = [path.name for path in (tmp_path / "posts").rglob("*.jpg")]
    assert len(images) >= 1
    assert f"]({images[0]}" in text.replace("%2A", "*")
    assert not report.lost_urls
    assert not report.problems


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "buttondown"])
def test_links_between_posts_and_captions(service: str, tmp_path: Path) -> None:
    imported(service, tmp_path)
    text = text_of(tmp_path, "bridge")

    assert '"The old bridge")' in text
    assert "[another walk](../2024-03-0" in text
    assert "https://www.youtube.com/watch?v=abc\n" in text


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "feed"])
def test_drafts_are_drafts(service: str, tmp_path: Path) -> None:
    imported(service, tmp_path)

    assert "draft: true" in text_of(tmp_path, "idea")


@pytest.mark.long
@pytest.mark.parametrize("service", SERVICES)
def test_it_builds_without_warnings(service: str, tmp_path: Path) -> None:
    imported(service, tmp_path)
    built = SiteBuilder(tmp_path, theme="basic").build()

    path = URLS[service].strip("/")
    name = path if path.endswith(".html") else next(name for name in built.files() if name.startswith(path))
    page = main_content(built, name)
    assert built.warnings == []
    assert [words for words in lookalikes.WORDS if words not in page.get_text()] == []
    assert len(page.select("img")) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_its_engine_is_recognized(service: str, tmp_path: Path) -> None:
    source = write_files(tmp_path / "export", getattr(lookalikes, service)())
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for path in source.rglob("*"):
            archive.write(path, path.relative_to(source))

    for one in (source, tmp_path / "export.zip"):
        found = detect_engine(open_source(one))
        assert found
        assert found.name == service
    with pytest.raises(ImportFailedError, match=f"postil import {service}"):
        run("wordpress" if service != "squarespace" else "ghost", source, tmp_path / "posts")


@pytest.mark.parametrize("service", SERVICES)
def test_a_zip_file_is_the_same_as_its_folder(service: str, tmp_path: Path) -> None:
    source = write_files(tmp_path / "export", getattr(lookalikes, service)())
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for path in sorted(source.rglob("*")):
            archive.write(path, path.relative_to(source))
    run(service, source, tmp_path / "one", media=source)
    run(service, tmp_path / "export.zip", tmp_path / "two", media=source)

    assert [path.read_bytes() for path in sorted((tmp_path / "one").rglob("*.md"))] == [
        path.read_bytes() for path in sorted((tmp_path / "two").rglob("*.md"))
    ]


def test_substack_without_its_buttons(tmp_path: Path) -> None:
    imported("substack", tmp_path)
    text = text_of(tmp_path, "bridge")

    assert "Subscribe" not in text
    assert "$$\nx^2\n$$" in text
    assert "draft: true" in text_of(tmp_path, "paid")
    assert "a@example.org" not in "".join(path.read_text() for path in (tmp_path / "posts").rglob("*.md"))


def test_responses_on_medium_are_no_posts(tmp_path: Path) -> None:
    report = imported("medium", tmp_path)

    assert report.left_out == {"responses to other posts": 1}
    assert "# The bridge" not in text_of(tmp_path, "bridge")


def test_tags_of_buttondown_are_named(tmp_path: Path) -> None:
    report = imported("buttondown", tmp_path)

    assert [(str(item.place), item.construct) for item in report.not_understood] == [
        ("emails/bridge.md:11", "{{ subscribe_form }}")
    ]
    assert "[another walk](../2024-03-02-mill/index.md)" in text_of(tmp_path, "bridge")


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Walks</title><link>https://walks.example/</link><language>de</language>
<item><title>The bridge &amp;amp; co</title><link>https://walks.example/bridge</link><guid isPermaLink="false">1</guid>
<pubDate>Fri, 01 Mar 2024 10:00:00 +0100</pubDate><category>Walks</category><author>a@example.org (Ada)</author>
<description>&lt;p&gt;Seven &lt;em&gt;arches&lt;/em&gt; …&lt;/p&gt;</description>
<enclosure url="https://walks.example/a.mp3" length="1" type="audio/mpeg"/></item>
<item><description>Just words</description><link>https://walks.example/2</link></item></channel></rss>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Walks", "home_page_url": "https://walks.example/",
"items": [{"id": "1", "url": "/bridge", "title": "The bridge", "content_text": "Seven\\narches\\n\\n<end>",
"date_published": "2024-03-01T10:00:00Z", "tags": ["Walks"], "authors": [{"name": "Ada"}]}]}"""
XHTML = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Walks</title><entry><title type="html">A &lt;i&gt;b&lt;/i&gt;</title>
<id>x</id><link href="https://walks.example/bridge"/><updated>2024-03-01T10:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Seven <em>arches</em> &amp; more<br/>end</p></div></content></entry></feed>"""


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        (
            RSS,
            [
                "title: The bridge & co",
                "Seven *arches* …",
                "authors:\n  - Ada",
                "  - Walks",
                "![](https://walks.example/a.mp3)",
            ],
        ),
        (JSON, ["title: The bridge", "Seven\\\narches\n\n\\<end>", "authors:\n  - Ada", "permalink: /bridge"]),
        (XHTML, ["title: A b", "Seven *arches* & more\\\nend"]),
    ],
)
def test_other_feeds(tmp_path: Path, feed: str, expected: list[str]) -> None:
    (tmp_path / "feed").write_text("")
    source = write_files(tmp_path / "export", {"feed.json" if feed.startswith("{") else "feed.xml": feed})
    run("feed", source, tmp_path / "posts")
    texts = "".join(path.read_text() for path in sorted((tmp_path / "posts").rglob("2024*/index.md")))

    assert [part for part in expected if part not in texts] == []


HOSTILE = ["../../evil", "/etc/passwd", "C:\\evil", "con", "x" * 10_000, "a\x00b", "..", "<script>alert(1)</script>"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("service", ["substack", "ghost", "feed", "buttondown"])
def test_hostile_names_stay_in_the_folder(service: str, name: str, tmp_path: Path) -> None:
    files = {
        path: content.replace("bridge", name.replace("\\", "\\\\").replace("<", "&lt;"))
        if isinstance(content, str)
        else content
        for path, content in getattr(lookalikes, service)().items()
        if "bridge" not in path
    }
    source = write_files(tmp_path / "in" / "export", files)

    with suppress(ImportFailedError):
        run(service, source, tmp_path / "out" / "posts")

    written = [path for path in tmp_path.rglob("*") if not path.is_relative_to(tmp_path / "in")]
    assert all(path.is_relative_to(tmp_path / "out" / "posts") or path == tmp_path / "out" for path in written)
    bodies = "".join(path.read_text().split("---\n", 2)[2] for path in written if path.suffix == ".md")
    assert not re.search(r"(?<!\\)<script", bodies)


def test_scripts_and_handlers_do_not_come_over(tmp_path: Path) -> None:
    body = (
        '<p onclick="x()">a<script>alert(1)</script><a href="javascript:alert(1)">b</a><img src="x" onerror="alert(1)"></p>'
        '<iframe src="javascript:alert(1)"></iframe><svg onload="alert(1)"><a xlink:href="javascript:x">c</a></svg>'
        '<table><tr><td colspan="2" onclick="x">d<a href="data:text/html,x">e</a></td></tr><tr><td>f</td><td>g</td></tr></table>'
    )
    source = write_files(
        tmp_path / "export", {"feed.xml": str(lookalikes.feed()["atom.xml"]).replace("<p>x</p>", body)}
    )
    report = run("feed", source, tmp_path / "posts")
    text = text_of(tmp_path, "mill")

    for part in ("alert", "onclick", "onerror", "javascript", "data:text", "<script", "<svg"):
        assert part not in text
    assert all(letter in text.split("---\n")[2] for letter in "abcdefg")
    assert {item.construct for item in report.not_understood} >= {"<script>", "<svg>"}


def test_the_help_of_engines_names_all() -> None:
    assert {engine.name for engine in ENGINES if engine.packages} == {"wordpress", *SERVICES}


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="these exports are not part of the repository")
@pytest.mark.parametrize("service", ["substack", "medium", "ghost", "blogger", "squarespace"])
def test_exports_of_others(service: str, tmp_path: Path) -> None:
    report = run(service, EXPORTS / service, tmp_path / "posts")

    assert report.counts["posts"] >= 2
    assert not report.problems


TAKEOUT = """<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
<id>tag:blogger.com,1999:blog-1</id><title>Walks</title>
<entry><id>1</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status><author><name>Ada</name></author><title>The bridge</title>
<content type='html'>&lt;p&gt;Seven arches&lt;/p&gt;</content><published>2024-03-01T10:00:00Z</published>
<category scheme='tag:blogger.com,1999:blog-1' term='walks'/><blogger:filename>/2024/03/bridge.html</blogger:filename></entry>
<entry><id>2</id><blogger:type>PAGE</blogger:type><blogger:status>LIVE</blogger:status><title>About</title><content type='html'>Me</content>
<blogger:filename>/p/about.html</blogger:filename></entry>
<entry><id>3</id><blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status><title>An idea</title><content type='html'>y</content></entry>
<entry><id>4</id><blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status><content type='html'>Nice</content></entry>
<entry><id>5</id><blogger:type>POST</blogger:type><blogger:status>SOFT_TRASHED</blogger:status><title>Gone</title></entry></feed>"""


def test_takeout_of_blogger(tmp_path: Path) -> None:
    source = write_files(tmp_path / "Takeout", {"Blogger/Blogs/Walks/feed.atom": TAKEOUT})
    report = run("auto", source, tmp_path / "posts")

    assert report.left_out == {"comments": 1, "posts in the trash": 1}
    assert "permalink: /2024/03/bridge.html" in text_of(tmp_path, "bridge")
    assert "  - walks" in text_of(tmp_path, "bridge")
    assert "permalink: /p/about.html" in text_of(tmp_path, "about")
    assert "draft: true" in text_of(tmp_path, "idea")


def test_base_urls_and_missing_texts_of_feeds(tmp_path: Path) -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://f.example/blog/"><title>F</title><link href="./"/>
<entry xml:base="2020/"><title>One</title><link href="one.html"/><id>1</id><updated>2020-01-01T00:00:00Z</updated>
<content type="xhtml" xml:base="deep/"><div xmlns="http://www.w3.org/1999/xhtml"><a href="../two.html#part">two</a> <img src="p.png" alt=""/></div></content></entry>
<entry><title>Two</title><link href="2020/two.html"/><id>2</id><updated>2020-01-02T00:00:00Z</updated>
<content type="html">&lt;h2 id="part"&gt;The part&lt;/h2&gt;</content></entry>
<entry><title>Three</title><link href="three"/><id>3</id><updated>2020-01-03T00:00:00Z</updated><content src="three"/><summary>Sum</summary></entry></feed>"""

    report = run("feed", write_files(tmp_path / "export", {"feed.xml": feed}), tmp_path / "posts")

    one = text_of(tmp_path, "one")
    assert "permalink: /blog/2020/one.html" in one
    assert "[two](../2020-01-02-two/index.md#part) ![](https://f.example/blog/2020/deep/p.png)" in one
    assert text_of(tmp_path, "three").endswith("Sum\n")
    assert [item.construct for item in report.not_understood] == ["entry without its text"]
    assert report.settings["blog_baseurl"] == "https://f.example"


def test_images_of_media_rss(tmp_path: Path) -> None:
    feed = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>R</title><link>https://r.example/</link>
<item><title>A</title><link>https://r.example/a/</link><description>Text</description><media:group><media:content url="https://r.example/m.jpg" medium="image"/></media:group></item></channel></rss>"""

    run("feed", write_files(tmp_path / "export", {"feed.xml": feed}), tmp_path / "posts")

    assert "image: https://r.example/m.jpg" in text_of(tmp_path, "a")


def test_buttons_quotes_and_widgets_of_substack(tmp_path: Path) -> None:
    html = """<p class="button-wrapper" data-attrs='{"url":"https://x.example/book"}'><a class="button" href="https://x.example/book"><span>Buy</span></a></p>
<p class="button-wrapper" data-attrs='{"url":"https://me.substack.com/p/a?utm_source=substack"}'><a class="button" href="https://me.substack.com/p/a"><span>Share</span></a></p>
<div class="pullquote"><p>Pulled</p></div><div class="image-link-expand"><svg><path/></svg></div>
<div class="preformatted-block"><label class="hide-text">Text within this block</label><pre class="text">poem</pre></div>
<div class="poll-embed" data-attrs='{"id":5}'></div>"""
    files: dict[str, str | bytes] = {
        "posts.csv": "post_id,post_date,is_published,type,audience,title,subtitle\n1.a,2023-01-02T03:04:05.000Z,true,newsletter,everyone,A,\n",
        "posts/1.a.html": html,
    }

    report = run("substack", write_files(tmp_path / "export", files), tmp_path / "posts")

    text = text_of(tmp_path, "a").split("---\n", 2)[2].strip()
    assert text == "[Buy](https://x.example/book)\n\n> Pulled\n\n```\npoem\n```\n\n<!-- poll-embed -->"
    assert [(item.construct, item.instead) for item in report.not_understood] == [("poll-embed", "an HTML comment")]


def test_the_command_says_what_is_next_where_no_site_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path / "export", lookalikes.feed())
    monkeypatch.chdir(tmp_path)

    with suppress(SystemExit):
        main(["import", "feed", "export"])
    first = capsys.readouterr().out
    (tmp_path / "conf.py").write_text("", "utf-8")
    with suppress(SystemExit):
        main(["import", "feed", "export"])

    assert "  postil init --name " in first
    assert "postil init" not in capsys.readouterr().out
