"""Read the folders of engines whose posts are Markdown, and convert only what postil does not read as it is.

Enters: The files of a site, and the tags and URLs of its engine.
Leaves: Posts in the model of all engines, with their links and images as references.
"""
