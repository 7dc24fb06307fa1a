"""Options of programs in prose."""

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
        ("Use --option, (--no-verify) and --a=b.", "Use --option, (--no-verify) and --a=b."),
        ("*--option*", "--option"),
        ("--option at the start", "--option at the start"),
        ("a -- b, a--b, a --- b", "a – b, a–b, a — b"),
        ("--A. Author", "–A. Author"),
        ("the river --wide-- and", "the river –wide– and"),
        ("`--option`", "--option"),
        ("-v", "-v"),
    ],
)
def test_options(plain_site: SiteBuilder, post: Post, text: str, shown: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n")})

    assert built.warnings == []
    assert main_content(built).select(".e-content p")[0].get_text() == shown
