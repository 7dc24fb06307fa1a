"""Where a page's source lies, for links to edit it and to see it."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

    from postil.project.mounted_project import MountedProject


def source_name(app: Sphinx, docname: str) -> str:
    """Return the name under which a document's source is copied into the output."""
    suffix = app.env.doc2path(docname).suffix
    extra = app.config.html_sourcelink_suffix
    return docname + suffix + ("" if suffix == extra else extra)


# What themes know the folder of the sources by: pydata and the book theme, Read the Docs' theme, furo.
_FOLDER_KEYS = ("doc_path", "conf_py_path", "theme_source_directory")
_PROVIDERS = {
    "github": "{url}/{user}/{repo}/edit/{version}/{path}",
    "gitlab": "{url}/{user}/{repo}/-/edit/{version}/{path}",
    "bitbucket": "{url}/{user}/{repo}/src/{version}/{path}?mode=edit",
}


def edit_link_context(
    project: MountedProject, pagename: str, context: Mapping[str, Any], *, sourcename: str
) -> dict[str, str]:
    """Return where a page's source lies, for links to edit it and to see it.

    Sphinx cuts the suffix from the path by the length of the document's name, and themes put folder, name and suffix
    together again; with a file that lies elsewhere or has another name, neither is right.
    """
    path = PurePosixPath(project.doc2path(pagename, absolute=False).as_posix())
    found = {"page_source_suffix": path.suffix}
    if context.get("sourcename"):
        found["sourcename"] = sourcename
    for key in _FOLDER_KEYS:
        folder = str(context.get(key) or "")
        whole = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
        if whole == posixpath.normpath(posixpath.join("/", folder, pagename + path.suffix)).lstrip("/"):
            continue
        if whole.endswith(pagename + path.suffix):
            found[key] = whole.removesuffix(pagename + path.suffix)
        elif key == "doc_path":
            found |= _edit_template(context, whole)
        elif key == "theme_source_directory":
            found |= _whole_links(context, whole)
    return found


# What furo makes of repository, branch and path: to edit and to view.
_LINKS = {
    "https://github.com/": ("{repo}/edit/{branch}/{path}", "{repo}/blob/{branch}/{path}?plain=true"),
    "https://gitlab.com/": ("{repo}/-/edit/{branch}/{path}", "{repo}/blob/{branch}/{path}"),
    "https://bitbucket.org/": ("{repo}/src/{branch}/{path}?mode=edit&at={branch}", "{repo}/src/{branch}/{path}"),
}


def _whole_links(context: Mapping[str, Any], whole: str) -> dict[str, str]:
    """Return the links to the file at `whole` for a theme that would make them of the page's name."""
    repo, branch = (str(context.get(f"theme_source_{part}") or "") for part in ("repository", "branch"))
    if context.get("theme_source_edit_link") or not branch:
        return {}
    for host, forms in _LINKS.items():
        if repo.startswith(host):
            path = quote(whole)
            links = [form.format(repo=repo.rstrip("/"), branch=branch, path=path) for form in forms]
            return dict(zip(("theme_source_edit_link", "theme_source_view_link"), links, strict=True))
    return {}


def _edit_template(context: Mapping[str, Any], whole: str) -> dict[str, str]:
    """Return the address to edit the file at `whole`, in the form in which the theme takes a whole address."""
    for name, form in _PROVIDERS.items():
        if all(context.get(f"{name}_{part}") for part in ("user", "repo", "version")):
            parts = {part: context[f"{name}_{part}"] for part in ("user", "repo", "version")}
            host = context.get(f"{name}_url") or f"https://{name}.{'org' if name == 'bitbucket' else 'com'}"
            # The theme insists that the template names the file; here it is part of the path.
            address = form.format(url=host, path=quote(whole), **parts)
            return {"edit_page_url_template": address + "{# file_name #}", "edit_page_provider_name": name}
    return {}
