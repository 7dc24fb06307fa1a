"""Read the front matter of Markdown, reStructuredText and notebooks in the dialects of other engines.

Enters: The text and the path of a source file.
Leaves: `FrontMatter`, the problems found in it with their lines, and a status: is it a post, is it published?
"""
