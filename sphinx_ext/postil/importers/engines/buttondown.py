"""Buttondown: the zip file of Settings > Export, files of its command line, or emails of its API as JSON."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bs4.element import NavigableString, Tag

from postil.importers.engines.buttondown_emails import Email, has_emails, read_emails
from postil.importers.engines.common import (
    AssetFinder,
    convert,
    first_paragraph_text,
    parse_date,
    plain_text,
    problems_in_post,
)
from postil.importers.html.context import text_attribute
from postil.importers.html.notes import add_note
from postil.importers.json_values import items, text
from postil.importers.markdown_html import markdown_to_html
from postil.importers.model import Body, ImportedPost, ImportedSite, NotUnderstood, Reference, SiteFacts, Status
from postil.importers.source import SourceError
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from postil.importers.html.context import Conversion
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_PUBLIC = frozenset(
    {"", "sent", "imported", "about_to_send", "in_flight", "scheduled", "published", "resending", "throttled"}
)
_FOR_SUBSCRIBERS = frozenset({"private", "premium"})
_MODE = re.compile(r"\A\s*<!--\s*buttondown-editor-mode:\s*(\w+)\s*-->[ \t]*\n?")
_HTML = re.compile(r"\s*<(?:p|div|h\d|figure|ul|ol|blockquote|table|html|!DOCTYPE)\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CODE = re.compile(r"(^```.*?^```[^\n]*$|`[^`\n]+`|<pre\b.*?</pre>|<code\b.*?</code>)", re.DOTALL | re.MULTILINE)
_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}[.)]) ")
_NUMBERED = re.compile(r"( {2,})\d{1,9}(?=[.)] )")
# Characters that no text has, around the number of a tag.
_OPEN, _CLOSE = "\ufdd2", "\ufdd3"
_MARK = re.compile(f"(?:{_OPEN}|%EF%B7%92)(\\d+)(?:{_CLOSE}|%EF%B7%93)")
_OLD_HOST = re.compile(r"https?://(?:www\.)?buttondown\.(?:email|com)(?=/)")


def looks_like(source: Source) -> bool:
    """Return whether a source has emails of Buttondown."""
    return has_emails(source)


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the emails in an export as posts."""
    emails, alone = read_emails(source)
    if not emails:
        raise SourceError(f"{source.name} has no emails of Buttondown")
    assets = AssetFinder(
        [source, *([options.media] if options.media else [])], names=lambda url: [name_in_url(url)], export=source
    )
    archive = options.url.rstrip("/")
    posts, problems = [], list[NotUnderstood]()
    for email in emails:
        post, found = _post(email, archive, assets)
        posts.append(post)
        problems += found
    urls = (urlsplit(post.url) for post in posts if post.url.startswith("http"))
    url = next((f"{one.scheme}://{one.netloc}" for one in urls), "")
    # the path of a newsletter on Buttondown's own host says nothing about the new site
    facts = SiteFacts(url=url, settings={"blog_baseurl": ""} if "buttondown." in url else {})
    left_out = {"texts without an email": alone} if alone else {}
    return ImportedSite("buttondown", facts, tuple(posts), tuple(problems), left_out)


def _post(email: Email, archive: str, assets: AssetFinder) -> tuple[ImportedPost, list[NotUnderstood]]:
    values, place = email.values, email.place
    slug = text(values, "slug").strip()
    url = _OLD_HOST.sub("https://buttondown.com", text(values, "absolute_url", "archive_url").strip())
    url = url or (f"{archive}/archive/{slug}/" if slug else "")
    body, notes, problems = _body(email, url, assets)
    kind, status = text(values, "email_type").lower(), text(values, "status").lower()
    date = parse_date(text(values, "publish_date"))
    is_public = status in _PUBLIC and date is not None and kind not in _FOR_SUBSCRIBERS
    if kind in _FOR_SUBSCRIBERS:
        problems.append(NotUnderstood(place, f"email of type {kind}", "a draft, since it would be public here"))
    image, canonical = text(values, "image", "image_url").strip(), text(values, "canonical_url").strip()
    title = plain_text(text(values, "subject")) or first_paragraph_text(body) or slug or "Untitled"
    post = ImportedPost(
        key=text(values, "id", "slug", "subject") or str(place),
        place=place,
        title=title,
        body=body,
        status=(Status.UNLISTED if kind == "hidden" else Status.PUBLISHED) if is_public else Status.DRAFT,
        date=date,
        url=url if is_public else "",
        slug=slug,
        tags=tuple(tag for tag in items(values.get("tags")) if isinstance(tag, str) and not _is_identifier(tag)),
        description=plain_text(text(values, "description")),
        image=Reference(image, assets.find(image), is_image=True) if image else None,
        extra={"canonical_link": canonical} if canonical.startswith("http") else {},
        notes=notes,
    )
    return post, problems if email.has_lines else problems_in_post(problems, place, title)


def _is_identifier(tag: str) -> bool:
    return bool(re.fullmatch(r"tag_\w+|[0-9a-f]{8}-[0-9a-f-]{27}", tag))


