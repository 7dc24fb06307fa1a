# ruff: noqa: E501, S311 - tables of words; random for tests
"""HTML to Markdown to a page: every word is still there, in order, and nothing of it means something else."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from postil.importers.html.context import Conversion
from postil.importers.html.convert import html_to_markdown
from postil.importers.model import Place, Reference
from postil.testing import main_content

if TYPE_CHECKING:
    from postil.testing import SiteBuilder

# Text in which something could be taken for Markdown, or for the syntax of another engine.
TEXTS = """
plain words|snake_case_name|2 * 3 * 4|*starred*|a_b_ c_|_under_|__init__|[a](b)|![a](b)|[^1]|^[note]|x^2^ y|H~2~O|~~gone~~|
costs $5 and $10|$x$|$$x$$|{name}`x`|{{ x }}|{% include x %}|{{< figure >}}|==marked==|a == b|:tada:|12:30:45|@fig-x|@knuth1984|
a < b > c|<b>|</p>|&amp; &nbsp; &#42;|https://example.org/a_b_c?x=1|www.example.org|`code`|``|C:\\path\\new|# no|
#hashtag|1. one|2) two|- dash|+ plus|> quote|| a | b|---|===|***|:::note|::: x|!!! note|??? x|% comment|%%hidden%%|(label)=|
+++|~~~|```|: definition|Table: a caption|[x] done|[ ] todo|[[wiki]]|![[embed]]|*[HTML]: Hyper|[a]: http://x|[TOC]|
a--b -- c --- d|"quoted" 'it’s'|x|日本語「引用」です|é ü ß|Привет|a  b|<!-- not -->|{#id .class}|{: .x}|\\(x\\)|\\[x\\]|
I. Roman|a) letter|(1) one|5% off|50%|100 %|&copy 2024|!important|?|!|.|...|(c)|$|^|~|_|*|`|<|>|&|{|}|[|]|(|)|=|+|-|#|||:|;|@|/
""".replace("\n", "").split("|")
INLINE = [
    "b",
    "strong",
    "i",
    "em",
    "code",
    "u",
    "s",
    "del",
    "mark",
    "sub",
    "sup",
    "span",
    "a",
    "kbd",
    "small",
    "q",
    "cite",
    "abbr",
]
BLOCK = [
    "p",
    "div",
    "h2",
    "h3",
    "h5",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "table",
    "dl",
    "details",
    "figure",
    "section",
    "text",
]


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inline(chance: random.Random, depth: int = 0) -> str:
    parts = []
    for _number in range(chance.randint(1, 4)):
        text = escape(chance.choice(TEXTS))
        if chance.random() < 0.3 and depth < 2:
            name = chance.choice(INLINE)
            attribute = ' href="https://example.org/x"' if name == "a" else ""
            parts.append(f"<{name}{attribute}>{inline(chance, depth + 1)}</{name}>")
        else:
            parts.append(text)
    return chance.choice([" ", " ", " ", "<br>", "\n"]).join(parts)


def block(chance: random.Random, depth: int = 0) -> str:
    name = chance.choice(BLOCK)
    if name in ("ul", "ol"):
        return f"<{name}>{''.join(f'<li>{content(chance, depth)}</li>' for _ in range(chance.randint(1, 3)))}</{name}>"
    if name == "table":
        rows = (f"<tr><td>{inline(chance)}</td><td>{inline(chance)}</td></tr>" for _ in range(2))
        return f"<table>{''.join(rows)}</table>"
    if name == "dl":
        return f"<dl><dt>{inline(chance)}</dt><dd>{content(chance, depth)}</dd></dl>"
    if name == "details":
        return f"<details><summary>{escape(chance.choice(TEXTS))} more</summary>{content(chance, depth)}</details>"
    if name == "figure":
        return f'<figure><img src="https://example.org/a.png" alt=""><figcaption>{chance.choice(["A <em>x</em>", "B `c`", "C * d"])}</figcaption></figure>'
    if name in ("blockquote", "section", "div"):
        return f"<{name}>{content(chance, depth)}</{name}>"
    if name == "text":
        return inline(chance)
    return f"<{name}>{escape(chance.choice(TEXTS)) if name == 'pre' else inline(chance)}</{name}>"


def content(chance: random.Random, depth: int) -> str:
    if depth > 1 or chance.random() < 0.5:
        return inline(chance)
    return "".join(block(chance, depth + 1) for _number in range(chance.randint(1, 3)))


def words(html: str) -> str:
    """Return the words of HTML; typographic quotes, dashes and dots are those of the keyboard."""
    soup = BeautifulSoup(html, "html5lib")
    for part in soup.select("script, style, .headerlink, .postil-enlarge-icon"):
        part.decompose()
    text = soup.get_text(" ")
    for typographic, plain in {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "..."}.items():
        text = text.replace(typographic, plain)
    return re.sub(r"[\s\"'\-]+", "", text)  # where spaces were is checked by other tests


def markdown_of(html: str) -> str:
    body = html_to_markdown(html, Conversion(Place("a.html"), "https://old.example/a/")).body
    return "".join(part.target if isinstance(part, Reference) else part for part in body)


def documents(number: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(block(chance) for _ in range(chance.randint(1, 6))) for _number in range(number)]


@pytest.mark.parametrize(
    ("number", "seed"), [(30, 1), *(pytest.param(150, seed, marks=pytest.mark.long) for seed in (1, 7, 8))]
)
def test_no_word_is_lost_or_changed(plain_site: SiteBuilder, number: int, seed: int) -> None:
    sources = documents(number, seed)
    posts = {
        f"p{index}.md": f"---\ntitle: T\ndate: 2024-01-01\n---\n\n{markdown_of(html)}\n"
        for index, html in enumerate(sources)
    }

    built = plain_site.build(posts=posts)

    for index, html in enumerate(sources):
        page = main_content(built, f"posts/p{index}")
        text = page.select_one(".e-content") or page
        assert words(str(text)) == words(html), f"{html}\n\n{posts[f'p{index}.md']}"
