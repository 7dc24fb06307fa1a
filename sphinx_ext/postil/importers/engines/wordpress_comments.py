"""The comments of WordPress, as a file next to the post."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.importers.xml_tree import Element


def comments_file(comments: Iterable[Element]) -> dict[str, bytes]:
    """Return a JSON file with the public part of comments: no mail or network addresses."""
    fields = {"id": "comment_id", "parent": "comment_parent", "author": "comment_author", "url": "comment_author_url",
              "date": "comment_date", "html": "comment_content"}  # fmt: skip
    entries = [
        {key: value for key, name in fields.items() if (value := comment.text_of(name, "wordpress"))}
        for comment in comments
    ]
    return {"comments.json": (json.dumps(entries, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")}
