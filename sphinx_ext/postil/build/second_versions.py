"""Warn of posts that are the second version of an essay in one language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postil.diagnostics import Subtype, warn
from postil.front_matter.keys import NAMES, normalize_key
from postil.project.mounted_project import MountedProject
from postil.text_files import read_text

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from postil.build.domain import PostDomain


def warn_of_second_versions(env: BuildEnvironment, domain: PostDomain) -> None:
    """Warn of each post that the index does not count as a translation, because another has its key and language."""
    alone = [post for post in domain.index.listed_versions if not post.translation_key and not post.anchor]
    # Two files of one URL were reported.
    problems = env.project.problems if isinstance(env.project, MountedProject) else ()
    reported = {problem.file for problem in problems if problem.subtype is Subtype.PERMALINK}
    keys = {post.docname: posts[0].translation_key for post in alone if (posts := domain.posts.get(post.docname))}
    for post in alone:
        if not (key := keys.get(post.docname)):
            continue
        versions = domain.index.listed_versions
        first = next(each for each in versions if (each.translation_key, each.language) == (key, post.language))
        file, other = Path(env.doc2path(post.docname)), env.doc2path(first.docname)
        if file in reported:
            continue
        message = f"{other} is the same essay in the same language; this file is listed as an essay of its own"
        warn(Subtype.FRONT_MATTER, f"{message}: change `translation_key` or `lang`", location=f"{file}:{_line(file)}")


def _line(file: Path) -> int:
    """Return the line of the file's translation key; 1 if its path is the key."""
    from postil.front_matter.edit import keys_of  # noqa: PLC0415 - slow to load, and only for a warning

    lines = keys_of(read_text(file), file.suffix)
    return next((line for key, line in lines.items() if NAMES.get(normalize_key(key)) == "translation_key"), 1)
