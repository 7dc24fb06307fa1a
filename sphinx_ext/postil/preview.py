"""Serve a site while it is written: sphinx-autobuild's server, watcher and reload, with a site that stays in memory.

The site lives in a process of its own. What has to be loaded anew (conf.py, extensions, templates) is, by starting
another one; and should an extension take it down, the server and the last good pages stay.
"""

from __future__ import annotations

import asyncio
import gc
import html
import multiprocessing
import signal
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
import watchfiles
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from sphinx_autobuild.utils import find_free_port, show_message
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from postil.warm import Order, Outcome, WarmSite

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Seconds without a save after which the rest of a build is done, and how many times as long as it takes: a step of it
# cannot be put off again once it has begun, and of large sites each takes a while.
REST = 1.0
LONGER = 4
# Milliseconds without a further event after which a save counts as done; editors write a file in several steps.
STEP = 15
# Milliseconds after which the watcher looks whether its folders are still those that it watches.
LOOK = 1000
# What no one wants to have built again.
IGNORED = (".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache")
_IGNORED_NAMES = (r"(^|/)\.#", r"~$", r"\.sw[opx]$", r"/4913$", r"\.tmp$", r"/__pycache__/")


def work(pipe: Connection, order: Order) -> None:
    """Build the site of `order`, then again for each set of changed files that comes through `pipe`.

    Send an Outcome for each, or None if only a new process can take up a change. None in place of files asks for the
    rest of the last build now.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends this process by closing the pipe
    try:
        site = WarmSite(order, sys.stderr)
    except Exception as error:  # noqa: BLE001 - conf.py may raise anything; the server says so and waits for the next save
        pipe.send(Outcome(0.0, failure=str(error) or type(error).__name__))
        return
    with site, suppress(EOFError, OSError):
        pipe.send(site.build())
        site.rehearse()
        # What is there now will stay, and looking through it for garbage would cost each build a tenth of a second.
        # Through the rest is looked when nobody waits.
        gc.collect()
        gc.freeze()
        gc.disable()
        pause = REST
        while True:
            if site.unfinished and not pipe.poll(pause):
                start = time.perf_counter()
                site.finish(wanted=pipe.poll)
                if not pipe.poll():
                    gc.collect()
                # One that was put off took less than it takes.
                least = pause if site.unfinished else REST
                pause = max(least, LONGER * (time.perf_counter() - start))
                continue
            changed = pipe.recv()
            if changed is None:
                site.finish()
                pipe.send(Outcome(0.0, wrote=False))
                continue
            if site.needs_restart(changed):
                pipe.send(None)
                break
            pipe.send(site.update(changed))


class Workshop:
    """The process that builds, started anew when need be."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self.outcome = Outcome(0.0)
        """What the last build came to."""

    def start(self) -> Outcome:
        """Build the site in a new process; return when it is built."""
        self.stop()
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=work, args=(far, self._order))
        self._process.start()
        far.close()
        if self._receive() is None:
            failure = "the process that builds has ended; the next save starts it again"
            self.outcome = Outcome(0.0, failure=failure, watch=self.outcome.watch)
        return self.outcome

    def update(self, changed: Sequence[Path]) -> Outcome:
        """Bring the site up to date with the files in `changed`; return when its pages are."""
        alive = self._process is not None and self._process.is_alive() and self._pipe is not None
        if alive and self._pipe is not None:
            with suppress(OSError):
                self._pipe.send(changed)
                if outcome := self._receive():
                    return outcome
        return self.start()

    def finish(self) -> None:
        """Have the rest of the last build done now; return when it is."""
        if self._pipe is not None:
            self._pipe.send(None)
            self._pipe.recv()

    def stop(self) -> None:
        """End the process, when it has finished what it is at."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join()
        self._process = self._pipe = None

    def _receive(self) -> Outcome | None:
        """Return what the process sends; None if it asks to be started anew, or has ended."""
        outcome: Outcome | None = None
        with suppress(EOFError, OSError):
            outcome = self._pipe.recv() if self._pipe is not None else None
        if outcome is not None:
            # A site that could not be loaded does not know its folders; the save that mends it may be in any of them.
            self.outcome = outcome = replace(outcome, watch=outcome.watch or self.outcome.watch)
        return outcome


class PreviewServer(RebuildServer):  # type: ignore[misc]
    """sphinx-autobuild's watcher, but with one callback that stays instead of a new process for each save."""

    def __init__(
        self,
        folders: Callable[[], Sequence[Path]],
        ignored: IgnoreFilter,
        callback: Callable[[Sequence[Path]], bool],
    ) -> None:
        """Watch `folders()`; tell `callback` what changed, which returns whether there is anything new to see."""
        super().__init__(list(folders()), ignored, callback)
        self._folders = folders

    async def watch(self) -> None:
        """Call back for each set of changes. Those during a build are collected, and make one further build."""
        missed = False  # whether something may have changed while nothing was watched
        while not self.should_exit.is_set():
            folders = self._folders()
            places = _places(folders)
            async for changes in watchfiles.awatch(
                *folders,
                watch_filter=lambda _change, path: not self.ignore(path),
                step=STEP,
                rust_timeout=LOOK,
                yield_on_timeout=True,
            ):
                changed = _resolve(path for _change, path in changes)
                if changed:
                    await self._tell(changed)
                if missed:
                    missed = False
                    await self._tell([])
                if _places(self._folders()) != places or not set(changed).isdisjoint(folders):
                    break  # conf.py mounts other folders now, or one of them was put there, taken away or put back
            else:
                return
            missed = True

    async def _tell(self, changed: Sequence[Path]) -> None:
        if await asyncio.to_thread(self.change_callback, changed):
            self.flag.set()


