"""Links to other sites, checked by Sphinx's linkcheck builder, and pages that the published site has and this one lost.

Results are cached, so that a site that answered is not asked again for a week.
"""

from __future__ import annotations

import json
import re
import socket
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import requests as requests_library
from sphinx.util import requests

from postil.build.read_only import load_site
from postil.cache_files import load_checked, save_checked
from postil.checks.finding import Finding, Kind, Level, LineFix
from postil.config.options import site_root_url
from postil.project.mounted_project import MountedProject
from postil.project.source_facts import source_facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sphinx.config import Config

    from postil.project.source_facts import SourceFacts

# In seconds.
_FRESH = 7 * 24 * 60 * 60
# Less than Sphinx's defaults: a check should end, and a host that is busy should not be asked again and again.
_LIMITS = {"linkcheck_timeout": 15, "linkcheck_rate_limit_timeout": 30.0}
# What the libraries for requests say, in plain words.
_REASONS = {
    "Failed to resolve": "there is no such host",
    "Connection refused": "the host refuses connections",
    "CERTIFICATE_VERIFY_FAILED": "its certificate is not valid",
    "SSLError": "the host does not speak HTTPS correctly",
    "Remote end closed": "the host closed the connection",
    "Too many": "it redirects in circles",
    "Anchor": "the page has no such anchor",
}
_MAX_REASON = 100
# A page that answered, or that has moved, is not asked again soon; one that did not is.
_LASTING = frozenset({"working", "redirected"})
_PERMANENT = frozenset({301, 308})
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def check_web(source: Path, cache: Path, *, overrides: Mapping[str, Any], parallel: int = 1) -> list[Finding]:
    """Return the links to other sites that do not work; `cache` is a file with the results of earlier checks."""
    known = load_checked(cache)
    now = time.time()
    fresh = {url: result for url, result in known.items() if result[0] in _LASTING and now - result[3] < _FRESH}
    with load_site(source, overrides=overrides, builder="linkcheck", parallel=parallel) as site, _same_timeout():
        config = site.app.config
        config.linkcheck_ignore = [*config.linkcheck_ignore, *(f"{re.escape(url)}$" for url in fresh)]
        _set_limits(config)
        site.app.build()
        results = _read_results(Path(site.app.outdir, "output.json"))
        project = site.app.project
        sources = list(source_facts(project)) if isinstance(project, MountedProject) else []
    checked = {
        each["uri"]: [each["status"], each["code"], each["info"], now]
        for each in results
        if each["status"] in ("working", "redirected", "broken")
    }
    save_checked(cache, fresh | checked)
    cached = [
        {"uri": url, "status": status, "code": code, "info": info} for url, (status, code, info, _) in fresh.items()
    ]
    results = [each for each in results if re.match(r"(?i)https?://", each["uri"])]
    own = site_root_url(config.postil)
    results = [each for each in [*results, *cached] if not (own and each["uri"].startswith(own))]
    if is_offline(results):
        message = "no other site could be reached, so the links to them are not checked"
        return [Finding(Kind.WEB, message, advice="check the connection to the Internet", level=Level.SUGGESTION)]
    return [finding for each in results for finding in _findings(each, source, sources)]


def is_offline(results: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether no host was found at all, by the results of several checks."""
    asked = [
        each
        for each in results
        if each["status"] not in ("ignored", "unchecked")
        and not re.match(r"https?://(?:localhost|[\d.]+|\[)(?=[:/]|$)", each["uri"])
    ]
    hosts = {urlsplit(each["uri"]).netloc for each in asked}
    return len(hosts) > 1 and all("Failed to resolve" in str(each["info"]) for each in asked)


def reason_of(info: str) -> str:
    """Return in few words why a request failed, from what the library for requests says."""
    for words, reason in _REASONS.items():
        if words in info:
            return reason
    return re.sub(r"\s+for url:.*", "", info.partition("\n")[0])[:_MAX_REASON]


def check_published(sitemap_url: str, files: Collection[str]) -> Iterator[Finding]:
    """Yield the pages of the published site that this one does not have; `files` are the files of this one.

    The published site is known by its sitemap.
    """
    base = sitemap_url.rpartition("/")[0] + "/"
    try:
        answer = requests.get(sitemap_url, timeout=15)
        answer.raise_for_status()
        urls = [element.text or "" for element in ET.fromstring(answer.content).iter(f"{_SITEMAP}loc")]  # noqa: S314
    except (requests_library.RequestException, ET.ParseError) as error:
        message = f"the sitemap of the published site, {sitemap_url}, can't be read, so lost pages are not known"
        yield Finding(Kind.SITEMAP, f"{message} ({type(error).__name__})", level=Level.SUGGESTION)
        return
    for url in urls:
        path = unquote(urlsplit(url).path.removeprefix(urlsplit(base).path))
        names = {path or "index.html", f"{path.rstrip('/')}/index.html".lstrip("/"), f"{path}.html"}
        if names.isdisjoint(files):
            yield Finding(
                Kind.URL,
                f"the published site has the page {url}, and this one does not",
                advice=f"to redirect readers, add `aliases: [/{path}]` to another post",
            )


def lines_with(url: str, sources: Iterable[SourceFacts]) -> Iterator[tuple[Path, int]]:
    """Yield the files and lines that contain a URL, not only as the start of another."""
    pattern = re.compile(rf"{re.escape(url)}(?![\w/%?#&=~-]|[.,:;](?=[\w/]))")
    for source in sources:
        if url in source.text:
            for number, line in enumerate(source.text.splitlines(), start=1):
                if pattern.search(line):
                    yield source.file, number


def _findings(result: Mapping[str, Any], source: Path, sources: Sequence[SourceFacts]) -> Iterator[Finding]:
    url, status, info = result["uri"], result["status"], result["info"]
    fix, level, advice = "", Level.PROBLEM, "correct the URL, or link to a copy at web.archive.org"
    if status == "broken":
        message = f"the link to {url} does not work: {reason_of(str(info))}"
    elif status == "redirected" and result["code"] in _PERMANENT:
        message, fix, level = f"the page {url} has moved to {info}", info, Level.SUGGESTION
        advice = "use the new URL, unless it is a page that only looks like the old one"
    elif status in ("timeout", "rate-limited"):
        message, level = f"{urlsplit(url).netloc} did not answer in time for {url}", Level.SUGGESTION
        advice = "open it in a browser, or try again later"
    else:
        return
    places = list(lines_with(url, sources))
    if not places and "filename" in result:  # written in another way: as a substitution, or encoded
        places = [(Path(source, result["filename"]).resolve(), result["lineno"])]
    for file, line in places:
        yield Finding(Kind.WEB, message, file, max(line, 0), advice, level, LineFix(line, url, fix) if fix else None)


def _read_results(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []


def _set_limits(config: Config) -> None:
    """Set limits that the owner has not set."""
    for name, value in _LIMITS.items():
        if config[name] == config.values[name].default:
            config[name] = value


@contextmanager
def _same_timeout() -> Iterator[None]:
    """Restore the timeout of all sockets, which the linkcheck builder changes."""
    before = socket.getdefaulttimeout()
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def sitemap_of(base_url: str) -> str:
    """Return the URL of the sitemap of a published site."""
    return urljoin(base_url, "sitemap.xml")
