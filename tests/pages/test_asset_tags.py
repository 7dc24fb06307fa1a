"""The tags of style sheets and scripts are made once for the pages that have the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.pages.asset_tags import AssetTags

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_tags_lead_to_the_files_from_each_folder(plain_site: SiteBuilder, post: Post) -> None:
    docs = {"assets/own.css": "b { color: red }", "index.md": "# Home\n"}
    docs |= {f"{name}.md": "# Deep\n" for name in ("a/b/deep", "a/c/deep", "_static/note")}
    conf = {"html_css_files": ["own.css"], "html_static_path": ["assets"]}
    built = plain_site.build(docs=docs, posts={"one.md": post(), "two.md": post()}, overrides=conf)

    links = {
        name: [str(link["href"]) for link in built.page(name).select("link[href*='own.css']")]
        for name in ("index", "a/b/deep", "a/c/deep", "_static/note", "posts/one", "posts/two")
    }
    version = links["index"][0].partition("?v=")[2]
    assert len(version) == 8
    assert links == {
        "index": [f"_static/own.css?v={version}"],
        "a/b/deep": [f"../../_static/own.css?v={version}"],
        "a/c/deep": [f"../../_static/own.css?v={version}"],
        "_static/note": [f"own.css?v={version}"],
        "posts/one": [f"../_static/own.css?v={version}"],
        "posts/two": [f"../_static/own.css?v={version}"],
    }


def test_each_tag_is_made_once_in_a_build() -> None:
    made: list[str] = []

    def make(asset: str) -> str:
        made.append(asset)
        return f"<{asset}>"

    tags = AssetTags()
    file = "_static/a.css"
    for folder, count in (
        ("", 1),
        ("posts", 2),
        ("notes", 2),  # as deep
        ("", 2),
        ("posts/a", 3),
        ("_static", 4),  # `a.css`, not `../_static/a.css`
        ("_static/b", 5),
        ("notes/b", 5),
    ):
        assert tags._tag(make, "css_tag", folder, file) == f"<{file}>"  # noqa: SLF001
        assert len(made) == count, folder
    tags.clear(None, None)  # type: ignore[arg-type]
    tags._tag(make, "css_tag", "", file)  # noqa: SLF001
    assert len(made) == 6