def _body(email: Email, url: str, assets: AssetFinder) -> tuple[Body, int, list[NotUnderstood]]:
    """Return the text of an email, the number of its notes, and what was not understood."""
    content, place = text(email.values, "body", "content"), email.place
    mode = _MODE.match(content)
    if mode:
        content = "\n" * mode[0].count("\n") + content[mode.end() :]
    content, tags = _mark_tags(content)
    is_html = (mode and mode[1] == "fancy") or _HTML.match(content)
    rendered = None if is_html else markdown_to_html(_start_inner_lists(content))
    html = rendered.html if rendered else content
    converted = convert(
        html, place=place, page_url=url, assets=assets, rules=[_unlink_tags, _use_one_host, _restore_notes]
    )
    problems = [NotUnderstood(place.after(line), tag, "an HTML comment") for tag, line in tags]
    for problem in converted.not_understood:
        line = problem.place.line - place.line
        problems.append(replace(problem, place=place.after(rendered.line_of(line) if rendered else line)))
    return _with_tags(converted.body, [tag for tag, _line in tags]), converted.notes, problems


def _start_inner_lists(markdown: str) -> str:
    """Return Markdown in which numbered lists within items begin with 1, as they must in CommonMark, but not there."""
    parts = _CODE.split(markdown)
    for number in range(0, len(parts), 2):
        lines = parts[number].split("\n")
        for index in range(1, len(lines)):
            above, found = _ITEM.match(lines[index - 1]), _NUMBERED.match(lines[index])
            if above and found and len(found[1]) > len(above[1]):
                lines[index] = f"{found[1]}1{lines[index][found.end() :]}"
        parts[number] = "\n".join(lines)
    return "".join(parts)


def _mark_tags(content: str) -> tuple[str, list[tuple[str, int]]]:
    """Return a text with marks for the tags that are filled in for each subscriber, and the tags with their lines."""
    tags: list[tuple[str, int]] = []
    parts = _CODE.split(re.sub(f"[{_OPEN}{_CLOSE}]", "", content))
    line = 0
    for number, part in enumerate(parts):
        if number % 2 == 0:
            start = len(tags)
            tags += [(found[0], line + part.count("\n", 0, found.start())) for found in _TEMPLATE.finditer(part)]
            numbers = iter(range(start, len(tags)))
            parts[number] = _TEMPLATE.sub(lambda _found, left=numbers: f"{_OPEN}{next(left)}{_CLOSE}", part)
        line += part.count("\n")
    return "".join(parts), tags


def _with_tags(body: Body, tags: list[str]) -> Body:
    """Return a body with the tags as comments: they mean nothing on a page."""

    def comment(found: re.Match[str]) -> str:
        number = int(found[1])
        words = " ".join(tags[number].split()) if number < len(tags) else ""
        return f"<!-- {words.replace('--', '- -')} -->"

    return tuple(_MARK.sub(comment, part) if isinstance(part, str) else part for part in body)


def _unlink_tags(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Replace links and images whose target is a tag by the tag, and keep the words of links."""
    for link in soup.find_all("a"):
        if found := _MARK.search(text_attribute(link, "href")):
            link.insert_after(f" {_OPEN}{found[1]}{_CLOSE}")
            link.unwrap()
    for image in soup.find_all("img"):
        if found := _MARK.search(text_attribute(image, "src")):
            image.replace_with(f"{_OPEN}{found[1]}{_CLOSE}")


def _use_one_host(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Use the present host in links to archives, which were on another before."""
    for link in soup.find_all("a"):
        href = text_attribute(link, "href")
        if "/archive/" in href:
            link["href"] = _OLD_HOST.sub("https://buttondown.com", href)


def _restore_notes(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Turn the list at the end into notes if the text has a number in brackets for each: one editor keeps no links."""
    parts = [part for part in soup.contents if isinstance(part, Tag) or str(part).strip()]
    if len(parts) < 3 or [getattr(part, "name", None) for part in parts[-2:]] != ["hr", "ol"]:  # noqa: PLR2004 - text, too
        return
    rule, notes = parts[-2:]
    rows = notes.find_all("li", recursive=False) if isinstance(notes, Tag) else []
    places = {number: _references(soup, number) for number in range(1, len(rows) + 1)}
    if not rows or any(len(found) != 1 for found in places.values()):
        return
    for number, row in enumerate(rows, 1):
        (node,) = places[number]
        before, _mark, after = str(node).partition(f"[{number}]")
        node.insert_before(before)
        node.insert_after(after)
        node.replace_with(add_note(soup, conversion, row, str(number)))
        # a text can have several references
        places |= {other: _references(soup, other) for other in range(number + 1, len(rows) + 1)}
    for row in rows:
        row.extract()
    rule.extract()
    notes.extract()


def _references(soup: BeautifulSoup, number: int) -> list[NavigableString]:
    """Return the texts with a number in brackets, once for each time, outside of code."""
    texts = (text for text in soup.find_all(string=True) if not text.find_parent(["pre", "code", "a"]))
    return [text for text in texts for _time in range(str(text).count(f"[{number}]"))]
