"""Highlighted lines and line numbers of code in the words of other engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.markdown.code_options import first_line, has_line_numbers, highlighted_lines
from postil.markdown.info_strings import parse_info
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# Info string -> highlighted lines, whether lines are numbered, the first number, and the title.
OPTIONS: dict[str, tuple[list[int], bool, int, str]] = {
    "python": ([], False, 1, ""),
    "python some words": ([], False, 1, ""),
    "python {1,3-4}": ([1, 3, 4], False, 1, ""),
    "python{2}": ([2], False, 1, ""),
    "js {1,3-4} showLineNumbers title='a b.js'": ([1, 3, 4], True, 1, "a b.js"),
    'js title="{x}.js" {2}': ([2], False, 1, "{x}.js"),
    "js showLineNumbers": ([], True, 1, ""),
    "js showLineNumbers=false": ([], False, 1, ""),
    "js showLineNumbers=5": ([], True, 5, ""),
    "go {hl_lines=[2]}": ([2], False, 1, ""),
    'go {hl_lines=["2-3",5],linenos=true,linenostart=199}': ([2, 3, 5], True, 199, ""),
    "go {linenos=table,hl_lines=[1]}": ([1], True, 1, ""),
    "go {lineNos=inline lineNoStart=7}": ([], True, 7, ""),
    "go {linenos=false}": ([], False, 1, ""),
    'python hl_lines="2-3" linenums="1"': ([2, 3], True, 1, ""),
    'python linenums="10" title="x.py"': ([], True, 10, "x.py"),
    "rust,linenos": ([], True, 1, ""),
    "rust,linenos,linenostart=20,hl_lines=3-4 5": ([3, 4, 5], True, 20, ""),
    '{.python .numberLines startFrom="100"}': ([], True, 100, ""),
    "{.python .number-lines}": ([], True, 1, ""),
    '{.r code-line-numbers="1"}': ([1], False, 1, ""),
    '{.r code-line-numbers="1|2-3"}': ([1, 2, 3], False, 1, ""),
    '{.r code-line-numbers="true"}': ([], True, 1, ""),
    '{.r code-line-numbers="false" filename="a.R"}': ([], False, 1, "a.R"),
    "js:x.js": ([], False, 1, "x.js"),
    "js {0,9-99999999}": ([], False, 1, ""),
}


@pytest.mark.parametrize("text", OPTIONS)
def test_options(text: str) -> None:
    info = parse_info(text)
    found = highlighted_lines(info.options, 5), has_line_numbers(info.options, info.classes), first_line(info.options)

    assert (*found, info.title) == OPTIONS[text]


@pytest.mark.parametrize(
    "info", ["js {1,3}", '{.js code-line-numbers="1,3"}', "{js hl_lines=[1,3]}", "js hl_lines='1 3'"]
)
def test_highlighted_lines(plain_site: SiteBuilder, post: Post, info: str) -> None:
    built = plain_site.build({"a.md": post(f"Words.\n\n```{info}\none\ntwo\nthree\n```\n")})

    assert [tag.get_text().strip() for tag in main_content(built).select(".hll")] == ["one", "three"]


def test_line_numbers(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("Words.\n\n```go {linenos=true,linenostart=19}\none\ntwo\n```\n")})

    assert built.warnings == []
    assert [tag.get_text().strip() for tag in main_content(built).select(".linenos")] == ["19", "20"]


@pytest.mark.parametrize("language", ["diff", "diff-js"])
def test_diff(plain_site: SiteBuilder, post: Post, language: str) -> None:
    built = plain_site.build({"a.md": post(f"Words.\n\n```{language}\n- a\n+ b\n```\n")})

    assert built.warnings == []
    assert main_content(built).select(".gd")
    assert main_content(built).select(".gi")
