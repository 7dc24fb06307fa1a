"""The path of a page's source file, for the theme's links to edit and view it."""

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


# The template variables with the folder of the sources: PyData and book theme, Read the Docs' theme, Furo.
_FOLDER_KEYS = ("doc_path", "conf_py_path", "theme_source_directory")
_EDIT_URLS = {
    "github": "{url}/{user}/{repo}/edit/{version}/{path}",
    "gitlab": "{url}/{user}/{repo}/-/edit/{version}/{path}",
    "bitbucket": "{url}/{user}/{repo}/src/{version}/{path}?mode=edit",
}


def edit_link_context(
    project: MountedProject, pagename: str, context: Mapping[str, Any], *, sourcename: str
) -> dict[str, str]:
    """Return the template variables from which themes build the links to edit and view the source of a page.

    Themes join folder, docname and suffix, and Sphinx computes the suffix from the length of the docname. Both are
    wrong for a file in a mounted folder, and for one whose docname differs from its path.
    """
    path = PurePosixPath(project.doc2path(pagename, absolute=False).as_posix())
    variables = {"page_source_suffix": path.suffix}
    if context.get("sourcename"):
        variables["sourcename"] = sourcename
    for key in _FOLDER_KEYS:
        folder = str(context.get(key) or "")
        full_path = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
        if full_path == posixpath.normpath(posixpath.join("/", folder, pagename + path.suffix)).lstrip("/"):
            continue
        if full_path.endswith(pagename + path.suffix):
            variables[key] = full_path.removesuffix(pagename + path.suffix)
        elif key == "doc_path":
            variables |= _pydata_edit_link(context, full_path)
        elif key == "theme_source_directory":
            variables |= _furo_links(context, full_path)
    return variables


# The URLs that Furo builds to edit and to view a file.
_FURO_URLS = {
    "https://github.com/": ("{repo}/edit/{branch}/{path}", "{repo}/blob/{branch}/{path}?plain=true"),
    "https://gitlab.com/": ("{repo}/-/edit/{branch}/{path}", "{repo}/blob/{branch}/{path}"),
    "https://bitbucket.org/": ("{repo}/src/{branch}/{path}?mode=edit&at={branch}", "{repo}/src/{branch}/{path}"),
}


def _furo_links(context: Mapping[str, Any], path: str) -> dict[str, str]:
    """Return the links to the file at `path` for Furo, which would build them from the docname."""
    repo, branch = (str(context.get(f"theme_source_{part}") or "") for part in ("repository", "branch"))
    if context.get("theme_source_edit_link") or not branch:
        return {}
    for host, templates in _FURO_URLS.items():
        if repo.startswith(host):
            urls = [each.format(repo=repo.rstrip("/"), branch=branch, path=quote(path)) for each in templates]
            return dict(zip(("theme_source_edit_link", "theme_source_view_link"), urls, strict=True))
    return {}


def _pydata_edit_link(context: Mapping[str, Any], path: str) -> dict[str, str]:
    """Return the URL to edit the file at `path` as a template, which is how PyData's theme accepts a full URL."""
    for name, template in _EDIT_URLS.items():
        if all(context.get(f"{name}_{part}") for part in ("user", "repo", "version")):
            parts = {part: context[f"{name}_{part}"] for part in ("user", "repo", "version")}
            host = context.get(f"{name}_url") or f"https://{name}.{'org' if name == 'bitbucket' else 'com'}"
            # The theme requires `file_name` in the template; here it is part of the path.
            url = template.format(url=host, path=quote(path), **parts)
            return {"edit_page_url_template": url + "{# file_name #}", "edit_page_provider_name": name}
    return {}
