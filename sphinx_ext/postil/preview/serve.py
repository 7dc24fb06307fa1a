"""Serve a site with live reload: sphinx-autobuild's server and watcher, with a site that stays in memory.

sphinx-autobuild has no documented interface: `IgnoreFilter` is used as in 2025.8.25.
"""

from __future__ import annotations

import signal
import threading
import webbrowser
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import uvicorn
from sphinx_autobuild.filter import IgnoreFilter

from postil.preview.app import create_app
from postil.preview.build_process import BuildProcess, stop_signals
from postil.preview.keys import can_read_keys, reading_keys
from postil.preview.messages import Message
from postil.preview.network import AllowedHosts, bind, listen, site_urls
from postil.preview.new_post import ask_for_new_post
from postil.preview.terminal import build_line, say, start_lines
from postil.preview.watcher import Watcher

if TYPE_CHECKING:
    import socket
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import FrameType

    from starlette.applications import Starlette

    from postil.preview.build_result import BuildRequest, BuildResult

# Folders whose changes never cause a build.
IGNORED_FOLDERS = (".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache")
_IGNORED_PATTERNS = (r"(^|/)\.#", r"~$", r"\.sw[opx]$", r"/4913$", r"\.tmp$", r"/__pycache__/")
# Seconds that open downloads have to complete when the preview stops.
_SHUTDOWN_SECONDS = 1
# Added to the number of the signal that ended the program, as shells do.
_SIGNAL_EXIT_STATUS = 128


def serve(
    request: BuildRequest,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    open_browser: bool = False,
    watch: Sequence[Path] = (),
    ignore: Sequence[str] = (),
    allowed_hosts: Sequence[str] = (),
) -> None:
    """Build the site, serve it at `host` and `port` (0: any free port), and update it until interrupted.

    `watch` are additional folders to watch, `ignore` patterns of files whose changes are ignored, `allowed_hosts`
    additional host names to answer to. Raise ListenError if the port cannot be used, SystemExit when interrupted.
    """
    sockets = bind(host, port)
    build_process = BuildProcess(request)
    with _exit_on_signals():
        try:
            say("Building the site …")
            _report(build_process.start(), [])
            request.outdir.mkdir(parents=True, exist_ok=True)
            watcher = Watcher(
                lambda: [request.srcdir, *watch, *build_process.result.folders],
                lambda: build_process.result,
                IgnoreFilter([*IGNORED_FOLDERS, *ignore, request.outdir, request.doctreedir], _IGNORED_PATTERNS),
                lambda changed: _update(build_process, changed),
            )
            hosts = AllowedHosts(host, tuple(allowed_hosts))
            app = create_app(request.outdir, watcher, lambda: _messages(build_process.result), hosts)
            listen(sockets, host)
            urls = site_urls(host, sockets[0].getsockname()[1])
            keys = can_read_keys()
            drafts_shown = bool(request.overrides.get("postil_drafts"))
            for line in start_lines(urls, build_process.result, drafts_shown=drafts_shown, keys=keys):
                say(line)
            if open_browser:
                threading.Timer(1, webbrowser.open, urls[:1]).start()  # when the server answers
            with ExitStack() as terminal:
                if keys:
                    actions = {"o": lambda: webbrowser.open(urls[0]), "n": lambda: ask_for_new_post(request.srcdir)}
                    terminal.enter_context(reading_keys(actions))
                _run(app, sockets, build_process)
        finally:
            build_process.stop()
            for bound in sockets:
                bound.close()


def _update(build_process: BuildProcess, changed: Sequence[Path]) -> bool:
    """Update the site after a change; return whether pages have to reload."""
    before = _messages(build_process.result)
    result = build_process.update(changed)
    if build_process.closed:
        return False
    _report(result, changed)
    return result.output_changed or _messages(result) != before


class _Server(uvicorn.Server):
    """uvicorn's server; on shutdown it stops a running build first, and it always shuts down gracefully."""

    build_process: BuildProcess
    received_signal = signal.SIGINT

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop the build, then close the connections."""
        self.build_process.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Shut down; ignore a second Ctrl+C, as the shutdown takes two seconds at most."""
        if not self.should_exit:
            self.received_signal, self.should_exit = signal.Signals(sig), True


def _run(app: Starlette, sockets: list[socket.socket], build_process: BuildProcess) -> None:
    """Serve until a signal arrives, then raise SystemExit."""
    server = _Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_SHUTDOWN_SECONDS))
    server.build_process = build_process
    # uvicorn handles the other signals itself.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, server.handle_exit)
    server.run(sockets=sockets)
    _exit(server.received_signal)


@contextmanager
def _exit_on_signals() -> Iterator[None]:
    """Raise SystemExit on Ctrl+C and other stop signals."""
    before = {signum: signal.getsignal(signum) for signum in stop_signals()}
    for signum, handler in before.items():
        if signum == signal.SIGINT or handler is not signal.SIG_IGN:  # `nohup` ignores SIGHUP
            signal.signal(signum, _exit)
    yield
    # Not in `finally`: after a signal, a second Ctrl+C would interrupt the cleanup.
    for signum, handler in before.items():
        signal.signal(signum, handler)


def _exit(signum: int, _frame: FrameType | None = None) -> None:
    """Raise SystemExit for a signal, and ignore further ones: the cleanup takes two seconds at most."""
    for ignored in stop_signals():
        signal.signal(ignored, signal.SIG_IGN)
    raise SystemExit(0 if signum == signal.SIGINT else _SIGNAL_EXIT_STATUS + signum)


def _messages(result: BuildResult) -> Mapping[str, Sequence[Message]]:
    if not result.failure:
        return result.messages
    failure = Message(result.failure, level="failure")
    return {**result.messages, "": [failure, *result.messages.get("", ())]}


def _report(result: BuildResult, changed: Collection[Path]) -> None:
    if line := build_line(result, changed):
        say(line)
