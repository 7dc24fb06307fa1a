"""Write part of a page with Sphinx's HTML builder, which has no public way to do so (sphinx-doc/sphinx#475)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from postil.diagnostics import suppress_logging

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder


def writer_settings(app: Sphinx) -> Any:
    """Return the docutils settings with which a builder writes documents.

    Touches: `docsettings` of the HTML builder. Known in Sphinx 9. For a builder without it, such as that of LaTeX, the
    settings are those with which the root document was read; what it writes does not depend on them.
    """
    return getattr(app.builder, "docsettings", None) or app.env.get_doctree(app.config.root_doc).settings


def write_fragment(builder: StandaloneHTMLBuilder, document: nodes.document, docname: str, *, root: str) -> str:
    """Return a resolved document as HTML, as on the page of `docname` but without permalinks of headings.

    Images and downloads are in their folders below the URL `root`, which ends with a slash.

    Touches: the attributes that `StandaloneHTMLBuilder` sets before it writes a page (`imgpath`, `dlpath`,
    `current_docname`, `secnumbers`, `fignumbers`, `add_permalinks`), and `fragment` of its translator. Known in
    Sphinx 9. `render_partial` does less, and its result changed in 9.0 (sphinx-doc/sphinx#14272). If Sphinx no longer
    reads an attribute, nothing happens; without `fragment`, the build fails with an AttributeError.
    """
    env = builder.env
    builder.imgpath = f"{root}{builder.imagedir}"
    builder.post_process_images(document)
    builder.current_docname = docname
    builder.dlpath = f"{root}_downloads"
    builder.secnumbers = env.toc_secnumbers.get(docname, {})
    builder.fignumbers = env.toc_fignumbers.get(docname, {})
    permalinks, builder.add_permalinks = builder.add_permalinks, False
    try:
        translator = builder.create_translator(document, builder)
        with suppress_logging():
            document.walkabout(translator)
    finally:
        builder.add_permalinks = permalinks
    return "".join(cast("list[str]", translator.fragment))  # type: ignore[attr-defined]
