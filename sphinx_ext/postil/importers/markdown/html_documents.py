"""Convert documents in HTML to Markdown, with the links in the tags of their engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.importers.markdown.tags import replace_tags
from postil.importers.reference_marks import OPEN
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from postil.importers.markdown.page import Page
    from postil.importers.markdown.tags import Call
    from postil.importers.model import Asset

# Documents in HTML, and templates that are.
HTML_SUFFIXES = (".html", ".htm", ".njk", ".liquid", ".webc", ".hbs")
# What is Markdown rather than a value or a URL.
_MARKDOWN = re.compile(r"\]\(|\^\[|:::|```|\A\s*>|\{[{%]")


def convert_html(page: Page, html: str) -> str:
    """Return HTML as Markdown with the marks of references; the tags in it are URLs and values, or are left out."""
    # needs packages that blogs without HTML do not
    try:
        from postil.importers.html.context import Conversion as HtmlConversion  # noqa: PLC0415
        from postil.importers.html.convert import html_to_markdown  # noqa: PLC0415
    except ImportError as error:
        message = f'posts in HTML need more packages: pip install "postil[import]" ({error})'
        raise SourceError(message) from error

    conversion = page.conversion
    references = conversion.references

    def replaced(call: Call) -> str:
        """Return the URL or the value of a tag, else its content."""
        count, problems = len(references), len(conversion.problems)
        found = page.handle(call, page)
        if found is not None and OPEN in found and len(references) == count + 1:
            found = references[-1].target
        if found is not None and not _MARKDOWN.search(found):
            return found
        del conversion.problems[problems:]
        conversion.report(call.line, call.source, "its text" if (call.raw or "").strip() else "nothing")
        return call.inner()

    html = replace_tags(html, replaced, conversion)
    del references[:]

    def find_asset(url: str) -> Asset | None:
        """Return the file of a URL."""
        found = page.index.resolve(url, path=page.document.path, url=page.url)
        return found.asset if found else None

    converted = html_to_markdown(html, HtmlConversion(page.document.place, "", find_asset))
    conversion.problems += converted.not_understood
    parts = []
    for part in converted.body:
        if isinstance(part, str):
            parts.append(part)
            continue
        found = page.index.resolve(part.target, path=page.document.path, url=page.url)
        parts.append(conversion.reference(found or part))
    return "".join(parts)
