"""`postil completion`: print the script that completes commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from postil.cli.console import say
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import argument, command
from postil.cli.main import postil

SHELLS = ("bash", "zsh", "fish")


@command(
    "Print the script that completes commands and options in a shell. The examples install it.",
    ("postil completion bash >> ~/.bashrc", "Bash 4.4 or newer"),
    ("postil completion zsh >> ~/.zshrc", "Zsh"),
    ("postil completion fish > ~/.config/fish/completions/postil.fish", "Fish"),
)
@argument("shell", f"One of {', '.join(SHELLS)}.", type=click.Choice(SHELLS), metavar="SHELL")
def run(*, shell: str) -> ExitStatus:
    """Run `postil completion`."""
    complete = get_completion_class(shell)
    if complete is None:
        raise click.UsageError(f"Click has no completions for {shell}.")
    say(complete(postil, {}, "postil", "_POSTIL_COMPLETE").source())
    return ExitStatus.OK
