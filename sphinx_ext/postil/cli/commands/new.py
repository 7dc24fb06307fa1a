"""`postil new`: start a post."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from postil.cli.console import complain, good, is_interactive, say
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import argument, command
from postil.cli.output_folders import shown_path
from postil.cli.parameters import language_option
from postil.cli.site_folder import FOLDER, site_source

if TYPE_CHECKING:
    from datetime import datetime


@command(
    "Start a post. It is a draft, in the folder of the other posts and named like them, and is opened in the editor of "
    "VISUAL or EDITOR.",
    ('postil new "Title of the essay"', "a folder with index.md, or a file if the blog has files"),
    ('postil new "Rivers" --image photo.jpg', "copy an image into its folder, and show it"),
    ('postil new "Rivers" --from review', "from your template docs/_templates/posts/review.md"),
    ('postil new "Flüsse" --language de --translates rivers', "a translation, in a file next to the original"),
)
@argument("title", "The title of the post.", metavar="TITLE")
@click.option(
    "--file/--folder", "as_file", default=None, help="One file, or a folder (default: as most other posts are)."
)
@click.option("--from", "template", metavar="TEMPLATE", help="A template in docs/_templates/posts, without .md.")
@click.option(
    "--image",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Copy an image into the folder of the post, and show it.",
)
@language_option("Its language, such as de.")
@click.option(
    "--translates", "original", metavar="POST", default="", help="The post that it translates: its file, or its name."
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Its date (default: today).")
@click.option(
    "--source", type=FOLDER, metavar="DIR", help="Directory containing conf.py (default: as for postil build)."
)
@click.option("--no-edit", is_flag=True, help="Do not open the editor.")
def run(
    *,
    title: str,
    as_file: bool | None,
    template: str | None,
    image: Path | None,
    language: str,
    original: str,
    day: datetime | None,
    source: Path | None,
    no_edit: bool,
) -> ExitStatus:
    """Run `postil new`."""
    from postil.front_matter.dates import name_without_date
    from postil.scaffold.create_post import PostExistsError, create_post
    from postil.scaffold.originals import NoOriginalError
    from postil.scaffold.site import UnusableConfigError

    _check(title)
    if original and (image or not language):
        raise click.UsageError("A translation needs a language, such as --language de, and has the original's images.")
    try:
        path = create_post(
            site_source(source),
            title,
            as_file=as_file,
            template=template,
            image=image,
            day=day.date() if day else None,
            language=language,
            original=original,
        )
    except LookupError as error:
        hint = "--translates" if isinstance(error, NoOriginalError) else "--from"
        raise click.BadParameter(str(error.args[0]), param_hint=hint) from error
    except PostExistsError as error:
        complain(f"{shown_path(error.path)} is there already, so nothing was written. Choose another title.")
        return ExitStatus.FAILURE
    except UnicodeDecodeError as error:
        raise click.BadParameter("the template is not UTF-8", param_hint="--from") from error
    except (UnusableConfigError, OSError) as error:
        complain(f"postil new: {error}")
        return ExitStatus.FAILURE
    say(good(f"Wrote {shown_path(path)}"))
    name = name_without_date(path.parent.name if path.stem == "index" else path.stem)
    name = str(shown_path(path)) if original else name
    say(f"It is a draft: `postil serve` shows it, and `postil build` does not. To publish it: postil publish {name}")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if editor and not no_edit and is_interactive():
        click.edit(filename=str(path), editor=editor)
    return ExitStatus.OK


def _check(title: str) -> None:
    """Raise UsageError if a post can't have a title."""
    if not title.strip():
        raise click.UsageError('A post needs a title: postil new "Title of the essay"')
    if not title.isprintable() and re.search(r"[\ud800-\udfff]", title):  # bytes that are no text, to Python
        raise click.UsageError("The title is not in UTF-8, which the terminal should use. See its settings, and LANG.")
