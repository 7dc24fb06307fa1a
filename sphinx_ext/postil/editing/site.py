"""Open a site for a command that lists or changes its source files: they are found, and no page is read."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from postil.build.read_only import load_site
from postil.config.options import site_root_url
from postil.editing.changes import CannotChangeError
from postil.frozen import frozen
from postil.project.mounted_project import MountedProject
from postil.project.source_facts import source_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sphinx.builders import Builder

    from postil.project.source_facts import SourceFacts


@frozen
class OpenSite:
    """A site whose source files are known."""

    project: MountedProject
    builder: Builder
    base_url: str
    sources: Sequence[SourceFacts]

    @property
    def language(self) -> str:
        """The tag of the site's language."""
        return self.project.rules.languages.site or "en"

    def own_tag(self, language: str) -> str:
        """Return the tag of a language as posts have it: empty if it is that of the site."""
        return "" if self.project.rules.languages.is_of_site(language) else language

    def url_of(self, docname: str) -> str:
        """Return the URL of a document, relative to the root of the site."""
        return self.builder.get_target_uri(docname)

    def url_of_file(self, file: Path) -> str:
        """Return the URL of a source file, relative to the root of the site; empty if it is not published."""
        docname = self.project.path2doc(file)
        return self.url_of(docname) if docname in self.project.docnames and docname else ""


@contextmanager
def open_site(source: Path, *, overrides: Mapping[str, Any], builder: str = "html") -> Iterator[OpenSite]:
    """Open a site as a context manager. Raise CannotChangeError if it does not use postil."""
    with load_site(source, overrides=overrides, builder=builder) as site:
        project = site.app.project
        if not isinstance(project, MountedProject):
            raise CannotChangeError(f'{source / "conf.py"} does not use postil; add "postil" to `extensions`')
        site.discover()
        yield OpenSite(project, site.app.builder, site_root_url(site.app.config.postil), list(source_facts(project)))
