"""The table of contents of a page is the same as the theme's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from postil.theme.pydata_toc_compat import page_toc

if TYPE_CHECKING:
    from postil.testing import SiteBuilder

PAGES = {
    "none": "# Title\n\nWords.\n",
    "one": "# Title\n\n## Part\n\nWords.\n",
    "deep": "# Title\n\n## A\n\n### B\n\n#### C\n\n## E `code` & <b> [link](index.md) *x*[^n]\n\n## F\n\n[^n]: N\n",
    "two": "# One\n\n## A\n\n# Two\n\n## B\n",
    "tree": "# Title\n\n```{toctree}\none\ndeep\n```\n\n## Part\n\n```{toctree}\ntwo\n```\n",
}


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_table_of_contents_is_the_same_as_the_theme_s(
    site: SiteBuilder, monkeypatch: pytest.MonkeyPatch, levels: int
) -> None:
    """Tested with the versions of the theme that pyproject.toml allows."""
    site.conf = f'html_theme_options = {{"show_toc_level": {levels}}}\nsuppress_warnings = ["toc", "myst.header"]\n'
    docs = {f"{name}.md": text for name, text in PAGES.items()}
    own = site.build(docs=docs)
    seen = {name: own.page(name).select("#pst-secondary-sidebar, .secondary-toggle") for name in PAGES}
    calls: list[str] = []

    def unsupported(toc: str, *, open_levels: int) -> None:
        calls.append(toc)

    monkeypatch.setattr("postil.theme.pydata_toc_compat.page_toc", unsupported)
    theirs = site.build(docs={name: f"{text}\nMore.\n" for name, text in docs.items()})

    assert calls
    for name, found in seen.items():
        expected = theirs.page(name).select("#pst-secondary-sidebar, .secondary-toggle")
        assert list(map(normalized, found)) == list(map(normalized, expected)), name
    assert any(seen.values())


def normalized(tag: Any) -> str:
    """Return HTML without the number that the theme increases each time that it renders a component."""
    return str(BeautifulSoup(str(tag).replace("navigation-heading-2", "navigation-heading"), "html.parser"))


@pytest.mark.parametrize("toc", ["<ul><li>A</li>", '<ul class="x"><li>A</li></ul>', "<ul><ul><li>A</li></ul>"])
def test_unsupported_list(toc: str) -> None:
    assert page_toc(toc, open_levels=1) is None


def test_other_sidebar_items_of_the_owner_stay(site: SiteBuilder) -> None:
    site.conf = 'html_theme_options = {"secondary_sidebar_items": ["page-toc", "sourcelink"]}\n'
    built = site.build(docs={"page.md": PAGES["one"], "index.md": "# Home\n\n```{toctree}\npage\n```\n"})

    items = built.page("page").select("#pst-secondary-sidebar .sidebar-secondary-item")
    assert len(items) == 2
    assert [link["href"] for link in items[0].select("a")] == ["#part"]
