"""The sitemap, `robots.txt`, `llms.txt` and Markdown copies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from postil.metadata.llms import write_llms
from postil.metadata.markdown_text import markdown_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


def sitemap(built: Built) -> dict[str, str]:
    """Return the URLs in the sitemap with their dates."""
    root = etree.fromstring((built.outdir / "sitemap.xml").read_bytes())
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{name}urlset"
    return {url.findtext(f"{name}loc"): url.findtext(f"{name}lastmod", "") for url in root}


def test_the_sitemap_is_complete_after_each_build(plain_site: SiteBuilder, post: Post) -> None:
    page = "---\norphan: true\n---\n# Page\n"
    posts = {"a.md": post(tags=["x"]), "b.md": post(title="B", date="2024-05-01"), "d.md": post(draft=True, title="D")}
    plain_site.build(posts, {"page.md": page}, overrides={"postil_drafts": True})
    built = plain_site.build({"a.md": post(tags=["x"], updated="2024-06-01")}, overrides={"postil_drafts": True})
    found = sitemap(built)
    root = "https://example.org/"

    assert list(found) == sorted(found)
    assert found[f"{root}posts/a.html"] == found[f"{root}blog/tag/x.html"] == "2024-06-01T00:00:00+00:00"
    assert found[f"{root}posts/b.html"] == "2024-05-01T00:00:00+00:00"
    assert found[f"{root}blog.html"] == found[f"{root}index.html"] == "2024-06-01T00:00:00+00:00"
    assert found[f"{root}page.html"] == ""
    assert not [address for address in found if re.search("posts/d|drafts|search|genindex", address)]
    assert all((built.outdir / address.removeprefix(root)).is_file() for address in found)


def test_files_of_the_site_replace_generated_ones(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'html_extra_path = ["extra"]\n'
    plain_site.write({"docs/extra/other.txt": "x"})
    built = plain_site.build({"a.md": post()})
    assert built.read("robots.txt").endswith("\nSitemap: https://example.org/sitemap.xml\n")

    plain_site.write({"docs/extra/robots.txt": "mine", "docs/extra/llms.txt": "mine"})
    plain_site.build()
    assert built.read("robots.txt") == built.read("llms.txt") == "mine"
    plain_site.build({"b.md": post(title="B")})
    assert built.read("robots.txt") == "mine"


def test_disabled_files_are_removed(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post()})
    assert (built.outdir / "posts/a.md").exists()
    off = {"postil_sitemap": False, "postil_llms": False, "postil_markdown": False}
    plain_site.build(overrides=off)

    for name in ("sitemap.xml", "robots.txt", "llms.txt", "posts/a.md"):
        assert not (built.outdir / name).exists(), name
    assert "text/markdown" not in built.read("posts/a.html")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_markdown_copies(plain_site: SiteBuilder, post: Post, png: bytes, builder: str) -> None:
    text = (
        "# A post\n\n% aside\n\nWords[^a] ![P](p.png). <!-- no -->\n\n```python\n% kept\n![P](p.png)\n```\n\n[^a]: N.\n"
    )
    posts: dict[str, str | bytes | None] = {"a/index.md": post(text, author="Ada"), "a/p.png": png}
    built = plain_site.build({**posts, "d.md": post(draft=True)}, builder=builder)
    copy = built.read("posts/a/index.md")
    page = built.page("posts/a/index.html")

    assert copy.startswith("# A post\n\n- March 24, 2024\n- by Ada\n- <https://example.org/posts/a/")
    assert "Words[^a] ![P](../../_images/p.png)." in copy
    assert "% kept\n![P](p.png)\n" in copy
    assert "[^a]: N." in copy
    assert not [word for word in ("aside", "<!--", "title:") if word in copy]
    assert copy.count("# A post") == 1
    link = page.select_one('link[type="text/markdown"]')
    assert link
    assert link["href"] == "index.md"
    assert "[A post](https://example.org/posts/a/index.md): " in built.read("llms.txt")
    assert built.files("posts", ".md") == ["posts/a/index.md"]


def test_llms() -> None:
    text = write_llms("S", "About", {"Posts": [("A [b]", "https://e.org/a.md", "Two\nlines")], "Pages": []}).decode()

    assert text == "# S\n\n> About\n\n## Posts\n\n- [A \\[b\\]](https://e.org/a.md): Two lines\n"


def test_a_copy_keeps_invalid_markdown() -> None:
    assert "~~~\nopen % <!-- x -->\n" in markdown_copy("~~~\nopen % <!-- x -->\n", "T", [], {})
    assert markdown_copy("---\nopen: [\n---\nWords\n", "T", [], {}).endswith("Words\n")
