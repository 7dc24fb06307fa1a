"""Options whose values are HTML or links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postil.config.link_validators import html, labelled_links, license_link

if TYPE_CHECKING:
    from collections.abc import Callable

CC = "https://creativecommons.org"


@pytest.mark.parametrize(
    ("validate", "value", "expected"),
    [
        (html, None, ""),
        (html, " <p>Hello</p>\n", "<p>Hello</p>"),
        (labelled_links, {}, ()),
        (labelled_links, None, ()),
        (labelled_links, {"Mail": "mailto:a@b.org"}, (("Mail", "mailto:a@b.org"),)),
        (labelled_links, [("A & B", "https://a.org"), ["C", "c.html"]], (("A & B", "https://a.org"), ("C", "c.html"))),
        (license_link, "", ("", "")),
        (license_link, None, ("", "")),
        (license_link, "CC BY 4.0", ("CC BY 4.0", f"{CC}/licenses/by/4.0/")),
        (license_link, "cc-by-nc-sa", ("cc-by-nc-sa", f"{CC}/licenses/by-nc-sa/4.0/")),
        (license_link, "CC BY-ND 3.0", ("CC BY-ND 3.0", f"{CC}/licenses/by-nd/3.0/")),
        (license_link, "CC0", ("CC0", f"{CC}/publicdomain/zero/1.0/")),
        (license_link, "All rights reserved", ("All rights reserved", "")),
        (license_link, ("MIT", "https://a.org"), ("MIT", "https://a.org")),
    ],
)
def test_valid_values(validate: Callable[[Any], Any], value: Any, expected: Any) -> None:
    assert validate(value) == expected


@pytest.mark.parametrize(
    ("validate", "value"),
    [
        (html, 1),
        (html, ["<p>"]),
        (labelled_links, "https://a.org"),
        (labelled_links, ["https://a.org"]),
        (labelled_links, {"A": None}),
        (labelled_links, {"": "https://a.org"}),
        (labelled_links, {"A": "javascript:alert(1)"}),
        (labelled_links, 1),
        (license_link, 1),
        (license_link, ("MIT",)),
        (license_link, ("MIT", " data:text/html,x")),
    ],
)
def test_invalid_values(validate: Callable[[Any], Any], value: Any) -> None:
    with pytest.raises(ValueError, match=r"expected|is not a web"):
        validate(value)
