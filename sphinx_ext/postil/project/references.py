"""References and toctree entries that name documents by the paths of their files, whatever their URLs are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.directives.other import TocTree
from sphinx.transforms import SphinxTransform
from sphinx.util import docname_join
from sphinx.util.matching import patfilter
from sphinx.util.nodes import explicit_title_re

from postil.blog.links import is_path
from postil.config.options import is_own_url
from postil.file_names import normalize_unicode
from postil.lazy_regex import lazy_regex
from postil.project.draft_links import names_only_drafts
from postil.project.html_links import FILES, publish_file
from postil.project.image_folders import is_file, referenced_path
from postil.project.mounted_project import MountedProject
from postil.project.site_files import find_file, path_in_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# References that may name a document as `{doc}` does. MyST resolves those to files with a suffix itself.
_REFERENCE_TYPES = frozenset({"doc", "any", "myst"})
_GLOB_PATTERN = lazy_regex(r".*?[*?\[]")


WRITTEN = "postil_link"
"""The attribute of references that a person wrote as a path: what it leads to is found when the page is written."""


class ResolveFileLinks(SphinxTransform):
    """Resolve Markdown links to files whose names contain characters with a meaning in URLs.

    MyST treats each `#` as the start of a fragment, and does not decode a `%23` in a file name.
    """

    default_priority = 300
    searched_nodes = (addnodes.pending_xref,)

    def apply(self, **kwargs: Any) -> None:
        """Resolve the links that MyST did not resolve."""
        for node in links_to_resolve(self.document):
            resolve_file_link(self.env, node)


class MarkWrittenLinks(SphinxTransform):
    """Mark the links that are paths; resolve those in captions, which were parsed later than the rest."""

    # Just before MyST creates other references, for links to ids (879).
    default_priority = 878
    searched_nodes = (addnodes.pending_xref, nodes.reference)

    def apply(self, **kwargs: Any) -> None:
        """Mark the links of the document."""
        for node in links_to_resolve(self.document):
            node[WRITTEN] = node["reftarget"]
            resolve_file_link(self.env, node)
        for reference in self.document.findall(nodes.reference):
            target = str(reference.get("refuri", ""))
            if not reference.get("internal") and (is_path(target) or is_own_url(target, self.config.postil)):
                reference[WRITTEN] = target
                if is_path(target) and (path := publish_file(self.env, target)):
                    reference[FILES] = path


def links_to_resolve(document: nodes.document) -> list[addnodes.pending_xref]:
    """Return the Markdown links that MyST did not resolve."""
    references = document.findall(addnodes.pending_xref)
    return [node for node in references if node.get("reftype") == "myst" and node.get("refdomain") is None]


def resolve_file_link(env: BuildEnvironment, node: addnodes.pending_xref) -> None:
    """Let a link lead to the document or the file that it names, if there is one."""
    for path, fragment in possible_paths(str(node.get("reftarget", ""))):
        file = referenced_path(env, env.docname, path)
        docname = _docname_of(env, path, file)
        if docname:
            node["refdomain"], node["reftarget"], node["reftargetid"] = "doc", docname, fragment or None
            return
        if is_file(file):
            _replace_by_download(node, path)
            return
    target = str(node.get("reftarget", ""))
    if file := find_file(env, target, copied=False):
        _replace_by_download(node, path_in_source(env, file))


def _replace_by_download(node: addnodes.pending_xref, path: str) -> None:
    """Replace a link by one to a file that is copied to the output."""
    attributes = {name: node[name] for name in ("refdoc", "reftype", "refexplicit")}
    download = addnodes.download_reference("", "", *node.children, reftarget=path, **attributes)
    download.source, download.line = node.source, node.line
    download[WRITTEN] = node["reftarget"]
    node.replace_self(download)


def possible_paths(target: str) -> Iterator[tuple[str, str]]:
    """Yield each path and fragment that the target of a link may consist of, the longest path first."""
    hashes = [index for index, character in enumerate(target) if character == "#"]
    for index in [len(target), *reversed(hashes)]:
        if path := unquote(target[:index]):
            yield path, target[index + 1 :]


def _docname_of(env: BuildEnvironment, path: str, file: str) -> str:
    """Return the docname of a file, whatever the Unicode normalization of its path; empty if it is no document."""
    docname = env.project.path2doc(file) or ""
    if docname in env.found_docs or not isinstance(env.project, MountedProject):
        return docname if docname in env.found_docs else ""
    suffix = next((suffix for suffix in env.project.source_suffix if path.endswith(suffix)), "")
    default = docname_join(env.project.default_docname(env.docname), normalize_unicode(path.removesuffix(suffix)))
    return (suffix and env.project.docname_at(default)) or ""


def find_document(project: MountedProject, docname: str, target: str) -> str:
    """Return the docname of the file that `target` names relative to `docname`; empty if the docname is `target`."""
    file_docname = project.docname_at(docname_join(project.default_docname(docname), target)) or ""
    return file_docname if file_docname and file_docname != docname_join(docname, target) else ""


def resolve_file_references(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the path of a file by its docname in references."""
    project, docname = app.project, app.env.docname
    if not isinstance(project, MountedProject):
        return
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("reftype") in _REFERENCE_TYPES and node.get("refdomain") != "doc":
            file_docname = find_document(project, docname, str(node.get("reftarget", "")))
            if file_docname:
                node["reftarget"] = f"/{file_docname}"


