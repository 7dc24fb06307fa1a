"""In a site that follows ABlog's rules, posts, drafts and pages are those of ABlog, with the same fields."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from postil.project import unpublished
from postil.testing import svg_image

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

PATTERN = 'blog_post_pattern = ["blog/*", "blog/*/*"]\n'
HOME = "# Home\n\n```{postlist}\n:format: '{date} | {title} | {author} | {tags} | {category}'\n:date: '%Y-%m-%d'\n```\n"
RST_HOME = HOME.replace("# Home", "Home\n====").replace("```{postlist}", ".. postlist::").replace("```\n", "")
RST_HOME = RST_HOME.replace("\n:", "\n   :").replace("'", "")
POST = "2024-01-05 | A walk | Ada | river | notes"


def posts_of(built: Built) -> list[str]:
    """Return the posts in the list on the home page, with their dates, authors, tags and categories."""
    lines = built.article("index").select(".ablog-post-title")
    return [" ".join(line.get_text().split()) for line in lines]


def notebook(*cells: Mapping[str, object], **metadata: object) -> str:
    """Return a notebook."""
    found = [{"metadata": {}, "id": f"c{number}", **cell} for number, cell in enumerate(cells)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}, **metadata}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": found})


OPTIONS = ":author: Ada\n:tags: river\n:category: notes\n"
RST_OPTIONS = re.sub("(?m)^", "   ", OPTIONS).rstrip(" ")
MYST = f"# A walk\n\n```{{post}} 5 Jan 2024\n{OPTIONS}```\n\nText.\n"
EVAL_RST = f"# A walk\n\n```{{eval-rst}}\n.. post:: 5 Jan 2024\n{RST_OPTIONS}```\n\nText.\n"
RST = f"A walk\n======\n\n.. post:: 05 January 2024\n{RST_OPTIONS}\nText.\n"


CONF_NB = """\
extensions = ["myst_nb", "postil"]
nb_execution_mode = "off"
html_theme = "basic"
blog_baseurl = "https://example.org/"
myst_enable_extensions = ["colon_fence", "fieldlist"]
"""
YAML = "---\nblogpost: true\ndate: 2024-01-05\nauthor: Ada\ntags: [river]\ncategory: notes\n---\n# A walk\n"
TEXT_CELL = {"cell_type": "markdown", "source": "# A walk\n\nText."}
WAYS = {
    "yaml.md": YAML,
    "quoted.md": YAML.replace("true", '"true"'),
    "fields.md": f":blogpost: true\n:date: Jan 5, 2024\n{OPTIONS}\n(target)=\n# A walk\n\nText.\n",
    "fields.rst": f".. comment\n\n:blogpost:\n:date: 05 January 2024\n{OPTIONS}\nA walk\n======\n\nText.\n",
    "myst.md": MYST,
    "colons.md": MYST.replace("```", ":::"),
    "eval.md": EVAL_RST,
    "directive.rst": RST,
    "nested.rst": re.sub("(?m)^(?=.. post|   :)", "   ", RST).replace("   .. post", ".. container:: x\n\n   .. post"),
    "orphan.rst": f":orphan:\n\n{RST}",
    "both.md": f"---\nauthor: Ada\n---\n{MYST}",
    "metadata.ipynb": notebook(
        TEXT_CELL, blogpost=True, date="2024-01-05", author="Ada", tags=["river"], category="notes"
    ),
    "myst.ipynb": notebook({"cell_type": "markdown", "source": MYST}),
    "eval.ipynb": notebook({"cell_type": "markdown", "source": EVAL_RST}),
}


@pytest.mark.parametrize("pattern", ["", PATTERN])
@pytest.mark.parametrize("folder", ["a/", "b/2021-07-02-"])
def test_ways_to_say_what_a_post_is(plain_site: SiteBuilder, pattern: str, folder: str) -> None:
    """Also in a file whose name has another date, and whether or not the pattern names it."""
    plain_site.write({"docs/conf.py": CONF_NB + pattern})
    files = {f"blog/{folder}{name.replace('.', '-')}.{name.partition('.')[2]}": text for name, text in WAYS.items()}
    files = {name: text.replace("(target)=\n", f"({number})=\n") for number, (name, text) in enumerate(files.items())}
    built = plain_site.build(docs={"index.md": HOME, **files})

    assert (posts_of(built), built.warnings) == ([POST] * len(WAYS), [])


@pytest.mark.parametrize("pattern", ["", PATTERN])
def test_directive_in_a_raw_cell(plain_site: SiteBuilder, pattern: str) -> None:
    """As in ABlog's manual, for notebooks that nbsphinx parses."""
    pytest.importorskip("nbsphinx")
    if not shutil.which("pandoc"):
        pytest.skip("nbsphinx needs pandoc")
    text = notebook(
        {"cell_type": "markdown", "source": "# A walk"},
        {
            "cell_type": "raw",
            "metadata": {"raw_mimetype": "text/restructuredtext"},
            "source": RST.partition("\n\n")[2].partition("\nText")[0],
        },
        date="2020-02-02",  # nbsphinx does not hand it on
    )
    plain_site.write({"docs/conf.py": CONF_NB.replace("myst_nb", "nbsphinx") + pattern})
    names = ("walk", "2021/2021-07-02-walk")
    built = plain_site.build(docs={"index.rst": RST_HOME, **{f"blog/{name}.ipynb": text for name in names}})

    assert (posts_of(built), built.warnings) == ([POST] * 2, [])


