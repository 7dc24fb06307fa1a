"""Frozen dataclasses, of which a build defines sixty."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make a dataclass whose instances are compared and hashed by their values, and not changed: mypy checks that.

    It is `dataclass(frozen=True)` in a third of the time: that compiles seven methods for each class, this only
    `__init__`. A class may have its own `__hash__`.
    """
    made: Any = dataclass(eq=False, repr=False)(cls)
    compared = [field.name for field in fields(made) if field.compare]
    shown = [field.name for field in fields(made) if field.repr]
    values = attrgetter(*compared) if compared else _nothing

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if type(self) is type(other) else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    def __repr__(self: Any) -> str:  # noqa: N807
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    for method in (__eq__, __repr__, __hash__):
        if method.__name__ not in vars(cls):
            setattr(made, method.__name__, method)
    return cls


def _nothing(_instance: object) -> tuple[()]:
    return ()
