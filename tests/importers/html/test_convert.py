# ruff: noqa: E501 - HTML as programs write it
"""What HTML becomes in Markdown."""

from __future__ import annotations

import pytest

from postil.importers.html.context import Conversion
from postil.importers.html.convert import Converted, html_to_markdown
from postil.importers.model import Place, Reference


def converted(html: str) -> Converted:
    return html_to_markdown(html, Conversion(Place("a.html", 10), "https://old.example/a/"))


def markdown(html: str) -> str:
    return "".join(part.target if isinstance(part, Reference) else part for part in converted(html).body)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>bold: </b>word", "**bold:** word"),
        ("<b>a</b><b>b</b>", "**ab**"),
        ("x<span><b>?y</b></span> z", "x<strong>?y</strong> z"),  # what is around a span is beside its words
        ("<del><mark>a</mark> - b</del>", "<del><mark>a</mark> - b</del>"),
        ("<b><i>a</i> b <u>c<br><i>(d)</i></u></b>", "***a* b <u>c<br><em>(d)</em></u>**"),
        ("<dl><dt>a</dt><dd>b</dd></dl><p>~ c</p>", "a\n: b\n\n\\~ c"),
        ("<dl><dt>a</dt><dd>b</dd></dl><ol><li><dl><dt>c</dt><dd>d</dd></dl></li></ol>", "a\n: b\n\n1. <!-- -->\n\n   c\n   : d"),
        ('<figure><img src="/a.png" alt="A"><figcaption><s>b</s> <u>c</u></figcaption></figure>', '![A](https://old.example/a.png "~~b~~ <u>c</u>")'),
        ('<blockquote class="twitter-tweet"><a href="https://x.example/1"></a></blockquote>', "> https://x.example/1"),
        ("<b>a</b><code> b</code>c", "<strong>a</strong> `b`c"),
        ('<div class="wp-caption alignleft"><a href="/z.jpg"><img src="/z-300x200.jpg" alt="Z"></a><p class="wp-caption-text">A <i>b</i></p></div>', '![Z](https://old.example/z.jpg "A *b*"){align=left}'),
        ("<b>x:</b>y", "<strong>x:</strong>y"),
        ("<i>a<br><br>b</i>", "*a*\n\n*b*"),
        ("<b><p>a</p><p>b</p></b>", "**a**\n\n**b**"),
        ("a<br>b<br>", "a\\\nb"),
        ("H<sub>2</sub>O 2<sup>nd day</sup>", "H~2~O 2<sup>nd day</sup>"),
        ("<mark>new</mark> <del>old</del> <kbd>Ctrl</kbd>", "==new== ~~old~~ <kbd>Ctrl</kbd>"),
        ("<code>a`b</code>", "`` a`b ``"),
        ('<abbr title="Hyper">HT</abbr>', '<abbr title="Hyper">HT</abbr>'),
        ("<p>&nbsp;</p><p>a</p><p></p>", "a"),
        ("$5 and a_b", "$5 and a_b"),
        ("<hr><p>a</p><hr>", "a"),
        ("1. a", "1\\. a"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ('<ol start="3"><li><p>a</p><p>b</p></li><li>c</li></ol>', "3. a\n\n   b\n4. c"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ('<ul><li><input type="checkbox" checked> a</li></ul>', "- [x] a"),
        ("<h1>A</h1><h3>B</h3><h3>C</h3><h2>D</h2>", "## A\n\n### B\n\n### C\n\n### D"),
        ("<h3><b>A</b></h3><h5>B</h5>", "## A\n\n### B"),
        ("<blockquote><h2>A</h2>b</blockquote>", "> **A**\n>\n> b"),
        ("<dl><dt>A</dt><dd>b</dd></dl>", "A\n: b"),
        ("<details><summary>A</summary>b</details>", ":::details A\nb\n:::"),
        ('<pre class="brush: js">a\n  b</pre>', "```js\na\n  b\n```"),
        ('<div class="highlight-python notranslate"><pre>a</pre></div>', "```python\na\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        ('<div class="highlight"><table><tr><td class="gutter"><pre>1\n2</pre></td><td class="code"><pre>a\nb</pre></td></tr></table></div>', "```\na\nb\n```"),
        ("<table><tr><th>a|b</th></tr><tr><td>c<br>d</td></tr><tr><td>e</td></tr></table>", "| a\\|b |\n| --- |\n| c<br>d |\n| e |"),
        ('<table><caption>T</caption><tr><td>a</td><td align="right">b</td></tr></table>', "|  |  |\n| --- | --: |\n| a | b |\n\n: T"),
        ('<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>', '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>'),
        ('<a href="/b">c</a>', "[c](https://old.example/b)"),
        ('<a href="javascript:x()">c</a>', "c"),
        ('<a href="https://x.example/a_b">https://x.example/a_b</a>', "https://x.example/a_b"),
        ('see <a href="https://x.example/">https://x.example/</a>', "see <https://x.example/>"),
        ('<a href="/b"><h3>T</h3><p>d</p></a>', "## [T](https://old.example/b)\n\nd"),
        ('<p><a href="#x">1</a></p><h2 id="x">T</h2>', "[1](#x)\n\n## T {#x}"),
        ('<p><a href="https://old.example/a/#x">go</a></p><p id="x">T</p>', '[go](#x)\n\n<a id="x"></a>T'),
        ('<a href="#none">go</a>', "go"),
        ('<a href="/b">c<br><br>d<br></a>', "[c\\\nd](https://old.example/b)"),
        ("x<sup><i>!</i></sup>", "x<sup>*!*</sup>"),
        ('<span class="katex"><math><semantics><annotation encoding="application/x-tex">x^2</annotation></semantics></math><span class="katex-html">x2</span></span>', "$x^2$"),
        ('<script type="math/tex; mode=display">x</script>', "$$\nx\n$$"),
    ],
)  # fmt: skip
def test_elements(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="/b.jpg" alt="One arch">', '![](https://old.example/b.jpg){alt="One arch"}'),
        ('a <img src="b.jpg" alt="One"> b', "a ![One](https://old.example/a/b.jpg) b"),
        ('<figure><img src="/b.jpg" alt="One"><figcaption>Two <em>x</em></figcaption></figure>', '![One](https://old.example/b.jpg "Two *x*")'),
        ('<figure><img src="/b.jpg"><figcaption>"Two"</figcaption></figure>', '!["Two"](https://old.example/b.jpg "\\"Two\\"")'),
        ('<a href="/up/b.jpg"><img src="/up/b-300x200.jpg"></a>', "![](https://old.example/up/b.jpg)"),
        ('<a href="/shop"><img src="/b.jpg"></a>', "[![](https://old.example/b.jpg)](https://old.example/shop)"),
        ('<img src="data:image/gif;base64,R0" data-src="/b.jpg"><noscript><img src="/b.jpg"></noscript>', "![](https://old.example/b.jpg)"),
        ('<img srcset="/s.jpg 100w, /l.jpg 900w">', "![](https://old.example/l.jpg)"),
        ('<picture><source srcset="/b.webp"><img src="/b.jpg"></picture>', "![](https://old.example/b.jpg)"),
        ('<img src="/p.gif" width="1" height="1">', ""),
        ('<figure><figure><img src="/1.jpg"><figcaption>A</figcaption></figure><figure><img src="/2.jpg"></figure></figure>', '![A](https://old.example/1.jpg "A") ![](https://old.example/2.jpg)'),
        ('<div class="alignright"><img src="/b.jpg" width="200"></div>', "![](https://old.example/b.jpg){align=right width=200}"),
        ('<video controls><source src="/v.mp4">No film</video>', "![](https://old.example/v.mp4)"),
        ('<iframe src="//player.vimeo.com/video/12?x=1"></iframe>', "https://vimeo.com/12"),
        ('<blockquote class="twitter-tweet"><p>Hi</p>&mdash; A <a href="https://twitter.com/a/status/1">May</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>', "> Hi\n>\n> — A [May](https://twitter.com/a/status/1)"),
        ('<script src="https://gist.github.com/a/b1.js"></script>', "https://gist.github.com/a/b1"),
    ],
)  # fmt: skip
def test_images_and_embeds(html: str, expected: str) -> None:
    found = converted(html)

    assert markdown(html) == expected
    assert not found.not_understood


def test_what_is_not_understood_has_its_line() -> None:
    found = converted(
        '<p>a</p>\n<form><input name="q">\nb</form>\n<iframe src="https://x.example/w" title="Map"></iframe>'
    )

    assert [(str(item.place), item.construct) for item in found.not_understood] == [
        ("a.html:11", "<form>"),
        ("a.html:13", "<iframe>"),
    ]
    assert (
        markdown('<form>b<button>c</button></form><iframe src="https://x.example/w" title="Map"></iframe>')
        == "bc\n\n[Map](https://x.example/w)"
    )


NOTES = [
    '<p>A<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup></p><hr class="footnotes-sep"><section class="footnotes"><ol><li id="fn1" class="footnote-item"><p>N <em>x</em> <a href="#fnref1" class="footnote-backref">↩︎</a></p></li></ol></section>',
    '<p>A<a class="footnote-reference brackets" href="#id2" id="id1">[1]</a></p><aside class="footnote brackets" id="id2"><span class="label"><span class="fn-bracket">[</span><a href="#id1">1</a><span class="fn-bracket">]</span></span><p>N <em>x</em></p></aside>',
    '<p>A<a href="#_ftn1" name="_ftnref1">[1]</a></p><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> N <em>x</em></p></div>',
    '<p>A<sup><a href="https://old.example/a/#fn-1" id="fnref-1">1</a></sup></p><p id="fn-1"><sup>1</sup> N <em>x</em> <a href="https://old.example/a/#fnref-1">back</a></p>',
    '<p>A<label for="s" class="margin-toggle sidenote-number"></label><input type="checkbox" id="s" class="margin-toggle"><span class="sidenote">N <em>x</em></span></p>',
    '<p>A<span class="easy-footnote"><a href="#easy-footnote-bottom-1-2" title="N"><sup>1</sup></a></span></p><ol><li><span id="easy-footnote-bottom-1-2" class="easy-footnote-margin-adjust"></span>N <em>x</em><a class="easy-footnote-to-top" href="#easy-footnote-1-2"></a></li></ol>',
    '<p>A<sup id="r*"><a href="#n*">*</a></sup></p><p id="n*">* N <em>x</em> (<a href="#r*">↑</a>)</p>',
]  # fmt: skip


@pytest.mark.parametrize("html", NOTES)
def test_notes_of_many_programs(html: str) -> None:
    text = markdown(html)

    assert text.startswith("A[^1]\n\n[^1]: N *x*")
    assert text.removesuffix(" ()").endswith("N *x*")
    assert converted(html).notes == 1


def test_long_notes_and_several_references() -> None:
    html = (
        '<p>A<a href="#n1" id="r1">1</a>(b) B<a href="#n1" id="r2">1</a></p>'
        '<div id="n1"><p>One <a href="#r1">a</a> <a href="#r2">b</a></p><ul><li>x</li></ul></div>'
    )

    assert markdown(f'<div class="footnotes">{html}</div>') == "A[^1]\\(b) B[^1]\n\n[^1]: One\n\n    - x"


@pytest.mark.parametrize(
    "html",
    [
        '<p>In <a href="#y2024">2024</a></p><h2 id="y2024">The year</h2><p>a</p>',
        '<p><a href="#top">1</a></p><p id="other">b</p>',
        '<ul><li><a href="#a">A</a></li></ul><h2 id="a">A</h2>',
    ],
)
def test_other_links_within_a_page_are_no_notes(html: str) -> None:
    assert converted(html).notes == 0


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3000 + "deep",
        "<b><i>" * 2000 + "deep",
        "<ul><li>" * 2000 + "deep",
        "<" * 30_000,
        "<a " * 9000 + "deep",
    ],
)
def test_hostile_html_takes_no_time_and_keeps_words(html: str) -> None:
    assert "deep" in markdown(html) or "deep" not in html or html.startswith("<a ")
