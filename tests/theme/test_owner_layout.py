"""Layouts and sidebars of the site's owner: they replace the theme's, and postil adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

BLOCK = "{% block linktags %}{{ super() }}<link rel='mask-icon' href='/pin.svg'>{% endblock %}\n"
OWN = 'templates_path = ["own"]\n'
SECTIONS = "Words.\n\n## There\n\nMore.\n\n## Back\n\nMore.\n"


def hides_print_parts(built: Built) -> bool:
    """Return whether the shared style sheet hides what the theme adds for print."""
    return ".onlyprint" in built.read("_static/styles/postil-pages.css")


@pytest.mark.parametrize("start", ['{% extends "!layout.html" %}', "{%- extends '!layout.html' -%}\n"])
def test_layout_that_extends_the_one_it_replaces(site: SiteBuilder, post: Post, start: str) -> None:
    site.conf = OWN
    built = site.build(posts={"a.md": post(SECTIONS)}, docs={"own/layout.html": f"{start}{BLOCK}"})
    page = built.page("posts/a")

    assert built.warnings == []
    assert page.select("head link[rel=mask-icon]")
    assert len(page.select(".postil-masthead")) == 1
    assert len(page.select("h1")) == 1
    assert not page.select("#jb-print-docs-body, .onlyprint")


def test_layout_of_the_theme_keeps_the_theme_s_header_and_hides_its_print_parts(site: SiteBuilder, post: Post) -> None:
    """A layout that names the theme's does not have what postil's adds."""
    site.conf = OWN
    layout = '{% extends "sphinx_book_theme/layout.html" %}' + BLOCK
    built = site.build(posts={"a.md": post(SECTIONS)}, docs={"own/layout.html": layout})
    page = built.page("posts/a")

    assert page.select("head link[rel=mask-icon]")
    assert not page.select(".postil-masthead")
    assert page.select(".bd-header-article .theme-switch-button")
    assert page.select(".search-button, .search-button-field")
    assert not page.select("#jb-print-docs-body") or hides_print_parts(built)


def test_other_templates_of_the_owner_extend_those_of_postil_and_of_the_theme(site: SiteBuilder, post: Post) -> None:
    site.conf = OWN + "html_sidebars = {'**': ['sbt-sidebar-nav.html', 'recentposts.html']}\n"
    own = {
        "own/sections/sidebar-primary.html": '{% extends "!sections/sidebar-primary.html" %}',
        "own/recentposts.html": '<p class="mine"></p>{% include "!recentposts.html" %}',
        "own/page.html": '{% extends "!page.html" %}{% block body %}<hr class="mine">{{ super() }}{% endblock %}',
    }
    page = site.build(posts={"a.md": post()}, docs={f"{name}": text for name, text in own.items()}).page("index")

    assert page.select(".bd-sidebar-primary aside[aria-label]")
    assert page.select(".bd-sidebar-primary .mine + .postil-sidebar")
    assert page.select("hr.mine")


MANUAL = {
    "index.md": "# Home\n\n```{toctree}\nmanual\nrules\n```\n",
    "manual.md": "# Manual\n\nWords.\n",
    "rules.md": "# Rules\n\nWords.\n",
}
PAGES = ("index", "manual", "posts/a", "blog", "blog/tag/x", "blog/tag")
NAVIGATION = "['navbar-logo.html', 'sbt-sidebar-nav.html', 'ablog/tagcloud.html']"


def shown(built: Built) -> set[str]:
    """Return the pages that show a sidebar in wide windows."""
    return {name for name in PAGES if "postil-alone" not in built.page(name).body["class"]}  # type: ignore[index]


@pytest.mark.parametrize(
    ("conf", "expected"),
    [
        (f'html_sidebars = {{"**": {NAVIGATION}}}', set(PAGES)),
        (f'html_sidebars = {{"posts/**": {NAVIGATION}}}', {"posts/a", "manual"}),
        (f'html_sidebars = {{"posts/*": {NAVIGATION}, "blog*": {NAVIGATION}}}', {"posts/a", "manual", "blog"}),
        ('html_sidebars = {"**": []}', set()),
        (f'html_sidebars = {{"**": {NAVIGATION}}}\npostil_sidebar = "pages"', {"manual"}),
        (f'html_sidebars = {{"**": {NAVIGATION}}}\npostil_sidebar = "none"', set()),
        ("", {"manual"}),
    ],
)
def test_sidebars_of_the_owner_are_shown_where_they_are_set(
    site: SiteBuilder, post: Post, conf: str, expected: set[str]
) -> None:
    site.conf = f"{conf}\n"
    built = site.build(posts={"a.md": post(tags=["x"])}, docs=MANUAL)

    assert built.warnings == []
    assert shown(built) == expected
    if "posts/a" in expected:
        links = [link.get_text().strip() for link in built.page("posts/a").select(".bd-sidebar-primary a")]
        assert "Rules" in links


def test_sidebars_change_with_the_configuration(site: SiteBuilder, post: Post) -> None:
    site.build(posts={"a.md": post(tags=["x"])}, docs=MANUAL)
    site.conf = f'html_sidebars = {{"**": {NAVIGATION}}}\n'
    built = site.build()

    assert shown(built) == set(PAGES)
    assert site.differences(built) == []
