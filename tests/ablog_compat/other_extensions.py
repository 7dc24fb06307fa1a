"""The extensions that ABlog blogs use most: for each, a site that uses it, and what to find in its output."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Finder = Callable[[Path], object]

PAGE = "posts/walk"


@dataclass(frozen=True)
class Case:
    """A site that uses an extension."""

    extension: str
    find: tuple[Finder, ...]
    """Functions that return what the extension adds to an output folder."""
    conf: str = ""
    text: str = ""
    """What to add to the post."""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    builder: str = "html"
    theme: str = "pydata_sphinx_theme"
    git: bool = False
    """Whether the site is in a Git repository."""

    @property
    def name(self) -> str:
        """The name of the test."""
        return "-".join([self.extension, self.builder, self.theme.partition("_")[0]])


def page(outdir: Path, name: str = PAGE) -> BeautifulSoup:
    """Return a parsed page; with `dirhtml`, it is in a folder."""
    path = outdir / f"{name}.html"
    return BeautifulSoup((path if path.is_file() else outdir / name / "index.html").read_text("utf-8"), "lxml")


def texts(selector: str, name: str = PAGE) -> Finder:
    """Find the texts of elements."""
    return lambda outdir: [" ".join(tag.get_text().split()) for tag in page(outdir, name).select(selector)]


def attributes(selector: str, *names: str, page_name: str = PAGE) -> Finder:
    """Find the values of attributes."""
    return lambda outdir: [tuple(tag.get(name) for name in names) for tag in page(outdir, page_name).select(selector)]


def files(*patterns: str) -> Finder:
    """Find the files whose paths match, with their content."""
    return lambda outdir: {
        path.relative_to(outdir).as_posix(): path.read_bytes()
        for pattern in patterns
        for path in outdir.glob(pattern)
        if path.is_file()
    }


def sitemap_urls(outdir: Path) -> object:
    """Find the URLs of a sitemap that ABlog's pages have too: it also generates pages of drafts, postil of months."""
    urls = re.findall("<loc>(.*?)</loc>", (outdir / "sitemap.xml").read_text("utf-8"))
    assert len(urls) == len(set(urls))
    return sorted(url for url in urls if not re.search(r"/404|/drafts|/\d{4}/\d{2}", url))


def tippy_scripts(outdir: Path) -> object:
    """Find the scripts of sphinx-tippy, without the random part of a name, and the tip of a heading."""
    scripts = [str(tag["src"]) for tag in page(outdir).select("script[src*=tippy], script[src*=popper]")]
    contents = "".join(path.read_text("utf-8") for path in outdir.glob("_static/tippy/posts/*.js"))
    return [re.sub(r"[0-9a-f-]{36}", "", name) for name in scripts], re.findall(r'"a\[href=.{4}here.*?\}', contents)


