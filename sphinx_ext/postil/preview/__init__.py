"""Serve a site while it is written, with live reload.

Enters: A source folder and its changed files.
Leaves: The site on a local port.
"""
