"""Write what stands beside the pages: feeds, redirects, lists; and remove what is no longer part of the site."""

from __future__ import annotations

import posixpath
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, unquote, urljoin, urlsplit

from markupsafe import Markup
from sphinx.util.parallel import ParallelTasks, parallel_available

from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.builders import ExactHTMLBuilder
from postil.build.domain import post_domain
from postil.build.processes import PARALLEL_THRESHOLD
from postil.build.static_files import extra_names
from postil.cache_files import remove_file, remove_parts, write_if_changed
from postil.diagnostics import Subtype, warn
from postil.feeds.generate import generate_feeds
from postil.file_names import escape_unprintable, has_long_name, is_too_deep, is_within_site
from postil.metadata.crawler_files import generate_crawler_files
from postil.metadata.social_cards import generate_social_cards
from postil.pages.builders import builds_html_pages
from postil.project.edit_links import source_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from postil.blog.index import Index


Files: TypeAlias = "Mapping[str, bytes | Path | None]"
"""Contents, or the files that have them, by their file in the output; None stands for a file that is as it was."""


class SiteFiles:
    """What stands beside the pages of one site. In a large build, other processes make it while listings are made."""

    def __init__(self) -> None:
        self._tasks: ParallelTasks | None = None
        self._files: dict[str, bytes | Path | None] = {}
        self._made: dict[str, str] = {}

    def begin(self, app: Sphinx) -> Sequence[Any]:
        """Begin once the documents are written, but for a preview, which shows its pages first. There are no pages."""
        builder = app.builder
        self._tasks, self._files, self._made = None, {}, {}
        if not isinstance(builder, ExactHTMLBuilder) or not builds_html_pages(builder) or builder.in_memory:
            return ()
        if builder.documents_to_write < PARALLEL_THRESHOLD or app.parallel == 1 or not parallel_available:
            self._files = _make_all(app, builder)
        else:
            makers = (generate_social_cards, make_texts)
            self._tasks = ParallelTasks(len(makers))
            for make in makers:
                self._tasks.add_task(partial(_make_in_process, app, builder), make, self._take)
        return ()

    def publish(self, app: Sphinx, exception: Exception | None) -> None:
        """Write them, and remove what the last build wrote and this one did not."""
        builder = app.builder
        if exception and self._tasks:
            self._tasks.terminate()
        if exception or not isinstance(builder, ExactHTMLBuilder) or not builds_html_pages(builder) or builder.idle:
            return
        if self._tasks:
            self._tasks.join()
            builder.record.generated |= self._made
        elif builder.in_memory:
            self._files = _make_all(app, builder)
        publish_files(app, builder, self._files)

    def _take(self, _make_in_process: Any, result: tuple[Files, dict[str, str]]) -> None:
        """Take what another process made, and what it noted about it."""
        files, made = result
        self._files |= files
        self._made |= made


def _make_all(app: Sphinx, builder: ExactHTMLBuilder) -> dict[str, bytes | Path | None]:
    return {**make_texts(app, builder), **generate_social_cards(app, builder)}


def _make_in_process(
    app: Sphinx, builder: ExactHTMLBuilder, make: Callable[[Sphinx, ExactHTMLBuilder], Files]
) -> tuple[Files, dict[str, str]]:
    """Make files and write them, in a process of their own; return their names, and what was noted about them."""
    builder.fork_guard.freeze_in_child()
    made = make(app, builder)
    write_files(builder, made, own=owners_files(builder))
    return dict.fromkeys(made), builder.record.generated


def make_texts(app: Sphinx, builder: ExactHTMLBuilder) -> Files:
    """Return feeds, and what programs get that read the whole site."""
    return generate_feeds(app, builder) | generate_crawler_files(app, builder)


