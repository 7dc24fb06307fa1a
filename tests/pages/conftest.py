"""Fixtures for tests of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def many_posts(post: Callable[..., str]) -> Callable[..., dict[str, str | bytes | None]]:
    """Return a function that writes many posts with the same front matter, a day apart; the last one is the newest."""

    def write(count: int, **front: object) -> dict[str, str | bytes | None]:
        days = [f"2024-{1 + n // 28:02}-{1 + n % 28:02}" for n in range(count)]
        texts = (post(f"Text {n + 1}.\n", title=f"P{n + 1}", date=day, **front) for n, day in enumerate(days))
        return {f"p{n}.md": text for n, text in enumerate(texts, start=1)}

    return write


@pytest.fixture
def svg() -> Callable[[int], bytes]:
    """Return a function that writes an SVG of a colour; images of that format are not converted."""

    def write(colour: int) -> bytes:
        drawing = f'<rect width="9" height="9" fill="#{colour:06}"/>'
        return f'<svg xmlns="http://www.w3.org/2000/svg">{drawing}</svg>'.encode()

    return write
