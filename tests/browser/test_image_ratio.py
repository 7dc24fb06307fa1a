"""Images keep their ratio, whatever sets their size."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from postil.testing import SiteBuilder

    Open = Callable[..., Page]

TEXT = """\
# Page

```{image} p.png
:alt: A
:class: own-width
```

```{image} p.png
:alt: A
:width: 80px
```

```{image} p.png
:alt: A
:height: 40px
```

![A](p.png){width=30%} and <img src="p.png" alt="A" width="90">, <img src="p.png" alt="A" height="20">

<div><img src="p.png" alt="A" style="width: 60px"></div>

<div><img src="p.png" alt="A" width="4000" height="2000">

<img src="p.png" alt="A" width="200" height="100" style="width: 60px"></div>

| a | b |
|---|---|
| ![A](p.png) | <img src="p.png" alt="A" width="4000" height="2000"> |
"""
OWN_SHEET = "img.own-width { width: 50px; }\nimg.own-height { height: 30px; }\n"
OWN_HEIGHT = "\n```{image} p.png\n:alt: A\n:class: own-height\n```\n"


@pytest.mark.parametrize("theme", ["pydata_sphinx_theme", "sphinx_book_theme", "alabaster", "furo"])
@pytest.mark.parametrize("conf", ["", "postil_page_size = 20"])
def test_images_keep_their_ratio(site: SiteBuilder, open_page: Open, theme: str, conf: str) -> None:
    """A style sheet that sets the height alone is one of an ABlog site: others see what it does."""
    file = BytesIO()
    Image.new("RGB", (200, 100), "olive").save(file, "png")
    site.theme = theme
    site.conf = f'{conf}\nhtml_static_path = ["static"]\nhtml_css_files = ["own.css"]\n'
    text = TEXT if conf else TEXT + OWN_HEIGHT
    built = site.build(docs={"page.md": text, "p.png": file.getvalue(), "static/own.css": OWN_SHEET})
    page = open_page(built.outdir / "page.html")
    sizes = page.evaluate("[...document.querySelectorAll('img[alt=A]')].map((each) => [each.width, each.height])")

    assert len(sizes) == text.count("p.png")
    assert [size for size in sizes if abs(size[0] - 2 * size[1]) > 1] == []
