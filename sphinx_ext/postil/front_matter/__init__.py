"""Read the front matter of Markdown, reStructuredText and notebooks in the dialects of other engines.

Enters: The text and the path of a source file.
Leaves: `FileStatus`: is the file a post, and is it published; with its typed `FrontMatter`, and the problems by line.
"""
