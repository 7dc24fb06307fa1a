"""Links to drafts are text in a site that follows ABlog's rules, where drafts have pages: no warning fails the build.

The log names the drafts, see `unpublished`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util import docname_join
from sphinx.util.matching import patfilter

from postil.front_matter.heading import first_heading
from postil.front_matter.parse import Status, title_from_path
from postil.i18n import CATALOG
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ = get_translation(CATALOG)


def drafts_with_pages(env: BuildEnvironment) -> dict[str, str]:
    """Return the paths of the files that only ABlog has pages for, by their docnames there."""
    project = env.project
    if not isinstance(project, MountedProject) or not project.rules.ablog:
        return {}
    readable = [path for path, status in project.unpublished.items() if status is not Status.UNREADABLE]
    return {project.remove_suffix(path): path for path in readable}


def names_only_drafts(env: BuildEnvironment, docname: str, *, is_pattern: bool) -> bool:
    """Return whether an entry of a toctree, as a docname or a pattern for docnames, means drafts and nothing else."""
    drafts = drafts_with_pages(env)
    if not is_pattern:
        return docname in drafts
    return bool(patfilter(drafts, docname)) and not patfilter(env.found_docs, docname)


def find_draft(env: BuildEnvironment, docname: str, target: str) -> str:
    """Return the path of the draft that `target` names in the document `docname`: by its path, or by a label in it."""
    drafts = drafts_with_pages(env)
    if path := drafts.get(docname_join(docname, target)):
        return path
    for name, path in drafts.items():
        text = _read(env, path)
        label = re.escape(target)
        if name.rpartition("/")[2] == target or re.search(rf"(?im)^(?:\({label}\)=|\.\. _`?{label}`?:)\s*$", text):
            return path
    return ""


def draft_title(env: BuildEnvironment, path: str) -> str:
    """Return the title of a draft."""
    front = env.project.statuses.front_matter(path) if isinstance(env.project, MountedProject) else None
    title = front.title if front else ""
    return title or first_heading(_read(env, path), Path(path).suffix) or title_from_path(path)


def _read(env: BuildEnvironment, path: str) -> str:
    return Path(env.srcdir, path).read_text("utf-8-sig", errors="replace")


def link_to_draft(
    env: BuildEnvironment, node: nodes.Element, contnode: nodes.Element, target: str
) -> nodes.Element | None:
    """Return the text that replaces a reference to a draft; None if it is to something else."""
    path = find_draft(env, str(node.get("refdoc") or env.docname), target)
    if not path:
        return None
    keeps_text = node.get("refexplicit") or (node.get("reftype") == "myst" and contnode.children)
    return contnode.deepcopy() if keeps_text else nodes.inline("", draft_title(env, path))


def resolve_draft(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, contnode: nodes.Element
) -> nodes.Element | None:
    """Resolve a reference to a draft, or to ABlog's list of them."""
    if node.get("reftype") not in ("doc", "ref", "any", "myst") or not app.config.postil.ablog_rules:
        return None
    if node.get("reftarget") == "blog-drafts":
        return contnode.deepcopy() if node.get("refexplicit") else nodes.inline("", _("Drafts"))
    return link_to_draft(env, node, contnode, str(node.get("reftarget", "")))


def setup(app: Sphinx) -> None:
    """Resolve what no other extension does."""
    app.connect("missing-reference", resolve_draft, priority=900)
