"""Pictures: those that stand alone become figures. One whose file is missing leaves its words in its place."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from postil.attributes import Attributes, read_attributes
from postil.caption import Written, inline_markdown, is_file_name, plain, repeats, written_pictures
from postil.diagnostics import Subtype, warn
from postil.markup import nodes_of_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MISSING_CLASS = "postil-missing-image"
FIGURE_CLASS = "postil-figure"
ROW_CLASS = "postil-row"
# Classes that say where a figure stands, or in which colours it shows; they are the figure's, not the picture's.
_LAYOUT = frozenset({"wide", "margin"})
_SCHEMES = frozenset({"only-light", "only-dark"})
_BREAKS = frozenset({"<br />", "<br>", "<br/>", "\\\\"})
_DECORATIVE = frozenset({"presentation", "none"})


class ReadRawPictures(SphinxTransform):
    """Turn pictures that an author of Markdown wrote in HTML into nodes, so that their files are copied."""

    default_priority = 355

    def apply(self, **kwargs: Any) -> None:
        """Replace what is understood."""
        if not is_markdown(self.env):
            return
        for raw in list(self.document.findall(nodes.raw)):
            if raw.get("format") != "html" or raw.parent is None:
                continue
            block = not isinstance(raw.parent, nodes.TextElement)
            found = nodes_of_html(raw.astext(), block=block)
            if found is None:
                continue
            for part in found:
                for node in part.findall(nodes.Element):
                    node.source, node.line, node.document = raw.source, raw.line, self.document
                    if node["names"]:
                        self.document.note_explicit_target(node, node)
            raw.replace_self(found)


class LocateImages(SphinxTransform):
    """Give each picture in a paragraph the line that it stands in; MyST gives it that of the paragraph."""

    default_priority = 360

    def apply(self, **kwargs: Any) -> None:
        """Count the lines of each paragraph up to its pictures."""
        for image in self.document.findall(nodes.image):
            inner: nodes.Element = image
            while isinstance(inner.parent, nodes.reference | nodes.Inline):
                inner = inner.parent
            paragraph = inner.parent
            if isinstance(paragraph, nodes.paragraph) and paragraph.line:
                before = paragraph.children[: paragraph.index(inner)]
                breaks = sum(node.astext().count("\n") for node in before if not _is_latex(node))
                image.source, image.line = paragraph.source, paragraph.line + breaks


class MakeFigures(SphinxTransform):
    """Set pictures that stand alone as figures, and say of each picture without words that it has none."""

    default_priority = 365

    def apply(self, **kwargs: Any) -> None:
        """Go through the paragraphs, then through pictures that stand in none, then through all figures."""
        for image in list(self.document.findall(nodes.image)):
            take_braces(self.document, image)
        for paragraph in list(self.document.findall(nodes.paragraph)):
            if paragraph.parent is not None:
                self._set_paragraph(paragraph)
        for image in list(self.document.findall(nodes.image)):
            picture = image.parent if isinstance(image.parent, nodes.reference) else image
            if may_stand_alone(picture) and not image.get("postil_piece"):
                parent, place = picture.parent, picture.parent.index(picture)
                parent[place] = self._figure(picture)
        for figure in self.document.findall(nodes.figure):
            if not _is_generated(figure):
                settle_figure(self.document, figure)
        if self.config.numfig:
            refer_by_number(self.document, self.env.docname)
        for image in self.document.findall(nodes.image):
            if not _is_generated(image):
                say_without_words(image)

    def _set_paragraph(self, paragraph: nodes.paragraph) -> None:
        """Replace a paragraph of pictures by a figure or a row; take pictures on its last lines out of it."""
        pictures, rest = split_paragraph(paragraph, last_lines=is_markdown(self.env))
        images = list(paragraph.findall(nodes.image))
        written = written_pictures(paragraph.rawsource) if images else []
        known = [w.uri for w in written] == [image["uri"] for image in images]
        by_image = dict(zip(map(id, images), written, strict=True)) if known else {}
        for image in images:
            if id(image) in by_image and by_image[id(image)].role in _DECORATIVE:
                image["postil_decoration"] = True
        if not pictures or not may_stand_alone(paragraph):
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
        before = "" if whole and not place else _words_before(parent, place)
        figures = [self._figure(picture, by_image, before=before) for picture in pictures]
        block: nodes.Element = figures[0] if len(figures) == 1 else nodes.container("", *figures, classes=[ROW_CLASS])
        if whole:
            hand_over(self.document, paragraph, block)
            block["classes"] += paragraph["classes"]
        parent.insert(place, block)

    def _figure(
        self, picture: nodes.Element, written: dict[int, Written] | None = None, *, before: str | None = None
    ) -> nodes.figure:
        """Return a figure of a picture, which may be within a link, with its caption."""
        image = next(iter(picture.findall(nodes.image)))
        if before is None:
            before = _words_before(picture.parent, picture.parent.index(picture))
        figure = nodes.figure()
        figure.source, figure.line, figure.document = image.source, image.line, self.document
        # HTML's writer takes only links with nothing but a picture in them; others stand in a line.
        simple = picture is image or (isinstance(picture, nodes.reference) and picture.children == [image])
        figure += picture if simple else nodes.inline("", "", picture)
        label = (written or {})[id(image)].label if written and id(image) in written else ""
        children = self._caption(image, label)
        text = plain(children)
        if text and not repeats(text, before):
            caption = nodes.caption(text, "", *children)
            caption.source, caption.line = image.source, image.line
            figure += caption
        return figure

    def _caption(self, image: nodes.image, label: str) -> list[nodes.Node]:
        """Return what the owner lets stand below a picture. `label` is the alternative text with its markup."""
        chosen = self.config.postil.postil_figure_captions
        title = str(image.get("title") or "").strip()
        line = image.line or 1
        if chosen != "none" and title:
            del image["title"]  # it would be said twice
            if not is_markdown(self.env):
                return [nodes.Text(title)]
            return inline_markdown(title, document=self.document, env=self.env, line=line)
        alt = str(image.get("alt") or "").strip()
        if chosen != "alt" or not alt or image.get("postil_decoration") or is_file_name(alt, image["uri"]):
            return []
        if label and " ".join(label.split()) != alt:
            children = inline_markdown(label, document=self.document, env=self.env, line=line)
            image["alt"] = plain(children)  # MyST leaves code and formulas out of it
            return children
        return [nodes.Text(alt)]


def is_markdown(env: BuildEnvironment) -> bool:
    """Return whether the document being read is Markdown, as posts are, or a notebook, and not reStructuredText."""
    return Path(env.doc2path(env.docname)).suffix != ".rst"


def take_braces(document: nodes.document, image: nodes.image) -> None:
    """Apply attributes after a picture that MyST left in the text: `{width=50%}`, `{: .wide}`."""
    while True:
        parent = image.parent
        place = parent.index(image) + 1
        after = parent[place] if isinstance(parent, nodes.TextElement) and place < len(parent) else None
        found = read_attributes(after) if isinstance(after, nodes.Text) else None
        if found is None or after is None:
            return
        attributes, length = found
        rest = str(after)[length:]
        del parent[place]
        if rest:
            parent.insert(place, nodes.Text(rest))
        apply_attributes(document, image, attributes)


def apply_attributes(document: nodes.document, image: nodes.image, attributes: Attributes) -> None:
    """Give a picture what its author wrote in braces; a value that is not understood is one warning."""
    image["classes"] += attributes.classes
    if attributes.id:
        image["names"].append(nodes.fully_normalize_name(attributes.id))
        document.note_explicit_target(image, image)
    kinds: dict[str, Callable[[str], Any]] = {
        "width": directives.length_or_percentage_or_unitless,
        "height": directives.length_or_unitless,
        "align": lambda value: directives.choice(value, ("left", "center", "right")),
    }
    for key, value in attributes.values.items():
        if key in kinds:
            try:
                image[key] = kinds[key](value)
            except ValueError:
                warn(Subtype.FIGURE, f"`{key}={value}` is not understood, and is left out", location=image)
        elif key == "title":
            image["title"] = value
        elif key == "role" and value in _DECORATIVE:
            image["postil_decoration"] = True


def split_paragraph(paragraph: nodes.paragraph, *, last_lines: bool) -> tuple[list[nodes.Element], list[nodes.Node]]:
    """Return the pictures that stand alone in a paragraph, or on its last lines, and what stands before them."""
    pictures: list[nodes.Element] = []
    place = len(paragraph)
    while place and (_is_blank(paragraph[place - 1]) or _image_in(paragraph[place - 1])):
        place -= 1
        if _image_in(paragraph[place]):
            pictures.insert(0, paragraph[place])
    if not place or not pictures:
        return pictures, []
    rest = paragraph.children[:place]
    between = paragraph.children[place : paragraph.index(pictures[0])]
    own_line = "\n" in "".join(node.astext() for node in between) or rest[-1].astext().endswith("\n")
    return (pictures, rest) if last_lines and own_line else ([], [])


def may_stand_alone(picture: nodes.Element) -> bool:
    """Return whether a block may become a figure: not within another, nor in a cell, nor in what an extension made."""
    if isinstance(picture.parent, nodes.TextElement | nodes.figure | None):
        return False
    outer: nodes.Element | None = picture
    while outer is not None:
        # Cells are for small things; sphinx-design sets pictures in cards by rules of its own.
        if isinstance(outer, nodes.entry | nodes.figure) or any(name.startswith("sd-") for name in outer["classes"]):
            return False
        outer = outer.parent
    return not _is_generated(picture)


def settle_figure(document: nodes.document, figure: nodes.figure) -> None:
    """Give a figure what is its own: the picture's id, place and alignment."""
    figure["classes"].append(FIGURE_CLASS)
    for node in figure[0].findall(nodes.Element):
        if isinstance(node, nodes.image | nodes.reference):
            hand_over(document, node, figure)
            figure["classes"] += [name for name in node["classes"] if name in _LAYOUT | _SCHEMES]
            node["classes"] = [name for name in node["classes"] if name not in _LAYOUT]
        if isinstance(node, nodes.image) and "align" in node:
            align = node.attributes.pop("align")
            if align in ("left", "center", "right"):
                figure.setdefault("align", align)
    if not figure["ids"] and any(isinstance(child, nodes.caption) for child in figure):
        name_figure(document, figure)


