"""Find documents by the places of their files, whatever their addresses are: in references and tables of contents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.directives.other import TocTree
from sphinx.transforms import SphinxTransform
from sphinx.util import docname_join
from sphinx.util.matching import patfilter
from sphinx.util.nodes import explicit_title_re

from postil.file_names import normalize_unicode
from postil.project.image_folders import is_file, referenced_path
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# The kinds of references that name a document as `{doc}` does. MyST has found those that name a file by itself.
_KINDS = frozenset({"doc", "any", "myst"})
_PATTERN = re.compile(r".*?[*?\[]")


class FindFiles(SphinxTransform):
    """Find the files of links in Markdown whose names have signs that mean something else in a URL.

    MyST takes a `#` for the start of a fragment, and leaves the `%23` that stands for one in a name as it is.
    """

    default_priority = 300

    def apply(self, **kwargs: Any) -> None:
        """Aim the links that MyST did not find a file for."""
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("reftype") == "myst" and node.get("refdomain") is None:
                aim_at_file(self.env, node)


def aim_at_file(env: BuildEnvironment, node: addnodes.pending_xref) -> None:
    """Aim a link at the document or the file that it names, if there is one."""
    for path, fragment in spellings(str(node.get("reftarget", ""))):
        file = referenced_path(env, env.docname, path)
        docname = _document_of(env, path, file)
        if docname:
            node["refdomain"], node["reftarget"], node["reftargetid"] = "doc", docname, fragment or None
            return
        if is_file(file):
            attributes = {name: node[name] for name in ("refdoc", "reftype", "refexplicit")}
            download = addnodes.download_reference("", "", *node.children, reftarget=path, **attributes)
            download.source, download.line = node.source, node.line
            node.replace_self(download)
            return


def spellings(target: str) -> Iterator[tuple[str, str]]:
    """Yield the paths and fragments that a link may mean, the longest path first."""
    places = [place for place, sign in enumerate(target) if sign == "#"]
    for place in [len(target), *reversed(places)]:
        if path := unquote(target[:place]):
            yield path, target[place + 1 :]


def _document_of(env: BuildEnvironment, path: str, file: str) -> str:
    """Return the document that a link leads to by the path of its file, however accents are written."""
    docname = env.project.path2doc(file) or ""
    if docname in env.found_docs or not isinstance(env.project, MountedProject):
        return docname if docname in env.found_docs else ""
    suffix = next((suffix for suffix in env.project.source_suffix if path.endswith(suffix)), "")
    place = docname_join(env.project.default_docname(env.docname), normalize_unicode(path.removesuffix(suffix)))
    return (suffix and env.project.docname_at(place)) or ""


def find_document(project: MountedProject, docname: str, target: str) -> str:
    """Return the document whose file `target` names, seen from that of `docname`; empty if it is at its own path."""
    found = project.docname_at(docname_join(project.default_docname(docname), target)) or ""
    return found if found and found != docname_join(docname, target) else ""


def resolve_file_references(app: Sphinx, doctree: nodes.document) -> None:
    """Let references that name a document by the path of its file lead to its address."""
    project, docname = app.project, app.env.docname
    if not isinstance(project, MountedProject):
        return
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("reftype") in _KINDS and node.get("refdomain") != "doc":
            found = find_document(project, docname, str(node.get("reftarget", "")))
            if found:
                node["reftarget"] = f"/{found}"


class FileTocTree(TocTree):
    """Sphinx's `toctree`, in which files are named by their paths, whatever their addresses are."""

    def run(self) -> list[nodes.Node]:
        """Put the name that each entry has in the site in place of its path."""
        project = self.env.project
        if isinstance(project, MountedProject) and project.renamed:
            content = StringList()
            for source, offset, entry in self.content.xitems():
                for name in resolve_toctree_entry(project, self.env, entry, glob="glob" in self.options):
                    content.append(name, source, offset)
            self.content = content
        return super().run()


def resolve_toctree_entry(project: MountedProject, env: BuildEnvironment, entry: str, *, glob: bool) -> list[str]:
    """Return what stands for an entry of a table of contents: itself, or the documents that it names by path."""
    docname = env.docname
    explicit = explicit_title_re.match(entry)
    if glob and _PATTERN.match(entry) and not explicit:
        pattern = docname_join(docname, entry)
        paths = {path: name for path, name in project.renamed.items() if name != docname}
        names = [f"/{paths[path]}" for path in sorted(patfilter(paths, pattern))]
        by_address = patfilter(env.found_docs - {docname}, pattern)
        names = [name for name in names if name[1:] not in by_address]
        return [entry, *names] if by_address or not names else names
    title, target = (explicit.group(1), explicit.group(2)) if explicit else ("", entry)
    suffix = next((suffix for suffix in project.source_suffix if target.endswith(suffix)), "")
    found = find_document(project, docname, target.removesuffix(suffix) if suffix else target)
    if not found:
        return [entry]
    return [f"{title} </{found}>" if title else f"/{found}"]


def setup(app: Sphinx) -> None:
    """Aim references before the domain looks at them."""
    app.add_transform(FindFiles)
    app.add_directive("toctree", FileTocTree, override=True)
    app.connect("doctree-read", resolve_file_references, priority=600)
