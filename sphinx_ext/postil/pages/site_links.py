"""The URLs of links that were written as paths, in references and in raw HTML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.logging import getLogger
from sphinx.util.osutil import relative_uri

from postil.blog.link_notation import written_target
from postil.blog.links import SCHEME
from postil.build.domain import post_domain
from postil.config.options import site_root_url
from postil.file_names import OUTPUT_FOLDERS, escape_unprintable
from postil.markdown.myst_compat import link_target
from postil.project.html_links import FILES, LINKS
from postil.project.references import WRITTEN
from postil.urls import change_urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.blog.links import LinkTarget

logger = getLogger(__name__)

# How much of a link a warning shows.
_MAX_SHOWN = 100


class ResolveWrittenLinks(SphinxPostTransform):
    """Resolve the links to this site in reStructuredText, in figures and in directives."""

    # After all other references.
    default_priority = 20

    def run(self, **kwargs: Any) -> None:
        """Resolve the links of a document; those to nowhere stay as written."""
        links, docname = post_domain(self.env).links, self.env.docname
        for node in self.document.findall(nodes.reference):
            target = str(node.get(WRITTEN, ""))
            if not target or node.get("refuri") != target or SCHEME.match(target):
                continue  # an absolute URL of this site stays as written; only backlinks know it
            if FILES in node:
                if self.app.builder.format == "html":
                    node["refuri"], node["internal"] = self._file_url(node[FILES]), True
                continue
            found = links.find(target, docname)
            uri = link_uri(self.app, found, docname) if found else ""
            if uri:
                node["refuri"], node["internal"] = uri, True
            elif not found and not self.config.postil.ablog_rules:
                warn_of_link(self.config, target, node)
                node["refuri"] = written_target(target)
        raws = [raw for raw in self.document.findall(nodes.raw) if LINKS in raw or FILES in raw]
        if raws and self.app.builder.format == "html":
            for raw in raws:
                self._resolve_raw(raw)

    def _resolve_raw(self, raw: nodes.raw) -> None:
        """Resolve the URLs in raw HTML."""
        links: Sequence[str] = raw.get(LINKS, ())
        files: Mapping[str, str] = raw.get(FILES, {})

        def resolve(_tag: str, url: str) -> str:
            """Resolve one URL."""
            if url in files:
                return self._file_url(files[url])
            if url not in links or SCHEME.match(url):
                return url
            found = post_domain(self.env).links.find(url, self.env.docname)
            is_generated = url.strip("./").partition("/")[0] in OUTPUT_FOLDERS
            # An ABlog site may have any HTML: Sphinx does not look at it.
            if not found and not is_generated and not self.config.postil.ablog_rules:
                warn_of_link(self.config, url, raw)
            return (found and link_uri(self.app, found, self.env.docname)) or written_target(url)

        html = change_urls(raw.astext(), resolve)
        raw.rawsource, raw.children = html, []
        raw += nodes.Text(html)

    def _file_url(self, path: str) -> str:
        """Return the URL of a file that is published with the document: an image, or any other file."""
        builder, env = self.app.builder, self.env
        if path in env.images:
            name = env.images[path][1]
            builder.images[path] = name
            file = f"{builder.imagedir}/{quote(name)}"
        else:
            file = f"_downloads/{quote(Path(env.dlfiles[Path(path)][1]).as_posix())}"
        return relative_uri(builder.get_target_uri(env.docname), file)


def link_uri(app: Sphinx, found: LinkTarget, docname: str) -> str:
    """Return the URL of a link from the page of a document; empty if the builder's output has none."""
    builder = app.builder
    fragment = f"#{quote(fragment_id(app, found), safe=_SAFE)}" if found.fragment else ""
    if found.docname:
        try:
            uri = builder.get_relative_uri(docname, found.docname)
            return uri + (found.query if builder.format == "html" else "") + fragment or "#"
        except NoUri:
            return ""
    if builder.format == "html":
        return relative_uri(builder.get_target_uri(docname), quote(found.file)) + found.query + fragment
    base = "" if builder.name == "linkcheck" else site_root_url(app.config.postil)
    return base and base + quote(found.file) + found.query + fragment


# Characters that may be in a fragment.
_SAFE = "!$&'()*+,;=:@/?~"


def fragment_id(app: Sphinx, found: LinkTarget) -> str:
    """Return the id on the page that a link leads to: that of a heading with this slug, else as written."""
    target = link_target(app.env.metadata.get(found.docname, {}), found.fragment)
    return target[0] if target else found.fragment


def warn_of_link(config: Config, target: str, location: nodes.Node) -> None:
    """Warn of a link that leads nowhere, unless the owner ignores it; the type is that of MyST's own such warnings."""
    ignored = ("myst", target) in config.nitpick_ignore or any(
        re.fullmatch(kind, "myst") and re.fullmatch(pattern, target) for kind, pattern in config.nitpick_ignore_regex
    )
    if not ignored:
        shown = escape_unprintable(" ".join(written_target(target).split())[:_MAX_SHOWN])
        message = "the link to %r leads nowhere"
        logger.warning(message, shown, type="myst", subtype="xref_missing", location=location)


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(ResolveWrittenLinks)
