"""Find what references lead to besides pages, labels and terms: functions, options, equations."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

_WORD = re.compile(r"\w+")


def objects_by_word(env: BuildEnvironment) -> Mapping[str, Sequence[object]]:
    """Return where the objects of all domains are, by the last words of their names.

    A reference may have only the end of a name: `append` for `list.append`.
    """
    found: dict[str, list[object]] = defaultdict(list)
    for name, *place in [*_objects(env), *_equations(env)]:
        found[last_word(str(name))].append((name, *place))
    # In an order that does not depend on which document was read last.
    return {word: sorted(places, key=repr) for word, places in found.items()}


def last_word(name: str) -> str:
    """Return the last word of a name, without the parameters of a function; the name if it has none."""
    words = _WORD.findall(name.partition("(")[0])
    return words[-1] if words else name


def _objects(env: BuildEnvironment) -> Iterator[tuple[object, ...]]:
    """Yield the names of objects, and for each its kind, document and anchor."""
    standard = env.domains.standard_domain
    for domain in env.domains.sorted():
        for name, _title, kind, docname, anchor, _priority in domain.get_objects() if domain is not standard else ():
            yield name, domain.name, kind, docname, anchor
    for (kind, name), place in standard.objects.items():
        yield name, kind, *place
    for (program, name), place in standard.progoptions.items():
        yield name, program, *place


def _equations(env: BuildEnvironment) -> Iterator[tuple[object, ...]]:
    """Yield the labels of equations, and for each its document and its numbers there and with `numfig`."""
    for label, (docname, number) in env.domains.math_domain.equations.items():
        numbers = env.toc_fignumbers.get(docname, {}).get("displaymath", {})
        yield label, docname, number, numbers.get(nodes.make_id(f"equation-{label}"))
