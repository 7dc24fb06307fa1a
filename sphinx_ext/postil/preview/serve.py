"""Serve a site while it is written: sphinx-autobuild's server, watcher and reload, with a site that stays in memory."""

from __future__ import annotations

import signal
import threading
import webbrowser
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.utils import show_message

from postil.preview.app import make_app
from postil.preview.build_process import BuildProcess, ending_signals
from postil.preview.messages import Message
from postil.preview.network import Hosts, bind, listen, site_urls
from postil.preview.watcher import Watcher

if TYPE_CHECKING:
    import socket
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import FrameType

    from starlette.applications import Starlette

    from postil.preview.warm_site import BuildRequest, BuildResult

# What no one wants to have built again.
IGNORED = (".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache")
_IGNORED_NAMES = (r"(^|/)\.#", r"~$", r"\.sw[opx]$", r"/4913$", r"\.tmp$", r"/__pycache__/")
# Seconds that a browser has to take the rest of a file when the preview ends.
_LAST_BYTES = 1
# What a shell adds to the number of a signal that ended a program.
_SIGNALLED = 128


def serve(
    order: BuildRequest,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    browse: bool = False,
    watch: Sequence[Path] = (),
    ignore: Sequence[str] = (),
    allow: Sequence[str] = (),
) -> None:
    """Build the site, serve it at `host` and `port` (0: any that is free), and keep it up to date until interrupted.

    `watch` are more folders to watch, `ignore` patterns of files whose changes are ignored, `allow` more host names
    under which browsers may open the site. Raise ListenError if the port cannot be used, SystemExit when interrupted.
    """
    sockets = bind(host, port)
    workshop = BuildProcess(order)
    with _exit_on_signals():
        try:
            show_message("Building the site")
            _report(workshop.start(), [])
            order.outdir.mkdir(parents=True, exist_ok=True)

            def rebuild(changed: Sequence[Path]) -> bool:
                """Build, and return whether there is anything new to see."""
                before = _messages(workshop.outcome)
                outcome = workshop.update(changed)
                if workshop.closed:
                    return False
                _report(outcome, changed)
                return outcome.wrote or _messages(outcome) != before

            skip = IgnoreFilter([*IGNORED, *ignore, order.outdir, order.doctreedir], _IGNORED_NAMES)
            folders = [order.srcdir, *watch]
            watcher = Watcher(lambda: [*folders, *workshop.outcome.watch], lambda: workshop.outcome, skip, rebuild)
            app = make_app(order.outdir, watcher, lambda: _messages(workshop.outcome), Hosts(host, tuple(allow)))
            listen(sockets, host)
            urls = site_urls(host, sockets[0].getsockname()[1])
            show_message(f"Serving on {urls[0]}" + "".join(f", for other devices on {url}" for url in urls[1:]))
            if browse:
                threading.Timer(1, webbrowser.open, urls[:1]).start()  # when the server answers
            _run(app, sockets, workshop)
        finally:
            workshop.stop()
            for bound in sockets:
                bound.close()


class _Server(uvicorn.Server):
    """uvicorn's server, which ends a build that runs before it waits for all else, and ends in order in any case."""

    workshop: BuildProcess
    ended_by = signal.SIGINT

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the build, then the connections."""
        self.workshop.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End; a second Ctrl+C changes nothing, as the end takes a second or two at most."""
        if not self.should_exit:
            self.ended_by, self.should_exit = signal.Signals(sig), True


def _run(app: Starlette, sockets: list[socket.socket], workshop: BuildProcess) -> None:
    """Answer browsers until a signal comes; raise SystemExit then."""
    server = _Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_LAST_BYTES))
    server.workshop = workshop
    # uvicorn sets the others itself.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, server.handle_exit)
    server.run(sockets=sockets)
    _leave(server.ended_by)


@contextmanager
def _exit_on_signals() -> Iterator[None]:
    """Let Ctrl+C and its like raise SystemExit."""
    before = {signum: signal.getsignal(signum) for signum in ending_signals()}
    for signum, handler in before.items():
        if signum == signal.SIGINT or handler is not signal.SIG_IGN:  # as nohup has it
            signal.signal(signum, _leave)
    yield
    # Not after a signal: a second Ctrl+C would interrupt the end of the program.
    for signum, handler in before.items():
        signal.signal(signum, handler)


def _leave(signum: int, _frame: FrameType | None = None) -> None:
    """Raise SystemExit for a signal, and ignore further ones: what follows takes a second or two at most."""
    for ending in ending_signals():
        signal.signal(ending, signal.SIG_IGN)
    raise SystemExit(0 if signum == signal.SIGINT else _SIGNALLED + signum)


def _messages(outcome: BuildResult) -> Mapping[str, Sequence[Message]]:
    if not outcome.failure:
        return outcome.messages
    failure = Message(outcome.failure, level="failure")
    return {**outcome.messages, "": [failure, *outcome.messages.get("", ())]}


def _report(outcome: BuildResult, changed: Collection[Path]) -> None:
    names = ", ".join(path.name for path in list(changed)[:3]) + (" …" if len(changed) > 3 else "")  # noqa: PLR2004
    if outcome.failure:
        show_message(f"Build failed{f' after a change to {names}' if names else ''}: {outcome.failure}")
    elif not changed or outcome.wrote:
        show_message(f"Built in {outcome.seconds:.2f} s{f' ({names})' if names else ''}")
