# ruff: noqa: E501 - lines as programs write them
"""WordPress: an export goes in, and is built without a warning."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from folders import photo
from wxr import FULL, export, item, meta
from wxr import photo as wxr_photo

from postil.importers.run import ImportFailedError, ImportRequest, run_import
from postil.testing import Built, main_content, outline

if TYPE_CHECKING:
    from postil.importers.report import Report

EXPORTS = Path(__file__).parents[4] / "shared" / "exports" / "wordpress"


def run(folder: Path, *texts: str, **options: object) -> Report:
    """Import exports into `folder`/posts."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, text in enumerate(texts):
        paths.append(folder / f"export{number}.xml")
        paths[-1].write_text(text, "utf-8")
    return run_import(ImportRequest("wordpress", paths, folder / "posts", **options))  # type: ignore[arg-type]


def post_of(folder: Path, content: str, **fields: object) -> str:
    """Return the Markdown that an item becomes."""
    run(folder, export(item(1, "A", content, **fields)))
    return (folder / "posts/2024-03-01-a/index.md").read_text("utf-8").split("---\n", 2)[2].strip()


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("wordpress")
    for name in ("arch", "pier"):
        path = folder / f"backup/2024/03/{name}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo())
    return folder, run(folder, FULL, media=folder / "backup", comments=True)


def test_the_site_builds_without_warnings_and_keeps_its_urls(built: Built) -> None:
    assert built.warnings == []
    assert {"2024/blocks/index.html", "2024/classic/index.html", "2024/older/index.html", "about/index.html"} <= set(
        built.files()
    )


def test_blocks(built: Built) -> None:
    content = outline(main_content(built, "2024/blocks/index"))

    for part in (
        "a(the old post)",
        "strong(seven)",
        "The arches",
        "figure(a(img) figcaption(The em(first) arch))",
        "figure(a(img) figcaption(Again))",
        "p(a(https://www.youtube.com/watch?v=abc))",
        "p(A film)",
        "if a < b:\n",
        "p(Said twice.)",
        "Counted a(twice)",
    ):
        assert part in content or part.strip() in built.article("2024/blocks/index").get_text(), part


def test_classic_content(built: Built) -> None:
    page = main_content(built, "2024/classic/index")

    assert "second line with [sic] and" in outline(page)
    for words in (
        "A note in",
        "Seen",
        "Easy.",
        "Boxed",
        "a price of $5 or $10.",
        "ls -l | grep [a-z]",
        "Quoted",
        "vimeo.com/123",
    ):
        assert words in page.get_text(), words
    assert len(page.select("figure img")) == 3


def test_front_matter_and_files(imported: tuple[Path, Report]) -> None:
    posts = imported[0] / "posts"
    header = yaml.safe_load((posts / "2024-03-01-blocks/index.md").read_text().split("---\n")[1])

    assert header["categories"] == ["Stone & Brick"]
    assert (header["tags"], header["authors"], header["image"]) == (["Walks"], ["Ada L."], "arch.jpg")
    assert (header["description"], header["permalink"]) == ("Seven arches.", "/2024/blocks/")
    assert "draft: true" in (posts / "2024-03-03-an-idea/index.md").read_text()
    comments = (posts / "2024-03-02-classic/comments.json").read_text()
    assert "Nice!" in comments
    assert "bo@example.org" not in comments


def test_what_is_not_understood_has_its_line(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    lines = (folder / "export0.xml").read_text().split("\n")
    found = {item.construct: lines[item.place.line - 1] for item in report.not_understood}

    assert found == {
        "block latest-posts": '<!-- wp:latest-posts {"postsToShow":3} /-->',
        "[contact-form-7]": '[contact-form-7 id="5" title="Write to me"]',
        "[box]": '[box type="note"]Boxed [b]words[/b].[/box]',
        "<script>": "<script>count()</script>",
    }
    assert report.left_out == {"posts in the trash": 1}
    assert report.counts["notes"] == 4


@pytest.mark.parametrize(
    "note",
    ["((Deep.))", "[ref]Deep.[/ref]", "[efn_note]Deep.[/efn_note]", "[footnote]Deep.[/footnote]", "[mfn]Deep.[/mfn]",
     "[note]Deep.[/note]"],
)  # fmt: skip
def test_notes_of_plugins(tmp_path: Path, note: str) -> None:
    assert post_of(tmp_path, f"Water {note} runs.") == "Water[^1] runs.\n\n[^1]: Deep."


@pytest.mark.parametrize(
    "html",
    [
        '<p>Water<sup id="r1"><a href="#fn1">1</a></sup></p><ol><li id="fn1">Deep. <a href="#r1">↩</a></li></ol>',
        '<p>Water<a href="#_ftn1" name="_ftnref1">[1]</a></p><hr><p><a href="#_ftnref1" name="_ftn1">[1]</a> Deep.</p>',
        '<p>Water<a id="r1" href="#n1"><sup>1</sup></a></p><div><p id="n1">1. Deep. <a href="#r1">back</a></p></div>',
        (
            '<p>Water<sup><a href="https://bridges.example/2024/a/#n1" id="r1">1</a></sup></p>'
            '<ol class="footnotes"><li id="n1">Deep. [<a href="#r1">↩</a>]</li></ol>'
        ),
    ],
)
def test_notes_in_html(tmp_path: Path, html: str) -> None:
    text = post_of(tmp_path, html)

    assert text.startswith("Water[^1]")
    assert text.endswith("[^1]: Deep.")


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ("[youtube https://youtu.be/abc]", "https://youtu.be/abc"),
        ("[embed]https://vimeo.com/1[/embed]", "https://vimeo.com/1"),
        ('[audio mp3="https://x.example/a.mp3"][/audio]', "![](https://x.example/a.mp3)"),
        ("[[caption]] is [1] or [sic]", "\\[caption\\] is \\[1\\] or \\[sic\\]"),
        ("[code]a [b] c[/code]", "```\na [b] c\n```"),
        ("$latex x^2$ fits", "$x^2$ fits"),
        ("one\n\ntwo\nthree", "one\n\ntwo\\\nthree"),
        ("&nbsp;\n\none", "one"),
        ("<pre>a\n\nb</pre>", "```\na\n\nb\n```"),
    ],
)
def test_classic_constructs(tmp_path: Path, content: str, markdown: str) -> None:
    assert post_of(tmp_path, content) == markdown


