"""`postil init`: start a new blog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from postil.cli.console import bold, complain, dim, good, is_interactive, say, say_steps
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import argument, command
from postil.cli.site_folder import FOLDER
from postil.scaffold.hosts import HOSTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.scaffold.new_site import NewSite
    from postil.scaffold.write import Written


@command(
    "Start a new blog. Asks for its name, author, language and URL, and writes a configuration, a home page, a page "
    "about the blog, and a first post. Files that exist are not changed.",
    ("postil init my-blog", "ask, and start a blog in the folder my-blog"),
    ('postil init --yes --name "River notes"', "start one in this folder, without questions"),
    ("postil init --host github", "also write the workflow that publishes it on GitHub Pages"),
)
@argument(
    "folder",
    "The folder of the blog, which is created if necessary (default: this folder).",
    required=False,
    type=FOLDER,
)
@click.option("--name", metavar="NAME", help="The name of the blog (default: that of the folder).")
@click.option("--author", metavar="NAME", help="The name of its author (default: git's user.name).")
@click.option("--language", metavar="CODE", help="Its language, such as en, de or pt_BR (default: the system's).")
@click.option("--url", metavar="URL", help="The URL at which it will be published.")
@click.option(
    "--host",
    type=click.Choice(list(HOSTS)),
    metavar="HOST",
    help=f"Also write what a host needs to build and publish it: {', '.join(HOSTS)}.",
)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; use the defaults for what no option sets.")
def run(
    *,
    folder: Path | None,
    name: str | None,
    author: str | None,
    language: str | None,
    url: str | None,
    host: str | None,
    yes: bool,
) -> ExitStatus:
    """Run `postil init`."""
    from postil.scaffold.existing import find_blog
    from postil.scaffold.new_site import host_files
    from postil.scaffold.write import write_new_files

    target = folder or Path()
    given = {"name": name, "author": author, "language": language, "url": url}
    conf = find_blog(target)
    if conf is not None and host is None:
        _report_existing(conf)
        return ExitStatus.FAILURE
    site = _answers(target, given, host or "", ask=not yes and conf is None and is_interactive())
    try:
        if conf is not None:
            return _report_host(write_new_files(target, host_files(site)), site)
        _report(target, write_new_files(target, _files(site)), site)
    except OSError as error:
        complain(f"postil init: {error.filename}: {error.strerror}")
        return ExitStatus.FAILURE
    return ExitStatus.OK


def _files(site: NewSite) -> Mapping[str, bytes]:
    from postil.config.clock import current_time
    from postil.scaffold.new_site import site_files
    from postil.scaffold.requirement import installed_requirement

    # In UTC, as times are in a new blog: a later date would be a scheduled post.
    return site_files(site, today=current_time().date(), requirement=installed_requirement())


def _answers(folder: Path, given: Mapping[str, str | None], host: str, *, ask: bool) -> NewSite:
    """Return what the options say, the owner answers, or the defaults are."""
    from postil.scaffold.defaults import default_author, default_language, default_name
    from postil.scaffold.new_site import NewSite, read_language, read_line, read_url

    if ask:
        say("A few questions about the blog. Press Enter for the answer in brackets; you can change all of it later.")
    values = {}
    for key, question, default, read in (
        ("name", "Name of the blog", default_name(folder), read_line),
        ("author", "Author", default_author(), read_line),
        ("language", "Language", default_language(), read_language),
        ("url", "URL, if you know it", "", read_url),
    ):
        values[key] = _answer(given[key], question, default, read, option=f"--{key}", ask=ask)
    return NewSite(**{**values, "name": values["name"] or default_name(folder)}, host=host)


def _answer(
    given: str | None, question: str, default: str, read: Callable[[str], str], *, option: str, ask: bool
) -> str:
    """Return the value of an option, or the answer to a question; ask again if the answer is not valid."""
    if given is not None:
        try:
            return read(given)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint=option) from error
    if not ask:
        return default

    def value_proc(text: str) -> str:
        try:
            return read(text)
        except ValueError as error:
            raise click.UsageError(str(error)) from error

    answer: str = click.prompt(question, default=default, show_default=bool(default), value_proc=value_proc)
    return answer


def _report_existing(conf: Path) -> None:
    from postil.scaffold.existing import uses_postil

    complain(f"{conf} is there already, so nothing was written.")
    if uses_postil(conf):
        complain("See what you can do next: postil\nWrite what a host needs: postil init --host github")
    else:
        complain(f'To turn this Sphinx site into a blog, add "postil" to `extensions` in {conf}, and a folder "posts".')


def _host_steps(host: str) -> str:
    """Return what to do once at a host, without the marks of Markdown."""
    from postil.scaffold.new_site import host_steps

    return host_steps(host).replace("*", "").replace("`", "")


def _report_host(written: Written, site: NewSite) -> ExitStatus:
    for path in written.created:
        say(good(f"Wrote {path}"))
    if written.created:
        say(_host_steps(site.host))
    for path in written.kept:
        complain(f"{path} is there already, and was not changed.")
    return ExitStatus.FAILURE if written.kept else ExitStatus.OK


def _report(folder: Path, written: Written, site: NewSite) -> None:
    say()
    for path in written.created:
        say(f"  {good('new')}   {path}")
    for path in written.kept:
        say(f"  {dim('kept')}  {path} (it was there already)")
    say()
    say(bold(f"“{site.name}” is ready."))
    steps = [
        ("postil serve", "preview the blog in the browser while you write"),
        ('postil new "Title of the essay"', "start a post"),
        ("postil build", "write the pages to build/html, to be published"),
    ]
    if folder.resolve() != Path.cwd():
        steps.insert(0, (f"cd {_quoted(folder)}", "go to its folder"))
    say_steps(steps)
    if site.host:
        say(f"\n{_host_steps(site.host)}")


def _quoted(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if " " in text else text
