"""The list of the works that a page cites: where its author wants it, or at the end under a heading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform

from postil.i18n import CATALOG
from postil.markdown.bibliography_files import cited_works
from postil.markdown.citation_nodes import reference_list

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation(CATALOG)

LIST_ID = "refs"
"""The id of the div for the list, as in Pandoc."""
_SECTION_ID = "references"
# Headings without text below them under which the list goes, in the languages of postil's catalogues.
_TITLES = frozenset(
    {
        "references", "bibliography", "works cited", "sources",
        "literatur", "literaturverzeichnis", "bibliografie", "quellen",
        "referencias", "bibliografía",
        "références", "bibliographie",
        "riferimenti", "bibliografia",
        "参考文献", "文献",
        "referências",
        "литература", "список литературы", "библиография",
        "参考资料",
    }
)  # fmt: skip
_INVISIBLE = (nodes.title, nodes.comment, nodes.target, nodes.footnote, nodes.system_message)


class AddReferenceList(SphinxTransform):
    """Add the list of references."""

    # After captions, which can cite, and before footnotes are moved to the end (615).
    default_priority = 600

    def apply(self, **kwargs: Any) -> None:
        """Add the list if the document cites anything."""
        works = cited_works(self.env)
        if works:
            place_list(self.document, reference_list(works.values()))


def place_list(document: nodes.document, references: nodes.bullet_list) -> None:
    """Put the list into its div or under its heading; without these, at the end under a heading of its own."""
    for item in references.findall(nodes.list_item):
        for identifier in item["ids"]:
            document.ids.setdefault(identifier, item)
    place = _place(document)
    if place is None:
        place = nodes.section("", nodes.title("", _("References")), ids=[_free_id(document)])
        document.ids[place["ids"][0]] = place
        sections = [child for child in document if isinstance(child, nodes.section)]
        (sections[0] if len(sections) == 1 else document).append(place)
    place.append(references)


def _place(document: nodes.document) -> nodes.Element | None:
    """Return the element that the author made for the list."""
    for container in document.findall(nodes.container):
        if LIST_ID in (*container["names"], *container["ids"]):
            return container
    sections = [section for section in document.findall(nodes.section) if _is_heading(section)]
    return sections[-1] if sections else None


def _is_heading(section: nodes.section) -> bool:
    title = section[0].astext() if section.children else ""
    return title.strip(" :.").casefold() in _TITLES and all(isinstance(child, _INVISIBLE) for child in section)


def _free_id(document: nodes.document) -> str:
    number, identifier = 1, _SECTION_ID
    while identifier in document.ids:
        number += 1
        identifier = f"{_SECTION_ID}-{number}"
    return identifier


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(AddReferenceList)
