"""Where another extension of the site does the same as postil, the site has the other's, once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from postil.testing import Built, SiteBuilder

BASE = 'blog_baseurl = "https://example.org/"\n'
SITEMAP = f'{BASE}extensions += ["sphinx_sitemap"]\nsitemap_url_scheme = "{{link}}"\n'
POSTS = {
    "a.md": "---\ntitle: A\ndate: 2024-01-01\ntags: [x]\n---\n\nOne.\n",
    "b.md": "---\ntitle: B\ndate: 2024-02-01\n---\n\nTwo.\n",
    "secret.md": "---\ntitle: Secret\ndate: 2024-02-02\nunlisted: true\n---\n\nThree.\n",
}


def sitemap(built: Built, name: str = "sitemap.xml") -> list[str]:
    """Return the URLs in a sitemap without the root of the site."""
    return [url.removeprefix("https://example.org/") for url in re.findall("<loc>(.*?)</loc>", built.read(name))]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("order", ["before", "after"])
def test_the_sitemap_of_sphinx_sitemap_is_complete_in_every_build(
    builder: str, order: str, plain_site: SiteBuilder
) -> None:
    """Whether it is listed before postil or after it; its options have their effect."""
    site = plain_site
    site.conf = SITEMAP + ('extensions.reverse()\nsitemap_excludes = ["genindex*"]\n' if order == "before" else "")
    built = site.build(posts=POSTS, builder=builder)
    first = sitemap(built)

    site.build(builder=builder)
    changed = site.build(posts={"a.md": POSTS["a.md"].replace("One", "Another")}, builder=builder)
    own = {f"posts/{name}/" if builder == "dirhtml" else f"posts/{name}.html" for name in "ab"}

    assert own < set(first)
    assert len(first) == len(set(first))
    assert not any("secret" in url or "404" in url for url in first)
    assert any("genindex" in url for url in first) is (order == "after")
    assert sitemap(changed) == first
    assert site.differences(changed, builder=builder) == []


def test_robots_txt_names_the_sitemap_of_the_extension(plain_site: SiteBuilder) -> None:
    plain_site.conf = f'{SITEMAP}sitemap_filename = "pages.xml"\n'

    built = plain_site.build(posts=POSTS)

    assert built.read("robots.txt").splitlines()[-1] == "Sitemap: https://example.org/pages.xml"
    assert "posts/a.html" in sitemap(built, "pages.xml")
    assert "sitemap.xml" not in built.files(suffix="")


def test_a_site_that_adds_and_removes_sphinx_sitemap(plain_site: SiteBuilder) -> None:
    for conf in (SITEMAP, BASE, SITEMAP + "extensions.reverse()\n", BASE):
        plain_site.conf = conf
        built = plain_site.build(posts=POSTS)
        assert "posts/a.html" in sitemap(built)
        assert ("genindex.html" in sitemap(built)) is (conf != BASE)


def properties(built: Built, name: str) -> list[str]:
    """Return the names of the metadata in the `<head>` of a page."""
    tags = built.page(name).select("meta[property], meta[name]")
    return [str(tag.get("property") or tag.get("name")) for tag in tags]


def test_no_metadata_twice_with_sphinxext_opengraph(plain_site: SiteBuilder) -> None:
    plain_site.conf = f'{BASE}extensions += ["sphinxext.opengraph"]\nogp_site_url = "https://ogp.example/"\n'

    built = plain_site.build(posts=POSTS)

    for name in ("index", "posts/a", "posts/b", "blog", "blog/tag/x"):
        found = properties(built, name)
        assert found.count("description") == found.count("og:title") == found.count("og:url") == 1
        assert len([each for each in found if each.startswith("og:")]) == len(
            {each for each in found if each.startswith("og:")}
        )
    assert 'content="https://ogp.example/posts/a.html"' in built.read("posts/a.html")


def test_icons_of_sphinx_favicon_replace_none(plain_site: SiteBuilder) -> None:
    pytest.importorskip("sphinx_favicon")
    plain_site.conf = 'extensions += ["sphinx_favicon"]\nhtml_static_path = ["_static"]\nfavicons = ["a.svg"]\n'
    plain_site.write({"docs/_static/a.svg": "<svg/>"})

    built = plain_site.build(posts=POSTS)

    assert [tag["href"] for tag in built.page("posts/a").select("link[rel~=icon]")] == ["../_static/a.svg"]
