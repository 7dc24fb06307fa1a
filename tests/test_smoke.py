"""One small site with a bit of everything, with each theme that is installed: what `make compat` runs."""

from __future__ import annotations

from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from postil.preview.build_result import BuildRequest
from postil.preview.in_memory_site import InMemorySite
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from pathlib import Path

THEMES = [name for name in ("alabaster", "pydata_sphinx_theme", "sphinx_book_theme") if find_spec(name)]
CONF = 'blog_baseurl = "https://example.org/"\nhtml_math_renderer = "mathml"\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
POSTS = {
    "river/index.md": """---
date: 2024-01-05
tags: [C++, water]
category: Walks
---

# A river

Along it[^note], and back^[Or *not*.]. See [the hill](../hill.md#top).

![The bank of the river](bank.svg)

## The bank

$x^2$ and `code`.

```python
print(1)
```

[^note]: With a list:

    - one
    - two
""",
    "river/bank.svg": SVG,
    "hill.md": """---
date: 2024-02-05
tags: [water]
series: Climbing
aliases: [old/hill.html]
---

# A hill

Up.

## Top

Here.
""",
    "draft.md": "---\ndate: 2024-02-06\ndraft: true\n---\n\n# A draft\n",
}
DOCS = {
    "ablog.md": """# With a directive

```{post} Mar 5, 2024
:tags: water
```

Down.
""",
    "index.md": "# Home\n\n```{postlist}\n```\n\n```{toctree}\n:hidden:\n\nablog\n```\n",
}
TAGS = ["blog/tag/c-plus-plus", "blog/tag/water"]
PAGES = ["index", "ablog", "posts/river/index", "posts/hill", "blog", "blog/2024", *TAGS]


@pytest.fixture(params=THEMES)
def themed_site(tmp_path: Path, request: pytest.FixtureRequest) -> SiteBuilder:
    """Return a site with each theme."""
    return SiteBuilder(tmp_path, conf=CONF, theme=request.param)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_site_builds_and_builds_again(builder: str, themed_site: SiteBuilder) -> None:
    site = themed_site
    built = site.build(posts=POSTS, docs=DOCS, builder=builder)

    files = set(built.files(suffix=""))
    names = {f"{name}.html" if builder == "html" or name == "index" else f"{name}/index.html" for name in PAGES}
    names = {name.replace("index/index", "index") for name in names}
    assert built.warnings == []
    assert names | {"blog/atom.xml", "sitemap.xml", "404.html", "old/hill.html", "_images/bank.svg"} <= files
    assert not any("draft" in name for name in files)
    river = BeautifulSoup(built.read("posts/river/index.html"), "lxml")
    assert len(river.select("aside.footnote, .sidenote, .marginnote, [role=doc-footnote]")) >= 2
    assert river.select("figure img[width], figcaption, math, .highlight-python")

    times = {name: (built.outdir / name).stat().st_mtime_ns for name in files}
    again = site.build(builder=builder)
    assert {name: (again.outdir / name).stat().st_mtime_ns for name in files} == times

    changed = site.build(posts={"hill.md": POSTS["hill.md"].replace("# A hill", "# A mountain")}, builder=builder)
    assert changed.warnings == []
    assert "A mountain" in changed.read("blog.html" if builder == "html" else "blog/index.html")
    assert site.differences(changed, builder=builder) == []


def test_a_preview_updates_pages(themed_site: SiteBuilder) -> None:
    site = themed_site
    site.build(posts=POSTS, builder="text")  # writes conf.py
    outdir, page = site.folder / "build" / "live", site.folder / "posts" / "hill.md"
    with InMemorySite(BuildRequest(site.folder / "docs", outdir, site.folder / "build" / "d"), StringIO()) as memory:
        memory.build()
        page.write_text(POSTS["hill.md"].replace("Up.", "Up and up."), "utf-8")
        result = memory.update([page])
        memory.finish()

    assert result.failure == ""
    assert "Up and up." in (outdir / "posts" / "hill.html").read_text("utf-8")