DRAFTS = {
    "blog/a.md": "---\ntags: x\n---\n# A\n",
    "blog/drafts/2020-05-04-secret.md": "---\ntags: x\n---\n# A\n",
    "blog/2020-05-04-fields.rst": ":tags: x\n\nA\n=\n",
    "other/2020-05-04-secret.md": "---\nblogpost: true\n---\n# A\n",
    "blog/2020-05-04-directive.rst": "A\n=\n\n.. post::\n   :tags: x\n",
    "blog/directive.md": "# A\n\n```{post}\n:tags: x\n```\n",
    "other/future.rst": "A\n=\n\n.. post:: 2999-01-01\n",
    "posts/2020-05-04-directive.rst": "A\n=\n\n.. post::\n   :tags: x\n",
}


def test_undated_posts_are_drafts(plain_site: SiteBuilder) -> None:
    """Whatever the names of the files say. Drafts have no pages, and the build does not warn of them."""
    plain_site.conf = PATTERN
    built = plain_site.build(docs={"index.md": HOME, "blog/b.md": "---\ndate: 2024-01-05\n---\n# B\n", **DRAFTS})
    pages = [f"{name.rpartition('.')[0]}.html" for name in DRAFTS]

    assert [line.split(" | ")[1] for line in posts_of(built)] == ["B"]
    assert (set(built.files()) & set(pages), built.warnings) == (set(), [])
    assert built.read("blog/atom.xml").count("<entry>") == 1
    shown = plain_site.build(overrides={"postil_drafts": True})  # for one build; the site is the same
    assert set(pages) <= set(shown.files())
    assert plain_site.differences(plain_site.build()) == []


