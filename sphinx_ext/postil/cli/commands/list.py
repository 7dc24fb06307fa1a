"""`postil list`: list the posts of a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from postil.cli.console import complain, dim, say
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import command
from postil.cli.parameters import language_option, site_options
from postil.cli.site_folder import source_argument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@command(
    "List the posts of a site, newest first. Posts without a date come first.",
    ("postil list", "all posts"),
    ("postil list --drafts --scheduled", "what is not published yet"),
    ("postil list --tag rivers --json", "the posts about rivers, for a program"),
)
@source_argument
@click.option("--drafts", is_flag=True, help="Only drafts, and posts without a date.")
@click.option("--scheduled", is_flag=True, help="Only posts that will be published later.")
@click.option("--published", is_flag=True, help="Only published posts.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only posts with this tag, can be repeated.")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only posts in this category.")
@language_option("Only posts in this language, such as de.")
@click.option("--json", "json_output", is_flag=True, help="Print JSON.")
@site_options
def run(
    *,
    source: Path,
    drafts: bool,
    scheduled: bool,
    published: bool,
    tags: Sequence[str],
    categories: Sequence[str],
    language: str,
    json_output: bool,
    overrides: Mapping[str, str],
    builder: str,
) -> ExitStatus:
    """Run `postil list`."""
    from sphinx.errors import SphinxError

    from postil.checks.report import display_path
    from postil.config.conf_errors import explain_conf_error
    from postil.editing.posts import list_posts, posts_as_json
    from postil.editing.site import open_site
    from postil.front_matter.parse import Status

    statuses = [
        *([Status.DRAFT, Status.UNDATED, Status.UNREADABLE] if drafts else []),
        *([Status.SCHEDULED] if scheduled else []),
        *([Status.PUBLISHED] if published else []),
    ]
    current = Path.cwd()
    try:
        with open_site(source, overrides=overrides, builder=builder) as site:
            posts = list_posts(
                site.sources,
                site.url_of_file,
                statuses=statuses,
                tags=tags,
                categories=categories,
                language=site.own_tag(language) if language else None,
            )
            base, own = site.base_url, site.language
    except SphinxError as error:
        complain(f"postil list: {explain_conf_error(str(error))}")
        return ExitStatus.FAILURE
    if json_output:
        say(posts_as_json(posts, base, lambda file: display_path(file, current), site_language=own))
        return ExitStatus.OK
    width = max((len(post.status.value) for post in posts), default=0)
    for post in posts:
        date = f"{post.date:%Y-%m-%d}" if post.date else " " * 10
        where = dim(display_path(post.source.file, current))
        tag = f"  [{post.source.language}]" if post.source.language else ""
        say(f"{date}  {post.status.value.ljust(width)}  {post.source.title}{tag}  {where}")
    if not posts:
        complain("No posts found.")
    return ExitStatus.OK
