"""Blocks in Markdown: paragraphs, headings, lists, quotations, code and tables."""

from __future__ import annotations

import re

from bs4.element import NavigableString, Tag

from postil.importers.html.base_rules import BaseRules
from postil.importers.html.blocks import TIGHT
from postil.importers.html.code import code_language, code_text, dedent_first_line, fence
from postil.importers.html.context import classes, is_web_url, text_attribute
from postil.importers.html.escape import escape_line_starts
from postil.importers.html.notes import NOTE
from postil.importers.html.tables import is_simple, markdown_table

# Two line breaks end a paragraph.
_BREAKS = re.compile(r"(?:\\\n[ \t\xa0]*){2,}")


class BlockRules(BaseRules):
    """The rules for blocks."""

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a paragraph."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        paragraphs = [_paragraph(part) for part in _BREAKS.split(text)]
        joined = "\n\n".join(part for part in paragraphs if part)
        return f"\n\n{self._anchor(el)}{joined}\n\n" if joined else ""

    def convert_postil_tight(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return text in a list item or a cell."""
        if "_inline" in parent_tags:
            return text.strip()
        return "\n\n".join(filter(None, (_paragraph(part) for part in _BREAKS.split(text)))) + "\n"

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a block without a meaning of its own."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        text = text.strip("\n ")
        return f"\n\n{text}\n\n" if text else ""

    convert_article = convert_section = convert_header = convert_footer = convert_main = convert_aside = convert_div
    convert_address = convert_nav = convert_hgroup = convert_figure = convert_div

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - markdownify's name
        """Return a heading."""
        text = re.sub(r"(#+)$", r"\\\1", " ".join(text.split()))
        text = re.sub(r"^\*\*((?:[^*]|\\\*)+)\*\*$", r"\1", text)
        identifier = text_attribute(el, "id") or next(
            (name for anchor in el.find_all("a") if (name := text_attribute(anchor, "id", "name"))), ""
        )
        attribute = (
            f" {{#{identifier}}}" if identifier in self._linked_ids and re.fullmatch(r"[\w:.-]+", identifier) else ""
        )
        return f"\n\n{'#' * n} {text}{attribute}\n\n" if text else ""

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a rule."""
        return "\n\n---\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a quotation or a callout."""
        text = text.strip("\n ")
        if "_inline" in parent_tags or not text:
            return f" {text} " if text else ""
        kind = text_attribute(el, "data-callout")
        head = f"> [!{kind}]{el.get('data-fold', '')} {el.get('data-title', '')}".rstrip() + "\n" if kind else ""
        quoted = "\n".join(f"> {line}" if line.strip() else ">" for line in text.split("\n"))
        return f"\n\n{head}{quoted}\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a code block."""
        content = dedent_first_line(code_text(el))
        if not content:
            return ""
        if "wp-block-verse" in classes(el):
            lines = (
                f"| {line.strip()}" if line.strip() else "|" for line in text.replace("\\\n", "\n").strip().split("\n")
            )
            return "\n\n" + "\n".join(lines) + "\n\n"
        return f"\n\n{fence(content, code_language(el))}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a list item."""
        text = re.sub(r"\n{3,}", "\n\n", text).strip("\n ")
        if re.match(r"[^\n]+\n: ", text):  # after other definitions, the number would be part of the term
            text = f"<!-- -->\n\n{text}"
        parent = el.parent
        if parent is not None and parent.name == "ol":
            start = text_attribute(parent, "start")
            number = (int(start) if start.isdecimal() and len(start) < 9 else 1) + len(el.find_previous_siblings("li"))  # noqa: PLR2004
            bullet = f"{number}{')' if parent.get('data-other') else '.'} "
        else:
            bullet = "* " if parent is not None and parent.get("data-other") else "- "
        indented = "\n".join(f"{' ' * len(bullet)}{line}" if line else "" for line in text.split("\n"))
        return f"{bullet}{indented.lstrip()}".rstrip() + "\n"

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a list."""
        text = text.strip("\n")
        if "_inline" in parent_tags:
            return f" {text} "
        is_nested = el.parent is not None and el.parent.name == "li" and el.parent.find(TIGHT, recursive=False)
        edge = "\n" if is_nested else "\n\n"
        return f"{edge}{text}{edge}" if text else ""

    convert_ul = convert_ol = convert_list

    def convert_input(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the box of a task."""
        is_checkbox = text_attribute(el, "type").lower() == "checkbox" and el.find_parent("li")
        following = el.next_sibling
        space = "" if isinstance(following, NavigableString) and following[:1].isspace() else " "
        return ("[x]" if el.has_attr("checked") else "[ ]") + space if is_checkbox else ""

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a term."""
        words = " ".join(text.replace("\\\n", " ").split())
        return f"\n\n{escape_line_starts(words)}\n" if words else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the definition of a term."""
        text = text.strip("\n ")
        indented = "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
        return f": {indented.lstrip()}\n\n" if text else ""

    convert_dl = convert_div

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a part that opens at a click."""
        summary = el.find("summary")
        title = self._inline(summary) if isinstance(summary, Tag) else ""
        marks = ":" * (max((len(run) for run in re.findall(r"^:{3,}", text, re.MULTILINE)), default=2) + 1)
        return f"\n\n{marks}details {title}".rstrip() + f"\n{text.strip()}\n{marks}\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return nothing: its title is part of `details`."""
        return ""

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a table."""
        if is_simple(el) or el.find(NOTE):
            return f"\n\n{markdown_table(el, self._inline_with_breaks)}\n\n"
        return f"\n\n{self._html(el)}\n\n"

    def _inline_with_breaks(self, element: Tag) -> str:
        children = (self._element(child, {element.name}) for child in element.children)
        return re.sub(r"\n{2,}", r"\\\n", "".join(children).strip())

    def _html(self, element: Tag) -> str:
        """Return a tree as HTML, on lines that are not empty, with its references."""
        for tag in [element, *element.find_all(True)]:
            for name in [
                name for name in tag.attrs if name not in ("colspan", "rowspan", "href", "src", "alt", "start", "scope")
            ]:
                del tag[name]
            for name in ("href", "src"):
                if url := text_attribute(tag, name):
                    tag[name] = self._reference(url, is_image=tag.name == "img") if is_web_url(url) else ""
            if tag.name == TIGHT:
                tag.unwrap()
            elif tag.name == "postil-raw":
                tag.name = "p"
        return "\n".join(line for line in str(element).split("\n") if line.strip())

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a cell."""
        return text

    convert_th = convert_tr = convert_caption = convert_td

    def convert_postil_raw(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return Markdown, as it is."""
        return f"\n\n{el['data-raw']}\n\n"


def _paragraph(text: str) -> str:
    """Return the text of a paragraph, in which no line begins a block."""
    text = re.sub(r"^(?:\\\n|\s)+", "", text.strip(" \t\n\xa0"))
    while text.endswith("\\\n") or (text.endswith("\\") and not text.endswith("\\\\")):
        text = text.removesuffix("\n").removesuffix("\\").rstrip()
    return escape_line_starts(text)