def test_the_log_says_once_that_drafts_have_no_pages(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(unpublished.logger, "info", lambda text, *values: said.append(text % values))
    plain_site.conf = PATTERN
    plain_site.build(docs={"index.md": HOME, "blog/a.md": DRAFTS["blog/a.md"]})

    drafts = [text for text in said if "unlike in ABlog" in text]
    difference = "unlike in ABlog, drafts have no pages, and links to them are text"
    assert drafts == [f"not published ({difference}): 1 draft (blog/a.md)"]


PAGES = {
    "blog/2020/tides.md": "# Tides\n",
    "blog/2020-01-01-tides.md": "# Tides\n",
    "blog/fields.rst": "Tides\n=====\n\n:Version: 1\n",
    "blog/settings.md": "---\nmyst:\n  all_links_external: true\n---\n# Tides\n",
    "posts/2020-01-01-tides.md": "# Tides\n",
    "posts/tides.md": "---\ntags: x\n---\n# Tides\n",
    "blog/empty.ipynb": notebook({"cell_type": "markdown", "source": "# Tides"}),
}


def test_files_without_front_matter_are_pages(plain_site: SiteBuilder) -> None:
    """And the folder `posts/` has no meaning if the owner named another pattern."""
    plain_site.write({"docs/conf.py": CONF_NB + PATTERN})
    names = [name.rpartition(".")[0] for name in PAGES]
    toctree = "# Home\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    built = plain_site.build(docs={"index.md": toctree, **PAGES})

    assert {f"{name}.html" for name in names} <= set(built.files())
    assert "<entry>" not in built.read("blog/atom.xml")
    assert built.warnings == []


def test_posts_folder_without_a_pattern_is_postils(plain_site: SiteBuilder) -> None:
    """Files with a date are posts, by their names too; others are pages, as in ABlog."""
    docs = {
        "posts/2024-01-05-named.md": "# Named\n",
        "posts/dated.md": "---\ndate: 2024-01-06\n---\n# Dated\n",
        "posts/about.md": "---\ntags: x\n---\n# About\n",
        "posts/2024-01-07-pelican.rst": "Fields\n======\n\n:tags: y\n\nText.\n",
    }
    built = plain_site.build(docs={"index.md": f"{HOME}\n```{{toctree}}\n:hidden:\nposts/about\n```\n", **docs})

    assert posts_of(built) == ["2024-01-07 | Fields | | y |", "2024-01-06 | Dated | | |", "2024-01-05 | Named | | |"]
    assert built.warnings == []


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("notes/**/*.md", {"notes/a", "notes/x/b", "notes/x/y/c"}),
        ("notes/**", {"notes/a", "notes/x/b", "notes/x/y/c"}),
        ("notes/*/*", {"notes/x/b"}),
        ("./notes/*", {"notes/a"}),
        ("notes/[ab].md", {"notes/a"}),
    ],
)
def test_patterns_match_as_in_ablog(plain_site: SiteBuilder, pattern: str, paths: set[str]) -> None:
    """ABlog matches them with Python's `glob`."""
    plain_site.conf = f"blog_post_pattern = {pattern!r}\n"
    text = "---\ndate: 2024-01-05\n---\n# {}\n"
    names = ("notes/a", "notes/x/b", "notes/x/y/c")
    built = plain_site.build(docs={"index.md": HOME, **{f"{name}.md": text.format(name) for name in names}})

    assert {line.split(" | ")[1] for line in posts_of(built)} == paths


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "blog/a.md",
            f"---\ndate: 2024-01-05\n---\n{MYST.replace('5 Jan', '6 Jan')}",
            "6: WARNING: the `post` directive and the front matter differ in `date`",
        ),
        ("blog/a.md", f"---\nauthor: Ada\ntags: x\n---\n{MYST}", "differ in `tags`; the front matter is used"),
        ("blog/a.rst", f":date: 2024-01-05\n:author: Bob\n\n{RST}", "differ in `authors`"),
        ("blog/a.md", f"---\nblogpost: false\n---\n{MYST}", "has `blogpost: false`; this `post` directive is ignored"),
    ],
)
def test_contradictions_are_one_warning(plain_site: SiteBuilder, name: str, text: str, message: str) -> None:
    """Front matter takes precedence over the directive."""
    plain_site.conf = PATTERN
    built = plain_site.build(docs={"index.md": HOME, name: text, "blog/b.md": "---\ndate: 2024-01-01\n---\n# B\n"})

    warnings = [warning for warning in built.warnings if "toc.not_included" not in warning]  # a page is in no toctree
    assert len(warnings) == 1
    assert message in warnings[0]
    assert re.search(rf"{name}:\d+: WARNING", warnings[0])
    expected = {"differ in `tags`": ["x"], "differ in `authors`": ["Bob"]}
    for words in expected.get(message.partition(";")[0], ()):
        assert words in posts_of(built)[0]
    assert len(posts_of(built)) == (1 if "blogpost" in message else 2)


