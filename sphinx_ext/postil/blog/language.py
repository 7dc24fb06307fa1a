"""The language of a post that differs from that of the site, as in HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale

from postil.i18n import text_direction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.blog.post import Post

_TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")


def language_attributes(post: Post, site_language: str) -> Mapping[str, str]:
    """Return the attributes `lang` and `dir` of a post; none if it is in the language of the site, or in several."""
    tag = language_tag(post.languages)
    if not tag or tag.lower() == site_language.replace("_", "-").lower():
        return {}
    return {"lang": tag, "dir": text_direction(tag)}


def language_tag(languages: Sequence[str]) -> str:
    """Return the language tag of a code, such as `pt_BR`, or an English name; empty if it is unknown or not one."""
    if len(languages) != 1:
        return ""
    names = _english_names()
    text = names.get(languages[0].strip().lower(), languages[0].strip())
    found = _TAG.fullmatch(text)
    if found is None or found[1].lower() not in names.values():
        return ""
    return found[1].lower() + found[2].replace("_", "-")


@lru_cache(maxsize=1)
def _english_names() -> Mapping[str, str]:
    """Return the codes of all languages by their English names."""
    return {name.lower(): code for code, name in Locale("en").languages.items() if len(code) in (2, 3)}
