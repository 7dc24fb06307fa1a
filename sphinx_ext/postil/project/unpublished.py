"""Report the source files that are not published: warnings for problems, a line in the log for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.logging import getLogger

from postil.diagnostics import warn
from postil.file_names import escape_unprintable
from postil.front_matter.parse import Status
from postil.project.mounted_project import MountedProject
from postil.warning_groups import kind_of_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.front_matter.parse import FrontMatter

logger = getLogger(__name__)

_DESCRIPTIONS = {
    Status.DRAFT: "a draft",
    Status.SCHEDULED: "scheduled",
    Status.EXPIRED: "expired",
    Status.UNREADABLE: "unreadable",
}
# How many files of each status the log names.
_MAX_NAMED = 3


def warn_about_files(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Warn of the problems with source files: once a build, as Sphinx may look for documents twice."""
    if isinstance(env.project, MountedProject):
        for each in env.project.problems:
            warn(
                each.subtype, each.problem.message, location=f"{escape_unprintable(str(each.file))}:{each.problem.line}"
            )


def log_unpublished_files(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Log which files are not published, and until when."""
    if isinstance(env.project, MountedProject) and env.project.unpublished:
        paths = ", ".join(describe_unpublished(env.project))
        drafts = Status.DRAFT in env.project.unpublished.values()
        difference = " (unlike in ABlog, drafts have no pages, and links to them are text)"
        logger.info("not published%s: %s", difference if env.project.rules.ablog and drafts else "", paths)


def log_undated_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Log which files in folders of posts are pages because they have no date."""
    if isinstance(env.project, MountedProject) and (paths := sorted(env.project.undated_pages)):
        pages = (
            "1 file is a page because it has" if len(paths) == 1 else f"{len(paths)} files are pages because they have"
        )
        logger.info("not listed: %s no date (%s)", pages, ", ".join(_first_of(paths)))


def log_other_formats(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Log which files in folders of posts have a format that the site does not read."""
    if isinstance(env.project, MountedProject) and (paths := env.project.other_formats):
        names = ", ".join(_first_of(sorted(paths)))
        files = "1 file in a format" if len(paths) == 1 else f"{len(paths)} files in formats"
        logger.info("not read: %s that this site does not read (%s)", files, names)


def _first_of(names: Sequence[str]) -> list[str]:
    more = [f"and {len(names) - _MAX_NAMED} more"] if len(names) > _MAX_NAMED else []
    return [*names[:_MAX_NAMED], *more]


def describe_unpublished(project: MountedProject) -> list[str]:
    """Return for each status how many files have it, and the first of them: `2 drafts (posts/a.md, posts/b.md)`."""
    parts = []
    for status in Status:
        paths = sorted(path for path, own in project.unpublished.items() if own is status)
        named = [f"{path}{_dates(project.statuses.front_matter(path), status)}" for path in paths[:_MAX_NAMED]]
        more = [f"and {len(paths) - _MAX_NAMED} more"] if len(paths) > _MAX_NAMED else []
        if paths:
            noun = "drafts" if status is Status.DRAFT and len(paths) > 1 else status.value
            parts.append(f"{len(paths)} {noun} ({', '.join([*named, *more])})")
    return parts


def describe_missing_posts(project: MountedProject) -> str:
    """Return one sentence if most files that should be posts are not published, with the most frequent reason."""
    unpublished = [path for path in project.unpublished if project.rules.expects_post(path)]
    if not unpublished:
        return ""
    published = sum(project.rules.expects_post(project.mounted_path(docname)) for docname in project.docnames)
    if len(unpublished) <= published:
        return ""
    reasons: dict[str, list[str]] = {}
    for path in sorted(unpublished):
        error = project.statuses.error(path)
        reason = error.message if error else f"it is {_DESCRIPTIONS[project.unpublished[path]]}"
        reasons.setdefault(kind_of_message(reason), []).append(f"{reason} ({path})")
    most_frequent = max(reasons.values(), key=len)
    total, count = len(unpublished) + published, len(most_frequent)
    start = f"{len(unpublished)} of {total} posts are not published" if published else "no post is published"
    return f"{start}. The most frequent reason, in {count} of {len(unpublished)} files: {most_frequent[0]}"


def log_missing_posts(app: Sphinx, error: Exception | None) -> None:
    """Say at the end of the build if most posts are not published: the site may be empty by mistake."""
    if not error and isinstance(app.project, MountedProject) and (text := describe_missing_posts(app.project)):
        logger.info("%s", text)


def _dates(front: FrontMatter | None, status: Status) -> str:
    """Return when a scheduled post will be published, and since when an expired post is not."""
    if status is Status.SCHEDULED and front and front.date:
        return f", until {(front.scheduled_for or front.date).when:%Y-%m-%d %H:%M %Z}"
    if status is Status.EXPIRED and front and front.expires:
        return f", since {front.expires.when:%Y-%m-%d %H:%M %Z}"
    return ""


def setup(app: Sphinx) -> None:
    """Report once Sphinx knows the documents."""
    app.connect("env-before-read-docs", warn_about_files)
    app.connect("env-before-read-docs", log_unpublished_files)
    app.connect("env-before-read-docs", log_undated_pages)
    app.connect("env-before-read-docs", log_other_formats)
    app.connect("build-finished", log_missing_posts, priority=995)
