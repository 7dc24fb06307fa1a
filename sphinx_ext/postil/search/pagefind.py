"""Search with Pagefind: readers load only the parts of the index that match their query.

Pagefind's program reads the HTML pages after the build. Attributes in the pages, `data-pagefind-…`, tell it what to
index.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup
from sphinx.locale import get_translation

from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.build.recorded_output import OWN_PAGE
from postil.build.text_language import post_language, text_language
from postil.cache_files import write_atomically
from postil.diagnostics import Subtype, warn
from postil.i18n import CATALOG, format_date
from postil.lazy_regex import lazy_regex
from postil.search.pagefind_compat import (
    ENTRY,
    digest_of_pages,
    find_program,
    index_pages,
    is_extended,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

_ = get_translation(CATALOG)
_of_sphinx = get_translation("sphinx")
FOLDER = "_pagefind"
"""The folder of the index, relative to the output folder."""
SCRIPT = "postil-search.js"
STYLE_SHEET = "postil-search.css"
PAGE = "search"
# Languages without spaces between words, for which Pagefind's extended program has word segmentation.
_WITHOUT_SPACES = frozenset({"ja", "zh"})
# The start of the footnotes at the end of a page, which are outside its section.
_FOOTNOTES = '<section class="postil-notes"'
# The scripts of Sphinx's search, which the theme's pages load.
_SPHINX_SEARCH_SCRIPT = lazy_regex(
    r'<script [^>]*src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>\s*'
)


def fall_back_to_sphinx_search(app: Sphinx, config: Config) -> None:
    """Use Sphinx's search if Pagefind is not installed, before anything reads which search the site has."""
    if config.postil.postil_search != "pagefind":
        return
    if find_program() is None:
        message = "`postil_search = 'pagefind'` needs `pip install 'postil[pagefind]'`; falling back to Sphinx's search"
        warn(Subtype.SEARCH, message)
        config["postil_search"] = "sphinx"
        config.postil = replace(config.postil, postil_search="sphinx")
    else:
        warn_about_segmentation({config.postil.site_language: None} | dict.fromkeys(config.postil.languages))


def warn_about_segmentation(languages: Mapping[str, str | None]) -> None:
    """Warn about the first language, with its document, that Pagefind's program does not divide into words."""
    found = [language for language in languages if re.split("[-_]", language)[0] in _WITHOUT_SPACES]
    if found and not is_extended():
        message = (
            "without its package `pagefind_bin_extended`, Pagefind cannot find single words in the language "
            f"`{found[0]}`; `pip install 'pagefind[extended]'`, or use Sphinx's search"
        )
        warn(Subtype.SEARCH, message, location=languages[found[0]])


def uses_pagefind(app: Sphinx) -> bool:
    """Return whether this build writes pages that Pagefind indexes."""
    return app.config.postil.postil_search == "pagefind" and exact_output(app.builder) is not None


def prepare_pages(app: Sphinx) -> None:
    """Let pages load the style sheet for the search, and turn off Sphinx's own index."""
    if not uses_pagefind(app):
        return
    app.builder.search = False  # type: ignore[attr-defined] # `uses_pagefind` checks the builder
    app.add_css_file(STYLE_SHEET)


