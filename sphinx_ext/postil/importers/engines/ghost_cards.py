"""The cards of Ghost's editors as plain HTML, which the general rules turn into Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from postil.importers.html.sanitize import raw_marker
from postil.importers.json_values import is_true, mapping, mappings, text
from postil.importers.markdown_html import markdown_to_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Card = Mapping[str, Any]

# The types of callouts that these signs mean; the sign stays in the text.
_CALLOUTS = {
    "💡": "tip",
    "\u2139": "info",
    "⚠": "warning",
    "🚨": "danger",
    "❗": "important",
    "✅": "success",
    "❓": "question",
}
_NAMES = {
    "horizontalrule": "hr",
    "codeblock": "code",
    "card-markdown": "markdown",
    "bookmark-card": "bookmark",
    "call-to-action": "cta",
    "email-cta": "email",
    "members-only": "paywall",
}
# Where cards have words and URLs, for those that postil does not know.
_HTML_FIELDS = ("html", "textValue", "content", "heading", "header", "subheading", "subheader", "text", "title",
                "description", "caption", "disclaimer")  # fmt: skip
_URL_FIELDS = ("url", "href", "src", "imageUrl", "imageSrc", "buttonUrl")


@dataclass
class CardWriter:
    """Writes the cards of one post, and keeps what it did not understand."""

    problems: list[tuple[str, str]] = field(default_factory=list)
    """The constructs, and what is in the post instead."""
    _texts: int = 0
    """How many cards of Markdown there were."""

    def html(self, name: str, card: Card) -> str:
        """Return a card as HTML."""
        name = _NAMES.get(name, name)
        if name == "markdown":
            self._texts += 1
            return markdown_to_html(text(card, "markdown"), name=f"card{self._texts}").html
        writer = _WRITERS.get(name)
        if writer is not None:
            return writer(card)
        if name == "email":
            return self._email(card)
        instead = "its text" if (html := _unknown(card)) else "nothing"
        self.problems.append((f'card "{name}"', instead))
        return html

    def _email(self, card: Card) -> str:
        """Keep what was in e-mails only as a comment: it was not on the page."""
        words = " ".join(re.sub(r"<[^>]*>", " ", text(card, "html")).split())
        button = " ".join(filter(None, (text(card, "buttonText"), text(card, "buttonUrl"))))
        words = " ".join(filter(None, (words, button)))
        if not words:
            return ""
        self.problems.append(("text for e-mails only", "an HTML comment"))
        return raw_marker(f"<!-- {words.replace('--', '- -')} -->")


def figure(content: str, caption: str = "") -> str:
    """Return a figure; without a caption, only its content."""
    return f"<figure>{content}<figcaption>{caption}</figcaption></figure>" if caption.strip() else content


def _paragraph(html: str) -> str:
    return f"<p>{html}</p>" if html.strip() else ""


def _link(url: str, words: str) -> str:
    return f'<a href="{escape(url)}">{words or escape(url)}</a>' if url else words


def _button(card: Card, words: str = "buttonText", url: str = "buttonUrl") -> str:
    return _paragraph(_link(text(card, url), escape(text(card, words)))) if text(card, url, words) else ""


def _image_tag(card: Card) -> str:
    source = escape(text(card, "src"))
    image = f'<img src="{source}" alt="{escape(text(card, "alt"))}">' if source else ""
    return _link(text(card, "href"), image) if image else ""


def _image(card: Card) -> str:
    caption = text(card, "caption") or escape(text(card, "title"))
    return f"<figure>{_image_tag(card)}<figcaption>{caption}</figcaption></figure>"


def _gallery(card: Card) -> str:
    images = (_image(image) if text(image, "caption") else _image_tag(image) for image in mappings(card.get("images")))
    return f"<figure>{''.join(images)}<figcaption>{text(card, 'caption')}</figcaption></figure>"


def _code(card: Card) -> str:
    language = re.sub(r"[^\w+#.-]", "", text(card, "language"))
    attribute = f' class="language-{language}"' if language else ""
    code = f"<pre><code{attribute}>{escape(text(card, 'code'))}</code></pre>"
    return code + _paragraph(text(card, "caption"))


def _bookmark(card: Card) -> str:
    """Return the title of a page and what it says about itself, as a quotation; its icons stay there."""
    about = mapping(card, "metadata")
    url = text(card, "url") or text(about, "url")
    by = " · ".join(escape(name) for key in ("author", "publisher") if (name := text(about, key) or text(card, key)))
    title = escape(text(about, "title") or text(card, "title") or url)
    lines = [
        _link(url, f"<strong>{title}</strong>"),
        escape(text(about, "description") or text(card, "description")),
        by,
    ]
    return f"<blockquote><p>{'<br>'.join(filter(None, lines))}</p></blockquote>" + _paragraph(text(card, "caption"))


def _callout(card: Card) -> str:
    emoji = text(card, "calloutEmoji", "emoji")
    kind = _CALLOUTS.get(emoji.rstrip("\ufe0f"), "note")
    words = text(card, "calloutText", "text", "html")
    start = f"{escape(emoji)} " if emoji else ""
    opening = re.match(r"\s*<p\b[^>]*>", words)
    content = f"{opening[0]}{start}{words[opening.end() :]}" if opening else f"<p>{start}{words}</p>"
    return f'<blockquote data-callout="{kind}">{content}</blockquote>'


def _toggle(card: Card) -> str:
    return f"<details><summary>{text(card, 'heading')}</summary>{text(card, 'content')}</details>"


def _embed(card: Card) -> str:
    """Return what a player plays as its URL; posts of others keep their text."""
    html, url = text(card, "html"), text(card, "url") or text(mapping(card, "metadata"), "url")
    is_player = bool(url) and "<blockquote" not in html
    content = _paragraph(_link(url, escape(url))) if is_player else html
    return content + _paragraph(text(card, "caption"))


def _file(card: Card) -> str:
    name, size = text(card, "fileName"), text(card, "fileSize")
    title = escape(text(card, "fileTitle") or name)
    details = [text(card, "fileCaption"), escape(name) if name and name != text(card, "fileTitle") else ""]
    amount = f" ({int(size) / 1_000_000:.1f} MB)" if size.isdecimal() and 4 < len(size) < 13 else ""  # noqa: PLR2004 - kB to TB
    return _paragraph(_link(text(card, "src"), title) + amount + "".join(f"<br>{part}" for part in details if part))


def _audio(card: Card) -> str:
    title = escape(text(card, "title"))
    return _paragraph(title and f"<strong>{title}</strong>") + f'<audio src="{escape(text(card, "src"))}"></audio>'


def _video(card: Card) -> str:
    return f'<video src="{escape(text(card, "src"))}"></video>' + _paragraph(text(card, "caption"))


def _header(card: Card) -> str:
    image = text(card, "backgroundImageSrc", "backgroundImage")
    has_button = is_true(card.get("buttonEnabled", True))
    parts = [
        f'<img src="{escape(image)}">' if image else "",
        f"<h2>{text(card, 'header')}</h2>" if text(card, "header") else "",
        _paragraph(text(card, "subheader")),
        _button(card) if has_button and text(card, "buttonUrl") else "",
    ]
    return "".join(parts)


def _product(card: Card) -> str:
    stars = text(card, "productStarRating")
    has_stars = is_true(card.get("productRatingEnabled")) and stars.isdecimal()
    rating = "★" * min(int(stars), 5) + "☆" * max(0, 5 - int(stars)) if has_stars and len(stars) == 1 else ""
    has_button = is_true(card.get("productButtonEnabled", True))
    image = text(card, "productImageSrc")
    parts = [
        f'<figure><img src="{escape(image)}" alt=""></figure>' if image else "",
        _paragraph(f"<strong>{text(card, 'productTitle')}</strong>" if text(card, "productTitle") else ""),
        _paragraph(rating),
        _blocks(text(card, "productDescription")),
        _button(card, "productButton", "productUrl") if has_button else "",
    ]
    return "".join(parts)


def _cta(card: Card) -> str:
    image = text(card, "imageUrl")
    sponsor = text(card, "sponsorLabel") if is_true(card.get("hasSponsorLabel", True)) else ""
    parts = [
        _blocks(sponsor),
        f'<figure><img src="{escape(image)}" alt=""></figure>' if image else "",
        _blocks(text(card, "textValue")),
        _button(card) if is_true(card.get("showButton", True)) and text(card, "buttonUrl") else "",
    ]
    return "".join(parts)


def _before_after(card: Card) -> str:
    images = _image_tag(mapping(card, "beforeImage")) + _image_tag(mapping(card, "afterImage"))
    return f"<figure>{images}<figcaption>{text(card, 'caption')}</figcaption></figure>"


def _blocks(html: str) -> str:
    return html if html.lstrip().startswith("<p") else _paragraph(html)


def _unknown(card: Card) -> str:
    words = [_blocks(text(card, name)) for name in _HTML_FIELDS if text(card, name)]
    urls = [
        _paragraph(_link(text(card, name), escape(text(card, "buttonText"))))
        for name in _URL_FIELDS
        if text(card, name)
    ]
    return "".join([*words, *urls])


_WRITERS: dict[str, Callable[[Card], str]] = {
    "image": _image,
    "gallery": _gallery,
    "code": _code,
    "html": lambda card: text(card, "html"),
    "hr": lambda _card: "<hr>",
    "embed": _embed,
    "bookmark": _bookmark,
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "file": _file,
    "audio": _audio,
    "video": _video,
    "header": _header,
    "product": _product,
    "cta": _cta,
    "before-after": _before_after,
    "paywall": lambda _card: "",
}
