"""Preview a site locally with live reload.

Enters: A source folder, and the files that change in it.
Leaves: Pages in an output folder, served on a local port.
"""
