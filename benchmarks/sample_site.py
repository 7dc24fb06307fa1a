"""A small blog with one post of each kind that postil's own site does not have, for `make audit`."""

from __future__ import annotations

import random
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

CONF = """
project = "Sample"
author = "Ada Byron"
copyright = "2026, Ada Byron"
extensions = ["postil"]
html_theme = "sphinx_book_theme"
html_favicon = "icon.svg"
myst_enable_extensions = ["dollarmath", "amsmath"]
blog_title = "The river"
blog_baseurl = "https://example.org/"
post_show_prev_next = True
blog_authors = {
    "ada": {
        "name": "Ada Byron",
        "bio": "Walks along rivers and writes down what she sees. Her first book is out of print.",
        "avatar": "icon.svg",
        "links": {"Mastodon": "https://example.social/@ada", "Code": "https://example.org/code"},
    }
}
blog_default_author = ["ada"]
postil_license = "CC BY-SA 4.0"
postil_footer_links = {"Mail": "mailto:ada@example.org"}
postil_menu = ["blog-posts", "blog-archives", "blog-tags", "blog-feed"]
postil_cite = True
postil_subscribe = '''<form action="https://example.org/subscribe" method="post">
<label>Essays by mail: <input type="email" name="email" placeholder="you@example.org" autocomplete="email"></label>
<button>Subscribe</button></form>'''
suppress_warnings = ["postil.git"]
"""
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#28526b"/>'
    '<path d="M4 20q6-8 12 0t12 0" fill="none" stroke="#fff" stroke-width="3"/></svg>'
)
HOME = "# The river\n\nEssays on rivers.\n\n```{postlist}\n:excerpts:\n```\n"
PARAGRAPH = (
    "The bridge was built in 1640, when the ferry could no longer carry the carts that came down to the market, and it"
    " has stood in the water ever since, mended after each flood with whatever stone was nearest."
)

