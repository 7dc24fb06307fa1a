"""Files that raw HTML names are published with the post, and links in raw HTML lead to pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from postil.project.html_links import urls_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

# HTML that names the file `{}`, and the attribute that does.
ELEMENTS = {
    '<video src="{}" controls></video>': ("video", "src"),
    '<video controls><source src="{}"></video>': ("source", "src"),
    '<video src="https://example.com/v.mp4" poster="{}"></video>': ("video", "poster"),
    "<video src='https://example.com/v.mp4'><track src='{}'></video>": ("track", "src"),
    "<audio src={}></audio>": ("audio", "src"),
    '<a href="{}">x</a>': ("a", "href"),
    'Words <a class="x" href="{}">x</a> words.': ("a", "href"),
    '<object data="{}"></object>': ("object", "data"),
    '<embed src="{}">': ("embed", "src"),
    '<iframe src="{}"></iframe>': ("iframe", "src"),
    '<script src="{}"></script>': ("script", "src"),
    '<link rel="stylesheet" href="{}">': ("link", "href"),
    '<video src="https://example.com/v.mp4" controls><track src="{}" kind="captions"></video>': ("track", "src"),
    '<picture><source srcset="{} 2x" media="print"></picture>': ("source", "srcset"),
    '<div>\n<a href="{}">x</a>\n</div>': ("a", "href"),
    "| a |\n| - |\n| <a href='{}'>x</a> |": ("a", "href"),
    "Words.[^n]\n\n[^n]: A note with <a href='{}'>x</a>.": ("a", "href"),
}


def file_at(built: Built, page: str, url: str) -> bytes:
    """Return the content of the file that a URL on a page names."""
    path = unquote(urlsplit(urljoin(f"https://example.org/{page}", url)).path)
    return (built.outdir / path.lstrip("/")).read_bytes()


@pytest.mark.parametrize("element", ELEMENTS)
def test_files_beside_a_post(plain_site: SiteBuilder, post: Post, element: str) -> None:
    tag, attribute = ELEMENTS[element]
    built = plain_site.build(posts={"a/index.md": post(element.format("one.bin") + "\n"), "a/one.bin": "content"})
    found = built.article("posts/a/index").select_one(f"{tag}[{attribute}*='one.bin']")

    assert built.warnings == []
    assert found
    assert file_at(built, "posts/a/index.html", str(found[attribute]).split()[0]) == b"content"


@pytest.mark.parametrize("element", ELEMENTS)
def test_missing_files_are_a_warning(plain_site: SiteBuilder, post: Post, element: str) -> None:
    [warning] = plain_site.build(posts={"a.md": post("Words.\n\n" + element.format("gone.bin") + "\n")}).warnings

    assert re.search(r"a\.md:\d+: WARNING: the link to 'gone.bin' leads nowhere", warning)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("two%20words.pdf", "posts/two words.pdf"),
        ("./it's.pdf", "posts/it's.pdf"),
        ("caf%C3%A9.pdf#page=2", "posts/café.pdf"),
        ("sub/x.pdf?v=1", "posts/sub/x.pdf"),
        ("/files/x.pdf", "docs/files/x.pdf"),
        ("/files/x.pdf", "files/x.pdf"),
        ("/files/x.pdf", "posts/files/x.pdf"),
        ("../../files/x.pdf", "docs/files/x.pdf"),
        ("{static}/files/x.pdf", "posts/files/x.pdf"),
        ("{attach}x.pdf", "posts/x.pdf"),
    ],
)
def test_names_and_places_of_files(plain_site: SiteBuilder, post: Post, builder: str, url: str, file: str) -> None:
    """A path from the root may be in the source folder, in a mounted one, or beside them."""
    plain_site.write({file: "content"})
    text = f'<a href="{url}">x</a> and [y](<{url}>)\n'
    built = plain_site.build(posts={"a.md": post(text)}, builder=builder)
    page = "posts/a/index.html" if builder == "dirhtml" else "posts/a.html"

    assert built.warnings == []
    for text in ("x", "y"):
        found = built.article(page).find("a", string=text)
        assert found
        assert file_at(built, page, str(found["href"])) == b"content"


def test_images_that_html_names_are_published_as_images(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    text = '<video poster="p.png" src="v.mp4"></video>\n\n<picture><source srcset="d.png 1x, e.png 2x" media="print">'
    text += '<img src="p.png" alt="A"></picture>\n'
    files: dict[str, str | bytes] = dict.fromkeys(("p.png", "d.png", "e.png"), png)
    built = plain_site.build(posts={"a.md": post(text), "v.mp4": "x", **files})
    article = built.article("posts/a")

    assert built.warnings == []
    assert article.select_one('video[poster="../_images/p.png"]')
    assert article.select_one('source[srcset="../_images/d.png 1x, ../_images/e.png 2x"]')
    assert [name for name in built.files("_images", ".png") if "cards" not in name] == [
        "_images/d.png",
        "_images/e.png",
        "_images/p.png",
    ]


def test_urls_of_files_in_feeds_are_absolute(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post('<video src="v.mp4"></video>\n'), "v.mp4": "x"})
    [url] = [
        url for url in urls_in(built.read("blog/atom.xml").replace("&lt;", "<").replace("&gt;", ">")) if "v." in url
    ]

    assert url.startswith("https://example.org/_downloads/")


@pytest.mark.parametrize("name", ["draft.md", "/posts/draft.md", "../posts/draft.qmd", "../../secret.txt"])
def test_drafts_and_files_outside_of_the_site_are_not_published(plain_site: SiteBuilder, post: Post, name: str) -> None:
    plain_site.write({"posts/draft.qmd": post("Secret.", draft=True), "../secret.txt": "Secret."})
    posts = {"draft.md": post("Secret.\n", draft=True), "a.md": post(f'<a href="{name}">x</a>\n')}
    built = plain_site.build(posts=posts)

    assert not list(built.outdir.glob("_downloads/**/*.*"))
    assert len(built.warnings) == 1
    assert f"the link to {name!r} leads nowhere" in built.warnings[0]


@pytest.mark.parametrize(
    "url", ["#part", "mailto:a@example.org", "https://example.com/", "//example.com/x", "data:,x", ""]
)
def test_other_urls_stay_as_they_are(plain_site: SiteBuilder, post: Post, url: str) -> None:
    built = plain_site.build(posts={"a.md": post(f'<a href="{url}" name="part">x</a>\n')})

    assert built.warnings == []
    assert f'<a href="{url}" name="part">x</a>' in built.read("posts/a.html")


def test_links_in_html_that_only_shows_code_stay(plain_site: SiteBuilder, post: Post) -> None:
    text = '<!-- <a href="/no/">x</a> -->\n\n<pre data-x=\'<a href="/no/">\'>x</pre>\n\n`<a href="/no/">`\n'
    built = plain_site.build(posts={"a.md": post(text)})

    assert built.warnings == []


def test_pages_follow_files_that_html_names(plain_site: SiteBuilder, post: Post) -> None:
    """A file appears, changes, moves to another folder, and vanishes."""
    text = '<a href="/files/x.pdf">x</a> <video src="v.mp4"></video> [y](/files/y.pdf)\n'
    steps: list[dict[str, str | None]] = [
        {"posts/a.md": post(text)},
        {"docs/files/x.pdf": "1", "posts/v.mp4": "1", "files/y.pdf": "1"},
        {"docs/files/x.pdf": "2", "posts/v.mp4": "2", "files/y.pdf": "2"},
        {"docs/files/x.pdf": None, "files/x.pdf": "3", "posts/v.mp4": None, "docs/files/y.pdf": "3"},
        {"files/x.pdf": None, "files/y.pdf": None, "docs/files/y.pdf": None},
    ]
    for step in steps:
        plain_site.write(step)
        built = plain_site.build()
        assert plain_site.differences(built) == []
