"""The inventory, with which other sites link to this one: without unlisted documents."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Container

    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment


def listed_part(env: BuildEnvironment, unlisted: Container[str]) -> BuildEnvironment:
    """Return the part of an environment that Sphinx's inventory uses, without the objects of `unlisted` documents."""
    domains = [
        SimpleNamespace(name=domain.name, get_objects=partial(_listed_objects, domain, unlisted))
        for domain in env.domains.sorted()
    ]
    found = SimpleNamespace(config=env.config, domains=SimpleNamespace(sorted=lambda: domains))
    return cast("BuildEnvironment", found)


def _listed_objects(domain: Domain, unlisted: Container[str]) -> list[tuple[Any, ...]]:
    return [found for found in domain.get_objects() if found[3] not in unlisted]
