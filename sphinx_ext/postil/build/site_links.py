"""The links of a site, computed once all documents are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.blog.links import SiteLinks, SitePaths
from postil.build.domain import document_path
from postil.config.options import site_root_url
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from postil.blog.index import Index
    from postil.config.options import Options

# Pages of Sphinx.
_PAGES = ("search", "genindex")


def compute_site_links(env: BuildEnvironment, index: Index, options: Options) -> SiteLinks:
    """Return the links of a site, by the paths of its documents, of its posts' aliases, and of files."""
    documents = {docname: document_path(env, docname) for docname in env.found_docs}
    generated = {*_PAGES, *env.config.html_additional_pages}

    def title(docname: str) -> str:
        """Return the title of a document; empty if it was not read."""
        return env.titles[docname].astext() if docname in env.titles else ""

    paths = SitePaths(documents, generated=generated, title=title)
    if isinstance(env.project, MountedProject):
        folders = env.project.site_folders
        paths = replace(
            paths,
            document_paths=folders.document_paths,
            published_path=folders.published_path,
            post_folders=env.project.mounts,
        )
    return SiteLinks(index, paths, base=site_root_url(options))
