"""The figure numbers of Sphinx, which has no public interface to set them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.environment import BuildEnvironment


def all_figure_numbers(env: BuildEnvironment) -> Mapping[str, Any]:
    """Return the numbers of figures by document; Sphinx replaces the mapping in each build.

    Touches: `BuildEnvironment.toc_fignumbers`, known in Sphinx 7.3 to 9. If it is missing, there are no numbers.
    """
    found: Mapping[str, Any] = getattr(env, "toc_fignumbers", {})
    return found


def set_figure_numbers(
    env: BuildEnvironment, docname: str, numbers: Mapping[str, Mapping[str, tuple[int, ...]]]
) -> None:
    """Set the numbers of the figures in a document, by kind and id.

    Touches: `BuildEnvironment.toc_fignumbers`, known in Sphinx 7.3 to 9. Sphinx numbers only the figures of documents
    in a toctree, in one sequence (sphinx-doc/sphinx#8170 asks for more). If it is missing, references have no numbers.
    """
    if hasattr(env, "toc_fignumbers"):
        # Sphinx's references to formulas require that kind.
        env.toc_fignumbers[docname] = {"displaymath": {}, **{kind: dict(each) for kind, each in numbers.items()}}
