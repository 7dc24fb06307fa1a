"""The commands, one module each, with the command as `run`. `postil.cli.registry` lists them."""
