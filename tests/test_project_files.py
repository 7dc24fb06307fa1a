"""The files for contributors: they parse, agree with the code, and name commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import compat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import postil

ROOT = Path(__file__).parent.parent
PACKAGE = Path(postil.__file__).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
YAML_FILES = [
    *(ROOT / name for name in ("CITATION.cff", ".pre-commit-config.yaml", ".readthedocs.yaml")),
    *FORMS,
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
]
TEXTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", ".github/PULL_REQUEST_TEMPLATE.md")]
# The keys of the Citation File Format 1.2.0; others are errors.
CITATION_KEYS = """
    abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message
    preferred-citation references repository repository-artifact repository-code title type url version
""".split()  # noqa: SIM905 - a list of twenty-one words


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.name)
def test_yaml_files_are_mappings(path: Path) -> None:
    assert isinstance(read(path), dict)


def test_the_citation_agrees_with_the_package() -> None:
    citation = read(ROOT / "CITATION.cff")

    assert {"cff-version", "message", "title", "authors"} <= set(citation) <= set(CITATION_KEYS)
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == postil.__version__
    assert citation["license"] == PYPROJECT["project"]["license"]
    assert all(author.get("name") for author in citation["authors"])


@pytest.mark.parametrize("path", [path for path in FORMS if path.name != "config.yml"], ids=lambda path: path.name)
def test_issue_forms_have_what_github_needs(path: Path) -> None:
    form = read(path)
    parts = form["body"]
    fields = [part for part in parts if part["type"] != "markdown"]

    assert form["name"]
    assert form["description"]
    assert {part["type"] for part in parts} <= {"markdown", "textarea", "input", "dropdown", "checkboxes"}
    assert len({field["id"] for field in fields}) == len({field["attributes"]["label"] for field in fields})
    assert len(fields) == len({field["id"] for field in fields}) > 0


def test_the_issue_chooser_links_to_pages() -> None:
    for link in read(ROOT / ".github/ISSUE_TEMPLATE/config.yml")["contact_links"]:
        assert set(link) == {"name", "url", "about"}
        assert link["url"].startswith("https://")


def test_git_hooks_run_the_checks_of_make_lint() -> None:
    [local] = read(ROOT / ".pre-commit-config.yaml")["repos"]
    hooks = {" ".join(hook["entry"].split()[:2]).removeprefix(".venv/bin/") for hook in local["hooks"]}
    recipe = MAKEFILE.partition("\nlint:")[2].partition("\n\n")[0]
    checks = {" ".join(line.split()[:2]) for line in re.findall(r"\$\(BIN\)/(.+)", recipe)}

    assert {hook.removesuffix(" .") for hook in hooks} == {check.removesuffix(" .") for check in checks}


def required_packages(names: set[str]) -> set[str]:
    """Return installed packages and all that they require, without extras."""
    found: set[str] = set()
    todo = set(names)
    while todo:
        name = todo.pop()
        found.add(name)
        try:
            requirements = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # for another system
        for requirement in map(Requirement, requirements):
            if not requirement.marker or requirement.marker.evaluate({"extra": ""}):
                todo.add(str(canonicalize_name(requirement.name)))
        todo -= found
    return found


def test_no_theme_is_required() -> None:
    """Themes pin the theme that they are based on, so they would downgrade that of a site."""
    names = {str(canonicalize_name(Requirement(line).name)) for line in PYPROJECT["project"]["dependencies"]}

    found = required_packages(names)

    assert {"sphinx", "myst-parser", "feedgen"} < found
    assert {name for name in found if "theme" in name} == set()
    assert "sphinx-book-theme" in str(PYPROJECT["project"]["optional-dependencies"]["book"])


def test_the_readme_and_the_tutorial_install_the_default_theme() -> None:
    for path in (ROOT / "README.md", ROOT / "docs/tutorial.md", ROOT / "docs/how-to/publishing.md"):
        assert re.search(r"postil\[book[],]", path.read_text("utf-8"))


def test_ci_tests_all_releases_that_make_compat_does() -> None:
    matrix = read(ROOT / ".github/workflows/compat.yml")["jobs"]["release"]["strategy"]["matrix"]

    assert matrix["package"] == list(compat.PACKAGES)
    assert matrix["back"] == list(range(compat.RELEASES))


@pytest.mark.parametrize(
    ("versions", "bounds", "expected"),
    [
        (["0.24.0", "0.23.1", "0.23.0", "0.22.0", "0.21.0"], "", ["0.24.0", "0.23.1", "0.22.0"]),
        (["10.0.0", "9.1.0", "9.0.4", "9.0.3", "8.2.3"], ">=9,<10", ["9.1.0", "9.0.4"]),
        (["2.0.0rc1", "1.10.0", "1.9.0", "1.9.post1"], "", ["1.10.0", "1.9.post1"]),
        ([], "", []),
    ],
)
def test_the_newest_patch_of_the_newest_minor_releases(versions: list[str], bounds: str, expected: list[str]) -> None:
    assert compat.minor_releases(versions, bounds) == expected


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_make_targets_in_texts_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    named = re.findall(r"(?:`|\$ )make ([a-z][a-z-]*)", text)

    assert set(named) <= set(TARGETS)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_to_files_of_the_repository_work(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
# Paths in the text: files with a suffix, and folders with a slash at the end.
_PATH = re.compile(r"`((?:[\w.<>*-]+/)*(?:[\w.*-]+\.(?:py|md|po|pot|css|js|html|toml|cff)|[\w-]+/))`")
NAMED_PATHS = sorted(set(_PATH.findall(CONTRIBUTING)))


@pytest.mark.parametrize("name", NAMED_PATHS)
def test_paths_in_the_guide_for_contributors_exist(name: str) -> None:
    pattern = re.sub(r"<\w+>", "*", name).rstrip("/")  # `<language>` is any folder

    assert [*ROOT.glob(pattern), *PACKAGE.glob(pattern)]


def test_the_guide_for_contributors_lists_all_packages() -> None:
    table = CONTRIBUTING.partition("| Stage | Package |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)/?`", row.split("|")[2])}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")}

    assert packages <= named <= packages | modules


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_make_help_names_every_target() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607

    assert set(re.findall(r"^  ([a-z-]+) ", shown, re.MULTILINE)) == set(TARGETS)