class PathTocTree(TocTree):
    """Sphinx's `toctree`, with entries that name documents by the paths of their files."""

    def run(self) -> list[nodes.Node]:
        """Replace each path by the docname of its file."""
        project, glob = self.env.project, "glob" in self.options
        if isinstance(project, MountedProject) and (project.renamed or project.rules.ablog):
            content = StringList()
            for source, offset, entry in self.content.xitems():
                if is_entry_of_drafts(project, self.env, entry, glob=glob):
                    self.env.note_reread()  # as Sphinx does for other entries without a document
                    continue
                for name in resolve_toctree_entry(project, self.env, entry, glob=glob):
                    content.append(name, source, offset)
            self.content = content
        return super().run()


def is_entry_of_drafts(project: MountedProject, env: BuildEnvironment, entry: str, *, glob: bool) -> bool:
    """Return whether an entry of a toctree means drafts only, which have pages in ABlog."""
    explicit = explicit_title_re.match(entry)
    target = explicit.group(2) if explicit else entry
    is_pattern = glob and not explicit and bool(_GLOB_PATTERN.match(entry))
    name = docname_join(env.docname, target if is_pattern else project.remove_suffix(target) or target)
    return names_only_drafts(env, name, is_pattern=is_pattern)


def resolve_toctree_entry(project: MountedProject, env: BuildEnvironment, entry: str, *, glob: bool) -> list[str]:
    """Return the entries that replace an entry: itself, or the documents that it names by path."""
    docname = env.docname
    explicit = explicit_title_re.match(entry)
    if glob and _GLOB_PATTERN.match(entry) and not explicit:
        pattern = docname_join(docname, entry)
        paths = {path: name for path, name in project.renamed.items() if name != docname}
        names = [f"/{paths[path]}" for path in sorted(patfilter(paths, pattern))]
        by_docname = patfilter(env.found_docs - {docname}, pattern)
        names = [name for name in names if name[1:] not in by_docname]
        return [entry, *names] if by_docname or not names else names
    title, target = (explicit.group(1), explicit.group(2)) if explicit else ("", entry)
    suffix = next((suffix for suffix in project.source_suffix if target.endswith(suffix)), "")
    file_docname = find_document(project, docname, target.removesuffix(suffix) if suffix else target)
    if not file_docname:
        return [entry]
    return [f"{title} </{file_docname}>" if title else f"/{file_docname}"]


def setup(app: Sphinx) -> None:
    """Resolve references before the domain collects them."""
    app.add_transform(ResolveFileLinks)
    app.add_transform(MarkWrittenLinks)
    app.add_directive("toctree", PathTocTree, override=True)
    app.connect("doctree-read", resolve_file_references, priority=600)
