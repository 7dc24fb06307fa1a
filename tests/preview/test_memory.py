"""A preview needs no more memory after many saves than after a few."""

from __future__ import annotations

import gc
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from postil.preview.build_result import BuildRequest
from postil.preview.in_memory_site import InMemorySite

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

# Caches are full after so many saves; so many more follow. Builds are finished after each tenth.
WARM, MORE = 10, 50


@pytest.mark.long
def test_saves_leave_no_objects(plain_site: SiteBuilder, post: Callable[..., str]) -> None:
    plain_site.build(posts={f"{number}.md": post(title=f"T{number}") for number in range(5)})
    request = BuildRequest(
        plain_site.folder / "docs", plain_site.folder / "build/preview", plain_site.folder / "build/trees"
    )
    counts = []
    with InMemorySite(request, StringIO()) as site:
        assert site.build().failure == ""
        for number in range(WARM + MORE + 1):
            plain_site.write({"posts/1.md": post(f"Words, {number}.", title="T1")})
            assert site.update([plain_site.folder / "posts/1.md"]).failure == ""
            if number % 10 == 0:
                site.finish()
            gc.collect()
            counts.append(len(gc.get_objects()))

    assert counts[-1] - counts[WARM] < MORE  # not even one object for each save
