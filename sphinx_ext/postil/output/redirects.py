"""Redirects from the aliases of posts: a page for each, and a list of them for hosts that read one."""

from __future__ import annotations

from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from markupsafe import Markup
from sphinx.util.osutil import relative_uri

from postil.diagnostics import Subtype, warn
from postil.file_names import escape_unprintable, has_long_name, is_too_deep, is_within_site
from postil.output.ablog_output import redirects_to

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from postil.blog.index import Index
    from postil.blog.post import Post
    from postil.build.exact_output import ExactOutput
    from postil.output.owner_redirects import OwnerRedirects

# The list of redirects of Netlify, Cloudflare Pages and other hosts.
REDIRECTS = "_redirects"
# How many characters of an alias a message shows.
MAX_SHOWN = 80
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


def generate_redirects(
    index: Index,
    *,
    output: ExactOutput,
    base: str,
    delay: int,
    existing: AbstractSet[str],
    stale: AbstractSet[str],
    owner: OwnerRedirects,
) -> dict[str, bytes | None]:
    """Return the redirect pages from old URLs to posts, by their file in the output, and a list of them.

    `base` is the URL of the site, `delay` the number of seconds before a page redirects. `existing` are the other
    files of the site, `stale` those of the last build that are no longer part of it. If two posts have the same alias,
    it belongs to the first one in the order of their files. `owner` renders pages with the owner's template; a page
    that is up to date is None.
    """
    files: dict[str, bytes | None] = {}
    lines = []
    posts = [post for post in index.all_posts if post.aliases]
    paths = RedirectPaths(
        Path(output.builder.outdir), {*existing, REDIRECTS} if posts else frozenset(), stale - {REDIRECTS}
    )
    for post in sorted(posts, key=lambda post: (post.path or post.docname, post.docname, post.anchor)):
        own = {output.output_name(post.docname)}
        for alias in post.aliases:
            name = alias_file(alias, output)
            if name in own:
                continue  # the post has this URL already, by a permalink pattern or another spelling
            if problem := paths.problem(name, post_url(post, output)):
                warn(
                    Subtype.PERMALINK,
                    f"the alias `{escape_unprintable(alias[:MAX_SHOWN])}` {problem}",
                    location=post.source,
                )
                continue
            lines.append(redirect_line(alias, post_url(post, output), base))
            if owner.can_render(name):
                files[name] = owner.page(post, name)
            else:
                files[name] = redirect_page(post, name, output=output, delay=delay)
            own.add(name)
            paths.add(name)
    if lines and any(name.startswith(f"{REDIRECTS}/") for name in existing):
        warn(Subtype.PERMALINK, f"the list of redirects is not written, because there is a folder `{REDIRECTS}`")
    elif lines:
        files[REDIRECTS] = "".join(f"{line}\n" for line in sorted(lines)).encode()
    return files


def post_url(post: Post, output: ExactOutput) -> str:
    """Return the URL of a post, relative to the root of the site."""
    return output.builder.get_target_uri(post.docname) + _fragment(post)


def _fragment(post: Post) -> str:
    return f"#{post.anchor}" if post.anchor else ""


def redirect_page(post: Post, name: str, *, output: ExactOutput, delay: int) -> bytes:
    """Return the page that redirects from the file `name` to a post."""
    target = relative_uri(quote(name), output.builder.get_target_uri(post.docname)) + _fragment(post)
    root = output.builder.config.html_baseurl
    canonical = urljoin(root.rstrip("/") + "/", output.builder.get_target_uri(post.docname)) if root else target
    page = Markup(_REDIRECT).format(  # noqa: S704 - `format` escapes the values
        language=output.builder.config.language, title=post.title, canonical=canonical, target=target, delay=delay
    )
    return page.encode()


def redirect_line(alias: str, target: str, base: str) -> str:
    """Return the line of `_redirects` for an alias; both paths start with that of `base`, the URL of the site.

    The format is that of Netlify and Cloudflare Pages: from, to, and the status code.
    """
    folder = urlsplit(base).path.rstrip("/")
    return f"{folder}/{quote(alias.lstrip('/'))} {folder}/{target} 301"


class RedirectPaths:
    """The paths at which redirects can be written."""

    def __init__(self, outdir: Path, existing: AbstractSet[str], stale: AbstractSet[str]) -> None:
        """`existing` are the files of the site; `stale` are files that this build removes from `outdir`."""
        self._outdir, self._stale = outdir, stale
        self._files: set[str] = set()
        self._lower_case: set[str] = set()
        for name in existing:
            self.add(name)

    def add(self, name: str) -> None:
        """Record that a file exists."""
        self._files.add(name)
        self._lower_case.add(name.casefold())  # some file systems ignore case

    def problem(self, name: str, target: str) -> str:
        """Return why a redirect to `target` cannot be written; empty if neither its file nor its folders are in use.

        A file that redirects there already, as ABlog wrote it, is replaced.
        """
        if has_long_name(name) or is_too_deep(name):
            return "is too long for a file name; it is left out"
        if not is_within_site(name):
            return "is not a path on this site; it is left out"
        path, parents = self._outdir / name, [str(parent) for parent in PurePosixPath(name).parents][:-1]
        is_used = self._exists(path) and not (path.is_file() and redirects_to(path, name, target))
        if not self._files.isdisjoint({name, *parents}) or is_used or any(map(self._is_file, parents)):
            return "is the URL of another page; it is left out"
        if name.casefold() in self._lower_case:
            return "differs only in case from the URL of another page; it is left out"
        return ""

    def _is_file(self, name: str) -> bool:
        path = self._outdir / name
        return name not in self._stale and path.is_file() and not is_redirect(path)

    def _exists(self, path: Path) -> bool:
        """Return whether there is a file or a folder that this build does not remove."""
        files = path.rglob("*") if path.is_dir() else [path]
        return any(self._is_file(file.relative_to(self._outdir).as_posix()) for file in files)


def is_redirect(path: Path) -> bool:
    """Return whether a file is a redirect page of postil, whether or not a record has it: the cache may be deleted."""
    with path.open("rb") as file:
        lines = [line.decode("utf-8", "replace").strip() for line in islice(file, _REDIRECT.count("\n"))]
    fixed = [line for line in _REDIRECT.splitlines() if "{" not in line]
    return all(line in lines for line in fixed) and any('http-equiv="refresh"' in line for line in lines)


def alias_file(alias: str, output: ExactOutput) -> str:
    """Return the file in the output that a host serves for an alias."""
    if alias.endswith("/"):
        return f"{alias}index.html"
    return alias if alias.endswith((".html", ".htm")) else output.output_name(alias)
