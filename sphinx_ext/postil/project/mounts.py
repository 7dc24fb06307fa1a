"""Mount folders into the site: `postil_mounts`, by default the folder `posts` beside the source folder."""

from __future__ import annotations

import os
import posixpath
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.matching import Matcher

from postil.blog.permalink import is_reserved
from postil.config.clock import current_time
from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.front_matter.languages import SourceLanguages
from postil.front_matter.publish_rules import POSTS_FOLDER, PublishRules
from postil.front_matter.raw import Syntax
from postil.language_tags import language_tag
from postil.project.docnames import OutputPages
from postil.project.mounted_project import MountedProject
from postil.project.site_folders import SiteFolders, configured_folders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from postil.config.options import Options


def mount_folders(app: Sphinx) -> None:
    """Replace Sphinx's project by one with the mounted folders."""
    options: Options = app.config.postil
    mounts = existing_mounts(options.postil_mounts, srcdir=Path(app.srcdir), confdir=Path(app.confdir))
    rules = publish_rules(
        options,
        root_doc=app.config.root_doc,
        prefixes=mounts,
        syntax=syntax_of_site(app.config),
        language=app.config.language,
    )
    project = MountedProject(app.srcdir, app.config.source_suffix, mounts, rules, output_pages(app.builder, app.config))
    project.site_folders = SiteFolders(
        Path(app.srcdir),
        mounts,
        extra=configured_folders(app.config.html_extra_path, Path(app.confdir)),
        static=configured_folders(app.config.html_static_path, Path(app.confdir)),
    )
    folders = {
        "postil_permalink": options.postil_permalink,
        "postil_languages": [each.folder for each in options.languages.values() if each.folder],
    }
    for option, named in folders.items():
        warn_of_missing_folders(option, named, mounts, srcdir=Path(app.srcdir), confdir=Path(app.confdir))
    project.restore(app.project)
    app.project = app.env.project = project


def publish_rules(
    options: Options,
    *,
    root_doc: str,
    prefixes: Iterable[str],
    syntax: Syntax = Syntax(),  # noqa: B008 - it is immutable
    language: str = "en",
) -> PublishRules:
    """Return the rules for posts, which are all files below the default folder and below the `prefixes` of mounts.

    By ABlog's rules, the default folder has no meaning if the owner set a pattern.
    """
    folders = [*([] if options.ablog_rules and options.blog_post_pattern else [POSTS_FOLDER]), *prefixes]
    patterns = options.blog_post_pattern
    if options.ablog_rules:  # as Python's `glob`: `posts/**/*.md` matches `posts/a.md`
        patterns = (*patterns, *(posixpath.normpath(pattern).replace("**/", "") for pattern in patterns))
    return PublishRules(
        zone=options.postil_timezone,
        now=current_time(),
        show_drafts=options.postil_drafts,
        permalinks=options.postil_permalink,
        permalink_keys=options.postil_permalink_keys and not options.ablog_rules,
        slug_style=options.postil_slug_style,
        language=language,
        author_names={key: author.name for key, author in options.blog_authors.items()},
        default_author=next(iter(options.blog_default_author), ""),
        root_doc=root_doc,
        folders=tuple(dict.fromkeys(folders)),
        matches=Matcher(patterns).match,
        ablog=options.ablog_rules,
        date_format=options.post_date_format,
        syntax=syntax,
        languages=SourceLanguages(
            site=options.site_language,
            folders={tag: language.folder for tag, language in options.languages.items()},
            roots=folders,
            default=language_tag(options.blog_default_language[0]) if len(options.blog_default_language) == 1 else "",
            root_doc=root_doc,
            blog_folders=options.blog_folders,
        ),
    )


def syntax_of_site(config: Config) -> Syntax:
    """Return how the site's parsers read metadata.

    By ABlog's rules, the metadata of a notebook is that of the document only if its parser says so, as myst_nb does.
    """
    parsers: Mapping[str, str | None] = config.source_suffix
    extensions = getattr(config, "myst_enable_extensions", ())
    options: Options = config.postil
    rst_suffixes = {
        posixpath.splitext(f"name{suffix}")[1]
        for suffix, parser in parsers.items()
        if parser in (None, "rst", "restructuredtext")
    }
    return Syntax(
        rst_suffixes=tuple(sorted({".rst", *rst_suffixes})),
        markdown_fields="fieldlist" in extensions,
        notebook_metadata=not options.ablog_rules or parsers.get(".ipynb") == "myst-nb",
    )


def output_pages(builder: Builder, config: Config) -> OutputPages:
    """Return the URLs of the builder, and the pages that Sphinx and postil generate."""
    options: Options = config.postil
    folders = options.blog_folders.values() or [""]
    blogs = tuple(posixpath.join(folder, options.blog_path) for folder in folders)
    reserved = partial(is_reserved, blogs=blogs, more=frozenset(config.html_additional_pages))
    if builder.format != "html" or builder.name == "singlehtml":
        return OutputPages(is_reserved=reserved)
    overwritten = ("search", "genindex") if config.html_use_index else ("search",)
    return OutputPages(builder.get_target_uri, reserved, overwritten)


def configured_mounts(option: Mapping[str, str] | None, *, confdir: Path) -> Mapping[str, Path]:
    """Return the folder of each prefix in `postil_mounts`, whether it exists or not.

    Paths are relative to `confdir`; None stands for the default, `posts` beside the source folder.
    """
    folders = option if option is not None else {POSTS_FOLDER: f"../{POSTS_FOLDER}"}
    return {prefix: Path(os.path.normpath(confdir / folder)) for prefix, folder in folders.items()}


def existing_mounts(option: Mapping[str, str] | None, *, srcdir: Path, confdir: Path) -> Mapping[str, Path]:
    """Return the folder of each prefix, without those that cannot be mounted; warn of these unless they are defaults.

    A folder that the source folder contains at the same path needs no mount.
    """
    mounts = {}
    for prefix, folder in configured_mounts(option, confdir=confdir).items():
        if folder.is_dir() and (srcdir / prefix).is_dir() and folder.samefile(srcdir / prefix):
            continue
        if folder.is_dir() and not srcdir.is_relative_to(folder):
            mounts[prefix] = folder
        elif option is not None:
            reason = "contains the source folder" if folder.is_dir() else "does not exist"
            message = f"`postil_mounts`: the folder for `{prefix}`, {folder}, {reason}; it is ignored"
            warn(Subtype.MOUNT, message, location=line_of_option(confdir / "conf.py", "postil_mounts"))
    return mounts


def warn_of_missing_folders(
    option: str, folders: Iterable[str], mounts: Mapping[str, Path], *, srcdir: Path, confdir: Path
) -> None:
    """Warn of folders in an option that the site does not have, because their names are misspelled."""
    for folder in folders:
        found = [srcdir / folder]
        found += [root / os.path.relpath(folder, prefix) for prefix, root in mounts.items() if _is_in(folder, prefix)]
        if not any(path.is_dir() for path in found) and not any(_is_in(prefix, folder) for prefix in mounts):
            message = f"`{option}`: the folder `{folder}` does not exist; it is ignored"
            warn(Subtype.CONFIG, message, location=line_of_option(confdir / "conf.py", option))


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def keep_retained_documents(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Sequence[str]:
    """Let a preview keep documents as last read while their files are invalid."""
    if isinstance(env.project, MountedProject):
        changed -= env.project.retained
    return ()


def setup(app: Sphinx) -> None:
    """Mount folders as soon as there is an environment."""
    app.connect("builder-inited", mount_folders, priority=100)
    app.connect("env-get-outdated", keep_retained_documents, priority=900)
