"""Messages and dates in the language of a part of the site."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sphinx.locale import get_translation, translators

from postil.i18n import CATALOG, format_date, format_month, interface_language

if TYPE_CHECKING:
    from postil.testing import SiteBuilder


def test_interface_language_ends(site: SiteBuilder) -> None:
    """Messages of postil, Sphinx and the theme, and dates, are in another language, and then in that of the site."""
    site.build(posts={"a.md": "---\ndate: 2024-03-24\n---\n# A\n"})
    day = datetime(2024, 3, 24, tzinfo=UTC)
    words = [get_translation(CATALOG)("Tags"), get_translation("sphinx")("Search"), format_date(day, language="en")]
    before = dict(translators)

    def translated() -> list[object]:
        """Return what templates show."""
        return [
            get_translation(CATALOG)("Tags"),
            get_translation("sphinx")("Search"),
            get_translation("booktheme")("By the") != "By the",  # the theme's German is its own
            format_date(day, language="en"),
            format_month("2024-03", language="en"),
        ]

    with suppress(ValueError), interface_language("de-AT"):
        assert translated() == ["Schlagwörter", "Suche", True, "24. März 2024", "März 2024"]
        with interface_language("fr"):
            assert translated()[3] == "24 mars 2024"
        raise ValueError
    assert [*translated()[:2], translated()[3]] == words
    assert dict(translators) == before
