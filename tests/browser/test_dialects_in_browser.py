"""Posts of other engines: accessible, and without sideways scrolling."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from page_checks import check_axe

from postil.markdown import diagrams
from postil.testing import SiteBuilder, svg_image

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from postil.testing import Built

POSTS = Path(__file__).parent.parent / "roots/dialects"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the posts of all engines, without the images that they name: pages show their alt text.

    Diagrams, which are images too, are replaced: Mermaid takes seconds.
    """
    site = SiteBuilder(tmp_path_factory.mktemp("dialects"))
    shutil.copytree(POSTS, site.folder / "posts")
    site.write({f"posts/{folder.name}/map.svg": svg_image(5) for folder in POSTS.iterdir()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diagrams, "draw", lambda _source: svg_image(5).decode())
        return site.build()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "light"),
        (390, "dark"),
        pytest.param(1280, "dark", marks=pytest.mark.long),
        pytest.param(390, "light", marks=pytest.mark.long),
    ],
)
def test_axe_reports_no_problem(browser: Browser, built: Built, width: int, scheme: str) -> None:
    pages = [path for path in built.outdir.rglob("*.html") if "h-entry" in path.read_text("utf-8")]
    posts = [path for path in pages if not path.is_relative_to(built.outdir / "blog")]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    problems = []
    for path in posts:
        page.goto(path.as_uri())
        # The script that comes when the page is painted makes scrollable code focusable.
        page.wait_for_function(
            "'toggleFullScreen' in window || !document.documentElement.innerHTML.includes('postil-pages.js')"
        )
        problems += [f"{path.name}: {problem}" for problem in check_axe(page, AXE_SCRIPT)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()

    assert len(posts) >= 8
    assert problems == []
