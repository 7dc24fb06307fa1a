"""Posts as Markdown, for programs that read text: a copy beside each page, and `llms.txt`, which lists them."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from postil.front_matter.source import InvalidFrontMatterError, normalize, read_raw_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx

    from postil.blog.post import Post

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|:{3,})")
_COMMENT = re.compile(r"<!--.*?-->[ \t]*\n?", re.DOTALL)
# An image or a link to a file, in Markdown: what it leads to stands between `](` and a space or `)`.
_TARGET = re.compile(r"(?<=\]\()<?([^\s()<>]+)>?(?=[\s)])")


def copy_url(app: Sphinx, post: Post) -> str:
    """Return where the Markdown copy of a post is, relative to the site's first folder; empty if there is none.

    There is one of posts that are files of their own in Markdown, and that are for readers.
    """
    wanted = app.config.postil.postil_markdown and not post.draft and not post.unlisted and not post.anchor
    if not wanted or app.env.doc2path(post.docname).suffix != ".md":
        return ""
    return f"{post.docname}.md"


def markdown_copy(text: str, title: str, facts: Iterable[str], moved: Mapping[str, str]) -> str:
    """Return a post's source as readers get it: with its title and `facts`, without front matter and comments.

    `moved` says for paths as the author wrote them where the files are, as seen from the copy.
    """
    text = normalize(text)
    try:
        body = text[read_raw_front_matter(text, ".md").span[1] :]
    except InvalidFrontMatterError:
        body = text
    lines: list[str] = []
    for is_code, part in _parts(body.strip("\n")):
        lines.append(part if is_code else _prose(part, moved))
    body = "".join(lines).strip("\n")
    first, _newline, rest = body.partition("\n")
    if re.fullmatch(r"# .*", first) and first[2:].strip(" #").casefold() == title.casefold():
        body = rest.strip("\n")
    head = [f"# {title}", "", *(f"- {fact}" for fact in facts), ""]
    return "\n".join([*head, body, ""])


def _parts(text: str) -> Iterable[tuple[bool, str]]:
    """Yield the parts of a text in order, each with whether it is a block of code."""
    part: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if not fence and match and match[1][0] != ":":
            yield False, "".join(part)
            part, fence = [line], match[1]
        elif fence and match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
            yield True, "".join([*part, line])
            part, fence = [], ""
        else:
            part.append(line)
    yield bool(fence), "".join(part)


def _prose(text: str, moved: Mapping[str, str]) -> str:
    """Return text without comments, HTML's and MyST's, and with links to files where those are."""
    text = _COMMENT.sub("", text)
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("%"))

    def move(match: re.Match[str]) -> str:
        path, mark, place = match[1].partition("#")
        found = moved.get(unquote(path))
        return f"{found}{mark}{place}" if found else match[0]

    return _TARGET.sub(move, text)


def images_by_document(app: Sphinx) -> dict[str, list[tuple[str, str]]]:
    """Return the pictures of documents: paths from the source folder, and names in the output."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, (users, name) in sorted(app.env.images.items()):
        for docname in users:
            found.setdefault(docname, []).append((path, name))
    return found


def image_links(app: Sphinx, docname: str, pictures: Iterable[tuple[str, str]], *, folder: str) -> dict[str, str]:
    """Return for each path as it may be written in a document the file in `folder`, as seen from the copy."""
    found: dict[str, str] = {}
    source = posixpath.dirname(app.env.relfn2path("x", docname)[0])
    for path, name in pictures:
        relative = posixpath.relpath(path, source or ".")
        target = quote(posixpath.relpath(f"{folder}/{name}", posixpath.dirname(docname) or "."))
        found.update(dict.fromkeys((relative, f"./{relative}", f"/{path}"), target))
    return found


def document_links(app: Sphinx, docname: str, targets: Iterable[Post | str]) -> dict[str, str]:
    """Return for each path by which a document may link to others where those are, as seen from its own copy.

    A post is its copy, if it has one; of other documents the name is given, and they are their pages.
    """
    found: dict[str, str] = {}
    here, folder = app.env.doc2path(docname).parent, posixpath.dirname(docname) or "."
    for target in targets:
        name = target if isinstance(target, str) else target.docname
        address = "" if isinstance(target, str) else copy_url(app, target)
        place = quote(posixpath.relpath(address, folder)) if address else _relative_page(app, folder, name)
        path = Path(os.path.relpath(app.env.doc2path(name), here)).as_posix()
        found.update(dict.fromkeys((path, f"./{path}"), place))
    return found


def _relative_page(app: Sphinx, folder: str, docname: str) -> str:
    """Return the address of a document's page as seen from `folder`."""
    address = app.builder.get_target_uri(docname)
    relative = posixpath.relpath(address or ".", folder)
    return f"{relative}/" if address.endswith("/") or not address else relative


def write_llms(title: str, about: str, sections: Mapping[str, Iterable[tuple[str, str, str]]]) -> bytes:
    """Return an llms.txt (llmstxt.org): the site's name, and links with their titles, addresses and descriptions."""
    lines = [f"# {title}", ""]
    if about:
        lines += [f"> {about}", ""]
    for heading, links in sections.items():
        items = [
            f"- [{_plain(name)}]({address})" + (f": {' '.join(text.split())}" if text else "")
            for name, address, text in links
        ]
        if items:
            lines += [f"## {heading}", "", *items, ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _plain(text: str) -> str:
    """Return a title as the text of a link in Markdown."""
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))
