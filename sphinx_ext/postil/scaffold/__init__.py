"""Write the files of a new blog, or of a new post.

Enters: Answers about a blog or a post, and the files that are there.
Leaves: New files; no file that is there is changed.
"""
