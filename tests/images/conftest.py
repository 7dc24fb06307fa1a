"""Fixtures for tests of images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>'
SHORT_CAPTIONS = {"postil_figure_captions": "alt"}


@pytest.fixture
def build(plain_site: SiteBuilder, post: Post, png: bytes) -> Callable[..., Built]:
    """Return a function that builds a site of one post, with PNG and SVG images in its folder.

    Short alt text is a caption too, so that the examples are short.
    """

    def run(text: str, *, builder: str = "html", **options: object) -> Built:
        files = {"p.png": png, "q.png": png, "two words.png": png, "zwölf.png": png, "d.svg": SVG}
        plain_site.conf = "".join(f"{key} = {value!r}\n" for key, value in (SHORT_CAPTIONS | options).items())
        return plain_site.build(posts={"a.md": post(text), **files}, builder=builder)

    return run
