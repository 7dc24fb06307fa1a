"""Write an imported site as files. Nothing outside of the folder is written, and nothing that its owner changed."""

from __future__ import annotations

import datetime as dt
import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from postil.importers.anchors import anchors_of, find_anchor
from postil.importers.front_matter import front_matter
from postil.importers.languages import with_languages
from postil.importers.manifest import FILE_NAME, Manifest, digest, read_manifest
from postil.importers.model import Kind, NotUnderstood, Reference, Status
from postil.importers.names import file_name, unique_name
from postil.importers.placement import Placed, place_posts
from postil.importers.report import Report
from postil.importers.source import SourceError
from postil.importers.urls import absolute, destination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from postil.importers.model import Asset, Body, ImportedPost, ImportedSite
    from postil.importers.urls import UrlMap

_NEVER_AGAIN = "you deleted it, so it is not written again"


def write_site(
    site: ImportedSite,
    folder: Path,
    *,
    since: dt.date | None = None,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda _file: None,
) -> Report:
    """Write `site` into `folder`, and return what was done; raise ValueError if the record of imports is broken.

    Of the posts, only those of the day `since` and later are written. `progress` is called with each file.
    """
    site = with_languages(site)
    manifest = read_manifest(folder)
    report = Report(str(folder), is_dry_run=dry_run)
    placed, urls = place_posts(site, manifest, is_taken=lambda path: (folder / path).exists())
    chosen = [one for one in placed if since is None or _is_since(one.post, since)]
    files = {one.file for one in chosen} | {file for file in manifest.digests if (folder / file).is_file()}
    bodies = {one.file: one.post.body for one in placed}
    writer = _Writer(folder, manifest, report, urls, files, site.facts.url, bodies, dry_run=dry_run)
    report.not_understood += site.not_understood
    try:
        for one in chosen:
            progress(one.file)
            writer.write_post(one)
    finally:  # so that the next import knows what an interrupted one wrote
        if not dry_run and (chosen or manifest.posts):
            writer.write_manifest()
    _add_facts(report, site)
    if len(chosen) < len(placed):
        report.left_out[f"posts before {since}"] = len(placed) - len(chosen)
    return report


def _is_since(post: ImportedPost, since: dt.date) -> bool:
    days = [date.date() if isinstance(date, dt.datetime) else date for date in (post.date, post.updated) if date]
    return not days or max(days) >= since


def _add_facts(report: Report, site: ImportedSite) -> None:
    facts = site.facts
    report.left_out |= {name: number for name, number in site.left_out.items() if number}
    settings = {"blog_title": facts.title, "blog_baseurl": facts.url, "language": facts.language, **facts.settings}
    report.conf_diff = facts.conf_diff
    report.settings = {name: value for name, value in settings.items() if value}


