"""Front matter, drafts and invalid input, in built sites."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from sphinx.cmd.build import build_main

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

EVIL = "<script>alert('x')</script> & \"q\" <b>"


def output_text(built: Built) -> str:
    """Return all text files of the output, joined."""
    suffixes = (".html", ".xml", ".js", ".txt", ".inv")
    return "".join(path.read_text("utf-8", "replace") for s in suffixes for path in built.outdir.rglob(f"*{s}"))


# --- titles ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Words.\n", "# A post\n\nWords.\n", "#  a POST\n\nWords.\n", "## Part\n\nWords.\n", "# One\n\n# Two\n\nWords.\n",
     "Words first.\n\n# A post\n\nMore.\n"],
)  # fmt: skip
def test_title_from_front_matter_is_the_only_h1(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build(posts={"a.md": post(text)})
    page = built.article("posts/a")

    assert built.warnings == []
    assert [h1.find(string=True) for h1 in page.select("h1")] == ["A post"]
    assert "Words" in page.get_text()
    for heading in ("Part", "One", "Two"):
        assert [str(h.find(string=True)) for h in page.select("h2")].count(heading) == text.count(heading)


def test_a_heading_that_is_the_title_keeps_its_markup(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("# [A post](https://example.org/)\n\nWords.\n")})

    assert len(built.article("posts/a").select("h1")) == 1
    assert built.article("posts/a").select('h1 a[href="https://example.org/"]')
    assert built.titles("blog") == ["A post"]


def test_title_from_first_heading(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("# Written *here*\n\nWords.\n", title="")})

    assert built.warnings == []
    assert built.titles("blog") == ["Written here"]
    assert len(built.article("posts/a").select("h1")) == 1


def test_title_from_the_file_name(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"2024-03-24-hello-world.md": post("Words.\n", title="", date="")})

    assert built.titles("blog") == ["Hello world"]
    assert len(built.warnings) == 1
    assert "2024-03-24-hello-world.md:1: WARNING: the post has no title" in built.warnings[0]
    assert "[postil.title]" in built.warnings[0]


def test_most_markup_in_titles_is_text(plain_site: SiteBuilder, post: Post) -> None:
    title = "2 * 3 * 4 snake_case_name [link](x) {{ braces }} <i> $5 and $6 # [^1] \\ ~~no~~"
    built = plain_site.build(posts={"a.md": post(title=title)})

    assert built.warnings == []
    assert built.titles("blog") == [title]
    assert built.article("posts/a").select_one("h1").find(string=True) == title  # type: ignore[union-attr]


def test_links_to_headings_work(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("[down](#part-two) and [up](#a-post)\n\n## Part two\n\nWords.\n")})

    assert built.warnings == []
    assert built.article("posts/a").select_one("#part-two h2")


# --- what is a post -------------------------------------------------------------------------------------------------


def test_pages_and_posts(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_post_pattern = ["essays/*.md"]\npostil_mounts = {}\n'
    built = plain_site.build(
        docs={
            "essays/a.md": post(title="By pattern"),
            "posts/b.md": post(title="By folder"),
            "posts/c.md": post(title="Taken out", blogpost=False, orphan=True),
            "posts/index.md": "---\norphan: true\n---\n# The folder's own page\n",
            "d.md": post(title="By word", blogpost=True),
            "e.md": post(title="A page", orphan=True),
        }
    )

    assert built.warnings == []
    assert sorted(built.titles("blog")) == ["By folder", "By pattern", "By word"]
    assert {"posts/c.html", "posts/index.html", "e.html"} <= set(built.files())


def test_restructuredtext_post(plain_site: SiteBuilder) -> None:
    text = ":date: 2024-03-24\n:tags: x, y\n:title: In fields\n\nWords [#a]_.\n\n.. [#a] A note.\n"
    built = plain_site.build(posts={"a.rst": text, "b.rst": "Heading\n=======\n\n:date: 2024-03-25\n\nWords.\n"})

    assert built.warnings == []
    assert built.titles("blog") == ["Heading", "In fields"]
    assert built.files("blog/tag") == ["blog/tag/x.html", "blog/tag/y.html"]


@pytest.mark.parametrize(
    "head",
    ['+++\ntitle = "A post"\ndate = 2024-03-24\ntags = ["x"]\n+++\n', "Title: A post\nDate: 2024-03-24\nTags: x\n\n"],
)
def test_front_matter_of_other_engines(plain_site: SiteBuilder, head: str) -> None:
    built = plain_site.build(posts={"a.md": f"{head}\nWords.\n\n## Part\n"})

    assert built.warnings == []
    assert built.titles("blog/tag/x") == ["A post"]
    assert "+++" not in built.article("posts/a").get_text()
    assert "Date:" not in built.article("posts/a").get_text()


def test_warnings_have_the_line_in_the_file(plain_site: SiteBuilder, post: Post) -> None:
    text = post("Words.\n\n[gone](nowhere.md)\n", tags=["x"], layout="post")
    line = text.split("\n").index("[gone](nowhere.md)") + 1
    built = plain_site.build(posts={"a.md": text})

    assert [f"a.md:{line}: WARNING" in warning for warning in built.warnings] == [True]


def test_keys_of_other_extensions_reach_them(plain_site: SiteBuilder, post: Post) -> None:
    text = post("Hello {{ who }}.\n", myst={"substitutions": {"who": "world"}, "enable_extensions": ["substitution"]})
    built = plain_site.build(posts={"a.md": text})

    assert built.warnings == []
    assert "Hello world." in built.article("posts/a").get_text()


# --- drafts ---------------------------------------------------------------------------------------------------------

HELD: dict[str, dict[str, object]] = {
    "draft.md": {"draft": True},
    "unpublished.md": {"published": False},
    "scheduled.md": {"date": "2999-01-01"},
}


def test_unpublished_posts_are_nowhere_in_the_output(site: SiteBuilder, post: Post) -> None:
    posts = {name: post("Secretword.\n", title="Secretword", tags=["secretword"], **f) for name, f in HELD.items()}
    built = site.build(posts={**posts, "a.md": post(title="Seen")})

    assert built.warnings == []
    assert "secretword" not in output_text(built).lower()
    assert not [name for name in built.files(suffix="") if "draft" in name or "scheduled" in name]


def test_drafts_have_a_badge_with_postil_drafts(site: SiteBuilder, post: Post) -> None:
    posts = {name: post("Words.\n", title=name, **front) for name, front in HELD.items()}
    built = site.build(posts={**posts, "a.md": post(title="Seen")}, overrides={"postil_drafts": True})

    assert set(built.titles("blog")) == {*HELD, "Seen"}
    assert set(built.titles("blog/drafts")) == {*HELD}
    badges = {name: built.article(f"posts/{name[:-3]}").select_one(".postil-badge") for name in HELD}
    assert {name: badge and badge.get_text() for name, badge in badges.items()} == {
        "draft.md": "Draft", "unpublished.md": "Draft", "scheduled.md": "Scheduled",
    }  # fmt: skip
    assert built.article("posts/a").select_one(".postil-badge") is None
    assert [name for name in HELD if name in built.read("blog/atom.xml")] == []


def test_a_scheduled_post_is_published_at_its_date(
    plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_site.conf = 'postil_timezone = "Europe/Berlin"\n'
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1711234799")  # 2024-03-23T22:59:59Z
    assert plain_site.build(posts={"a.md": post()}).titles("blog") == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1711234800")  # midnight in Berlin
    built = plain_site.build()

    assert built.titles("blog") == built.titles("blog/2024") == ["A post"]
    assert built.titles("index") == ["March 24, 2024 - A post"]


def test_a_post_directive_is_published_at_its_date(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its document is a page before, and is not read again."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1711200000")  # 2024-03-23
    news = ":orphan:\n\nNews\n====\n\n.. post:: 2024-03-24\n   :tags: x\n\n   Words.\n"
    assert plain_site.build(docs={"news.rst": news}).titles("blog") == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1711400000")
    built = plain_site.build()

    assert built.titles("blog") == built.titles("blog/tag/x") == ["News"]
    assert plain_site.differences(built) == []


def test_times_are_compared_in_their_time_zone(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={
            "a.md": post(title="Third", date="2024-03-24 10:00 +02:00"),
            "b.md": post(title="First", date="2024-03-24 05:00 -05:00"),
            "c.md": post(title="Second", date="2024-03-24T09:00:00Z"),
        }
    )

    assert built.titles("blog") == ["First", "Second", "Third"]


# --- bad input ------------------------------------------------------------------------------------------------------

BAD_FILES: dict[str, tuple[str | bytes, int, str]] = {
    "broken YAML": ("---\ntags: [A, B\ndate: 2024-03-24\n---\nWords.\n", 2, "postil.source"),
    "not a mapping": ("---\nwords\n---\nWords.\n", 2, "postil.source"),
    "not UTF-8": (b"---\ntitle: Caf\xe9\ndate: 2024-03-24\n---\nWords.\n", 2, "postil.source"),
    "empty": ("", 1, "postil.source"),
    "no date": ("---\ntitle: A\n---\nWords.\n", 1, "postil.front_matter"),
    "bad date": ("---\ntitle: A\ndate: soon\n---\nWords.\n", 3, "postil.front_matter"),
    "impossible date": ("---\ntitle: A\ndate: 2024-02-30\n---\nWords.\n", 3, "postil.front_matter"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_with_an_error_is_one_warning(plain_site: SiteBuilder, post: Post, kind: str) -> None:
    content, line, subtype = BAD_FILES[kind]
    built = plain_site.build(posts={"bad.md": content, "a.md": post(title="Good")})

    assert len(built.warnings) == 1, built.warnings
    assert f"posts/bad.md:{line}: WARNING: " in built.warnings[0]
    assert f"[{subtype}]" in built.warnings[0]
    assert built.titles("blog") == ["Good"]
    assert "posts/bad.html" not in built.files()


def test_a_page_that_is_not_utf8_is_skipped(plain_site: SiteBuilder) -> None:
    built = plain_site.build(docs={"page.md": b"# Caf\xe9\n"})

    assert len(built.warnings) == 1
    assert "page.md:1: WARNING: the file is not UTF-8" in built.warnings[0]


def test_an_invalid_value_is_one_warning_and_the_post_is_published(plain_site: SiteBuilder) -> None:
    head = {
        "updated": "later", "tags": {"a": "b"}, "image": {"a": "b"}, "series": ["a", "b"],
        "pinned": 2, "canonical_link": "javascript:alert(1)", "slug": "A b",
    }  # fmt: skip
    lines = ["---", "title: A", "date: 2024-03-24", *(f"{key}: {json.dumps(v)}" for key, v in head.items()), "---"]
    built = plain_site.build(posts={"a.md": "\n".join([*lines, "Words."])})

    assert built.titles("blog") == ["A"]
    assert len(built.warnings) == len(head)
    for number, key in enumerate(head, start=4):
        assert any(f"a.md:{number}: WARNING: `{key}:" in w and "[postil.front_matter]" in w for w in built.warnings)


@pytest.mark.parametrize(
    "bad", ["---\ntags: [A, B\n---\n", "---\ndate: soon\n---\n", "---\ndate: 2024-03-24\ndraft: x\n---\n"]
)
def test_warnings_fail_a_strict_build(
    plain_site: SiteBuilder, post: Post, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    plain_site.build(posts={"a.md": post()})
    command = ["-q", "-W", "-E", str(plain_site.folder / "docs"), str(plain_site.folder / "strict")]
    assert build_main(command) == 0
    plain_site.write({"posts/b.md": bad})
    capsys.readouterr()

    assert build_main(command) == 1
    errors = capsys.readouterr().err
    assert "Traceback" not in errors
    assert "b.md:" in errors


def test_two_posts_with_one_permalink(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(title="First"), "b.md": post(title="Second", slug="a")})

    assert built.titles("blog") == ["First", "Second"]
    assert built.article("posts/a").h1.get_text().startswith("First")  # type: ignore[union-attr]
    assert built.article("posts/b").h1.get_text().startswith("Second")  # type: ignore[union-attr]
    assert len(built.warnings) == 1
    assert "posts/b.md:4: WARNING: its URL, posts/a.html, is already that of" in built.warnings[0]
    assert "it is published at posts/b.html instead" in built.warnings[0]
    assert "[postil.permalink]" in built.warnings[0]


def test_a_file_and_a_folder_with_one_permalink(plain_site: SiteBuilder, post: Post) -> None:
    files = {"a.md": post(title="First"), "a/index.md": post(title="Second")}
    built = plain_site.build(posts=files, builder="dirhtml")

    assert len(built.warnings) == 1
    assert "posts/a/index.md:1: WARNING: its URL, posts/a/, is already that of" in built.warnings[0]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('postil_timezone = "Mars/Olympus"', "postil_timezone"),
        ('postil_drafts = "yes"', "postil_drafts"),
        ("postil_mounts = ['posts']", "postil_mounts"),
        ("postil_reading_speed = 0", "postil_reading_speed"),
        ("blog_title = 5", "blog_title"),
        ('blog_authors = {"a": 1}', "blog_authors"),
        ('post_auto_excerpt = "two"', "post_auto_excerpt"),
        ("blog_path = None", "blog_path"),
        ('blog_path = ""', "blog_path"),
        ('blog_path = "../x"', "blog_path"),
        ("blog_baseurl = 5", "blog_baseurl"),
        ('blog_baseurl = "example org"', "blog_baseurl"),
        ('blog_baseurl = "https://"', "blog_baseurl"),
        ('blog_baseurl = "https://example.org/a b"', "blog_baseurl"),
        ('blog_baseurl = "https://[bad/"', "blog_baseurl"),
        ("blog_feed_length = -1", "blog_feed_length"),
        ('postil_card_font = "nope.ttf"', "postil_card_font"),
        ('postil_card_font = "conf.py"', "postil_card_font"),
        ("postil_related = -1", "postil_related"),
        ('blog_authors = {"ada": {"name": " "}}', "blog_authors"),
    ],
)
def test_option_of_the_wrong_type(plain_site: SiteBuilder, post: Post, line: str, name: str) -> None:
    plain_site.conf = f"\n{line}\n"
    built = plain_site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1, built.warnings
    assert f"conf.py:5: WARNING: `{name} = " in built.warnings[0]
    assert "[postil.config]" in built.warnings[0]
    assert built.titles("blog") == ["A post"]


def test_slashes_around_blog_path_are_ignored(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_path = "/news/all/"\n'
    built = plain_site.build(posts={"a.md": post(tags=["x"])})

    assert built.warnings == []
    assert {"news/all.html", "news/all/tag/x.html"} <= set(built.files("news"))


def test_all_errors_are_reported(plain_site: SiteBuilder) -> None:
    built = plain_site.build(posts={"a.md": "---\ndate: soon\ntags: {a: b}\ndraft: perhaps\n---\nWords.\n"})

    assert len(built.warnings) == 3
    assert [f"a.md:{n}: WARNING" in warning for n, warning in zip((2, 3, 4), built.warnings, strict=True)] == [True] * 3


def test_a_mount_below_a_missing_folder(plain_site: SiteBuilder) -> None:
    plain_site.conf = 'postil_mounts = {"posts": "posts"}\n'

    assert ["does not exist" in warning for warning in plain_site.build().warnings] == [True]


def test_a_mount_of_a_missing_folder(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_mounts = {"posts": "../posts", "more": "../gone"}\n'
    built = plain_site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_mounts`: the folder" in built.warnings[0]
    assert "does not exist" in built.warnings[0]
    assert built.titles("blog") == ["A post"]


def test_a_missing_posts_folder_is_no_error(plain_site: SiteBuilder) -> None:
    built = plain_site.build()

    assert built.warnings == []
    assert "There are no posts yet." in built.article("blog").get_text()


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "basic"])
def test_html_in_front_matter_and_options_is_text(site: SiteBuilder, post: Post, theme: str) -> None:
    site.theme = theme
    front = {"tags": [EVIL], "author": EVIL, "category": EVIL, "series": EVIL, "location": EVIL, "language": EVIL}
    built = site.build(posts={"a.md": post(title=EVIL, description=EVIL, image=EVIL, aliases=["old"], **front)})

    image, language = sorted(built.warnings, key=lambda warning: "of a language" in warning)
    assert "names a file that was not found" in image
    assert "is not the code or the English name of a language" in language
    for name in built.files():
        page = built.page(name)
        assert not [s for s in page.select("script:not([type$=json])") if "alert(" in s.get_text()], name
        assert "<b>" not in str(page.title).removeprefix("<title>").lower(), name
        assert not page.select("b"), name
    assert "<script>alert" not in built.read("blog/atom.xml")
    listed = built.article("blog")
    assert "<script>alert(" in listed.get_text()
    assert "<script>alert(" in built.article("posts/a").select_one(".postil-byline").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["html_title", "project", "blog_title"])
@pytest.mark.parametrize("value", ["''", "None", "'a\\x08b'"])
def test_a_site_without_a_name(plain_site: SiteBuilder, post: Post, name: str, value: str) -> None:
    plain_site.conf = f"{name} = {value}\n"
    built = plain_site.build(posts={"a.md": post()})

    assert built.titles("blog") == ["A post"]
    assert "<entry>" in built.read("blog/atom.xml")


def test_the_home_page_is_always_published(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_post_pattern = ["*.md"]\n'
    built = plain_site.build(docs={"index.md": "---\ndraft: true\nslug: x\n---\n# Home\n"})

    assert built.article("index").select("h1")


@pytest.mark.parametrize("directive", ["figure", "image"])
def test_a_missing_image_with_a_link(plain_site: SiteBuilder, post: Post, directive: str) -> None:
    text = f"```{{{directive}}} no.png\n:target: https://example.org/\n:alt: Words of it\n```\n"
    built = plain_site.build(posts={"a.md": post(text)})

    assert len(built.warnings) == 1
    assert built.article("posts/a").select_one('a[href="https://example.org/"]').get_text() == "Words of it"  # type: ignore[union-attr]


def test_keys_that_are_dates(plain_site: SiteBuilder) -> None:
    text = "---\ntitle: A\ndate: 2024-03-24\nfoo:\n  2020-01-01: x\n---\nWords.\n"

    assert plain_site.build(posts={"a.md": text}).titles("blog") == ["A"]


def test_only_directive_content_is_in_no_excerpt(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("```{only} secret\nHiddenword.\n```\n\nSeen.\n")})

    assert "Hiddenword" not in "".join(built.read(name) for name in [*built.files(), "blog/atom.xml"])


def test_footnote_numbers_are_not_part_of_a_title(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("# Head[^1]\n\nWords.\n\n[^1]: Note.\n", title="")})

    assert built.titles("blog") == ["Head"]


DEEP = {
    "quotations": "> " * 300 + "needle\n",
    "lists": "- " * 300 + "needle\n",
    "lists in quotations": "> - " * 60 + "needle\n",
    "emphasis": "*a " * 300 + "needle" + " b*" * 300 + "\n",
    "directives": "\n".join(
        [*(":" * (203 - n) + "{note}" for n in range(200)), "needle", *(":" * (4 + n) for n in range(200))]
    ),
    "elements": "<div>" * 2000 + '<img src="p.png" alt="A view">needle\n',
    "captions": "![needle " + "*a " * 300 + " b*" * 300 + "](p.png)\n",
    "brackets": "[" * 300 + "needle" + "]" * 300 + "\n",
    "notes": "^[" * 300 + "needle" + "]" * 300 + "\n",
}


@pytest.mark.parametrize("kind", DEEP)
def test_a_deeply_nested_post_shows_its_source(plain_site: SiteBuilder, post: Post, png: bytes, kind: str) -> None:
    built = plain_site.build({"bad.md": post(DEEP[kind], title="Bad"), "good.md": post(title="Good"), "p.png": png})

    page = built.article("posts/bad")
    assert built.titles("blog") == ["Bad", "Good"]
    assert page.select_one("h1").get_text().startswith("Bad")  # type: ignore[union-attr]
    assert "needle" in page.get_text() + "".join(str(image["alt"]) for image in page.select("img"))
    shown = [warning for warning in built.warnings if "nested too deeply" in warning]
    assert len(shown) == bool(page.select("pre"))
    assert all("bad.md:5: WARNING" in warning for warning in shown)


@pytest.mark.parametrize("text", ["^[", "![", "[", "^[x ", "{% ", "{{< ", "[a]({{ b"])
def test_unclosed_brackets_take_linear_time(plain_site: SiteBuilder, post: Post, text: str) -> None:
    begin = time.perf_counter()
    built = plain_site.build({"a.md": post(text * 8000)})

    assert time.perf_counter() - begin < 15
    assert built.article("posts/a").get_text().count(text.strip()) >= 8000
