"""WordPress: the XML files (WXR) of Tools > Export."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postil.importers.engines.common import AssetFinder, convert, first_paragraph_text, plain_text
from postil.importers.engines.wordpress_blocks import prepare_content, wordpress_rules
from postil.importers.engines.wordpress_comments import comments_file
from postil.importers.engines.wordpress_context import Attachment, BlockContext
from postil.importers.engines.wordpress_items import (
    date_of,
    footnotes_of,
    is_shown,
    language_of,
    meta_of,
    names_of_original,
    other_urls_of,
    terms_of,
    translation_of,
    url_of,
)
from postil.importers.engines.wordpress_shortcodes import gallery_image
from postil.importers.model import (
    ImportedPost,
    ImportedSite,
    Kind,
    NotUnderstood,
    Place,
    Reference,
    SiteFacts,
    Status,
)
from postil.importers.source import SourceError
from postil.importers.xml_tree import parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bs4 import BeautifulSoup

    from postil.importers.html.context import Conversion
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source
    from postil.importers.xml_tree import Element

    Rule = Callable[[BeautifulSoup, Conversion], None]

_WXR = re.compile(r"xmlns:wp=[\"']https?://wordpress\.org/export/")
_FIRST_BYTES = 20_000
_STATUS = {
    "publish": Status.PUBLISHED,
    "future": Status.PUBLISHED,  # its date is in the future, so postil waits for it
    "draft": Status.DRAFT,
    "pending": Status.DRAFT,
    "private": Status.DRAFT,
}
# Entries that are not for readers: menus, styles, forms and records of plugins.
_INTERNAL = re.compile(
    r"nav_menu_item|wp_(?:block|template|template_part|global_styles|navigation|font_\w+)|revision|custom_css|"
    r"customize_changeset|oembed_cache|user_request|acf-\w+|wpcf7_contact_form|feedback|jp_\w+|elementor_\w+|attachment"
)


def looks_like(source: Source) -> bool:
    """Return whether a file of the source is WXR."""
    return bool(files_of(source))


def files_of(source: Source) -> list[str]:
    """Return the WXR files of a source."""
    return [
        path for path in source.files if path.lower().endswith((".xml", ".xml.gz", ".wxr")) and _is_wxr(source, path)
    ]


def _is_wxr(source: Source, path: str) -> bool:
    try:
        return bool(_WXR.search(source.read(path)[:_FIRST_BYTES].decode("utf-8", "replace")))
    except SourceError:
        return False


@dataclass
class _Export:
    """The items of all files."""

    items: list[tuple[str, Element]] = field(default_factory=list)
    channels: list[Element] = field(default_factory=list)
    problems: list[NotUnderstood] = field(default_factory=list)

    def of_type(self, kind: str) -> Iterator[tuple[str, Element]]:
        return ((file, item) for file, item in self.items if item.text_of("post_type", "wordpress") == kind)


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in one or several WXR files."""
    return read_site(source, options)


def read_site(source: Source, options: ReadOptions, *, rules: Sequence[Rule] = ()) -> ImportedSite:
    """Return the site in WXR files, with the rules of a dialect."""
    files = files_of(source)
    if not files:
        raise SourceError(f"{source.name} has no WordPress export")
    export = _Export()
    for path in files:
        parsed = parse_xml(source.read_text(path), path)
        if parsed.problem:
            place = Place(path, parsed.line)
            export.problems.append(
                NotUnderstood(place, f"broken XML ({parsed.problem})", "what comes before this line")
            )
        channel = parsed.root.find("channel") or parsed.root
        export.channels.append(channel)
        export.items += [(path, item) for item in channel.find_all("item")]
    if not export.items:
        raise SourceError(f"{source.name} has no posts")
    return _Reader(export, source, options, rules).read()