def test_dates_have_the_zone_of_the_site(tmp_path: Path) -> None:
    text = export(item(1, "A", "x")).replace(
        "post_date_gmt><![CDATA[2024-03-01 10", "post_date_gmt><![CDATA[2024-03-01 08"
    )
    run(tmp_path, text)

    assert "date: 2024-03-01 10:00:00+02:00" in (tmp_path / "posts/2024-03-01-a/index.md").read_text()


def test_passwords_private_scheduled_and_other_types(tmp_path: Path) -> None:
    report = run(
        tmp_path,
        export(
            item(1, "Secret", "x", more="<wp:post_password>p</wp:post_password>"),
            item(2, "Mine", "x", status="private"),
            item(3, "Later", "x", status="future", date="2999-01-01 00:00:00"),
            item(4, "Recipe", "x", kind="recipe"),
            item(5, "Episode", "x", more=meta("enclosure", "https://x.example/e.mp3\n1\naudio/mpeg")),
        ),
    )

    texts = {path.parent.name: path.read_text() for path in (tmp_path / "posts").rglob("*.md")}
    assert {name for name, text in texts.items() if "draft: true" in text} == {"2024-03-01-secret", "2024-03-02-mine"}
    assert "date: 2999-01-01" in texts["2999-01-01-later"]
    assert "![](https://x.example/e.mp3)" in texts["2024-03-05-episode"]
    assert [item.construct for item in report.not_understood] == ["password", "post of type recipe", "podcast episode"]


def test_several_files_broken_and_packed(tmp_path: Path) -> None:
    one, two = (
        export(item(1, "One", "a")),
        export(item(1, "One", "a"), item(2, "Two", "b")).replace("</channel>", "<item><ti"),
    )
    (tmp_path / "two.xml.gz").write_bytes(gzip.compress(two.encode()))
    (tmp_path / "one.xml").write_text(one)

    report = run_import(ImportRequest("wordpress", [tmp_path / "one.xml", tmp_path / "two.xml.gz"], tmp_path / "posts"))

    assert report.counts["posts"] == 2
    assert report.left_out == {"posts that are in several files": 1}
    assert "broken XML" in report.not_understood[0].construct


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFailedError, match="has no WordPress export"):
        run(tmp_path, "<rss><channel></channel></rss>")
    with pytest.raises(ImportFailedError, match="defines XML entities"):
        run(tmp_path, FULL.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<rss', 1))


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="these exports are not part of the repository")
@pytest.mark.parametrize("path", sorted(EXPORTS.glob("*.xml")), ids=lambda path: path.name)
def test_exports_of_others(tmp_path: Path, path: Path) -> None:
    report = run_import(ImportRequest("wordpress", [path], tmp_path / "posts"))

    assert report.counts["posts"] + report.counts["pages"] > 0
    assert not report.lost_urls
    assert not report.problems


def test_zero_dates_of_drafts_are_no_dates(tmp_path: Path) -> None:
    text = export(
        item(
            1,
            "A",
            "x",
            status="draft",
            date="0000-00-00 00:00:00",
            more="<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>",
        )
    )
    run(tmp_path, text)

    assert "date:" not in (tmp_path / "posts/a/index.md").read_text()


def test_orders_and_records_of_plugins_are_no_posts(tmp_path: Path) -> None:
    report = run(
        tmp_path, export(item(1, "A", "x"), item(2, "Order 77", "Ada, Rome", kind="shop_order", status="wc-completed"))
    )

    assert report.left_out == {"entries of type shop_order": 1}
    assert not list((tmp_path / "posts").rglob("*order*"))


