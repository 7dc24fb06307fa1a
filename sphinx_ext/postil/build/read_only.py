"""Load and read a site for a command that writes no pages: in a temporary folder, with all warnings as data."""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.errors import ConfigError, SphinxError
from sphinx.util.build_phase import BuildPhase
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.logging import pending_warnings

from postil.blog.listing import postlist
from postil.build.warning_log import take_warnings
from postil.warning_groups import LocatedWarning, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docutils import nodes

# How Sphinx writes a warning: location, level, message, type.
_MESSAGE = re.compile(
    r"(?:(?P<path>.+?)(?::(?P<line>\d+))?: )?(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.+?)"
    r"(?: \[(?P<type>[\w.-]+)\])?",
    re.DOTALL,
)


class ReadOnlySite:
    """A site that is loaded, and read if asked to; its output is never used."""

    def __init__(self, app: Sphinx, stream: StringIO) -> None:
        """Take the site and the stream to which Sphinx writes the warnings that belong to no file."""
        self.app = app
        self._stream = stream
        self._warnings: list[LocatedWarning] = []

    def discover(self) -> None:
        """Find the source files, without reading the documents."""
        self.app.env.find_files(self.app.config, self.app.builder)

    def read(self) -> None:
        """Read all documents, and compute what pages show of others."""
        app = self.app
        app.connect("env-updated", self._take, priority=99)
        with pending_warnings():
            app.builder.read()
        # The variants of images are for pages only, and take longer than everything else.
        app.config.postil = replace(app.config.postil, postil_images=False)
        list(app.env.check_dependents(app, set()))
        app.builder.phase = BuildPhase.CONSISTENCY_CHECK
        app.env.check_consistency()

    def resolved_documents(self) -> Iterator[tuple[str, nodes.document]]:
        """Yield each document with its links resolved, as on its page."""
        app = self.app
        app.builder.phase = BuildPhase.RESOLVING
        app.builder.prepare_writing(set(app.env.found_docs))  # settings for what directives render
        for docname in sorted(app.env.found_docs):
            doctree = app.env.get_doctree(docname)
            for node in list(doctree.findall(postlist)):
                node.parent.remove(node)  # rendering every post in lists takes long, and says nothing about them
            app.env.apply_post_transforms(doctree, docname)
            yield docname, doctree

    def take_warnings(self) -> list[LocatedWarning]:
        """Return the warnings since the last call; advice, which is no warning of a build, has an empty type."""
        self._take(self.app)
        found, self._warnings = self._warnings, []
        return found

    def _take(self, app: Sphinx, *_args: object) -> None:
        self._warnings += take_warnings(app)
        self._warnings += parse_messages(self._stream.getvalue())
        self._stream.seek(0)
        self._stream.truncate()


@contextmanager
def load_site(
    source: Path, *, overrides: Mapping[str, Any], builder: str = "html", parallel: int = 1
) -> Iterator[ReadOnlySite]:
    """Load a site as a context manager; on exit, docutils is as it was. Raise SphinxError if it can't be loaded."""
    stream = StringIO()
    with (
        tempfile.TemporaryDirectory(prefix="postil-") as folder,
        patch_docutils(source),
        docutils_namespace(),
    ):
        try:
            app = Sphinx(
                source,
                source,
                Path(folder, "pages"),
                Path(folder, "doctrees"),
                builder,
                confoverrides=dict(overrides),
                status=None,
                warning=stream,
                freshenv=True,
                parallel=parallel,
            )
        except SphinxError:
            raise
        except Exception as error:  # `setup` in conf.py and extensions can raise anything
            raise ConfigError(f"{source / 'conf.py'}: {type(error).__name__}: {error}") from error
        if "postil" not in app.extensions:
            raise ConfigError(f'{source / "conf.py"} does not use postil; add "postil" to `extensions`')
        yield ReadOnlySite(app, stream)


def parse_messages(text: str) -> list[LocatedWarning]:
    """Parse what Sphinx writes to its warning stream; an indented line continues the message before it."""
    messages: list[str] = []
    for line in strip_colors(text).splitlines():
        if line.startswith((" ", "\t")) and messages:
            messages[-1] += f"\n{line}"
        elif line.strip():
            messages.append(line)
    found = []
    for message in messages:
        match = _MESSAGE.fullmatch(message)
        if match is None:
            found.append(LocatedWarning(Location(""), message, "sphinx"))
            continue
        location = Location(match["path"] or "", int(match["line"]) if match["line"] else None)
        found.append(LocatedWarning(location, match["text"], match["type"] or "sphinx"))
    return found
