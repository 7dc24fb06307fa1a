"""Long words that can't break: pages do not scroll sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

WIDTHS = (1600, 1280, 1000, 800, 390, 320)
WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesentwurfsverfasserinnen" * 2
NAME = "org.example.bridges.AbstractSingletonProxyFactoryBeanDefinitionParsingExceptionHandler" * 2
PATH = "/usr/local/share/bridges/" + "a-folder-with-a-long-name/" * 12 + "index.html"
URL = "https://example.org" + PATH
FORMULA = "$" + " + ".join(f"a_{{{n}}} b^{{{n}}}" for n in range(30)) + "$"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40" width="900" height="400"/>'
CONF = f"""\
myst_enable_extensions = ["colon_fence", "dollarmath", "deflist", "fieldlist", "tasklist", "attrs_inline"]
project = "{NAME}"
copyright = "{NAME}"
html_title = "{NAME}"
html_theme_options = {{"article_header_start": ["toggle-primary-sidebar.html", "breadcrumbs"]}}
html_sidebars = {{"**": ["navbar-logo.html", "sbt-sidebar-nav.html", "postil/tagcloud.html", "postil/archives.html",
  "postil/authors.html", "postil/categories.html", "postil/recentposts.html", "postil/locations.html",
  "postil/languages.html", "postil/postcard.html"]}}
blog_authors = {{"ada": {{"name": "{NAME}", "bio": "{WORD}", "link": "{URL}"}}}}
blog_title = "{NAME}"
"""
FRONT = f"""\
title: "{{}}{NAME}"
author: ada
tags: ["{NAME}", "{WORD}"]
category: "{WORD}"
series: "{NAME}"
location: "{WORD}"
language: "{WORD}"
"""
TEXT = f"""\
{WORD} and `{PATH}` and {{kbd}}`{NAME}` and <{URL}> and [{NAME}]({URL}) and **{WORD}** and *{NAME}*.[^{"n" * 40}]

A formula {FORMULA} in a line, and a short one, $x^2$, [`{PATH}`]({URL}).

## `{PATH}`

### {NAME}

* {WORD}
    * `{PATH}`
        1. {NAME}

- [ ] {WORD} {FORMULA}

> {WORD} `{PATH}`
>
> > {NAME} {FORMULA}

![{WORD}](p.svg "{NAME}")

![{NAME}](missing.png)

```{{figure}} p.svg
:figclass: margin

`{PATH}` {WORD}
```

| {WORD} | {NAME} |
|---|---|
| `{PATH}` | {URL} |
| {FORMULA} | {WORD} |

{WORD}
: {NAME}, `{PATH}`

:{NAME}: {WORD}

:::{{note}}
{WORD} `{PATH}` {FORMULA}
:::

:::{{admonition}} {NAME}
{WORD}
:::

:::{{margin}} {NAME}
{WORD} `{PATH}`
:::

:::{{sidebar}} {NAME}
{WORD}
:::

```{{epigraph}}
{WORD}

-- {NAME}
```

```{{pull-quote}}
{NAME}
```

```{{code-block}} text
:caption: {NAME}

{PATH} {WORD}
```

<details><summary>{WORD}</summary>

{NAME} `{PATH}`

</details>

<p>{WORD} <code>{PATH}</code> <kbd>{NAME}</kbd> <samp>{NAME}</samp> <tt>{PATH}</tt></p>

<table><tr><th>Year</th><td>{WORD}</td><td><code>{PATH}</code></td></tr></table>

<dl><dt>{WORD}</dt><dd>{NAME}</dd></dl>

* A list:

    | Year | {NAME} |
    |---|---|
    | 1342 | `{PATH}` |

```{{list-table}} {NAME}
* - {WORD}
  - `{PATH}`
```

```{{code-block}} text
:linenos:

{PATH} {WORD}
```

$$ {FORMULA.strip("$")} $$

```{{math}}
:label: one

{FORMULA.strip("$")}
```

