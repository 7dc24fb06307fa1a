"""Links inside the site that no build warns about: to headings by the URL of a page, and absolute URLs of the site."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postil.checks.finding import Finding, Kind
from postil.spelling import suggest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.checks.facts import SiteFacts

# What a warning quotes.
_QUOTED = re.compile(r"'#?([^']+)'")
# Fragments that mean the top of a page, and those that browsers read themselves.
_ALWAYS = ("", "top")


def check_links(site: SiteFacts) -> Iterator[Finding]:
    """Yield the links to headings that do not exist, and the absolute URLs of this site that lead nowhere."""
    pages = {page.url: page for page in site.pages}
    warned = {
        (Path(warning.location.path), unquote(target))
        for warning in site.warnings
        for target in _QUOTED.findall(warning.message)
    }
    for page in site.pages:
        for link in page.links:
            path, mark, fragment = link.url.partition("#")
            if not mark or fragment in _ALWAYS or fragment.startswith(":~:"):
                continue
            url = posixpath.normpath(posixpath.join(posixpath.dirname(page.url), path.partition("?")[0]))
            url = url + "/" if path.partition("?")[0].endswith("/") else url
            target = page if not path else pages.get("" if url == "./" else url)
            if target is None or {fragment, unquote(fragment)} & set(target.ids):
                continue
            if (link.file, fragment) in warned:
                continue
            meant = suggest(unquote(fragment), sorted(target.ids))
            yield Finding(
                Kind.LINK,
                f"the link to `{link.url}` leads nowhere: the page {target.url or 'index'} has no `#{fragment}`",
                link.file,
                link.line,
                f"did you mean `#{meant}`?" if meant else "correct what follows the `#`, or remove it",
            )
    for link in site.dead_own_links:
        yield Finding(
            Kind.LINK,
            f"the link to {link.url} leads nowhere: this site has no such page",
            link.file,
            link.line,
            "link to the source file instead, so that each build checks the link",
        )
