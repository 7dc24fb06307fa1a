"""The architecture: what may import what, what stays free of Sphinx, and where private interfaces are used."""

from __future__ import annotations

import ast
import graphlib
from functools import cache
from pathlib import Path

import pytest

import postil

PACKAGE = Path(postil.__file__).parent
# Modules longer than this do more than one thing.
MAX_LINES = 300

# The stages of a build, first to last. A package imports only from those before it in this table.
STAGES = """
shared   frozen lazy_regex
shared   diagnostics warning_groups transliteration slug html_tags html_fragment safe_urls urls language_tags
shared   i18n spelling
shared   terminal_colors file_names post_slug title_markup file_digests cache_files image_formats html_builders
shared   text_files pickling deferred
read     front_matter
model    blog
options  config
read     project footnotes markdown images
build    build
compat   ablog_compat
write    pages theme search feeds metadata output
use      scaffold preview site_build importers editing checks cli
tests    testing
"""
ORDER = [name for line in STAGES.strip().splitlines() for name in line.split()[1:]]

# What knows no Sphinx, no clock and no files, so that it can be tested and reused by itself.
PURE = (
    "title_markup",
    "slug",
    "transliteration",
    "urls",
    "safe_urls",
    "html_tags",
    "file_names",
    "post_slug",
    "language_tags",
    "spelling",
    "warning_groups",
    "pickling",
    "frozen",
    "lazy_regex",
    "front_matter",
    "blog.post",
    "blog.index",
    "blog.terms",
    "blog.neighbours",
    "blog.page_languages",
    "blog.translations",
    "blog.related",
    "blog.keywords",
    "blog.links",
    "blog.page_names",
    "blog.link_notation",
    "blog.players",
    "blog.excerpt",
    "blog.permalink",
    "blog.comments",
    "feeds.model",
    "feeds.xml_text",
    "feeds.atom",
    "feeds.rss",
    "feeds.json_feed",
    "metadata.model",
    "metadata.open_graph",
    "metadata.json_ld",
    "metadata.tags",
    "metadata.markdown_text",
    "metadata.sitemap",
)
NOT_PURE = {"sphinx", "os", "time", "pathlib", "io", "logging", "random", "ablog", "myst_parser"}


def module_name(path: Path) -> str:
    """Return a module's name below `postil`: `feeds.rss`; that of a package for its `__init__`; empty for postil's."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix(".")


@cache
def imported_modules(name: str) -> frozenset[str]:
    """Return all that a module imports when it runs, as dotted names."""
    tree = ast.parse(FILES[name].read_text("utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


FILES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def own_imports(name: str) -> set[str]:
    """Return the modules of postil that a module imports."""
    found = {full.removeprefix("postil.") for full in imported_modules(name) if full.startswith("postil.")}
    return {module for module in found if module in FILES}


def package_of(name: str) -> str:
    """Return the package, or the module outside of packages, that a module belongs to."""
    return name.partition(".")[0]


MODULES = sorted(name for name in FILES if name not in ("", "__main__"))


def test_every_package_has_its_stage() -> None:
    assert sorted({package_of(name) for name in MODULES}) == sorted(ORDER)


@pytest.mark.parametrize("name", MODULES)
def test_packages_import_only_from_earlier_ones(name: str) -> None:
    allowed = set(ORDER[: ORDER.index(package_of(name)) + 1])

    assert {package_of(other) for other in own_imports(name)} <= allowed


def test_no_circular_imports() -> None:
    graphlib.TopologicalSorter({name: own_imports(name) - {name} for name in MODULES}).prepare()


@pytest.mark.parametrize("package", sorted({package_of(name) for name in MODULES if "." in name}))
def test_a_package_says_what_enters_and_leaves_and_no_more(package: str) -> None:
    tree = ast.parse(FILES[package].read_text("utf-8"))
    text = ast.get_docstring(tree) or ""

    assert "Enters: " in text
    assert "Leaves: " in text
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] in ([], ["setup"])
    assert not [node for node in tree.body if isinstance(node, ast.ClassDef | ast.Assign)]


@pytest.mark.parametrize("name", [name for name in MODULES if name in PURE or package_of(name) in PURE])
def test_pure_modules_know_no_sphinx_no_clock_and_no_files(name: str) -> None:
    top = {full.partition(".")[0] for full in imported_modules(name)}
    source = FILES[name].read_text("utf-8")

    assert not top & NOT_PURE
    assert all(other in PURE or package_of(other) in PURE or other in ("blog", "feeds") for other in own_imports(name))
    assert ".now(" not in source
    assert ".today(" not in source


def test_no_module_is_too_long() -> None:
    long = {name: len(path.read_text("utf-8").splitlines()) for name, path in FILES.items()}

    assert {name: lines for name, lines in long.items() if lines > MAX_LINES} == {}


def test_only_one_package_imports_ablog() -> None:
    users = {
        package_of(name) for name in FILES if any(full.partition(".")[0] == "ablog" for full in imported_modules(name))
    }

    assert users == {"ablog_compat"}


# Private interfaces of others, and the only modules that use them; other tests check that each is there.
PRIVATE = {
    "_raw_config": {"config.sphinx_compat"},
    "_title_mapping": {"build.search_index_compat"},
    "_pickled_doctree_cache": {"build.sphinx_compat"},
    '"make_chunks"': {"build.sphinx_compat"},
    '"listeners"': {"build.sphinx_compat"},
    ".events.listeners": {"ablog_compat.event_handlers", "theme.pydata_theme_compat"},
    "get_transforms": {"ablog_compat.event_handlers"},
    "create_md_parser": {"markdown.myst_compat"},
    ".add_permalinks": {"pages.sphinx_compat"},
    "latex2mathml": {"pages.docutils_compat"},
    "myst_slugs": {"markdown.myst_compat"},
}


@pytest.mark.parametrize("name", PRIVATE)
def test_private_interfaces_are_used_in_one_place(name: str) -> None:
    assert {module for module, path in FILES.items() if name in path.read_text("utf-8")} == PRIVATE[name]


def test_setup_holds_no_logic() -> None:
    tree = ast.parse(FILES[""].read_text("utf-8"))

    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == ["setup"]


def test_no_module_variable_is_assigned_twice() -> None:
    users = [name for name, path in FILES.items() if "global" in path.read_text("utf-8").split()]

    trees = {name: ast.parse(FILES[name].read_text("utf-8")) for name in users}
    assert [name for name, tree in trees.items() if any(isinstance(n, ast.Global) for n in ast.walk(tree))] == []


def test_public_functions_have_docstrings() -> None:
    silent = []
    for name, path in FILES.items():
        body = ast.parse(path.read_text("utf-8")).body
        public = [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"]
        for node in public:
            parts = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name[0] != "_"]
            owner = [node] if isinstance(node, ast.ClassDef) else []
            silent += [f"{name}.{part.name}" for part in [node, *owner, *parts] if not ast.get_docstring(part)]
    assert silent == []