def name_figure(document: nodes.document, figure: nodes.figure) -> None:
    """Give a figure an id after its picture's file: Sphinx wants one below each caption, and numbers by it."""
    address = next((str(image["uri"]) for image in figure.findall(nodes.image)), "")
    stem = "" if address.startswith("data:") else Path(address).stem
    base = nodes.make_id(f"figure-{stem}")
    names = (f"{base}-{number}" if number else base for number in count())
    name = next(name for name in names if name not in document.ids)
    figure["ids"].append(name)
    document.ids[name] = figure


def hand_over(document: nodes.document, old: nodes.Element, new: nodes.Element) -> None:
    """Let what refers to `old` lead to `new`."""
    for name in ("ids", "names", "dupnames"):
        new[name] += old[name]
        old[name] = []
    for identifier in new["ids"]:
        document.ids[identifier] = new
    for name in ("expect_referenced_by_name", "expect_referenced_by_id"):
        if hasattr(old, name):
            setattr(new, name, getattr(old, name))


def refer_by_number(document: nodes.document, docname: str) -> None:
    """Show the number of a figure for a link without words: `[](#map)`."""
    for reference in list(document.findall(nodes.reference)):
        name = str(reference.get("refuri", ""))[1:]
        if not reference.get("id_link") or reference.children or not document.nametypes.get(name):
            continue
        node = document.ids.get(document.nameids.get(name) or "")
        if isinstance(node, nodes.figure) and any(isinstance(child, nodes.caption) for child in node):
            link = addnodes.pending_xref(
                "", refdoc=docname, refdomain="std", reftype="numref", reftarget=name, refexplicit=False, refwarn=True
            )
            link += nodes.inline(name, name, classes=["xref", "std", "std-numref"])
            link.source, link.line = reference.source, reference.line
            reference.replace_self(link)