MATH = rf"""
{PARAGRAPH}

A stone that falls for $t$ seconds reaches $v = \sqrt{{2gh}}$, where $h = \tfrac{{1}}{{2}} g t^2$;[^g] the arch carries
$\sum_{{i=1}}^{{n}} w_i$ if $\lvert x \rvert \le \left(\frac{{a}}{{b}}\right)^{{2}}$.

[^g]: Near the ground $g \approx 9.81\,\mathrm{{m/s^2}}$, and $\int_0^t g\,\mathrm{{d}}s = gt$.

## The shape of an arch

$$
y(x) = a \cosh\left(\frac{{x}}{{a}}\right) = \frac{{a}}{{2}} \left( e^{{x/a}} + e^{{-x/a}} \right), \qquad
\int_{{-\infty}}^{{\infty}} e^{{-x^2}} \, \mathrm{{d}}x = \sqrt{{\pi}}
$$ (catenary)

By {{eq}}`catenary`, two loads give:

\begin{{align}}
\begin{{pmatrix}} 1 & 2 \\ 3 & 4 \end{{pmatrix}} \begin{{pmatrix}} x \\ y \end{{pmatrix}} &= \mathbf{{b}} \\
\det A &= -2
\end{{align}}
"""
GALLERY = f"""
{PARAGRAPH}

![Brown water under the first arch](1.jpg) ![The mill seen from the bank](2.jpg)
![A heron on the weir in March](3.jpg) ![Poplars at the end of the road](4.jpg)

{PARAGRAPH}

![The toll-house from below, at noon](5.jpg "The toll-house, *from below*.")

{PARAGRAPH}

![Left bank](1.jpg) ![Right bank](4.jpg)
"""
MARGIN = f"""
{PARAGRAPH}[^a] It had nine arches.[^b]

![The mark of the toll-keeper](3.jpg "The toll-keeper's mark."){{.margin}}

{PARAGRAPH} {PARAGRAPH}

[^a]: The accounts of the town name the masons, and what each was paid.

[^b]: Two were taken down in 1801, for barges; see *Old Bridges*.

## Captions beside images

{PARAGRAPH}

![The mill and its weir, seen from the bank](2.jpg "The mill, and the weir that feeds it."){{.margin-caption}}

{PARAGRAPH} {PARAGRAPH}

![Plan of the town and of its walls](1.jpg "The town in 1640."){{.wide}}

{PARAGRAPH} Nothing of it is left.[^c]

[^c]: Except for the gate.

| Year | Arches | Carts a day |
|------|-------:|------------:|
| 1640 |      9 |          40 |
| 1801 |      7 |         110 |
"""
HEBREW = """
בראשית היה הנהר, והנהר היה רחב מאוד.[^a] על גדתו עמד גשר בן תשע קשתות, ומתחתיו עברו סירות אל השוק. מי שרצה לעבור שילם
מטבע אחד לשומר הגשר, וקיבל ממנו פתק קטן עם חותם. השם הלועזי הוא *Old Bridge*, והפקודה היא `bridge --open`.

![קשתות הגשר מעל המים החומים](1.jpg)

## הגשר החדש

> מי שחוצה נהר אינו חוזר אותו אדם.

- אבן
- עץ
- ברזל

```python
def cross(bridge: str) -> int:
    return len(bridge)  # from left to right
```

בשנת 1801 הורידו שתי קשתות.[^b]

[^a]: כך כתוב בספר העיר, שנכתב בשנת 1640.

[^b]: ראו גם [הרשימה](https://example.org/list).
"""
JAPANESE = """
橋は一六四〇年に架けられた。渡し舟では市場へ下る荷車をもう運びきれなくなったからである。[^a]それ以来、橋は水の中に立ち続け、洪水のたびに
近くの石で直されてきた。英語の名は *Old Bridge* で、**九つの橋脚**があった。

![茶色い水の上に並ぶ七つの橋脚](1.jpg "橋、三月。")

## 新しい橋

> 川を渡る者は、同じ人として戻らない。

一八〇一年、舟を通すために二つの橋脚が取り払われた。[^b]残りは今も立っている。

[^a]: 町の帳簿には石工の名と、それぞれに払われた額が記されている。

[^b]: 『古い橋』を参照。
"""
ENDING = f"""
{PARAGRAPH}[^a]

See [what the arch carries](#the-arch), [the photos](gallery.md), and [how it is computed](math.md).

(the-arch)=
## The arch

{" ".join([PARAGRAPH] * 5)}

## The road

{" ".join([PARAGRAPH] * 3)} The [gallery](gallery.md) has it in March.

[^a]: The accounts of the town name the masons.
"""
HEADS = {
    "math": ("Arches and formulas", "series: Bridges\ntags: [bridges, numbers]", MATH),
    "gallery": ("Four photos of a river", "series: Bridges\ntags: [bridges, photos]", GALLERY),
    "margin": ("What the margin holds", "tags: [bridges, photos]", MARGIN),
    "hebrew": ("הגשר הישן", "language: he\ntags: [bridges]", HEBREW),
    "japanese": ("古い橋", "language: ja\ntags: [bridges]", JAPANESE),
    "ending": ("Where an essay ends", "series: Bridges\ntags: [bridges, numbers]\ndoi: 10.5281/zenodo.1234", ENDING),
    "backlink": ("A letter", "tags: [numbers]", "As [the essay on endings](ending.md) says, bridges are patient.\n"),
}


def write_site(folder: Path) -> None:
    """Write the site's sources, `docs` and `posts`, into an empty folder."""
    docs, posts = folder / "docs", folder / "posts"
    docs.mkdir(parents=True)
    posts.mkdir()
    (docs / "conf.py").write_text(CONF.lstrip(), "utf-8")
    (docs / "icon.svg").write_text(ICON, "utf-8")
    (docs / "index.md").write_text(HOME, "utf-8")
    for day, (name, (title, head, text)) in enumerate(HEADS.items(), 1):
        (posts / f"{name}.md").write_text(f"---\ntitle: {title}\ndate: 2026-03-{day:02}\n{head}\n---\n{text}", "utf-8")
    for number, size in enumerate([(1600, 1067), (1200, 800), (900, 1200), (1500, 1000), (1000, 1500)], 1):
        (posts / f"{number}.jpg").write_bytes(draw_photo(number, *size))


def draw_photo(number: int, width: int, height: int) -> bytes:
    """Return a JPEG file with hills above water, different for each number."""
    chance = random.Random(number)  # noqa: S311 - for pictures
    image = Image.new("RGB", (width, height), (202 - 9 * number, 214, 222))
    draw = ImageDraw.Draw(image)
    for layer in range(5):
        color = (120 - 18 * layer, 142 - 16 * layer, 120 - 8 * layer + 6 * number)
        top = height * (0.3 + 0.09 * layer)
        points = [(width * step / 8, top + chance.uniform(-0.08, 0.08) * height) for step in range(9)]
        draw.polygon([(0, height), *points, (width, height)], fill=color)
    draw.rectangle((0, int(height * 0.78), width, height), fill=(84, 104, 112 + 5 * number))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
