"""HTML in pieces is closed and nested correctly."""

from __future__ import annotations

import pytest
from html5lib import HTMLParser
from hypothesis import given
from hypothesis import strategies as st

from postil.markdown.html_nesting import Balancer


def balanced(*pieces: str) -> tuple[str, list[str]]:
    """Return the HTML of pieces in one block, corrected, and the tags that were corrected."""
    balancer = Balancer()
    for number, piece in enumerate(pieces):
        balancer.read(piece, 1, pieces[number + 1] if number + 1 < len(pieces) else "")
    ends = balancer.finish()
    strays = [f"</{tag.name}>" for tag in balancer.strays]
    return "|".join(balancer.pieces) + ends, [tag for tag, _line in balancer.problems] + strays


RIGHT = [
    "<b>a</b>",
    "<div>|</div>",
    "<div class='a > b'><p>a<p>b</div>",
    "<ul><li>a<li>b</ul>",
    "<table><tr><td>a<td>b<tr><td>c</table>",
    "<dl><dt>a<dd>b</dl>",
    "<p>a",
    "</p>",
    "<br><hr/><img src=a>",
    "<iframe src=a></iframe>",
    "<iframe src=a>|</iframe>",
    "<script>if (a < b) '<div>'</script>",
    "<!-- <div> -->",
    "<!---->",
    "<svg><path d=''/><g></g></svg>",
    "<my-element>|</my-element>",
    "a < b > c",
    "<details><summary>a</summary>|</details>",
    "<?xml a?>",
    "<select><option>a<option>b</select>",
    "<DIV></div>",
]
WRONG = {
    "<div>": ("<div></div>", ["<div>"]),
    "<div>|<b>": ("<div>|<b></b></div>", ["<b>", "<div>"]),
    "</div>": ("", ["</div>"]),
    "a</b>": ("a", ["</b>"]),
    "<b><i>a</b></i>": ("<b><i>a</i></b>", ["<i>", "</i>"]),
    "<a name='x'/>": ("<a name='x'></a>", []),
    "<div/>": ("<div></div>", []),
    "<iframe src=a>": ("<iframe src=a></iframe>", ["<iframe>"]),
    "<textarea>|a": ("<textarea></textarea>|a", ["<textarea>"]),
    "<script>a": ("<script></script>a", ["<script>"]),
    "<!-- a": ("&lt;!-- a", ["<!--"]),
    "<div class='a": ("&lt;div class='a", ["<div"]),
    "<div class=a": ("&lt;div class=a", ["<div"]),
    "<?php a": ("&lt;?php a", ["<?php"]),
    "List<String> a": ("List&lt;String> a", ["<String>"]),
    "<b>a<Int>b</b>": ("<b>a&lt;Int>b</b>", ["<Int>"]),
    "a</String>": ("a&lt;/String>", ["</String>"]),
    "<X/>": ("&lt;X/>", ["<X/>"]),
    "<table><tr><td>": ("<table><tr><td></table>", ["<table>"]),
    "<td></td></td>": ("<td></td>", ["</td>"]),
}


@pytest.mark.parametrize("html", RIGHT)
def test_correct_html_is_not_changed(html: str) -> None:
    assert balanced(*html.split("|")) == (html, [])


@pytest.mark.parametrize("html", WRONG)
def test_incorrect_html(html: str) -> None:
    assert balanced(*html.split("|")) == WRONG[html]


TAGS = "div /div b /b p /p table tr td /table li ul /ul script /script textarea /textarea a /a br X /X iframe /iframe"
PARTS = st.sampled_from(
    [f"<{tag}>" for tag in f"{TAGS} svg /svg select i/".split()]
    + ["<!--", "-->", "<a href='x'>", "<div", "'", "<?", ">", "<", '"', "word", "</"]
)


@given(st.lists(PARTS, max_size=12))
def test_the_page_around_is_not_changed(parts: list[str]) -> None:
    html, _problems = balanced(*parts)
    page = f"<!DOCTYPE html><body><main>{html.replace('|', '')}</main><footer>END</footer>"
    tree = HTMLParser(namespaceHTMLElements=False).parse(page)

    footer = tree.find("body/footer")
    assert footer is not None
    assert footer.text == "END"
