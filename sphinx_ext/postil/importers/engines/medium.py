"""Medium: the zip file of Settings > Security and apps > Download your information."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from postil.importers.engines.common import AssetFinder, convert, first_paragraph_text, parse_date
from postil.importers.html.context import classes, text_attribute
from postil.importers.model import ImportedPost, ImportedSite, NotUnderstood, Place, SiteFacts, Status
from postil.importers.source import SourceError
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_BODY = re.compile(r"<section\b[^>]*data-field=[\"']body[\"'][^>]*>")
_ID = re.compile(r"-?\b[0-9a-f]{8,14}$")


def looks_like(source: Source) -> bool:
    """Return whether a source has posts of Medium."""
    return any(_is_post(source, path) for path in source.below(".html")[:20])


def _is_post(source: Source, path: str) -> bool:
    try:
        text = source.read_text(path)
    except SourceError:
        return False
    return "h-entry" in text and bool(_BODY.search(text))


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the posts in an export; responses to posts of others are left out, and counted."""
    paths = [path for path in source.below(".html") if _is_post(source, path)]
    if not paths:
        raise SourceError(f"{source.name} has no posts of Medium")
    assets = AssetFinder(
        [source, *([options.media] if options.media else [])], names=lambda url: [name_in_url(url)], export=source
    )
    posts: list[ImportedPost] = []
    problems: list[NotUnderstood] = []
    left_out: dict[str, int] = {}
    for path in paths:
        page = _Page(source.read_text(path), path)
        if page.is_response():
            left_out["responses to other posts"] = left_out.get("responses to other posts", 0) + 1
            continue
        post, found = page.post(assets)
        posts.append(post)
        problems += found
    hosts = {
        f"https://{urlsplit(post.other_urls[0] if post.other_urls else post.url).netloc}"
        for post in posts
        if post.url or post.other_urls
    }
    url = min(hosts) if len(hosts) == 1 else ""
    settings = {"blog_baseurl": ""} if url.endswith("medium.com") else {}
    return ImportedSite("medium", SiteFacts(url=url, settings=settings), tuple(posts), tuple(problems), left_out)


class _Page:
    """The page of a post."""

    def __init__(self, html: str, path: str) -> None:
        self._html = html
        self._path = path
        self._soup = BeautifulSoup(html, "html.parser")

    def _text(self, selector: str) -> str:
        found = self._soup.select_one(selector)
        return " ".join(found.get_text().split()) if found else ""

    def is_response(self) -> bool:
        """Return whether the page is a response: its only text begins with its title."""
        title, body = self._text(".p-name") or self._text("title"), self._text("section[data-field=body]")
        has_heading = self._soup.select_one(".graf--title, .graf--h3, .graf--h4, section[data-field=subtitle]")
        return not has_heading and bool(title) and body.startswith(title.rstrip("…. "))

    def post(self, assets: AssetFinder) -> tuple[ImportedPost, list[NotUnderstood]]:
        """Return the post, and what was not understood."""
        title, subtitle = self._text(".p-name") or self._text("title"), self._text("section[data-field=subtitle]")
        canonical_link = self._soup.select_one("a.p-canonical")
        url = text_attribute(canonical_link, "href") if canonical_link else ""
        published = self._soup.select_one("time.dt-published")
        date = parse_date(text_attribute(published, "datetime")) if published else None
        name = name_in_url(self._path).removesuffix(".html")
        is_draft = name.startswith("draft_") or not date
        html, line = self._body()
        place = Place(self._path, 1)
        converted = convert(
            html,
            place=Place(self._path, line),
            page_url=url or "https://medium.com/",
            assets=assets,
            rules=[lambda soup, _conversion: _apply_rules(soup, title, subtitle)],
        )
        problems = list(converted.not_understood)
        if is_draft and url:
            problems.append(NotUnderstood(place, "post without a date", "a draft; add its date"))
        is_own_domain = bool(url) and not re.search(r"(?:^|\.)medium\.com$", urlsplit(url).netloc)
        short = self._soup.select_one("a[href*='medium.com/p/']")
        post = ImportedPost(
            key=text_attribute(short, "href") if short else name,
            place=place,
            title=title or first_paragraph_text(converted.body) or "Untitled",
            body=converted.body,
            status=Status.DRAFT if is_draft else Status.PUBLISHED,
            date=date,
            url=url if is_own_domain else "",
            other_urls=(url,) if url and not is_own_domain else (),
            slug=_slug(url, name),
            tags=tuple(dict.fromkeys(" ".join(tag.get_text().split()) for tag in self._soup.select("a.p-tag"))),
            authors=tuple(dict.fromkeys(" ".join(one.get_text().split()) for one in self._soup.select("a.p-author"))),
            description=subtitle,
            notes=converted.notes,
        )
        return post, problems

    def _body(self) -> tuple[str, int]:
        """Return the HTML of the body, and its line."""
        start = _BODY.search(self._html)
        begin = start.end() if start else 0
        end = self._html.find("<footer", begin)
        return self._html[begin : end if end > 0 else len(self._html)], self._html.count("\n", 0, begin) + 1


def _slug(url: str, name: str) -> str:
    """Return the slug of a post, without its id."""
    last = name_in_url(url) or re.sub(r"^(?:draft_|\d{4}-\d{2}-\d{2}_)", "", name)
    slug = _ID.sub("", last)
    return slug if re.search(r"[^\W\d]", slug) else ""


def _apply_rules(soup: BeautifulSoup, title: str, subtitle: str) -> None:
    """Remove what the front matter has, and group images that were side by side."""
    for name, words in (("graf--title", title), ("graf--subtitle", subtitle), ("graf--h3", title)):
        heading = soup.find(class_=name)
        if isinstance(heading, Tag) and _same(heading.get_text(), words) and not _text_before(heading):
            heading.decompose()
    first_rule = soup.find("hr")
    if isinstance(first_rule, Tag) and not _text_before(first_rule) and "section-divider" in classes(first_rule):
        first_rule.decompose()
    for row in soup.find_all(class_="sectionLayout--outsetRow"):
        children = [child for child in row.children if isinstance(child, Tag)]
        if children and all(child.name == "figure" for child in children):
            row.name = "figure"
    for link in soup.select(".graf--mixtapeEmbed a.mixtapeImage, .graf--mixtapeEmbed a.js-mixtapeImage"):
        link.decompose()


def _same(first: str, second: str) -> bool:
    return " ".join(first.split()) == second


def _text_before(element: Tag) -> bool:
    """Return whether there is text or an image before an element, other than headings that are the title."""
    before = (node for node in element.find_all_previous(["p", "img", "pre", "blockquote", "li", "iframe"]))
    return next(before, None) is not None
