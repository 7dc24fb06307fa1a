"""The language of the document that is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.blog.language import language_tag
from postil.project.source_read import current_file_status

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def language_of_current_document(env: BuildEnvironment) -> str:
    """Return the language tag of the document that Sphinx is reading: its own, or that of the site."""
    status = current_file_status(env)
    front = status.front_matter or status.page or status.fallback
    return (language_tag(front.languages) if front else "") or env.config.language.replace("_", "-")
