"""The directives `postlist` and `post`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]
    PostsFactory = Callable[..., dict[str, str | bytes | None]]


def list_posts(site: SiteBuilder, directive: str, post: Post, count: int = 4) -> tuple[list[str], list[str]]:
    posts = {
        f"{n}.md": post(f"Text {n}.\n", title=f"P{n}", date=f"2024-03-0{n}", tags=["even" if n % 2 == 0 else "odd"])
        for n in range(1, count + 1)
    }
    built = site.build(posts=posts, docs={"list.md": f"---\norphan: true\n---\n# List\n\n{directive}\n"})
    items = built.article("list").select("ul.postlist > li")
    return [" ".join(item.get_text(" ").split()) for item in items], built.warnings


@pytest.mark.parametrize(
    ("directive", "items"),
    [
        ("```{postlist} 2\n```", ["March 4, 2024 - P4", "March 3, 2024 - P3"]),
        ("```{postlist}\n:tags: even\n:format: '{title}'\n```", ["P4", "P2"]),
        ('```{postlist}\n:tags: even\n:format: "{title} ({tags})"\n:sort:\n```', ["P2 ( even )", "P4 ( even )"]),
        ("```{postlist} 1\n:excerpts:\n:expand: Read on\n:date: '%Y'\n```", ["2024 - P4 Text 4. Read on"]),
        ("```{postlist}\n:tags: none\n```", []),
    ],
)
def test_postlist(plain_site: SiteBuilder, post: Post, directive: str, items: list[str]) -> None:
    assert list_posts(plain_site, directive, post) == (items, [])


@pytest.mark.parametrize("directive", ["```{postlist} many\n```", "```{postlist}\n:format: '{colour}'\n```"])
def test_postlist_ignores_an_invalid_argument_with_a_warning(
    plain_site: SiteBuilder, post: Post, directive: str
) -> None:
    items, warnings = list_posts(plain_site, directive, post)

    assert len(items) == 4
    assert len(warnings) == 1
    assert re.search(r"list\.md:6: WARNING: .*\[postil\.directive\]", warnings[0])


def titles_listed(site: SiteBuilder, options: str, post: Post) -> list[str]:
    posts = {
        "x/1.md": post("Text 1.\n", title="c", date="2024-01-01", tags=["r", "s"], series="One"),
        "x/2.md": post("Text 2.\n", title="A", date="2024-01-02", tags=["r"], pinned=True),
        "xy/3.md": post("Text 3.\n", title="b", date="2024-01-03", author="Ada"),
    }
    text = f"---\norphan: true\n---\n# List\n\n```{{postlist}}{options}\n```\n"
    built = site.build(posts=posts, docs={"list.md": text})
    assert built.warnings == []
    return built.titles("list") or [
        " ".join(item.get_text().split()) for item in built.article("list").select("ul.postlist > li")
    ]


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ("\n:format: '{title}'", ["A", "b", "c"]),
        ("\n:format: '{title}'\n:sections: posts/x", ["A", "c"]),
        ("\n:format: '{title}'\n:sections: posts/x/, posts/xy", ["A", "b", "c"]),
        ("\n:format: '{title}'\n:exclude-tags: s, none", ["A", "b"]),
        ("\n:format: '{title}'\n:tags: r\n:exclude-tags: s", ["A"]),
        ("\n:format: '{title}'\n:exclude-author: Ada", ["A", "c"]),
        ("\n:format: '{title}'\n:series: one", ["c"]),
        ("\n:format: '{title}'\n:order: newest", ["b", "A", "c"]),
        (" 2\n:format: '{title}'\n:order: oldest", ["c", "A"]),
        ("\n:layout: titles\n:order: title", ["A", "b", "c"]),
        ("\n:layout: cards\n:order: oldest", ["c", "A", "b"]),
    ],
)
def test_options_of_postlist(plain_site: SiteBuilder, post: Post, options: str, titles: list[str]) -> None:
    assert titles_listed(plain_site, options, post) == titles


def test_layouts_of_postlist(plain_site: SiteBuilder, many_posts: PostsFactory) -> None:
    text = "# Home\n\n```{postlist} 1\n:layout: cards\n```\n\n## Part\n\n```{postlist} 1\n:layout: cards\n```\n"
    built = plain_site.build(posts=many_posts(2), docs={"index.md": text})
    cards = built.article("index").select(".postil-card")

    assert [card.select_one(".postil-card-title").name for card in cards] == ["h2", "h3"]  # type: ignore[union-attr]
    assert all(card.select_one(".postil-excerpt").get_text().strip() == "Text 2." for card in cards)  # type: ignore[union-attr]
    built = plain_site.build(builder="text")
    assert "Text 2." in (built.outdir / "index.txt").read_text("utf-8")


@pytest.mark.parametrize("option", [":order: up", ":layout: rows"])
def test_invalid_choices_of_postlist(plain_site: SiteBuilder, many_posts: PostsFactory, option: str) -> None:
    text = f"# Home\n\n```{{postlist}}\n{option}\n```\n"
    built = plain_site.build(posts=many_posts(2), docs={"index.md": text})

    assert len(built.warnings) == 1
    assert re.search(
        r"index\.md:3: WARNING: `(order|layout): \w+` is invalid.*\[postil\.directive\]", built.warnings[0]
    )
    assert len(built.article("index").select("ul.postlist > li")) == 2


def test_sections_with_post_directives_are_posts(plain_site: SiteBuilder) -> None:
    text = """---
