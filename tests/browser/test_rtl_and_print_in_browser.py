"""Right-to-left pages, and printed pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

HEAD = '---\ntitle: קשתות הגשר {}\ndate: 2024-0{}-24\ntags: ["C++", "C#", "{}"]\nauthor: "Ada (L.)"\n---\n\n'
CODE = """\
הנהר זורם `f(x) -> C++;` ליד {kbd}`Ctrl+` הטחנה $x + 1$ <https://example.org/a/>.[^n]

```python
def f(x):
    return [1, 2]  # add
```

```{code-block} python
:linenos:
:caption: .env

def f(x):
    return [1, 2]  # add
```

<pre>def f(x):
    return [1, 2]</pre>

* רשימה

    ```
    def f(x):
    ```

[^n]: הערה `f(x);`
"""
# The boxes of the characters of an element's text, from the left, as a string: what a reader sees.
SEEN = """element => {
  const found = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    for (let n = 0; n < text.length; n++) {
      const range = document.createRange();
      range.setStart(text, n); range.setEnd(text, n + 1);
      const box = range.getBoundingClientRect();
      if (box.width && text.data[n].trim()) found.push([Math.round(box.top / 8), box.left, text.data[n]]);
    }
  }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((one) => one[2]).join("");
}"""


@pytest.fixture(scope="module")
def hebrew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site with Hebrew posts, in Urdu, which postil is not translated into."""
    conf = 'language = "ur"\nmyst_enable_extensions = ["dollarmath"]\npostil_page_size = 2\n'
    site = SiteBuilder(tmp_path_factory.mktemp("hebrew"), conf=conf)
    posts = {f"{number}.md": HEAD.format(number, number, "גשר") + CODE for number in range(1, 5)}
    posts["english.md"] = "---\ndate: 2023-01-01\nlanguage: en\n---\n# English\n\nThe river.[^n]\n\n[^n]: A note.\n"
    return site.build(posts=posts).outdir


@pytest.mark.parametrize(("name", "is_left"), [("english", True), ("1", False)])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_number_of_a_note_is_where_its_text_starts(
    open_page: Open, hebrew: Path, width: int, name: str, *, is_left: bool
) -> None:
    page = open_page(hebrew / "posts" / f"{name}.html", width)
    number, text, note, article = (
        page.locator(selector).bounding_box()
        for selector in (".postil-note .label", ".postil-note > p", ".postil-note", ".e-content")
    )

    assert number
    assert text
    assert note
    assert article
    assert (number["x"] + number["width"] <= text["x"]) is is_left
    assert (text["x"] + text["width"] <= number["x"]) is not is_left
    assert number["x"] >= 0
    # In a wide window, it is in the margin, which is to the left of a page in Hebrew.
    assert (note["x"] + note["width"] < article["x"]) is (width == 1280)


@pytest.mark.parametrize("width", [1600, 390])
def test_code_is_set_from_left_to_right(open_page: Open, hebrew: Path, width: int) -> None:
    page = open_page(hebrew / "posts" / "1.html", width)
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"

    blocks = page.locator(".e-content pre:has-text('def')")
    assert blocks.count() == 4
    for block in blocks.all():
        assert block.evaluate(SEEN).lstrip("1").startswith("deff(x):")
        sides: Any = block.evaluate("""element => {
          const range = document.createRange(), box = element.getBoundingClientRect();
          range.selectNodeContents(element);
          const inner = range.getBoundingClientRect();
          return [inner.left - box.left, box.right - inner.right];
        }""")
        assert sides[0] < 60
    assert page.locator(".e-content p code").first.evaluate(SEEN) == "f(x)->C++;"
    assert page.locator(".e-content p kbd").first.evaluate(SEEN) == "Ctrl+"
    assert page.locator(".e-content p math").first.evaluate(SEEN) == "x+1"
    assert page.locator(".e-content p a.external").first.evaluate(SEEN) == "https://example.org/a/"
    assert page.locator(".postil-note code").evaluate(SEEN) == "f(x);"
    assert page.locator(".code-block-caption .caption-text").evaluate(SEEN) == ".env"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "posts/1",
            {
                ".postil-tags a >> nth=0": "C++",
                ".postil-tags a >> nth=1": "C#",
                ".postil-byline-time": "1minread",
                ".postil-byline-author a": "Ada(L.)",
            },
        ),
        ("blog/tag", {".postil-term-list a:has-text('C++') >> nth=0": "C++"}),
        ("blog/tag/c-plus-plus", {".postil-listing-count": "4posts", "h1": "Poststagged“C++”"}),
        ("blog/2024", {".postil-listing-count": "4posts"}),
    ],
)
def test_tags_with_symbols_keep_their_order(open_page: Open, hebrew: Path, name: str, expected: dict[str, str]) -> None:
    """`C++` is not shown as `++C`, and English counts are in English order."""
    page = open_page(hebrew / f"{name}.html", 1600)
    for width in (1600, 390):
        page.set_viewport_size({"width": width, "height": 900})
        shown = {selector: page.locator(selector).first.evaluate(SEEN) for selector in expected}
        assert shown == expected, width


