"""Build a site once, and say in a few lines what the build did.

Enters: A source folder.
Leaves: Pages in an output folder, and a summary of the build.
"""
