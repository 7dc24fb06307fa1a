"""The blog as data: posts, their order, terms, listings and permalinks; no files, no clock, no output.

Enters: `FrontMatter` and excerpts.
Leaves: `Post`; `Index`, with the order, terms and neighbours of posts; `ListingPage`; permalinks.
"""
