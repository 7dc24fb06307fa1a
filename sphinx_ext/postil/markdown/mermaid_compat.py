"""Draw Mermaid diagrams with mermaidx, which runs Mermaid's own JavaScript in the build, the same way in each build.

Mermaid names elements, and commits in diagrams of git, by random numbers, and draws a line for today.
"""

from __future__ import annotations

import atexit
import gc
import os
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from postil.lazy_regex import lazy_regex

_CONFIG = {
    "deterministicIds": True,
    "deterministicIDSeed": "postil",
    # Text as SVG, not as HTML in SVG, which e-book readers do not show.
    "htmlLabels": False,
    "flowchart": {"htmlLabels": False},
    # The font that mermaidx measures text with, and fonts that are as wide.
    "fontFamily": "DejaVu Sans, Verdana, sans-serif",
}
_WITHOUT_CHANCE = """
{ let seed = 1; Math.random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const Clock = Date;
  globalThis.Date = class extends Clock {
    constructor(...given) { if (given.length) super(...given); else super(0); }
    static now() { return 0; }
  }; }
"""
_TODAY = lazy_regex(r'<g class="today">.*?</g>', re.DOTALL)


class DrawingError(Exception):
    """A diagram that is not valid."""


def installed_version() -> str:
    """Return the version of mermaidx; empty if it is not installed."""
    try:
        return version("mermaidx")
    except PackageNotFoundError:
        return ""


def draw(source: str) -> str:
    """Return a diagram as SVG. Raises DrawingError with Mermaid's message if it is invalid.

    Private: the method `_build_context` of mermaidx's engine, known in mermaidx 0.10. Without it, some diagrams differ
    in each build.
    """
    try:
        svg = str(_engine(os.getpid()).render_svg(source, "default", _CONFIG, None))
    except RuntimeError as error:
        raise DrawingError(" ".join(str(error).split())) from error
    return _TODAY.sub("", svg)


@cache
def _engine(_process: int) -> Any:
    """Return the engine of a process, whose thread is not in the processes that it forks."""
    from mermaidx.engine import Engine  # noqa: PLC0415 - loads a JavaScript engine

    class RepeatableEngine(Engine):  # type: ignore[misc]
        """An engine without chance and without a clock."""

        def _build_context(self) -> Any:
            context = super()._build_context()
            context.eval(_WITHOUT_CHANCE)
            return context

    engine = RepeatableEngine()
    engine.start()
    atexit.register(engine.close)
    # A frozen garbage collector leaves objects of its libraries at the exit, which they report as leaks.
    atexit.unregister(gc.freeze)
    atexit.register(gc.unfreeze)
    return engine
