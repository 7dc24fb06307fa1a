"""Code and tables in the browser: line height, copying, what is cut off, and what is wider than the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

LONG = "f(" + ", ".join(f"parameter_{n}" for n in range(30)) + ")"
TABLE = "| " + " | ".join(f"Column_{n}" for n in range(20)) + " |\n|" + "---|" * 20 + "\n|" + " text |" * 20 + "\n"
TEXT = f"""\
Text.[^n]

## Part

```{{code-block}} python
:linenos:
:emphasize-lines: 2

def f(x):
    return x  # {LONG}
```

```pycon
>>> def f(x):
...     return x
>>> f(1)
1
>>> f(2)
2
```

```console
$ make html
build finished
$ make clean
```

{TABLE}
{{.wide}}
{TABLE}
{{.wide}}
```python
{LONG}
```

```python
short
```

| Short |
|---|
| x |

[^n]: A note.
"""
COPY = """async (number) => {
  let copied = null;
  Object.defineProperty(navigator.clipboard, "writeText", {
    value: async (text) => { copied = text; }, configurable: true});
  const button = document.querySelectorAll(".highlight > .postil-copy")[number];
  button.click();
  await new Promise((done) => setTimeout(done, 50));
  return [copied, button.getAttribute("aria-label")];
}"""


@pytest.fixture(scope="module")
def page_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = SiteBuilder(tmp_path_factory.mktemp("code"))
    return site.build(posts={"a.md": f"---\ntitle: Code\ndate: 2024-03-24\n---\n\n{TEXT}"}).outdir / "posts" / "a.html"


def test_code_is_copied(open_page: Open, page_path: Path) -> None:
    """Without line numbers; of a session, only what was typed."""
    page = open_page(page_path)

    assert page.evaluate(COPY, 0) == [f"def f(x):\n    return x  # {LONG}\n", "Copied"]
    assert page.evaluate(COPY, 1)[0] == "def f(x):\n    return x\nf(1)\nf(2)\n"
    assert page.evaluate(COPY, 2)[0] == "make html\nmake clean\n"
    assert page.evaluate(COPY, 3)[0] == f"{LONG}\n"


def test_code_and_tables_show_that_they_scroll(open_page: Open, page_path: Path) -> None:
    """They scroll in their own box, which has the keyboard focus; lines of code have the height that they should."""
    page = open_page(page_path, 390)
    boxes: Any = page.evaluate("""() => [...document.querySelectorAll(
      ".bd-article .highlight pre, .bd-article .pst-scrollable-table-container")].map((box) => {
        const style = getComputedStyle(box);
        return {scrolls: box.scrollWidth > box.clientWidth, focus: box.tabIndex === 0, overflow: style.overflowX,
          shadows: style.backgroundAttachment, pre: box.matches("pre"),
          leading: parseFloat(style.lineHeight) / parseFloat(style.fontSize)};
      })""")

    assert [box["scrolls"] for box in boxes].count(True) >= 4
    for box in boxes:
        assert box["overflow"] == "auto"
        assert box["focus"] == box["scrolls"]
        assert box["shadows"].startswith("local, local, scroll, scroll")
        assert not box["pre"] or abs(box["leading"] - 1.55) < 0.01
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("width", [1600, 1280, 1000, 800])
def test_wide_code_and_tables(open_page: Open, page_path: Path, width: int) -> None:
    """On pages with a margin, from 880 pixels on, they are as wide as the text and the margin together."""
    page = open_page(page_path, width)
    wide: Any = page.evaluate("""() => [...document.querySelectorAll(".bd-article .wide")].map((one) => {
      const box = (one.closest(".pst-scrollable-table-container") || one).getBoundingClientRect();
      return [box.width / document.querySelector(".e-content > p").getBoundingClientRect().width, box.left, box.right];
    })""")

    assert len(wide) == 2
    for share, left, right in wide:
        assert 1.3 < share < 1.6 if width >= 880 else abs(share - 1) < 0.01
        assert left > 0
        assert right < width
    assert page.evaluate("document.documentElement.scrollWidth") == width
