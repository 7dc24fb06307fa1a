"""Ends of excerpts that are no HTML comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

MARKERS = [
    "{/* truncate */}",
    "{/*more*/}",
    "{/* End excerpt */}",
    "[//]: # (more)",
    '[//]: # "more"',
    "[comment]: <> (truncate)",
]


@pytest.mark.parametrize("suffix", ["md", "mdx"])
@pytest.mark.parametrize("marker", MARKERS)
def test_marker(plain_site: SiteBuilder, post: Post, marker: str, suffix: str) -> None:
    plain_site.conf = 'source_suffix = {".md": "markdown", ".mdx": "markdown"}\n'
    built = plain_site.build({f"a.{suffix}": post(f"One.\n\nTwo.\n\n{marker}\n\nThree.\n")})
    excerpt = built.article("blog").select_one(".postil-excerpt")

    assert built.warnings == []
    assert excerpt
    assert excerpt.get_text(" ", strip=True) == "One. Two."
    assert main_content(built).select_one(".e-content").get_text(" ", strip=True) == "One. Two. Three."  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["{/* more of it */}", "    {/* more */}", "Say {/* more */}"])
def test_what_is_no_marker(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n\nTwo.\n")})

    assert "more" in main_content(built).get_text()


def test_construct_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-more"]\n'

    assert "truncate" in main_content(plain_site.build({"a.md": post("One.\n\n{/* truncate */}\n")})).get_text()