def test_several_directives_make_posts_of_sections(plain_site: SiteBuilder) -> None:
    """Also in a file whose name has a date."""
    text = "Year\n====\n\nOne\n---\n\n.. post:: 2024-01-05\n\nA.\n\nTwo\n---\n\n.. post:: 2024-01-06\n\nB.\n"
    plain_site.conf = PATTERN
    built = plain_site.build(
        docs={"index.md": HOME, "blog/2021-01-01-year.rst": text, "posts/2021-01-01-year.rst": text}
    )

    assert [line.split(" | ")[1] for line in posts_of(built)] == ["Two", "Two", "One", "One"]
    assert built.warnings == []


def test_a_post_without_a_directive_after_all_is_dated_by_its_name(site: SiteBuilder) -> None:
    """What looks like a directive may be none: here, it is within HTML."""
    site.theme = "basic"
    built = site.build(posts={"2024-01-05-how.md": "# How to\n\n<pre>\n```{post} 2020-01-01\n</pre>\n"})

    assert (built.titles("blog"), built.warnings) == (["How to"], [])
    assert "<published>2024-01-05" in built.read("blog/atom.xml")


@pytest.mark.parametrize("post_suffix", [".md", ".rst"])
def test_image_with_a_number(plain_site: SiteBuilder, post_suffix: str) -> None:
    """ABlog counts the images in the text; a number that is too high means nothing."""
    images = {f"docs/blog/{name}.svg": svg_image(color) for color, name in enumerate(("one", "two"))}
    plain_site.write(images)
    plain_site.conf = f'{PATTERN}myst_enable_extensions = ["fieldlist"]\n'
    body = "# A\n\n![one](one.svg)\n\nText.\n\n![two](two.svg)\n"
    if post_suffix == ".rst":
        body = "A\n=\n\n.. image:: one.svg\n   :alt: one\n\nText.\n\n.. image:: two.svg\n   :alt: two\n"
    docs = {f"blog/{n}{post_suffix}": f":date: 2024-01-0{n}\n:image: {n}\n\n{body}" for n in (1, 2, 3)}
    built = plain_site.build(docs={"index.md": HOME, **docs})

    cards = built.article("blog").select(".postil-card")
    assert [[str(image["src"]) for image in card.select("img")] for card in cards] == [
        [], ["_images/two.svg"], ["_images/one.svg"],
    ]  # fmt: skip
    assert built.warnings == []
    plain_site.conf += "post_auto_image = 2\n"
    built = plain_site.build(docs={f"blog/1{post_suffix}": docs[f"blog/1{post_suffix}"].replace(":image: 1\n", "")})
    assert str(built.article("blog").select(".postil-card img")[-1]["src"]) == "_images/two.svg"


@pytest.mark.parametrize("exclude", ["", "   :exclude:\n"])
def test_excerpt_of_a_directive_keeps_its_markup(plain_site: SiteBuilder, exclude: str) -> None:
    """References within it work too, and lists follow changes of what it refers to."""
    text = f"""A walk
======

.. post:: 2024-01-05
{exclude}
   With ``a map``, *two* friends, `a guide <https://example.org/guide>`_ and :doc:`/b`.

   - an item

Along the river.
"""
    index = "Home\n====\n\n.. postlist::\n   :excerpts:\n\n.. toctree::\n\n   b\n"
    text = text if exclude else text.replace(".. post:: 2024-01-05\n", ".. post:: 2024-01-05\n   :tags: x\n")
    built = plain_site.build(docs={"index.rst": index, "b.rst": "Bees\n====\n", "walk.rst": text})

    for page in ("index", "blog"):
        excerpt = built.article(page).select_one(".ablog-post, .postil-card")
        assert excerpt
        assert [tag.get_text() for tag in excerpt.select("code, p > em, li li, .postil-excerpt li")][:2] == [
            "a map",
            "two",
        ]
        assert [str(a["href"]) for a in excerpt.select("p a")][-2:] == ["https://example.org/guide", "b.html"]
        assert "river" not in excerpt.get_text()
        assert "an item" in excerpt.get_text()
    assert ("friends" in built.article("walk").get_text()) == (not exclude)
    rebuilt = plain_site.build(docs={"b.rst": "Wasps\n=====\n"})
    assert "Wasps" in built.article("blog").get_text()
    assert plain_site.differences(rebuilt) == []


