"""Labels that several posts define: each post's references lead to its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

LABELS = {
    "figure": "![Plan {}](p.png){{#plan}}\n",
    "heading": "(plan)=\n## Plan {}\n",
    "heading with attributes": "{{#plan}}\n## Plan {}\n",
    "directive": "```{{figure}} p.png\n:name: plan\n\nPlan {}\n```\n",
}


@pytest.mark.parametrize("parallel", [1, 2])
@pytest.mark.parametrize("label", LABELS)
def test_the_same_label_in_several_posts(
    plain_site: SiteBuilder, post: Post, png: bytes, label: str, parallel: int
) -> None:
    text = "See [](#plan) and {{ref}}`plan`.\n\n" + LABELS[label]
    names = "abcdefg" if parallel > 1 else "ab"
    posts = {f"{name}.md": post(text.format(name)) for name in names}
    built = plain_site.build(posts={**posts, "p.png": png}, parallel=parallel)

    assert [warning for warning in built.warnings if "plan" in warning.lower()] == []
    for name in names:
        found = built.article(f"posts/{name}").select("p > a.reference.internal")
        assert [(str(a["href"]).partition("#")[0], a.get_text()) for a in found if "plan" in str(a["href"])] == [
            ("", f"Plan {name}")
        ] * 2


def test_figure_numbers_are_those_of_the_own_post(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = "numfig = True"
    text = "![One](p.png 'The first')\n\n![Plan](p.png){#plan}\n\nSee {numref}`plan`.\n"
    other = "![Plan](p.png){#plan}\n\nSee {numref}`plan`.\n"
    built = plain_site.build(posts={"a.md": post(text), "b.md": post(other), "p.png": png})

    assert built.warnings == []
    assert "See Fig. 2." in built.article("posts/a").get_text()
    assert "See Fig. 1." in built.article("posts/b").get_text()


def test_duplicates_in_other_documents_are_reported(plain_site: SiteBuilder) -> None:
    pages = {f"{name}.md": f"---\norphan: true\n---\n(plan)=\n# {name}\n" for name in "ab"}
    built = plain_site.build(docs=pages)

    assert len(built.warnings) == 1
    assert "duplicate label plan" in built.warnings[0]


def test_pages_follow_labels_that_move(plain_site: SiteBuilder, post: Post) -> None:
    """A label gets a second owner, and loses one, also as others see it."""
    seen = "[](#plan) {ref}`plan`\n"
    steps: list[dict[str, str | None]] = [
        {"b.md": post(f"{seen}\n(plan)=\n## Plan b\n"), "c.md": post(seen)},
        {"a.md": post(f"{seen}\n(plan)=\n## Plan a\n")},
        {"d.md": post(f"{seen}\n(plan)=\n## Plan d\n")},
        {"d.md": post(seen), "b.md": post(f"{seen}\n(plan)=\n## Plan B\n")},
        {"b.md": None},
        {"a.md": post(seen)},
    ]
    for step in steps:
        built = plain_site.build(posts=step)
        assert plain_site.differences(built) == []
