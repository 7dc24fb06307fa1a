"""The markup in titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.title_markup import parse_title, title_html, title_text


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("The `args` of *walks*", "The <code>args</code> of <em>walks</em>"),
        ("**Bold** and __bold__ and _em_", "<strong>Bold</strong> and <strong>bold</strong> and <em>em</em>"),
        ("On <i>Dune</i> and <cite>Emma</cite>", "On <em>Dune</em> and <em>Emma</em>"),
        ("<b>A <em>b</em></b> <code>c</code>", "<strong>A </strong><strong><em>b</em></strong> <code>c</code>"),
        ("The `<b>` tag", "The <code>&lt;b&gt;</code> tag"),
        ("*A `b` c*", "<em>A </em><em><code>b</code></em><em> c</em>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("*nix and *bsd", "*nix and *bsd"),
        ("C* and D*", "C* and D*"),
        ("`open", "`open"),
        ("<i>open", "&lt;i&gt;open"),
        ("closed</i>", "closed&lt;/i&gt;"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('<i class="a">x</i>', "&lt;i class=&#34;a&#34;&gt;x&lt;/i&gt;"),
        ("A [link](b) & $x$", "A [link](b) &amp; $x$"),
        ("", ""),
    ],
)
def test_markup(title: str, html: str) -> None:
    assert title_html(parse_title(title)) == html


@given(st.text(alphabet="ab*_`<>/i \\&;[]", max_size=30))
def test_no_letter_is_lost_and_no_html_passes(title: str) -> None:
    spans = parse_title(title)
    html = title_html(spans)
    for kind in ("em", "strong", "code"):
        html = html.replace(f"<{kind}>", "").replace(f"</{kind}>", "")

    assert "<" not in html
    assert title_text(spans).count("a") == title.count("a")
