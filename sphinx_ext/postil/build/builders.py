"""Give the builder of each build its methods, if it writes a site of HTML pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder

from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.exact_output import ATTRIBUTE, ExactOutput, exact_output
from postil.html_builders import builds_html_pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class ExactDirOutput(ExactOutput):
    """The methods of a builder that writes each page into a folder of its own: `dirhtml`."""

    REPLACED = (*ExactOutput.REPLACED, "get_target_uri")

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a page's URL. Hosts look for the 404 page under its file name.

        Sphinx quotes URLs with `html` only: with `dirhtml`, a `#` in a file's name would begin the URL's fragment.
        """
        if docname == NOT_FOUND_PAGE:
            return f"{docname}{self.builder.out_suffix}"
        uri: str = self.original.get_target_uri(docname, typ)
        return quote(uri) if type(self.builder).get_target_uri is DirectoryHTMLBuilder.get_target_uri else uri

    def output_name(self, page_name: str) -> str:
        """Return a page's file, relative to the output folder."""
        if page_name == NOT_FOUND_PAGE:
            return f"{page_name}{self.builder.out_suffix}"
        return super().output_name(page_name)


def replace_builder_methods(app: Sphinx) -> None:
    """Replace the methods of a builder that writes a site of HTML pages."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or not builds_html_pages(builder):
        return
    output = (ExactDirOutput if isinstance(builder, DirectoryHTMLBuilder) else ExactOutput)(app, builder)
    output.replace_methods()
    vars(builder)[ATTRIBUTE] = output
    output.extension_files.take_away()
    # The first event of each document, in whichever process reads it.
    app.connect("source-read", lambda *_args: output.fork_guard.begin_in_child(), priority=0)


def put_back_files(app: Sphinx) -> None:
    """Put back the static files that extensions did not write themselves, once all have seen the builder."""
    if output := exact_output(app.builder):
        output.extension_files.put_back()


def find_outdated_pages(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the documents whose page is to be written, apart from those that were read."""
    output = exact_output(app.builder)
    return sorted(output.find_outdated_pages()) if output else ()


def stop_index_process(app: Sphinx, exception: Exception | None) -> None:
    """Stop that process if the build has failed."""
    output = exact_output(app.builder)
    if output and exception:
        output.stop_index_process()


def setup(app: Sphinx) -> None:
    """Replace the methods before any other handler uses the builder."""
    app.connect("builder-inited", replace_builder_methods, priority=0)
    app.connect("builder-inited", put_back_files, priority=999)
    # After handlers that change the environment, because the process that updates the search index has a copy of it.
    app.connect("env-get-updated", find_outdated_pages, priority=999)
    app.connect("build-finished", stop_index_process)
