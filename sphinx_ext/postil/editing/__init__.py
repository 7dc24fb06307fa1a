"""Change the files of a site for its author: publish and move posts, rename tags; list the posts.

Enters: The source files of a site, as `postil.project` finds them.
Leaves: Changes to texts and names of files, which a command shows and applies.
"""
