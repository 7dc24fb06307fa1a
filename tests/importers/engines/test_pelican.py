"""Pelican: a site goes in, with Markdown, reStructuredText and notebooks, and is built without a warning."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
import yaml
from folders import header_and_body, import_folder, photo, said

from postil.testing import Built, SiteBuilder, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

SETTINGS = """\
import os
AUTHOR = "Ada L."
SITENAME = "River" + " notes"
SITEURL = ""
PATH = "content"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "en"
ARTICLE_URL = "{date:%Y}/{date:%b}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
MENUITEMS = (("About", "/pages/about.html"), ("Code", "https://code.example"))
SOCIAL = [("Mastodon", "https://social.example/@ada")]
PAGE_URL = os.path.join("pages", "{slug}.html")
raise SystemExit("settings are not run")
"""
WALK = """\
Title: A walk, and a mill
Date: 2024-03-07 10:30
Category: walks
Tags: rivers; maps
Slug: walk
Summary: Seven arches.

See [the mill]({filename}/2024/mill.rst), [about]({filename}/pages/about.md#me), [tag]({tag}rivers),
[PDF]({static}/map.pdf).[^1]

![The arch]({attach}arch.png)

{% img right {static}/images/bridge.png 300 200 The old bridge %}

{% include_code steps.py lang:python lines:1-2 The steps %}

{% notebook count.ipynb cells[1:3] %}

{% literal %}{% raw words %}{% endliteral %}

{% flickr 123 %}

[^1]: A note.
"""
MILL = """\
The mill
########

:date: 2024-02-01
:tags: mills, rivers
:author: Bo

It has *seven* wheels [#]_, see `a walk <{filename}/walks/walk.md>`_ and `the page`_.

.. figure:: {static}/images/bridge.png
   :alt: The wheel
   :target: {filename}/pages/about.md

   The wheel turns.

.. youtube:: abc123

.. soundcloud:: 9

.. code-block:: python

   # .. nothing:: here
   print(1)

.. _the page: {filename}/pages/about.md

.. [#] A note in rst.
"""
PHOTO = base64.b64encode(photo()).decode()
CELLS = [
    {"cell_type": "markdown", "source": "- title: Counting\n- date: 2024-04-01\n- tags: numbers"},
    {"cell_type": "markdown", "source": "Words in a cell."},
    {
        "cell_type": "code",
        "source": "plot(1)",
        "outputs": [{"output_type": "display_data", "data": {"image/png": PHOTO}}, {"text": ["seven"]}],
    },
    {"cell_type": "markdown", "source": "The last cell."},
]
FILES: dict[str, str | bytes] = {
    "pelicanconf.py": SETTINGS,
    "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://notes.example'\n",
    "content/walks/walk.md": WALK.replace("\n", "\r\n"),
    "content/walks/arch.png": photo(),
    "content/2024/mill.rst": MILL,
    "content/numbers/count.ipynb": json.dumps({"cells": CELLS, "metadata": {}}),
    "content/notebooks/count.ipynb": json.dumps({"cells": CELLS, "metadata": {}}),
    "content/code/steps.py": "one = 1\ntwo = 2\nthree = 3\n",
    "content/images/bridge.png": photo(),
    "content/map.pdf": b"%PDF-1.4",
    "content/pages/about.md": "Title: About\n\n## Me\n\nWords about me.\n",
    "content/old.html": "<head><title>Old</title><meta name='date' content='2019-01-01'></head><body><p>H</p></body>",
    "content/hidden.md": "Title: Hidden\nDate: 2024-01-01\nStatus: hidden\n\nUnlisted words.\n",
    "content/later.md": "Title: Later\nDate: 2024-01-02\nStatus: draft\n\nA draft.\n",
    "content/latin.md": "Title: Café\nDate: 2024-01-03\n\nÀ la carte.\n".encode("cp1252"),
    "content/nul.md": "Title: NUL\nDate: 2024-01-04\nSlug: ../../nul\n\nA name.\n",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("pelican")
    return folder, import_folder("pelican", folder, FILES)


@pytest.fixture(scope="module")
def built(imported: tuple[Path, Report]) -> Built:
    for path in (imported[0] / "posts").rglob("*.rst"):
        path.write_text(path.read_text("utf-8").replace(".. soundcloud:: 9", ""), "utf-8")
    return SiteBuilder(imported[0], theme="basic").build()


def test_the_site_builds_without_warnings_and_keeps_its_urls(built: Built) -> None:
    assert built.warnings == []
    assert {"2024/Mar/walk/index.html", "2024/Feb/the-mill/index.html", "pages/about.html"} <= set(built.files())
    assert {"2024/Apr/counting/index.html", "2024/Jan/hidden/index.html", "2024/Jan/cafe/index.html"} <= set(
        built.files()
    )


def test_markdown(built: Built) -> None:
    page = main_content(built, "2024/Mar/walk/index")
    text = page.get_text()

    for words in ("A note", "two = 2", "The steps", "Words in a cell", "seven", "{% raw words %}"):
        assert words in text, words
    assert "three" not in text
    assert "The last cell" not in text
    assert len(page.select("img")) == 3
    hrefs = {str(link["href"]) for link in page.select("a[href]")}
    assert {"../../Feb/the-mill/", "../../../pages/about.html#me"} <= {
        href.removesuffix("index.html") for href in hrefs
    }
    assert any(href.endswith("map.pdf") for href in hrefs)


def test_restructuredtext(built: Built) -> None:
    page = main_content(built, "2024/Feb/the-mill/index")
    text = page.get_text()

    for words in ("seven", "The wheel turns", "abc123", "A note in rst", "print(1)"):
        assert words in text + str(page), words
    hrefs = {str(link["href"]).removesuffix("index.html") for link in page.select("a[href]")}
    assert {"../../Mar/walk/", "../../../pages/about.html"} <= hrefs
    assert len(page.select("img")) == 1


def test_front_matter_and_facts(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    values = yaml.safe_load(header_and_body(folder / "posts/2024-03-07-walk/index.md")[0])

    assert (values["tags"], values["categories"]) == (["rivers", "maps"], ["walks"])
    assert (values["description"], str(values["date"])) == ("Seven arches.", "2024-03-07 10:30:00")
    assert report.settings == {
        "blog_title": "River notes",
        "blog_baseurl": "https://notes.example",
        "language": "en",
        "blog_default_author": "Ada L.",
        "postil_timezone": "Europe/Paris",
        "postil_permalink": "{date:%Y}/{date:%b}/{slug_or_title}/",
        "postil_slug_style": "ascii",
        "postil_footer_links": {"Mastodon": "https://social.example/@ada"},
        "postil_menu": {"About": "pages/about", "Code": "https://code.example"},
    }
    assert (folder / "posts/2024-01-04-nul-/index.md").is_file()
    assert "draft: true" in (folder / "posts/2024-01-02-later/index.md").read_text()


def test_what_is_not_understood_has_its_line(imported: tuple[Path, Report]) -> None:
    places = said(imported[1])
    line = 1 + WALK[: WALK.index("{% flickr")].count("\n")

    assert f"content/walks/walk.md:{line}: {{% flickr 123 %}}" in places
    assert f"content/2024/mill.rst:{1 + MILL[: MILL.index('.. soundcloud')].count(chr(10))}: .. soundcloud::" in places
    assert "pelicanconf.py:12: PAGE_URL = …" in places
