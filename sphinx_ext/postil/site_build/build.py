"""Build a site in this process, and compare it with the last build."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from typing import TYPE_CHECKING, TextIO

from sphinx.application import Sphinx
from sphinx.errors import ConfigError, SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from postil.build.domain import PostDomain, post_domain
from postil.build.exact_output import exact_output
from postil.config.conf_errors import explain_conf_error, shown_path
from postil.preview.messages import Message, MessageStream
from postil.project.mounted_project import MountedProject
from postil.project.unpublished import describe_unpublished
from postil.site_build.report import BuildReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postil.blog.post import Post
    from postil.preview.build_result import BuildRequest


def build_site(
    request: BuildRequest,
    *,
    status: TextIO | None,
    warnings: TextIO,
    strict: bool = False,
    show_traceback: bool = False,
) -> BuildReport:
    """Build the site of `request`; Sphinx writes its messages to `status` and `warnings`.

    `strict`: as `sphinx-build -W`. An error is a failure in the report, with its traceback if that is to be shown.
    Raise KeyboardInterrupt on Ctrl+C.
    """
    start = time.perf_counter()
    stream = MessageStream(warnings)
    try:
        with patch_docutils(request.srcdir), docutils_namespace():
            app = Sphinx(
                request.srcdir,
                request.srcdir,
                request.outdir,
                request.doctreedir,
                request.builder,
                confoverrides=dict(request.overrides),
                status=status,
                warning=stream,
                warningiserror=strict,
                parallel=request.parallel,
            )
            domain = _domain(app)
            before = dict(domain.files_read) if domain else {}
            posts_before = {*domain.posts} if domain else set()
            app.build()
    except Exception as error:
        if was_interrupted(error):
            raise KeyboardInterrupt from error
        if show_traceback:
            traceback.print_exc(file=warnings)
        return BuildReport(time.perf_counter() - start, failure=_failure(error), warnings=_counted(stream.drain()))
    seconds, messages = time.perf_counter() - start, list(stream.drain())
    counts = _counted(messages)
    if domain is None:
        return BuildReport(seconds, warnings=counts)
    posts = domain.index.listed_versions
    changed = {name for name in posts_before & {*domain.posts} if before.get(name) != domain.files_read.get(name)}
    output = exact_output(app.builder)
    return BuildReport(
        seconds,
        posts=len(posts),
        newest=posts[0].title if posts else "",
        unpublished=describe_unpublished(app.project) if isinstance(app.project, MountedProject) else (),
        first=not before,
        new=_titles(posts, domain.posts.keys() - posts_before),
        changed=_titles(posts, changed),
        lost_urls=output.lost_urls if output else (),
        warnings=counts,
        lost_url_warnings=sum("[postil.lost_url]" in message.text for message in messages),
    )


def was_interrupted(error: BaseException) -> bool:
    """Return whether Ctrl+C is the reason for an error: Sphinx may fail while it stops its other processes."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, KeyboardInterrupt):
            return True
        found = found.__cause__ or found.__context__
    return False


def _domain(app: Sphinx) -> PostDomain | None:
    """Return postil's domain, if the site uses postil."""
    return post_domain(app.env) if "postil" in app.extensions else None


def _titles(posts: Iterable[Post], docnames: Iterable[str]) -> Sequence[str]:
    names = {*docnames}
    return [post.title for post in posts if post.docname in names]


def _counted(messages: Iterable[Message]) -> Mapping[str, int]:
    """Return the number of messages by file, relative to the current folder."""
    return Counter(shown_path(message.path) for message in messages)


def _failure(error: Exception) -> str:
    """Return what a person can do something about: Sphinx's own messages as they are, others with their type."""
    text = str(error).strip()
    if isinstance(error, ConfigError) and (short := explain_conf_error(text)) != text:
        return short
    if isinstance(error, SphinxError):
        return f"{error.category}: {text}"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
