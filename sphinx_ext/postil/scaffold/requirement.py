"""The line of requirements.txt that installs the same postil as here on another computer."""

from __future__ import annotations

import json
from importlib import metadata
from typing import TYPE_CHECKING, Any

from postil import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXTRAS = "postil[book,live]"
_REPOSITORY = "https://github.com/postil/postil"


def requirement(direct_url: Mapping[str, Any] | None, version: str = __version__) -> str:
    """Return the line; `direct_url` says where postil was installed from (PEP 610), None if from a package index.

    Another computer does not have a local folder, so the line names postil's repository instead.
    """
    if direct_url is None:
        return f"{_EXTRAS}>={version}"
    vcs = direct_url.get("vcs_info")
    if not vcs:
        url = str(direct_url.get("url", ""))
        return f"{_EXTRAS} @ {url if url.startswith('https://') else f'git+{_REPOSITORY}'}"
    commit = vcs.get("requested_revision") or vcs.get("commit_id")
    return f"{_EXTRAS} @ {vcs.get('vcs', 'git')}+{direct_url['url']}" + (f"@{commit}" if commit else "")


def installed_requirement() -> str:
    """Return the line for the postil that runs."""
    try:
        text = metadata.distribution("postil").read_text("direct_url.json")
    except metadata.PackageNotFoundError:  # it runs from a folder
        text = "{}"
    return requirement(json.loads(text) if text else None)