{FORMULA}

See [](#other), {{ref}}`genindex`.

(other)=
## {WORD} {FORMULA}

{WORD}

[^{"n" * 40}]: {WORD} `{PATH}` {URL} {FORMULA}

    * {NAME}
"""
PAGES = ("posts/a", "posts/b", "index", "page", "blog", "blog/archive", "blog/tag", "blog/author", "blog/category",
         "blog/2024", "search", "genindex")  # fmt: skip
QUICK = ("posts/a", "index", "blog", "blog/tag", "search")
WIDER = """() => {
  const limit = document.documentElement.clientWidth + 1, rtl = document.documentElement.dir === "rtl";
  const out = (box) => rtl ? box.left < -1 : box.right > limit;
  const clipped = (one) => { for (let o = one; o && o !== document.body; o = o.parentElement)
    if (getComputedStyle(o).overflowX !== "visible" || getComputedStyle(o).position === "fixed") return true; };
  return {wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    out: [...document.querySelectorAll("body *")].filter((one) => one.getClientRects().length
      && out(one.getBoundingClientRect()) && !clipped(one.parentElement)).slice(0, 9)
      .map((one) => `${one.tagName}.${one.className} in ${one.parentElement.tagName}.${one.parentElement.className}`)};
}"""


def site_files() -> dict[str, str | bytes | None]:
    """Return posts with a long word in every kind of element and front-matter key."""
    head = "---\ndate: 2024-0{}-24\n{}---\n\n"
    return {
        "a.md": head.format(1, FRONT.format("A")) + TEXT,
        "b.md": head.format(2, FRONT.format("B")) + f"`{PATH}` {WORD} {FORMULA} [A](a.md)\n",
        "c.md": head.format(3, FRONT.format("C")) + f"{URL}\n",
        "p.svg": SVG,
    }


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site with long words everywhere."""
    site = SiteBuilder(tmp_path_factory.mktemp("long"), conf=CONF)
    home = f"# {NAME}\n\n{WORD}\n\n```{{postlist}}\n:layout: front\n```\n\n```{{toctree}}\npage\n```\n"
    page = f"# {NAME}\n\n```{{postlist}}\n```\n\n## {WORD}\n\n```{{index}} {NAME}\n```\n\n{WORD} `{PATH}`\n"
    return site.build(posts=site_files(), docs={"index.md": home, "page.md": page}).outdir


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in PAGES]
)
def test_no_page_scrolls_sideways(open_page: Open, pages: Path, name: str) -> None:
    page = open_page(pages / f"{name}.html", WIDTHS[0])
    found: dict[int, Any] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(120)
        found[width] = page.evaluate(WIDER)

    assert {width: each for width, each in found.items() if each["wide"] > 0} == {}


def test_an_inline_formula_is_on_the_baseline(open_page: Open, pages: Path) -> None:
    """A formula that is too long scrolls in its own box, which does not move it."""
    page = open_page(pages / "posts" / "a.html", 320)
    heights: Any = page.evaluate("""() => [...document.querySelectorAll(".e-content p .postil-formula")].map((box) => {
      const line = document.createElement("p");
      line.style = "white-space: nowrap";
      line.innerHTML = '<span style="display: inline-block; inline-size: 0; block-size: 0"></span>';
      box.closest("p").before(line);
      const height = (formula) => {
        const shown = line.appendChild(formula.cloneNode(true)), range = document.createRange();
        range.selectNodeContents(shown.querySelector("mi"));
        const found = range.getBoundingClientRect().bottom - line.firstChild.getBoundingClientRect().bottom;
        shown.remove();
        return found;
      };
      const found = {boxed: height(box), bare: height(box.firstChild), scrolls: box.scrollWidth > box.clientWidth};
      line.remove();
      return found;
    })""")

    assert {one["scrolls"] for one in heights} == {True, False}
    assert all(abs(one["boxed"] - one["bare"]) < 1 for one in heights), heights
