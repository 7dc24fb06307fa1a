"""The hosts that a new blog can be published on, and the file that tells each how to build it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class Host:
    """A host."""

    name: str
    """Its name as people write it."""
    template: str
    """The template of its file, in `templates/init/hosts`."""
    path: str
    """The path of its file in the folder of the blog."""
    steps: str
    """What to do once, as a Markdown paragraph."""
    more: Mapping[str, str] = field(default_factory=dict)
    """The templates of other files that it needs, by their paths."""


_PUSH = "Then push the blog: `{path}` builds and publishes it."

HOSTS = {
    "github": Host(
        "GitHub Pages",
        "github.yml",
        ".github/workflows/pages.yml",
        "Create a repository on GitHub. In its settings, under *Pages*, choose *GitHub Actions* as the source. "
        + _PUSH,
    ),
    "gitlab": Host(
        "GitLab Pages",
        "gitlab.yml",
        ".gitlab-ci.yml",
        "Create a project on GitLab. " + _PUSH,
    ),
    "netlify": Host(
        "Netlify",
        "netlify.toml",
        "netlify.toml",
        "Push the blog to a repository, and import that at [Netlify](https://app.netlify.com/start). `{path}` has all "
        "settings.",
        {"package.json": "netlify-package.json"},
    ),
    "cloudflare": Host(
        "Cloudflare Pages",
        "cloudflare.yml",
        ".github/workflows/pages.yml",
        "Create a repository on GitHub, and a Pages project at Cloudflare. The comment at the top of `{path}` says "
        "which secrets the repository needs. " + _PUSH,
    ),
    "readthedocs": Host(
        "Read the Docs",
        "readthedocs.yaml",
        ".readthedocs.yaml",
        "Push the blog to a repository, and import that at [Read the Docs](https://readthedocs.org/). `{path}` has all "
        "settings.",
    ),
    "codeberg": Host(
        "Codeberg Pages",
        "codeberg.yml",
        ".forgejo/workflows/pages.yml",
        "Create a repository on Codeberg. The comment at the top of `{path}` says which setting and token it needs. "
        + _PUSH,
    ),
}