def publish_files(app: Sphinx, builder: ExactHTMLBuilder, made: Files) -> None:
    """Write what was made, redirects and the authors' images; remove what is no longer part of the site."""
    domain, options = post_domain(app.env), app.config.postil
    index = domain.index
    pages = {*app.env.found_docs, *builder.record.pages, NOT_FOUND_PAGE}
    files = dict(made)
    avatars = domain.avatars.values()
    files |= {unquote(avatar.url): avatar.path.read_bytes() for avatar in avatars if avatar.path}
    own = owners_files(builder)
    kept = {builder.output_name(docname) for docname in pages} | files.keys() | own | builder.other_files
    if app.config.html_copy_source:
        kept |= {f"_sources/{source_name(app, docname)}" for docname in app.env.found_docs}
    kept |= {f"{builder.imagedir}/{name}" for _users, name in app.env.images.values()}
    kept |= {f"{builder.imagedir}/{variant.file}" for image in domain.images.values() for variant in image.variants}
    kept |= {f"_downloads/{name}" for _users, name in app.env.dlfiles.values()}
    known = {*builder.manifest.names, *builder.record.files.data, ".buildinfo.bak"}
    delay, base = options.post_redirect_refresh, options.blog_baseurl
    files |= redirects(index, builder=builder, base=base, delay=delay, taken=kept, gone=known - kept)
    kept |= files.keys()
    remove_stale(Path(app.outdir), kept, before=known)
    if builder.record.unfinished:
        remove_parts(Path(app.outdir))
    write_files(builder, files, own=own)
    builder.record.generated = {name: source for name, source in builder.record.generated.items() if name in files}
    builder.site_files = kept


def note_all(app: Sphinx, exception: Exception | None) -> None:
    """Note what is in the output folder, now that all is written: first in the record, last that the build is over."""
    builder = app.builder
    if exception or not isinstance(builder, ExactHTMLBuilder) or not builds_html_pages(builder):
        return
    record = builder.record
    if not builder.idle:
        record.files.note(builder.site_files, only=True)
        record.save()
        builder.manifest.mark_complete(record.files.data)
        builder.reset_damaged_files()
    elif record.files.refreshed:
        record.save()
    record.end()


def owners_files(builder: ExactHTMLBuilder) -> set[str]:
    """Return the files that Sphinx copied from `html_extra_path`, relative to the output folder: they stay."""
    return {name for name in extra_names(builder) if Path(builder.outdir, name).is_file()}


