"""The command `postil`.

Enters: Command-line arguments.
Leaves: An exit status.
"""
