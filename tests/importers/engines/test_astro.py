"""Astro and Next.js: a blog in Markdown and MDX goes in, and is built without a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from folders import header_and_body, import_folder, photo, said

from postil.importers.engines.mdx import Mdx
from postil.importers.markdown.conversion import Conversion
from postil.importers.model import Place
from postil.testing import Built, SiteBuilder, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

WALK = """\
---
title: A walk
pubDate: 2024-03-07
heroImage: '../../assets/arch.png'
tags: [rivers]
---
import { Image } from 'astro:assets';
import arch from '../../assets/arch.png';
import Map from './Map.astro';

export const x = {
  a: 1,
};

<TOCInline toc={props.toc} exclude="Overview" />

## The gate

See [the mill](/blog/mill/), [its file](./mill.md) and <Link href="/about/">about me</Link>.[^1]

<Image src={arch} alt="The arch" width={300} />

<div className="grid" style={{ color: 'red' }}>

Inside.

</div>

{/* a comment */}

<Callout type="tip" title="Boots">

Some *words*.

</Callout>

<Map title="A map of the walk" zoom={3}>

Words in the map.

</Map>

<YouTube id="abc123" />

`<Code />` stays.

```jsx
import React from 'react'
<Map />
```

[^1]: A note.
"""
FILES: dict[str, str | bytes] = {
    "astro.config.mjs": "export default defineConfig({\n  site: 'https://notes.example',\n});\n",
    "src/consts.ts": "export const SITE_TITLE = 'River notes';\nexport const SITE_DESCRIPTION = 'Walks.';\n",
    "src/content/blog/A Walk.mdx": WALK.replace("\n", "\r\n"),
    "src/content/blog/mill.md": "---\ntitle: The mill\npubDate: Feb 1 2024\n---\n\nTurns. ![The arch](/arch.png)\n",
    "src/content/blog/draft.md": "---\ntitle: Draft\npubDate: 2024-01-01\ndraft: true\n---\n\nNot yet.\n",
    "src/pages/about.mdx": "---\ntitle: About\n---\n\nWords about me.\n",
    "src/assets/arch.png": photo(),
    "public/arch.png": photo(),
    "node_modules/x/readme.md": "# No\n",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("astro")
    return folder, import_folder("astro", folder, FILES)


@pytest.mark.long
def test_the_blog_builds_without_warnings_and_keeps_its_urls(imported: tuple[Path, Report]) -> None:
    built: Built = SiteBuilder(imported[0], theme="basic").build()

    assert built.warnings == []
    assert {"blog/a-walk/index.html", "blog/mill/index.html", "about/index.html"} <= set(built.files())
    page = main_content(built, "blog/a-walk/index")
    text = page.get_text()
    for words in (
        "Inside.",
        "Some words.",
        "A map of the walk",
        "Words in the map.",
        "A note.",
        "import React",
        "abc123",
    ):
        assert words in text + str(page), words
    assert "props.toc" not in text
    assert page.select("img")
    hrefs = {str(a["href"]).replace("index.html", "") for a in page.select("a[href]")}
    assert {"../mill/", "../../about/"} <= hrefs


def test_front_matter_facts_and_components(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    header, body = header_and_body(folder / "posts/2024-03-07-a-walk/index.md")
    values = yaml.safe_load(header)

    assert (values["image"], values["permalink"]) == ("arch.png", "/blog/a-walk/")
    assert report.settings["blog_title"] == "River notes"
    assert report.settings["blog_baseurl"] == "https://notes.example"
    assert "![The arch](arch.png)" in body
    assert "[about me](../pages/about/index.md)" in body
    line = 1 + WALK[: WALK.index("<Map title")].count("\n")
    assert f"src/content/blog/A Walk.mdx:{line}: <Map>" in said(report)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Note>a</Note>", ":::note\na\n:::"),
        ('<Image src="a.png" alt="b" />', "![b](<a.png>)"),
        ("a {/* b */} c", "a <!-- b --> c"),
        ('<p className="x" onClick={() => go()}>y</p>', '<p class="x">y</p>'),
        ("`<Map />`", "`<Map />`"),
        ("<A><B>c</B></A>", "<!-- A --><!-- B -->c\n<!-- /B -->\n<!-- /A -->"),
        ("2 < 3 and B > A", "2 < 3 and B > A"),
    ],
)
def test_components(text: str, expected: str) -> None:
    assert Mdx(Conversion(Place("a.mdx"))).convert(text) == expected