def test_boxes_of_page_builders_are_named_once(tmp_path: Path) -> None:
    content = '[et_pb_row a="1"][et_pb_text]<p>One</p>[/et_pb_text][et_pb_text]<p>Two</p>[/et_pb_text][et_pb_image src="https://x.example/a.jpg" /][/et_pb_row]'

    assert post_of(tmp_path, content) == "One\n\nTwo\n\n![](https://x.example/a.jpg)"


def test_links_by_number_lead_to_the_post(tmp_path: Path) -> None:
    link = '<a href="https://bridges.example/?p=2">two</a>'

    run(tmp_path, export(item(1, "A", link), item(2, "B", "x")))

    assert "[two](../2024-03-02-b/index.md)" in (tmp_path / "posts/2024-03-01-a/index.md").read_text()


def test_images_that_stay_elsewhere_are_counted(tmp_path: Path) -> None:
    report = run(tmp_path, export(item(1, "A\x1b[31m", '<img src="/wp-content/uploads/a.jpg">')))

    assert "1 image not copied, still at the old URL" in "\n".join(report.lines())


def test_links_between_posts_keep_their_fragments(tmp_path: Path) -> None:
    target = '<h2 id="how">The way</h2>\n\n<p id="so">So.</p>\n\n<div id="box"><p>Box</p></div>\n\n<a name="old"></a>Old. <h3 id="x">X</h3>'
    links = " ".join(
        f'<a href="https://bridges.example/2024/b/#{name}">{name}</a>' for name in ("how", "so", "box", "old", "no")
    )

    run(tmp_path, export(item(1, "A", links), item(2, "B", target)))

    text = (tmp_path / "posts/2024-03-01-a/index.md").read_text("utf-8")
    for name in ("how", "so", "box", "old"):
        assert f"[{name}](../2024-03-02-b/index.md#{name})" in text
    assert "[no](../2024-03-02-b/index.md)" in text
    other = (tmp_path / "posts/2024-03-02-b/index.md").read_text("utf-8")
    assert "## The way {#how}" in other
    assert "### X\n" in other


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '[caption caption="Old <b>cap</b> &amp; more"]<img src="https://x.example/o.jpg" alt="o">[/caption]\n\nNext',
            '![o](https://x.example/o.jpg "Old **cap** & more")\n\nNext',
        ),
        (
            '<div class="wp-block-cover" style="background-image:url(https://x.example/c.jpg)"><p>Words</p></div>',
            "![](https://x.example/c.jpg)\n\nWords",
        ),
        (
            (
                '<div class="wp-block-jetpack-tiled-gallery"><div class="tiled-gallery__row"><figure class="tiled-gallery__item"><img src="https://x.example/1.jpg" alt=""></figure></div>'
                '<div class="tiled-gallery__row"><figure class="tiled-gallery__item"><img src="https://x.example/2.jpg" alt=""></figure></div></div>'
            ),
            "![](https://x.example/1.jpg) ![](https://x.example/2.jpg)",
        ),
        (
            '<div class="tiled-gallery"><div class="tiled-gallery-item"><img src="https://x.example/1.jpg" alt="1"><div class="tiled-gallery-caption">One</div></div></div>',
            '![1](https://x.example/1.jpg "One")',
        ),
        ("[code]a <b>x</b> [y][/code]", "```\na <b>x</b> [y]\n```"),
        ("a [highlight]b c[/highlight] [dropcap]D[/dropcap]rop", "a ==b c== Drop"),
        ('[tab title="One"]Words[/tab]', '<!-- [tab title="One"] -->\n\n**One**\n\nWords'),
        ("[a x=1][a x=2]in[/a] out", "<!-- [a x=1] -->\n\n<!-- [a x=2] -->\n\nin out"),
    ],
)
def test_captions_covers_and_galleries(tmp_path: Path, content: str, expected: str) -> None:
    assert post_of(tmp_path, content) == expected


def test_caption_of_the_featured_image(tmp_path: Path) -> None:
    photograph = wxr_photo(9, "arch", excerpt="The <em>arch</em>")
    run(tmp_path, export(item(1, "A", "Text", more=meta("_thumbnail_id", "9")), photograph))

    text = (tmp_path / "posts/2024-03-01-a/index.md").read_text("utf-8")
    url = "https://bridges.example/wp-content/uploads/2024/03/arch.jpg"
    assert text.endswith(f'![Alt of arch]({url} "The *arch*")\n\nText\n')


def test_shortcodes_without_end_take_no_time(tmp_path: Path) -> None:
    deep = "[box a=1]" * 1500 + "deep" + "[/box]" * 1500

    text = post_of(tmp_path, "[thing a=1] text " * 1500 + deep)

    assert text.count("thing a=1") == 1500
    assert "deep" in text
