"""HTML in posts that is not closed, and HTML with Markdown between its tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, Tag

from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

UNCLOSED = {
    "iframe": '<iframe src="https://example.org/" width="100">',
    "div": "<div class='box'>",
    "bold": "Some <b>words",
    "comment": "<!-- words",
    "textarea": "<textarea>",
    "script": "<script>",
    "style": "<style>",
    "pre": "<pre>",
    "stray": "</div>",
    "strays": "</div></div></section></article></main></body></html>",
    "table": "<table><tr><td>",
    "half a tag": "<div class='box",
    "half a tag in a line": "Words <span class='a\n",
    "link": '<a href="https://example.org/">',
    "instruction": "<?php words",
    "data": "<![CDATA[ words",
    "heading": "<h2>Words",
    "details": "<details><summary>Words",
    "select": "<select><option>",
    "form": "<form>",
    "title": "<title>",
    "list": "<ul><li>",
    "misnested": "<b><i>Words</b></i>",
    "template": "<template>",
    "plaintext": "<plaintext>",
    "div around a heading": "<div>\n\n## Inner\n\nx",
    "stray in a section": "<div>\n\n## Inner\n\nx\n\n</div></div>",
}
PLACES = {
    "text": "{}",
    "list": "- {}",
    "quote": "> {}",
    "note": "Words[^1]\n\n[^1]: {}",
    "div": "::: a\n{}\n:::",
}


# Shown as text anyway.
NOT_HTML = ("half a tag in a line", "instruction", "data")


def frame(built: Built, name: str = "posts/a", *, of_text: bool = True) -> list[str]:
    """Return the elements of a page around its text as browsers parse it, and those around its last paragraph."""
    page = BeautifulSoup(built.read(f"{name}.html"), "html5lib")
    last = page.find("p", string="LAST")
    foot = page.select_one("div.footer")
    assert isinstance(last, Tag), name
    assert isinstance(foot, Tag)
    around = [f"{each.name}.{each.get('class')}" for each in last.parents] if of_text else []
    return [*(parent.name for parent in foot.parents), "-", *around]


@pytest.mark.parametrize("place", PLACES)
def test_unclosed_html_ends_with_its_block(plain_site: SiteBuilder, post: Post, place: str) -> None:
    indent = {"list": "  ", "quote": "> ", "note": "    "}.get(place, "")
    end = "\n\n# End\n\nLAST"
    posts = {"none.md": post(f"{PLACES[place].format('Words')}{end}", title="None")}
    for name, html in UNCLOSED.items():
        text = PLACES[place].format(html.replace("\n", f"\n{indent}"))
        posts[f"{name}.md"] = post(f"{text}{end}", title=name)
    built = plain_site.build(posts=posts)
    of_text = place != "text"  # else the last paragraph may be in the element
    expected = frame(built, "posts/none", of_text=of_text)

    for name in UNCLOSED:
        assert frame(built, f"posts/{name}", of_text=of_text) == expected, name
        told = [each for each in built.warnings if f"posts/{name}.md:" in each and "[postil.html]" in each]
        assert len(told) == (name not in NOT_HTML), (name, told)


@pytest.mark.parametrize("opening", ["<!-- a", "<script> a", "<style> a", "<textarea> a", "<pre> a", "<?php a"])
def test_text_behind_an_unclosed_block_is_parsed(plain_site: SiteBuilder, post: Post, opening: str) -> None:
    built = plain_site.build(posts={"a.md": post(f"{opening}\n\nSome *words*.\n\n- a\n")})

    assert outline(main_content(built)).endswith("p(Some em(words) .) li(p(a))")


SPLIT = {
    "div": ("<div class='box'>\n\nSome *words*.\n\n</div>", "div.box > p > em"),
    "end in the paragraph": ("<div class='box'>\n\nSome *words*.</div>\n\nAfter.", "div.box > p > em"),
    "details": ("<details><summary>More</summary>\n\n- *a*\n\n</details>", "details > ul em"),
    "table": ("<table><tr><td>\n\nSome *words*.\n\n</td></tr></table>", "table td > p > em"),
    "center": ("<center>\n\nSome *words*.\n\n</center>", "center > p > em"),
    "nested": ("<div class='a'>\n<div class='b'>\n\nSome *words*.\n\n</div>\n</div>", "div.a > div.b > p > em"),
    "in a list": ("- <div class='box'>\n\n  Some *words*.\n\n  </div>", "li > div.box > p > em"),
    "frame": ("<iframe src='https://example.org/'>\n\n</iframe>\n\nSome *words*.", "iframe + p > em"),
    "heading": ("<div class='box'>\n\n## Heading\n\n*x*\n\n</div>\n\nAfter.", "div.box > p + p > em"),
    "headings to the end": ("<div class='box'>\n\n## One\n\n## Three\n\n*x*\n\n</div>", "div.box section h2 + p > em"),
    "heading after": ("<div class='box'>\n\n## One\n\n*x*\n\n</div>\n\n## Two", "div.box section p > em"),
    "details with headings": ("<details>\n\n### A\n\n*x*\n\n</details>\n\nAfter.", "details > p + p > em"),
}


@pytest.mark.parametrize("name", SPLIT)
def test_split_html(plain_site: SiteBuilder, post: Post, name: str) -> None:
    text, selector = SPLIT[name]
    built = plain_site.build(posts={"a.md": post(text)})
    page = BeautifulSoup(built.read("posts/a.html"), "html5lib")

    assert built.warnings == []
    assert page.select_one(selector)
    after = page.find("p", string="After.")
    assert after is None or (not after.find_parent(["details", "center"]) and not after.find_parent(class_="box"))
    assert name != "heading after" or page.select_one("div.box h2")
    assert not page.select_one("div.box #two")


MARKDOWN = {
    "block": '<div class="box" markdown="1">\n**Bold** words.\n</div>',
    "attribute first": "<div markdown='1' class='box'>\n**Bold** words.\n</div>",
    "without value": '<div class="box" markdown>\n\n**Bold** words.\n\n</div>',
    "line": '<div class="box" markdown="span">**Bold** words.</div>',
    "nested": '<div class="box" markdown="1">\n<div>\n\nx\n\n</div>\n\n**Bold** words.\n</div>',
    "text on the lines of tags": '<div class="box" markdown="1">**Bold** words.\n\nMore\n\nlast</div>',
    "in a list": '- <div class="box" markdown="block">\n  **Bold** words.\n  </div>',
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_in_html(plain_site: SiteBuilder, post: Post, name: str) -> None:
    built = plain_site.build(posts={"a.md": post(f"{MARKDOWN[name]}\n\nAfter.")})
    content = main_content(built)

    assert built.warnings == []
    assert content.select_one("div.box strong")
    assert "markdown" not in str(content)
    assert not content.find("p", string="After.").find_parent(class_="box")  # type: ignore[union-attr]


def test_words_in_angle_brackets_are_shown(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("A List<String> of vector<int> and <your name>.\n\n<token>\n\nx")})
    shown = main_content(built).get_text()

    for word in ("<String>", "<int>", "<your name>", "<token>"):
        assert word in shown
    assert len(built.warnings) == 1


def test_excerpts_and_feeds_are_closed(plain_site: SiteBuilder, post: Post) -> None:
    text = "<div class='box'>\n\nSome <b>words\n\n<!-- more -->\n\n<textarea>\n\nLAST"
    built = plain_site.build(
        posts={"a.md": post(text)}, docs={"index.md": "# Home\n\n```{postlist}\n:excerpts:\n```\n\nLAST"}
    )
    feed = built.read("blog/atom.xml")

    assert frame(built, "index")
    assert "&lt;textarea&gt;&lt;/textarea&gt;" in feed
