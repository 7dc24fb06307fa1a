"""Run all checks of a site."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from postil.build.read_only import load_site
from postil.checks.build_warnings import check_warnings
from postil.checks.collect import collect_facts, find_last_build
from postil.checks.exact_lines import with_exact_lines
from postil.checks.feed_files import check_feeds, check_sitemap
from postil.checks.front_matter_values import check_descriptions, check_unpublished
from postil.checks.image_files import check_images
from postil.checks.links import check_links
from postil.checks.lost_urls import check_lost_urls
from postil.checks.schedule import check_schedule
from postil.checks.tags import check_tags
from postil.checks.web import check_published, check_web, sitemap_of
from postil.config.clock import current_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from postil.checks.facts import SiteFacts
    from postil.checks.finding import Finding


def check_site(
    source: Path,
    *,
    overrides: Mapping[str, Any],
    builder: str = "html",
    parallel: int = 1,
    web_cache: Path | None = None,
) -> list[Finding]:
    """Read a site and return what is wrong with it, by file and line. Raise what conf.py or an extension raises.

    With `web_cache`, a file for the results, links to other sites are checked too.
    """
    with load_site(source, overrides=overrides, builder=builder, parallel=parallel) as site:
        site.read()
        facts = collect_facts(site, last_build=find_last_build(source, builder))
    findings = check_facts(facts, now=current_time())
    if web_cache is None:
        return findings
    found = check_web(source, web_cache, overrides=overrides, parallel=parallel)
    published = check_published(sitemap_of(facts.base_url), facts.files) if facts.base_url else ()
    return sort_findings([*findings, *found, *published])


def check_facts(facts: SiteFacts, *, now: datetime) -> list[Finding]:
    """Return what is wrong with a site, by file and line."""
    return sort_findings(
        chain(
            check_warnings(facts),
            check_links(facts),
            check_images(facts),
            check_unpublished(facts),
            check_descriptions(facts),
            check_tags(facts),
            check_schedule(facts, now=now),
            check_lost_urls(facts),
            check_feeds(facts),
            check_sitemap(facts),
        )
    )


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by file and line, each once; those about no file come first."""
    exact = with_exact_lines(findings)
    unique = {(each.file, each.line, each.kind, each.message): each for each in exact}
    return sorted(unique.values(), key=lambda each: (str(each.file or ""), each.line, each.kind))
