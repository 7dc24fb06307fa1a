"""Search for large sites, by Pagefind: a reader fetches the part of the index that has the words asked for.

Its program reads the pages once they are written. What it is told by attributes in them, and what of its output pages
need, stands here.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup
from sphinx.locale import get_translation

from postil.build.builders import OWN_PAGE, ExactHTMLBuilder
from postil.build.domain import post_domain
from postil.cache_files import write_atomically
from postil.diagnostics import Subtype, warn
from postil.i18n import CATALOG, format_date
from postil.pages.builders import builds_html_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

_ = get_translation(CATALOG)
_of_sphinx = get_translation("sphinx")
FOLDER = "_pagefind"
"""Where the index is in the output."""
SCRIPT = "postil-search.js"
STYLE = "postil-search.css"
PAGE = "search"
# What is there when the index is.
_ENTRY = "pagefind-entry.json"
# Pagefind's own search fields, and its worker: none of them is used.
_SPARE = re.compile(r"pagefind-(?!entry\.json$)")
# What stands in a post and is not its text: bylines, signs at headings, numbers of notes, lists of other posts.
_IGNORED = (
    ".postil-byline",
    "a.headerlink",
    "[role=doc-noteref]",
    ".postil-note .label",
    ".postil-cards",
    ".postil-front",
    ".postil-title-list",
    ".postil-listing",
    ".postlist",
    ".toctree-wrapper",
)
# Languages that have no space between words, and that Pagefind can split.
_UNSPACED = frozenset({"ja", "zh"})
# What the notes at the end of a page begin with: they are not in its section.
_NOTES = '<section class="postil-notes"'
# Sphinx's own search, which the theme's pages load whether or not anybody searches.
_INDEX = re.compile(r'<script [^>]*src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>\s*')


def find_program() -> Path | None:
    """Return Pagefind's program, which its package brings; None if there is none."""
    try:
        found = import_module("pagefind.service").get_executable()
    except (ImportError, OSError):
        return None
    return Path(found) if found else None


def splits_words() -> bool:
    """Return whether the program is the one that splits texts without spaces into words."""
    return find_spec("pagefind_bin_extended") is not None or shutil.which("pagefind_extended") is not None


def fall_back_to_sphinx_search(app: Sphinx, config: Config) -> None:
    """Go back to Sphinx's search where the program is missing, before anything is told which one it is."""
    if config.postil.postil_search == "pagefind" and find_program() is None:
        message = (
            "`postil_search = 'pagefind'` needs the package of this name: `pip install 'postil[pagefind]'`; "
            "Sphinx's search is used"
        )
        warn(Subtype.SEARCH, message)
        config["postil_search"] = "sphinx"
        config.postil = replace(config.postil, postil_search="sphinx")
    elif config.postil.postil_search == "pagefind" and str(config.language)[:2] in _UNSPACED and not splits_words():
        message = (
            f"Pagefind finds whole sentences only, and no words in them, in the language `{config.language}`: "
            "its package `pagefind_bin_extended` is missing; `pip install 'pagefind[extended]'`, or use Sphinx's search"
        )
        warn(Subtype.SEARCH, message)


def uses_pagefind(app: Sphinx) -> bool:
    """Return whether the pages being built are searched by Pagefind."""
    return (
        app.config.postil.postil_search == "pagefind"
        and isinstance(app.builder, ExactHTMLBuilder)
        and builds_html_pages(app.builder)
    )


def prepare_pages(app: Sphinx) -> None:
    """Let pages load the script that searches, and Sphinx make no index of its own."""
    if not uses_pagefind(app):
        return
    app.builder.search = False  # type: ignore[attr-defined] # what `uses_pagefind` has seen to
    words = {
        "count": _("Results: %s"),
        "none": _("No results found."),
        "more": _("More results"),
        "failed": _("Search is unavailable: its files could not be loaded."),
    }
    app.add_css_file(STYLE)
    said: dict[str, Any] = {"data-words": json.dumps(words, ensure_ascii=False)}
    app.add_js_file(SCRIPT, loading_method="defer", **said)


def make_search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page of search, unless the owner has one."""
    if uses_pagefind(app) and PAGE not in {*app.env.found_docs, *app.config.html_additional_pages}:
        context = {
            OWN_PAGE: True,
            "title": _of_sphinx("Search"),
            "metatags": Markup('<meta name="robots" content="noindex">'),
        }
        yield PAGE, context, "postil/search.html"


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep Sphinx's search out of the theme's pages, and tell templates that there is a page of search."""
    if uses_pagefind(app):
        has_page = context["hasdoc"]
        context["hasdoc"] = lambda name: name == PAGE or has_page(name)
        context["theme_search_as_you_type"] = False
        context["postil_without_sphinx_search"] = without_sphinx_search


def without_sphinx_search(head: str) -> str:
    """Return a part of a page's head without the scripts of Sphinx's search."""
    return _INDEX.sub("", head)


