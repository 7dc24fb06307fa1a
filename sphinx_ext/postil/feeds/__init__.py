"""Write feeds: Atom, RSS and JSON Feed.

Enters: The index of posts, and their text as HTML.
Leaves: Feed files.
"""
