"""Images, films and sounds in Markdown."""

from __future__ import annotations

from bs4.element import Tag

from postil.importers.html.base_rules import BaseRules
from postil.importers.html.blocks import TIGHT
from postil.importers.html.context import is_web_url, text_attribute
from postil.importers.html.escape import escape_text
from postil.importers.html.media import alignment


class ImageRules(BaseRules):
    """The rules for images and players."""

    def convert_postil_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the images of a figure."""
        return f"\n\n{' '.join(text.split(' ')).strip()}\n\n"

    def convert_postil_caption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return nothing: it is part of its image."""
        return ""

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return an image."""
        source = self._reference(text_attribute(el, "src"), is_image=True)
        alt = " ".join(text_attribute(el, "alt").split())
        sibling = el.find_next_sibling()
        caption = (
            self._inline(sibling, has_tags=True)
            if isinstance(sibling, Tag) and sibling.name == "postil-caption"
            else ""
        )
        link = el.parent if el.parent is not None and el.parent.name == "a" else el
        is_figure = _is_alone(link)
        name = text_attribute(el, "id")
        attributes = [f"#{name}"] if name in self._linked_ids else []
        if side := alignment(el):
            width = text_attribute(el, "width").removesuffix("px")
            attributes.append(f"align={side}" + (f" width={width}" if width.isdecimal() else ""))
        title = ""
        if caption:
            # without an alt text, the caption is one; as the label only, a short one would not be shown
            words = sibling.get_text() if isinstance(sibling, Tag) else ""
            label = escape_text(alt or " ".join(words.split()))
            title = ' "{}"'.format(caption.replace("\\", "\\\\").replace('"', '\\"'))
        elif alt and is_figure and link is el:
            label = ""
            attributes.append('alt="{}"'.format(alt.replace('"', "'").replace("\\", "")))
        else:
            label = escape_text(alt)
        braces = f"{{{' '.join(attributes)}}}" if attributes else ""
        separator = " " if el.parent is not None and el.parent.name == "postil-figure" and el.find_next("img") else ""
        return f"![{label}]({source}{title}){braces}{separator}"

    def convert_video(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a player."""
        sources = [text_attribute(el, "src"), *(text_attribute(source, "src") for source in el.find_all("source"))]
        url = next((url for url in sources if is_web_url(url)), "")
        # the text in it is for browsers that can't play it
        return f"\n\n![]({self._reference(url, is_image=True)})\n\n" if url else text

    convert_audio = convert_video


def _is_alone(element: Tag) -> bool:
    """Return whether an image is alone in its paragraph, which makes it a figure."""
    parent = element.parent
    if parent is None or parent.name == "postil-figure":
        return True
    if parent.name not in ("p", TIGHT, "div", "[document]"):
        return False
    return not parent.get_text(strip=True)
