"""The end of a post: its author, how to cite it, a newsletter, and links to other pages, each once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from postil.blog.citation import cite_post
from postil.blog.post import Post as BlogPost
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]

CONF = """\
blog_authors = {
    "ada": {"name": "Ada <A>", "bio": "Walks & writes.\\n\\nA lot.", "link": "https://example.org/ada/"},
    "bob": ("Bob", "https://example.org/bob"),
}
postil_cite = True
postil_subscribe = '<form action="https://example.org/subscribe"><input name="email" aria-label="Mail"></form>'
"""
# What is before the link in the source, the sentence that the target shows, with its link in brackets.
SENTENCES = {
    "explicit": ("First. It is [*written* here](a.md), I think. Last.", "It is [written here], I think."),
    "title": ("First? See [](a.md) for *more*!", "See [Target] for more!"),
    "role": ("See {doc}`a` or {doc}`that <a>`.", "See [Target] or that."),
    "label": ("Now {ref}`this <a>`; then that.", "Now [this]; then that."),
    "heading": ("Look at {ref}`its part <part>`.", "Look at [its part]."),
    "note": ("A mill[^1] is in [it](a.md)[^1].\n\n[^1]: A note.", "A mill is in [it]."),
    "abbreviation": ("Built e.g. by [Ada](a.md) et al. in 1840.", "Built e.g. by [Ada] et al. in 1840."),
    "reference": ("The [old one][o] stands.\n\n[o]: a.md", "The [old one] stands."),
    "list": ("- One.\n- Two, [see](a.md).", "Two, [see]."),
    "quoted": ("He said “no.” Then [he](a.md) left.", "Then [he] left."),
    "other script": ("一。看[这里](a.md)的桥。二。", "看[这里]的桥。"),
    "in a note": ("Words.[^1]\n\n[^1]: Compare [this](a.md).", "Compare [this]."),
    "escaped": ("It is < [`<b>`](a.md) & more.", "It is < [<b>] & more."),
    "alone": ("[See it](a.md)", None),
    "between unknown titles": ("Both {doc}`/index` and [it](a.md).", None),
    "long": (f"{'word ' * 60}[it](a.md){' more' * 60}.", f"… {'word ' * 27}[it]{' more' * 27} …"),
}


def docname(name: str) -> str:
    return name.replace(" ", "-")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a site with a post, `a`, to which all others link."""

    def post(text: str, title: str, date: str, more: str = "") -> str:
        return f"---\ntitle: {title}\ndate: {date}\n{more}---\n\n{text}\n"

    site = SiteBuilder(tmp_path_factory.mktemp("end"), conf=CONF, theme="basic")
    target = "Words.\n\n(part)=\n## A part\n\nWords."
    posts: dict[str, str | bytes | None] = {
        "a.md": post(target, "Target", "2020-05-06", "author: ada\ndoi: https://doi.org/10.5281/zenodo.1\ntags: [x]\n"),
        "older.md": post("Words.", "Older", "2020-05-05", "tags: [x]\nauthor: bob\n"),
        "unlinked.md": post("Words.", "Unlinked", "2019-05-05", "tags: [x]\n"),
    }
    for number, (name, (text, _)) in enumerate(SENTENCES.items(), start=1):
        posts[f"{docname(name)}.md"] = post(text, name.capitalize(), f"2021-01-{number:02}", "tags: [x]\n")
    return site.build(posts=posts)


def test_there_are_no_warnings(built: Built) -> None:
    assert built.warnings == []


@pytest.mark.parametrize("name", SENTENCES)
def test_the_sentence_of_a_backlink(built: Built, name: str) -> None:
    links = built.article("posts/a").select(".postil-backlinks li")
    item = next(item for item in links if item.a and item.a["href"] == f"{docname(name)}.html")
    for link in item.select("b"):
        link.replace_with(f"[{link.get_text()}]")

    assert (item.p.get_text() if item.p else None) == SENTENCES[name][1]


def test_a_page_is_linked_once(built: Built) -> None:
    links = [str(a["href"]) for a in built.article("posts/a").select(".postil-further a, .postil-neighbours a")]

    # The newer post is a backlink too, because that shows its sentence.
    assert [link for link in links if links.count(link) > 1] == ["explicit.html"] * 2
    related = [a.get_text() for a in built.article("posts/a").select(".postil-related a")]
    assert related == ["Unlinked"]


