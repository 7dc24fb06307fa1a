"""Generate the files for programs that read the whole site: sitemap, `robots.txt`, `llms.txt`, Markdown copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.build.page_versions import page_versions
from postil.config.options import site_root_url
from postil.metadata.llms import generate_llms
from postil.metadata.markdown_copies import generate_markdown_copies
from postil.metadata.sitemap import SitemapEntry, write_robots, write_sitemap
from postil.metadata.sitemap_pages import sitemap_pages
from postil.metadata.sphinx_sitemap_compat import EXTENSION, sitemap_file
from postil.urls import absolute_url

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from postil.build.exact_output import ExactOutput
    from postil.config.options import Options

SITEMAP, ROBOTS, LLMS = "sitemap.xml", "robots.txt", "llms.txt"


def generate_crawler_files(app: Sphinx, output: ExactOutput) -> dict[str, bytes | None]:
    """Return the files that are enabled, by their path in the output; those with URLs only if `blog_baseurl` is set.

    The content of a file that is up to date is None.
    """
    options: Options = app.config.postil
    files = generate_markdown_copies(app, output)
    base = site_root_url(options)
    if not base:
        return files
    if options.postil_sitemap:
        name = sitemap_file(app.config, SITEMAP) if EXTENSION in app.extensions else SITEMAP
        # Another extension writes the file of its own; None only records that it is part of the site.
        files[name] = None if EXTENSION in app.extensions else write_sitemap(sitemap_entries(app, base))
        files[ROBOTS] = write_robots(absolute_url(base, name))
    if options.postil_llms:
        files[LLMS] = generate_llms(app, output.builder, base)
    return files


def sitemap_entries(app: Sphinx, base: str) -> list[SitemapEntry]:
    """Return the public pages of the site, whose URL is `base`."""
    target_uri = app.builder.get_target_uri

    def url(name: str) -> str:
        """Return the absolute URL of a page."""
        return absolute_url(base, target_uri(name))

    return [
        SitemapEntry(
            url(name), modified, [(version.language, url(version.docname)) for version in page_versions(app.env, name)]
        )
        for name, modified in sitemap_pages(app)
    ]
