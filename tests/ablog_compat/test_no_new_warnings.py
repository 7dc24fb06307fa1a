"""A site that ABlog builds without warnings builds without them after the change of one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from postil.testing import Built, SiteBuilder

CONF = """\
extensions = ["myst_parser", "postil"]
project = "Words"
html_theme = "basic"
blog_baseurl = "https://example.org/"
blog_post_pattern = "blog/*"
"""
HEAD = "---\ndate: 2024-05-01\n---\n\n# A post\n\n"
POST = f"{HEAD}Words.\n"
DRAFT = "---\ntags: walk\n---\n\n(steps)=\n# A plan\n\nLater.\n"
HOME = "# Home\n\n```{toctree}\n:glob:\nblog/*\n```\n"


def build(site: SiteBuilder, text: str, conf: str = "", **docs: str) -> Built:
    """Build a site that follows ABlog's rules, with a post of this text."""
    site.write({"docs/conf.py": CONF + conf})
    files = {name.replace("__", "/") + ".md": content for name, content in docs.items()}
    return site.build(docs={"index.md": HOME, "blog/a.md": f"{HEAD}{text}\n", **files})


@pytest.mark.parametrize("conf", ["", "suppress_warnings = []\n"])
@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("<div>\n\nNot closed.", "places with HTML that is not closed or not nested correctly, and was corrected: 1 ("),
        (
            "Some <b>bold</i> words.",
            "places with HTML that is not closed or not nested correctly, and was corrected: 1 (",
        ),
        ("A class of characters: [^a-z].", "footnotes that are not defined, not used or not indented: 1 ("),
        ("Templates: {{ name }}, {% if a %}, {{< ref >}}.", ""),
        ("| a |\n|---|\n| {{ b }} |", ""),
        ("```{math}\n\\begin{align} a &= b \\end{align}\n```", ""),
        ("```{math}\n\\rule{1em}{1em}\n```", "formulas that are shown as TeX"),
    ],
)
def test_what_ablog_does_not_warn_about_is_advice(plain_site: SiteBuilder, text: str, advice: str, conf: str) -> None:
    built = build(plain_site, text, conf)

    assert built.warnings == []
    assert advice in built.log


def test_advice_names_the_place(plain_site: SiteBuilder) -> None:
    assert "blog/a.md:9" in build(plain_site, "Words.\n\n<div>").log


def test_markdown_is_what_myst_reads(plain_site: SiteBuilder) -> None:
    """Neither comments nor dollars, tildes and braces change their meaning."""
    text = "% a comment\n\nH~2~O, x^2^, $5 and $x$.\n\nTerm\n: text\n\n- [ ] task {.a}\n\n{% raw %}\n"
    plain = build(plain_site, text).article("blog/a")
    extended = build(plain_site, text, 'myst_enable_extensions = ["dollarmath"]\n').article("blog/a")

    assert "a comment" not in plain.get_text()
    for words in ("H~2~O, x^2^, $5 and $x$.", ": text", "[ ] task {.a}", "{% raw %}"):
        assert words in plain.get_text()
    assert plain.select("sub, sup, dl, math") == []
    assert len(extended.select("math")) == 1


@pytest.mark.parametrize(
    "link",
    [
        "[](plan.md)",
        "[A plan](plan)",
        "[A plan](plan.md#steps)",
        "{doc}`plan`",
        "{doc}`A plan <plan>`",
        "{ref}`steps`",
        "{ref}`A plan <steps>`",
        "{ref}`plan`",
        "```{eval-rst}\n:doc:`plan`\n```",
    ],
)
def test_links_to_drafts_are_text(plain_site: SiteBuilder, link: str) -> None:
    """Published, the draft has a page, and the links lead there."""
    built = build(plain_site, f"See {link}" if link[0] != "`" else link, blog__plan=DRAFT)

    assert built.warnings == []
    assert "A plan" in built.article("blog/a").get_text()
    assert built.article("blog/a").select("a[href*=plan]") == []
    assert "links to them are text" in built.log

    published = plain_site.build(docs={"blog/plan.md": DRAFT.replace("tags", "date: 2024-05-02\ntags")})
    assert published.warnings == []
    assert published.article("blog/a").select("a[href*=plan]")
    assert plain_site.differences(published) == []


@pytest.mark.parametrize("entries", ["blog/a\nblog/plan", "blog/a\nblog/plan.md", "blog/a\nMy plan <blog/plan>"])
@pytest.mark.parametrize("glob", ["", ":glob:\n"])
def test_toctrees_may_list_drafts(plain_site: SiteBuilder, entries: str, glob: str) -> None:
    home = f"# Home\n\n```{{toctree}}\n{glob}{entries}\n```\n"
    built = build(plain_site, "Words.", blog__plan=DRAFT, index=home)

    assert built.warnings == []
    assert "plan" not in built.article("index").get_text()

    published = plain_site.build(docs={"blog/plan.md": DRAFT.replace("tags", "date: 2024-05-02\ntags")})
    assert "plan" in published.article("index").get_text()
    assert plain_site.differences(published) == []


def test_a_pattern_of_a_toctree_may_match_drafts_only(plain_site: SiteBuilder) -> None:
    home = "# Home\n\n```{toctree}\n:glob:\nblog/p*\n```\n\n```{toctree}\nblog/a\n```\n"

    assert build(plain_site, "Words.", blog__plan=DRAFT, index=home).warnings == []


def test_the_label_of_the_list_of_drafts_is_text(plain_site: SiteBuilder) -> None:
    built = build(plain_site, "{ref}`blog-drafts`, {ref}`unfinished <blog-drafts>`.")

    assert built.warnings == []
    assert "Drafts, unfinished." in built.article("blog/a").get_text()


def test_lost_links_are_still_warnings(plain_site: SiteBuilder) -> None:
    built = build(plain_site, "{doc}`nowhere`, [x](nowhere.md), {ref}`nowhere`", blog__plan=DRAFT)

    assert len(built.warnings) == 3


def test_addresses_are_the_paths_of_files(plain_site: SiteBuilder) -> None:
    """ABlog does not know `slug`."""
    built = build(plain_site, "[b](b.md)", blog__b="---\ndate: 2024-05-02\nslug: other\n---\n\n# B\n")

    assert built.warnings == []
    assert built.files("blog", "b.html") == ["blog/b.html"]
    assert "blog/b.html" in built.read("blog/atom.xml")


def test_ignored_problems_of_one_site_are_warnings_of_the_next(plain_site: SiteBuilder) -> None:
    build(plain_site, "<div>")
    plain_site.write({"docs/conf.py": f"{CONF}postil_home = False\n"})

    assert "[postil.html]" in " ".join(plain_site.build().warnings)
