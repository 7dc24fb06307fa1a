"""The responses of a preview while a build writes the files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from postil.preview.app import LiveReload

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


async def _file_that_has_grown(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Respond as Starlette does with a file that got longer after its size was read."""
    start = [(b"content-type", b"text/plain"), (b"content-length", b"3")]
    await send({"type": "http.response.start", "status": 200, "headers": start})
    await send({"type": "http.response.body", "body": b"longer"})


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_length_of_a_file_that_a_build_may_write_is_not_promised(method: str) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope: dict[str, Any] = {"type": "http", "path": "/a.txt", "method": method, "headers": []}
    reload = LiveReload(_file_that_has_grown, messages=dict, version=lambda: 1)
    asyncio.run(reload(scope, receive, send))

    assert b"content-length" not in dict(sent[0]["headers"])
    assert sent[1]["body"] == b"longer"
