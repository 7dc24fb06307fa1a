"""Shortening style sheets: unused rules and variables, licence comments, icons as images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.theme.css import (
    deduplicate_license_comments,
    inline_icon_images,
    remove_unused_rules,
    remove_unused_variables,
    rules_of,
    split_selectors,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (".fa-x{a:b}.y{c:d}", ".y{c:d}"),
        (".y,.fa-x b,.z{c:d}", ".y,.z{c:d}"),
        ("@media print{.fa-x{a:b}.y{c:d}}", "@media print{.y{c:d}}"),
        ("@media print{.fa-x{a:b}}.y{c:d}", ".y{c:d}"),
        ('@charset "UTF-8";.y{content:"}.fa-x{"}', '@charset "UTF-8";.y{content:"}.fa-x{"}'),
        (".y:not(.fa-x){c:d}", ".y:not(.fa-x){c:d}"),
        (":is(.y,.z) .fa-x{c:d}:is(.fa-x,.z){c:d}", ":is(.fa-x,.z){c:d}"),
        ("/* of no use */.y{c:d}/*! a right */.fa-x{e:f}", ".y{c:d}/*! a right */"),
        ('a[href=",.fa-x"]{c:d}', 'a[href=",.fa-x"]{c:d}'),
        ("@font-face{src:url(fa-x)}@keyframes x{0%{a:b}}", "@font-face{src:url(fa-x)}@keyframes x{0%{a:b}}"),
        (".fa-kept{a:b}", ".fa-kept{a:b}"),
        (".y{c:d", ".y{c:d"),
    ],
)  # fmt: skip
def test_rules_without_a_used_selector_are_removed(css: str, expected: str) -> None:
    assert remove_unused_rules(css, unused_names="fa-.+", required=frozenset({"fa-kept"})) == expected


def test_rules_stay_unchanged_if_none_is_unused(theme_file: Callable[[str], str]) -> None:
    """The theme's style sheet stays the same, except for comments."""
    css = theme_file("pydata-sphinx-theme.css")
    comment = re.compile(r"/\*.*?\*/", re.DOTALL)

    assert "".join(rules_of(css)) == css
    assert re.sub(r"\s", "", comment.sub("", remove_unused_rules(css, unused_names="-"))) == re.sub(
        r"\s", "", comment.sub("", css)
    )


def test_selectors_are_split_outside_brackets() -> None:
    assert split_selectors("a,b:is(c,d),e[f=',']") == ["a", "b:is(c,d)", "e[f=',']"]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a{--bs-x:1;--bs-y:2;b:var(--bs-x)}", "a{--bs-x:1;b:var(--bs-x)}"),
        ("a{--bs-x:1;--bs-y:var(--bs-x)}", "a{}"),
        ("a{--bs-x:url(\"data:a;{}b\");--pst-icon-x:'}';c:d}", "a{c:d}"),
        ("a{--fa-x:url(data:a;b);c:d}", "a{c:d}"),
        ("a{--pst-teal-100:#fff;--pst-color-x:#000;--pst-teal-x:1px}", "a{--pst-color-x:#000;--pst-teal-x:1px}"),
        ("a{--pst-teal-300:#fff}", "a{--pst-teal-300:#fff}"),
        ("a{--own--bs-x:1}", "a{--own--bs-x:1}"),
    ],
)
def test_unused_variables_are_removed(css: str, expected: str) -> None:
    assert remove_unused_variables(css, "b{c:var( --pst-teal-300)}") == expected


def test_licence_comments_are_not_repeated() -> None:
    assert deduplicate_license_comments("/*! A */a{}/*! B */b{}/*! A */c{}") == "/*! A */a{}/*! B */b{}c{}"


def test_icons_become_images() -> None:
    css = (
        'html{--pst-icon-bell:"\uf0f3";--pst-icon-none:"\ue999"}'
        ".a:after{color:red;content:var(--pst-icon-bell);font:var(--fa-font-solid)}"
    )
    css_with_images = inline_icon_images(css, lambda number: "data:x" if number == "f0f3" else "")

    assert '--pst-icon-bell:url("data:x")' in css_with_images
    assert '--pst-icon-none:"\ue999"' in css_with_images
    assert "--postil-icon:var(--pst-icon-bell)" in css_with_images
    assert "mask:var(--postil-icon)" in css_with_images
    assert "--fa-font-solid" not in css_with_images
    assert inline_icon_images(".a{b:c}", lambda _number: "data:x") == ".a{b:c}"