orphan: true
---
# News

## One

```{post} 2024-03-01
:tags: x
:author: Ada

The **short** of one.
```

Text of one.

## Two

```{post} 2024-03-02
:exclude:

The short of two.
```

Text of two.

## Later

```{post} 2999-01-01
```

Text of later.
"""
    built = plain_site.build(docs={"news.md": text})
    page = built.article("news")

    assert built.warnings == []
    assert built.titles("blog") == ["Two", "One"]
    assert [str(a["href"]) for a in built.article("blog").select("h2 a")] == ["news.html#two", "news.html#one"]
    assert [e.get_text().strip() for e in built.article("blog").select(".postil-excerpt")] == [
        "The short of two.", "The short of one.",
    ]  # fmt: skip
    assert "The short of two." not in page.get_text()
    assert page.select_one("#one strong")


def test_a_post_directive_without_a_heading(plain_site: SiteBuilder) -> None:
    built = plain_site.build(docs={"short_news.md": "```{post} 2024-03-01\nHello.\n```\n"})

    assert built.titles("blog") == ["Short news"]
    assert "<title>Short news</title>" in built.read("blog/atom.xml")


def test_post_directives_in_footnotes_keep_their_text(plain_site: SiteBuilder, post: Post) -> None:
    note = "    ```{post} 2024-01-01\n    Words of a note.\n    ```\n"
    text = f"Text[^a] and[^b].\n\n[^a]: One.\n\n{note}\n[^b]: Two.\n\n{note}"
    built = plain_site.build(posts={"a.md": post(text)}, docs={"p.md": f"---\norphan: true\n---\n# Page\n\n{text}"})

    assert all("this `post` directive is ignored" in warning for warning in built.warnings)
    for name in ("posts/a", "p"):
        assert built.article(name).get_text().count("Words of a note.") == 2


def test_a_post_directive_in_the_folder_of_posts(plain_site: SiteBuilder) -> None:
    built = plain_site.build(posts={"a.rst": "Hello\n=====\n\n.. post:: Mar 24, 2024\n   :tags: x\n\nWords.\n"})

    assert built.warnings == []
    assert built.titles("blog/tag/x") == ["Hello"]


def test_a_post_directive_without_a_date_is_warned_about(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"b.md": post()}, docs={"a.md": "---\norphan: true\n---\n# A\n\n```{post}\nWords.\n```\n"})

    assert ["a.md:6: WARNING: the post has no date" in warning for warning in built.warnings] == [True]


def test_two_post_directives_in_one_section_are_one_post(plain_site: SiteBuilder) -> None:
    text = "---\norphan: true\n---\n# P\n\n```{post} 2024-01-01\n:title: Own\n```\n\n```{post} 2024-01-02\n```\n"
    built = plain_site.build(docs={"p.md": text})

    assert ["p.md:10: WARNING: the section is already a post" in warning for warning in built.warnings] == [True]
    assert built.titles("blog") == ["Own"]


@pytest.mark.parametrize("layout", ["list", "titles", "front"])
def test_a_shortened_postlist_links_to_all_posts(plain_site: SiteBuilder, post: Post, layout: str) -> None:
    """Also once a further post is published; a list of some kind of posts, or of all, has no link."""
    lists = [f"```{{postlist}}{argument}\n:layout: {layout}\n{option}```\n\n" for argument, option in
             ((" 1", ""), (" 1", ":tags: x\n"), ("", ""))]  # fmt: skip
    page = "---\norphan: true\n---\n# List\n\n" + "".join(lists)
    built = plain_site.build(posts={"a.md": post(tags=["x"])}, docs={"list.md": page})
    assert not built.article("list").select(".postil-all-posts")

    built = plain_site.build(posts={"b.md": post(title="B", tags=["x"])})
    (link,) = built.article("list").select(".postil-all-posts a")
    assert link.get_text() == "All posts →"
    assert link["href"] == "blog.html"
    assert built.warnings == []