@dataclass
class _Writer:
    """Writes posts one by one."""

    folder: Path
    manifest: Manifest
    report: Report
    urls: UrlMap
    files: set[str]
    """The files that exist after the import."""
    site_url: str
    bodies: Mapping[str, Body]
    """The bodies of all posts, by their files."""
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    """The places in posts to which links can lead, as far as some link does."""
    dry_run: bool = field(kw_only=True)

    def write_post(self, placed: Placed) -> None:
        """Write a post, its images and further files, unless its owner changed them."""
        post = placed.post
        self._record(placed)
        directory = posixpath.dirname(placed.file)
        names: dict[str, str] = {}
        contents: dict[str, bytes] = dict(post.files)
        for reference in _references(post):
            if reference.asset and reference.asset.key not in names:
                self._read_asset(reference.asset, names, contents, post)
        image = self._resolve(post.image, placed, names, is_markdown=False) if post.image else ""
        body = "".join(
            part if isinstance(part, str) else self._resolve(part, placed, names, is_markdown=post.suffix != ".rst")
            for part in post.body
        ).strip("\n")
        header = front_matter(
            post,
            permalink=placed.permalink,
            slug=placed.slug,
            aliases=placed.aliases,
            image=image,
            translation_key=placed.translation_key,
        )
        self._write(placed.file, f"{header}\n{body}\n".encode("utf-8", "replace"))
        for name, content in contents.items():
            self._write(f"{directory}/{name}", content)
            self.report.counts["files"] += 1

    def write_manifest(self) -> None:
        """Write the record of imports."""
        if self._is_inside(FILE_NAME):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / FILE_NAME).write_text(self.manifest.to_json(), "utf-8")

    def _record(self, placed: Placed) -> None:
        """Count a post, and keep where it and its URLs are."""
        post, counts = placed.post, self.report.counts
        counts["pages" if post.kind is Kind.PAGE else "drafts" if post.status is Status.DRAFT else "posts"] += 1
        counts["notes"] += post.notes
        counts["images"] += sum(reference.is_image for reference in _references(post))
        remote = (one for one in _references(post) if one.is_image and not one.asset and "://" in one.target)
        counts["remote"] += len({one.target for one in remote})
        counts["urls"] += len(placed.aliases) + bool(placed.permalink)
        self.report.lost_urls += placed.lost_urls
        self.manifest.posts[placed.key] = placed.file
        for path in (placed.permalink, *placed.aliases):
            if path:
                self.manifest.urls.setdefault(path, placed.file)

    def _read_asset(self, asset: Asset, names: dict[str, str], contents: dict[str, bytes], post: ImportedPost) -> None:
        """Read a file of the source; if that fails, the post keeps the old URL."""
        try:
            content = asset.read()
        except (SourceError, OSError) as error:
            problem = NotUnderstood(post.place, asset.name, f"its old URL, because the file is not copied: {error}")
            self.report.not_understood.append(problem)
            return
        taken = {name.casefold() for name in (*contents, "index.md", "index.rst")}
        names[asset.key] = unique_name(file_name(asset.name, "image"), taken)
        contents[names[asset.key]] = content

    def _resolve(self, reference: Reference, placed: Placed, names: dict[str, str], *, is_markdown: bool = True) -> str:
        """Return the target of a link in the new file."""
        if reference.asset and reference.asset.key in names:
            name = names[reference.asset.key]
            return quote(name) if is_markdown else name
        target = reference.target
        if target.startswith("#") or not self.urls.is_own(target):
            return destination(target)
        base, hash_mark, fragment = target.partition("#")
        file = self.urls.find(base)
        if file not in self.files:
            return destination(absolute(target, self.site_url))
        if file == placed.file:
            return destination(hash_mark + fragment) if fragment else posixpath.basename(file)
        anchor = find_anchor(fragment, self._anchors(file)) if fragment else ""
        path = posixpath.relpath(file, posixpath.dirname(placed.file))
        if reference.is_document_name:
            return path.rpartition(".")[0]
        return destination(f"{path}#{anchor}" if anchor else path)

    def _anchors(self, file: str) -> frozenset[str]:
        """Return the places in a post to which links can lead."""
        if file not in self.anchors:
            body = self.bodies.get(file, ())
            self.anchors[file] = anchors_of("".join(part for part in body if isinstance(part, str)))
        return self.anchors[file]

    def _write(self, file: str, content: bytes) -> None:
        """Write a file below the folder, unless that would overwrite what its owner wrote."""
        path, known = self.folder / file, self.manifest.digests.get(file)
        if not self._is_inside(file):
            self.report.problems.append(f"{file} is not written: a link leads out of {self.folder}")
            return
        current = path.read_bytes() if path.is_file() else None
        if current == content:
            self.report.unchanged += 1
        elif current is None and (known or path.exists()):
            self.report.kept.append((file, _NEVER_AGAIN if known else "there is a folder of this name"))
            return
        elif current is not None and known != digest(current):
            reason = "you changed it since it was imported" if known else "it is not from an import"
            self.report.kept.append((file, reason))
            return
        else:
            self.report.written.append(file)
            if not self.dry_run:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        self.manifest.digests[file] = digest(content)

    def _is_inside(self, file: str) -> bool:
        """Return whether a file is really below the folder; a link on the way could lead elsewhere."""
        path = self.folder / file
        return path.resolve().parent.is_relative_to(self.folder.resolve()) and not path.is_symlink()


def _references(post: ImportedPost) -> Iterable[Reference]:
    """Yield the references of a post, its image first."""
    if post.image:
        yield post.image
    yield from (part for part in post.body if isinstance(part, Reference))
