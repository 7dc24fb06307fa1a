"""The options for languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003 - dataclass fields are read at run time
from typing import Any

from postil.blog.language import Language
from postil.config.option_field import option_field as _option
from postil.config.validators import boolean, path_in_site, string
from postil.frozen import frozen
from postil.language_tags import language_tag, own_name


def languages(value: Any) -> Mapping[str, Language]:
    """Return languages by their tags; their names and folders are those of the owner."""
    message = "expected a dictionary such as {'en': 'English', 'de': {'name': 'Deutsch', 'folder': 'posts/de'}}"
    found: dict[str, Language] = {}
    for code, given in _dictionary(value, message).items():
        if isinstance(given, str):
            parts = {"folder": given} if "/" in given else {"name": given}
        else:
            parts = _dictionary(given, message)
        folder = parts.get("folder", "")
        tag = language_tag(code) if isinstance(code, str) else ""
        if not tag:
            raise ValueError(f"{message}; {code!r} is not the tag of a language")
        if not set(parts) <= {"name", "folder"} or not isinstance(folder, str):
            raise ValueError(f"{message}; the keys of a language are name and folder")
        name = string(parts.get("name") or "").strip() or own_name(tag)
        found[tag] = Language(name, path_in_site(folder) if folder.strip("/") else "")
    if len(found) < len(value):
        raise ValueError(f"{message}; two of the tags are the same language")
    folders = [language.folder for language in found.values() if language.folder]
    if len(set(folders)) < len(folders):
        raise ValueError(f"{message}; two languages have the same folder")
    return found


def strings(value: Any) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return texts for words of the interface, one for each plural form, by the tag of the language in lower case."""
    message = "expected a dictionary such as {'en': {'min read': 'minutes'}}"
    found: dict[str, Mapping[str, Sequence[str]]] = {}
    for code, words in _dictionary(value, message).items():
        tag = language_tag(code) if isinstance(code, str) else ""
        if not tag:
            raise ValueError(f"{message}; {code!r} is not the tag of a language")
        given = _dictionary(words, message)
        texts = {word: text if isinstance(text, list | tuple) else [text] for word, text in given.items()}
        parts = [part for word, text in texts.items() for part in (word, *(text or [""]))]
        if not all(isinstance(part, str) and part for part in parts):
            raise ValueError(f"{message}; words and their texts are strings, or a list of one for each plural form")
        found[tag.lower()] = {word: tuple(text) for word, text in texts.items()}
    return found


def _dictionary(value: Any, message: str) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise ValueError(message)  # noqa: TRY004 - a validator raises ValueError, whatever is wrong
    return value


@frozen
class LanguageOptions:
    """The options for languages."""

    postil_languages: Mapping[str, Language] = _option(
        {},
        languages,
        "The languages that have a blog of their own, by their tags: `{'en': 'English', 'de': 'Deutsch'}`, or "
        "`{'de': {'name': 'Deutsch', 'folder': 'posts/de'}}`. Not set: one blog with the posts in all languages.",
    )
    postil_default_language_in_subfolder: bool = _option(
        False, boolean, "With `postil_languages`, put the blog in the site's language in a folder too: `/en/blog`."
    )
    postil_strings: Mapping[str, Mapping[str, Sequence[str]]] = _option(
        {},
        strings,
        "Words of the interface to change, by language: `{'en': {'min read': 'minutes', 'Tags': 'Topics'}}`. "
        "A list has the plural forms: `{'en': {'%s post': ['%s note', '%s notes']}}`.",
    )
    site_language: str = ""
    """The tag of the site's language, as in `postil_languages`. This is no option: it is `language`."""

    @property
    def languages(self) -> Mapping[str, Language]:
        """The languages that have a blog of their own, by their tags; empty if there is one blog."""
        return self.postil_languages

    @property
    def blog_folders(self) -> Mapping[str, str]:
        """The folder of the pages of each blog by its tag, which is empty for the language of the site."""
        tags = {"" if tag == self.site_language else tag: tag.lower() for tag in self.languages}
        return tags if self.postil_default_language_in_subfolder or not tags else tags | {"": ""}
