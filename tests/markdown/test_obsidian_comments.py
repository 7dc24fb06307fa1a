"""Comments between two percent signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A %%hidden%% B", "A  B"),
        ("A %%hidden *words%% B*", "A  B*"),
        ("A\n\n%%hidden%%\n\nB", "A B"),
        ("A\n\n%%\nhidden\n\nhidden\n%%\n\nB", "A B"),
        ("A\n%% hidden\nhidden %%\nB", "A B"),
        ("%%hidden%% A B", "A B"),
        ("- A\n- %%hidden%% B", "A B"),
        ("> A %%hidden%% B", "A  B"),
        ("50%% of A, 20%% of B", "50%% of A, 20%% of B"),
        ("`%%A%%` B", "%%A%% B"),
        (r"\%%A%% B", "%%A%% B"),
        ("A %% B", "A %% B"),
    ],
)
def test_comments(plain_site: SiteBuilder, post: Post, text: str, shown: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n")})
    content = main_content(built).select_one(".e-content")

    assert built.warnings == []
    assert content is not None
    assert " ".join(content.get_text().split()) == " ".join(shown.split())


def test_text_between_comments_of_myst_stays(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("%% one\n\nA\n\n%% two\n\nB\n")})

    assert "A" in main_content(built).get_text()