class _Reader:
    """Reads posts, which refer to authors and attachments in other parts of the export."""

    def __init__(self, export: _Export, source: Source, options: ReadOptions, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._export = export
        self._options = options
        channel = export.channels[0]
        url = channel.text_of("base_blog_url", "wordpress") or channel.text_of("link")
        self._facts = SiteFacts(
            plain_text(channel.text_of("title")),
            url.rstrip("/"),
            plain_text(channel.text_of("description")),
            channel.text_of("language").partition("-")[0],
        )
        self._authors = {
            author.text_of("author_login", "wordpress"): plain_text(author.text_of("author_display_name", "wordpress"))
            for one in export.channels
            for author in one.find_all("author", "wordpress")
        }
        self._assets = AssetFinder([options.media] if options.media else [], names=names_of_original, export=source)
        self._attachments = {
            item.text_of("post_id", "wordpress"): self._attachment(item) for _file, item in export.of_type("attachment")
        }
        self._blocks = {
            item.text_of("post_id", "wordpress"): item.find("encoded", "content")
            for _file, item in export.of_type("wp_block")
        }
        self._left_out: dict[str, int] = {}
        self._redirects: dict[str, str] = {}

    def read(self) -> ImportedSite:
        """Return the site."""
        posts, problems = [], list(self._export.problems)
        seen: set[tuple[str, str, str]] = set()
        for file, item in self._export.items:
            kind, status = (item.text_of(name, "wordpress") for name in ("post_type", "status"))
            key = item.text_of("guid") or item.text_of("post_id", "wordpress") or item.text_of("link")
            if _INTERNAL.fullmatch(kind) or not (kind or item.find("encoded", "content")):
                continue
            identity = (key, item.text_of("link"), item.text_of("title"))  # ids alone can be wrong
            if kind not in ("post", "page", "") and status not in _STATUS:
                # orders, subscriptions and the like have states of their own, and are private
                self._count(f"entries of type {kind or 'unknown'}")
            elif identity in seen:
                self._count("posts that are in several files")
            elif status in ("trash", "auto-draft", "inherit"):
                self._count("posts in the trash" if status == "trash" else "autosaved posts")
            else:
                seen.add(identity)
                post, found = self._post(file, item, key, kind, status)
                posts.append(post)
                problems += found
        return ImportedSite("wordpress", self._facts, tuple(posts), tuple(problems), self._left_out, self._redirects)

    def _count(self, name: str, number: int = 1) -> None:
        self._left_out[name] = self._left_out.get(name, 0) + number

    def _attachment(self, item: Element) -> Attachment:
        meta = meta_of(item)
        return Attachment(
            item.text_of("attachment_url", "wordpress") or item.text_of("link"),
            meta.get("_wp_attachment_image_alt", ""),
            item.text_of("encoded", "excerpt") or "",
            item.text_of("post_parent", "wordpress"),
            plain_text(item.text_of("title")),
        )

    def _post(
        self, file: str, item: Element, key: str, kind: str, status: str
    ) -> tuple[ImportedPost, tuple[NotUnderstood, ...]]:
        place, meta = Place(file, item.line), meta_of(item)
        url = url_of(item, self._facts.url)
        date, updated = date_of(item, "post_date"), date_of(item, "post_modified")
        content = item.find("encoded", "content")
        identifier = item.text_of("post_id", "wordpress")
        context = BlockContext(
            attachments=self._attachments,
            own_attachments=[found for found in self._attachments.values() if found.parent == identifier],
            blocks={name: block.text for name, block in self._blocks.items() if block},
            footnotes=footnotes_of(meta.get("footnotes", "")),
        )
        text = content.text if content else ""
        converted = convert(
            self._featured_figure(meta, text) + text,
            prepare=partial(prepare_content, context),
            place=Place(file, content.line if content else item.line),
            page_url=url or f"{self._facts.url}/",
            assets=self._assets,
            rules=[*self._rules, *wordpress_rules(context)],
        )
        problems = list(converted.not_understood)
        enclosure = meta.get("enclosure", "").strip().split("\n")[0]
        if enclosure:
            problems.append(NotUnderstood(place, "podcast episode", "a player at the end of the post"))
        password = item.text_of("post_password", "wordpress")
        if password:
            problems.append(NotUnderstood(place, "password", "draft: true, since pages can't have passwords"))
        if kind not in ("post", "page", ""):
            problems.append(NotUnderstood(place, f"post of type {kind}", "a post" if date else "a page"))
        body = converted.body
        if enclosure:
            body = (*body, "\n\n![](", Reference(enclosure, self._assets.find(enclosure), is_image=True), ")\n")
        is_page = kind == "page" or (kind != "post" and not date)
        slug = unquote(item.text_of("post_name", "wordpress"))
        excerpt = item.text_of("encoded", "excerpt")
        comments = [comment for comment in item.find_all("comment", "wordpress") if is_shown(comment)]
        if comments and not self._options.comments:
            self._count("comments", len(comments))
        for parameter in ("p", "page_id") if url and identifier else ():
            self._redirects[f"{self._facts.url}/?{parameter}={identifier}"] = url
        extra: dict[str, Any] = {"pinned": True} if item.text_of("is_sticky", "wordpress") == "1" else {}
        language = language_of(item, meta)
        extra |= {"language": language} if language and language != self._facts.language else {}
        post = ImportedPost(
            key=key,
            place=place,
            title=plain_text(item.text_of("title")) or first_paragraph_text(body) or slug or "Untitled",
            body=body,
            kind=Kind.PAGE if is_page else Kind.POST,
            status=Status.DRAFT if password else _STATUS.get(status, Status.DRAFT),
            date=date,
            updated=updated if updated and date and updated.date() > date.date() else None,
            url=url if status in ("publish", "private", "future") else "",
            other_urls=other_urls_of(item, self._facts.url),
            slug=slug.rpartition("/")[2].removesuffix(".html"),
            tags=terms_of(item, "post_tag"),
            categories=tuple(name for name in terms_of(item, "category") if name.lower() != "uncategorized"),
            authors=self._authors_of(item),
            description=plain_text(excerpt),
            image=self._featured_image(meta),
            extra=extra,
            files=comments_file(comments) if comments and self._options.comments else {},
            notes=converted.notes,
            language=language if language != self._facts.language else "",
            translation=translation_of(item, meta),
        )
        return post, tuple(problems)

    def _authors_of(self, item: Element) -> tuple[str, ...]:
        together = terms_of(item, "author")  # the plugin Co-Authors Plus
        login = item.text_of("creator")
        return together or ((self._authors.get(login) or login,) if login else ())

    def _featured_image(self, meta: Mapping[str, str]) -> Reference | None:
        attachment = self._attachments.get(meta.get("_thumbnail_id", ""))
        if attachment is None or not attachment.url:
            return None
        return Reference(attachment.url, self._assets.find(attachment.url), is_image=True)

    def _featured_figure(self, meta: Mapping[str, str], text: str) -> str:
        """Return the featured image with its caption, which themes show before the text; empty without a caption."""
        attachment = self._attachments.get(meta.get("_thumbnail_id", ""))
        if attachment is None or not attachment.caption.strip() or attachment.url in text:
            return ""
        return gallery_image(attachment)
