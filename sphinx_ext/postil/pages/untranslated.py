"""Words without a translation are marked as English, so that they keep their order in right-to-left text.

A template writes a word into text or into an attribute, and only in text can an element be around it. So words are
marked with characters first, which become elements, or nothing, once the HTML is complete.
"""

from __future__ import annotations

from markupsafe import Markup, escape
from sphinx.locale import get_translation, get_translator

from postil.i18n import CATALOG
from postil.i18n import count_posts as count
from postil.lazy_regex import lazy_regex

_ = get_translation(CATALOG)
# Characters that Unicode reserves for programs (“noncharacters”).
_START, _END = "\ufdd0", "\ufdd1"
_ELEMENT = Markup('<span lang="en" dir="ltr">{}</span>')
_TAG = lazy_regex(r"<[^<>]*>")


def marked(message: str) -> str:
    """Translate a message for a template whose HTML `show_marks` completes."""
    text = _(message)
    return f"{_START}{text}{_END}" if _is_english(text, message) else text


def marked_count(number: int) -> str:
    """Return “2 posts” for a template whose HTML `show_marks` completes."""
    text = count(number)
    return f"{_START}{text}{_END}" if getattr(get_translator(CATALOG), "incomplete", False) else text


def show_marks(html: str) -> str:
    """Return HTML with an element around each marked word in text; the marks in attributes are removed."""
    if _START not in html:
        return html
    html = _TAG.sub(lambda tag: tag[0].replace(_START, "").replace(_END, ""), html)
    before, after = _ELEMENT.split("{}")
    return html.replace(_START, before).replace(_END, after)


def word(message: str) -> Markup:
    """Translate a message for a place in HTML that is text."""
    text = _(message)
    return _ELEMENT.format(text) if _is_english(text, message) else escape(text)


def _is_english(text: str, message: str) -> bool:
    """Return whether a text is not a translation of its message, in a language that postil is not translated into."""
    return text == message and getattr(get_translator(CATALOG), "incomplete", False)
