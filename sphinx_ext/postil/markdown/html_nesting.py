"""Close what is left open in HTML, and remove end tags of nothing, so that a post cannot change the page around it.

The HTML of a post comes in pieces, with Markdown between them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.frozen import frozen
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKUP = lazy_regex(
    r"""<!--(?:-?>|.*?--!?>)
    | <(?P<slash>/?)(?P<name>[a-zA-Z][^\s/><]*)(?P<attributes>(?:[^"'><]|"[^"]*"|'[^']*')*+)(?P<tag_end>>?)
    | <(?:\?|!(?!--)|/)[^>]*> | <[!?/]""",
    re.VERBOSE | re.DOTALL,
)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr")
# Elements whose content is text: one that is not closed swallows the rest of the page.
TEXT_ONLY = _names("iframe noembed noframes script style textarea title xmp")
# Elements that another start tag, or the end of the element around them, closes.
_OPTIONAL_END = _names("p li dt dd option optgroup rb rt rtc rp tr td th thead tbody tfoot colgroup caption")
_CLOSED_BY: Mapping[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "option": frozenset({"option"}),
    "optgroup": frozenset({"option", "optgroup"}),
    "rt": frozenset({"rt", "rp"}),
    "rp": frozenset({"rt", "rp"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr"}),
    "thead": _names("td th tr thead tbody tfoot caption colgroup"),
    "tbody": _names("td th tr thead tbody tfoot caption colgroup"),
    "tfoot": _names("td th tr thead tbody tfoot caption colgroup"),
}
_FOREIGN = frozenset({"svg", "math"})
# Start and end tags that browsers ignore in the middle of a page.
_IGNORED = _names("html head body p frameset frame")
_OTHERS = _names(
    """a abbr acronym address applet article aside audio b basefont bdi bdo big blink blockquote button canvas center
    cite code data datalist del details dfn dialog dir div dl em fieldset figcaption figure font footer form h1 h2 h3
    h4 h5 h6 header hgroup i ins kbd label legend main map mark marquee menu meter nav nobr noscript object ol output
    picture plaintext pre progress q ruby s samp search section select slot small span strike strong sub summary sup
    table template time tt u ul var video"""
)
# Elements that hide or drop text in them: one that is not closed ends at once.
_HIDING = _names("applet audio canvas datalist dialog math noscript object select svg template video")
_KNOWN = VOID | TEXT_ONLY | _OPTIONAL_END | _FOREIGN | _IGNORED | _OTHERS


@frozen
class Tag:
    """A tag in a piece of HTML."""

    name: str
    """As written."""
    line: int
    piece: int = 0
    """The number of the piece it is in."""
    position: int = 0
    """Its position in the corrected piece."""

    @property
    def key(self) -> str:
        """The name in lower case."""
        return self.name.lower()


class Balancer:
    """Reads the pieces of HTML in one block of a document, and corrects them."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        """The corrected pieces."""
        self.problems: list[tuple[str, int]] = []
        """The tags that were corrected, with their lines."""
        self.strays: list[Tag] = []
        """End tags of elements that are not open in this block; they are removed."""
        self._open: list[Tag] = []
        self._unknown: list[Tag] = []
        self._parts: list[str] = []
        self._length = 0

    def is_open(self, name: str) -> bool:
        """Return whether an element is open; `name` is in lower case."""
        return any(tag.key == name for tag in self._open)

    def read(self, html: str, line: int, following: str = "") -> None:
        """Read a piece; `following` is the HTML after it in which an element of text can be closed."""
        self._parts, self._length = [], 0
        position = 0
        while match := _MARKUP.search(html, position):
            self._emit(html[position : match.start()])
            position = match.end()
            tag = Tag(match["name"] or "", line + html.count("\n", 0, match.start()), len(self.pieces), self._length)
            if match[0] in ("<!", "<?", "</") or (match["name"] and not match["tag_end"]):
                # A tag or a comment without an end, which would go on in the text.
                self._problem(html[match.start() :].split(maxsplit=1)[0][:20], tag.line)
                self._emit("&lt;")
                position = match.start() + 1
            elif tag.key == "plaintext":
                self._problem(f"<{tag.name}>", tag.line)  # nothing can close it
                self._emit(f"&lt;{match[0][1:]}")
            elif not match["name"]:
                self._emit(match[0])
            elif match["slash"]:
                self._end_tag(match[0], tag)
            elif tag.key in TEXT_ONLY:
                position = self._text_only(html, match, tag, following)
            else:
                self._start_tag(match, tag)
        self._emit(html[position:])
        self._close_hiding(following)
        self.pieces.append("".join(self._parts))

    def finish(self) -> str:
        """Return the end tags of the elements that are still open; show words in angle brackets as text."""
        ends = [self._close(tag) for tag in reversed(self._open)]
        self._open = []
        for tag in sorted(self._unknown, key=lambda tag: (tag.piece, tag.position), reverse=True):
            html = self.pieces[tag.piece]
            self.pieces[tag.piece] = f"{html[: tag.position]}&lt;{html[tag.position + 1 :]}"
            self._problem(f"<{tag.name}>", tag.line)
        return "".join(ends)

    def _close_hiding(self, following: str) -> None:
        """Close elements that would hide the text after a piece, with those in them."""
        lower = following.lower()
        hiding = [tag for tag in self._open if tag.key in _HIDING and f"</{tag.key}" not in lower]
        while hiding and hiding[0] in self._open:
            self._emit(self._close(self._open.pop()))

    def _emit(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _problem(self, text: str, line: int) -> None:
        self.problems.append((text, line))

    def _close(self, tag: Tag) -> str:
        """Return the end tag of an element that its author did not close; empty if it needs none."""
        if is_unknown(tag.name):
            self._unknown.append(tag)
            return ""
        if tag.key in _OPTIONAL_END:
            return ""
        self._problem(f"<{tag.name}>", tag.line)
        return f"</{tag.name}>"

    def _text_only(self, html: str, match: re.Match[str], tag: Tag, following: str) -> int:
        """Read an element that contains text only; return the position behind it."""
        closing = re.compile(rf"</{tag.key}\s*>", re.IGNORECASE)
        if end := closing.search(html, match.end()):
            self._emit(html[match.start() : end.end()])
            return end.end()
        self._emit(match[0])
        if closing.search(following):
            self._open.append(tag)
        else:
            self._problem(f"<{tag.name}>", tag.line)
            self._emit(f"</{tag.name}>")
        return match.end()

    def _start_tag(self, match: re.Match[str], tag: Tag) -> None:
        if tag.key in VOID or tag.key in _IGNORED:
            self._emit(match[0])
            return
        if match["attributes"].endswith("/"):
            is_foreign = tag.key in _FOREIGN or any(self.is_open(name) for name in _FOREIGN)
            if is_unknown(tag.name) and not is_foreign:
                self._problem(f"<{tag.name}/>", tag.line)
                self._emit(f"&lt;{match[0][1:]}")
            elif is_foreign:
                self._emit(match[0])
            else:
                # Browsers read it as a start tag.
                self._emit(f"<{tag.name}{match['attributes'][:-1].rstrip()}></{tag.name}>")
            return
        closed = _CLOSED_BY.get(tag.key, frozenset())
        while self._open and self._open[-1].key in closed:
            self._open.pop()
        self._open.append(tag)
        self._emit(match[0])

    def _end_tag(self, source: str, tag: Tag) -> None:
        if tag.key in _IGNORED or tag.key == "br":
            self._emit(source)
        elif self.is_open(tag.key):
            while self._open[-1].key != tag.key:
                self._emit(self._close(self._open.pop()))
            self._open.pop()
            self._emit(source)
        elif is_unknown(tag.name):
            self._problem(f"</{tag.name}>", tag.line)
            self._emit(f"&lt;{source[1:]}")
        elif tag.key not in VOID:
            self.strays.append(tag)


def is_unknown(name: str) -> bool:
    """Return whether HTML has no element of a name; one with a hyphen is defined by a script."""
    return name.lower() not in _KNOWN and "-" not in name and ":" not in name
