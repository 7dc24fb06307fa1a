"""The files for hosts, which the guide to publishing shows: they build a blog, and keep what the next build needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from postil.scaffold.hosts import HOSTS
from postil.scaffold.new_site import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/how-to/publishing.md").read_text("utf-8")
WORKFLOWS = ["github", "cloudflare", "codeberg"]
CACHED = ["build/html", "build/.html.doctrees"]


def text_for(host: str) -> str:
    """Return the file for a host; `own` is that of this repository."""
    return (
        ROOT / ".github/workflows/pages.yml" if host == "own" else TEMPLATES / "hosts" / HOSTS[host].template
    ).read_text("utf-8")


def workflow(host: str) -> Any:
    """Return a parsed workflow. `on` is True in YAML 1.1; it is the word here."""
    return yaml.safe_load(text_for(host).replace("\non:", '\n"on":'))


def steps(host: str) -> list[dict[str, Any]]:
    return [step for job in workflow(host)["jobs"].values() for step in job["steps"]]


def options(host: str, action: str) -> dict[str, str]:
    """Return the options of the step that uses an action."""
    [step] = [step for step in steps(host) if step.get("uses", "").startswith(f"{action}@")]
    found: dict[str, str] = step["with"]
    return found


@dataclass
class Instructions:
    """What a host does for each build."""

    commands: list[str]
    """The commands, without those that install packages or upload the pages."""
    kept: list[str]
    """The folders that it keeps between builds."""
    published: str
    """The folder that it publishes."""


def instructions(host: str) -> Instructions:
    if host == "gitlab":
        job = yaml.safe_load(text_for(host))["pages"]
        kept = [path for path in job["cache"]["paths"] if path != ".cache/pip"]
        return Instructions(job["script"][1:], kept, job["artifacts"]["paths"][0])
    if host == "netlify":
        settings = tomllib.loads(text_for(host))
        return Instructions(
            [settings["build"]["command"]], settings["plugins"][0]["inputs"]["paths"], settings["build"]["publish"]
        )
    commands = [step["run"] for step in steps(host) if "run" in step]
    commands = [command for command in commands if "pip install" not in command and "git push" not in command]
    kept = [path for path in options(host, "actions/cache")["path"].split() if path != "~/.cache/pip"]
    if host == "own":
        commands = [commands_of_make(command) for command in commands]
    return Instructions(commands, kept, "build/html")


def commands_of_make(line: str) -> str:
    """Return what `make html SPHINXOPTS=…` runs."""
    found = re.fullmatch(r'make html SPHINXOPTS="(.*)"', line)
    recipe = re.search(r"^html:.*\n\t(.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert found
    assert recipe
    return recipe[1].replace("$(BIN)/", "").replace("$(SPHINXOPTS)", found[1])


def run(commands: list[str], folder: Path) -> None:
    """Run commands in a checkout as a host does. The packages are installed already."""
    script = "\n".join(commands).replace("${{ steps.pages.outputs.base_url }}", "https://someone.github.io/essays")
    assert "${{" not in script
    variables = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "SOURCE_DATE_EPOCH": "1735689600",  # 2025-01-01
        "GITHUB_REPOSITORY": "someone/essays",
        "GITHUB_REPOSITORY_OWNER": "someone",
        "CI_PAGES_URL": "https://someone.gitlab.io/essays",
        "URL": "https://essays.netlify.app",
    }
    command = ["sh", "-e", "-c", script]
    found = subprocess.run(  # noqa: S603
        command, cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """Return when each doctree and each page was written, and into which place on the disk."""
    found = {path.relative_to(folder).as_posix(): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {
        name: (stat.st_mtime_ns, stat.st_ino)
        for name, stat in found.items()
        if name.endswith(".doctree") or name.startswith("build/html/")
    }


@pytest.mark.parametrize("host", [*WORKFLOWS, "gitlab", "netlify", "own"])
def test_a_host_builds_a_fresh_checkout_with_what_it_kept(tmp_path: Path, post: Callable[..., str], host: str) -> None:
    """At another path, it reads no document and writes no page again. Drafts and the cache are not published."""
    checkout, again = tmp_path / "one" / "essays", tmp_path / "two" / "essays"
    files = {
        "docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\n',
        "docs/index.md": "# Home\n\n```{postlist}\n:excerpts:\n```\n",
        "posts/a.md": post(),
        "posts/b.md": post(title="Later", date="2030-01-01"),
        "posts/c.md": post("Unfinished.", title="Secret", draft=True),
    }
    for folder in (checkout, again):  # all files of the second are newer
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    given = instructions(host)
    run(given.commands, checkout)
    for name in given.kept:
        shutil.copytree(checkout / name, again / name)
    before = written(again)
    run(given.commands, again)

    assert any(name.endswith("a.doctree") for name in before)
    assert written(again) == before
    published = {path: path.read_bytes() for path in (again / given.published).rglob("*") if path.is_file()}
    feed = published[again / given.published / "blog/atom.xml"].decode()
    assert re.search(r'href="https://[\w.-]+(/essays)?/posts/a\.html"', feed)
    assert not [path for path, content in published.items() if b"Secret" in content or b"Later" in content]
    assert not [path for path in published if "doctree" in str(path) or path.suffix == ".pickle"]
    kept = [path for name in given.kept for path in (again / name).rglob("*") if path.is_file()]
    assert not [path for path in kept if b"Unfinished" in path.read_bytes()]


@pytest.mark.parametrize("host", [*WORKFLOWS, "own"])
def test_workflows_build_on_each_push_and_once_a_day(host: str) -> None:
    triggers = workflow(host)["on"]
    [entry] = triggers["schedule"]
    minute, hour, *days = entry["cron"].split()

    assert triggers["push"]["branches"] == ["main"]
    assert 0 <= int(minute) < 60
    assert 0 <= int(hour) < 24
    assert days == ["*", "*", "*"]


@pytest.mark.parametrize("host", ["github", "own"])
def test_workflows_for_github_pages(host: str) -> None:
    """With what actions/deploy-pages requires."""
    parsed = workflow(host)
    assert parsed["permissions"]["pages"] == parsed["permissions"]["id-token"] == "write"
    used = [step["uses"].partition("@")[0] for step in steps(host) if "uses" in step]
    assert used[-2:] == ["actions/upload-pages-artifact", "actions/deploy-pages"]
    assert used[0] == "actions/checkout"
    assert options(host, "actions/upload-pages-artifact")["path"] == "build/html"
    first, second = parsed["jobs"]
    assert parsed["jobs"][second]["needs"] == first
    assert parsed["jobs"][second]["environment"]["name"] == "github-pages"


@pytest.mark.parametrize("host", [*WORKFLOWS, "own"])
def test_each_run_saves_a_new_cache_and_restores_the_newest(host: str) -> None:
    """A cache never changes: under a key that exists already, nothing would be saved."""
    cache = options(host, "actions/cache")

    assert cache["key"] == cache["restore-keys"] + "${{ github.run_id }}"
    assert [step.get("uses", "").partition("@")[0] for step in steps(host)].index("actions/cache") < [
        "run" in step for step in steps(host)
    ].index(True)


@pytest.mark.parametrize("host", [name for name in HOSTS if name != "readthedocs"])
def test_hosts_keep_the_pages_and_the_build_cache(host: str) -> None:
    assert instructions(host).kept == CACHED
    assert all(f"- `{folder}`: " in GUIDE for folder in CACHED)


def test_the_plugin_of_netlify_is_installed() -> None:
    [plugin] = tomllib.loads(text_for("netlify"))["plugins"]

    assert f'"{plugin["package"]}"' in (TEMPLATES / "hosts/netlify-package.json").read_text("utf-8")


def test_read_the_docs_configuration() -> None:
    settings = yaml.safe_load(text_for("readthedocs"))
    oldest = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))

    assert settings["version"] == 2
    assert oldest
    assert int(settings["build"]["tools"]["python"].partition(".")[2]) >= int(oldest[1])
    assert settings["sphinx"] == {"configuration": "docs/conf.py", "fail_on_warning": True}
    assert settings["python"]["install"] == [{"requirements": "requirements.txt"}]


def test_the_guide_shows_the_file_of_each_host() -> None:
    for name, host in HOSTS.items():
        assert f"| `{name}` | [" in GUIDE
        assert f"`{host.path}`" in GUIDE
        for template in (host.template, *host.more.values()):
            assert f"{{literalinclude}} ../../sphinx_ext/postil/templates/init/hosts/{template}\n" in GUIDE
