"""Run the smoke tests with the current and the previous minor releases of what postil is built on.

    compat.py [--only PACKAGE] [--back N]

Each release gets a virtual environment of its own, which is removed afterwards. Prints a table; the exit code is 1 if a
release fails. A release that cannot be installed together with the versions that postil supports is not a failure.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PACKAGES = ("sphinx", "myst-parser", "pydata-sphinx-theme", "sphinx-book-theme")
# The current minor release and the two before it.
RELEASES = 3
# With a release of pydata-sphinx-theme, the site has no other theme: each sphinx-book-theme requires one release of it.
WITHOUT_BOOK_THEME = frozenset({"pydata-sphinx-theme"})
TESTS = ("tests/test_smoke.py", "tests/build/test_sphinx_compat.py")
# What the tests need besides postil; their other requirements are for tests that do not run here.
TEST_PACKAGES = ("pytest", "hypothesis", "beautifulsoup4", "lxml")
SHARED = ("sphinx", "myst-parser", "pydata-sphinx-theme", "sphinx-book-theme")


@dataclass(frozen=True)
class Result:
    """What happened with a release."""

    package: str
    version: str
    outcome: str
    installed: str
    """The versions of the other packages."""

    @property
    def failed(self) -> bool:
        """Whether the tests failed."""
        return self.outcome == "failed"


def supported_versions(package: str) -> str:
    """Return the bounds that postil itself sets for a package; empty if it sets none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["book"]]
    found = [requirement for line in lines if (requirement := Requirement(line)).name == package]
    return str(found[0].specifier) if found else ""


def available_versions(package: str) -> list[str]:
    """Return the releases of a package that pip finds for this Python; empty if there are none."""
    command = [sys.executable, "-m", "pip", "index", "versions", package]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(r"Available versions: (.*)", shown)
    return found[1].split(", ") if found else []


def minor_releases(versions: list[str], bounds: str) -> list[str]:
    """Return the newest patch of each of the newest minor releases within `bounds`, newest first."""
    newest: dict[tuple[int, int], Version] = {}
    for version in sorted(map(Version, versions), reverse=True):
        if not version.is_prerelease and version in SpecifierSet(bounds):
            newest.setdefault((version.major, version.minor), version)
    return [str(version) for version in newest.values()][:RELEASES]


def run_tests(package: str, version: str) -> Result:
    """Install postil with a release of a package, and run the tests."""
    with tempfile.TemporaryDirectory(prefix="postil-compat-") as name:
        venv.create(name, with_pip=True)
        python = str(Path(name, "Scripts" if sys.platform == "win32" else "bin", "python"))
        own = f"{ROOT}" if package in WITHOUT_BOOK_THEME else f"{ROOT}[book]"
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", own]
        done = subprocess.run(
            [*install, f"{package}=={version}", *TEST_PACKAGES], capture_output=True, text=True, check=False
        )
        if done.returncode:
            conflict = "ResolutionImpossible" in done.stderr
            print(done.stderr[-2000:], file=sys.stderr)
            return Result(package, version, "cannot be installed with the others" if conflict else "failed", "")
        installed = versions_in(python)
        tests = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "filterwarnings=default", *TESTS]
        # Without this variable, so that the installed postil is tested and not a copy that it names.
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        code = subprocess.run(tests, cwd=ROOT, env=environ, check=False).returncode
        outcome = "failed" if code or installed.get(package) != version else "passed"
        others = ", ".join(f"{other} {found}" for other, found in installed.items() if other != package)
        return Result(package, version, outcome, others)


def versions_in(python: str) -> dict[str, str]:
    """Return the installed versions of the packages in `SHARED`."""
    shown = subprocess.run([python, "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True)
    found = dict(line.split("==") for line in shown.stdout.splitlines() if "==" in line)
    found = {name.lower().replace("_", "-"): version for name, version in found.items()}
    return {name: found[name] for name in SHARED if name in found}


def main() -> int:
    """Run the tests for all releases, or for those that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PACKAGES, help="test the releases of one package")
    parser.add_argument("--back", type=int, choices=range(RELEASES), help="test one release: 0 is the current one")
    arguments = parser.parse_args()
    results = []
    for package in [arguments.only] if arguments.only else PACKAGES:
        releases = minor_releases(available_versions(package), supported_versions(package))
        if not releases:
            results.append(Result(package, "", "failed", "pip finds no release"))
        chosen = releases if arguments.back is None else releases[arguments.back : arguments.back + 1]
        results += [run_tests(package, version) for version in chosen]
    print("\n| Package | Release | Result | With |\n|---|---|---|---|")
    for result in results:
        print(f"| {result.package} | {result.version} | {result.outcome} | {result.installed} |")
    return int(any(result.failed for result in results))


if __name__ == "__main__":
    sys.exit(main())