def test_counts_are_aligned_with_the_page(open_page: Open, hebrew: Path) -> None:
    page = open_page(hebrew / "blog" / "tag" / "c-plus-plus.html")
    sides: Any = page.locator(".postil-listing-count").evaluate("""element => {
      const range = document.createRange(), box = element.getBoundingClientRect();
      range.selectNodeContents(element);
      const inner = range.getBoundingClientRect();
      return [inner.left - box.left, box.right - inner.right];
    }""")

    assert sides[1] < 2 < sides[0]


def test_a_count_comes_after_a_hebrew_tag(open_page: Open, tmp_path: Path) -> None:
    """On a left-to-right page."""
    built = SiteBuilder(tmp_path).build(posts={"a.md": HEAD.format(1, 1, "גשר") + "Words.\n"})
    page = open_page(built.outdir / "blog" / "tag.html")

    assert page.locator(".postil-term-list li:has-text('גשר')").first.evaluate(SEEN) == "רשג1"


@pytest.mark.parametrize("theme", ["basic", pytest.param("alabaster", marks=pytest.mark.long)])
def test_pages_in_themes_of_sphinx_do_not_scroll_sideways(open_page: Open, tmp_path: Path, theme: str) -> None:
    """Their sidebar has a negative margin, which leads out of a page from right to left."""
    site = SiteBuilder(tmp_path, theme=theme, conf='language = "ar"\n')
    page = open_page(site.build(posts={"a.md": HEAD.format(1, 1, "a") + "Words.\n"}).outdir / "posts" / "a.html")

    assert page.evaluate("[document.dir, document.documentElement.scrollWidth - innerWidth]") == ["rtl", 0]


FOLDED = """\
---
title: On paper
date: 2024-03-24
---

<details><summary>Answer</summary>

Forty-two, and why.[^n]

<details><summary>Deeper</summary><p>Within it.</p></details>

</details>

```{figure} light.svg
:figclass: only-light
:alt: Light

For light pages
```

![Light](light.svg){.only-light}
![Dark](dark.svg){.only-dark}

```{figure} dark.svg
:figclass: only-dark
:alt: Dark

For dark pages
```

$a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v + w + x + y + z$

![Tall](tall.svg)

[^n]: A note. ![Tall](tall.svg)
"""
TALL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 18" width="900" height="1800"/>'
URL = "https://example.org/posts/a.html"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="90" height="90"/>'


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_print_opens_details_and_shows_light_images(
    open_page: Open, tmp_path: Path, scheme: str, *, java_script_enabled: bool
) -> None:
    """Closed `<details>` are printed open, and of images in two versions the light one is printed."""
    site = SiteBuilder(tmp_path, conf='myst_enable_extensions = ["attrs_inline", "dollarmath"]\n')
    built = site.build(posts={"a.md": FOLDED, "light.svg": SVG, "dark.svg": SVG, "tall.svg": TALL})
    page = open_page(built.outdir / "posts" / "a.html", color_scheme=scheme, java_script_enabled=java_script_enabled)
    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
    heights = "nodes => nodes.map((one) => one.getBoundingClientRect().height)"

    for words in ("Forty-two", "Within it"):
        box = page.get_by_text(words).bounding_box()
        assert box
        assert box["height"] > 10
        assert page.get_by_text(words).evaluate("element => element.checkVisibility({contentVisibilityAuto: true})")
    assert len(page.locator("img[src*='light']").evaluate_all(heights)) == 2
    assert min(page.locator("img[src*='light']").evaluate_all(heights)) > 10
    assert max(page.locator("img[src*='dark']").evaluate_all(heights)) == 0
    assert page.get_by_text("For light pages").is_visible()
    assert not page.get_by_text("For dark pages").is_visible()
    assert page.locator(".postil-formula").evaluate("element => getComputedStyle(element).overflowX") == "visible"
    # At the head: the name of the site and the URL of the post.
    head: Any = page.evaluate("""() => {
      const url = document.querySelector("data.u-url"), name = document.querySelector(".postil-masthead-name");
      const box = name.getBoundingClientRect(), title = document.querySelector("h1").getBoundingClientRect();
      return {name: name.innerText.trim(), above: box.bottom < title.top, aligned: Math.abs(box.left - title.left) < 1,
        url: getComputedStyle(url, "::after").content === "attr(value)" || getComputedStyle(url, "::after").content,
        buttons: document.querySelectorAll(".postil-masthead-end").length
          && document.querySelector(".postil-masthead-end").getBoundingClientRect().height};
    }""")
    assert head == {"name": "Blog", "above": True, "aligned": True, "buttons": 0, "url": f'"{URL}"'}
    # Images stay on one page, so they are not higher than half of it; in notes, at most 60 mm.
    tall = page.locator("img[src*='tall']").evaluate_all(heights)
    assert max(tall) < 11 / 2.54 * 96 + 1
    assert page.locator(".postil-note img").evaluate("image => image.getBoundingClientRect().height") <= 60 / 25.4 * 96