def generate_search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page, unless the owner has written one."""
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
    """Let a page load the script, with words in its language, instead of Sphinx's search, and link to the search page.

    Uses: `theme_search_as_you_type`, the variable of the theme's option (pydata-sphinx-theme 0.20.0); other themes
    ignore it.
    """
    if uses_pagefind(app):
        has_page = context["hasdoc"]
        context["hasdoc"] = lambda name: name == PAGE or has_page(name)
        context["theme_search_as_you_type"] = False
        context["postil_without_sphinx_search"] = without_sphinx_search
        texts = {
            "count": _("Results: %s"),
            "none": _("Nothing found for “%s”."),
            "more": _("More results"),
            "failed": _("Search is unavailable: its files could not be loaded."),
        }
        attributes: dict[str, Any] = {"data-words": json.dumps(texts, ensure_ascii=False)}
        app.add_js_file(SCRIPT, loading_method="defer", **attributes)


def without_sphinx_search(head: str) -> str:
    """Return a part of a page's `<head>` without the scripts of Sphinx's search."""
    return _SPHINX_SEARCH_SCRIPT.sub("", head)


def mark_searchable_content(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mark the text of a document for Pagefind. Pages without a mark are not indexed: listings, indices, drafts."""
    if doctree is None or not uses_pagefind(app) or not is_searchable(app, pagename):
        return
    posts = post_domain(app.env).index.by_docname.get(pagename, ())
    post = posts[0] if len(posts) == 1 and not posts[0].anchor else None
    options, date = app.config.postil, ""
    if post and post.date:
        date = format_date(post.date, language=post_language(post, app.config), pattern=options.post_date_format)
    title = post.title if post else app.env.titles[pagename].astext()
    one_section = sum(isinstance(child, nodes.section) for child in doctree.children) == 1
    context["body"] = mark_content(str(context.get("body") or ""), title=title, date=date, one_section=one_section)


def is_searchable(app: Sphinx, docname: str) -> bool:
    """Return whether the search may find a document: it has no draft, and not `nosearch` in its front matter."""
    drafts = any(post.draft for post in post_domain(app.env).index.by_docname.get(docname, ()))
    return not drafts and "nosearch" not in app.env.metadata[docname]


def mark_content(body: str, *, title: str, date: str, one_section: bool) -> str:
    """Return the HTML of a page's text, marked for Pagefind. With `one_section`, its section element has the marks."""
    metadata = {"title": title, "date": date}
    names = ", ".join(f"{name}[data-postil-{name}]" for name, value in metadata.items() if value)
    marks = Markup(' data-pagefind-body data-pagefind-meta="{}"').format(names)
    for name, value in metadata.items():
        marks += Markup(' data-postil-{}="{}"').format(name, value) if value else ""
    before, section, after = body.partition("<section")
    if one_section and section:
        return f"{before}{section}{marks}{after.replace(_FOOTNOTES, f'{_FOOTNOTES} data-pagefind-body')}"
    return f"<div{marks}>\n{body}\n</div>\n"


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write the index of the pages in the output folder, if one of them has changed since the last index."""
    output = exact_output(app.builder)
    if exception or not output:
        return
    builder = output.builder
    folder, digest_file = Path(app.outdir, FOLDER), Path(app.doctreedir, f"postil-pagefind-{builder.name}.txt")
    program = find_program() if uses_pagefind(app) else None
    if program is None:
        if digest_file.is_file():
            _remove(folder, digest_file)
        return
    Path(app.outdir, "searchindex.js").unlink(missing_ok=True)
    exists = (folder / ENTRY).is_file()
    if exists and output.idle:
        return
    names = {name: text_language(app.env, name) for name in sorted(app.env.found_docs) if is_searchable(app, name)}
    pages = {Path(builder.get_output_path(name)): language for name, language in names.items()}
    digest = digest_of_pages(pages, program)
    if exists and digest_file.is_file() and digest_file.read_text("utf-8") == digest:
        return
    _remove(folder, digest_file)
    known = {app.config.postil.site_language, *app.config.postil.languages}
    warn_about_segmentation({language: name for name, language in names.items() if language not in known})
    if failure := index_pages(program, pages, site=Path(app.outdir), copies=digest_file.with_suffix(""), folder=folder):
        warn(Subtype.SEARCH, f"Pagefind failed to build an index; search will return no results: {failure}")
        shutil.rmtree(folder, ignore_errors=True)
    else:
        write_atomically(digest_file, digest.encode())


def _remove(folder: Path, digest_file: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    digest_file.unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Check the option early, mark each page after other handlers, and write the index after the pages."""
    app.connect("config-inited", fall_back_to_sphinx_search, priority=60)
    app.connect("builder-inited", prepare_pages)
    app.connect("html-collect-pages", generate_search_page)
    app.connect("html-page-context", set_context, priority=400)
    app.connect("html-page-context", mark_searchable_content, priority=960)
    app.connect("build-finished", write_index)
