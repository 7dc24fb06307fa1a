"""Pickle values in a form that is fast to load: each build loads those of all documents."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def changed_fields(instance: DataclassInstance) -> dict[str, Any]:
    """Return the fields of a dataclass that do not have their default values, for its `__getstate__`.

    The others need not be pickled: the class has an attribute with each default.
    """
    own = vars(instance)  # an instance that was loaded has no others
    values = ((name, own[name], default) for name, default in _defaults(type(instance)) if name in own)
    return {name: value for name, value, default in values if value != default or type(value) is not type(default)}


@cache
def _defaults(kind: type[DataclassInstance]) -> tuple[tuple[str, Any], ...]:
    """Return the fields with their defaults; a field without one, or with a factory, has a value that no other has."""
    return tuple((field.name, field.default) for field in fields(kind))
