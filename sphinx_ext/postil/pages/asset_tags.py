"""Make Sphinx's tags of style sheets and scripts once for all pages from which they have the same URL.

For each tag on each page, Sphinx looks up the real path of the file.
"""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING, Any

from postil.html_builders import builds_html_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder


class AssetTags:
    """The tags that one build has made."""

    def __init__(self) -> None:
        self._tags: dict[Hashable, str] = {}

    def clear(self, _app: Sphinx, _builder: Builder) -> None:
        """Forget the tags of an earlier build: files may have changed since."""
        self._tags.clear()

    def set_context(
        self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
    ) -> None:
        """Replace the functions that make tags by ones that remember them."""
        if not builds_html_pages(app.builder):
            return
        folder = posixpath.dirname(app.builder.get_target_uri(pagename).partition("#")[0])
        for name in ("css_tag", "js_tag"):
            context[name] = partial(self._tag, context[name], name, folder)

    def _tag(self, make: Callable[[Any], str], kind: str, folder: str, asset: Any) -> str:
        key = (kind, _way_up(folder, str(getattr(asset, "filename", asset))), asset)
        if key not in self._tags:
            self._tags[key] = make(asset)
        return self._tags[key]


def _way_up(folder: str, file: str) -> str:
    """Return what the URL of a file relative to a page depends on: how deep the `folder` of the page is.

    Within one folder at the top of the site, it depends on the whole path.
    """
    top = folder.partition("/")[0]
    return folder if top == file.partition("/")[0] else "../" * (folder.count("/") + bool(folder))


def setup(app: Sphinx) -> None:
    """Replace the functions before any other handler calls them."""
    tags = AssetTags()
    app.connect("write-started", tags.clear)
    app.connect("html-page-context", tags.set_context, priority=0)
