"""URLs in HTML, and URLs of pages."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postil.urls import absolute_url, make_absolute


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ('<a href="b.html">', '<a href="https://e.org/x/b.html">'),
        ("<a href=b.html>", '<a href="https://e.org/x/b.html">'),
        ("<img src='p.png?a=1&amp;b=2'>", '<img src="https://e.org/x/p.png?a=1&amp;b=2">'),
        ('<a href="#n">', '<a href="https://e.org/x/a.html#n">'),
        ('<a href="/y">', '<a href="https://e.org/y">'),
        ('<a href="mailto:a@b">', '<a href="mailto:a@b">'),
        ('<img srcset="a.png 1x, b.png 2x">', '<img srcset="https://e.org/x/a.png 1x, https://e.org/x/b.png 2x">'),
        ('<p title="href=b">href="b"', '<p title="href=b">href="b"'),
        ('<a href="http://[">', '<a href="http://[">'),
        ('<a data-href="b">', '<a data-href="b">'),
        ('<a href="//h.org/y">', '<a href="https://h.org/y">'),
        ('<a href="?q=1">', '<a href="https://e.org/x/a.html?q=1">'),
        ('<img src="data:image/gif;base64,R0lG">', '<img src="data:image/gif;base64,R0lG">'),
        ('<img srcset="data:image/gif;base64,R0lG 1x,b.png 2x">',
         '<img srcset="data:image/gif;base64,R0lG 1x, https://e.org/x/b.png 2x">'),
        ('<video poster="p.jpg"><source src="v.mp4">',
         '<video poster="https://e.org/x/p.jpg"><source src="https://e.org/x/v.mp4">'),
        ('<object data="d.pdf">', '<object data="https://e.org/x/d.pdf">'),
        ('<form action="s"><button formaction="t">',
         '<form action="https://e.org/x/s"><button formaction="https://e.org/x/t">'),
        ('<p data="href=b">', '<p data="href=b">'),
        ('<img alt=" src=b " src="p.png">', '<img alt=" src=b " src="https://e.org/x/p.png">'),
        ("<img alt=' href=\"b\" > <a href=c>'>", "<img alt=' href=\"b\" > <a href=c>'>"),
        ('<a href="b" href="c">', '<a href="https://e.org/x/b" href="c">'),
        ("<a\nHREF = b.html>", '<a\nHREF = "https://e.org/x/b.html">'),
        ("<a href=b/>", '<a href="https://e.org/x/b/">'),
        ("<!-- <a href=b> -->", "<!-- <a href=b> -->"),
        ("<script>'<a href=b>'</script><a href=b>", "<script>'<a href=b>'</script><a href=\"https://e.org/x/b\">"),
        ("<a href=", "<a href="),
        ('<a href="b', '<a href="b'),
        ("<a =href=b>", "<a =href=b>"),
        ("1 < 2 <a href=b>", '1 < 2 <a href="https://e.org/x/b">'),
        ('<use href="#i"><path id="i">', '<use href="#i"><path id="i">'),
    ],
)  # fmt: skip
def test_make_absolute(html: str, whole: str) -> None:
    assert make_absolute(html, "https://e.org/x/a.html") == whole


class Attributes(HTMLParser):
    """Reads the attributes of all start tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


# What looks like an attribute, a tag or the end of one.
_PIECES = [" src=b", "href='c'", ' poster="d"', "srcset=e 1x", "<img src=f>", "/>", "-->", "<!--", "=", "&quot;", "\n"]


odd_text = st.lists(st.sampled_from(_PIECES) | st.text("ab<>&=/'\" \t", max_size=4), max_size=6).map("".join)


@given(values=st.lists(odd_text, min_size=2, max_size=2), quotes=st.sampled_from("\"'"))
def test_text_in_attribute_values_is_not_rewritten(values: list[str], quotes: str) -> None:
    alt, title = (escape(value).replace("&lt;", "<").replace("&gt;", ">") for value in values)
    html = f"<p title={quotes}{title}{quotes}>x <img alt={quotes}{alt}{quotes} src=p.png></p>"
    before = Attributes(html).found

    after = Attributes(make_absolute(html, "https://e.org/x/a.html")).found

    before[-1][1]["src"] = "https://e.org/x/p.png"
    assert after == before
    assert len(after) == 2


@given(page=st.text(alphabet="ab.//?#:;%-é \t", max_size=12) | st.just("posts/a b.html"))
@example(page="a/../b")
@example(page="a//b")
@example(page="x:y")
@example(page="..")
def test_absolute_url_joins_as_urljoin_does(page: str) -> None:
    base = "https://e.org/sub/"
    assert absolute_url(base, page) == urljoin(base, page)
