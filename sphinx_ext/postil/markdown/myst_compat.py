"""The private interfaces of MyST-Parser and MyST-NB: extend their Markdown parsers, shorten their log.

MyST has no public way to add markdown-it plugins in Sphinx (executablebooks/MyST-Parser#632), nor to add targets of
links (executablebooks/MyST-Parser#600). Tested with MyST-Parser 4.0 to 5.
"""

from __future__ import annotations

import logging
from types import FunctionType
from typing import TYPE_CHECKING, Any

from myst_parser.parsers.sphinx_ import MystParser

from postil.diagnostics import Subtype, warn
from postil.markdown.extras import are_reusable, check_extras, load_extras
from postil.markdown.nesting import parse_or_show_source
from postil.markdown.parser_pool import ParserPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence

    from docutils import nodes
    from markdown_it import MarkdownIt
    from sphinx.application import Sphinx

    Parse = Callable[[MystParser, str, nodes.document], None]

# The function that `MystParser.parse` calls to create its markdown-it parser.
_PARSER_FACTORY = "create_md_parser"
# The attribute of a document, and the key in its metadata, under which MyST has the targets of links: name -> (line,
# id, title).
_SLUGS = "myst_slugs"
# The loggers of MyST-Parser and MyST-NB that log their configuration.
_LOGGERS = ("sphinx.myst_parser.sphinx_ext.main", "sphinx.myst_nb.sphinx_ext")


def extended_parser(
    parser: type[MystParser], extras: Sequence[str] = (), *, templates: bool = True
) -> type[MystParser] | None:
    """Return a subclass of `parser` whose Markdown has postil's rules, as `extend_markdown` adds them.

    `extras` is the value of `postil_markdown_extras`.

    Private: that `MystParser.parse`, and that of MyST-NB, is a Python function that creates its markdown-it parser by
    the global name `create_md_parser`; so it is in MyST-Parser 4.0 to 5 and in MyST-NB 1.2 to 1.4. If it is not, the
    result is None.
    """

    def extend(md: MarkdownIt) -> None:
        """Add the rules to a parser."""
        # The modules of the syntax are a twentieth of a build that changes nothing, which parses nothing.
        from postil.markdown.syntax import extend_markdown  # noqa: PLC0415

        extend_markdown(md, load_extras(extras), templates=templates)

    reuse = are_reusable(extras)
    own = _extended_parse(parser, extend, reuse=reuse)
    base = _extended_parse(MystParser, extend, reuse=reuse)
    if own is None or base is None:
        return None
    members = {"__doc__": parser.__doc__, "__module__": __name__}
    extended = type(MystParser.__name__, (MystParser,), {**members, "parse": base})
    if parser is MystParser:
        return extended
    # MyST-NB passes files that are not notebooks to its base class.
    return type(parser.__name__, (parser, extended), {**members, "parse": own})


def _extended_parse(parser: type[MystParser], extend: Callable[[MarkdownIt], None], *, reuse: bool) -> Parse | None:
    """Return the method `parse` of a parser with the rules that `extend` adds; None if it is not as expected.

    `reuse`: whether documents share markdown-it parsers, which the rules of others may not expect.

    It is the same function with another value for one of its global names. A patch of MyST's module would change all
    sites in the process; a copy of the function's code would miss changes in MyST.
    """
    parse = parser.parse
    if not isinstance(parse, FunctionType) or _PARSER_FACTORY not in parse.__code__.co_names:
        return None
    create: Callable[..., MarkdownIt] | None = parse.__globals__.get(_PARSER_FACTORY)
    if create is None:
        return None

    def create_extended(*args: Any, **kwargs: Any) -> MarkdownIt:
        md = create(*args, **kwargs)
        extend(md)
        return md

    # MyST-NB uses the parser of a notebook after it is parsed.
    pool = ParserPool(create_extended) if reuse and parser is MystParser else None
    names = {**parse.__globals__, _PARSER_FACTORY: pool.take if pool else create_extended}
    extended = FunctionType(parse.__code__, names, parse.__name__, parse.__defaults__, parse.__closure__)

    def parse_extended(self: MystParser, inputstring: str, document: nodes.document) -> None:
        """Parse a document; one that is nested too deeply shows its source instead."""

        def parse_once(text: str, target: nodes.document) -> None:
            if pool:
                pool.parse(lambda: extended(self, text, target))
            else:
                extended(self, text, target)

        parse_or_show_source(parse_once, inputstring, document)

    return parse_extended


def extend_parsers(app: Sphinx) -> None:
    """Replace the parsers of MyST-Parser and MyST-NB by extended ones; warn if they are not as expected."""
    check_extras(app.config.postil.postil_markdown_extras)
    # In the Markdown of an ABlog site, what looks like a tag is text about it.
    templates = not app.config.postil.ablog_rules
    for parser in list(dict.fromkeys(app.registry.get_source_parsers().values())):
        if not (isinstance(parser, type) and issubclass(parser, MystParser)):
            continue
        extended = extended_parser(parser, app.config.postil.postil_markdown_extras, templates=templates)
        if extended is None:
            package = parser.__module__.partition(".")[0]
            message = f"unsupported version of {package}; inline footnotes (`^[…]`) and lenient footnotes are disabled"
            warn(Subtype.COMPATIBILITY, message)
        else:
            app.add_source_parser(extended, override=True)


def rename_heading_ids(document: nodes.document, renamed: Mapping[str, str]) -> None:
    """Tell MyST the new ids of headings, by the old ones.

    Private: the attribute `myst_slugs` of a document; so it is in MyST-Parser 4.0 to 5. Without it, links to renamed
    headings lead to the old ids.
    """
    slugs = getattr(document, _SLUGS, {})
    for slug, (line, identifier, text) in list(slugs.items()):
        slugs[slug] = (line, renamed.get(identifier, identifier), text)


def add_link_targets(
    document: nodes.document, metadata: MutableMapping[str, Any], targets: Iterable[tuple[str, int | None]]
) -> None:
    """Tell MyST the names and lines of more targets for links; those of headings have precedence.

    Private: the attribute `myst_slugs` of a document, and the same key in its `metadata`; so it is in MyST-Parser 4.0
    to 5. Without it, MyST warns of links to these targets. A document that is not Markdown has none.
    """
    slugs = getattr(document, _SLUGS, None)
    if slugs is None:
        return
    for name, line in targets:
        slugs.setdefault(name, (line, name, name))
    if slugs:
        metadata[_SLUGS] = slugs


def link_target(metadata: Mapping[str, Any], name: str) -> tuple[str, str] | None:
    """Return the id and the text of the heading, or of the other target, that `#name` leads to on a page.

    `metadata` is that of the page's document.
    """
    entry = metadata.get(_SLUGS, {}).get(name)
    return (str(entry[1]), str(entry[2])) if entry else None


def link_targets(metadata: Mapping[str, Any]) -> Mapping[str, tuple[str, str]]:
    """Return what `link_target` returns for each name."""
    return {name: (str(entry[1]), str(entry[2])) for name, entry in metadata.get(_SLUGS, {}).items() if entry}


class _WithoutConfiguration(logging.Filter):
    """Drops the message with MyST's whole configuration, which it logs in each build. Warnings stay.

    Private: the names of MyST's loggers, and the start of the message. With others, the message is logged.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to log a message."""
        return record.levelno > logging.INFO or "v%s:" not in str(record.msg)


_FILTER = _WithoutConfiguration()


def setup(app: Sphinx) -> None:
    """Extend the parsers once all extensions are loaded."""
    app.connect("builder-inited", extend_parsers)
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
