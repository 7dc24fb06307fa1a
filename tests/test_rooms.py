"""The design: which rooms there are, who may import whom, and what is pure."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import postil

PACKAGE = Path(postil.__file__).parent
PURE = {"slug", "post", "source", "date", "frontmatter", "verdict", "index", "feed", "excerpt"}
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


def test_rooms_import_in_one_direction() -> None:
    order = list(graphlib.TopologicalSorter({name: rooms_of(name) for name in MODULES}).static_order())

    assert order[-2:] != []
    assert "__init__" in order
    assert not any("__init__" in rooms_of(name) for name in MODULES)


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


def test_private_names_of_sphinx_are_touched_in_one_place() -> None:
    """`_raw_config` is all there is, and config.py says why."""
    users = [path.stem for path in PACKAGE.glob("*.py") if "_raw_config" in path.read_text("utf-8")]

    assert users == ["config"]


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
