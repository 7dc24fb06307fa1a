"""Convert the HTML of blog posts to Markdown.

Enters: HTML that nobody has checked.
Leaves: Markdown with link targets apart, and what was not understood.
"""
