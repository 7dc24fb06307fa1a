"""Quarto: a project goes in, with the results of its code, and is built without a warning."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
import yaml
from folders import header_and_body, import_folder, photo, said

from postil.testing import Built, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

PROJECT = """\
project:
  type: website
  output-dir: docs
website:
  title: River notes
  site-url: https://notes.example/blog/
  description: Walks by the river.
  navbar:
    left: [about.qmd, {text: Code, href: "https://code.example"}]
author: Ada L.
lang: en-GB
"""
WALK = """\
---
title: A walk
date: 3/7/2024
categories: [rivers, maps]
image: images/arch.png
aliases: [old-walk.html]
bibliography: ../refs.bib
format: {html: {code-fold: true}}
---

{{< include _note.qmd >}}

See [the mill](../mill.qmd#the-wheel), [its page](https://notes.example/blog/posts/mill.html) and [about](/about.qmd).

![The arch](images/arch.png){#fig-arch width=50%}

@fig-arch shows it.[^1] A word {{< fa leaf >}}of {{< meta author >}} and {{< var place >}}. {{< kbd Ctrl-C >}}

::: {.callout-tip}
## Boots
Wear them.
:::

```{r setup, include=FALSE}
secret <- 1
```

```{python}
#| filename: steps.py
print(3 + 4)
```

```{python}
#| echo: false
hidden = 1
```

The sum is `{python} 3 + 4`. [@knuth1984]

{{< embed walk.ipynb#fig-x >}}

[^1]: A note.
"""
FROZEN = """\
---
title: The mill
date: 2024-02-01
draft: false
---

## The wheel

::: {.cell execution_count=1}
``` {.python .cell-code code-fold="true"}
print("turns")
```

::: {.cell-output .cell-output-stdout}
```
\x1b[31mturns\x1b[0m
```
:::
:::

::: {.cell}
::: {.cell-output-display}
![The wheel turns round](mill_files/figure-html/wheel-1.png){#fig-wheel width=672}
:::
:::

::: {.cell layout-align="center" hash='mill_cache/html/x_1.y'}
::: {.cell-output-display}
`````{=html}
<div data-pagedtable="false">
  <script data-pagedtable-source type="application/json">
{"columns":[{"label":["sail"],"name":[1],"type":["chr"],"align":["left"]},{"label":["n"],"name":[2],"align":["right"]}],
"data":[{"1":"north | east","2":"19503"}]}
  </script>
</div>
`````
![The sails](mill_files/figure-html/sails-1.png){fig-align='center' width=90%}
:::
:::

::: {#tbl-days .cell tbl-cap='Days'}
::: {.cell-output-display}

|day|n|
|---|-|
|Mon|7|

:::
:::

::: {.cell .hidden}
``` {.python .cell-code}
secret = 1
```
:::

::: {.cell}
::: {.cell-output-display}
```{=html}
<table><tr><td>seven rows</td></tr></table>
```

```{=html}
<script>widget()</script>
```
:::
:::

The mill has 7 wheels. See @fig-wheel.
"""
MILL = """\
---
title: The mill
date: 2024-02-01
---

The mill has `r wheels` wheels. See @fig-wheel.
"""
PHOTO = base64.b64encode(photo()).decode()
NOTEBOOK = {
    "metadata": {"kernelspec": {"language": "python"}},
    "cells": [
        {"cell_type": "raw", "source": ["---\n", "title: Counting\n", "date: 2024-04-01\n", "---"]},
        {
            "cell_type": "markdown",
            "source": "Words ![x](attachment:a.png)",
            "attachments": {"a.png": {"image/png": PHOTO}},
        },
        {
            "cell_type": "code",
            "source": "#| label: plot\n%matplotlib inline\nplot(1)",
            "outputs": [
                {"output_type": "stream", "text": ["seven\n", "eight"]},
                {"output_type": "display_data", "data": {"image/png": PHOTO, "text/plain": "<Figure>"}},
            ],
        },
    ],
}
BIB = "@book{knuth1984,\n title={Literate Programming},\n author={Knuth, Donald},\n year={1984}\n}\n"
FILES: dict[str, str | bytes] = {
    "_quarto.yml": PROJECT,
    "_variables.yml": "place: Ford\n",
    "index.qmd": "---\ntitle: Home\nlisting:\n  contents: posts\n---\n",
    "about.qmd": "---\ntitle: About\n---\n\nMe.\n",
    "README.md": "# Repository\n",
    "docs/index.html": "<p>",
    "posts/_metadata.yml": "license: CC BY\nexecute: {freeze: true}\n",
    "posts/walk/index.qmd": WALK.replace("\n", "\r\n"),
    "posts/walk/_note.qmd": "An included word.\n\n{{< include _note.qmd >}}\n",
    "posts/walk/images/arch.png": photo(),
    "posts/refs.bib": BIB,
    "posts/mill.qmd": MILL,
    "posts/count.ipynb": json.dumps(NOTEBOOK),
    "posts/empty.qmd": "",
    "posts/broken.qmd": "---\ntitle: [a\ndate: 2024-01-01\n---\n\nStill here.\n",
    "_freeze/posts/mill/execute-results/html.json": json.dumps({"result": {"markdown": FROZEN}}),
    "_freeze/posts/mill/figure-html/wheel-1.png": photo(),
    "_freeze/posts/mill/figure-html/sails-1.png": photo(),
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("quarto")
    return folder, import_folder("quarto", folder, FILES)


def test_the_site_builds_without_warnings_and_keeps_its_urls(built: Built) -> None:
    assert built.warnings == []
    assert {"posts/walk/index.html", "posts/mill.html", "about.html", "posts/walk/old-walk.html"} <= set(built.files())


def test_frozen_results(built: Built) -> None:
    page = main_content(built, "posts/mill")

    assert "secret" not in page.get_text()
    assert "widget" not in page.get_text()
    for words in ('print("turns")', "turns", "seven rows", "7 wheels", "The wheel turns round", "19503", "Days"):
        assert words in page.get_text(), words
    assert page.select("figure img[src$='wheel-1.png'], figure img[srcset]")
    assert not page.select(".cell")
    assert "north | east" in [cell.get_text(strip=True) for cell in page.select("td")]
    assert "cache" not in str(page)


def test_a_post(built: Built) -> None:
    page = main_content(built, "posts/walk/index")
    text = page.get_text()

    for words in (
        "An included word",
        "A word of Ada L. and Ford.",
        "Wear them",
        "print(3 + 4)",
        "A note",
        "Knuth",
        "3 + 4",
    ):
        assert words in text, words
    assert "secret" not in text
    assert "hidden" not in text
    assert {"../mill.html#the-wheel", "../mill.html", "../../about.html"} <= {
        str(a["href"]) for a in page.select("a[href]")
    }
    assert "<kbd>" in str(page)


def test_front_matter_facts_and_files(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    header, body = header_and_body(folder / "posts/2024-03-07-walk/index.md")
    values = yaml.safe_load(header)

    assert values["tags"] == ["rivers", "maps"]
    assert (values["image"], values["bibliography"], values["license"]) == ("arch.png", ["refs.bib"], "CC BY")
    assert values["permalink"] == "/posts/walk/"
    assert "code-fold" in body
    assert report.settings["blog_baseurl"] == "https://notes.example/blog"
    assert report.settings["postil_menu"] == {"About": "about", "Code": "https://code.example"}
    assert report.settings["blog_default_author"] == "Ada L."
    assert sorted(path.name for path in (folder / "posts/2024-04-01-count").iterdir()) == [
        "cell-2-a.png", "index.md", "output-3-2.png",
    ]  # fmt: skip


def test_what_is_not_understood_has_its_line(imported: tuple[Path, Report]) -> None:
    places = said(imported[1])

    assert "posts/broken.qmd:2" in " ".join(places)
    assert any("{{< embed walk.ipynb#fig-x >}}" in place for place in places)
    line = 1 + WALK[: WALK.index("is `{python}")].count("\n")
    assert f"posts/walk/index.qmd:{line}: `{{python}} 3 + 4`" in places
    assert any("interactive output" in place for place in places)
