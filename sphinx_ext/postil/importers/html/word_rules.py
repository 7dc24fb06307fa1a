"""Links and marked words in Markdown."""

from __future__ import annotations

import re

from bs4.element import NavigableString, Tag

from postil.importers.html.base_rules import BaseRules
from postil.importers.html.code import code_text
from postil.importers.html.context import is_web_url, text_attribute
from postil.importers.html.escape import escape_text
from postil.importers.html.inline import delimited, in_tags
from postil.importers.html.notes import NOTE
from postil.importers.urls import host_of

_EDGES = re.compile(r"((?:\s|\\\n)*)(.*?)((?:\\\n|\s)*)", re.DOTALL)
# What superscript and subscript can have between their marks.
_PLAIN = re.compile(r"[\w.,+()=-]+")


class WordRules(BaseRules):
    """The rules for what is within paragraphs."""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link."""
        if "_noformat" in parent_tags:
            return text
        href, stripped = text_attribute(el, "href"), text.strip()
        anchor = self._anchor(el)
        if not stripped or not href or not is_web_url(href) or href == "#":
            return anchor + text
        # a line break at an edge would escape the bracket
        before, stripped, after = _EDGES.fullmatch(text).groups()  # type: ignore[union-attr] # it matches any text
        if not stripped:
            return anchor + text
        title = text_attribute(el, "title")
        is_elsewhere = host_of(href) != host_of(self._conversion.page_url)
        if el.get_text().strip() == href and re.fullmatch(r"https?://[^\s<>\\`]+", href) and not title and is_elsewhere:
            return f"{before}{href}{after}" if _is_alone_link(el) else f"{before}{anchor}<{href}>{after}"
        words = " ".join(title.split()).replace("\\", "").replace('"', "'")
        title_part = (
            f' "{escape_text(words)}"' if words and words != el.get_text().strip() and words not in href else ""
        )
        return f"{before}{anchor}[{_one_paragraph(stripped)}]({self._reference(href)}{title_part}){after}"

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return important words."""
        return delimited(el, text, "**", "strong", parent_tags)

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return stressed words."""
        return delimited(el, text, "*", "em", parent_tags)

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return struck words."""
        return delimited(el, text, "~~", "del", parent_tags)

    def convert_mark(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return marked words."""
        return delimited(el, text, "==", "mark", parent_tags)

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a quotation in a line."""
        return f"“{text}”"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return subscript."""
        return _shifted(text, "~", "sub", parent_tags)

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return superscript."""
        return text if el.find(NOTE) else _shifted(text, "^", "sup", parent_tags)

    def convert_kbd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a key."""
        return text if "_noformat" in parent_tags else f"<kbd>{escape_text(text)}</kbd>" if text else ""

    def convert_u(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return underlined words."""
        return in_tags(text, "u") if text.strip() and "_noformat" not in parent_tags else text

    def convert_abbr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return an abbreviation with its explanation."""
        title = text_attribute(el, "title").replace('"', "&quot;").replace("<", "&lt;")
        return f'<abbr title="{title}">{text}</abbr>' if title and "_noformat" not in parent_tags else text

    convert_acronym = convert_abbr

    def convert_rt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the reading of a character."""
        return f"({text})" if text and not el.find_previous_sibling("rp") else text

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return code in a line."""
        if "_noformat" in parent_tags:
            return text
        content = code_text(el).replace("\n", " ")
        before, after = (" " if content[edge].isspace() else "" for edge in (slice(1), slice(-1, None)))
        return f"{before}{code_span(content)}{after}" if content.strip() else content

    convert_tt = convert_samp = convert_code

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a line break."""
        return " " if parent_tags & {"_inline", "_noformat"} else "\\\n"

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a formula, or words without a mark."""
        tex = text_attribute(el, "data-postil-tex")
        if not tex:
            return self._anchor(el) + text
        return (
            f"\n\n$$\n{tex}\n$$\n\n" if el.get("data-postil-kind") == "block" and "p" not in parent_tags else f"${tex}$"
        )

    def convert_postil_note(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the reference to a footnote."""
        following = el.next_sibling
        needs_escape = isinstance(following, NavigableString) and following[:1] in "(:" and following[:1]
        return f"[^{el['data-label']}]" + ("\\" if needs_escape else "")


def _is_alone_link(link: Tag) -> bool:
    """Return whether a link is alone in its paragraph, from which postil can make a player."""
    parent = link.parent
    return parent is not None and parent.name == "p" and parent.get_text(strip=True) == link.get_text(strip=True)


def _one_paragraph(text: str) -> str:
    """Return the words of a link, which can't contain the end of a paragraph."""
    return re.sub(r"(?:\\\n\s*){2,}|\n{2,}", r"\\\n", text)


def _shifted(text: str, mark: str, tag: str, parent_tags: set[str]) -> str:
    """Return sub- or superscript."""
    if "_noformat" in parent_tags or not text.strip():
        return text
    return f"{mark}{text}{mark}" if _PLAIN.fullmatch(text) and "\\" not in text else in_tags(text, tag)


def code_span(text: str) -> str:
    """Return code in a line, between more backticks than it has in a row."""
    if not text.strip():
        return text
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    marks, space = "`" * (longest + 1), " " if longest else ""
    return f"{marks}{space}{text.strip()}{space}{marks}"
