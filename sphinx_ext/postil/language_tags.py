"""The tags of languages, as in HTML: `pt-BR`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Mapping

# Sphinx's default. The names of languages, which are slow to load, are needed for others.
_DEFAULT = "en"
_TAG = lazy_regex(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")


def language_tag(name: str) -> str:
    """Return the tag of a language, as in HTML, by its code, such as `pt_br`, or its English name.

    It is empty if the language is unknown.
    """
    if name == _DEFAULT:
        return name
    # A code counts first: `ga` is Irish, though another language is named “Ga”.
    found = _match_code(name.strip()) or _match_code(_english_names().get(name.strip().lower(), ""))
    if found is None:
        return ""
    parts = re.split("[-_]", found[2])[1:]
    return "-".join([found[1].lower(), *(_usual_case(part) for part in parts)])


def _match_code(text: str) -> re.Match[str] | None:
    found = _TAG.fullmatch(text)
    return found if found and found[1].lower() in _codes() else None


def _usual_case(subtag: str) -> str:
    """Return a subtag as it is usually written: `BR`, `Hant` (BCP 47, section 2.1.1)."""
    return {2: subtag.upper(), 4: subtag.title()}.get(len(subtag), subtag) if subtag.isalpha() else subtag


@lru_cache(maxsize=1)
def _english_names() -> Mapping[str, str]:
    """Return the codes of all languages by their English names."""
    return {name.lower(): code for code, name in Locale("en").languages.items() if len(code) in (2, 3)}


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    """Return the codes of all languages."""
    return frozenset(_english_names().values())


def own_name(tag: str) -> str:
    """Return the name of a language in that language, “Deutsch”; its tag if it is unknown."""
    try:
        name = Locale.parse(tag.replace("-", "_")).get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name[:1].upper() + name[1:] if name else tag
