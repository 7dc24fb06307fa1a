"""The tags of style sheets and scripts are made once for the pages of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.pages.asset_tags import AssetTags

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_tags_lead_to_the_files_from_each_folder(plain_site: SiteBuilder, post: Post) -> None:
    docs = {"_static/own.css": "b { color: red }", "a/b/deep.md": "# Deep\n", "index.md": "# Home\n"}
    conf = {"html_css_files": ["own.css"], "html_static_path": ["_static"]}
    built = plain_site.build(docs=docs, posts={"one.md": post(), "two.md": post()}, overrides=conf)

    links = {
        name: [str(link["href"]) for link in built.page(name).select("link[href*='own.css']")]
        for name in ("index", "a/b/deep", "posts/one", "posts/two")
    }
    version = links["index"][0].partition("?v=")[2]
    assert len(version) == 8
    assert links == {
        "index": [f"_static/own.css?v={version}"],
        "a/b/deep": [f"../../_static/own.css?v={version}"],
        "posts/one": [f"../_static/own.css?v={version}"],
        "posts/two": [f"../_static/own.css?v={version}"],
    }


def test_each_tag_is_made_once_in_a_build() -> None:
    made: list[str] = []

    def make(asset: str) -> str:
        made.append(asset)
        return f"<{asset}>"

    tags = AssetTags()
    folders = ("", "posts", "posts", "")
    assert {tags._tag(make, "css_tag", folder, "a.css") for folder in folders} == {"<a.css>"}  # noqa: SLF001
    assert made == ["a.css", "a.css"]
    tags.clear(None, None)  # type: ignore[arg-type]
    tags._tag(make, "css_tag", "", "a.css")  # noqa: SLF001
    assert len(made) == 3
