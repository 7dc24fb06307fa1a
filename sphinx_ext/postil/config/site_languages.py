"""The language of the site among those that have a blog of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.blog.language import Language
from postil.language_tags import language_tag, own_name

if TYPE_CHECKING:
    from postil.config.options import Options


def with_site_language(options: Options, language: str) -> Options:
    """Return the options with the language of the site: the one in `postil_languages` that is `language`.

    `en` is the language of a site with `language = "en_US"`, unless `en-US` is listed. If `language` is not listed at
    all, it is the first one, because the pages without a language are in it.
    """
    tag = language_tag(language) or language.replace("_", "-")
    listed = options.postil_languages
    site = tag if tag in listed else tag.partition("-")[0]
    if not listed or site in listed:
        return replace(options, site_language=site if listed else tag)
    return replace(options, site_language=tag, postil_languages={tag: Language(own_name(tag)), **listed})