def _places(folders: Collection[Path]) -> list[tuple[Path, int]]:
    """Return folders with what tells one from another of the same name, which would have to be watched anew."""
    found = []
    for folder in folders:
        with suppress(OSError):
            found.append((folder, folder.stat().st_ino))
    return found


def _resolve(names: Iterable[str]) -> list[Path]:
    return sorted({Path(name).resolve() for name in names})


class Problems:
    """Middleware that puts what is wrong on the pages that it is about: on those of the preview, not in the files."""

    def __init__(self, app: ASGIApp, problems: Callable[[], Mapping[str, Sequence[str]]]) -> None:
        self._app = app
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the messages to a response, if it is a page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # A page that did not change may have new messages.
        conditions = (b"if-none-match", b"if-modified-since")
        scope = {**scope, "headers": [header for header in scope["headers"] if header[0] not in conditions]}
        notice = show_problems(self._problems(), scope["path"]).encode()
        is_page = False

        async def send_page(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                is_page = bool(notice) and headers.get("Content-Type", "").startswith("text/html")
                if is_page and "Content-Length" in headers:
                    headers["Content-Length"] = str(int(headers["Content-Length"]) + len(notice))
            elif message["type"] == "http.response.body" and is_page and not message.get("more_body", False):
                message["body"] += notice
            await send(message)

        await self._app(scope, receive, send_page)


_NOTICE = (
    '<aside role="alert" style="position:fixed;inset:auto 0 0 0;z-index:9999;max-height:40vh;overflow:auto;'
    'padding:.75rem 1.25rem;background:#7a1c1c;color:#fff;font:.9rem/1.5 system-ui,sans-serif;white-space:pre-wrap">'
    "<strong>{title}</strong>\n{lines}</aside>"
)


def show_problems(problems: Mapping[str, Sequence[str]], address: str) -> str:
    """Return HTML with the messages for the page at `address`, and those that have no page; empty if there are none."""
    names = [address, f"{address}index.html"] if address.endswith("/") else [address]
    lines = [line for name in ["", *names] for line in problems.get(name, ())]
    if not lines:
        return ""
    return _NOTICE.format(title="From the last build", lines="\n".join(map(html.escape, lines)))


def serve(
    order: Order,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    browse: bool = False,
    watch: Sequence[Path] = (),
    ignore: Sequence[str] = (),
) -> None:
    """Build the site, serve it at `host` and `port` (0: any that is free), and keep it up to date until interrupted.

    `watch` are folders beside those of the site; `ignore` are patterns of files that make no build.
    """
    workshop = Workshop(order)
    show_message("Building the site")
    outcome = workshop.start()
    _report(outcome, [])
    order.outdir.mkdir(parents=True, exist_ok=True)
    address = f"{host}:{port or find_free_port()}"

    def rebuild(changed: Sequence[Path]) -> bool:
        """Build, and return whether there is anything new to see."""
        before = _problems(workshop.outcome)
        outcome = workshop.update(changed)
        _report(outcome, changed)
        return outcome.wrote or _problems(outcome) != before

    skip = IgnoreFilter([*IGNORED, *ignore, order.outdir, order.doctreedir], _IGNORED_NAMES)
    watcher = PreviewServer(lambda: _outermost([order.srcdir, *workshop.outcome.watch, *watch]), skip, rebuild)
    app = Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", watcher, name="reload"),
            Mount("/", app=StaticFiles(directory=order.outdir, html=True), name="static"),
        ],
        middleware=[
            Middleware(Problems, problems=lambda: _problems(workshop.outcome)),
            Middleware(JavascriptInjectorMiddleware, ws_url=address),
        ],
        lifespan=watcher.lifespan,
    )
    show_message(f"Serving on http://{address}")
    if browse:
        threading.Timer(1, webbrowser.open, [f"http://{address}"]).start()  # when the server listens
    try:
        uvicorn.run(app, host=host, port=int(address.rpartition(":")[2]), log_level="warning")
    finally:
        workshop.stop()


def _outermost(folders: Collection[Path]) -> list[Path]:
    """Return the folders that there are, without those that lie in another of them."""
    found = sorted({folder.resolve() for folder in folders if folder.is_dir()})
    return [folder for folder in found if not any(folder.is_relative_to(other) for other in found if other != folder)]


def _problems(outcome: Outcome) -> Mapping[str, Sequence[str]]:
    if not outcome.failure:
        return outcome.messages
    return {**outcome.messages, "": [outcome.failure, *outcome.messages.get("", ())]}


def _report(outcome: Outcome, changed: Collection[Path]) -> None:
    names = ", ".join(path.name for path in list(changed)[:3]) + (" …" if len(changed) > 3 else "")  # noqa: PLR2004
    what = f" for {names}" if names else ""
    if outcome.failure:
        show_message(f"The build{what} ended early: {outcome.failure}")
    elif not changed or outcome.wrote:
        show_message(f"Built{what} in {outcome.seconds:.2f} s")
