"""The image of a post, by its number in the text or in conf.py, is part of its excerpt in lists, as in ABlog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import svg_image

if TYPE_CHECKING:
    from postil.testing import SiteBuilder

CONF = 'blog_post_pattern = "blog/*"\n'
HOME = "# Home\n\n```{postlist}\n:excerpts:\n```\n"
TEXT = "\n\n# A\n\nWords.\n\n![one](one.svg)\n\n![two](two.svg)\n"
POSTS = {
    "front matter": (CONF, f"---\ndate: 2024-01-05\nimage: 2\n---{TEXT}"),
    "directive": (CONF, f"```{{post}} 2024-01-05\n:image: 2\n```{TEXT}"),
    "option": (f"{CONF}post_auto_image = 2\n", f"---\ndate: 2024-01-05\n---{TEXT}"),
}


@pytest.mark.parametrize("name", POSTS)
def test_the_image_is_in_the_excerpt(plain_site: SiteBuilder, name: str) -> None:
    plain_site.conf, text = POSTS[name]
    images = {"blog/one.svg": svg_image(1), "blog/two.svg": svg_image(2)}
    built = plain_site.build(docs={"index.md": HOME, "blog/a.md": text, **images})
    [image] = built.article("index").select(".postlist img")

    assert str(image["src"]).endswith("two.svg")
    assert (built.outdir / str(image["src"])).exists()
    assert built.warnings == []

    changed = plain_site.build(
        docs={"blog/a.md": text.replace("![one](one.svg)\n\n", "![two](two.svg)\n\n![](one.svg)")}
    )
    assert plain_site.differences(changed) == []


def test_without_an_image_there_is_none(plain_site: SiteBuilder) -> None:
    plain_site.conf = CONF
    images = {"blog/one.svg": svg_image(1), "blog/two.svg": svg_image(2)}
    built = plain_site.build(docs={"index.md": HOME, "blog/a.md": f"---\ndate: 2024-01-05\n---{TEXT}", **images})

    assert not built.article("index").select(".postlist img")
