"""The private interfaces of MyST-Parser and MyST-NB: extend their Markdown parsers, shorten their log.

MyST has no public way to add markdown-it plugins in Sphinx (executablebooks/MyST-Parser#632), nor to add targets of
links (executablebooks/MyST-Parser#600). Tested with MyST-Parser 4.0 to 5.
"""

from __future__ import annotations

import logging
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any

from myst_parser.parsers.sphinx_ import MystParser

from postil.diagnostics import Subtype, warn
from postil.footnotes.syntax import INLINE_RULE, add_footnote_syntax
from postil.markdown.block_breaks import add_rules as add_block_breaks
from postil.markdown.code_fences import add_rules as add_code_fences
from postil.markdown.directive_options import join_options
from postil.markdown.directives import add_rules as add_directive_sources
from postil.markdown.divs import add_rules as add_divs
from postil.markdown.equations import add_equations
from postil.markdown.extras import check_extras, load_extras
from postil.markdown.html_blocks import add_rules as add_html_blocks
from postil.markdown.image_attributes import add_rules as add_image_attributes
from postil.markdown.link_targets import add_rules as add_link_targets_of_engines
from postil.markdown.mdx import add_rules as add_mdx
from postil.markdown.nesting import limit_nesting, parse_or_show_source, unclosed_bracket
from postil.markdown.parser_pool import ParserPool
from postil.markdown.tables import add_rules as add_table_cells
from postil.markdown.templates import add_rules as add_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence

    from docutils import nodes
    from markdown_it import MarkdownIt
    from sphinx.application import Sphinx

    from postil.markdown.extras import AddRules

    Parse = Callable[[MystParser, str, nodes.document], None]

# The function that `MystParser.parse` calls to create its markdown-it parser.
_PARSER_FACTORY = "create_md_parser"
# The attribute of a document, and the key in its metadata, under which MyST has the targets of links: name -> (line,
# id, title).
_SLUGS = "myst_slugs"
# The syntax of other dialects; each adds its rules to a parser.
_SYNTAX = (
    add_mdx, add_link_targets_of_engines, add_code_fences, add_divs, add_directive_sources,
    add_block_breaks, add_html_blocks, add_table_cells, add_equations, add_image_attributes,
)  # fmt: skip
# The loggers of MyST-Parser and MyST-NB that log their configuration.
_LOGGERS = ("sphinx.myst_parser.sphinx_ext.main", "sphinx.myst_nb.sphinx_ext")


def extend_markdown(md: MarkdownIt, extras: Iterable[AddRules] = (), *, templates: bool = True) -> None:
    """Add postil's rules and `extras` to a parser; without MyST's footnotes, only those that change no syntax.

    `templates`: whether tags of template languages have rules of their own.
    """
    md.core.ruler.push("directive_options", join_options)
    md.inline.ruler.before("link", "postil_bracket", unclosed_bracket)
    if "footnote_ref" not in md.get_all_rules()["inline"]:
        return  # the site's owner chose CommonMark or GitHub's Markdown
    limit_nesting(md)
    for add_rules in [add_templates, *_SYNTAX] if templates else _SYNTAX:
        add_rules(md)
    disabled = getattr(md.options.get("myst_config"), "disable_syntax", ())
    add_footnote_syntax(md, inline=INLINE_RULE not in disabled)
    for add_extra in extras:
        add_extra(md)


def extended_parser(
    parser: type[MystParser], extras: Sequence[AddRules] = (), *, templates: bool = True
) -> type[MystParser] | None:
    """Return a subclass of `parser` whose Markdown has postil's rules, as `extend_markdown` adds them.

    Private: that `MystParser.parse`, and that of MyST-NB, is a Python function that creates its markdown-it parser by
    the global name `create_md_parser`; so it is in MyST-Parser 4.0 to 5 and in MyST-NB 1.2 to 1.4. If it is not, the
    result is None.
    """
    extend = partial(extend_markdown, extras=extras, templates=templates)
    reuse = all(str(getattr(rules, "__module__", "")).startswith("postil.") for rules in extras)
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


def _extended_parse(parser: type[MystParser], extend: AddRules, *, reuse: bool) -> Parse | None:
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
    extras = load_extras(app.config.postil.postil_markdown_extras)
    # In the Markdown of an ABlog site, what looks like a tag is text about it.
    templates = not app.config.postil.ablog_rules
    for parser in list(dict.fromkeys(app.registry.get_source_parsers().values())):
        if not (isinstance(parser, type) and issubclass(parser, MystParser)):
            continue
        extended = extended_parser(parser, extras, templates=templates)
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