@pytest.mark.parametrize("options", ["", ":excerpts:\n", ":layout: cards\n", ":tags: x\n", ":sort:\n"])
def test_lists_within_excerpts_are_up_to_date(plain_site: SiteBuilder, options: str) -> None:
    """The card of a post is cached; two lists with excerpts can contain each other."""
    listing = f"````{{admonition}} Posts\n```{{postlist}}\n{options}```\n````\n"
    post = "---\ndate: 2024-03-0{}\ntags: x\n---\n# {}\n\n{}\nText.\n"
    plain_site.conf = f"{PATTERN}post_auto_excerpt = 2\n"
    docs = {
        "blog/a.md": post.format(1, "One", listing),
        "blog/b.md": post.format(2, "Two", listing),
        "blog/c.md": post.format(3, "Old title", ""),
    }
    plain_site.build(docs={"index.md": HOME, **docs})
    built = plain_site.build(docs={"blog/c.md": post.format(3, "New title", "")})

    card = built.article("blog/tag/x").select(".postil-card")[-1]
    assert "New title" in card.get_text()
    assert plain_site.differences(built) == []


def test_pages_follow_when_the_rules_change(plain_site: SiteBuilder) -> None:
    """An option of postil ends ABlog's rules, even one that affects no page."""
    docs = {
        "index.md": "# Home\n",
        "posts/2024-01-05-a.md": "---\ntags: x\n---\n# A\n",
        "blog/2024-01-06-b.md": "---\ntags: x\n---\n# B\n",
    }
    plain_site.conf = PATTERN
    assert plain_site.build(docs=docs).titles("blog") == []
    plain_site.conf = f"{PATTERN}postil_search = 'sphinx'\n"
    built = plain_site.build()

    assert built.titles("blog") == ["B", "A"]
    assert plain_site.differences(built) == []


def test_dates_in_the_format_of_conf_py(plain_site: SiteBuilder) -> None:
    plain_site.conf = f'{PATTERN}post_date_format = "%d/%m/%Y"\n'
    text = "A\n=\n\n.. post:: {}\n\nText.\n\n.. update:: 07/01/2024\n\n   More.\n"
    docs = {"blog/a.rst": text.format("05/01/2024"), "blog/b.md": "---\ndate: 06/01/2024\n---\n# B\n"}
    built = plain_site.build(docs={"index.md": HOME, **docs})

    assert [line.split(" | ")[0] for line in posts_of(built)] == ["2024-01-06", "2024-01-05"]
    assert "<updated>2024-01-07" in built.read("blog/atom.xml")
    assert built.warnings == []


def test_text_files_in_restructuredtext(plain_site: SiteBuilder) -> None:
    plain_site.conf = f'{PATTERN}source_suffix = {{".txt": "restructuredtext", ".rst": None}}\n'
    built = plain_site.build(docs={"index.rst": RST_HOME, "blog/a.txt": ":date: 2024-01-05\n:author: Ada\n\nA\n=\n"})

    assert posts_of(built) == ["2024-01-05 | A | Ada | |"]


def test_pages_keep_their_urls(plain_site: SiteBuilder) -> None:
    """Keys and names that mean something to other engines mean nothing to ABlog."""
    text = "---\npermalink: /other/page/\nlayout: page\n---\n# Page\n"
    toctree = "# Home\n\n```{toctree}\nposts/_part\nposts/page\nblog/page\n```\n"
    docs = {"posts/_part.md": "# Part\n", "posts/page.md": text, "blog/page.md": text.replace("page/", "other/")}
    built = plain_site.build(docs={"index.md": toctree, **docs})

    assert {"posts/_part.html", "posts/page.html", "blog/page.html"} <= set(built.files())
    assert built.warnings == []
