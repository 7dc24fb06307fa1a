"""Change words of the interface, as the option `postil_strings` says."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.locale import translators

from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.i18n import CATALOG, load_translations, messages
from postil.lazy_regex import lazy_regex
from postil.spelling import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.i18n import SiteWords

_PLACEHOLDER = lazy_regex(r"%(?:\(\w+\))?s")


def resolve_words(strings: Mapping[str, Mapping[str, Sequence[str]]], warn_of: Callable[[str], None]) -> SiteWords:
    """Return the changed words by language, as messages of the catalogue; warn about those that cannot be used."""
    found: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for language, words in strings.items():
        resolved: dict[str, tuple[str, ...]] = {}
        for word, texts in words.items():
            message = _messages_by_word().get(word)
            if message is None:
                similar = suggest(word, _messages_by_word())
                hint = f"; did you mean {similar!r}?" if similar else ""
                warn_of(f"`postil_strings` has no effect on {word!r}, which is not a word of postil{hint}")
                continue
            complete = tuple(_with_placeholder(text, message) for text in texts)
            if len(texts) > 1 and any(_PLACEHOLDER.search(text) for text in texts):
                complete = tuple(texts)  # a plural form may be words without a number
            if all(_can_be_formatted(text, message) for text in complete):
                resolved[message] = complete
            else:
                warn_of(f"`postil_strings`: the text for {word!r} needs the same placeholders as {message!r}; not used")
        found[language] = tuple(resolved.items())
    return tuple(found.items())


def _messages_by_word() -> Mapping[str, str]:
    """Return the messages by themselves, by their plurals, and by both without placeholders, such as `min read`."""
    pairs = [(text, one) for one, plural in messages().items() for text in (one, plural) if text]
    # A message without placeholders comes last, and wins.
    short = {_PLACEHOLDER.sub("", text).strip(): message for text, message in pairs}
    return short | dict(pairs)


def _with_placeholder(text: str, message: str) -> str:
    """Return a text with the placeholder of its message, if that has one and the text does not."""
    if len(_PLACEHOLDER.findall(message)) != 1 or _PLACEHOLDER.search(text):
        return text
    return message.replace(_PLACEHOLDER.sub("", message).strip(), text)


def _can_be_formatted(text: str, message: str) -> bool:
    """Return whether the placeholders of a text are those of its message, or fewer of them if they have names."""
    expected, found = _PLACEHOLDER.findall(message), _PLACEHOLDER.findall(text)
    if not expected:
        return True
    unnamed = found.count("%s") <= expected.count("%s")
    return set(found) <= set(expected) and unnamed and text.count("%") == len(found)


def set_words(app: Sphinx, config: Config) -> None:
    """Set the translations of the site's language with the owner's words, which others have by `interface_language`."""
    strings: Mapping[str, Any] = config.postil.postil_strings
    if strings:
        location = line_of_option(Path(app.confdir, "conf.py"), "postil_strings")
        words = resolve_words(strings, partial(warn, Subtype.CONFIG, location=location))
        translators["general", CATALOG] = load_translations(str(config.language), words=words)


def setup(app: Sphinx) -> None:
    """Change words once the options are read."""
    app.connect("config-inited", set_words, priority=60)
