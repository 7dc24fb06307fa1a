"""Quotation marks of the language in which a document is written, which need not be that of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils.utils import normalize_language_tag
from docutils.utils.smartquotes import smartchars
from sphinx.transforms import SphinxSmartQuotes

from postil.project.source_read import current_language

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# Languages that docutils lacks, each with one that has the same quotation marks.
_SAME_MARKS = {"ar": "it-ch", "fa": "it-ch", "hi": "en", "ur": "en"}


class SmartQuotesOfLanguage(SphinxSmartQuotes):
    """Replace straight quotation marks in a document in another language than the site's, instead of Sphinx."""

    default_priority = SphinxSmartQuotes.default_priority - 1

    def apply(self, **kwargs: Any) -> None:
        """Replace them, and let Sphinx leave the document as it is then."""
        settings = self.document.settings
        language = language_of_current_document(self.env)
        if not settings.smart_quotes or language.lower() == str(self.config.language).replace("_", "-").lower():
            return
        own_code, settings.language_code = settings.language_code, language_with_marks(language)
        if settings.language_code and not self._excludes(language):
            super().apply(**kwargs)
        # Sphinx has no option for one document; it says that extensions may set this.
        settings.language_code, settings.smart_quotes = own_code, False

    def is_available(self) -> bool:
        """Return whether the site has smart quotes at all; the base class asks for those of the site's language."""
        excluded = self.config.smartquotes_excludes.get("builders", ())
        return bool(self.config.smartquotes) and self.env._builder_cls.name not in excluded  # noqa: SLF001 - as there

    def _excludes(self, language: str) -> bool:
        """Return whether the owner's option, by default Chinese and Japanese, excludes a language."""
        excluded = {
            str(name).replace("_", "-").lower() for name in self.config.smartquotes_excludes.get("languages", ())
        }
        return not excluded.isdisjoint(normalize_language_tag(language))


def language_of_current_document(env: BuildEnvironment) -> str:
    """Return the language tag of the document that Sphinx is reading: its own, or that of the site."""
    return current_language(env).tag or str(env.config.language).replace("_", "-")


def language_with_marks(language: str) -> str:
    """Return the language by which docutils knows the quotation marks of `language`; empty if it does not."""
    tags = (_SAME_MARKS.get(tag, tag) for tag in normalize_language_tag(language))
    return next((tag for tag in tags if tag in smartchars.quotes), "")


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(SmartQuotesOfLanguage)