def number_figures(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number the figures of documents that stand in no toctree, as posts do: each document from 1."""
    if env.config.numfig:
        for docname in sorted(env.found_docs - env.toc_fignumbers.keys()):
            numbers = numbers_of(env.get_doctree(docname))
            if numbers:
                env.toc_fignumbers[docname] = {"figure": numbers}
    return []


def numbers_of(doctree: nodes.document) -> dict[str, tuple[int, ...]]:
    """Return a number for each figure in `doctree` that has an id and a caption, by its id."""
    found = [
        figure
        for figure in doctree.findall(nodes.figure)
        if figure["ids"] and any(isinstance(child, nodes.caption) for child in figure)
    ]
    return {figure["ids"][0]: (number,) for number, figure in enumerate(found, start=1)}


def say_without_words(image: nodes.image) -> None:
    """Warn of a picture without alternative text, or with a file's name in its place."""
    alt = str(image.get("alt") or "").strip()
    if not alt and not image.get("postil_decoration"):
        warn(Subtype.FIGURE, f"the picture {image['uri'][:80]} has no alternative text", location=image)
    elif is_file_name(alt, image["uri"]):
        warn(Subtype.FIGURE, f"the alternative text “{alt}” is a file's name", location=image)
    image["alt"] = "" if image.get("postil_decoration") else alt  # docutils would have the address read out


def describe_missing_images(app: Sphinx, doctree: nodes.document) -> None:
    """Put the alternative text where Sphinx found no file; Sphinx has warned of it."""
    replace_images(doctree, missing=lambda path: not Path(app.srcdir, path).is_file())


def replace_images(doctree: nodes.document, *, missing: Callable[[str], bool]) -> None:
    """Replace each image none of whose local candidates is there by its alternative text, or by its name."""
    for image in list(doctree.findall(nodes.image)):
        candidates = image.get("candidates") or {}
        local = [path for kind, path in candidates.items() if kind != "?"]
        if "?" in candidates or not all(missing(path) for path in local):
            continue
        words = image.get("alt") or Path(image["uri"]).name
        inline = nodes.inline(words, words, classes=[MISSING_CLASS])
        outer = image.parent if isinstance(image.parent, nodes.reference) and len(image.parent) == 1 else image
        in_text = isinstance(outer.parent, nodes.TextElement)
        image.replace_self(inline)
        if not in_text:  # a block, linked or not
            block = inline if outer is image else outer
            place, parent = block.parent.index(block), block.parent
            parent[place] = nodes.paragraph("", "", block)
            _drop_caption(parent, words)


def _drop_caption(figure: nodes.Element, text: str) -> None:
    """Remove a caption that says what already stands in place of the picture; not if a number hangs on it."""
    caption = figure[1] if isinstance(figure, nodes.figure) and len(figure) > 1 else None
    if isinstance(caption, nodes.caption) and not figure["ids"] and repeats(caption.astext(), text):
        figure.remove(caption)


def _words_before(parent: nodes.Element, place: int) -> str:
    """Return the text of the paragraph or heading before a place among the children of `parent`."""
    before = parent[place - 1] if place else None
    return plain([before]) if isinstance(before, nodes.paragraph | nodes.title | nodes.rubric) else ""


def _image_in(node: nodes.Node) -> nodes.image | None:
    """Return the picture that a node is, or that is all that is in a link."""
    if isinstance(node, nodes.image):
        return node
    if isinstance(node, nodes.reference | addnodes.pending_xref):
        inner = [child for child in node.children if not _is_blank(child)]
        while len(inner) == 1 and isinstance(inner[0], nodes.inline):
            inner = [child for child in inner[0].children if not _is_blank(child)]
        return inner[0] if len(inner) == 1 and isinstance(inner[0], nodes.image) else None
    return None


def _is_blank(node: nodes.Node) -> bool:
    text = node.astext().strip()
    return (isinstance(node, nodes.Text) and not text) or (isinstance(node, nodes.raw) and text in _BREAKS)


def _is_latex(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and node.get("format") != "html"


def _is_generated(node: nodes.Element) -> bool:
    """Return whether a picture is what a notebook's code drew."""
    outer: nodes.Element | None = node
    while outer is not None:
        if "nb_element" in outer.attributes:
            return True
        outer = outer.parent
    return False


def settle_image_names(images: dict[str, tuple[set[str], str]]) -> None:
    """Name the pictures by their paths alone: `p.png`, and where two are called so, `p.png` and `p1.png`.

    Sphinx names them in the order in which it comes across them, which differs between a clean build and the next, and
    between one process and two.
    """
    taken: set[str] = set()
    for path in sorted(images):
        stem, suffix = Path(path).stem, Path(path).suffix
        names = (stem + (str(number) if number else "") + suffix for number in count())
        name = next(name for name in names if name not in taken)
        taken.add(name)
        images[path] = (images[path][0], name)


def setup(app: Sphinx) -> None:
    """Look at pictures after Sphinx has looked for their files, which it does at the usual priority."""
    app.add_transform(ReadRawPictures)
    app.add_transform(LocateImages)
    app.add_transform(MakeFigures)
    app.connect("doctree-read", describe_missing_images, priority=600)
    app.connect("env-get-updated", number_figures, priority=600)
