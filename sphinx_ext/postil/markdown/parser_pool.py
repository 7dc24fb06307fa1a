"""Use Markdown parsers again: creating one takes as long as parsing a page of text."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from markdown_it.utils import OptionsDict

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt

# How many parsers to keep: one for the site's configuration, and some for those of files with options of their own.
_LIMIT = 4


@frozen
class _Parser:
    """A parser, and what it was before it parsed anything."""

    md: MarkdownIt
    renderer_class: object
    config: object
    options: dict[str, Any]
    renderer: dict[str, Any]
    active_rules: dict[str, list[str]]

    @classmethod
    def created(cls, md: MarkdownIt, renderer_class: object, config: object) -> _Parser:
        """Save what a new parser is; the configuration is copied, because an extension could change it later."""
        options, renderer = dict(md.options), _copied_rules(vars(md.renderer))
        return cls(md, renderer_class, deepcopy(config), options, renderer, md.get_active_rules())

    def reset(self, config: object) -> bool:
        """Make the parser as it was; return whether it is: not if a document switched rules on or off."""
        options: Any = {**self.options, "myst_config": config}
        self.md.options = OptionsDict(options)
        vars(self.md.renderer).clear()
        vars(self.md.renderer).update(_copied_rules(self.renderer))
        return self.md.get_active_rules() == self.active_rules


def _copied_rules(renderer: dict[str, Any]) -> dict[str, Any]:
    return {**renderer, "rules": dict(renderer["rules"])}


class ParserPool:
    """Parsers that are idle, for the next document with the same configuration.

    A parser keeps what it knows of its document until the next one: extensions may use it after the document is
    parsed. A parser that has failed is not used again.
    """

    def __init__(self, create: Callable[..., MarkdownIt]) -> None:
        """`create` returns a parser for a configuration and a class of renderers."""
        self._create = create
        self._idle: list[_Parser] = []
        self._used: list[_Parser] = []

    def take(self, config: object, renderer_class: object) -> MarkdownIt:
        """Return a parser that no other document uses."""
        parser = self._idle_parser(config, renderer_class)
        if parser is None:
            parser = _Parser.created(self._create(config, renderer_class), renderer_class, config)
        self._used.append(parser)
        return parser.md

    def _idle_parser(self, config: object, renderer_class: object) -> _Parser | None:
        for parser in self._idle:
            if parser.renderer_class is renderer_class and parser.config == config:
                self._idle.remove(parser)
                return parser if parser.reset(config) else None
        return None

    def parse(self, parse: Callable[[], None]) -> None:
        """Parse a document with a parser from this pool. Parts of it may be parsed by others in the meantime."""
        outer = len(self._used)
        try:
            parse()
            self._idle = [*self._used[outer:], *self._idle][:_LIMIT]
        finally:
            del self._used[outer:]
