"""URLs of sites without a scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.config.site_urls import complete_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

COMPLETED = {
    "example.org": "https://example.org",
    " example.org/notes/ ": "https://example.org/notes/",
    "www.example.org/a/b": "https://www.example.org/a/b",
    "bücher.example": "https://bücher.example",
    "ada.github.io": "https://ada.github.io",
    "example.org:8080/x": "https://example.org:8080/x",
    "localhost:8000": "https://localhost:8000",
    "//example.org": "https://example.org",
    "//example.org/x": "https://example.org/x",
    "http:/example.org": "http://example.org",
    "http:example.org/x": "http://example.org/x",
    "http:/x": "http://x",
    "https///example.org": "https://example.org",
    "https//example.org": "https://example.org",
    "HTTPS:///example.org/": "https://example.org/",
}
UNCHANGED = [
    "https://example.org/notes", "HTTP://example.org", "http://intranet/", "", "/", "//", "./", "../notes", "/notes/",
    "notes", "notes/", "C:/notes", "ftp://example.org", "mailto:ada@example.org", "ada@example.org", "my site.org",
    "example.org/?page=1", "example.org#top", "https://", "https:", "https://[", "{{ url }}",
]  # fmt: skip


@pytest.mark.parametrize(("url", "expected"), COMPLETED.items())
def test_a_url_without_scheme_gets_one(url: str, expected: str) -> None:
    assert complete_url(url) == expected


@pytest.mark.parametrize("url", UNCHANGED)
def test_what_is_complete_or_no_url_is_unchanged(url: str) -> None:
    assert complete_url(url) == url


@pytest.mark.parametrize("option", ["blog_baseurl", "html_baseurl"])
@pytest.mark.parametrize(("url", "root"), [("example.org", "https://example.org/"), ("//a.org/x", "https://a.org/x/")])
def test_a_site_with_such_a_url_has_everything_with_absolute_urls(
    plain_site: SiteBuilder, post: Post, option: str, url: str, root: str
) -> None:
    conf = f'extensions = ["postil"]\nhtml_theme = "alabaster"\n{option} = "{url}"\n'
    built = plain_site.build(posts={"a.md": post("Words.", tags=["t"])}, docs={"conf.py": conf})
    page = built.page("posts/a")
    links = [tag["href"] for tag in page.select('link[rel="canonical"], link[type^="application/"]')]
    metadata = [tag["content"] for tag in page.select('meta[property="og:url"], meta[property="og:image"]')]
    files = [built.read(name) for name in ("blog/atom.xml", "blog/rss.xml", "sitemap.xml", "llms.txt", "robots.txt")]

    (warning,) = built.warnings
    assert warning.endswith(
        f"conf.py:3: WARNING: `{option} = {url!r}` has no valid scheme; using {root.rstrip('/')!r} [postil.config]"
    )
    assert len(links) >= 4
    assert len(metadata) == 2
    assert all(str(found).startswith(root) for found in [*links, *metadata])
    assert all(f"{root}posts/a" in text or f"{root}sitemap.xml" in text for text in files)


@pytest.mark.parametrize(("url", "warnings"), [("/", 0), ("./", 0), ("", 0), ("notes", 1), ("ftp://example.org", 1)])
def test_an_html_baseurl_that_is_no_url_is_not_used_for_feeds(
    plain_site: SiteBuilder, post: Post, url: str, warnings: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READTHEDOCS_CANONICAL_URL", raising=False)
    conf = f'extensions = ["postil"]\nhtml_theme = "alabaster"\nhtml_baseurl = "{url}"\n'
    built = plain_site.build(posts={"a.md": post("Words.")}, docs={"conf.py": conf})

    assert len(built.warnings) == warnings
    assert all("conf.py:3: WARNING: `html_baseurl" in warning for warning in built.warnings)
    assert not built.files(suffix="atom.xml")
