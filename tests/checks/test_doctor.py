"""`postil doctor`: what it says about git, hosts and packages."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

from postil.checks import doctor
from postil.checks.doctor import (
    State,
    examine_extras,
    examine_fonts,
    examine_git,
    examine_host,
    examine_versions,
    wanted_extras,
)
from postil.config.options import Options

if TYPE_CHECKING:
    from postil.checks.doctor import Diagnosis


def bad(diagnoses: list[Diagnosis]) -> list[str]:
    """Return what is not right."""
    return [each.text for each in diagnoses if each.state is not State.OK]


def run_git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as a person with a name."""
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)  # noqa: S603, S607


def test_this_installation_is_healthy() -> None:
    found = [*examine_versions("sphinx_book_theme"), *examine_extras({"book", "live"})]

    assert bad(found) == []
    assert any("sphinx-book-theme" in each.text for each in found)


def test_what_a_site_needs() -> None:
    options = Options(postil_search="pagefind")

    assert wanted_extras(options, "sphinx_book_theme", [".heic", ".bib"]) == {"book", "pagefind", "heif", "citations"}
    assert wanted_extras(Options(), "furo", [".md"]) == set()


def test_all_extras_are_examined() -> None:
    """Those of pyproject.toml but `testing`, with all of their packages."""
    pyproject = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    extras = pyproject["project"]["optional-dependencies"]
    packages = {extra: tuple(Requirement(text).name for text in texts) for extra, texts in extras.items()}

    assert {extra: names for extra, (_purpose, names) in doctor._EXTRAS.items()} == {  # noqa: SLF001
        extra: names for extra, names in packages.items() if extra != "testing"
    }


def test_titles_that_no_font_of_the_cards_has_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.metadata.card_fonts._SYSTEM_FONTS", ())

    assert bad(list(examine_fonts(Options(), tmp_path, ["The mill", "Мельница", "Ο μύλος"]))) == []
    assert [text.partition(";")[0] for text in bad(list(examine_fonts(Options(), tmp_path, ["A", "水車"])))] == [
        "social cards: no font for the title of “水車”"
    ]


def test_a_missing_package_is_a_problem_only_if_the_site_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.checks.doctor._version", lambda _name: None)

    assert [text for text in bad(list(examine_extras({"heif"}))) if "heif" in text] == [
        "heif: pillow-heif is missing, and this site needs it (HEIC photos from phones)"
    ]
    assert bad(list(examine_versions("basic")))


@pytest.mark.parametrize(("needs_dates", "state"), [(True, State.PROBLEM), (False, State.ADVICE)])
def test_a_shallow_clone_lacks_dates(tmp_path: Path, needs_dates: bool, state: State) -> None:  # noqa: FBT001
    full, shallow = tmp_path / "full", tmp_path / "shallow"
    full.mkdir()
    run_git(full, "init", "-q")
    for number in range(2):
        run_git(full, "commit", "--allow-empty", "-qm", str(number))
    run_git(tmp_path, "clone", "-q", "--depth=1", full.as_uri(), str(shallow))

    assert [each.state for each in examine_git(full, needs_dates=needs_dates)] == [State.OK]
    (found,) = examine_git(shallow, needs_dates=needs_dates)
    assert (found.state, found.advice) == (state, "git fetch --unshallow")
    assert len(bad(list(examine_git(tmp_path, needs_dates=True)))) == 1


@pytest.mark.parametrize(
    ("workflow", "base", "urls", "problems"),
    [
        ("", "https://example.org/", ["a.html", "b.html"], []),
        ("", "", [], ["`blog_baseurl` is not set"]),
        ("run: sphinx-build -D blog_baseurl=$URL docs build", "", [], []),
        ("", "http://example.org/", [], ["http://example.org/ is not encrypted"]),
        ("", "https://example.org/", ["About.html", "about.html"], ["About.html and about.html differ in case only"]),
        ("uses: x\nrun: git push origin gh-pages", "https://example.org/", [], ["GitHub Pages hides folders that"]),
        ("run: touch .nojekyll; git push origin gh-pages", "https://example.org/", [], []),
    ],
)
def test_what_a_host_gets_wrong(tmp_path: Path, workflow: str, base: str, urls: list[str], problems: list[str]) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "site.yml").write_text(workflow, "utf-8")
    files = {tmp_path / "big.mov": 30 * 1024**2} if problems else {}

    found = bad(list(examine_host(tmp_path / "docs", base, urls, files)))

    assert [text[: len(problem)] for text, problem in zip(found, problems, strict=False)] == problems
    assert [text for text in found[len(problems) :] if "big.mov has 30 MB" not in text] == []
