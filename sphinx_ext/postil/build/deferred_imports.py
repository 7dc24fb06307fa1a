"""Load modules of other packages when they are first used."""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

# The CSS selectors of Beautiful Soup, which pydata-sphinx-theme imports, and uses for pages with a toctree only.
UNUSED_AT_START = ("soupsieve",)


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
