"""The labels of ABlog, by which pages link to the blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_labels_of_ablog(plain_site: SiteBuilder, post: Post) -> None:
    labels = [
        "blog-posts",
        "blog-tags",
        "blog-archives",
        "blog-feed",
        "tag-c-plus-plus",
        "author-ada",
        "archive-2024",
        "hello",
        "Two_Words.v2",
    ]
    text = "\n".join(f"{{ref}}`{label}`\n" for label in labels)
    posts = {"hello.md": post(tags=["C++"], author="Ada"), "b.md": post(title="B", slug="Two_Words.v2")}
    built = plain_site.build(
        posts=posts,
        docs={"a.md": f"---\norphan: true\n---\n# A\n\n{text}"},
    )
    hrefs = [str(a["href"]) for a in built.article("a").select("p > a")]

    assert built.warnings == []
    assert hrefs == [
        "blog.html", "blog/tag.html", "blog/archive.html", "blog/atom.xml", "blog/tag/c-plus-plus.html",
        "blog/author/ada.html", "blog/2024.html", "posts/hello.html",
        "posts/Two_Words.v2.html",
    ]  # fmt: skip
    assert all((built.outdir / href).is_file() for href in hrefs)
