"""Links and files in raw HTML: `<a href>`, `<video src>`, `<source srcset>` and so on."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.blog.links import is_path
from postil.config.options import is_own_url
from postil.image_formats import RASTER_SUFFIXES
from postil.project.mounted_project import MountedProject
from postil.project.site_files import find_file, path_in_source
from postil.urls import change_urls

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LINKS = "postil_links"
"""The attribute of raw HTML with the links in it that are paths, or URLs of this site."""
FILES = "postil_files"
"""The attribute of raw HTML with the paths of files from the source folder, by their URLs in it."""


class FindLinksInHtml(SphinxTransform):
    """Find the links in raw HTML, and the files that are published with the document because HTML names them."""

    # After images in raw HTML became image nodes.
    default_priority = 871
    searched_nodes = (nodes.raw,)

    def apply(self, **kwargs: Any) -> None:
        """Find the links in the document; those in the output of notebooks belong to the programs that wrote them."""
        for raw in self.document.findall(nodes.raw):
            if "html" in str(raw.get("format", "")).split() and not _is_program_output(raw):
                urls = [url for url in urls_in(raw.astext()) if is_path(url) or is_own_url(url, self.config.postil)]
                files = {url: path for url in urls if (path := publish_file(self.env, url))}
                if files:
                    raw[FILES] = files
                if links := [url for url in urls if url not in files]:
                    raw[LINKS] = links


def urls_in(html: str) -> list[str]:
    """Return the URLs in a piece of HTML, each once."""
    found: dict[str, None] = {}

    def collect(_tag: str, url: str) -> str:
        """Collect one URL."""
        found[url] = None
        return url

    if "=" in html:
        change_urls(html, collect)
    return list(found)


def publish_file(env: BuildEnvironment, url: str) -> str:
    """Publish the file that a URL in HTML names, and return its path from the source folder; empty if there is none.

    Images are published without their metadata, as others are.
    """
    if not is_path(url) or not isinstance(env.project, MountedProject):
        return ""
    file = find_file(env, url, copied=False)
    if not file or not env.project.image_folders.contain(file):
        return ""
    path, _absolute = env.relfn2path(path_in_source(env, file), env.docname)
    env.note_dependency(path)
    if PurePosixPath(path).suffix.lower() in RASTER_SUFFIXES:
        env.images.add_file(env.docname, path)
    else:
        env.dlfiles.add_file(env.docname, path)
    return path


def _is_program_output(node: nodes.Node) -> bool:
    outer = node.parent
    while outer is not None:
        if "nb_element" in outer.attributes:
            return True
        outer = outer.parent
    return False


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(FindLinksInHtml)
