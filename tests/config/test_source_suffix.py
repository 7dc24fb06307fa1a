"""Markdown files are sources only if the site asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from postil.testing import SiteBuilder

RST = {"docs/index.rst": "Home\n====\n", "docs/blog/a.rst": "A\n=\n\n.. post:: 2024-01-05\n"}
README = {"docs/README.md": "## How to build this\n\nNot for readers.\n"}
POST = "---\ndate: 2024-01-05\n---\n# B\n"


@pytest.mark.parametrize("conf", ["", 'source_suffix = ".rst"\n', 'source_suffix = {".rst": "restructuredtext"}\n'])
@pytest.mark.parametrize("pattern", ["", 'blog_post_pattern = "blog/*"\n'])
def test_a_readme_beside_restructuredtext_is_no_page(plain_site: SiteBuilder, conf: str, pattern: str) -> None:
    plain_site.conf = conf + pattern
    plain_site.write(RST | README)
    built = plain_site.build()

    assert (built.warnings, (built.outdir / "README.html").exists()) == ([], False)
    assert "README" not in built.read("sitemap.xml")


@pytest.mark.parametrize(
    ("conf", "file"),
    [
        ('extensions.append("myst_parser")\n', ""),
        ('extensions.append("myst_nb")\n', ""),
        ('source_suffix = [".rst", ".md"]\n', ""),
        ('source_suffix = {".rst": None, ".md": "markdown"}\n', ""),
        ("", "posts/b.md"),
        ("", "docs/posts/2024/b.md"),
        ('blog_post_pattern = "notes/*/*.md"\n', "docs/notes/2024/b.md"),
        ('postil_mounts = {"essays": "../essays"}\n', "essays/b.rst"),
        ('root_doc = "start"\n', "docs/start.md"),
    ],
)
def test_a_site_asks_for_markdown(plain_site: SiteBuilder, conf: str, file: str) -> None:
    plain_site.conf = conf
    plain_site.write(RST | README | ({file: POST} if file else {}))

    assert (plain_site.build().outdir / "README.html").exists()


def test_pages_from_markdown_come_and_go_with_the_wish(plain_site: SiteBuilder) -> None:
    plain_site.write(RST | README)
    plain_site.build()
    plain_site.write({"docs/posts/b.md": POST})
    built = plain_site.build()

    assert {"README.html", "posts/b.html"} <= set(built.files())
    assert plain_site.differences(built) == []
    plain_site.write({"docs/posts/b.md": None})
    assert plain_site.differences(plain_site.build()) == []
