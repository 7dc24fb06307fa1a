"""Move a post or a page: rename it, keep its old URL as an alias, and change the links to it."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from postil.editing.changes import CannotChangeError, Changes
from postil.editing.links import Mover, Site
from postil.editing.posts import post_name
from postil.editing.versions import folder_or_file, is_index, renames_of
from postil.front_matter.dates import name_without_date
from postil.front_matter.edit import EditError, add_to_list, set_value
from postil.front_matter.status import status_of_text
from postil.project.permalinks import wanted_docname

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from postil.project.mounted_project import MountedProject
    from postil.project.source_facts import SourceFacts


def site_of(project: MountedProject) -> Site:
    """Return where the files of a project are."""
    return Site(Path(project.srcdir), project.mounts, project.source_suffix)


def moved_path(what: Path, new: str, posts: Collection[Path]) -> Path:
    """Return the new path of a file or a folder.

    A new name without folders is one in the same folder, and keeps the date of the old one; paths are relative to the
    current folder. An existing folder that is not a post, or a path that ends with a slash, is where the file or folder
    goes. A file keeps its suffix. `posts` are the folders of posts.
    """
    target = Path(new)
    is_name = target.name == new and not target.is_dir()
    if is_name and name_without_date(new) == new:
        new = what.name.removesuffix(name_without_date(what.name)) + new
        target = Path(new)
    given = Path(os.path.normpath((what.parent / target if is_name else target).absolute()))
    is_folder = given.is_dir() and given != what and given not in posts
    if new.endswith(("/", "\\")) or is_folder:
        given /= what.name
    if not what.is_dir() and given.suffix != what.suffix:
        given = given.with_name(given.name + what.suffix)
    return given


def shortened(url: str) -> str:
    """Return a URL without the `index.html` that hosts add."""
    return url.removesuffix("index.html") if url.endswith("/index.html") else url


def move_source(
    source: SourceFacts,
    new: str,
    sources: Sequence[SourceFacts],
    project: MountedProject,
    url_of: Callable[[str], str],
    *,
    base_url: str = "",
) -> Changes:
    """Return the changes that move a source file, or its folder; `url_of` returns the URL of a document.

    A path that is not in the site from the current folder is relative to the folder of what is moved.
    Raises CannotChangeError.
    """
    roots = [Path(project.srcdir), *project.mounts.values()]
    if source.path.rpartition(".")[0] == project.rules.root_doc:
        raise CannotChangeError(f"{source.file} is the home page, which can't be moved")
    posts = {each.file.parent for each in sources if each.front and is_index(each)}.difference(roots)
    what = folder_or_file(source, roots)
    target = moved_path(what, new, posts)
    if site_of(project).path_of(target) is None and not Path(new).is_absolute():
        target = moved_path(what, str(what.parent / new) + ("/" if new.endswith("/") else ""), posts)
    if site_of(project).path_of(target) is None:
        folders = ", ".join(map(str, roots))
        raise CannotChangeError(f"{target} is not in a folder of the site: {folders}")
    if what == target:
        raise CannotChangeError(f"{what} has this name already")
    changes = Changes(renames=renames_of(source, what, target, sources))
    changes.check()
    _keep_dates(changes, sources, project)
    urls = _moved_urls(changes, sources, project, url_of)
    for each, (old_url, _new_url) in urls.items():
        member = next(item for item in sources if item.file == each)
        if member.front is None:
            changes.notes.append(f"{member.path} is a page: pages have no aliases, so its old URL /{old_url} is lost")
            continue
        try:
            text = add_to_list(changes.text_of(each, member.text), member.suffix, "aliases", f"/{shortened(old_url)}")
        except EditError as error:
            raise CannotChangeError(f"{each}:{error.line}: {error}") from error
        changes.set_text(each, member.text, text)
    change_links(changes, sources, project, dict(urls.values()), base_url=base_url)
    return changes


def change_links(
    changes: Changes,
    sources: Sequence[SourceFacts],
    project: MountedProject,
    urls: dict[str, str],
    *,
    base_url: str = "",
) -> None:
    """Add the changes of links that the renames make necessary; `urls` are the new URLs of pages by the old ones."""
    names = _new_names(changes, sources, site_of(project))
    mover = Mover(site_of(project), changes.new_path, urls, names, base_url)
    for source in sources:
        text = changes.text_of(source.file, source.text)
        changes.set_text(source.file, source.text, mover.change(text, source.file))


def _new_names(changes: Changes, sources: Sequence[SourceFacts], site: Site) -> dict[str, str]:
    """Return the new names for wikilinks of what is renamed: each end of its path, and its name without date."""
    names: dict[str, str] = {}
    own_names = {post_name(source).casefold() for source in sources}
    for source in sources:
        new_path = site.path_of(changes.new_path(source.file))
        if new_path is None or new_path == source.path:
            continue
        old, new = _parts(source.path), _parts(new_path)
        for count in range(1, min(len(old), len(new)) + 1):
            names["/".join(old[-count:]).casefold()] = "/".join(new[-count:])
        short, new_short = name_without_date(old[-1]), name_without_date(new[-1])
        if short.casefold() not in own_names:
            names[short.casefold()] = new_short
    return {old: new for old, new in names.items() if old != new.casefold()}


def _parts(path: str) -> tuple[str, ...]:
    whole = PurePosixPath(path).with_suffix("")
    return whole.parent.parts if whole.name == "index" and whole.parent.name else whole.parts


def _keep_dates(changes: Changes, sources: Sequence[SourceFacts], project: MountedProject) -> None:
    """Write the date of a post into its front matter if its old name or folder had it, and the new one has none.

    Without a date, the post would not be published any more. Raises CannotChangeError.
    """
    site = site_of(project)
    for source in sources:
        path = site.path_of(changes.new_path(source.file))
        if source.front is None or path is None or path == source.path:
            continue
        front = status_of_text(source.text, path, project.rules).front_matter
        if front is None:
            changes.notes.append(f"{path} is a page, not a post: it is not in a folder of posts")
        elif source.front.date and not front.date:
            date = source.front.date
            value = f"{date.when:%Y-%m-%d %H:%M}" if date.has_time else f"{date.when:%Y-%m-%d}"
            try:
                changes.set_text(source.file, source.text, set_value(source.text, source.suffix, "date", value))
            except EditError as error:
                raise CannotChangeError(f"{source.file}:{error.line}: {error}") from error


def _moved_urls(
    changes: Changes, sources: Sequence[SourceFacts], project: MountedProject, url_of: Callable[[str], str]
) -> dict[Path, tuple[str, str]]:
    """Return the old and the new URL of each published document that has another one afterwards."""
    site, found = site_of(project), {}
    for source in sources:
        new_file = changes.new_path(source.file)
        docname = project.path2doc(source.file)
        path = site.path_of(new_file)
        if new_file == source.file or docname not in project.docnames or docname is None or path is None:
            continue
        status = status_of_text(changes.text_of(source.file, source.text), path, project.rules)
        new_docname = wanted_docname(path, project.remove_suffix(path), status, project.rules)
        if url_of(docname) != url_of(new_docname):
            found[source.file] = (url_of(docname), url_of(new_docname))
    return found
