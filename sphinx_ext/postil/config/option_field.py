"""A field of a dataclass of options: its default, its validator and its help text."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from postil.config.validators import Validator


def option_field(default: Any, validate: Validator, help_text: str, *, rebuild: str = "env") -> Any:
    """Return the field of an option; `rebuild` is what a change makes outdated, as in Sphinx's `add_config_value`."""
    metadata = {"default": default, "validate": validate, "help": help_text, "rebuild": rebuild}
    return field(default_factory=lambda: validate(default), metadata=metadata)
