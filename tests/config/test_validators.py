"""Validators of options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postil.blog.post import Author
from postil.config import validators

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("validate", "value", "expected"),
    [
        (validators.optional_string, None, ""),
        (validators.optional_string, False, ""),
        (validators.strings, None, ()),
        (validators.strings, "ada", ("ada",)),
        (validators.strings, ["ada", "bob"], ("ada", "bob")),
        (validators.optional_boolean, None, False),
        (validators.positive_integer, "3", 3),
        (validators.optional_positive_integer, None, None),
        (validators.non_negative_integer, "0", 0),
        (validators.site_url, " https://example.org/a/ ", "https://example.org/a/"),
        (validators.mounts, {"/posts/": "../posts"}, {"posts": "../posts"}),
        (validators.path_in_site, "/blog/", "blog"),
        (validators.menu, None, None),
        (validators.menu, False, ()),
        (validators.menu, ["about"], (("", "about"),)),
        (validators.menu, {"Me": "about"}, (("Me", "about"),)),
        (validators.authors, {"ada": ("Ada", None)}, {"ada": Author("Ada")}),
        (validators.authors, {"ada": {"name": " Ada ", "bio": None}}, {"ada": Author("Ada")}),
    ],
)
def test_valid_values(validate: Callable[[Any], Any], value: Any, expected: Any) -> None:
    assert validate(value) == expected


@pytest.mark.parametrize(
    ("validate", "value", "message"),
    [
        (validators.string, 1, "expected a string"),
        (validators.strings, [1], "expected a string or a list of strings"),
        (validators.boolean, 1, "expected True or False"),
        (validators.positive_integer, 0, "expected a whole number of at least 1"),
        (validators.positive_integer, True, "expected a whole number of at least 1"),
        (validators.non_negative_integer, "²", "expected a whole number of at least 0"),
        (validators.choice("a", "b"), "c", "expected 'a' or 'b'"),
        (validators.site_url, "example.org", "expected the URL of a site"),
        (validators.site_url, "https://[", "expected the URL of a site"),
        (validators.time_zone, "Mars", "expected the name of a time zone"),
        (validators.mounts, ["../posts"], "expected a dictionary"),
        (validators.mounts, {"_static": "../posts"}, "keys are folder names"),
        (validators.path_in_site, "search", "expected a path in the site"),
        (validators.menu, "about", "expected a list of pages"),
        (validators.authors, {"ada": {"name": "Ada", "age": "36"}}, "the keys are name, link"),
        (validators.authors, {"ada": ("", None)}, "the name of 'ada' is empty"),
        (validators.card_colors, {"accent": "teal"}, "expected a dictionary"),
        (validators.fonts, {"text": "a.pdf"}, "a file is one of woff2"),
        (validators.byline, ["words"], "expected a list of 'avatar'"),
    ],
)
def test_invalid_values(validate: Callable[[Any], Any], value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        validate(value)


def test_links_that_could_run_a_script_are_removed() -> None:
    author = Author("Ada", "javascript:x", links=(("Code", "https://example.org"), ("Bad", "data:text/html,x")))
    safe, unsafe = validators.remove_unsafe_links({"ada": author})

    assert safe == {"ada": Author("Ada", links=(("Code", "https://example.org"),))}
    assert unsafe == ["javascript:x", "data:text/html,x"]
