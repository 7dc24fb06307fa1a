"""Pictures: those that stand alone become figures."""

from __future__ import annotations

import re
from itertools import count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.diagnostics import Subtype, warn
from postil.file_digests import path_of_file
from postil.file_names import has_long_name, shorten
from postil.images.attributes import DECORATIVE, apply_trailing_attributes
from postil.images.captions import (
    MarkdownImage,
    caption_text,
    has_tags,
    is_file_name,
    markdown_images,
    parse_inline,
    repeats,
)
from postil.images.figure_nodes import (
    ROW_CLASS,
    can_become_figure,
    is_notebook_output,
    move_image_attributes,
    split_standalone_images,
    text_before,
    transfer_references,
)
from postil.images.image import CARDS
from postil.images.missing import why_not_published
from postil.images.numfig import show_figure_number
from postil.images.raw_html import html_to_nodes, uncopied_files, without_picture_sources
from postil.project.image_folders import is_file, referenced_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class ReadRawImages(SphinxTransform):
    """Turn pictures that an author of Markdown wrote in HTML into nodes, so that their files are copied."""

    default_priority = 355

    def apply(self, **kwargs: Any) -> None:
        """Replace what is understood."""
        if not is_markdown(self.env):
            return
        for paragraph in self.document.findall(nodes.paragraph):
            join_picture_elements(paragraph)
            join_link_elements(paragraph)
        for raw in list(self.document.findall(nodes.raw)):
            if not _is_html(raw):
                continue
            block = not isinstance(raw.parent, nodes.TextElement) or raw.astext().startswith("<a ")
            text = without_picture_sources(raw.astext())
            found = html_to_nodes(text, block=block)
            if found is None:
                continue
            for name in uncopied_files(text):
                warn(Subtype.PICTURE, f"`{name}`, which a `<source>` names, is not copied", location=raw)
            for part in found:
                for node in part.findall(nodes.Element):
                    node.source, node.line, node.document = raw.source, raw.line, self.document
                    if node["names"]:
                        self.document.note_explicit_target(node, node)
            raw.replace_self(found)


def join_picture_elements(paragraph: nodes.paragraph) -> None:
    """Make one node of `<picture>` to `</picture>`, of which MyST makes one for each tag."""
    start = None
    for node in list(paragraph.children):
        text = node.astext() if _is_html(node) else ""
        if text.startswith("<picture"):
            start = paragraph.index(node)
        elif text == "</picture>" and start is not None:
            end = paragraph.index(node) + 1
            whole = without_picture_sources("".join(part.astext() for part in paragraph[start:end]))
            paragraph[start:end] = [nodes.raw("", whole, format="html")]
            start = None
        elif not text and node.astext().strip():
            start = None  # words


def join_link_elements(paragraph: nodes.paragraph) -> None:
    """Make one node of `<a …>`, `<img …>` and `</a>`, which MyST has as three."""
    for trio in list(zip(paragraph, paragraph[1:], paragraph[2:], strict=False)):
        first, picture, last = (node.astext() if _is_html(node) else "" for node in trio)
        if first.startswith("<a ") and picture.startswith("<img ") and last == "</a>":
            place = paragraph.index(trio[0])
            paragraph[place : place + 3] = [nodes.raw("", first + picture + last, format="html")]


class LocateImages(SphinxTransform):
    """Give each picture in a paragraph the line that it stands in; MyST gives it that of the paragraph."""

    default_priority = 360

    def apply(self, **kwargs: Any) -> None:
        """Count the lines of each paragraph up to its pictures."""
        for image in self.document.findall(nodes.image):
            paragraph = image.parent
            while isinstance(paragraph, nodes.TextElement) and not isinstance(paragraph, nodes.paragraph):
                paragraph = paragraph.parent
            if isinstance(paragraph, nodes.paragraph) and paragraph.line:
                image.source, image.line = paragraph.source, paragraph.line + _breaks_before(image, paragraph)


