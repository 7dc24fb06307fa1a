"""URLs of the last build that lead nowhere now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.checks.finding import Finding, Kind, TextFix
from postil.front_matter.edit import add_to_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postil.checks.facts import SiteFacts


def check_lost_urls(site: SiteFacts) -> Iterator[Finding]:
    """Yield the URLs that are lost; those of posts that moved can get an alias."""
    for lost in site.lost:
        alias = f"/{lost.url}"
        if lost.file:
            yield Finding(
                Kind.URL,
                f"the URL {alias} of the last build has changed to /{lost.now}",
                lost.file,
                1,
                f"to redirect readers, add `aliases: [{alias}]`",
                fix=TextFix(_adding(lost.file.suffix, alias)),
            )
        else:
            yield Finding(
                Kind.URL,
                f"the page {alias} of the last build is no longer part of the site",
                advice=f"to redirect readers, add `aliases: [{alias}]` to another post",
            )


def _adding(suffix: str, alias: str) -> Callable[[str], str]:
    return lambda text: add_to_list(text, suffix, "aliases", alias)