def mark_searchable_content(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mark what is to be found of a document. What has no mark is not: listings, indices, drafts."""
    if doctree is None or not uses_pagefind(app) or not is_searchable(app, pagename):
        return
    posts = post_domain(app.env).index.by_docname.get(pagename, ())
    post = posts[0] if len(posts) == 1 and not posts[0].anchor else None
    options, date = app.config.postil, ""
    if post and post.date:
        date = format_date(post.date, language=app.config.language, pattern=options.post_date_format)
    title = post.title if post else app.env.titles[pagename].astext()
    alone = sum(isinstance(child, nodes.section) for child in doctree.children) == 1
    context["body"] = mark_content(str(context.get("body") or ""), title=title, date=date, alone=alone)


def is_searchable(app: Sphinx, docname: str) -> bool:
    """Return whether readers may find a document: no draft is in it, and its author does not keep it from search."""
    drafts = any(post.draft for post in post_domain(app.env).index.by_docname.get(docname, ()))
    return not drafts and "nosearch" not in app.env.metadata[docname]


def mark_content(body: str, *, title: str, date: str, alone: bool) -> str:
    """Return a page's text, marked for Pagefind; if all of it is one section, `alone`, that section has the marks."""
    known = {"title": title, "date": date}
    named = ", ".join(f"{name}[data-postil-{name}]" for name, value in known.items() if value)
    marks = Markup(' data-pagefind-body data-pagefind-meta="{}"').format(named)
    for name, value in known.items():
        marks += Markup(' data-postil-{}="{}"').format(name, value) if value else ""
    before, section, after = body.partition("<section")
    if alone and section:
        return f"{before}{section}{marks}{after.replace(_NOTES, f'{_NOTES} data-pagefind-body')}"
    return f"<div{marks}>\n{body}\n</div>\n"


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Make the index of what is in the output now, if any of it is another than in the last one."""
    builder = app.builder
    if exception or not isinstance(builder, ExactHTMLBuilder) or not builds_html_pages(builder):
        return
    folder, note = Path(app.outdir, FOLDER), Path(app.doctreedir, f"postil-pagefind-{builder.name}.txt")
    program = find_program() if uses_pagefind(app) else None
    if program is None:
        if note.is_file():
            _remove(folder, note)
        return
    Path(app.outdir, "searchindex.js").unlink(missing_ok=True)
    made = (folder / _ENTRY).is_file()
    if made and builder.idle:
        return
    pages = [Path(builder.get_output_path(name)) for name in sorted(app.env.found_docs) if is_searchable(app, name)]
    source = digest_of_pages(pages, program)
    if made and note.is_file() and note.read_text("utf-8") == source:
        return
    _remove(folder, note)
    copies = note.with_suffix("")
    try:
        copy_in_order(pages, Path(app.outdir), copies)
        failure = run_pagefind(program, copies, folder)
    finally:
        shutil.rmtree(copies, ignore_errors=True)
    if failure:
        warn(Subtype.SEARCH, f"Pagefind made no index, and search finds nothing: {failure}")
        shutil.rmtree(folder, ignore_errors=True)
    else:
        write_atomically(note, source.encode())


def digest_of_pages(pages: list[Path], program: Path) -> str:
    """Return a digest of pages, and of the program that makes an index of them."""
    found = program.stat()
    sum_of_all = blake2b(f"{_IGNORED}\0{found.st_size}\0{found.st_mtime_ns}".encode(), digest_size=16)
    for page in pages:
        if page.is_file():
            sum_of_all.update(blake2b(page.read_bytes(), digest_size=16).digest())
            sum_of_all.update(f"{page}\0".encode())
    return sum_of_all.hexdigest()


def copy_in_order(pages: list[Path], site: Path, copies: Path) -> None:
    """Copy the pages of a site into the empty folder `copies`, one after the other.

    Pagefind numbers pages in the order in which the file system lists them. Many list a file that was added later in
    another place than a clean build would have it.
    """
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir(parents=True)
    for page in pages:
        if page.is_file():
            copy = copies / page.relative_to(site)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, copy)


def run_pagefind(program: Path, site: Path, folder: Path) -> str:
    """Write the index of a site into `folder`; return what the program says if it fails, on one line."""
    command: list[str | Path] = [program, "--silent", "--site", site, "--output-path", folder]
    for selector in _IGNORED:
        command += ["--exclude-selectors", selector]
    try:
        # In the site's folder, where no file sets other options.
        done = subprocess.run(command, cwd=site, capture_output=True, check=False)  # noqa: S603 - of the package
    except OSError as error:
        return str(error)
    said = (done.stderr + done.stdout).decode("utf-8", "replace")
    if done.returncode:
        return " ".join(said.split()) or f"it ended with {done.returncode}"
    for path in folder.iterdir():
        if path.is_file() and _SPARE.match(path.name):
            path.unlink()
    return ""


def _remove(folder: Path, note: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    note.unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Choose when the options are read, mark pages when they are whole, and make the index when all is written."""
    app.connect("config-inited", fall_back_to_sphinx_search, priority=60)
    app.connect("builder-inited", prepare_pages)
    app.connect("html-collect-pages", make_search_page)
    app.connect("html-page-context", set_context, priority=400)
    app.connect("html-page-context", mark_searchable_content, priority=960)
    app.connect("build-finished", write_index)
