"""postil: a Sphinx extension that turns a folder of Markdown essays into a blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil import (
    _ablog,
    _fragment,
    _myst,
    _pagefind,
    _theme,
    amend,
    anchor,
    avatar,
    builder,
    config,
    contents,
    directive,
    domain,
    endnotes,
    enlarge,
    figures,
    formula,
    head,
    lighten,
    masthead,
    missingimage,
    mount,
    notes,
    notfound,
    number,
    optionblock,
    outdated,
    pages,
    paper,
    publish,
    reading,
    record,
    reference,
    search,
    speed,
    sphinxcache,
    srcset,
    target,
    template,
    typeface,
    unknownoption,
    wording,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up every room, and what they stand on."""
    app.require_sphinx("9.0")
    if "myst_nb" not in app.config.extensions:
        app.setup_extension("myst_parser")
    for room in (
        speed,
        sphinxcache,
        record,
        _ablog,
        _theme,
        avatar,
        builder,
        config,
        unknownoption,
        mount,
        reading,
        anchor,
        notes,
        _myst,
        _fragment,
        optionblock,
        figures,
        missingimage,
        number,
        paper,
        formula,
        target,
        domain,
        outdated,
        template,
        directive,
        srcset,
        reference,
        pages,
        masthead,
        typeface,
        amend,
        contents,
        head,
        enlarge,
        endnotes,
        lighten,
        search,
        notfound,
        publish,
        _pagefind,
        wording,
    ):
        room.setup(app)
    return {"version": __version__, "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
