"""Profiles and avatars of authors."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]
    SvgFactory = Callable[[int], bytes]


AUTHORS = """
blog_authors = {
    "ada": {"name": "Ada <L>", "avatar": "ada.png", "bio": "Writes.\\n\\nAnd <b>counts</b>.", "link": "https://example.org/ada",
            "links": {"Code & more": "https://example.org/code?a=1&b=2"}, "fediverse": "@ada@example.social"},
    "bob": ("Bob", "https://example.org/bob"),
    "eve": {"name": "Eve", "avatar": "gone.png"},
}
"""


def test_authors_have_profiles(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = AUTHORS
    posts = {"a.md": post(authors=["ada", "bob", "Zed"]), "b.md": post(title="B", author="ada", date="2024-03-25")}
    built = plain_site.build(posts=posts, docs={"ada.png": png})
    page = built.article("blog/author/ada-l")
    profile = page.select_one(".postil-author")

    assert len(built.warnings) == 1
    assert re.search(r"conf\.py:\d+: WARNING: `avatar: gone\.png`.*\[postil\.config\]", built.warnings[0])
    assert profile
    assert [p.get_text() for p in profile.select("p")] == ["Writes.", "And <b>counts</b>."]
    assert [(str(a["href"]), a.get_text()) for a in profile.select("a[rel=me]")] == [
        ("https://example.org/ada", "example.org/ada"),
        ("https://example.org/code?a=1&b=2", "Code & more"),
        ("https://example.social/@ada", "@ada@example.social"),
    ]
    image = profile.select_one("img")
    assert image
    assert (built.outdir / "blog/author" / str(image["src"])).resolve().read_bytes() == png
    assert built.titles("blog/author/ada-l") == ["B", "A post"]
    assert built.article("blog/author/bob").select_one(".postil-author a")["href"] == "https://example.org/bob"  # type: ignore[index]
    assert not built.article("blog/author/zed").select(".postil-author")
    byline = built.article("posts/a").select(".postil-byline-author a")
    assert [a.get_text() for a in byline] == ["Ada <L>", "Bob", "Zed"]


def test_a_changed_avatar_is_copied_again(plain_site: SiteBuilder, post: Post, svg: SvgFactory) -> None:
    plain_site.conf = 'blog_authors = {"ada": {"name": "Ada", "avatar": "ada.svg"}}\n'
    plain_site.build(posts={"a.md": post(author="ada")}, docs={"ada.svg": svg(1)})
    built = plain_site.build(docs={"ada.svg": svg(2)})

    assert [(built.outdir / name).read_bytes() for name in built.files("_static", ".svg") if "author" in name] == [
        svg(2)
    ]


def test_a_small_svg_avatar_is_inlined(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = (
        'blog_authors = {"ada": {"name": "Ada", "avatar": "ada.svg"}}\nblog_baseurl = "https://example.org/"\n'
        'postil_byline = ("author", "avatar")\npostil_home = True\n'
    )
    small = """<svg xmlns="http://www.w3.org/2000/svg"><path d='M"#%<&'/></svg>"""
    posts = {"a.md": post(author="ada")}
    built = plain_site.build(posts=posts, docs={"ada.svg": small})
    pages = ("posts/a", "blog/author/ada", "index")

    def drawings(built: Built) -> list[str]:
        found = [built.page(name).select_one('img[src^="data:"]') for name in pages]
        return [unquote(str(image["src"]).removeprefix("data:image/svg+xml,")) if image else "" for image in found]

    assert drawings(built) == [small] * 3
    source = built.page("posts/a").select_one('img[src^="data:"]')["src"]  # type: ignore[index]
    assert re.fullmatch(r"[\w!$&'()*+,./:;=?@~%-]+", str(source))
    # JSON-LD has the URL of the file.
    data = json.loads(built.page("posts/a").select_one('script[type="application/ld+json"]').get_text())  # type: ignore[union-attr]
    assert '"https://example.org/_static/postil-author-ada.svg"' in json.dumps(data)
    assert built.read("_static/postil-author-ada.svg") == small
    other = small.replace("M", "L")
    assert drawings(plain_site.build(docs={"ada.svg": other})) == [other] * 3
    assert drawings(plain_site.build(docs={"ada.svg": other + " " * 1024})) == [""] * 3


@pytest.mark.parametrize(
    "authors",
    ["{'ada': {}}", "{'ada': {'name': 'A', 'colour': 'b'}}", "{'a': {'name': 'A', 'links': ['x']}}", "{'a': 1}"],
)
def test_invalid_authors_are_warned_about(plain_site: SiteBuilder, post: Post, authors: str) -> None:
    plain_site.conf = f"blog_authors = {authors}\n"
    built = plain_site.build(posts={"a.md": post(author="ada")})

    assert ["[postil.config]" in warning for warning in built.warnings] == [True]
    assert built.titles("blog/author/ada") == ["A post"]


def test_authors_with_the_same_slug_have_different_avatars(plain_site: SiteBuilder, post: Post) -> None:
    people = {"a": {"name": "Ana María", "avatar": "a.svg"}, "b": {"name": "Ana Maria", "avatar": "b.svg"}}
    plain_site.conf = f"blog_authors = {people!r}\n"
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><title>{{}}</title>{" " * 2000}</svg>'
    built = plain_site.build(
        {"a.md": post(author="a"), "b.md": post(title="B", author="b")},
        docs={f"{name}.svg": drawing.format(name) for name in "ab"},
    )

    for name, person in people.items():
        heading = f"Posts by {person['name']}"
        page = next(page for page in built.files("blog/author") if heading in built.page(page).get_text())
        [image] = built.page(page).select("img[src*=postil-author]")
        assert (built.outdir / page).parent.joinpath(str(image["src"])).read_text("utf-8") == drawing.format(name)
