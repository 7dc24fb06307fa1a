"""Options that are misspelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.config.defaults import DEFAULTS
from postil.config.unknown_options import find_unknown_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_misspelled_options_are_found() -> None:
    known = ["postil_fonts", "postil_page_size", "blog_authors", "blog_title", *DEFAULTS]
    names = ["postil_font", "postil_pagesize", "blog_autors", "blog_title", "blog_url", "postil_xyz", "other"]

    assert find_unknown_options(names, known) == {
        "postil_font": "postil_fonts", "postil_pagesize": "postil_page_size", "blog_autors": "blog_authors",
        "postil_xyz": "",
    }  # fmt: skip


def test_options_with_another_prefix_are_found() -> None:
    known = ["postil_timezone", "postil_page_size", "blog_authors", "post_date_format"]
    names = ["blog_timezone", "post_timezone", "blog_time_zone", "postil_authors", "blog_date_format", "blog_pagesize"]

    assert find_unknown_options(names, known) == {
        "blog_timezone": "postil_timezone", "post_timezone": "postil_timezone", "blog_time_zone": "postil_timezone",
        "postil_authors": "blog_authors", "blog_date_format": "post_date_format", "blog_pagesize": "postil_page_size",
    }  # fmt: skip


def test_a_misspelled_option_is_warned_about_at_its_line(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "blog_autors = {}\n"
    built = plain_site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "did you mean `blog_authors`?" in built.warnings[0]
    assert "conf.py:4" in built.warnings[0]
