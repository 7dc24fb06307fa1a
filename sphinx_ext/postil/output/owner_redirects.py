"""Redirect pages with the owner's template `ablog/redirect.html`, with the variables that ABlog gives it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.dirhtml import DirectoryHTMLBuilder

from postil.blog.post import Post, digest
from postil.build.domain import post_domain
from postil.build.static_files import digest_of_inputs
from postil.pages.ablog_objects import make_blog

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from postil.build.exact_output import ExactOutput

TEMPLATE = "ablog/redirect.html"


@dataclass
class OwnerRedirects:
    """Renders redirect pages in one build, if the owner has a template for them."""

    app: Sphinx = field(repr=False)
    output: ExactOutput

    @cached_property
    def exist(self) -> bool:
        """Whether the owner has a template."""
        return post_domain(self.app.env).owner_templates.find(TEMPLATE)

    @cached_property
    def _inputs(self) -> str:
        return digest_of_inputs(self.output.builder, self.output.settings_digests[0])

    def page(self, post: Post, name: str) -> bytes | None:
        """Return the page that redirects from the file `name` to a post; None if the file is up to date.

        Sphinx can only write a page to a file, so this reads that file again.
        """
        source = digest(repr((self._inputs, post.fingerprint)))
        if self.output.record.record_generated(name, source):
            return None
        index = post_domain(self.app.env).index
        context = {"redirect": post.docname, "post": make_blog(self.app, index.blog_of_page(post.docname)).view(post)}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "page.html")
            self.output.builder.handle_page(self._page_name(name), context, TEMPLATE, outfilename=path)
            return path.read_bytes()

    def can_render(self, name: str) -> bool:
        """Return whether the file `name` is that of a page, so that links on it can be relative."""
        return self.exist and self.output.output_name(self._page_name(name)) == name

    def _page_name(self, name: str) -> str:
        page = name.removesuffix(self.output.builder.out_suffix)
        if isinstance(self.app.builder, DirectoryHTMLBuilder) and page.endswith("/index"):
            return page.removesuffix("/index")
        return page
