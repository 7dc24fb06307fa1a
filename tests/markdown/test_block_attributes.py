"""Attributes in the syntax of kramdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


BLOCKS = {
    "Words": "p",
    "- a\n- b": "ul",
    "1. a\n2. b": "ol",
    "> Words": "blockquote",
    "## Heading": "section",
    "Heading\n---": "section",
    "a | b\n--|--\n1 | 2": "table",
    "```python\nx\n```": "div",
    "    code": "div",
}


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize(
    "pattern", ['{}\n{{: .big #Id_1 key="v"}}\n\nNext\n', "{}\n{{:.big}}\n{{:  #Id_1 }}\n\nNext\n"]
)
def test_below_a_block(plain_site: SiteBuilder, post: Post, block: str, pattern: str) -> None:
    built = plain_site.build({"a.md": post(pattern.format(block))})
    page = main_content(built)

    assert built.warnings == []
    assert "{:" not in page.get_text()
    found = page.select_one(f"{BLOCKS[block]}.big")
    assert found is not None, page
    assert page.find(id="Id_1") is not None, page


def test_above_a_block(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("First\n\n{: .big}\nSecond\n\nThird\n\n{: .lost}\n")})

    assert built.warnings == []
    assert [tag.get_text() for tag in main_content(built).select("p.big")] == ["Second"]
    assert "{:" not in main_content(built).get_text()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a*{: .big}", '<span class="big"><em>a</em></span>'),
        ("x **a *b***{:.big .red}", '<span class="big red"><strong>a <em>b</em></strong></span>'),
        ("[a](https://example.org){: .btn}", '<a class="btn reference external" href="https://example.org">a</a>'),
        ("`a`{: .big}", "big"),
        ("- {: .big} a", '<li class="big"><p> a</p>'),
        ("- a\n  {: .big}", '<p class="big">a</p>'),
        ("> a\n> {: .big}", '<p class="big">a</p>'),
        ("> a\n{: .big}", '<blockquote class="big">'),
        ("- a\n{: .big}", '<ul class="big simple">'),
        ("{:ref: .big}\nA\n{: ref}", '<p class="big">A</p>'),
        ('{::options toc_levels="1" /}\n\nA', "<p>A</p>"),
        ("A {::comment}x{:/comment}B", "<p>A B</p>"),
        ("{::comment}\nx\n\ny\n{:/comment}\n\nB", "<p>B</p>"),
        ("A {::nomarkdown}<b>*x*</b>{:/}", "<p>A <b>*x*</b></p>"),
        ("{::nomarkdown}\n<div>*x*</div>\n{:/}", "<div>*x*</div>"),
        ("Word^[A *note*{: .big}.]", '<span class="big"><em>note</em></span>'),
    ],
)
def test_places(plain_site: SiteBuilder, post: Post, text: str, html: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n")})

    assert built.warnings == []
    assert html in str(main_content(built)).replace("\n", "").replace("<li><p>", "<p>") or html in str(
        main_content(built)
    )
    assert "{:" not in main_content(built).get_text()


@pytest.mark.parametrize(
    "text",
    ["words{: .big}", "{: unknown}", "A\n{: un known}", "`{: .a}`", r"\{: .a}", "{::comment} open", "{: .a", "{:}"],
)
def test_other_braces_stay(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n")})

    assert built.warnings == []
    assert text.strip("`\\") in main_content(built).get_text()


def test_attributes_of_an_image(plain_site: SiteBuilder, post: Post) -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"
    plain_site.write({"posts/x.svg": svg})
    text = '![One](x.svg)\n{: .big width="50%"}\n\nText ![two](x.svg){: .small}\n'
    page = main_content(plain_site.build({"a.md": post(text)}))

    assert page.select_one(".big")
    assert page.select_one("img.small")


@pytest.mark.parametrize("attribute", ["onclick=alert(1)", 'href="javascript:x"', 'style="x"', 'src="x"'])
def test_no_scripts(plain_site: SiteBuilder, post: Post, attribute: str) -> None:
    html = str(
        main_content(plain_site.build({"a.md": post(f"[a](https://b.org){{: {attribute}}} *c*{{: {attribute}}}\n")}))
    )

    assert attribute.partition("=")[2].strip('"') + '"' not in html
    assert 'href="https://b.org"' in html


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Words\n{: .notice--warning}", "warning"),
        ("> Words\n>\n> More\n{: .prompt-tip }", "tip"),
        ("{: .note }\nWords", "note"),
        ("{: .important }\n> Words", "important"),
        ("Words\n{: .notice}", "note"),
    ],
)
def test_callouts_of_themes(plain_site: SiteBuilder, post: Post, text: str, kind: str) -> None:
    built = plain_site.build({"a.md": post(f"Before\n\n{text}\n\nAfter\n")})

    assert built.warnings == []
    callout = main_content(built).select_one(f"div.admonition.{kind}")
    assert callout is not None
    assert "Words" in callout.get_text()
    assert "After" not in callout.get_text()
