"""Files that other processes generate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from postil.testing import SiteBuilder

Post = Callable[..., str]


def test_file_is_generated_again_when_its_source_is_what_it_was_before(
    plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of two processes records its own files only, not what it knows of the others from the last build."""
    monkeypatch.setattr("postil.output.generated_files.MANY_DOCUMENTS", 1)
    plain_site.conf = 'blog_baseurl = "https://example.org/"\n'
    for title in ("One", "Two", "One"):
        built = plain_site.build(posts={"a.md": post(title=title)}, parallel=2)

    assert plain_site.differences(built) == []
