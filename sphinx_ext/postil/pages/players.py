"""Write films and sounds as players, and embedded content as cards; before a click, cards load nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from markupsafe import escape
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.blog.players import is_block, player
from postil.config.options import site_root_url
from postil.html_builders import builds_html_pages
from postil.images.missing import MISSING_CLASS
from postil.lazy_regex import lazy_regex
from postil.pages.render import IS_PARTIAL
from postil.project.html_links import FILES
from postil.safe_urls import is_safe_url

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT = "postil-embeds.js"
EMBED = "postil_embed"
"""The attribute of raw HTML that is a card of embedded content."""
_PLAY = '<svg aria-hidden="true" viewBox="0 0 24 24"><path d="M8 5v14l11-7z"/></svg>'
_WEB = lazy_regex(r"(?i)(?:https?:)?//")
_LENGTH = lazy_regex(r"\d+(?:\.\d+)?(?:px|em|rem|ex|ch|cm|mm|in|pt|pc|%|vw)?")


class WritePlayers(SphinxPostTransform):
    """Replace players by HTML on pages and in feeds, and by links in other formats."""

    # After the URLs of links are resolved.
    default_priority = 25

    def run(self, **kwargs: Any) -> None:
        """Replace the players of a document."""
        players = list(self.document.findall(player))
        in_html = bool(players) and builds_html_pages(self.app.builder)
        for node in players:
            link = next(iter(node.findall(nodes.reference)))
            if not _is_found(link):
                new: nodes.Element = nodes.inline("", link.astext(), classes=[MISSING_CLASS])
            elif in_html and node["kind"] in ("video", "audio"):
                new = nodes.raw("", media_html(node, str(link["refuri"])), format="html")
            elif in_html and node["kind"] == "embed" and not self.document.get(IS_PARTIAL):
                new = nodes.raw("", embed_html(node, str(link["refuri"])), format="html", **{EMBED: True})
            else:
                new = self._link(link)
            if is_block(node) and not isinstance(new, nodes.raw):
                new = nodes.paragraph("", "", new)
            new["ids"] += node["ids"]
            node.replace_self(new)

    def _link(self, link: nodes.reference) -> nodes.reference:
        """Return the link for a format that plays nothing: it leads to the file on the site, if its URL is known."""
        base = site_root_url(self.config.postil)
        if FILES in link and base:
            name = self.env.dlfiles[Path(link[FILES])][1]
            link["refuri"], link["internal"] = f"{base}_downloads/{quote(Path(name).as_posix())}", False
        return link


def _is_found(link: nodes.reference) -> bool:
    """Return whether a link leads to a file of the site or to another site; others were warned about."""
    url = str(link.get("refuri", ""))
    return FILES in link or bool(link.get("internal")) or (bool(_WEB.match(url)) and is_safe_url(url))


def media_html(node: player, url: str) -> str:
    """Return a player as HTML; of a file on another site, nothing is loaded before a click."""
    kind = node["kind"]
    attributes = {
        "class": " ".join(["postil-media", *node["classes"]]),
        "id": next(iter(node["ids"]), ""),
        "src": url,
        "aria-label": node["label"],
        "preload": "none" if _WEB.match(url) else "metadata",
        "style": "; ".join(f"{key}: {_css(node[key])}" for key in ("width", "height") if _css(node.get(key, ""))),
    }
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
    text = escape(node.astext())
    return f'<{kind} controls{written}><a href="{escape(url)}">{text}</a></{kind}>'


def embed_html(node: player, url: str) -> str:
    """Return the card of embedded content, which is a link to its page: the script loads the content at a click."""
    shown = escape(re.sub(r"^https?://(?:www\.)?", "", url))
    title = f" <span>{escape(node['label'])}</span>" if node["label"] != url else ""
    height = f' data-height="{node["height"]}"' if node["height"] else ""
    kind = "post" if node["height"] else "film"
    return (
        f'<a class="postil-embed postil-embed-{kind}" href="{escape(url)}" data-src="{escape(node["src"])}"{height}>'
        f"{_PLAY}<strong>{escape(node['site'])}</strong>{title} <span>{shown}</span></a>\n"
    )


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on pages with cards."""
    if doctree is not None and any(EMBED in raw for raw in doctree.findall(nodes.raw)):
        app.add_js_file(SCRIPT, loading_method="defer")


def _css(length: str) -> str:
    length = str(length).replace(" ", "")
    if not _LENGTH.fullmatch(length):
        return ""
    return f"{length}px" if length.replace(".", "", 1).isdigit() else length


def setup(app: Sphinx) -> None:
    """Register the transform and the script."""
    app.add_post_transform(WritePlayers)
    app.connect("html-page-context", load_script)