def test_many_backlinks_are_folded(site: SiteBuilder, post: Post) -> None:
    """None is lost: all are in the page, in their order."""
    linking: dict[str, str | bytes | None] = {
        f"p{number}.md": post(f"See [it](a.md), part {number}.", date=f"2021-01-{number:02}") for number in range(1, 12)
    }
    linking |= {f"b{number}.md": post("See [it](b.md).", date=f"2020-01-{number:02}") for number in range(1, 8)}
    built = site.build(posts={"a.md": post("Words."), "b.md": post("Words."), **linking})

    links = [str(a["href"]) for a in built.article("posts/a").select(".postil-backlinks a")]
    folded = built.article("posts/a").select(".postil-backlinks details a")
    summary = built.article("posts/a").select_one(".postil-backlinks summary")
    assert links == [f"p{number}.html" for number in range(11, 0, -1)]
    assert summary
    assert (summary.get_text(), len(folded)) == ("5 more", 5)
    # Seven are not folded.
    assert len(built.article("posts/b").select(".postil-backlinks li")) == 7
    assert not built.article("posts/b").select(".postil-backlinks details")


def test_the_author_box(built: Built) -> None:
    box = built.article("posts/a").select_one(".postil-author-box")

    assert box
    assert [p.get_text() for p in box.select("p")] == ["Ada <A>", "Walks & writes.", "A lot."]
    assert [(a.get_text(), a["href"]) for a in box.select("a")] == [
        ("Ada <A>", "../blog/author/ada-a.html"), ("example.org/ada", "https://example.org/ada/"),
    ]  # fmt: skip
    assert not built.article("posts/older").select(".postil-author-box")  # only a name and a link


def test_how_to_cite(built: Built) -> None:
    cite = built.article("posts/a").select_one(".postil-cite")

    assert cite
    assert cite.p
    assert cite.p.get_text() == "Ada <A>: Target. Blog, May 6, 2020. https://doi.org/10.5281/zenodo.1"
    assert "doi = {10.5281/zenodo.1}" in str(cite.pre)
    assert built.article("posts/older").select_one(".postil-cite a")["href"] == "https://example.org/posts/older.html"  # type: ignore[index]


def test_the_newsletter(built: Built) -> None:
    assert len(built.article("posts/a").select('.postil-subscribe form[action="https://example.org/subscribe"]')) == 1


def test_an_entry_for_bibtex() -> None:
    post = BlogPost("a", title="On 100% {good} Bridges & C_1 ~", date=datetime(2024, 3, 1, tzinfo=UTC))
    entry = cite_post(post, authors=["Ada Lovelace", "Smith and Sons"], site="My blog", url="https://x.org/{a}").bibtex

    assert entry.splitlines() == [
        "@misc{lovelace2024good,",
        "  author = {Ada Lovelace and {Smith and Sons}},",
        r"  title = {{On 100\% \{good\} Bridges \& C\_1 \textasciitilde{}}},",
        "  year = {2024},",
        "  month = mar,",
        "  howpublished = {My blog},",
        "  url = {https://x.org/%7Ba%7D}",
        "}",
    ]
    assert cite_post(BlogPost("b", title="桥"), authors=[], site="S", url="").bibtex.startswith("@misc{")


def test_the_end_of_a_post_follows_edits_elsewhere(plain_site: SiteBuilder, post: Post) -> None:
    posts = {
        "a.md": post("Words.\n", title="A", tags=["x"]),
        "b.md": post("It is [here](a.md).\n", title="B", date="2024-04-01", tags=["x"]),
        "c.md": post("Words.\n", title="C", date="2024-05-01", tags=["x"]),
    }
    plain_site.build(posts=posts)
    for edit in (
        {"b.md": post("It was [there](a.md).\n", title="B", date="2024-04-01", tags=["x"])},
        {"b.md": post("It was.\n", title="B", date="2024-02-01", tags=["x"])},
        {"c.md": post("See [](a.md) now.\n", title="C", date="2024-05-01", tags=["x"])},
        {"a.md": post("Words.\n", title="New", tags=["x"])},
    ):
        built = plain_site.build(posts=edit)
    assert built.article("posts/a").select_one(".postil-backlinks li p").get_text() == "See New now."  # type: ignore[union-attr]
    assert plain_site.differences(built) == []
