"""What the guide to publishing tells writers to put into their repositories does what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/how-to/publishing.md").read_text("utf-8")
ADDRESS = "https://someone.github.io/essays"


def block(after: str) -> Any:
    """Return the first block of YAML behind a label of the guide. `on` is True in YAML 1.1; it is the word here."""
    found = re.search(r"```yaml\n(.*?)```", GUIDE.partition(f"({after})=")[2], re.DOTALL)
    assert found
    return yaml.safe_load(re.sub(r"^on:", '"on":', found[1], flags=re.MULTILINE))


def steps(workflow: Any) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_workflow_builds_on_each_push_and_once_a_day() -> None:
    own = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text("utf-8").replace("\non:", '\n"on":'))
    for workflow in (block("github-pages"), own):
        assert workflow["on"]["push"]["branches"] == ["main"]
        [entry] = workflow["on"]["schedule"]
        minute, hour, *days = entry["cron"].split()
        assert 0 <= int(minute) < 60
        assert 0 <= int(hour) < 24
        assert days == ["*", "*", "*"]
        # What actions/deploy-pages asks for.
        assert workflow["permissions"]["pages"] == workflow["permissions"]["id-token"] == "write"
        used = [step["uses"].partition("@")[0] for step in steps(workflow) if "uses" in step]
        assert used[-2:] == ["actions/upload-pages-artifact", "actions/deploy-pages"]
        assert used[0] == "actions/checkout"
        first, second = workflow["jobs"]
        assert workflow["jobs"][second]["needs"] == first
        assert workflow["jobs"][second]["environment"]["name"] == "github-pages"


@pytest.mark.parametrize(("now", "shown"), [("1735689600", False), ("1893542400", True)])  # 2025-01-01, 2030-01-02
def test_commands_of_the_workflow_publish_a_blog(
    site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch, now: str, *, shown: bool
) -> None:
    """As GitHub runs them, in the first folder of a repository; a post of the future appears once its day has come."""
    site.write({"docs/conf.py": 'extensions = ["postil"]\n', "docs/index.md": "# Home\n"})
    site.write({"posts/a.md": post(), "posts/b.md": post(title="Later", date="2030-01-01")})
    commands = [step["run"] for step in steps(block("github-pages")) if "run" in step]
    assert commands[0] == 'pip install "postil[book]"'
    [build] = commands[1:]
    [folder] = [step["with"]["path"] for step in steps(block("github-pages")) if "upload" in step.get("uses", "")]
    line = build.replace("${{ steps.pages.outputs.base_url }}", ADDRESS)
    assert "${{" not in line
    monkeypatch.setenv("SOURCE_DATE_EPOCH", now)

    program, *arguments = shlex.split(line)
    assert program == "sphinx-build"
    command = [sys.executable, "-m", "sphinx", *arguments]
    found = subprocess.run(command, cwd=site.folder, capture_output=True, text=True, check=False)  # noqa: S603
    assert found.returncode == 0, found.stderr
    output = site.folder / folder
    feed = (output / "blog/atom.xml").read_text("utf-8")
    assert f'href="{ADDRESS}/posts/a.html"' in feed
    assert (f"{ADDRESS}/posts/b.html" in feed) is shown
    assert (output / "posts/b.html").is_file() is shown


def test_read_the_docs_configuration() -> None:
    settings = block("read-the-docs")
    oldest = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))

    assert settings["version"] == 2
    assert oldest
    assert int(settings["build"]["tools"]["python"].partition(".")[2]) >= int(oldest[1])
    assert settings["sphinx"] == {"configuration": "docs/conf.py", "fail_on_warning": True}
    [install] = settings["python"]["install"]
    named = f"and a file `{install['requirements']}`:\n\n```text\npostil[book]\n```"
    assert named in GUIDE
