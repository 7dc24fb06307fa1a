"""Cards of posts in listings: excerpts and images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bs4 import BeautifulSoup

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]
    SvgFactory = Callable[[int], bytes]


def excerpts(built: Built, name: str = "blog") -> dict[str, BeautifulSoup]:
    """Return the excerpts of a listing by the titles of the posts."""
    cards = built.article(name).select(".postil-card")
    return {card.select_one("h2").get_text(): card.select_one(".postil-excerpt") for card in cards}  # type: ignore[union-attr, misc]


END_MARKERS = [
    "<!-- more -->",
    "<!--more-->",
    "<!-- truncate -->",
    "<!-- MORE -->",
    "<!-- excerpt -->",
    "<!-- end excerpt -->",
    "<!-- endexcerpt -->",
    "<!--excerpt-end-->",
    "<!-- /excerpt -->",
    "<!-- TEASER_END -->",
    "<!-- read more -->",
    "<!-- end-of-excerpt -->",
]


@pytest.mark.parametrize("marker", END_MARKERS)
def test_an_excerpt_ends_at_the_marker(plain_site: SiteBuilder, post: Post, marker: str) -> None:
    before = "One[^n].\n\n* two\n* three\n\n```python\nfour = 4\n```\n\n```{note}\nFive.\n```\n\n"
    text = f"{before}{marker}\n\nSix.\n\n[^n]: N.\n"
    built = plain_site.build(posts={"a.md": post(text)})
    found = excerpts(built)["A post"]

    assert built.warnings == []
    assert " ".join(found.get_text(" ").split()) == "One. two three four = 4 Note Five."
    assert [len(found.select(name)) for name in ("ul li", ".highlight", ".admonition")] == [2, 1, 1]
    assert "Six." in built.article("posts/a").get_text()
    assert not found.select("[id], .footnote-reference")


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("One <!-- more --> two.\n\nThree.\n", "One"),
        ("One.\n<!--more-->\nTwo.\n", "One."),
        ("* One\n\n  <!-- more -->\n* Two\n\nThree.\n", "One Two"),
        ("```html\n<!-- more -->\n```\n\nOne.\n\nTwo.\n", "<!-- more --> One."),
        ("`<!-- more -->` is how.\n\nTwo.\n", "<!-- more --> is how."),
        ("One.\n\n## Head\n\nTwo.\n\n<!-- more -->\n\nThree.\n", "One. Head Two."),
        ("<!-- more -->\n\nOne.\n", ""),
        ("<!-- excerpt -->\n\nOne.\n\nTwo.\n\n<!-- end excerpt -->\n\nThree.\n", "One. Two."),
        ("<!-- excerpt start -->\n\nOne.\n\nTwo.\n\n<!-- excerpt end -->\n\nThree.\n", "One. Two."),
        ("One.\n\n<!-- more of this -->\n\nTwo.\n\n<!-- the excerpt -->\n", "One."),
        ("<!-- more or less -->\n\nOne.\n\nTwo.\n", "One."),
        ("> One.\n\nTwo.\n", "One."),
        ("```{tip}\nFirst.\n```\n\nOne.\n\nTwo.\n", "Tip First. One."),
        ("![P](p.png)\n\nOne.\n", "One."),
        ("```\nall\n```\n", "all"),
    ],
)
def test_where_an_excerpt_ends(plain_site: SiteBuilder, post: Post, png: bytes, text: str, excerpt: str) -> None:
    built = plain_site.build(posts={"a.md": post(text), "p.png": png})

    assert " ".join(excerpts(built)["A post"].get_text(" ").split()) == excerpt


def test_a_description_takes_precedence_over_a_marker(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("One.\n\n<!-- more -->\n\nTwo.\n", description="Said.")})

    assert excerpts(built)["A post"].get_text().strip() == "Said."


def test_a_description_is_the_excerpt(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(description="In a sentence.")})

    assert built.article("blog").select_one(".postil-excerpt").get_text().strip() == "In a sentence."  # type: ignore[union-attr]


def test_excerpts_of_several_paragraphs(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "post_auto_excerpt = 2\n"
    text = "One.\n\n```\ncode\n```\n\nTwo.\n\nThree.\n"
    built = plain_site.build(posts={"a.md": post(text), "b.md": post(text, title="B", excerpt=3)})

    assert excerpts(built)["A post"].get_text(" ").split() == ["One.", "code", "Two."]
    assert excerpts(built)["B"].get_text(" ").split() == ["One.", "code", "Two.", "Three."]


def test_an_excerpt_marker_in_restructuredtext(plain_site: SiteBuilder) -> None:
    text = "Title\n=====\n\n:date: 2024-03-24\n\nOne.\n\n.. more\n\nTwo.\n"
    built = plain_site.build(posts={"a.rst": text})

    assert excerpts(built)["Title"].get_text().strip() == "One."


def test_excerpts_on_one_page_have_unique_ids_and_valid_links(plain_site: SiteBuilder, post: Post) -> None:
    paragraph = 'Words with {ref}`a link <blog-tags>`, [a page](../../docs/index.md)[^n] and <b id="x">raw</b>.'
    text = f"(here)=\n{paragraph}\n\n[^n]: Note.\n"
    built = plain_site.build(
        posts={
            f"{n}/index.md": post(
                text.replace("here", f"h{n}").replace("{{", "{").replace("}}", "}"), title=f"P{n}", tags=["x"]
            )
            for n in "abc"
        }
    )
    page = built.article("blog/2024")
    ids = [str(tag["id"]) for tag in page.select("[id]")]

    assert built.warnings == []
    assert len(page.select(".postil-card")) == 3
    assert len(ids) == len(set(ids))
    for listing in ("blog", "blog/2024", "blog/tag/x"):
        folder = (built.outdir / listing).parent
        for a in built.article(listing).select(".postil-excerpt a[href]"):
            assert (folder / str(a["href"]).partition("#")[0]).resolve().is_file(), (listing, a)


def test_relative_links_in_an_excerpt_have_the_targets_of_those_in_the_post(plain_site: SiteBuilder) -> None:
    text = ":date: 2024-01-01\n\n========\nA letter\n========\n\n`x <film.html>`__ `y </about/>`__ `z <#part>`__\n"
    built = plain_site.build({"a.rst": text})

    def links(name: str) -> list[str]:
        """Return where the links of the excerpt lead."""
        return [str(link["href"]) for link in built.article(name).select(".postil-excerpt a")]

    assert links("blog") == ["posts/film.html", "/about/", "posts/a.html#part"]
    assert links("blog/2024") == ["../posts/film.html", "/about/", "../posts/a.html#part"]


def test_excerpts_have_no_footnotes(plain_site: SiteBuilder, post: Post) -> None:
    text = "First[^a], then `code`.\n\nSecond.\n\n[^a]: A note.\n"
    built = plain_site.build(posts={"a.md": post(text)})
    excerpt = built.article("blog").select_one(".postil-excerpt")

    assert excerpt
    assert excerpt.get_text().strip() == "First, then code."
    assert not excerpt.select("[id], .footnote-reference")


def test_pinned_posts_external_links_and_canonical_links(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={
            "a.md": post(title="Pinned", date="2020-01-01", pinned=True, canonical_link="https://example.com/original"),
            "b.md": post(title="Away", external_link="https://example.com/away", description='Says "this" & that.'),
        }
    )
    away = built.article("blog").select(".postil-card h2 a")[1]

    assert built.titles("blog") == ["Pinned", "Away"]
    assert away["href"] == "https://example.com/away"
    assert built.page("posts/a").select_one('link[rel="canonical"]')["href"] == "https://example.com/original"  # type: ignore[index]
    assert built.page("posts/b").select_one('meta[name="description"]')["content"] == 'Says "this" & that.'  # type: ignore[index]


def test_the_first_image_of_a_listing_is_not_lazy(plain_site: SiteBuilder, post: Post, svg: SvgFactory) -> None:
    posts: dict[str, str | bytes] = {"a.svg": svg(1), "z.md": post(title="Z", image="a.svg", date="2024-01-01")}
    posts |= {f"{n}.md": post(title=n, image="a.svg" if n == "3" else None, date=f"2024-06-0{n}") for n in "1234"}

    def loading() -> list[object]:
        images = plain_site.build(posts=posts).article("blog/2024").select(".postil-card-picture img")
        return [image.get("loading") for image in images]

    assert loading() == [None, "lazy"]
    posts |= {f"{n}.md": post(title=n, date=f"2024-07-0{n}") for n in "56"}
    assert loading() == ["lazy", "lazy"]


def test_images_of_cards(plain_site: SiteBuilder, post: Post, svg: SvgFactory) -> None:
    posts: Mapping[str, str | bytes] = {
        "a/index.md": post("![P](in.svg)\n\nOne.\n\n<!-- more -->\n", title="A", image="p 1.svg"),
        "a/p 1.svg": svg(1),
        "a/in.svg": svg(2),
        "b/index.md": post(title="B", cover={"src": "sub/p%201.svg"}),
        "b/sub/p 1.svg": svg(3),
        "c.md": post(title="C", image="https://example.com/c.svg"),
        "d.md": post(title="D", tags=["x"], image="gone.svg"),
        "e.md": post(title="E", image="/pics/e.svg"),
    }
    built = plain_site.build(posts=posts, docs={"pics/e.svg": svg(4)})
    found = {
        card.select_one("h2").get_text(): card.select_one(".postil-card-picture img")  # type: ignore[union-attr]
        for card in built.article("blog/2024").select(".postil-card")
    }

    assert len(built.warnings) == 1
    message = r"d\.md:5: WARNING: `image: gone\.svg` names a file that was not found.*\[postil\.front_matter\]"
    assert re.search(message, built.warnings[0])
    assert found["D"] is None
    # The first is among what a reader sees at once; the others come when they are scrolled to.
    assert [image.get("loading") for image in found.values() if image] == [None, "lazy", "lazy", "lazy"]
    assert found["C"]["src"] == "https://example.com/c.svg"  # type: ignore[index]
    for title, content in (("A", svg(1)), ("B", svg(3)), ("E", svg(4))):
        source = unquote(str(found[title]["src"]))  # type: ignore[index]
        assert (built.outdir / "blog" / source).resolve().read_bytes() == content
        assert found[title]["alt"] == ""  # type: ignore[index]
    inside = excerpts(built, "blog/2024")["A"].select_one("img")
    assert inside
    assert (built.outdir / "blog" / str(inside["src"])).resolve().read_bytes() == svg(2)


def test_a_changed_image_is_copied_again(plain_site: SiteBuilder, post: Post, svg: SvgFactory) -> None:
    plain_site.build(posts={"a.md": post(image="p.svg"), "p.svg": svg(1)})
    built = plain_site.build(posts={"p.svg": svg(2)})

    assert (built.outdir / "_images/p.svg").read_bytes() == svg(2)
    built = plain_site.build(posts={"a.md": post(), "p.svg": None})
    assert built.warnings == []
    assert not (built.outdir / "_images/p.svg").exists()
    assert not built.article("blog").select(".postil-card-picture")
