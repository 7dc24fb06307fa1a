"""Which rules of the theme are unused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.theme.css import remove_unused_rules
from postil.theme.unused_css import (
    ABLOG_PARTS,
    COMPONENTS,
    ICONS,
    PRINT_PARTS,
    REQUIRED,
    UNUSED_PARTS,
    UTILITIES,
    unused_name_pattern,
    unused_selector_pattern,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_rules_for_an_extension_stay_if_it_is_loaded() -> None:
    unused = re.compile(unused_name_pattern({"sphinx_design", "postil"}, "", navbar=False))

    assert not unused.fullmatch("sd-card")
    assert unused.fullmatch("sphinx-tabs-tab")
    assert re.compile(unused_name_pattern({"postil"}, "", navbar=False)).fullmatch("sd-card")


def test_classes_in_templates_of_the_theme_stay(theme_file: Callable[[str], str], theme_folders: list[Path]) -> None:
    """Rules for all classes in templates of the theme stay."""
    pattern = re.compile(f"{COMPONENTS}|{UTILITIES}|{UNUSED_PARTS}|{PRINT_PARTS}|{ABLOG_PARTS}")
    css = set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", theme_file("pydata-sphinx-theme.css")))
    lost = set()
    for path in (path for folder in theme_folders for path in folder.rglob("*.html")):
        for value in re.findall(r'class="([^"]*)"', path.read_text("utf-8")):
            names = set(re.findall(r"(?<![\w-])[A-Za-z][\w-]*", value)) & css
            lost |= {name for name in names if pattern.fullmatch(name) and name not in REQUIRED}

    assert lost == set()


def test_pattern_of_icon_classes() -> None:
    assert re.fullmatch(ICONS, "fa-x")
    assert re.fullmatch(ICONS, "fas")
    assert not re.fullmatch(ICONS, "fast")


def test_callouts_have_no_icons_in_the_layout_of_postil(theme_file: Callable[[str], str]) -> None:
    css = theme_file("pydata-sphinx-theme.css")
    names = unused_name_pattern({"postil"}, "", navbar=False)

    def icons(*, theme_layout: bool) -> set[str]:
        """Return the selectors of icons that stay."""
        selectors = unused_selector_pattern(navbar=False, theme_layout=theme_layout)
        used = remove_unused_rules(css, unused_names=names, unused_selectors=selectors)
        return set(re.findall(r"[^{},]*\.admonition-title:(?:before|after)", used))

    assert icons(theme_layout=False) == set()
    assert len(icons(theme_layout=True)) > 10


def test_animations_of_unused_classes_are_removed() -> None:
    css = "@keyframes fa-spin{to{rotate:1turn}}@keyframes open{from{opacity:0}}.a{animation:open 1s}"

    assert remove_unused_rules(css, unused_names=ICONS) == "@keyframes open{from{opacity:0}}.a{animation:open 1s}"
    assert "fa-spin" in remove_unused_rules(css, unused_names=ICONS, required=frozenset({"fa-spin"}))
