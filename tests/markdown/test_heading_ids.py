"""Readable ids of headings in any script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from sphinx.util.inventory import InventoryFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

HEADINGS = {
    "调试方法": "调试方法",
    "デバッグの方法": "デバッグの方法",
    "디버깅 방법": "디버깅-방법",
    "Заключение": "заключение",
    "Συμπέρασμα": "συμπέρασμα",
    "סיכום הדברים": "סיכום-הדברים",
    "الخلاصة": "الخلاصة",
    "निष्कर्ष": "निष्कर्ष",
    "使用 Python 的方法": "使用-python-的方法",
    "安装 Python": "安装-python",
    "🚀": "rocket",
    "Übergänge": "ubergange",
    "Summary": "summary",
}


def permalinks(built: Built, name: str = "posts/a") -> list[str]:
    """Return where the signs at the headings of a page lead, but for that of its title."""
    return [unquote(str(link["href"])[1:]) for link in built.page(name).select("h2 a.headerlink, h3 a.headerlink")]


def test_ids_contain_the_heading_text(site: SiteBuilder, post: Post) -> None:
    """Permalinks, the page's contents and ids of sections say the same, whatever comes before."""
    text = "\n\n".join(f"## {heading}\n\nWords." for heading in HEADINGS)
    built = site.build(posts={"a.md": post(text, title="物联网"), "b.md": post(f"## 序言\n\n## More\n\n{text}\n")})
    page = built.page("posts/a")

    assert built.warnings == []
    assert permalinks(built) == list(HEADINGS.values())
    assert permalinks(built, "posts/b")[2:] == permalinks(built)
    contents = [str(link["href"])[1:] for link in page.select("nav.page-toc a")]
    assert [name for name in contents if name in HEADINGS.values()] == list(HEADINGS.values())
    assert [section["id"] for section in page.select("section section")][-len(HEADINGS) :] == list(HEADINGS.values())
    assert page.select_one("section#物联网 > h1")
    assert not re.search(r'id="id\d', built.read("posts/a.html"))


def test_repeated_headings_are_numbered(plain_site: SiteBuilder, post: Post) -> None:
    text = "## 方法\n\n## 方法\n\n### Summary\n\n### Summary\n\n## 🚀\n\n## 🚀\n\n[1](#方法) [2](#方法-1)\n"
    built = plain_site.build(posts={"a.md": post(text)})

    assert built.warnings == []
    assert permalinks(built) == ["方法", "方法-1", "summary", "summary-1", "rocket", "rocket-1"]
    assert [unquote(str(a["href"])) for a in built.article("posts/a").select("p a")] == ["#方法", "#方法-1"]


@pytest.mark.parametrize(
    "link",
    [
        "[x](a.md#调试方法)",
        "[x](#标签)",
        "{ref}`x <标签>`",
        "{ref}`标签`",
        "[](a.md#标签)",
        "[x](a.md#图)",
        "{ref}`图`",
    ],
)
def test_links_from_other_posts(plain_site: SiteBuilder, post: Post, link: str) -> None:
    text = "## 调试方法\n\nWords.\n\n(标签)=\n## 标签的\n\n```{figure} p.svg\n:name: 图\n:alt: P\n\nCaption\n```\n"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    built = plain_site.build(posts={"a.md": post(text), "b.md": post(f"See {link}.\n"), "p.svg": svg})
    path, _, fragment = str(built.article("posts/b").select("p a")[-1]["href"]).partition("#")

    assert built.warnings == []
    assert path == "a.html"
    assert built.page("posts/a").find(id=unquote(fragment))
    assert not re.fullmatch(r"id\d+", fragment)
    inventory = InventoryFile.loads((built.outdir / "objects.inv").read_bytes(), uri="")
    assert inventory.data["std:label"]["标签"].uri.partition("#")[2] == "标签"


def test_explicit_names_are_kept(plain_site: SiteBuilder, post: Post) -> None:
    text = "```{contents}\n```\n\n(here)=\n## 调试方法\n\n## 其他 here\n\n"
    text += "See [a](#调试方法), {ref}`here`.[^n]\n\n[^n]: 注\n"
    built = plain_site.build(posts={"a.md": post(text)})
    page = built.page("posts/a")

    assert built.warnings == []
    for link in page.select("article a[href^='#'], .body a[href^='#']"):
        assert page.find(id=unquote(str(link["href"])[1:])), link
    assert permalinks(built)[0] == "here"
