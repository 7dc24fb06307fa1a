"""The web application of a preview: the pages, with what only a preview shows, for those who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from postil.preview.messages import message_bar, messages_for
from postil.preview.network import host_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from postil.preview import messages
    from postil.preview.network import Hosts
    from postil.preview.watcher import Watcher

SOCKET = "websocket-reload"
"""The path of the WebSocket that tells pages to reload."""
# The URL is that of the page, whatever name and protocol it was opened with and wherever a proxy put it. A page that
# lost the connection, on a phone that slept or while the preview was restarted, connects again.
_SCRIPT = """
<script>
(function listen() {{
  const url = new URL("{path}?version={version}", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.onmessage = () => location.reload();
  socket.onclose = () => setTimeout(listen, 1000);
}})();
</script>
"""
# A page that was not found, for a site without one of its own or before its first build.
_NOT_FOUND = "<!DOCTYPE html>\n<html lang=en><meta charset=utf-8><title>Not found</title>\n<h1>Not found</h1>\n{text}\n"
# Parts of a page, and pages from a browser's cache, would lack what is added here.
_CONDITIONS = (b"if-none-match", b"if-modified-since", b"range", b"if-range")


def make_app(
    outdir: Path, watcher: Watcher, messages: Callable[[], Mapping[str, Sequence[messages.Message]]], hosts: Hosts
) -> Starlette:
    """Return the application that serves the pages in `outdir` to browsers that `hosts` allows."""
    pages = StaticFiles(directory=outdir, html=True, check_dir=False)
    pages.config_checked = True  # the folder may be deleted and come back
    return Starlette(
        routes=[WebSocketRoute(f"/{SOCKET}", watcher, name="reload"), Mount("/", app=pages, name="static")],
        middleware=[
            Middleware(HostGuard, hosts=hosts),
            Middleware(Additions, messages=messages, version=lambda: watcher.version),
        ],
        exception_handlers={404: _not_found},
        lifespan=watcher.lifespan,
    )


async def _not_found(_request: Request, _error: Exception) -> Response:
    return HTMLResponse(_NOT_FOUND.format(text="<p>This page does not exist, or has not been built yet.</p>"), 404)


class HostGuard:
    """Middleware that answers only at the site's own hosts, so that no page on the web can read drafts."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        allowed = self._hosts.allows(host)
        if scope["type"] == "websocket":
            if allowed and (origin is None or self._hosts.allows_origin(origin, host)):
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
        elif allowed:
            await self._app(scope, receive, _only_for_own_pages(send))
        else:
            name = host_name(host) or "NAME"
            text = f"This preview does not answer to the host name {host!r}.\nTo allow it: --allow-host {name}\n"
            await PlainTextResponse(text, 403)(scope, receive, send)


def _only_for_own_pages(send: Send) -> Send:
    """Return `send` with a header by which browsers give no file, such as the search index, to pages elsewhere."""

    async def send_it(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cross-Origin-Resource-Policy"] = "same-origin"
        await send(message)

    return send_it


class Additions:
    """Middleware that adds to pages what only a preview shows, the messages and the reload; never to the files."""

    def __init__(
        self,
        app: ASGIApp,
        messages: Callable[[], Mapping[str, Sequence[messages.Message]]],
        version: Callable[[], int],
    ) -> None:
        self._app, self._messages, self._version = app, messages, version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add to a response, if it is a page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": [header for header in scope["headers"] if header[0] not in _CONDITIONS]}
        addition = self._addition(scope["path"]).encode()
        is_page = False

        async def send_page(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                is_page = headers.get("Content-Type", "").startswith("text/html") and scope["method"] != "HEAD"
                if is_page and "Content-Length" in headers:
                    headers["Content-Length"] = str(int(headers["Content-Length"]) + len(addition))
            elif message["type"] == "http.response.body" and is_page and not message.get("more_body", False):
                message["body"] += addition
            await send(message)

        await self._app(scope, receive, send_page)

    def _addition(self, path: str) -> str:
        up = "../" * (path.count("/") - 1)
        return message_bar(messages_for(self._messages(), path)) + _SCRIPT.format(
            path=up + SOCKET, version=self._version()
        )
