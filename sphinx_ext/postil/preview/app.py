"""The web application of a preview: it serves the pages to allowed hosts, with messages and live reload."""

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
    from postil.preview.network import AllowedHosts
    from postil.preview.watcher import Watcher

RELOAD_PATH = "websocket-reload"
"""The path of the WebSocket that triggers reloads."""
# The URL is relative to that of the page, so it also works with another host name, over https and behind a proxy. A
# page that lost the connection, on a sleeping phone or during a restart of the preview, connects again.
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
# For a site without a 404 page of its own, or before the first build.
_NOT_FOUND = "<!DOCTYPE html>\n<html lang=en><meta charset=utf-8><title>Not found</title>\n<h1>Not found</h1>\n{text}\n"
# Without these headers the response is always the complete, current page, to which HTML can be added.
_CONDITIONAL_HEADERS = (b"if-none-match", b"if-modified-since", b"range", b"if-range")


def create_app(
    outdir: Path,
    watcher: Watcher,
    messages: Callable[[], Mapping[str, Sequence[messages.Message]]],
    hosts: AllowedHosts,
) -> Starlette:
    """Return the application that serves the pages in `outdir` to browsers that `hosts` allows."""
    pages = StaticFiles(directory=outdir, html=True, check_dir=False)
    pages.config_checked = True  # the folder may be deleted and created again
    return Starlette(
        routes=[WebSocketRoute(f"/{RELOAD_PATH}", watcher, name="reload"), Mount("/", app=pages, name="static")],
        middleware=[
            Middleware(HostGuard, hosts=hosts),
            Middleware(LiveReload, messages=messages, version=lambda: watcher.version),
        ],
        exception_handlers={404: _not_found},
        lifespan=watcher.lifespan,
    )


async def _not_found(_request: Request, _error: Exception) -> Response:
    return HTMLResponse(_NOT_FOUND.format(text="<p>This page does not exist, or has not been built yet.</p>"), 404)


class HostGuard:
    """Middleware that rejects other host names, so that no website can read drafts through the browser."""

    def __init__(self, app: ASGIApp, hosts: AllowedHosts) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or reject it."""
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
            await self._app(scope, receive, _add_resource_policy(send))
        else:
            name = host_name(host) or "NAME"
            text = f"This preview does not answer to the host name {host!r}.\nTo allow it: --allow-host {name}\n"
            await PlainTextResponse(text, 403)(scope, receive, send)


def _add_resource_policy(send: Send) -> Send:
    """Return `send` with a header that stops browsers from giving files, such as the search index, to other sites."""

    async def send_with_header(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cross-Origin-Resource-Policy"] = "same-origin"
        await send(message)

    return send_with_header


class LiveReload:
    """Middleware that adds the message bar and the reload script to pages; the files on disk have neither."""

    def __init__(
        self,
        app: ASGIApp,
        messages: Callable[[], Mapping[str, Sequence[messages.Message]]],
        version: Callable[[], int],
    ) -> None:
        self._app, self._messages, self._version = app, messages, version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add them to a response, if it is a page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": [header for header in scope["headers"] if header[0] not in _CONDITIONAL_HEADERS]}
        injected = self._injected_html(scope["path"]).encode()
        is_page = False

        async def send_page(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                is_page = headers.get("Content-Type", "").startswith("text/html") and scope["method"] != "HEAD"
                # A page gets longer here, and a build can write any file between when its size and when its content is
                # read. Without a length, the response ends with the content.
                del headers["Content-Length"]
            elif message["type"] == "http.response.body" and is_page and not message.get("more_body", False):
                message["body"] += injected
            await send(message)

        await self._app(scope, receive, send_page)

    def _injected_html(self, path: str) -> str:
        up = "../" * (path.count("/") - 1)
        return message_bar(messages_for(self._messages(), path)) + _SCRIPT.format(
            path=up + RELOAD_PATH, version=self._version()
        )
