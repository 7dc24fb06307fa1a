"""A site that is read and not written: warnings as data, and nothing left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.build.read_only import load_site, parse_messages
from postil.testing import read_folder

if TYPE_CHECKING:
    from postil.testing import SiteBuilder


def test_each_warning_has_its_place_and_type(plain_site: SiteBuilder) -> None:
    plain_site.write(
        {
            "docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\nsuppress_warnings = ["postil.title"]\n'
            "postil_nothing = 1\n",
            "docs/index.md": "# Home\n\n[a](#x)\n\n[b](#y)\n",
            "posts/2024-01-01-a.md": "---\ntitle: A\n---\n\n#### Deep\n\n![](nope.png)\n",
        }
    )
    before = read_folder(plain_site.folder)

    with load_site(plain_site.folder / "docs", overrides={}) as site:
        site.read()
        documents = [docname for docname, _doctree in site.resolved_documents()]
        warnings = site.take_warnings()
        # Sphinx copies the current document for each document; with a domain in it, that is the whole environment.
        assert site.app.env.current_document.default_domain is None

    assert documents == ["index", "posts/2024-01-01-a"]
    assert sorted((each.location.path.rpartition("/")[2], each.location.line, each.type) for each in warnings) == [
        ("2024-01-01-a.md", 7, ""),
        ("2024-01-01-a.md", 7, "image.not_readable"),
        ("conf.py", 4, "postil.config"),
        ("index.md", 3, "myst.xref_missing"),
        ("index.md", 5, "myst.xref_missing"),
    ]
    assert read_folder(plain_site.folder) == before


@pytest.mark.parametrize(
    ("text", "path", "line", "message", "kind"),
    [
        ("/a/b.md:7: WARNING: text: more [myst.x]", "/a/b.md", 7, "text: more", "myst.x"),
        ("/a/b.md: ERROR: text", "/a/b.md", None, "text", "sphinx"),
        ("WARNING: text\n  more [x.y-z]", "", None, "text\n  more", "x.y-z"),
        ("C:\\a.md:3: WARNING: text", "C:\\a.md", 3, "text", "sphinx"),
        ("something else", "", None, "something else", "sphinx"),
    ],
)
def test_messages_of_sphinx_are_parsed(text: str, path: str, line: int | None, message: str, kind: str) -> None:
    (found,) = parse_messages(f"{text}\n")

    assert (found.location.path, found.location.line, found.message, found.type) == (path, line, message, kind)
