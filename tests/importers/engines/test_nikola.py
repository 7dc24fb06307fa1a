"""Nikola: a site goes in, with `.meta` files, headers and notebooks, and is built without a warning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from folders import header_and_body, import_folder, photo, said

from postil.testing import Built, SiteBuilder, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

CONF = """\
import time
BLOG_AUTHOR = "Ada L."
BLOG_TITLE = "River notes"
SITE_URL = "https://notes.example/"
BLOG_DESCRIPTION = "Walks."
DEFAULT_LANG = "en"
TIMEZONE = "Europe/Paris"
TRANSLATIONS = {DEFAULT_LANG: "", "es": "./es"}
NAVIGATION_LINKS = {DEFAULT_LANG: (("/pages/about/", "About"), ("https://code.example", "Code"))}
POSTS = (("posts/*.rst", "posts", "post.tmpl"), ("posts/*.md", "posts", "post.tmpl"), ("posts/*.ipynb", "posts", "p"))
PAGES = (("pages/*.md", "pages", "page.tmpl"),)
"""
WALK = """\
.. title: A walk: part 1
.. slug: walk
.. date: 2024-03-07 10:30:00 UTC
.. tags: rivers, maps, mathjax
.. category: walks
.. link:
.. description: Seven arches.
.. type: text
.. previewimage: /images/arch.png

It has *seven* arches [#]_, see `the mill <link://slug/mill>`_ and `a file <link://filename/posts/mill.md>`_.

.. TEASER_END

.. thumbnail:: /images/arch.thumbnail.png
   :alt: The arch

   The first arch.

The gate
--------

.. soundcloud:: 9

.. [#] A note.
"""
MILL = """\
<!--
.. title: The mill
.. slug: mill
.. date: 2024-02-01
.. tags: draft-horses
-->

See [a walk](link://slug/walk#the-gate) and [the map](/map.pdf).[^1]

<!-- TEASER_END -->

{{% chart %}}

[^1]: A note in Markdown.
"""
FILES: dict[str, str | bytes] = {
    "conf.py": CONF,
    "posts/walk.rst": WALK,
    "posts/mill.md": MILL.replace("\n", "\r\n"),
    "posts/mill.es.md": "---\ntitle: El molino\ndate: 2024-02-01\nslug: mill\n---\n\nPalabras.\n",
    "posts/old.md": "Old words.\n",
    "posts/old.meta": "An old one\nold\n2014-01-01\nrivers\n\nA summary.\n",
    "posts/idea.md": ".. title: Idea\n.. slug: idea\n.. date: 2024-01-01\n.. status: draft\n\nNot yet.\n",
    "posts/count.ipynb": json.dumps(
        {
            "metadata": {"nikola": {"title": "Counting", "slug": "count", "date": "2024-04-01"}},
            "cells": [{"cell_type": "markdown", "source": "Words in a cell."}],
        }
    ),
    "pages/about.md": "<!--\n.. title: About\n.. slug: about\n-->\n\nWords about me.\n",
    "images/arch.png": photo(),
    "files/map.pdf": b"%PDF-1.4",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("nikola")
    return folder, import_folder("nikola", folder, FILES)


@pytest.mark.long
def test_the_site_builds_without_warnings_and_keeps_its_urls(imported: tuple[Path, Report]) -> None:
    walk = imported[0] / "posts/2024-03-07-walk/index.rst"
    walk.write_text(walk.read_text("utf-8").replace(".. soundcloud:: 9", ""), "utf-8")
    built: Built = SiteBuilder(imported[0], theme="basic").build()

    assert built.warnings == []
    names = {"posts/walk/index.html", "posts/mill/index.html", "es/posts/mill/index.html", "posts/old/index.html"}
    assert {*names, "posts/count/index.html", "pages/about/index.html"} <= set(built.files())
    page = main_content(built, "posts/walk/index")
    assert "The first arch." in page.get_text()
    assert "A note." in page.get_text()
    assert page.select("img")
    assert {"../mill/index.html"} == {str(a["href"]) for a in page.select("a[href*=mill]")}
    assert "A note in Markdown" in main_content(built, "posts/mill/index").get_text()


def test_headers_and_facts(imported: tuple[Path, Report]) -> None:
    folder, report = imported
    walk = (folder / "posts/2024-03-07-walk/index.rst").read_text("utf-8")
    mill = header_and_body(folder / "posts/2024-02-01-mill/index.md")
    old = yaml.safe_load(header_and_body(folder / "posts/2014-01-01-old/index.md")[0])

    assert ":title: A walk: part 1\n" in walk
    assert ":image: arch.png\n" in walk
    assert "mathjax" not in walk
    assert (old["title"], old["tags"], old["description"]) == ("An old one", ["rivers"], "A summary.")
    assert yaml.safe_load(mill[0])["tags"] == ["draft-horses"]
    assert "(../2024-03-07-walk/index.rst" in mill[1]
    assert "<!-- more -->" in mill[1]
    assert "draft: true" in (folder / "posts/2024-01-01-idea/index.md").read_text("utf-8")
    assert report.settings["postil_menu"] == {"About": "pages/about/index", "Code": "https://code.example"}
    assert report.settings["postil_timezone"] == "Europe/Paris"
    places = said(report)
    assert f"posts/walk.rst:{1 + WALK[: WALK.index('.. soundcloud')].count(chr(10))}: .. soundcloud::" in places
    assert f"posts/mill.md:{1 + MILL[: MILL.index('{{% chart')].count(chr(10))}: {{{{% chart %}}}}" in places


@pytest.mark.parametrize("suffix", ["rst", "md"])
def test_a_preview_image_on_the_web_stays_and_a_missing_one_is_reported(tmp_path: Path, suffix: str) -> None:
    post = ".. title: A\n.. date: 2024-01-0{}\n.. previewimage: {}\n\nWords.\n"
    files: dict[str, str | bytes] = {
        "conf.py": 'BLOG_TITLE = "A"\n',
        f"posts/a.{suffix}": post.format(1, "https://else.example/a.jpg"),
        f"posts/b.{suffix}": post.format(2, "/images/gone.jpg"),
    }
    report = import_folder("nikola", tmp_path, files)

    assert "image: https://else.example/a.jpg\n" in (tmp_path / f"posts/2024-01-01-a/index.{suffix}").read_text("utf-8")
    assert said(report) == {f"posts/b.{suffix}:1: image: /images/gone.jpg"}
