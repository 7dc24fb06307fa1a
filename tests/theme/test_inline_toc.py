"""The table of contents at the head of a post."""

from __future__ import annotations

import pytest

from postil.theme.inline_toc import insert_toc

ENTRY = '<li class="toc-h2"><a class="nav-link" href="#a">A &amp; b</a></li>'


@pytest.mark.parametrize("count", [0, 2, 3])
def test_the_table_of_contents_is_before_the_text(count: int) -> None:
    body = '<p>Byline</p><div class="e-content">\n<p>Text</p><div class="e-content">'
    html = insert_toc(body, f'<ul class="nav">{ENTRY * count}</ul>', "In <this> post")

    if count < 3:
        assert html == body
        return
    byline, details, text = (
        html.partition("<details")[0],
        html.partition("</details>")[0],
        html.partition("details>")[2],
    )
    assert byline == "<p>Byline</p>"
    assert text.strip() == '<div class="e-content">\n<p>Text</p><div class="e-content">'
    assert "<summary>In &lt;this&gt; post</summary>" in details
    assert details.count('<li><a href="#a">A &amp; b</a></li>') == 3


def test_a_page_without_text_of_a_post_is_unchanged() -> None:
    assert insert_toc("<p>Text</p>", ENTRY * 3, "Contents") == "<p>Text</p>"
