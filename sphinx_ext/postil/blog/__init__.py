"""The blog itself as plain data: posts, their order, terms, listings and permalinks. No files, no clock, no output.

Enters: `FrontMatter` and excerpts.
Leaves: `Post`, and `Index`, which answers every question about a set of posts.
"""
