"""Figure numbers and references to figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize("kind", ["[](#fig-x)", "{ref}`fig-x`", "{numref}`fig-x`"])
@pytest.mark.parametrize("numfig", [False, True])
def test_references_show_numbers_or_captions(build: Callable[..., Built], kind: str, numfig: bool) -> None:  # noqa: FBT001
    built = build(f"![Z](q.png)\n\n![A](p.png){{#fig-x width=50%}}\n\nSee {kind}.", numfig=numfig)
    link = main_content(built).select_one('a.internal[href="#fig-x"]')

    if kind.startswith("{numref}") and not numfig:
        assert "numfig is disabled" in built.warnings[0]
        return
    assert built.warnings == []
    assert link
    assert link.get_text() == ("Fig. 2" if numfig and "{ref}" not in kind else "A")
    assert [number.get_text().strip() for number in main_content(built).select(".caption-number")] == (
        ["Fig. 1", "Fig. 2"] if numfig else []
    )


def test_references_from_another_post(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = "numfig = True\n"
    text = "[](a.md#fig-x), [](#fig-x) and {numref}`fig-x`\n"
    built = plain_site.build(
        posts={"a.md": post("![A](p.png){#fig-x}"), "b.md": post(text, title="B"), "p.png": png}, parallel=2
    )

    assert built.warnings == []
    links = main_content(built, "posts/b").select('a[href="a.html#fig-x"]')
    assert [link.get_text() for link in links][-1] == "Fig. 1"
    assert len(links) == 3


def test_references_are_updated_with_the_numbers(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = "numfig = True\n"
    posts = {"a.md": post("![A](p.png){#fig-x}"), "b.md": post("{numref}`fig-x`\n", title="B")}
    first = main_content(plain_site.build(posts={**posts, "p.png": png}), "posts/b").get_text()
    second = main_content(
        plain_site.build(posts={"a.md": post('![Z](p.png "Z")\n\n![A](p.png){#fig-x}')}), "posts/b"
    ).get_text()

    assert [text.strip() for text in (first, second)] == ["Fig. 1", "Fig. 2"]
