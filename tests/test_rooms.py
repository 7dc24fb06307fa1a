"""The design: which rooms there are, who may import whom, and what is pure."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import pytest

import postil

PACKAGE = Path(postil.__file__).parent
PURE = {
    "absolute",
    "link",
    "starttag",
    "feed",
    "rss",
    "jsonfeed",
    "meta",
    "sitemap",
    "comments",
    "slug",
    "permalink",
    "filename",
    "topic",
    "post",
    "keys",
    "source",
    "typos",
    "hiding",
    "keyreader",
    "showing",
    "rawhead",
    "yamlerror",
    "yamlhead",
    "date",
    "timezone",
    "frontmatter",
    "verdict",
    "related",
    "index",
    "excerpt",
}
OUTSIDE_OF_PURE = {"sphinx", "os", "time", "pathlib", "io", "logging", "random", "ablog", "myst_parser"}


def imports(path: Path) -> dict[str, set[str]]:
    """Return what a module imports when it runs: modules, and the names taken from them."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.setdefault(alias.name, set())
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.setdefault(node.module, set()).update(alias.name for alias in node.names)
    return found


MODULES = {path.stem: imports(path) for path in sorted(PACKAGE.glob("*.py"))}


def rooms_of(module: str) -> set[str]:
    """Return the rooms that a room imports."""
    found = {name.removeprefix("postil.") for name in MODULES[module] if name.startswith("postil.")}
    return found | (MODULES[module].get("postil", set()) & MODULES.keys())


# From the bottom to the top: a room imports only from rooms before it.
ORDER = """
    _fragment number wording network diagnostics starttag filedigest filestate picture slug origin meta comments
    filename link sitemap timezone excerpt gitdate keys unnumbered feed typos iconset inputs jsonfeed tags
    notice watcher rawhead scrub testing yamlerror attributes formula optionblock absolute manifest speed
    sphinxcache store anchor topic carddrawing imagefile sourcefolder date notes paper rss hiding server shrink
    yamlhead markup post permalink _myst keyreader album source related sitefiles config caption showing
    markdowncopy index avatar unknownoption frame frontmatter listing paging verdict menu stylesheet mount
    missingimage reading target figures domain _ablog cover outdated record reference search socialcard assets
    render builder fulltext srcset _theme warm syndication template worker crawling _pagefind amend directive
    endnotes enlarge head masthead notfound pages typeface preview publish contents lighten __main__ __init__
""".split()  # noqa: SIM905 - a list of sixty words


def test_rooms_import_in_one_direction() -> None:
    """`graphlib` says whether there is any order; the list says which."""
    graphlib.TopologicalSorter({name: rooms_of(name) for name in MODULES}).prepare()

    assert sorted(ORDER) == sorted(MODULES)
    for place, name in enumerate(ORDER):
        assert rooms_of(name) <= set(ORDER[:place]), name


def test_the_core_knows_no_sphinx_no_clock_and_no_files() -> None:
    for room in PURE:
        top = {name.partition(".")[0] for name in MODULES[room]}
        assert not top & OUTSIDE_OF_PURE, room
        assert rooms_of(room) <= PURE, room
        source = (PACKAGE / f"{room}.py").read_text("utf-8")
        assert ".now(" not in source
        assert ".today(" not in source


def test_ablog_stands_behind_one_door() -> None:
    assert [name for name in MODULES if any(module.partition(".")[0] == "ablog" for module in MODULES[name])] == [
        "_ablog"
    ]


# What is not public, each in one room, which says why; other tests see that it is there.
PRIVATE = {
    "_raw_config": "config",
    "_title_mapping": "search",
    "_pickled_doctree_cache": "speed",
    '"make_chunks"': "speed",
    ".events.listeners": None,  # ABlog's handlers and the theme's
    "get_transforms": "_ablog",
    "create_md_parser": "_myst",
}


@pytest.mark.parametrize("name", PRIVATE)
def test_private_names_of_sphinx_are_touched_in_one_place(name: str) -> None:
    users = {path.stem for path in PACKAGE.glob("*.py") if name in path.read_text("utf-8")}

    assert users == ({PRIVATE[name]} if PRIVATE[name] else {"_ablog", "_theme"})


def test_setup_holds_no_logic() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]

    assert [function.name for function in functions] == ["setup"]


def test_no_module_variable_is_assigned_twice() -> None:
    for path in PACKAGE.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)], path


def test_public_functions_say_what_they_do() -> None:
    silent = []
    for path in PACKAGE.glob("*.py"):
        body = ast.parse(path.read_text("utf-8")).body
        public = [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"]
        for node in public:
            parts = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name[0] != "_"]
            owner = [node] if isinstance(node, ast.ClassDef) else []
            silent += [f"{path.stem}.{part.name}" for part in [node, *owner, *parts] if not ast.get_docstring(part)]
    assert silent == []
