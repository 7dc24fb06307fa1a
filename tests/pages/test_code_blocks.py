"""Code blocks on pages: folding, and the script that copies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.testing import Built

    Post = Callable[..., str]

# The opening of a block of code -> the summary of what folds, and whether it is open; None if nothing folds.
FOLDED: dict[str, tuple[str, bool] | None] = {
    '```{.python code-fold="true"}': ("Show code", False),
    '```{.python code-fold="show" code-summary="See <b>how</b>"}': ("See <b>how</b>", True),
    "```python fold": ("Show code", False),
    '```python {fold summary="Drawn"}': ("Drawn", False),
    "```{.python .fold}": ("Show code", False),
    "```{code-block} python\n:class: fold\n": ("Show code", False),
    "```{code-block} python\n:class: fold\n:caption: a.py\n": ("Show code", False),
    '```python title="a.py" collapse': ("Show code", False),
    "```{python}\n#| code-fold: true": ("Show code", False),
    '```{.python code-fold="false"}': None,
    "```python": None,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a site with a post of all blocks, and one without code."""
    site = SiteBuilder(tmp_path_factory.mktemp("code"), theme="basic")
    head = "---\ntitle: Post {0}\ndate: 2024-03-0{0}\n---\n\n"
    blocks = "\n\n".join(f"{opening}\nprint({n})\n```" for n, opening in enumerate(FOLDED))
    return site.build(
        posts={"a.md": f"{head.format(1)}Text.\n\n{blocks}\n", "b.md": head.format(2) + "Plain `code`.\n"}
    )


def block(page: BeautifulSoup, number: int) -> object:
    """Return the fold around a block of code; None if there is none."""
    code = next(pre for pre in page.select("pre") if pre.get_text().strip() == f"print({number})")
    found = code.find_parent("details")
    return (found.summary.get_text(), found.has_attr("open")) if found and found.summary else None


@pytest.mark.parametrize(("number", "expected"), list(enumerate(FOLDED.values())), ids=FOLDED)
def test_code_folds(built: Built, number: int, expected: tuple[str, bool] | None) -> None:
    assert block(built.page("posts/a"), number) == expected


def test_the_title_is_inside(built: Built) -> None:
    assert len(built.page("posts/a").select("details .code-block-caption")) == 2


def test_code_in_feeds_does_not_fold(built: Built) -> None:
    """Some feed readers drop `<details>`."""
    assert "print" in built.read("blog/atom.xml")
    assert "details" not in built.read("blog/atom.xml")


def test_only_pages_with_code_load_the_script(built: Built) -> None:
    assert "postil-code.js" in built.read("posts/a.html")
    assert "postil-code.js" not in built.read("posts/b.html")
    assert "postil-code.js" not in built.read("blog.html")
