"""Load modules when they are first used: many builds write no page, or only a few."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


def deferred(module: str, name: str) -> Callable[..., Any]:
    """Return a function that calls the function `name` of a module, and imports the module when it is called."""

    def call(*arguments: Any, **options: Any) -> Any:
        """Call the function."""
        return getattr(_load(module), name)(*arguments, **options)

    return call


class _DeferredFunctions(ModuleType):
    """Stands for a module whose other names are not known."""

    def __getattr__(self, name: str) -> Any:
        """Return another name of the module, which must be loaded for that."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_load(self.__name__), name)


def _load(name: str) -> ModuleType:
    if isinstance(sys.modules.get(name), _DeferredFunctions):
        del sys.modules[name]
    return import_module(name)


@contextmanager
def deferred_functions(names: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """Let `from module import name` return a deferred function while this is active; `names` are those by module.

    For packages that import a library for a function that they do not call. Modules that are loaded stay as they are.
    """
    missing = [module for module in names if module not in sys.modules]
    for module in missing:
        stub = _DeferredFunctions(module)
        vars(stub).update((name, deferred(module, name)) for name in names[module])
        sys.modules[module] = stub
    try:
        yield
    finally:
        for module in missing:
            if isinstance(sys.modules.get(module), _DeferredFunctions):
                del sys.modules[module]


class _DeferredModule(ModuleType):
    """A module that is loaded when an attribute is missing.

    That of Python's `importlib.util.LazyLoader` is loaded by each `import` statement, which looks for its `__spec__`.
    """

    def __getattr__(self, name: str) -> Any:
        """Load the module, and return the attribute."""
        self.__class__ = ModuleType  # type: ignore[assignment]
        spec = self.__spec__
        if spec and spec.loader:
            spec.loader.exec_module(self)
        return getattr(self, name)


def defer_import(name: str) -> None:
    """Let the next import of a module load it when an attribute of it is used; do nothing if it is loaded already."""
    if name in sys.modules or (spec := find_spec(name)) is None:
        return
    module = module_from_spec(spec)
    module.__class__ = _DeferredModule
    sys.modules[name] = module
