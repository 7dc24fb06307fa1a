"""The theme's files that no page loads are not published, and nothing that is published refers to one of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from pathlib import Path

POST = "---\ntitle: A\ndate: 2024-01-01\ntags: [x]\n---\n\nText[^n] $x$.\n\n```python\n1\n```\n\n[^n]: N.\n"
# Where one file names another that a browser may load. Scripts of the theme load none.
REFERENCES = {
    ".html": re.compile(r"""(?:href|src)="([^"#?:]+)(?:[?#][^"]*)?\""""),
    ".css": re.compile(r"""(?:url\(["']?|@import ["']|sourceMappingURL=)(?!data:)([^"')#?:\s]+)"""),
    ".js": re.compile(r"sourceMappingURL=([^\"'`\s]+\.map)"),
}


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def missing(folder: Path) -> set[str]:
    """Return what files of a site refer to and is not there."""
    found = set()
    for path in folder.rglob("*"):
        pattern = REFERENCES.get(path.suffix)
        if pattern is None or not path.is_file() or path.name in ("genindex.html", "404.html"):
            continue
        for target in pattern.findall(path.read_text("utf-8")):
            file = path.parent / unquote(target)
            if not target.startswith(("data:", "/")) and not file.is_file() and not (file / "index.html").is_file():
                found.add(f"{path.name}: {target}")
    return found


def test_files_that_no_page_loads_are_not_published(tmp_path: Path) -> None:
    unchanged = SiteBuilder(tmp_path / "unchanged", conf="postil_light = False\n").build(posts={"a.md": POST}).outdir
    site = SiteBuilder(tmp_path / "shared")
    shared = site.build(posts={"a.md": POST}).outdir
    lost = files(unchanged) - files(shared)

    assert {name.rpartition(".")[2] for name in lost} == {"map", "po", "mo", "html", "js"}
    assert {name for name in lost if name.endswith(".js")} == {"_static/scripts/fontawesome.js"}
    assert all(name.startswith("_static/") for name in lost)
    assert missing(shared) == set()
    assert sum((shared / name).stat().st_size for name in files(shared)) < 2_000_000


def test_files_of_the_owner_stay(tmp_path: Path) -> None:
    """Also of the same name as the theme's; and the theme's icons, if a script of the owner's loads them."""
    site = SiteBuilder(tmp_path / "site", conf='html_static_path = ["own"]\nhtml_js_files = ["own.js"]\n')
    icons = "scripts/fontawesome.js"
    own = {"docs/own/scripts/bootstrap.js.map": "{}", "docs/own/own.map": "{}"}
    site.write(own | {"docs/own/own.js": f'import("./{icons}");\n'})
    static = site.build(posts={"a.md": POST}).outdir / "_static"

    assert (static / "scripts/bootstrap.js.map").read_text("utf-8") == "{}"
    assert (static / "own.map").is_file()
    assert (static / icons).is_file()
    assert missing(static.parent) == set()

    site.write({"docs/own/own.js": "1;\n"})
    built = site.build()
    assert not (static / icons).exists()
    assert site.differences(built) == []
