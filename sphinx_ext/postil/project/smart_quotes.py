"""Quotation marks of the language in which a document is written, which need not be that of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.utils import normalize_language_tag
from docutils.utils.smartquotes import smartchars
from sphinx.transforms import SphinxSmartQuotes

from postil.project.source_read import current_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# Languages that docutils lacks, each with one that has the same quotation marks, as in Unicode's CLDR.
_SAME_MARKS = {"ar": "it-ch", "fa": "it-ch", "be": "ru"} | dict.fromkeys(
    ("bn", "fil", "ga", "gu", "hi", "id", "kn", "ml", "mr", "ms", "pa", "sw", "ta", "te", "th", "ur", "vi"), "en"
)

# Without any of these, a text stays as it is. The last ones stand for marks that are to stay.
_MARKS = ("'", '"', "-", "..", ". .", "`", "\\", "&", "\0")
# The action of docutils that does the opposite.
STUPEFY = "-1"


class SmartQuotesOfLanguage(SphinxSmartQuotes):
    """Replace straight quotation marks by those of a document's language, instead of Sphinx, and faster."""

    default_priority = SphinxSmartQuotes.default_priority - 1
    _is_of_site = False

    def apply(self, **kwargs: Any) -> None:
        """Replace them, and let Sphinx leave the document as it is then."""
        settings = self.document.settings
        if not settings.smart_quotes:
            return
        own_code, language = settings.language_code, language_of_current_document(self.env)
        # In the language of the site, Sphinx knows what to do, if docutils has that language.
        self._is_of_site = language.lower() == site_language(self.env).lower() and not lacks_marks(language)
        if not self._is_of_site:
            settings.language_code = language_with_marks(language)
        if self._is_of_site or (settings.language_code and not self._excludes(language)):
            self._replace_marks(**kwargs)
        # Sphinx has no option for one document; it says that extensions may set this.
        settings.language_code, settings.smart_quotes = own_code, False

    def _replace_marks(self, **kwargs: Any) -> None:
        document = self.document
        # Some actions change other text; parts in another language may have none of the marks, which is a warning.
        if self.config.smartquotes_action != STUPEFY and not has_other_languages(document):
            self.document = cast("nodes.document", MarkedBlocks(document))
        super().apply(**kwargs)
        self.document = document

    def is_available(self) -> bool:
        """Return whether the site has smart quotes at all; the base class asks for those of the site's language."""
        if self._is_of_site:
            return super().is_available()
        excluded = self.config.smartquotes_excludes.get("builders", ())
        return bool(self.config.smartquotes) and self.env._builder_cls.name not in excluded  # noqa: SLF001 - as there

    def _excludes(self, language: str) -> bool:
        """Return whether the owner's option, by default Chinese and Japanese, excludes a language."""
        excluded = {
            str(name).replace("_", "-").lower() for name in self.config.smartquotes_excludes.get("languages", ())
        }
        return not excluded.isdisjoint(normalize_language_tag(language))


class MarkedBlocks:
    """A document in which only blocks with something to replace are found: going through all text takes long."""

    def __init__(self, document: nodes.document) -> None:
        """Take the document, whose other attributes are there too."""
        self._document = document

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the document."""
        return getattr(self._document, name)

    def findall(self, kind: type[nodes.Element]) -> Iterator[nodes.Element]:
        """Yield the outermost blocks of a kind that have characters that smart quotes change."""
        for node in self._document.findall(kind):
            if not isinstance(node.parent, kind) and any(map(has_marks, node.findall(nodes.Text))):
                yield node


def has_marks(text: str) -> bool:
    """Return whether smart quotes can change a text: quotation marks, dashes, ellipses, and how they are escaped."""
    return any(mark in text for mark in _MARKS)


def has_other_languages(document: nodes.document) -> bool:
    """Return whether a part of the document has a class for its language."""
    return any(name.startswith("language-") for node in document.findall(nodes.Element) for name in node["classes"])


def language_of_current_document(env: BuildEnvironment) -> str:
    """Return the language tag of the document that Sphinx is reading: its own, or that of the site."""
    return current_language(env).tag or site_language(env)


def site_language(env: BuildEnvironment) -> str:
    """Return the language tag of the site."""
    return str(env.config.language).replace("_", "-")


def lacks_marks(language: str) -> bool:
    """Return whether a language has the marks of another, because docutils has none for it."""
    return not _SAME_MARKS.keys().isdisjoint(normalize_language_tag(language))


def language_with_marks(language: str) -> str:
    """Return the language by which docutils knows the quotation marks of `language`; empty if it does not."""
    tags = (_SAME_MARKS.get(tag, tag) for tag in normalize_language_tag(language))
    return next((tag for tag in tags if tag in smartchars.quotes), "")


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(SmartQuotesOfLanguage)