# The list of old addresses for hosts that read one.
REDIRECTS = "_redirects"
# How many characters of an alias a message shows.
SHOWN = 80
_REDIRECT = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="{delay}; url={target}">
</head>
<body>
<p><a href="{target}">{title}</a></p>
</body>
</html>
"""


def redirects(
    index: Index,
    *,
    builder: ExactHTMLBuilder,
    base: str,
    delay: int,
    taken: AbstractSet[str],
    gone: AbstractSet[str],
) -> dict[str, bytes]:
    """Return the pages that lead from old addresses to posts, by their file in the output, and a list of them.

    `taken` are the files that are there otherwise, `gone` those of the last build that are not part of the site any
    more. Of two posts with one alias, the first has it in the order of their files.
    """
    files: dict[str, bytes] = {}
    lines = []
    moved = [post for post in index.all_posts if post.aliases]
    ground = _RedirectPaths(Path(builder.outdir), {*taken, REDIRECTS} if moved else frozenset(), gone - {REDIRECTS})
    for post in sorted(moved, key=lambda post: (post.path or post.docname, post.docname, post.anchor)):
        mine = {builder.output_name(post.docname)}
        for alias in post.aliases:
            name = _alias_file(alias, builder)
            if name in mine:
                continue  # it is there already, by a pattern or another spelling
            if why := ground.why_not(name):
                warn(Subtype.PERMALINK, f"the alias `{escape_unprintable(alias[:SHOWN])}` {why}", location=post.source)
                continue
            target = quote(posixpath.relpath(builder.output_name(post.docname), posixpath.dirname(name) or "."))
            target = builder.get_target_uri(post.docname) if not posixpath.dirname(name) else target
            place = f"#{post.anchor}" if post.anchor else ""
            target += place
            address = builder.get_target_uri(post.docname)
            lines.append(redirect_line(alias, address + place, base))
            root = builder.config.html_baseurl
            canonical = urljoin(root.rstrip("/") + "/", address) if root else target
            page = Markup(_REDIRECT).format(  # noqa: S704 - `format` escapes what is put in
                language=builder.config.language, title=post.title, canonical=canonical, target=target, delay=delay
            )
            files[name] = page.encode()
            mine.add(name)
            ground.take(name)
    if lines and any(name.startswith(f"{REDIRECTS}/") for name in taken):
        warn(
            Subtype.PERMALINK,
            f"a folder called {REDIRECTS} is in the place of the list of redirects, which is left out",
        )
    elif lines:
        files[REDIRECTS] = "".join(f"{line}\n" for line in sorted(lines)).encode()
    return files


def redirect_line(alias: str, target: str, base: str) -> str:
    """Return the line of `_redirects` for an old address; `base` is the site's, whose path stands before both.

    The form is that of Netlify and Cloudflare Pages: from, to, and the status of a move for good.
    """
    folder = urlsplit(base).path.rstrip("/")
    return f"{folder}/{quote(alias.lstrip('/'))} {folder}/{target} 301"


class _RedirectPaths:
    """Where redirects can be written."""

    def __init__(self, outdir: Path, taken: AbstractSet[str], gone: AbstractSet[str]) -> None:
        self._outdir, self._gone = outdir, gone
        self._taken: set[str] = set()
        self._folded: set[str] = set()
        for name in taken:
            self.take(name)

    def take(self, name: str) -> None:
        """Note that a file is there."""
        self._taken.add(name)
        self._folded.add(name.casefold())  # not every file system tells capitals from small letters

    def why_not(self, name: str) -> str:
        """Return why a redirect cannot be written; empty if nothing stands there, nor where its folders have to be."""
        if has_long_name(name) or is_too_deep(name):
            return "is too long for the name of a file; it is left out"
        if not is_within_site(name):
            return "is not a path on this site; it is left out"
        path, parents = self._outdir / name, [str(parent) for parent in PurePosixPath(name).parents][:-1]
        if not self._taken.isdisjoint({name, *parents}) or self._stands(path) or any(map(self._is_file, parents)):
            return "is the address of another page, which stays"
        if name.casefold() in self._folded:
            return "is but for capitals the address of another page, which stays"
        return ""

    def _is_file(self, name: str) -> bool:
        path = self._outdir / name
        return name not in self._gone and path.is_file() and not _is_redirect(path)

    def _stands(self, path: Path) -> bool:
        """Return whether a file or a folder is there that this build does not remove."""
        files = path.rglob("*") if path.is_dir() else [path]
        return any(self._is_file(file.relative_to(self._outdir).as_posix()) for file in files)


def _is_redirect(path: Path) -> bool:
    """Return whether a file is one of these pages, whoever knows of it: the folder of doctrees may be gone."""
    with path.open("rb") as file:
        lines = [line.decode("utf-8", "replace").strip() for line in islice(file, _REDIRECT.count("\n"))]
    fixed = [line for line in _REDIRECT.splitlines() if "{" not in line]
    return all(line in lines for line in fixed) and any('http-equiv="refresh"' in line for line in lines)


def _alias_file(alias: str, builder: ExactHTMLBuilder) -> str:
    if alias.endswith("/"):
        return f"{alias}index.html"
    return alias if alias.endswith((".html", ".htm")) else builder.output_name(alias)


def write_files(builder: ExactHTMLBuilder, files: Files, *, own: AbstractSet[str]) -> None:
    """Write files into the output that are not as they were, but for those of its owner's."""
    wanted = {name: content for name, content in files.items() if content is not None and name not in own}
    builder.manifest.announce(wanted)
    for name, content in wanted.items():
        write_if_changed(Path(builder.outdir, name), content.read_bytes() if isinstance(content, Path) else content)


def remove_stale(outdir: Path, kept: AbstractSet[str], *, before: Iterable[str]) -> None:
    """Remove the files of earlier builds that this one does not keep, with folders that become empty."""
    for name in sorted(set(before) - kept):
        remove_file(outdir, name)


def setup(app: Sphinx) -> None:
    """Publish when all pages are written."""
    extras = SiteFiles()
    # Listings are made after all who know of pages were asked.
    app.connect("html-collect-pages", extras.begin)
    app.connect("build-finished", extras.publish)
    app.connect("build-finished", note_all, priority=900)
