"""Use the cache of the last build although the folder of the site has another path.

A host may check out a repository into another folder than for the last build, and restore the cache there. Sphinx
ignores a cache whose source folder had another path. So the paths in it are replaced; after that, files count as
changed by their content, as always.
"""

from __future__ import annotations

import os
import pickle
from io import BytesIO
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.build.domain import PostDomain, post_domain
from postil.build.pickled_values import load_values
from postil.cache_files import write_atomically
from postil.file_digests import UNCERTAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# In this version of pickle's format, a text is its length and its bytes, and nothing else contains its position.
_PROTOCOL = 3
_TEXT = "BINUNICODE"


class Move(NamedTuple):
    """The path of a folder in the last build, and its path now. As bytes: these must not be replaced themselves."""

    old: bytes
    new: bytes

    def apply(self, path: str) -> str:
        """Return the path that a file in the folder has now; other texts are returned unchanged."""
        old = os.fsdecode(self.old)
        is_inside = path == old or path.startswith(os.path.join(old, ""))  # noqa: PTH118 - for each text
        return os.fsdecode(self.new) + path[len(old) :] if is_inside else path


def find_move(old: Path, new: Path) -> Move:
    """Return how the folder around a source folder moved, from the paths of that: `/a/site/docs` and `/b/site/docs`."""
    root = Path(old.anchor)
    while old.name == new.name and root not in (old.parent, new.parent):
        old, new = old.parent, new.parent
    return Move(os.fsencode(old), os.fsencode(new))


class _MovingPickler(pickle.Pickler):
    """A pickler that replaces paths in a folder that moved, except those that are texts."""

    def __init__(self, file: BytesIO, move: Move) -> None:
        super().__init__(file, _PROTOCOL)
        self._move = move

    def reducer_override(self, value: Any, /) -> Any:
        """Return how to pickle a path; leave all else to the pickler."""
        if isinstance(value, PurePath):
            return type(value), (self._move.apply(str(value)),)
        return NotImplemented


def move_environment(path: Path, srcdir: Path) -> bool:
    """Replace the paths in the environment that is saved at `path`; return whether it is one of a site at `srcdir` now.

    A file that names the old path in its content is marked, so that its documents are read again.
    """
    try:
        env: BuildEnvironment = pickle.loads(path.read_bytes())  # noqa: S301 - the file that Sphinx is about to load
        load_values(env)  # their pickles can have paths too
        move = find_move(Path(env.srcdir), srcdir)
        data = env.domaindata[PostDomain.name]
        # In the order in which they are applied; a host that has a few folders in turn does not make them more.
        data["moves"] = [*(each for each in data["moves"] if each != move), move]
        for files in data["files_read"].values():
            files.update({file: UNCERTAIN for file in files if _mentions(Path(move.apply(file)), move.old)})
        file = BytesIO()
        _MovingPickler(file, move).dump(env)
    except Exception:  # noqa: BLE001 - loading may fail in any way; Sphinx then reads all documents, and says why
        return False
    write_atomically(path, b"".join(_with_moved_texts(file.getvalue(), move)))
    return True


def _mentions(path: Path, text: bytes) -> bool:
    try:
        return path.is_file() and text in path.read_bytes()
    except OSError:
        return False


def _with_moved_texts(content: bytes, move: Move) -> Iterator[bytes]:
    """Yield the parts of a pickle with the texts replaced that are paths in a folder that moved."""
    import pickletools  # noqa: PLC0415 - few builds need it, and it is slow to load

    done = 0
    for opcode, text, position in pickletools.genops(content):
        if opcode.name != _TEXT or not isinstance(text, str) or position is None:
            continue
        moved = move.apply(text)
        if moved != text:
            yield content[done:position]
            yield pickle.BINUNICODE + _with_length(moved)
            done = position + len(pickle.BINUNICODE) + len(_with_length(text))
    yield content[done:]


def _with_length(text: str) -> bytes:
    """Return a text as it is in a pickle."""
    encoded = text.encode("utf-8", "surrogatepass")
    return len(encoded).to_bytes(4, "little") + encoded


class MoveSources(SphinxPostTransform):
    """Replace the paths in a document that was read before the site moved: warnings name the source of a node."""

    default_priority = 0

    def run(self, **kwargs: Any) -> None:
        """Replace them in all nodes."""
        moves: list[Move] = post_domain(self.env).data["moves"]
        for node in self.document.findall(nodes.Element) if moves else ():
            for move in moves:
                if node.source:
                    node.source = move.apply(node.source)


def setup(app: Sphinx) -> None:
    """Register the transform; `sphinx_cache` moves the environment."""
    app.add_post_transform(MoveSources)
