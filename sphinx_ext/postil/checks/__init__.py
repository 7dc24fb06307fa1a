"""What is wrong with a site, found without writing its pages, and what to do about it.

Enters: A site that Sphinx has read, see `postil.build.read_only`.
Leaves: Findings, each with file, line, message, advice, and a fix if it is mechanical.
"""