class MakeFigures(SphinxTransform):
    """Set pictures that stand alone as figures, and say of each picture without words that it has none."""

    default_priority = 365

    def apply(self, **kwargs: Any) -> None:
        """Go through the paragraphs, then through pictures that stand in none, then through all figures."""
        images = [image for image in self.document.findall(nodes.image) if not is_notebook_output(image)]
        for image in images:
            apply_trailing_attributes(self.document, image)
        for paragraph in list(self.document.findall(nodes.paragraph)):
            self._set_paragraph(paragraph)
        for image in images:
            decode_image_uri(self.env, image)
            picture = image.parent if isinstance(image.parent, nodes.reference) else image
            if can_become_figure(picture) and not image.get("postil_piece"):
                parent, place = picture.parent, picture.parent.index(picture)
                parent[place] = self._figure(picture)
        for figure in self.document.findall(nodes.figure):
            move_image_attributes(self.document, figure)
        if self.config.numfig:
            show_figure_number(self.document, self.env.docname)
        for image in images:
            warn_about_missing_alt_text(image)

    def _set_paragraph(self, paragraph: nodes.paragraph) -> None:
        """Replace a paragraph of pictures by a figure or a row; take pictures on its last lines out of it."""
        pictures, rest = split_standalone_images(paragraph, last_lines=is_markdown(self.env))
        images = list(paragraph.findall(nodes.image))
        written = markdown_images(paragraph.rawsource) if images else []
        known = [w.uri for w in written] == [image["uri"] for image in images]
        by_image = dict(zip(map(id, images), written, strict=True)) if known else {}
        for image in images:
            if id(image) in by_image and by_image[id(image)].role in DECORATIVE:
                image["postil_decoration"] = True
        alone = pictures if can_become_figure(paragraph) else []
        figured = {id(image) for picture in alone for image in picture.findall(nodes.image)}
        for image in images:
            if id(image) in by_image and id(image) not in figured:
                self._words(image, by_image[id(image)].label)
        if not alone:
            return
        parent, place = paragraph.parent, paragraph.parent.index(paragraph)
        whole = not rest
        if whole:
            parent.pop(place)
        else:
            paragraph.children = rest
            if isinstance(rest[-1], nodes.Text):
                paragraph.children[-1] = nodes.Text(rest[-1].rstrip())
                paragraph.children[-1].parent = paragraph
            place += 1
        before = "" if whole and not place else text_before(parent, place)
        figures = [self._figure(picture, by_image, before=before) for picture in pictures]
        block: nodes.Element = figures[0] if len(figures) == 1 else nodes.container("", *figures, classes=[ROW_CLASS])
        if whole:
            transfer_references(self.document, paragraph, block)
            block["classes"] += paragraph["classes"]
        parent.insert(place, block)

    def _figure(
        self, picture: nodes.Element, written: dict[int, MarkdownImage] | None = None, *, before: str | None = None
    ) -> nodes.figure:
        """Return a figure of a picture, which may be within a link, with its caption."""
        image = next(iter(picture.findall(nodes.image)))
        if before is None:
            before = text_before(picture.parent, picture.parent.index(picture))
        figure = nodes.figure()
        figure.source, figure.line, figure.document = image.source, image.line, self.document
        # HTML's writer takes only links with nothing but a picture in them; others stand in a line.
        simple = picture is image or (isinstance(picture, nodes.reference) and picture.children == [image])
        figure += picture if simple else nodes.inline("", "", picture)
        label = (written or {})[id(image)].label if written and id(image) in written else ""
        children = self._caption(image, label)
        text = caption_text(children)
        has_notes = any(next(child.findall(nodes.footnote_reference), None) is not None for child in children)
        if children and (has_notes or not repeats(text, before)):
            caption = nodes.caption(text, "", *children)
            caption.source, caption.line = image.source, image.line
            figure += caption
        return figure

    def _caption(self, image: nodes.image, label: str) -> list[nodes.Node]:
        """Return what the owner lets stand below a picture. `label` is the alternative text with its markup."""
        chosen = self.config.postil.postil_figure_captions
        words = self._words(image, label)
        title = str(image.get("title") or "").strip()
        line = image.line or 1
        if chosen != "none" and title:
            del image["title"]  # it would be said twice
            if not is_markdown(self.env):
                return [nodes.Text(title)]
            return parse_inline(title, document=self.document, env=self.env, line=line)
        alt = str(image.get("alt") or "").strip()
        if chosen != "alt" or not alt or image.get("postil_decoration") or is_file_name(alt, image["uri"]):
            return []
        return words or [nodes.Text(alt)]

    def _words(self, image: nodes.image, label: str) -> list[nodes.Node]:
        """Return a picture's alternative text as it is written, if it has markup; MyST leaves code and formulas out."""
        alt = str(image.get("alt") or "").strip()
        if not alt or not label or " ".join(label.split()) == alt or has_tags(label):  # which are no part of such text
            return []
        children = parse_inline(label, document=self.document, env=self.env, line=image.line or 1)
        image["alt"] = caption_text(children)
        return children


