"""Tables in HTML with blank lines and indents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


ROWS = "      <tr><td>1</td></tr>\n"


@pytest.mark.parametrize(
    "text",
    [
        f"<table>\n  <thead><tr><th>a</th></tr></thead>\n\n    <tbody>\n{ROWS}    </tbody>\n\n</table>\n",
        f"<table>\n\n{ROWS}\n{ROWS}\n\n</table>\n",
        "<table>\n\n\t<tr>\n\n\t\t<td>\n\n1\n\n\t\t</td>\n\n\t</tr>\n</table>\n",
    ],
)
def test_one_table(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\nAfter\n")})
    page = main_content(built)

    assert built.warnings == []
    assert not page.select("pre")
    assert "1" in page.select("table td")[0].get_text()
    assert "After" not in page.select("table")[0].get_text()


@pytest.mark.parametrize(
    "text", ["    <tr>", "<table></table>\n\n    <tr>", "<table><tr><td>\n\n    code\n\n</td></tr></table>"]
)
def test_code_stays_code(plain_site: SiteBuilder, post: Post, text: str) -> None:
    assert main_content(plain_site.build({"a.md": post(f"{text}\n")})).select("pre")
