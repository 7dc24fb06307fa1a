"""Icons of Font Awesome as SVG."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.theme.icons import IconSet

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def icons(theme_file: Callable[[str], str]) -> IconSet:
    return IconSet(theme_file("fontawesome.js"))


@pytest.mark.parametrize(
    "classes",
    ["fas fa-code", "fa-solid fa-magnifying-glass fa-lg", "fab fa-github", "fas fa-pencil-alt", "fa-regular fa-file",
     "theme-switch fa-solid fa-sun fa-lg fa-fw", "fas fa-rocket", "fas fa-lightbulb", "fab fa-gitlab"],
)  # fmt: skip
def test_icons_are_found_by_name_and_alias(icons: IconSet, classes: str) -> None:
    svg = str(icons.draw(classes))

    assert re.fullmatch(r'<svg class="postil-icon [^"]+" viewBox="0 0 \d+ \d+" [^>]*><path d="M[^"]+"/></svg>', svg)
    assert 'aria-hidden="true"' in svg


def test_unknown_icons(icons: IconSet) -> None:
    assert icons.draw("fas fa-no-such-icon") is None
    assert icons.draw("fa-lg") is None
    assert icons.draw('fas fa-"><script>') is None
    assert icons.image_url("ffff") == ""
    with pytest.raises(ValueError, match=r"^$"):
        IconSet("another script")


def test_title_of_an_icon_becomes_its_accessible_name(icons: IconSet) -> None:
    svg = str(icons.draw("fas fa-sun", ' data-mode="light" title="{{ _(\'Light\') }}"'))

    assert ' data-mode="light" role="img" aria-label="{{ _(\'Light\') }}"><path' in svg
    assert " title=" not in svg
    assert "aria-hidden" not in svg


def test_styles_have_different_icons(icons: IconSet) -> None:
    assert icons.draw("far fa-file") != str(icons.draw("fas fa-file")).replace("fas", "far")
