"""The table of contents beside the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

LONG = "\n\n".join("Words of the text. " * 20 for _ in range(4))
TEXT = f"Start.[^n]\n\n## Ä one\n\n{LONG}\n\n### 二つ الثاني\n\n{LONG}\n\n#### Three\n\n{LONG}\n\n## Four\n\n{LONG}\n"


@pytest.fixture(scope="module")
def site_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = SiteBuilder(tmp_path_factory.mktemp("contents"))
    head = "---\ntitle: Contents\ndate: 2024-03-24\n---\n\n"
    return site.build(posts={"a.md": f"{head}{TEXT}\n[^n]: A note.\n", "b.md": head + TEXT.replace("[^n]", "")}).outdir


def entries(page: Page) -> list[str]:
    """Return the visible entries."""
    return [link.inner_text() for link in page.locator("#pst-page-toc-nav a").all() if link.is_visible()]


@pytest.mark.parametrize("width", [pytest.param(1600, marks=pytest.mark.long), 1280])
def test_the_current_section_is_marked(open_page: Open, site_path: Path, width: int) -> None:
    """At once after a jump, as well as while the reader scrolls; headings of two levels are always visible."""
    page = open_page(site_path / "posts" / "b.html", width)
    marked = page.locator("#pst-page-toc-nav a[aria-current]")

    assert entries(page) == ["Ä one", "二つ الثاني", "Four"]
    assert marked.count() == 0
    for heading in ("二つ الثاني", "Ä one", "Three", "Four"):
        page.locator(f"section > :is(h2, h3, h4):has-text('{heading}')").evaluate("one => one.scrollIntoView()")
        page.wait_for_timeout(100)
        assert [link.inner_text() for link in marked.all()] == [heading]


@pytest.mark.parametrize("width", [pytest.param(1600, marks=pytest.mark.long), 1280])
def test_it_is_level_with_the_footnotes(open_page: Open, site_path: Path, width: int) -> None:
    page = open_page(site_path / "posts" / "a.html", width)
    lefts: Any = page.evaluate("""() => [".onthispage", "#pst-page-toc-nav a", ".postil-note p"].map(
      (one) => document.querySelector(one).getBoundingClientRect().left)""")

    assert max(lefts) - min(lefts) < 1.5


def test_on_a_phone_a_button_opens_it(open_page: Open, site_path: Path) -> None:
    page = open_page(site_path / "posts" / "a.html", 390)
    assert entries(page) == []
    page.locator("button.secondary-toggle:visible").click()
    page.wait_for_timeout(400)

    assert entries(page) == ["Ä one", "二つ الثاني", "Four"]


@pytest.mark.parametrize(("width", "is_shown"), [(1280, False), (1000, True), (390, True)])
def test_without_room_beside_the_text_it_is_at_its_head(
    open_page: Open, site_path: Path, width: int, *, is_shown: bool
) -> None:
    """It is folded, and needs no JavaScript."""
    page = open_page(site_path / "posts" / "a.html", width, java_script_enabled=False)
    summary = page.locator(".postil-contents summary")
    links = page.locator(".postil-contents a")

    assert summary.is_visible() is is_shown
    assert not page.locator("button.secondary-toggle").is_visible()
    if is_shown:
        assert not links.first.is_visible()
        summary.click()
        assert [link.inner_text() for link in links.all() if link.is_visible()] == ["Ä one", "二つ الثاني", "Four"]
        links.last.click()
        assert page.url.endswith("#four")
