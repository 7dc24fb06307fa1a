"""Typography of Chinese, Japanese, Korean, Arabic and Hebrew, in sites of these languages and of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

HEAD = "---\ntitle: {}\ndate: 2024-0{}-24\nlanguage: {}\n---\n\n"
BODY = "{0} *{0}* `code`[^n]\n\n## {0}\n\n### {0}\n\n> {0}\n\n[^n]: {0}\n"
TEXTS = {"ja": "村の古い橋", "zh-CN": "村里的老桥", "ko": "마을의 다리", "ar": "الجسر القديم", "en": "The old bridge"}
GUIDE = "# {}\n\nWords.\n"
# What a reader sees of the text of a page.
MEASURE = """() => {
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const text = style(".h-entry p:has(em)"), em = style(".h-entry em"), size = parseFloat(text.fontSize);
  return {
    leading: Math.round(100 * parseFloat(text.lineHeight) / size) / 100, align: text.textAlign, strict: text.lineBreak,
    slant: em.fontSynthesisStyle, dots: em.textEmphasisStyle, weight: em.fontWeight, fonts: text.fontFamily,
    hyphens: [text.hyphens, style(".e-content code").hyphens], spacing: style("h1").letterSpacing,
    heading: style("h3").fontStyle, label: style(".postil-masthead").fontFamily,
  };
}"""


@pytest.fixture(scope="module", params=["en", "ja", "ar"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return the language of a site, and the folder with its pages."""
    language = str(request.param)
    home = "# Home\n\n```{toctree}\none\ntwo\nthree\n```\n"
    posts = {
        f"{name}.md": HEAD.format(text, n, name) + BODY.format(text) for n, (name, text) in enumerate(TEXTS.items(), 1)
    }
    builder = SiteBuilder(tmp_path_factory.mktemp("scripts"), conf=f'language = "{language}"\n')
    guides = {f"{name}.md": GUIDE.format(name) for name in ("one", "two", "three")}
    built = builder.build(posts, docs={"index.md": home, **guides})
    assert built.warnings == []
    return language, built.outdir


def test_text_in_each_language(open_page: Open, site: tuple[str, Path]) -> None:
    """The rules of a post's language apply in each site; those around it do not change."""
    language, folder = site
    page = open_page(folder / "posts" / "en.html")
    found: dict[str, Any] = {}
    for name in TEXTS:
        page.goto((folder / "posts" / f"{name}.html").as_uri())
        found[name] = page.evaluate(MEASURE)

    expected = {"ja": 1.8, "zh-CN": 1.8, "ko": 1.8, "ar": 1.8, "en": 1.62}
    assert {name: one["leading"] for name, one in found.items()} == expected
    east = {"ja": "justify", "zh-CN": "justify", "ko": "justify", "ar": "start", "en": "start"}
    assert {name: one["align"] for name, one in found.items()} == east
    assert {name for name, one in found.items() if one["slant"] == "none"} == set(TEXTS) - {"en"}
    assert {name for name, one in found.items() if one["dots"] != "none"} == {"ja", "zh-CN"}
    assert {name for name, one in found.items() if one["weight"] == "600"} == {"ko", "ar"}
    assert {name for name, one in found.items() if one["spacing"] in ("normal", "0px")} == set(TEXTS) - {"en"}
    assert {name for name, one in found.items() if one["heading"] == "normal"} == set(TEXTS) - {"en"}
    assert {name for name, one in found.items() if one["strict"] == "strict"} >= {"ja", "zh-CN"}
    fonts = {"ja": "Hiragino Mincho ProN", "zh-CN": "Songti SC", "ko": "Noto Serif KR", "ar": "Noto Naskh Arabic"}
    for name, font in fonts.items():
        assert [other for other in TEXTS if font in found[other]["fonts"]] == [name]
        assert found[name]["fonts"].index("Georgia") < found[name]["fonts"].index(font)
    # Words are divided, code is not; the scripts of East Asia break lines between characters.
    assert found["en"]["hyphens"] == found["ar"]["hyphens"] == ["auto", "manual"]
    # The site's own parts look the same on all its pages.
    assert len({one["label"] for one in found.values()}) == 1
    assert (", system-ui" in found["en"]["label"]) is (language != "en")


def test_the_owner_chooses_another_font(open_page: Open, site: tuple[str, Path]) -> None:
    """With one rule, for text and headings of a language in all sites."""
    page = open_page(site[1] / "posts" / "ja.html")
    page.add_style_tag(content=':lang(ja) { --postil-text: "Own Font", serif; }')
    found = page.evaluate("""() => ["h1", ".h-entry p:has(em)", ".postil-byline"].map(
        (selector) => getComputedStyle(document.querySelector(selector)).fontFamily.includes("Own Font"))""")

    assert found == [True, True, False]


def test_arrows_lead_where_they_point(open_page: Open, site: tuple[str, Path]) -> None:
    """The link to the previous page is where a line starts, and its arrow points there."""
    language, folder = site
    page = open_page(folder / "two.html")
    before, after = (page.locator(f".prev-next-area a.{name}").bounding_box() for name in ("left-prev", "right-next"))

    assert before
    assert after
    assert (before["x"] > after["x"]) is (language == "ar")
    scale = page.locator(".prev-next-area a.left-prev svg").evaluate("one => getComputedStyle(one).scale")
    assert scale == ("-1 1" if language == "ar" else "none")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
