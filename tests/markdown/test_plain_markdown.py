"""The constructs of other dialects leave CommonMark, GitHub's Markdown and MyST as they are, but for what is named."""

from __future__ import annotations

import pickle
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from postil.markdown.extras import EXTRAS

if TYPE_CHECKING:
    from collections.abc import Iterable

SAMPLES = Path(__file__).parent / "samples"
# What a construct changes on purpose: a sample -> the names of the constructs, each with its reason.
CHANGED = {
    "< https://example.org/spaces > and https://example.org/bare\n": {"linkify": "GitHub's bare URLs are links"},
    "> [!NOTE]\n> GitHub's box.\n": {"callouts": "for CommonMark, a quote that begins with these words"},
    "[[a]] and [[b]](/c)\n": {"wikilinks": "Obsidian's links; in CommonMark brackets, if no `[a]` is defined"},
    "~tilde~ and ~two words~\n": {"sub": "Pandoc's; GitHub strikes out with one tilde too, MyST does not"},
}


def samples(name: str) -> list[str]:
    """Return the inputs in a file, without its first line and the headings of its sections."""
    text = (SAMPLES / name).read_text("utf-8").split("\n", 1)[1]
    parts = [part for part in text.split("====\n") if part.strip()]
    return [part.split("\n", 2)[2] if part.startswith("\n## ") else part for part in parts]


ALL = samples("commonmark.txt") + samples("myst.txt")


def doctrees(folder: Path, off: Iterable[str], texts: list[str] = ALL) -> dict[str, str]:
    """Return each text's doctree and warnings, on a site without some of the constructs."""
    folder.mkdir()
    option = [f"-{name}" for name in off]
    conf = ["extensions = ['postil']", "html_theme = 'basic'", f"postil_markdown_extras = {option!r}"]
    files = {"conf.py": "\n".join(conf), "index.md": "# Home\n", "page.md": "# Title\n"}
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    warnings = StringIO()
    found = {}
    with patch_docutils(folder), docutils_namespace():
        app = Sphinx(folder, folder, folder / "out", folder / "trees", "dummy", status=StringIO(), warning=warnings)
        app.builder.read()
        for text in texts:
            (folder / "page.md").write_text(f"# Title\n\nWords.\n\n{text}", "utf-8")
            warnings.seek(0)
            warnings.truncate()
            app.builder.read_doc("page")
            tree = pickle.loads((folder / "trees" / "page.doctree").read_bytes()).pformat()  # noqa: S301 - just written
            found[text] = (tree + strip_colors(warnings.getvalue())).replace(str(folder), "")
    return found


def test_meaning_stays(tmp_path: Path) -> None:
    expected = doctrees(tmp_path / "none", off=EXTRAS)
    found = doctrees(tmp_path / "all", off=[])

    assert len(set(expected.values())) > len(ALL) - 5
    assert [text for text in ALL if found[text] != expected[text] and text not in CHANGED] == []
    assert [text for text in CHANGED if found[text] == expected[text]] == []
    for number, (text, names) in enumerate(CHANGED.items()):
        [(_text, tree)] = doctrees(tmp_path / f"{number}", off=names, texts=[text]).items()
        assert tree == expected[text], text