def is_markdown(env: BuildEnvironment) -> bool:
    """Return whether the document being read is Markdown, as posts are, or a notebook, and not reStructuredText."""
    return not str(env.doc2path(env.docname)).endswith(".rst")


def decode_image_uri(env: BuildEnvironment, image: nodes.image) -> None:
    """Let a picture's address be the name of its file: Markdown writes `two words.png` as `two%20words.png`."""
    address = str(image["uri"])
    written = "%" in address and ":" not in address and is_markdown(env)
    if written and not is_file(referenced_path(env, env.docname, address)):
        image["uri"] = unquote(address)


def warn_about_missing_alt_text(image: nodes.image) -> None:
    """Warn of a picture without alternative text, or with a file's name in its place."""
    alt = str(image.get("alt") or "").strip()
    if not alt and not image.get("postil_decoration"):
        warn(Subtype.FIGURE, f"the picture {image['uri'][:80]} has no alternative text", location=image)
    elif is_file_name(alt, image["uri"]):
        warn(Subtype.FIGURE, f"the alternative text “{alt}” is a file's name", location=image)
    image["alt"] = "" if image.get("postil_decoration") else alt  # docutils would have the address read out


def _breaks_before(image: nodes.image, paragraph: nodes.paragraph) -> int:
    """Return how many lines of `paragraph` end before `image`; a hard break is there once for each format."""
    before = takewhile(lambda node: node is not image, paragraph.findall())
    texts = [node for node in before if isinstance(node, nodes.Text)]
    return sum(text.count("\n") for text in texts if not isinstance(text.parent, nodes.raw) or _is_html(text.parent))


def _is_html(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and node.get("format") == "html"


def find_image(env: BuildEnvironment, docname: str, path: str) -> str:
    """Return the picture at `path`, as a document names it, as a path from the source folder; addresses as they are.

    It becomes part of the site, and the document is read again when it changes. Empty if there is no such file, or if
    it is not published.
    """
    if not path or re.match(r"(?i)https?://", path):
        return path
    for spelling in dict.fromkeys((path, unquote(path))):
        env.note_dependency(path_of_file(env, docname, spelling))  # it counts once it is there, too
        if is_file(referenced_path(env, docname, spelling)) and not why_not_published(env, docname, spelling):
            relative, _absolute = env.relfn2path(spelling, docname)
            env.note_dependency(relative)
            env.images.add_file(docname, relative)
            return relative
    return ""


def image_url(path: str, names: Mapping[str, tuple[set[str], str]], *, folder: str) -> str:
    """Return the address of a post's picture, from the site's first folder. `names` are Sphinx's of all pictures."""
    if path not in names:
        return path if re.match(r"(?i)https?://", path) else ""
    return f"{folder}/{quote(names[path][1])}"


def assign_image_names(images: dict[str, tuple[set[str], str]], suffixes: Mapping[str, str]) -> None:
    """Name the pictures by their paths alone: `p.png`, and where two are called so, `p.png` and `p1.png`.

    `suffixes` are those of images that are published in another format.

    Sphinx names them in the order in which it comes across them, which differs between a clean build and the next, and
    between one process and two.
    """
    taken = {CARDS}  # in the output, the folder of social cards lies beside them
    for path in sorted(images):
        stem, suffix = Path(path).stem, suffixes.get(path, Path(path).suffix)
        names = (_numbered(stem, number, suffix) for number in count())
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())  # not every file system tells capitals from small letters
        images[path] = (images[path][0], name)


def _numbered(stem: str, number: int, suffix: str) -> str:
    """Return a file's name with a number in it, unless that is 0; one that gets too long by it loses its end."""
    end = f"{number or ''}{suffix}"
    name = f"{stem}{end}"
    return name if not has_long_name(name) else f"{shorten(stem, reserve=len(end.encode()))}{end}"


def setup(app: Sphinx) -> None:
    """Look at pictures while a document is read."""
    app.add_transform(ReadRawImages)
    app.add_transform(LocateImages)
    app.add_transform(MakeFigures)