def notebook(source: str, output: str) -> str:
    """Return a notebook with one cell."""
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "one",
        "metadata": {},
        "source": source,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": output}],
    }
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# A notebook\n\nWith a cell."}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python", "version": "3.11"}}
    return json.dumps({"cells": [title, cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


INVENTORY = b"""# Sphinx inventory version 2
# Project: other
# Version: 1
# The remainder of this file is compressed using zlib.
""" + zlib.compress(b"other.walk py:function 1 walk.html#$ -\n")
CODE = "```python\nprint(1)\n```\n"
MODULE = 'def walk(far):\n    """Walk along the river.\n\n    :param far: how far\n    """\n'
USE_MODULE = "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent))\n"
GALLERY = """
from sphinx_gallery.sorting import FileNameSortKey
sphinx_gallery_conf = {
    "examples_dirs": "examples", "gallery_dirs": "gallery", "image_scrapers": (), "plot_gallery": False,
    "reset_modules": (), "show_memory": False, "min_reported_time": 9999,
}
"""
REDIRECTS = 'rediraffe_redirects = {"old/walk.md": "posts/walk.md", "older.md": "posts/walk.md"}\n'

# Their tests run with all others.
LIGHT = [
    Case("sphinxext.rediraffe", (files("old/**/*", "older*", "older/*", "_rediraffe*"),), REDIRECTS),
    Case("sphinxext.rediraffe", (files("old/**/*", "older*", "older/*", "_rediraffe*"),), REDIRECTS, builder="dirhtml"),
    Case("sphinx_sitemap", (sitemap_urls,), 'sitemap_url_scheme = "{link}"\n'),
    Case("sphinx_sitemap", (sitemap_urls,), 'sitemap_url_scheme = "{link}"\n', builder="dirhtml"),
    Case(
        "sphinxext.opengraph",
        (
            attributes('meta[property^="og:"], meta[name^="twitter:"]', "property", "name", "content"),
            attributes('meta[name="description"]', "content"),
        ),
        'ogp_site_url = "https://example.org/"\nogp_image = "https://example.org/x.png"\nogp_site_name = "Walks"\n',
    ),
]

OTHERS = [
    Case(
        "notfound.extension",
        (texts("article h1", "404"), attributes("link[href*=pydata], article a", "href", page_name="404")),
    ),
    Case("sphinx.ext.githubpages", (files("CNAME", ".nojekyll"),)),
    Case(
        "sphinx_favicon",
        (attributes("link[rel*=icon]", "rel", "href", "sizes"), files("_static/icon*")),
        'html_static_path = ["_static"]\nfavicons = ["icon.svg", {"rel": "apple-touch-icon", "href": "a.png"}]\n',
        files={"_static/icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "_static/a.png": "x"},
    ),
    Case(
        "sphinx_design",
        (attributes("article [class*=sd-]", "class"), files("_static/sphinx-design*", "_sphinx_design_static/*")),
        text=":::{card} River\nAlong it.\n:::\n\n::::{tab-set}\n:::{tab-item} One\nA\n:::\n::::\n",
    ),
    Case(
        "sphinx_copybutton",
        (attributes("script[src*=copybutton], script[src*=clipboard]", "src"), files("_static/copybutton*")),
        text=CODE,
    ),
    Case(
        "sphinx_copybutton",
        (attributes("script[src*=copybutton], script[src*=clipboard]", "src"), files("_static/copybutton.js")),
        text=CODE,
        theme="sphinx_book_theme",
    ),
    Case(
        "sphinx_togglebutton",
        (attributes("article .toggle, article .dropdown", "class"), files("_static/togglebutton*")),
        text=":::{admonition} More\n:class: dropdown\nHidden.\n:::\n",
    ),
    Case(
        "sphinx_togglebutton",
        (attributes("article .toggle, article .dropdown", "class"), attributes("script[src*=togglebutton]", "src")),
        text=":::{admonition} More\n:class: dropdown\nHidden.\n:::\n",
        theme="sphinx_book_theme",
    ),
    Case(
        "sphinx_thebe",
        (
            attributes("script[src*=thebe]", "src"),
            texts('script[type="text/x-thebe-config"]'),
            files("_static/*thebe*"),
        ),
        'thebe_config = {"repository_url": "https://github.com/a/b"}\n',
        text="```{thebe-button}\n```\n\n" + CODE,
    ),
    Case(
        "myst_nb",
        (texts(".cell_output", "notebooks/note"), texts(".cell_input", "notebooks/note"), files("_static/mystnb*")),
        'nb_execution_mode = "off"\n',
        files={"notebooks/note.ipynb": notebook("print(6 * 7)", "42\n")},
    ),
    Case(
        "nbsphinx",
        (texts(".nboutput", "notebooks/note"), texts(".nbinput", "notebooks/note"), files("_static/nbsphinx*")),
        'nbsphinx_execute = "never"\n',
        files={"notebooks/note.ipynb": notebook("print(6 * 7)", "42\n")},
    ),
    Case(
        "sphinxcontrib.bibtex",
        (texts("article dl.citation, article .citation"), attributes("article a[href^='#id']", "href")),
        'bibtex_bibfiles = ["walks.bib"]\n',
        text="Read {cite}`river`.\n\n```{bibliography}\n```\n",
        files={"walks.bib": "@book{river, title={The River}, author={Ada Bee}, year={1999}, publisher={Bank}}\n"},
    ),
    Case("sphinx_tippy", (tippy_scripts,), text="(here)=\n## Here\n\nSee [there](#here).\n"),
    Case("sphinx_last_updated_by_git", (texts("div.footer"),), theme="basic", git=True),
    Case(
        "sphinx.ext.autodoc",
        (texts("article dl.py"), attributes("article dl.py dt[id]", "id")),
        USE_MODULE,
        text="```{eval-rst}\n.. autofunction:: river.walk\n```\n",
        files={"river.py": MODULE},
    ),
    Case(
        "sphinx.ext.viewcode",
        (attributes("article a:has(.viewcode-link)", "href"), texts("article pre", "_modules/river")),
        'extensions += ["sphinx.ext.autodoc"]\n' + USE_MODULE,
        text="```{eval-rst}\n.. autofunction:: river.walk\n```\n",
        files={"river.py": MODULE},
    ),
    Case(
        "sphinx.ext.autosummary",
        (texts("article table.autosummary"),),
        'extensions += ["sphinx.ext.autodoc"]\n' + USE_MODULE,
        text="```{eval-rst}\n.. autosummary::\n\n   river.walk\n```\n",
        files={"river.py": MODULE},
    ),
    Case(
        "sphinx.ext.intersphinx",
        (attributes("article a.external", "href", "title"),),
        'intersphinx_mapping = {"other": ("https://other.example/", "objects.inv")}\n',
        text="See {py:func}`other.walk`.\n",
        files={"objects.inv": INVENTORY},
    ),
    Case(
        "sphinx_gallery.gen_gallery",
        (
            texts("article .sphx-glr-thumbcontainer", "gallery/index"),
            texts("article h1", "gallery/plot_a"),
            files("_downloads/*/*.py"),
        ),
        GALLERY,
        files={
            "examples/README.rst": "Examples\n========\n\nAll of them.\n",
            "examples/plot_a.py": '"""\nFirst\n=====\n\nAn example.\n"""\nprint(1)\n',
        },
    ),
    Case(
        "sphinx.ext.extlinks",
        (attributes("article a.extlink-issue", "href"),),
        'extlinks = {"issue": ("https://example.org/%s", "issue %s")}\n',
        text="See {issue}`7`.\n",
    ),
    Case(
        "sphinx.ext.todo",
        (texts("article .admonition-todo"),),
        "todo_include_todos = True\n",
        text="```{todo}\nWalk on.\n```\n\n```{todolist}\n```\n",
    ),
    Case("sphinx.ext.ifconfig", (texts("article em"),), text="```{eval-rst}\n.. ifconfig:: True\n\n   *Shown.*\n```\n"),
    Case(
        "sphinx.ext.autosectionlabel",
        (attributes("article a.reference.internal:has(.std-ref)", "href"),),
        text="## The bank\n\nSee {ref}`The bank`.\n",
    ),
]
