"""Write feeds: Atom, RSS and JSON Feed.

Enters: The index of posts, and their text as HTML.
Leaves: The feeds and their style sheet, by their path in the output.
"""
